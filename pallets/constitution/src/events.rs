//! What happens to proposals and articles.

use frame_support::pallet_macros::pallet_section;

/// The pallet's events.
#[pallet_section]
mod events {
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A proposal was submitted; its ballot box is there.
        Proposed {
            /// Its id.
            proposal: ProposalId,
            /// Who submitted it.
            proposer: CitizenIndex,
            /// Hash of the frozen text.
            content: Hash,
            /// The class.
            class: Class,
            /// When voting begins.
            opens: Millis,
            /// When it ends.
            closes: Millis,
        },
        /// A proposal was taken back before voting began.
        Withdrawn {
            /// Which.
            proposal: ProposalId,
        },
        /// A proposal is decided.
        Decided {
            /// Which.
            proposal: ProposalId,
            /// How.
            outcome: Outcome,
        },
        /// A decision on a proposal that is not open had no effect.
        DecisionIgnored {
            /// Which.
            proposal: ProposalId,
            /// What was decided.
            outcome: Outcome,
        },
        /// An approved call is with the scheduler: `Enacted` will tell how it went.
        EnactmentScheduled {
            /// Whose call.
            proposal: ProposalId,
            /// The scheduler's name for it.
            task: [u8; 32],
        },
        /// The scheduler did not take an approved call; `retry_enactment` tries again.
        EnactmentWaiting {
            /// Whose call.
            proposal: ProposalId,
            /// What the scheduler said.
            error: DispatchError,
        },
        /// An approved call was dispatched.
        Enacted {
            /// Whose call.
            proposal: ProposalId,
            /// How it went. What failed has changed nothing.
            result: DispatchResult,
        },
        /// An article is in force.
        ArticleEnacted {
            /// Its number.
            number: ArticleNumber,
            /// Hash of its text.
            content: Hash,
            /// When it expires unless renewed.
            expires: Option<Millis>,
        },
        /// An article's life span began anew.
        ArticleRenewed {
            /// Its number.
            number: ArticleNumber,
            /// How often it has been renewed.
            renewals: u8,
            /// When it expires unless renewed again.
            expires: Option<Millis>,
        },
        /// An article was repealed.
        ArticleRepealed {
            /// Its number.
            number: ArticleNumber,
        },
        /// An article was suspended.
        ArticlePaused {
            /// Its number.
            number: ArticleNumber,
            /// Until when.
            until: Millis,
        },
        /// A suspended article binds again.
        ArticleResumed {
            /// Its number.
            number: ArticleNumber,
        },
        /// An article will expire: notice ahead. It may be renewed from now on.
        ArticleExpiring {
            /// Its number.
            number: ArticleNumber,
            /// When.
            expires: Millis,
        },
        /// An article has expired and is in the archive.
        ArticleExpired {
            /// Its number.
            number: ArticleNumber,
            /// Before this neither number nor text may be enacted again.
            until: Millis,
        },
        /// The parameters were changed, for proposals and articles from now on.
        ParametersChanged,
    }
}
