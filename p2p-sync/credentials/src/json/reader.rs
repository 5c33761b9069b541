//! The strict reader: RFC 8259 without extensions, every bound checked before memory is taken.

use super::{JsonError, Object, Value};
use crate::limits::{JSON_DEPTH_MAX, JSON_VALUES_MAX};
use serde_json::Number;

/// Integers up to here are exact in a double, and so are all below.
const EXACT_INTEGER_MAX: f64 = 9_007_199_254_740_992.0;
/// How much of a doubled name an error repeats.
const NAME_SHOWN_MAX: usize = 64;

/// Reads one JSON value and nothing after it.
pub fn parse(text: &[u8], bytes_max: usize) -> Result<Value, JsonError> {
    if text.len() > bytes_max {
        return Err(JsonError::TooLarge { bytes: text.len(), max: bytes_max });
    }
    let text = core::str::from_utf8(text).map_err(|_| JsonError::NotUtf8)?;
    let mut reader = Reader { text, at: 0, values: 0 };
    let value = reader.value(0)?;
    reader.skip_space();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.malformed("the end of the text")),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    values: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Value, JsonError> {
        self.values += 1;
        if self.values > JSON_VALUES_MAX {
            return Err(JsonError::TooManyValues);
        }
        if depth > JSON_DEPTH_MAX {
            return Err(JsonError::TooDeep);
        }
        self.skip_space();
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Value::String),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.malformed("a value")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, JsonError> {
        let mut object = Object::new();
        self.at += 1;
        self.skip_space();
        if self.take(b'}') {
            return Ok(Value::Object(object));
        }
        loop {
            self.skip_space();
            let name = self.string()?;
            self.skip_space();
            self.expect(b':', "a colon")?;
            let value = self.value(depth + 1)?;
            if object.contains_key(&name) {
                return Err(JsonError::DuplicateName(name.chars().take(NAME_SHOWN_MAX).collect()));
            }
            object.insert(name, value);
            self.skip_space();
            if !self.take(b',') {
                self.expect(b'}', "a comma or the end of the object")?;
                return Ok(Value::Object(object));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, JsonError> {
        let mut elements = Vec::new();
        self.at += 1;
        self.skip_space();
        if self.take(b']') {
            return Ok(Value::Array(elements));
        }
        loop {
            elements.push(self.value(depth + 1)?);
            self.skip_space();
            if !self.take(b',') {
                self.expect(b']', "a comma or the end of the array")?;
                return Ok(Value::Array(elements));
            }
        }
    }

    /// Finds the closing quote; escapes and surrogates are `serde_json`'s.
    fn string(&mut self) -> Result<String, JsonError> {
        let start = self.at;
        self.expect(b'"', "a string")?;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(0..0x20) | None => return Err(self.malformed("the end of the string")),
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str(quoted)
            .map_err(|_| JsonError::Malformed { at: start, expected: "a string with valid escapes" })
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, JsonError> {
        if !self.rest().starts_with(word) {
            return Err(self.malformed("a value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        let is_integer = !matches!(self.peek(), Some(b'.' | b'e' | b'E'));
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        number(self.text.get(start..self.at).unwrap_or_default(), is_integer)
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.malformed("a digit")) } else { Ok(()) }
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), JsonError> {
        if self.take(byte) { Ok(()) } else { Err(self.malformed(expected)) }
    }

    fn malformed(&self, expected: &'static str) -> JsonError {
        JsonError::Malformed { at: self.at, expected }
    }
}

/// One value, one representation: what is whole and exact becomes an integer, so that `1`, `1.0` and `1e0` are equal.
fn number(text: &str, is_integer: bool) -> Result<Value, JsonError> {
    let double: f64 = text.parse().map_err(|_| JsonError::NumberOutOfRange)?;
    if !double.is_finite() || (is_integer && !is_exact(text, double)) {
        return Err(JsonError::NumberOutOfRange);
    }
    if double.fract() == 0.0 && double.abs() <= EXACT_INTEGER_MAX {
        return Ok(Value::Number(Number::from(double as i64)));
    }
    Number::from_f64(double).map(Value::Number).ok_or(JsonError::NumberOutOfRange)
}

/// Whether an integer is what the double holds, or the double's own text, which rounds beyond 2⁵³.
fn is_exact(text: &str, double: f64) -> bool {
    text.parse::<i128>().is_ok_and(|whole| double as i128 == whole)
        || ryu_js::Buffer::new().format_finite(double) == text
}
