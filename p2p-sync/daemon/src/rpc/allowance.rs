//! How much a client may ask for: a store of points that fills up with time (a token bucket).

use cybersyn_mesh_api::limits::{ALLOWANCE, ALLOWANCE_PER_SECOND};
use std::time::{Duration, Instant};

/// One client's points.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    points: f64,
    as_of: Instant,
}

impl Allowance {
    /// All that a client can have.
    pub fn full(now: Instant) -> Self {
        Self { points: ALLOWANCE.into(), as_of: now }
    }

    /// Takes `cost` points, or none and says how long to wait until there are so many.
    pub fn take(&mut self, cost: u32, now: Instant) -> Result<(), Duration> {
        self.points = self.points_at(now);
        self.as_of = now;
        let missing = f64::from(cost) - self.points;
        if missing > 0.0 {
            return Err(Duration::from_secs_f64(missing / f64::from(ALLOWANCE_PER_SECOND)));
        }
        self.points -= f64::from(cost);
        Ok(())
    }

    /// Whether nothing of it is spent.
    pub fn is_full(&self, now: Instant) -> bool {
        self.points_at(now) >= f64::from(ALLOWANCE)
    }

    fn points_at(&self, now: Instant) -> f64 {
        let gained = now.saturating_duration_since(self.as_of).as_secs_f64() * f64::from(ALLOWANCE_PER_SECOND);
        (self.points + gained).min(ALLOWANCE.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_than_allowed_has_to_wait_for_exactly_what_is_missing() {
        let now = Instant::now();
        let mut allowance = Allowance::full(now);
        assert_eq!(allowance.take(ALLOWANCE, now), Ok(()));
        let wait = allowance.take(1, now).unwrap_err();
        assert_eq!(wait, Duration::from_secs(1) / ALLOWANCE_PER_SECOND);
        assert_eq!(allowance.take(1, now + wait), Ok(()));
    }

    #[test]
    fn what_is_refused_costs_nothing() {
        let now = Instant::now();
        let mut allowance = Allowance::full(now);
        allowance.take(ALLOWANCE - 1, now).unwrap();
        allowance.take(2, now).unwrap_err();
        assert_eq!(allowance.take(1, now), Ok(()));
    }

    #[test]
    fn it_never_grows_beyond_the_whole() {
        let (now, later) = (Instant::now(), Instant::now() + Duration::from_secs(3_600));
        let mut allowance = Allowance::full(now);
        assert!(allowance.is_full(later));
        assert!(allowance.take(ALLOWANCE + 1, later).is_err());
    }
}
