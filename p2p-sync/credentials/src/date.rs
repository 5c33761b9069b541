//! Dates of credentials: XML Schema's `dateTimeStamp` (always with an offset), as Unix milliseconds.

use cybersyn_primitives::Millis;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Unix milliseconds; negative before 1970.
pub type Date = i64;

/// Bytes of a date with nine decimal places and an offset.
const BYTES_MAX: usize = 35;

/// The text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date with an offset, such as 2026-01-31T12:00:00Z")]
pub struct NotADate;

/// Reads a `dateTimeStamp`. `T` and `Z` in upper case, as XML Schema has them; what is finer than a millisecond is cut off.
pub fn parse(text: &str) -> Result<Date, NotADate> {
    if text.len() > BYTES_MAX || text.get(10..11) != Some("T") || text.ends_with('z') {
        return Err(NotADate);
    }
    let date = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| NotADate)?;
    Date::try_from(date.unix_timestamp_nanos().div_euclid(1_000_000)).map_err(|_| NotADate)
}

/// Writes a date in UTC, whole seconds without decimal places. Fails after the year 9999.
pub fn format(millis: Millis) -> Result<String, NotADate> {
    let nanos = i128::from(millis) * 1_000_000;
    let date = OffsetDateTime::from_unix_timestamp_nanos(nanos).map_err(|_| NotADate)?;
    date.format(&Rfc3339).map_err(|_| NotADate)
}

/// The caller's time as a date.
pub fn at(now: Millis) -> Date {
    Date::try_from(now).unwrap_or(Date::MAX)
}
