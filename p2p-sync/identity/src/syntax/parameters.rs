//! Parameters in a query (DID Resolution, "DID Parameters").

use super::SyntaxError;
use percent_encoding::percent_decode_str;

/// Most parameters of one query.
pub const PARAMETERS_MAX: usize = 32;

/// Names and values of a query, percent-decoded, in their order; an absent value is empty, `+` is a plus.
pub fn pairs(query: &str) -> Result<Vec<(String, String)>, SyntaxError> {
    let parts: Vec<&str> = query.split('&').filter(|part| !part.is_empty()).take(PARAMETERS_MAX + 1).collect();
    if parts.len() > PARAMETERS_MAX {
        return Err(SyntaxError::BadParameters);
    }
    let pair = |part: &&str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        Ok((decode(name)?, decode(value)?))
    };
    parts.iter().map(pair).collect()
}

/// Percent-decodes; what comes out must be UTF-8 without control characters.
pub fn decode(text: &str) -> Result<String, SyntaxError> {
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| SyntaxError::BadParameters)?;
    if decoded.chars().any(char::is_control) {
        return Err(SyntaxError::BadParameters);
    }
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_decoded_once() {
        let expected = [("service", "files"), ("relativeRef", "/a?b=c&d"), ("x", "%41+"), ("flag", "")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let query = "service=files&relativeRef=%2Fa%3Fb%3Dc%26d&&%78=%2541+&flag";
        assert_eq!(pairs(query).unwrap(), expected);
    }

    #[test]
    fn what_is_no_clean_text_is_refused() {
        for query in ["a=%ff", "a=%00", "a=%0d%0ab", "%c3=1"] {
            assert_eq!(pairs(query), Err(SyntaxError::BadParameters), "{query}");
        }
    }

    #[test]
    fn the_number_of_parameters_is_bounded() {
        assert_eq!(pairs(&"a=1&".repeat(PARAMETERS_MAX)).unwrap().len(), PARAMETERS_MAX);
        assert_eq!(pairs(&"a=1&".repeat(PARAMETERS_MAX + 1)), Err(SyntaxError::BadParameters));
    }
}
