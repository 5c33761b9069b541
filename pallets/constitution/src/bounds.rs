//! What the parameters may be set to: people can still decide under them, what protects the constitution stays a
//! protection, and arithmetic stays far from its ends.

use crate::{Error, Parameters, parameters::ClassRule};
use cybersyn_primitives::{
    Class, DAY, Millis, VotingFunction,
    terms::{Thresholds, WINDOW_MAX},
};

const HOUR: Millis = DAY / 24;
const YEAR: Millis = 365 * DAY;
/// Longest discussion.
const DISCUSSION_MAX: Millis = YEAR;
/// Longest that a class may ask its discussions to be.
const DISCUSSION_MIN_MAX: Millis = 180 * DAY;
/// A vote of less would pass while people sleep. Development networks begin with less.
const VOTING_MIN: Millis = HOUR;
/// Longest grace.
const GRACE_MAX: Millis = 30 * DAY;
/// More than the strictest share of DESIGN section 2 lets a few stop everything.
const APPROVAL_PERMILLE_MAX: u16 = 950;
/// What is called a consensus is at least this, and so is what repeals an article of the stable core.
const CONSENSUS_PERMILLE_MIN: u16 = 750;
/// More would let those decide who stay away.
const QUORUM_PERMILLE_MAX: u16 = 500;
/// Most tokens from one person on one proposal.
const TOKENS_MAX: u16 = 10_000;
/// Most open proposals of one person: a small part of the room of a class.
const OPEN_MAX: u32 = 20;
/// Longest life of an article.
const AGE_MAX: Millis = 100 * YEAR;
/// Longest time in the archive.
const ARCHIVE_MAX: Millis = 20 * YEAR;
/// Longest pause: a longer one would repeal an article with less approval than that takes.
const PAUSE_MAX: Millis = 5 * YEAR;

/// What is out of bounds. The pallet's errors of the same names say what is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutOfBounds {
    /// Discussion, voting or grace of a class.
    Windows,
    /// Approval or quorum.
    Shares,
    /// What one person may do.
    Limits,
    /// Life spans of articles.
    Ages,
}

impl<T> From<OutOfBounds> for Error<T> {
    fn from(what: OutOfBounds) -> Self {
        match what {
            OutOfBounds::Windows => Error::InvalidWindows,
            OutOfBounds::Shares => Error::InvalidShares,
            OutOfBounds::Limits => Error::InvalidLimits,
            OutOfBounds::Ages => Error::InvalidAges,
        }
    }
}

impl Parameters {
    /// Whether people can decide under these parameters.
    pub fn check(&self) -> Result<(), OutOfBounds> {
        let all = |holds: fn(&ClassRule) -> bool| self.classes.iter().all(holds);
        demand(all(ClassRule::windows_fit) && self.fundamentals_fit(), OutOfBounds::Windows)?;
        demand(self.shares_fit(), OutOfBounds::Shares)?;
        demand((1..=OPEN_MAX).contains(&self.open_max) && all(ClassRule::tokens_fit), OutOfBounds::Limits)?;
        demand(self.ages_fit(), OutOfBounds::Ages)
    }

    /// Whether these parameters may follow `current` ones.
    pub fn check_change(&self, current: &Self) -> Result<(), OutOfBounds> {
        let mut pairs = self.classes.iter().zip(&current.classes);
        let is_long = pairs.all(|(new, old)| new.voting.min >= VOTING_MIN.min(old.voting.min));
        demand(is_long, OutOfBounds::Windows)?;
        self.check()
    }

    /// Whether what takes a renewal's debate fits into the class of rights, and into that of emergencies what takes a
    /// vote as long as one on rights.
    fn fundamentals_fit(&self) -> bool {
        let rule = |class| self.rule(class);
        rule(Class::Rights).discussion.max >= rule(Class::Renewal).discussion.min
            && rule(Class::Emergency).voting.max >= rule(Class::Rights).voting.min
    }

    fn shares_fit(&self) -> bool {
        Class::ALL.iter().all(|class| {
            let Thresholds { approval_permille, quorum_permille } = self.rule(*class).thresholds;
            let least = if class.function() == VotingFunction::Consensus { CONSENSUS_PERMILLE_MIN } else { 500 };
            (least..=APPROVAL_PERMILLE_MAX).contains(&approval_permille) && quorum_permille <= QUORUM_PERMILLE_MAX
        }) && (CONSENSUS_PERMILLE_MIN..=APPROVAL_PERMILLE_MAX).contains(&self.core_repeal_permille)
    }

    fn ages_fit(&self) -> bool {
        let renewal = self.rule(Class::Renewal);
        // Enough to renew an article between its announcement and its end.
        let notice_min =
            renewal.discussion.min.saturating_add(renewal.voting.min).saturating_add(renewal.grace).saturating_add(DAY);
        [self.article_ttl, self.core_ttl].iter().all(|age| (YEAR..=AGE_MAX).contains(age) && self.notice < *age)
            && self.notice >= notice_min
            && (1..=10).contains(&self.core_renewals)
            && self.archive <= ARCHIVE_MAX
            && (DAY..=PAUSE_MAX).contains(&self.pause_max)
            && self.suspension_max <= self.pause_max
    }
}

impl ClassRule {
    fn windows_fit(&self) -> bool {
        self.discussion.min <= self.discussion.max
            && self.discussion.min <= DISCUSSION_MIN_MAX
            && self.discussion.max <= DISCUSSION_MAX
            && self.voting.min > 0
            && self.voting.min <= self.voting.max
            && self.voting.max <= WINDOW_MAX
            && self.grace <= GRACE_MAX
    }

    fn tokens_fit(&self) -> bool {
        (1..=TOKENS_MAX).contains(&self.tokens_max)
    }
}

fn demand(holds: bool, else_what: OutOfBounds) -> Result<(), OutOfBounds> {
    if holds { Ok(()) } else { Err(else_what) }
}
