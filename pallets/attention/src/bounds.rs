//! What the parameters may be set to: attention stays scarce, and everybody has some.

use crate::{Config, Error};
use cybersyn_primitives::{DAY, Millis, attention::AttentionParams};

/// Shortest period: a shorter one would make attention endless.
pub const PERIOD_MIN: Millis = DAY / 24;
/// Longest period: who spent all of a grant waits no longer for the next.
pub const PERIOD_MAX: Millis = 366 * DAY;
/// Largest grant. The smallest is one token.
pub const GRANT_MAX: u32 = 10_000;
/// Largest cap on what is carried over; without a cap all of it is.
pub const CARRY_OVER_MAX: u32 = 1_000_000;

/// Whether `params` lie within the bounds.
pub(crate) fn check<T: Config>(params: &AttentionParams) -> Result<(), Error<T>> {
    if !(PERIOD_MIN..=PERIOD_MAX).contains(&params.period) {
        return Err(Error::InvalidPeriod);
    }
    if !(1..=GRANT_MAX).contains(&params.grant) {
        return Err(Error::InvalidGrant);
    }
    if params.carry_over_max.is_some_and(|cap| cap > CARRY_OVER_MAX) {
        return Err(Error::InvalidCarryOver);
    }
    Ok(())
}
