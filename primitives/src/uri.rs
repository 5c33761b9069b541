//! URIs (RFC 3986) as the chain takes them: no laxer than readers of DID documents are, for a single URI that they
//! refuse would make the whole document unreadable.

/// Whether these bytes are a URI: a scheme, a colon, then an authority or a path, a query and a fragment, each of the
/// characters that it may have, with `%` before two hexadecimal digits only.
pub fn is_uri(bytes: &[u8]) -> bool {
    let (bytes, fragment) = split(bytes, b'#');
    let (bytes, query) = split(bytes, b'?');
    let (scheme, Some(rest)) = split(bytes, b':') else { return false };
    let (authority, path) = match rest.strip_prefix(b"//") {
        Some(rest) => rest.split_at(rest.iter().position(|byte| *byte == b'/').unwrap_or(rest.len())),
        None => (&[][..], rest),
    };
    is_scheme(scheme)
        && !rest.is_empty()
        && conforms(authority, |byte| in_segment(byte) || b"[]".contains(&byte))
        && conforms(path, |byte| in_segment(byte) || byte == b'/')
        && [query, fragment].into_iter().flatten().all(|part| conforms(part, in_query))
}

/// What stands before the first `mark`, and behind it if there is one.
fn split(bytes: &[u8], mark: u8) -> (&[u8], Option<&[u8]>) {
    let mut parts = bytes.splitn(2, |byte| *byte == mark);
    (parts.next().unwrap_or_default(), parts.next())
}

fn is_scheme(bytes: &[u8]) -> bool {
    let fine = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.iter().all(fine)
}

/// Whether all bytes are allowed ones or percent-encoded.
fn conforms(bytes: &[u8], allowed: fn(u8) -> bool) -> bool {
    let mut bytes = bytes.iter();
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    while let Some(byte) = bytes.next() {
        let fine = if *byte == b'%' { is_digit(bytes.next()) && is_digit(bytes.next()) } else { allowed(*byte) };
        if !fine {
            return false;
        }
    }
    true
}

/// Unreserved characters, sub-delimiters, colon and at.
fn in_segment(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte)
}

fn in_query(byte: u8) -> bool {
    in_segment(byte) || b"/?".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::is_uri;

    #[test]
    fn uris_of_many_schemes_are_taken() {
        let uris = [
            "https://example.com/ana?a=b/c?d#e/f?g",
            "https://user:pass@[2001:db8::1]:8443/%C3%A9",
            "mailto:ana@example.org",
            "did:web:example.org",
            "urn:isbn:0451450523",
            "a:b",
        ];
        assert!(uris.iter().all(|uri| is_uri(uri.as_bytes())));
    }

    #[test]
    fn what_a_reader_would_refuse_is_refused() {
        let uris = [
            "", "a", ":b", "a:", "1a:b", "a b:c", "a:b c", "a:b\n", "a:\"b\"", "a:<b>", "a:b#c#d", "a:[b]", "a:b?[c]",
            "a:%", "a:%1", "a:%1g", "a:b\\c", "a:b|c", "a:b^c", "a:{b}", "a:`b`", "ä:b", "a:ä",
        ];
        assert_eq!(uris.into_iter().find(|uri| is_uri(uri.as_bytes())), None);
        assert!(!is_uri(&[b'a', b':', 0xff]));
    }
}
