//! Dates as DID documents and their metadata write them: `2020-12-20T19:17:47Z`.

use cybersyn_primitives::Millis;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The date of `millis`, rounded down to seconds; `None` after the year 9999.
pub fn format(millis: Millis) -> Option<String> {
    let seconds = i64::try_from(millis / 1_000).ok()?;
    OffsetDateTime::from_unix_timestamp(seconds).ok()?.format(&Rfc3339).ok()
}

/// The first millisecond of the second that `text` names; `None` when it has another form or is before 1970.
pub fn parse(text: &str) -> Option<Millis> {
    let date = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    let millis = Millis::try_from(date.unix_timestamp()).ok()?.checked_mul(1_000)?;
    // One date has one form: what is written back differently (fractions, offsets, leap seconds) was not that form.
    (format(millis)? == text).then_some(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_in_utc_without_fractions() {
        assert_eq!(format(0).unwrap(), "1970-01-01T00:00:00Z");
        assert_eq!(format(1_608_491_867_999).unwrap(), "2020-12-20T19:17:47Z");
        assert_eq!(format(253_402_300_799_999).unwrap(), "9999-12-31T23:59:59Z");
        assert_eq!(format(253_402_300_800_000), None);
        assert_eq!(format(Millis::MAX), None);
    }

    #[test]
    fn dates_are_read_in_their_one_form_only() {
        assert_eq!(parse("2020-12-20T19:17:47Z"), Some(1_608_491_867_000));
        assert_eq!(parse("2024-02-29T00:00:00Z"), Some(1_709_164_800_000));
        let refused = [
            "",
            "2020-12-20",
            "2020-12-20T19:17:47",
            "2020-12-20T19:17:47.000Z",
            "2020-12-20T19:17:47+00:00",
            "2020-12-20t19:17:47z",
            "2023-02-29T00:00:00Z",
            "2020-12-20T24:00:00Z",
            "2016-12-31T23:59:60Z",
            "+2020-12-20T19:17:47Z",
            "1969-12-31T23:59:59Z",
            "2020-12-20T19:17:4Z",
            " 2020-12-20T19:17:47Z",
            "10000-01-01T00:00:00Z",
        ];
        for text in refused {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
