//! Content negotiation (RFC 9110, section 12.5.1).

use crate::document::{Representation, Vocabulary};
use std::cmp::Reverse;

/// Most bytes of the header that are looked at.
const ACCEPT_BYTES_MAX: usize = 2_048;
/// Most media ranges that are looked at.
const RANGES_MAX: usize = 32;

/// What is offered, for errors.
pub(super) const OFFERED: &str = "application/did-resolution, application/did-url-dereferencing, application/did, \
    application/did+ld+json, application/did+json and text/uri-list";

/// What a body can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A DID resolution result.
    ResolutionResult(Vocabulary),
    /// A DID URL dereferencing result.
    DereferencingResult(Vocabulary),
    /// A DID document or a part of it; `general` by the less precise media type.
    Document { representation: Representation, general: bool },
    /// The URL of a service, in a redirection.
    Urls,
}

const fn document(representation: Representation, general: bool) -> Format {
    Format::Document { representation, general }
}

/// What is offered, in our order of preference; for a DID URL the first two change places.
const OFFERS: [Format; 10] = [
    Format::ResolutionResult(Vocabulary::V1_1),
    Format::DereferencingResult(Vocabulary::V1_1),
    document(Representation::Did, false),
    document(Representation::DidLdJson, false),
    document(Representation::DidJson, false),
    document(Representation::Did, true),
    document(Representation::DidJson, true),
    Format::ResolutionResult(Vocabulary::V1_0),
    Format::DereferencingResult(Vocabulary::V1_0),
    Format::Urls,
];

impl Format {
    /// The media type, in full.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::ResolutionResult(Vocabulary::V1_1) => "application/did-resolution",
            Self::ResolutionResult(Vocabulary::V1_0) => {
                "application/ld+json;profile=\"https://w3id.org/did-resolution\""
            }
            Self::DereferencingResult(Vocabulary::V1_1) => "application/did-url-dereferencing",
            Self::DereferencingResult(Vocabulary::V1_0) => {
                "application/ld+json;profile=\"https://w3id.org/did-url-dereferencing\""
            }
            Self::Document { representation, general: false } => representation.media_type(),
            Self::Document { representation: Representation::DidJson, general: true } => "application/json",
            Self::Document { general: true, .. } => "application/ld+json",
            Self::Urls => "text/uri-list",
        }
    }

    /// The representation of a document in this format.
    pub(super) fn representation(self) -> Representation {
        match self {
            Self::Document { representation, .. } => representation,
            Self::ResolutionResult(Vocabulary::V1_0) | Self::DereferencingResult(Vocabulary::V1_0) => {
                Representation::DidLdJson
            }
            _ => Representation::Did,
        }
    }
}

/// The best of what is offered, or `None` when nothing of it is accepted. No header accepts anything.
pub(super) fn choose(accept: Option<&str>, is_url: bool) -> Option<Format> {
    let accept = accept.map(str::trim).filter(|text| !text.is_empty()).unwrap_or("*/*");
    if accept.len() > ACCEPT_BYTES_MAX {
        return None;
    }
    let ranges: Vec<Range> = split(accept, ',').into_iter().take(RANGES_MAX).filter_map(Range::read).collect();
    let mut offers = OFFERS;
    if is_url {
        offers.swap(0, 1);
    }
    let rank = |offer: &Format| {
        let offered = Range::read(offer.media_type())?;
        let matching = ranges.iter().enumerate().filter(|(_, range)| range.covers(&offered));
        let (position, best) = matching.max_by_key(|(position, range)| (range.precision(), Reverse(*position)))?;
        (best.quality > 0).then_some((best.quality, Reverse(position)))
    };
    let ranked =
        offers.into_iter().enumerate().filter_map(|(order, offer)| Some((rank(&offer)?, Reverse(order), offer)));
    ranked.max_by_key(|(rank, order, _)| (*rank, *order)).map(|(_, _, offer)| offer)
}

/// A media range, or a media type.
struct Range {
    kind: String,
    subtype: String,
    profile: Option<String>,
    /// In thousandths.
    quality: u16,
}

impl Range {
    /// `None` when it is malformed.
    fn read(text: &str) -> Option<Self> {
        let mut parts = split(text, ';').into_iter();
        let (kind, subtype) = parts.next()?.trim().split_once('/')?;
        let (kind, subtype) = (kind.to_ascii_lowercase(), subtype.to_ascii_lowercase());
        let mut range = Self { kind, subtype, profile: None, quality: 1_000 };
        for (name, value) in parts.filter_map(|part| part.split_once('=')) {
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => range.quality = quality(value.trim())?,
                "profile" => range.profile = Some(value.trim().trim_matches('"').to_owned()),
                _ => {}
            }
        }
        Some(range)
    }

    /// A profile is told apart: what is asked for with one is not had without, nor the other way round.
    fn covers(&self, offered: &Self) -> bool {
        match (self.kind.as_str(), self.subtype.as_str()) {
            ("*", "*") => true,
            (kind, "*") => kind == offered.kind,
            (kind, subtype) => kind == offered.kind && subtype == offered.subtype && self.profile == offered.profile,
        }
    }

    fn precision(&self) -> u8 {
        u8::from(self.kind != "*").saturating_add(u8::from(self.subtype != "*"))
    }
}

fn quality(text: &str) -> Option<u16> {
    let value: f32 = text.parse().ok()?;
    (0.0..=1.0).contains(&value).then_some((value * 1_000.0) as u16)
}

/// Splits outside of quotation marks.
fn split(text: &str, mark: char) -> Vec<&str> {
    let mut quoted = false;
    let outside = move |character: char| {
        quoted ^= character == '"';
        character == mark && !quoted
    };
    text.split(outside).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(accept: &str) -> &'static str {
        choose(Some(accept), false).map_or("none", Format::media_type)
    }

    #[test]
    fn each_media_type_is_had_by_its_name() {
        for offer in OFFERS {
            assert_eq!(choose(Some(offer.media_type()), false), Some(offer));
        }
    }

    #[test]
    fn who_accepts_anything_gets_the_result_with_its_metadata() {
        for accept in [None, Some(""), Some("*/*"), Some("application/*"), Some("text/html, */*;q=0.8")] {
            assert_eq!(choose(accept, false), Some(Format::ResolutionResult(Vocabulary::V1_1)), "{accept:?}");
            assert_eq!(choose(accept, true), Some(Format::DereferencingResult(Vocabulary::V1_1)), "{accept:?}");
        }
    }

    #[test]
    fn the_higher_quality_wins_then_the_order_of_the_header() {
        assert_eq!(chosen("application/did;q=0.5, application/did+json;q=0.9"), "application/did+json");
        assert_eq!(chosen("application/did-resolution, application/did"), "application/did-resolution");
        assert_eq!(chosen("application/did, application/did-resolution"), "application/did");
        assert_eq!(chosen("*/*;q=0.1, application/did"), "application/did");
        assert_eq!(chosen("application/*, application/did-resolution;q=0"), "application/did-url-dereferencing");
        assert_eq!(chosen("APPLICATION/DID; charset=utf-8"), "application/did");
    }

    #[test]
    fn a_profile_is_no_detail() {
        let legacy = "application/ld+json;profile=\"https://w3id.org/did-resolution\"";
        assert_eq!(chosen("application/ld+json; Profile=\"https://w3id.org/did-resolution\" ;q=0.9"), legacy);
        assert_eq!(chosen("application/ld+json"), "application/ld+json");
        assert_eq!(chosen("application/ld+json;profile=\"https://example.com,a;b\""), "none");
    }

    #[test]
    fn what_is_not_offered_or_malformed_is_not_had() {
        for accept in
            ["text/html", "application/did+cbor", "application", "/", ",,;", "application/did;q=2", "\"", "q=1"]
        {
            assert_eq!(chosen(accept), "none", "{accept:?}");
        }
        assert_eq!(chosen(&"a/b,".repeat(1_000)), "none");
    }
}
