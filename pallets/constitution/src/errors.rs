//! Why a call was refused, and what to do about it.

use frame_support::pallet_macros::pallet_section;

/// The pallet's errors. Clients see them by their index; `docs` of the metadata are what they show.
#[pallet_section]
mod errors {
    #[pallet::error]
    pub enum Error<T> {
        /// The account does not act for a person, or not for the proposer; use the person's own account.
        NotAuthorized,
        /// There is no such proposal or article.
        NotFound,
        /// The text has an open proposal, or the article exists; wait for its end, or change that one.
        AlreadyExists,
        /// The person has as many open proposals as allowed; wait for one to be decided, or withdraw one.
        MaxOpenExceeded,
        /// The discussion is shorter or longer than the class allows, or shorter than an article, the parameters or an
        /// upgrade take, which is as long as a renewal; see `CurrentParameters`.
        InvalidDiscussion,
        /// The voting window is shorter or longer than the class allows, or that of an urgent upgrade is shorter than a
        /// vote on rights; see `CurrentParameters`.
        InvalidVoting,
        /// The call is longer than 128 kB; split it, or authorize a hash.
        CallTooBig,
        /// The call would not fit into a block; split it.
        CallTooHeavy,
        /// The call may not be proposed in this class; choose one that allows it. Articles are enacted and repealed in
        /// the classes `Renewal` and `Rights`, parameters are changed and upgrades authorized in `Rights`.
        WrongClass,
        /// As many proposals of this class are open as there is room for; wait until one of them is decided.
        ClassFull,
        /// As many votes as may do so close in that minute; choose a vote a minute longer or shorter.
        MinuteFull,
        /// There are no proposal ids left.
        IdsExhausted,
        /// The proposal is decided or withdrawn.
        NotOpen,
        /// Voting has begun, or the date is past.
        TooLate,
        /// Nothing is due on the article yet, or its renewal is not yet open.
        TooEarly,
        /// The proposal has no approved call that waits.
        NothingToEnact,
        /// The scheduler still has no room; try again some blocks later.
        NoRoom,
        /// The article expired less than the archive time ago; wait, or write another.
        NotReintroducible,
        /// The article has expired or was repealed.
        NotInForce,
        /// The article never expires, so there is nothing to renew.
        NeverExpires,
        /// The pause is longer than allowed; choose an earlier end.
        PauseTooLong,
        /// The number belongs to an article of another text by now; name the hash of the text that is in force.
        Diverges,
        /// The article belongs to the stable core; propose its repeal with `core`, which takes a greater approval.
        CoreArticle,
        /// In every class: a shortest discussion of at most 180 days and a longest of at most a year; votes from an hour
        /// (less only where that is allowed already) to 45 days; a grace of at most 30 days; no minimum above its
        /// maximum. Rights may be discussed as long as a renewal must be, and an emergency's vote may last as long as one
        /// on rights must: else nobody could change the parameters or upgrade any more.
        InvalidWindows,
        /// Approval takes 500 to 950 thousandths, in classes of rough consensus and for the core at least 750; a quorum
        /// at most 500.
        InvalidShares,
        /// A person may have 1 to 20 proposals open, and spend at most 1 to 10,000 tokens on one.
        InvalidLimits,
        /// Articles live from one year to 100; the notice leaves time for a renewal and is shorter than a life; 1 to 10
        /// renewals make the core; an archive lasts at most 20 years, a pause from a day to 5 years, a suspension no
        /// longer than that.
        InvalidAges,
        /// Many technical proposals wait until it is marked what expertise weighs on them; try again some blocks later.
        ExpertiseBusy,
        /// Half of the room for proposals of this class is taken, and the rest is for persons who have none open; wait
        /// until yours are decided, or withdraw them.
        ClassCrowded,
    }
}
