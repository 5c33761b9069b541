//! Reputation as it is now: accounts and clock from the chain, fading and mending by `primitives`.

use super::{page_of_citizen, position_of};
use anyhow::Result;
use cybersyn_chain_client::State;
use cybersyn_primitives::{
    CitizenIndex, Millis,
    fade::FadeClock,
    reputation::{Context, Points, Reading, ReputationAccount, ReputationPage, ReputationParams},
};

/// One person's reputation in one context, at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// In which context.
    pub context: Context,
    /// What counts, in millionths of a point.
    pub points: Points,
    /// What it would be had nothing been lost: losses mend up to this.
    pub without_losses: Points,
}

/// A person's reputation in every context at `now`.
pub async fn reputation(at: &impl State, citizen: CitizenIndex, now: Millis) -> Result<Vec<Standing>> {
    let clock: FadeClock = at.value("Reputation", "Clock", &[]).await?.unwrap_or_default();
    let (page, reading) = (page_of_citizen(citizen)?, Reading::at(now, &clock));
    let mut standings = Vec::with_capacity(Context::ALL.len());
    for context in Context::ALL {
        let accounts: ReputationPage = at.value("Reputation", "Pages", &[&context, &page]).await?.unwrap_or_default();
        standings.push(standing(context, accounts.get(position_of(citizen)), &reading));
    }
    Ok(standings)
}

/// The numbers of reputation.
pub async fn reputation_params(at: &impl State) -> Result<ReputationParams> {
    Ok(at.value("Reputation", "Parameters", &[]).await?.unwrap_or_default())
}

/// Whoever has no account has earned nothing.
fn standing(context: Context, account: Option<&ReputationAccount>, reading: &Reading) -> Standing {
    let (points, without_losses) =
        account.map_or((0, 0), |account| (account.points(reading), account.earned_at(reading)));
    Standing { context, points, without_losses }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::{
        DAY,
        reputation::{Change, POINT},
    };

    #[test]
    fn what_was_lost_stands_beside_what_was_earned() {
        let reading = Reading::at(0, &FadeClock::default());
        let mut account = ReputationAccount::default();
        account.apply(Change::Gain(100 * POINT), &reading);
        account.apply(Change::Loss(20 * POINT), &reading);
        let now = standing(Context::Community, Some(&account), &reading);
        assert_eq!((now.points, now.without_losses), (80 * POINT, 100 * POINT));
        let year_later = Reading::at(365 * DAY, &FadeClock::default());
        let later = standing(Context::Community, Some(&account), &year_later);
        assert_eq!(later.points, later.without_losses);
        assert!(later.points < 100 * POINT, "a tenth fades in a year");
    }

    #[test]
    fn who_has_no_account_has_no_points() {
        let reading = Reading::at(0, &FadeClock::default());
        assert_eq!(standing(Context::Cultural, None, &reading).points, 0);
    }
}
