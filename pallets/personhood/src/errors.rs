//! Why the pallet refuses; a section of [`crate::pallet`].

use frame_support::pallet_macros::pallet_section;

/// See the file.
#[pallet_section]
mod errors {
    /// Why a call was refused.
    #[pallet::error]
    pub enum Error<T> {
        /// The caller is no person in force. Sign with the account that controls a person's DID, or ask for renewal.
        NotAPerson,
        /// No citizen has that index.
        NotFound,
        /// Nobody vouches for themselves.
        OwnVouch,
        /// The caller has vouched for this already.
        AlreadyVouched,
        /// The DID belongs to a person already, whatever their status.
        AlreadyAdmitted,
        /// The application is void by now. The newcomer signs a new one.
        ApplicationExpired,
        /// The application expires more than 30 days from now. The newcomer signs one that expires earlier.
        ExpiryTooFar,
        /// The newcomer's account did not sign this application for this chain.
        InvalidSignature,
        /// Another application of this newcomer collects vouches. Vouch for that, or wait until it expires. Of one that
        /// collects vouches nobody but the newcomer makes one with a deposit.
        OtherApplicationPending,
        /// The id or the account is taken by a DID that does not have the application's voting key in force.
        DidTaken,
        /// The voting key is no usable key. The newcomer makes a new one.
        InvalidKey,
        /// Too many applications wait for vouches. Try again when some have been decided.
        TooManyApplications,
        /// The roll has no room for the person or one of the person's keys.
        RollFull,
        /// The person was struck, and stays so.
        Struck,
        /// The person's DID is deactivated.
        DidDeactivated,
        /// No deadline of the person is near enough: see the event `LapseAhead`.
        TooEarly,
        /// Out of range: 1 to 10 vouches; expiry and silence of 2 to 3,650 days; a warning of a day or more before both.
        InvalidParameters,
        /// Too many newcomers for whom the caller vouched first still wait for others' vouches. Get them, or wait until
        /// an application expires.
        MaxOpenExceeded,
        /// There are not so many other persons in force to vouch for one. Ask for fewer vouches.
        TooFewPersons,
        /// The caller vouched for a fake, or challenged wrongly, and may do neither for a time: see `Vouchings`.
        Barred,
        /// The caller has not vouches enough left; a newcomer takes several. One more comes back with each share of the
        /// period: see `Protection`.
        BudgetSpent,
        /// The caller is a person for too short a time to vouch or challenge: see `maturity` in `Protection`.
        TooYoung,
        /// Nobody whose word counts has vouched for the caller: get renewed by vouches first.
        NotVouchedFor,
        /// Somebody who vouched already is the caller's sponsor or ward, or has a sponsor in common with the caller:
        /// people of three different circles must know a person. Or the person challenged, or somebody who vouches for
        /// the newcomer, is: somebody of another circle must challenge.
        SameCircle,
        /// The person to be renewed is a sponsor of the caller. Somebody else must vouch.
        VouchLoop,
        /// As many newcomers have come in these 30 days as may. Try again in the next ones.
        CohortFull,
        /// A case about the person is open. Wait for the finding.
        UnderChallenge,
        /// The application has what it needs and waits for its admission.
        AlreadyAccepted,
        /// A case about this person or newcomer is open already.
        AlreadyChallenged,
        /// The person was challenged a short while ago and remained a person, or nobody judged the caller's challenge
        /// of them: somebody else may.
        ClearedRecently,
        /// Too many cases are open. Try again when some are closed.
        TooManyCases,
        /// Nobody challenges themselves, and of two persons said to be one the later is the duplicate.
        InvalidGrounds,
        /// Out of range; see `Defences` for what is in it.
        InvalidDefences,
        /// A case that the caller brought is open. Wait until it is closed.
        CaseOpen,
    }
}
