//! Character classes of RFC 3986.

/// Whether `text` consists of allowed bytes and percent-encoded ones.
pub(super) fn conforms(text: &str, allowed: fn(u8) -> bool) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fine = if byte == b'%' { is_hex(bytes.next()) && is_hex(bytes.next()) } else { allowed(byte) };
        if !fine {
            return false;
        }
    }
    true
}

fn is_hex(byte: Option<u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_hexdigit())
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn is_sub_delimiter(byte: u8) -> bool {
    b"!$&'()*+,;=".contains(&byte)
}

/// Characters of a path segment (`pchar`), and the slash between segments.
pub(super) fn in_path(byte: u8) -> bool {
    is_unreserved(byte) || is_sub_delimiter(byte) || b":@/".contains(&byte)
}

/// Characters of a query or a fragment.
pub(super) fn in_query(byte: u8) -> bool {
    in_path(byte) || byte == b'?'
}

/// Characters of an authority: user, host (an IP literal in brackets too), port.
pub(super) fn in_authority(byte: u8) -> bool {
    is_unreserved(byte) || is_sub_delimiter(byte) || b":@[]".contains(&byte)
}

/// Characters of a method-specific id, and the colon between its parts.
pub(super) fn in_method_id(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".-_:".contains(&byte)
}

/// Characters of a method's name.
pub(super) fn in_method_name(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}
