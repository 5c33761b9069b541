//! When a ballot is dated: now, or after the ballots of the same citizen that are known already. Only the greatest counts.

use crate::{exit::Failure, time::date};
use cybersyn_primitives::{Millis, Terms, rule::FUTURE_TOLERANCE};

/// When ballots may be dated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// The first date.
    pub opens: Millis,
    /// The first date after the last one.
    pub closes: Millis,
}

impl From<&Terms> for Window {
    fn from(terms: &Terms) -> Self {
        Self { opens: terms.opens, closes: terms.closes }
    }
}

impl Window {
    /// Milliseconds after the opening for a ballot signed at `now` that takes the place of those of the `known` dates.
    pub fn cast_at(&self, now: Millis, known: &[Millis]) -> Result<u32, Failure> {
        let after = self.credible(now, known).max().map_or(0, |last| last.saturating_add(1));
        let dated = now.max(after);
        if dated >= self.closes {
            return Err(Failure::Refused(format!("voting closed {}; it is too late", date(self.closes))));
        }
        u32::try_from(dated.saturating_sub(self.opens)).map_err(|_| Failure::Refused("voting opened long ago".into()))
    }

    /// Those of the `known` dates that are followed. Anybody can claim a date, and a ballot dated after a false one would be
    /// taken by no honest daemon, or leave no date for another ballot: so no date counts that honest daemons would not have
    /// taken by now, and none that is the last.
    pub fn credible<'a>(&self, now: Millis, known: &'a [Millis]) -> impl Iterator<Item = Millis> + 'a {
        let (ahead, closes) = (now.saturating_add(FUTURE_TOLERANCE), self.closes);
        known.iter().copied().filter(move |date| *date <= ahead && date.saturating_add(1) < closes)
    }

    /// A date that is ahead of `now` by more than daemons allow: of a ballot that may yet come to count, or of none.
    pub fn ahead(&self, now: Millis, known: &[Millis]) -> Option<Millis> {
        known.iter().copied().filter(|date| *date > now.saturating_add(FUTURE_TOLERANCE)).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { opens: 1_000_000, closes: 9_000_000 };
    const NOW: Millis = 2_000_000;

    #[test]
    fn a_first_ballot_is_dated_now() {
        assert_eq!(WINDOW.cast_at(NOW, &[]), Ok(1_000_000));
    }

    #[test]
    fn a_ballot_is_dated_after_the_latest_known_one() {
        assert_eq!(WINDOW.cast_at(NOW, &[NOW - 1, NOW + 10, NOW + 5]), Ok(1_000_011));
        assert_eq!(WINDOW.cast_at(NOW, &[NOW - 1]), Ok(1_000_000));
    }

    #[test]
    fn dates_that_no_honest_daemon_would_have_taken_are_disregarded() {
        let ahead = NOW + FUTURE_TOLERANCE + 1;
        for claimed in [ahead, WINDOW.closes - 2, WINDOW.closes - 1, WINDOW.closes, Millis::MAX] {
            assert_eq!(WINDOW.cast_at(NOW, &[claimed]), Ok(1_000_000), "{claimed}");
            assert_eq!(WINDOW.ahead(NOW, &[claimed, NOW]), Some(claimed));
        }
        assert_eq!(WINDOW.cast_at(NOW, &[ahead - 1]), Ok(1_060_001));
        assert_eq!(WINDOW.ahead(NOW, &[ahead - 1]), None);
    }

    #[test]
    fn a_claim_in_the_last_minute_does_not_make_it_too_late() {
        let now = WINDOW.closes - 30_000;
        assert_eq!(WINDOW.cast_at(now, &[WINDOW.closes - 1]), Ok(7_970_000));
        assert_eq!(WINDOW.cast_at(now, &[WINDOW.closes - 2]), Ok(7_999_999));
    }

    #[test]
    fn after_the_close_it_is_too_late() {
        assert!(matches!(WINDOW.cast_at(WINDOW.closes, &[]), Err(Failure::Refused(_))));
        assert_eq!(WINDOW.cast_at(WINDOW.closes - 1, &[]), Ok(7_999_999));
    }
}
