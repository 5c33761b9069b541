//! The numbers that keep fakes few.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{DAY, Millis};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What a fake costs those who make one. Durations in milliseconds.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase", default)]
pub struct Defences {
    /// Vouches and challenges of one person in [`Defences::vouch_period`]: 1..=1,000. Being renewed by three every
    /// year means giving three a year on the average.
    pub vouch_budget: u32,
    /// In this time a budget that is used up refills, evenly.
    pub vouch_period: Millis,
    /// How long somebody is a person before they vouch or challenge.
    pub maturity: Millis,
    /// How long a voucher answers for a vouch, unless others have renewed the person meanwhile.
    pub liability: Millis,
    /// How long who vouched for a fake does not vouch; for the second fake twice as long, and so on. As long a
    /// challenger whose case nobody judged does not challenge the same person again, and half as long a person whom the
    /// tribunal cleared is left in peace.
    pub bar: Millis,
    /// Points of community reputation that it costs besides, whole ones.
    pub points_lost: u32,
    /// How long an application that has its vouches can be challenged; 0: it is admitted at once.
    pub vouched_window: Millis,
    /// How long an application with a deposit can be challenged.
    pub deposit_window: Millis,
    /// After this a case without finding is closed, and the person or application is as before.
    pub case_life: Millis,
    /// Newcomers that a cohort has room for in any case.
    pub cohort_min: u32,
    /// Newcomers that a cohort has room for, in thousandths of the persons at its beginning.
    pub cohort_permille: u16,
    /// Share of a cohort that may come by deposit, in thousandths, rounded up: what money alone can buy.
    pub deposit_permille: u16,
    /// What a vouch for a newcomer takes of the budget, 1..=`vouch_budget`; a renewal or challenge takes 1. So whoever is
    /// there can be renewed however many newcomers come. Privileged founders give 1 for a newcomer too.
    pub newcomer_vouches: u32,
    /// With so many persons the society is large enough to do without founders' privileges.
    pub founding_size: u32,
}

impl Default for Defences {
    fn default() -> Self {
        Self {
            vouch_budget: 6,
            vouch_period: 90 * DAY,
            maturity: 90 * DAY,
            liability: 365 * DAY,
            bar: 365 * DAY,
            points_lost: 20,
            vouched_window: 3 * DAY,
            deposit_window: 14 * DAY,
            case_life: 60 * DAY,
            cohort_min: 10,
            cohort_permille: 200,
            deposit_permille: 30,
            newcomer_vouches: 3,
            founding_size: 150,
        }
    }
}

impl Defences {
    /// What one vouch takes of the period. Periods are so much longer than budgets that rounding down gives none away.
    pub fn share(&self) -> Millis {
        self.vouch_period / Millis::from(self.vouch_budget.max(1))
    }

    /// How long a person whom the tribunal cleared is left in peace.
    pub fn peace(&self) -> Millis {
        self.bar / 2
    }

    /// Within reason: some vouches, periods of an hour to ten years, cases of a day to a year, and windows of at most 90
    /// days (a deposit's at least a minute), some room in each cohort, shares that are shares.
    pub fn are_valid(&self) -> bool {
        let periods = [self.vouch_period, self.liability, self.bar];
        (1..=1_000).contains(&self.vouch_budget)
            && (1..=self.vouch_budget).contains(&self.newcomer_vouches)
            && periods.iter().all(|period| (DAY / 24..=3_650 * DAY).contains(period))
            && self.maturity <= 3_650 * DAY
            && self.vouched_window <= 90 * DAY
            && (60_000..=90 * DAY).contains(&self.deposit_window)
            && (DAY..=365 * DAY).contains(&self.case_life)
            && self.cohort_min > 0
            && self.cohort_permille <= 1_000
            && self.deposit_permille <= 1_000
            && self.founding_size > 0
    }
}
