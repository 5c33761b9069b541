//! How long to wait before the next attempt to connect.

use std::time::Duration;

/// Waiting times that double from half a second up to a bound and start over after a success.
#[derive(Clone, Debug)]
pub struct Backoff {
    next: Duration,
    max: Duration,
}

const FIRST: Duration = Duration::from_millis(500);

impl Backoff {
    /// Waits at most `max` between two attempts.
    pub fn new(max: Duration) -> Self {
        Self { next: FIRST.min(max), max }
    }

    /// The time to wait before the next attempt.
    pub fn next_delay(&mut self) -> Duration {
        let delay = self.next;
        self.next = self.next.saturating_mul(2).min(self.max);
        delay
    }

    /// An attempt succeeded.
    pub fn reset(&mut self) {
        self.next = FIRST.min(self.max);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_bound_and_start_over() {
        let mut backoff = Backoff::new(Duration::from_secs(2));
        let millis: Vec<u128> = (0..4).map(|_| backoff.next_delay().as_millis()).collect();
        assert_eq!(millis, [500, 1000, 2000, 2000]);
        backoff.reset();
        assert_eq!(backoff.next_delay(), FIRST);
    }
}
