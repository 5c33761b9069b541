//! Frozen text: the exact bytes that proposer and voters see and that the chain holds the hash of (DESIGN section 4).
//!
//! A proposal is drafted in a live document whose encoding is not canonical. [`freeze`] makes the canonical bytes;
//! [`check`] refuses bytes that are not already canonical, naming the first thing that is wrong.

use crate::{Class, Hash, hash::blake2_256};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::fmt;
use scale_info::TypeInfo;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Domain tag of the hash.
pub const TEXT_TAG: &[u8] = b"cybersyn/text/v1";
/// Domain tag of an article's text.
pub const ARTICLE_TAG: &[u8] = b"cybersyn/article/v1";
/// Longest title in bytes.
pub const TITLE_BYTES_MAX: usize = 256;
/// Longest body in bytes.
pub const BODY_BYTES_MAX: usize = 65_536;

/// What of a proposal is hashed besides its body.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Header {
    /// One line, canonical like the body but without line ends.
    pub title: String,
    /// Decides how votes weigh.
    pub class: Class,
    /// The community asked; 0 is the federation.
    pub community: u32,
    /// BLAKE2b-256 and length in bytes of the encoded call to be enacted; none: a resolution without effect on chain.
    pub call: Option<(Hash, u32)>,
}

/// Why a text cannot be frozen, with the place of the first offence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextError {
    /// Nothing but white space.
    Empty,
    /// The title is longer than 256 bytes or has a line end.
    BadTitle,
    /// Longer than 65,536 bytes.
    TooLong,
    /// A forbidden character (control, BOM, bidi or zero-width, object replacement) at this byte.
    Forbidden(usize, char),
    /// Not in normalization form C.
    NotNfc,
    /// A carriage return at this byte: lines end with LF alone.
    CarriageReturn(usize),
    /// It must end with exactly one LF.
    FinalNewline,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TextError::Empty => f.write_str("the text is empty; write at least one word"),
            TextError::BadTitle => write!(f, "a title is one line of 1 to {TITLE_BYTES_MAX} bytes"),
            TextError::TooLong => write!(f, "a text has at most {BODY_BYTES_MAX} bytes"),
            TextError::Forbidden(at, c) => {
                write!(f, "byte {at}: U+{:04X} is invisible or changes direction; remove it", u32::from(*c))
            }
            TextError::NotNfc => f.write_str("the text is not in Unicode normalization form C"),
            TextError::CarriageReturn(at) => write!(f, "byte {at}: lines end with LF, not CR"),
            TextError::FinalNewline => f.write_str("the text must end with exactly one LF"),
        }
    }
}

impl core::error::Error for TextError {}

/// Makes the canonical body: LF line ends, form C, exactly one final LF. What is forbidden is refused, not dropped.
pub fn freeze(body: &str) -> Result<String, TextError> {
    let lines = body.replace("\r\n", "\n").replace('\r', "\n");
    let mut text: String = lines.nfc().collect();
    text.truncate(text.trim_end_matches('\n').len());
    text.push('\n');
    check(&text)?;
    Ok(text)
}

/// Whether `body` is canonical.
pub fn check(body: &str) -> Result<(), TextError> {
    if body.len() > BODY_BYTES_MAX {
        return Err(TextError::TooLong);
    }
    if body.trim().is_empty() {
        return Err(TextError::Empty);
    }
    forbid(body)?;
    if !is_nfc(body) {
        return Err(TextError::NotNfc);
    }
    if !body.ends_with('\n') || body.ends_with("\n\n") {
        return Err(TextError::FinalNewline);
    }
    Ok(())
}

/// Whether `title` is canonical.
pub fn check_title(title: &str) -> Result<(), TextError> {
    if title.len() > TITLE_BYTES_MAX || title.trim().is_empty() || title.contains(['\n', '\r', '\t']) {
        return Err(TextError::BadTitle);
    }
    forbid(title)?;
    if is_nfc(title) { Ok(()) } else { Err(TextError::NotNfc) }
}

/// The hash that the chain holds: of the tag, the SCALE of the header, the body.
pub fn content_hash(header: &Header, body: &str) -> Result<Hash, TextError> {
    check_title(&header.title)?;
    check(body)?;
    let mut bytes: Vec<u8> = TEXT_TAG.to_vec();
    header.encode_to(&mut bytes);
    bytes.extend_from_slice(body.as_bytes());
    Ok(blake2_256(&bytes))
}

/// The hash that names an article's text: of the tag and the canonical body. The header is left out, because it holds
/// the hash of the call that enacts the article, and that call holds this hash.
pub fn article_hash(body: &str) -> Result<Hash, TextError> {
    check(body)?;
    let mut bytes: Vec<u8> = ARTICLE_TAG.to_vec();
    bytes.extend_from_slice(body.as_bytes());
    Ok(blake2_256(&bytes))
}

/// The canonical form of a title: form C, trimmed.
pub fn freeze_title(title: &str) -> Result<String, TextError> {
    let title: String = title.trim().nfc().collect::<String>().to_string();
    check_title(&title)?;
    Ok(title)
}

fn forbid(text: &str) -> Result<(), TextError> {
    for (at, c) in text.char_indices() {
        match c {
            '\r' => return Err(TextError::CarriageReturn(at)),
            c if is_forbidden(c) => return Err(TextError::Forbidden(at, c)),
            _ => {}
        }
    }
    Ok(())
}

/// What no text holds, and no terminal should be sent of a stranger's: controls but LF and tab; BOM; bidi controls;
/// zero-width and other invisible formats; embeds; tags; noncharacters.
pub fn is_forbidden(c: char) -> bool {
    let format = matches!(
        c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFC}'
            | '\u{E0000}'..='\u{E0FFF}'
    );
    let noncharacter = (u32::from(c) & 0xFFFE) == 0xFFFE || matches!(c, '\u{FDD0}'..='\u{FDEF}');
    format || noncharacter || (c.is_control() && c != '\n' && c != '\t')
}
