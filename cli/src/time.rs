//! Durations as people write them, and dates as they read them.

use cybersyn_credentials::date::NotADate;
use cybersyn_primitives::Millis;
use std::time::{SystemTime, UNIX_EPOCH};

/// Why a text is no duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no duration; write a whole number and a unit: 500ms, 10s, 5m, 2h, 7d")]
pub struct DurationError(String);

/// Milliseconds in a text such as `90s` or `7d`.
pub fn parse_duration(text: &str) -> Result<Millis, DurationError> {
    let wrong = || DurationError(text.to_owned());
    let unit_at = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
    let (number, unit) = text.split_at(unit_at);
    let factor: Millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(wrong()),
    };
    number.parse::<Millis>().ok().and_then(|number| number.checked_mul(factor)).ok_or_else(wrong)
}

/// A duration as people write it, in the largest unit that leaves nothing over: `7d`.
pub fn duration(millis: Millis) -> String {
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")];
    match units.into_iter().find(|(unit, _)| millis >= *unit && millis.is_multiple_of(*unit)) {
        Some((unit, name)) => format!("{}{name}", millis / unit),
        None => format!("{millis}ms"),
    }
}

/// Milliseconds of a date with an offset, such as `2026-01-31T12:00:00Z`.
pub fn parse_date(text: &str) -> Result<Millis, NotADate> {
    Millis::try_from(cybersyn_credentials::date::parse(text)?).map_err(|_| NotADate)
}

/// Unix milliseconds by the local clock.
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}

/// A date in UTC, to the second: `2026-11-21 06:30:00 UTC`.
pub fn date(millis: Millis) -> String {
    let seconds = millis / 1_000;
    let (year, month, day) = civil(seconds / 86_400);
    let second = seconds % 86_400;
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02} UTC", second / 3600, second / 60 % 60, second % 60)
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar.
fn civil(days: u64) -> (u64, u64, u64) {
    // Days since 0000-03-01: years that begin in March have their leap day last. 719,468 days lie between.
    let days = days.saturating_add(719_468);
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_number_and_a_unit() {
        let parsed = ["500ms", "10s", "5m", "2h", "7d", "0s"].map(|text| parse_duration(text).unwrap());
        assert_eq!(parsed, [500, 10_000, 300_000, 7_200_000, 604_800_000, 0]);
    }

    #[test]
    fn a_duration_is_written_as_it_is_read() {
        for text in ["500ms", "10s", "90s", "5m", "2h", "36h", "7d", "0ms"] {
            assert_eq!(duration(parse_duration(text).unwrap()), text);
        }
    }

    #[test]
    fn anything_else_is_refused_with_an_example() {
        for text in ["", "10", "s", "-1s", "1.5h", "10 s", "1w", "99999999999999999999s", "999999999999999999d"] {
            let error = parse_duration(text).unwrap_err().to_string();
            assert!(error.contains("10s"), "{error}");
        }
    }

    #[test]
    fn dates_follow_the_calendar() {
        assert_eq!(date(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(date(951_782_399_000), "2000-02-28 23:59:59 UTC");
        assert_eq!(date(951_782_400_000), "2000-02-29 00:00:00 UTC");
        assert_eq!(date(1_795_243_500_000), "2026-11-21 06:45:00 UTC");
        assert_eq!(date(4_107_542_400_000), "2100-03-01 00:00:00 UTC");
    }
}
