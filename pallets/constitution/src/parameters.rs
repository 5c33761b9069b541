//! Every number of the constitution that a proposal can change, with its default (DESIGN section 2).

use crate::article::ArticleNumber;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{
    Class, DAY, Millis, Tokens,
    terms::{Thresholds, WINDOW_MAX},
};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;

const YEAR: Millis = 365 * DAY;
const HOUR: Millis = DAY / 24;
/// Most articles that never expire.
pub const PERPETUAL_MAX: u32 = 32;

/// A range of durations, both ends allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Range {
    /// Shortest, in milliseconds.
    pub min: Millis,
    /// Longest, in milliseconds.
    pub max: Millis,
}

impl Range {
    /// Whether `duration` lies in it.
    pub fn contains(&self, duration: Millis) -> bool {
        (self.min..=self.max).contains(&duration)
    }
}

/// The rules for proposals of one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ClassRule {
    /// How long it is discussed before voting.
    pub discussion: Range,
    /// How long voting lasts.
    pub voting: Range,
    /// Chain-alive time after the close in which ballots still settle.
    pub grace: Millis,
    /// What it takes.
    pub thresholds: Thresholds,
    /// Most tokens from one person on one proposal.
    pub tokens_max: Tokens,
}

/// The parameters.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Parameters {
    /// By class, in the order of [`Class::ALL`].
    pub classes: [ClassRule; 9],
    /// Most open proposals of one person.
    pub open_max: u32,
    /// Life span of an article after enactment or renewal.
    pub article_ttl: Millis,
    /// Renewals that make an article part of the stable core.
    pub core_renewals: u8,
    /// Life span of an article of the stable core after renewal.
    pub core_ttl: Millis,
    /// Least approval to repeal an article of the stable core.
    pub core_repeal_permille: u16,
    /// How long before its expiry an article is announced, and may be renewed.
    pub notice: Millis,
    /// How long an expired article may not be enacted again.
    pub archive: Millis,
    /// Longest pause of an article, from its enactment.
    pub pause_max: Millis,
    /// Longest pause that a proposal of class `Suspension` may ask for, from its close.
    pub suspension_max: Millis,
    /// Articles that never expire.
    pub perpetual: BoundedVec<ArticleNumber, ConstU32<PERPETUAL_MAX>>,
}

impl Default for Parameters {
    fn default() -> Self {
        let mut perpetual = BoundedVec::new();
        // Articles 0 and 1, and 8-F, which says that articles expire.
        for number in [0, 1, ARTICLE_8F] {
            // Three are fewer than PERPETUAL_MAX.
            let _kept = perpetual.try_push(number).is_ok();
        }
        Self {
            classes: Class::ALL.map(default_rule),
            open_max: 5,
            article_ttl: 10 * YEAR,
            core_renewals: 3,
            core_ttl: 20 * YEAR,
            core_repeal_permille: 750,
            notice: 2 * YEAR,
            archive: 5 * YEAR,
            pause_max: 2 * YEAR,
            suspension_max: 90 * DAY,
            perpetual,
        }
    }
}

/// The number of article 8-F: 100 per article, plus the position of the letter (8·100 + 6).
pub const ARTICLE_8F: ArticleNumber = 806;

fn default_rule(class: Class) -> ClassRule {
    let (approval_permille, quorum_permille) = match class {
        Class::Rights | Class::Recall => (500, 300),
        Class::Budget | Class::Priority | Class::Technical => (500, 100),
        Class::Renewal => (660, 300),
        Class::Treasury => (500, 200),
        Class::Emergency | Class::Suspension => (950, 300),
    };
    let (discussion, voting, grace) = match class {
        Class::Renewal => (Range { min: 60 * DAY, max: 180 * DAY }, Range { min: 7 * DAY, max: WINDOW_MAX }, 3 * DAY),
        Class::Emergency | Class::Suspension => {
            (Range { min: 0, max: 7 * DAY }, Range { min: 6 * HOUR, max: 14 * DAY }, 12 * HOUR)
        }
        _ => (Range { min: 3 * DAY, max: 90 * DAY }, Range { min: 3 * DAY, max: WINDOW_MAX }, 3 * DAY),
    };
    ClassRule {
        discussion,
        voting,
        grace,
        thresholds: Thresholds { approval_permille, quorum_permille },
        tokens_max: 50,
    }
}

impl Parameters {
    /// The rule of a class.
    pub fn rule(&self, class: Class) -> &ClassRule {
        let [rights, recall, budget, priority, renewal, technical, treasury, emergency, suspension] = &self.classes;
        match class {
            Class::Rights => rights,
            Class::Recall => recall,
            Class::Budget => budget,
            Class::Priority => priority,
            Class::Renewal => renewal,
            Class::Technical => technical,
            Class::Treasury => treasury,
            Class::Emergency => emergency,
            Class::Suspension => suspension,
        }
    }

    /// When an article enacted or renewed at `now` for the `renewals`-th time expires; none: never.
    pub fn expiry(&self, number: ArticleNumber, renewals: u8, now: Millis) -> Option<Millis> {
        let ttl = if renewals >= self.core_renewals { self.core_ttl } else { self.article_ttl };
        (!self.perpetual.contains(&number)).then(|| now.saturating_add(ttl))
    }
}
