//! What the pallet tells; a section of [`crate::pallet`].

use frame_support::pallet_macros::pallet_section;

/// See the file.
#[pallet_section]
mod events {
    /// What happened to a person.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A person vouched for a newcomer.
        Vouched {
            /// Who vouched.
            voucher: CitizenIndex,
            /// The newcomer.
            did: DidId,
            /// Vouches in force so far, of [`Parameters::vouches_needed`].
            vouches: u32,
        },
        /// A newcomer became a person.
        Admitted {
            /// The person.
            citizen: CitizenIndex,
            /// The person's DID.
            did: DidId,
        },
        /// A person vouched for the renewal of another.
        RenewalVouched {
            /// Who vouched.
            voucher: CitizenIndex,
            /// Whose status is to be renewed.
            citizen: CitizenIndex,
            /// Vouches in force so far, of [`Parameters::vouches_needed`].
            vouches: u32,
        },
        /// A status was renewed.
        Renewed {
            /// The person.
            citizen: CitizenIndex,
            /// Midnight at which it ends now.
            expires: Millis,
        },
        /// A person gave a sign of life by a call of their own.
        LifeProved {
            /// The person.
            citizen: CitizenIndex,
        },
        /// A status is about to lapse: prove life, or ask for renewal.
        LapseAhead {
            /// The person.
            citizen: CitizenIndex,
            /// Midnight at which it lapses.
            at: Millis,
        },
        /// A lapse fell due while the chain was down and was moved.
        LapsePostponed {
            /// The person.
            citizen: CitizenIndex,
            /// Midnight at which it falls due now.
            at: Millis,
        },
        /// A status lapsed.
        Lapsed {
            /// The person.
            citizen: CitizenIndex,
            /// When it ended.
            at: Millis,
        },
        /// A person was found to be fake.
        Struck {
            /// The person.
            citizen: CitizenIndex,
        },
        /// The numbers of personhood changed.
        ParametersSet {
            /// They are now.
            parameters: Parameters,
        },
        /// An application expired before it had its vouches, or the candidate could not be admitted: vouches that count
        /// no longer, a DID or an account that is taken, a full roll.
        ApplicationDropped {
            /// The newcomer.
            did: DidId,
        },
        /// A renewal expired before it had its vouches.
        RenewalDropped {
            /// The person.
            citizen: CitizenIndex,
        },
        /// An application has what it needs: it can be challenged for a time.
        Accepted {
            /// The newcomer.
            did: DidId,
            /// From when on the newcomer is admitted.
            admits: Millis,
        },
        /// A newcomer was found to be fake.
        Rejected {
            /// The newcomer.
            did: DidId,
        },
        /// The deposit of a person whom nobody had vouched for was given back.
        DepositReleased {
            /// The person.
            citizen: CitizenIndex,
        },
        /// A person had vouched for a fake.
        HeldResponsible {
            /// The person.
            citizen: CitizenIndex,
            /// They do not vouch before this.
            barred_until: Millis,
            /// Whether it cost them reputation besides.
            reputation_lost: bool,
        },
        /// Most of a person's vouchers are discredited: others must renew the status.
        Questioned {
            /// The person.
            citizen: CitizenIndex,
            /// Midnight at which it ends unless renewed.
            expires: Millis,
        },
        /// Somebody says that a person or newcomer is no person of their own.
        Challenged {
            /// Number of the case.
            case: u32,
            /// Who is meant.
            subject: Subject,
            /// What is said.
            grounds: Grounds,
            /// Who says so.
            challenger: CitizenIndex,
            /// Hash of what is put forward.
            evidence: Hash,
        },
        /// A case was closed.
        CaseClosed {
            /// Number of the case.
            case: u32,
            /// What was found; none: nothing in time, or there is nobody to judge any more.
            finding: Option<Finding>,
        },
        /// The society is large enough to do without founders' privileges.
        FoundingEnded {
            /// How many had them.
            founders: u32,
        },
        /// The numbers that keep fakes few changed.
        DefencesSet {
            /// They are now.
            defences: Defences,
        },
    }
}
