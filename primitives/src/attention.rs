//! Attention accounts: what a person has been granted and has spent (Living Constitution, art. 6-D).
//!
//! Grants accrue lazily: nothing is written when a month passes. Spending is monotone between re-votes: an account
//! records the sum of the tokens of the person's live ballots.

use crate::{DAY, Millis};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// How attention accrues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct AttentionParams {
    /// Tokens granted at once and again after each full period.
    pub grant: u32,
    /// Length of a period in milliseconds; never 0.
    pub period: Millis,
    /// Most unspent tokens that survive the end of a period; none: all do.
    pub carry_over_max: Option<u32>,
}

impl Default for AttentionParams {
    fn default() -> Self {
        Self { grant: 100, period: 30 * DAY, carry_over_max: None }
    }
}

/// One person's attention account.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct AttentionAccount {
    /// Tokens ever granted less those that lapsed, up to the period that begins at `anchor`.
    pub granted: u64,
    /// Tokens of all ballots that are live or were live when their proposal became final.
    pub spent: u64,
    /// Beginning of the period that `granted` accounts for; 0 in an account never opened.
    pub anchor: Millis,
    /// The person's status lapsed: no period that begins later is granted.
    pub until: Option<Millis>,
}

/// Up to 256 accounts, by citizen index.
pub type AttentionPage = BoundedVec<AttentionAccount, ConstU32<{ crate::SLOTS_PER_PAGE }>>;

impl AttentionAccount {
    /// The account of a person admitted at `since`, with the first grant.
    pub fn open(since: Millis, params: &AttentionParams) -> Self {
        Self { granted: u64::from(params.grant), spent: 0, anchor: since, until: None }
    }

    /// Stops accrual at `at`; what was granted stays.
    pub fn close(&mut self, at: Millis) {
        self.until = Some(self.until.map_or(at, |until| until.min(at)));
    }

    /// Resumes accrual at `at` after a lapse: a new period begins and is granted then.
    pub fn reopen(&mut self, at: Millis, params: &AttentionParams) {
        *self = self.rolled(at, params);
        if self.until.take().is_some() {
            self.grant_period(params);
            self.anchor = at;
        }
    }

    /// Tokens accrued by `now`: the most that `spent` may reach.
    pub fn accrued(&self, now: Millis, params: &AttentionParams) -> u64 {
        self.rolled(now, params).granted
    }

    /// Tokens that can be spent at `now`.
    pub fn available(&self, now: Millis, params: &AttentionParams) -> u64 {
        self.accrued(now, params).saturating_sub(self.spent)
    }

    /// The account with every period begun by `now` accounted for.
    #[must_use]
    pub fn rolled(mut self, now: Millis, params: &AttentionParams) -> Self {
        let end = self.until.map_or(now, |until| until.min(now));
        let periods = end.saturating_sub(self.anchor) / params.period.max(1);
        if periods == 0 || self.anchor == 0 {
            return self;
        }
        match params.carry_over_max {
            None => self.granted = self.granted.saturating_add(periods.saturating_mul(params.grant.into())),
            Some(cap) => self.roll_capped(periods, cap, params),
        }
        self.anchor = self.anchor.saturating_add(periods.saturating_mul(params.period));
        self
    }

    /// What `periods` grants lead to under a cap: the balance grows by a grant each until it stands at cap + grant.
    fn roll_capped(&mut self, periods: u64, cap: u32, params: &AttentionParams) {
        self.grant_period(params);
        let grant = u64::from(params.grant);
        let balance = self.granted.saturating_sub(self.spent);
        let grown = balance.saturating_add(periods.saturating_sub(1).saturating_mul(grant));
        self.granted = self.spent.saturating_add(grown.min(u64::from(cap).saturating_add(grant)));
    }

    fn grant_period(&mut self, params: &AttentionParams) {
        if let Some(cap) = params.carry_over_max {
            let kept = self.granted.saturating_sub(self.spent).min(cap.into());
            self.granted = self.spent.saturating_add(kept);
        }
        self.granted = self.granted.saturating_add(params.grant.into());
    }
}
