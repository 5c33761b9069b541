//! The canonical writer of RFC 8785: members by UTF-16 code units, numbers as ECMAScript writes them, no space.

use super::{JsonError, Object, Value};
use crate::limits::JSON_DEPTH_MAX;
use serde_json::Number;

/// The canonical text of `value`.
pub fn canonical(value: &Value) -> Result<String, JsonError> {
    let mut out = String::new();
    write(value, 0, &mut out)?;
    Ok(out)
}

/// The canonical text of an object.
pub fn canonical_object(object: &Object) -> Result<String, JsonError> {
    let mut out = String::new();
    write_object(object, 0, &mut out)?;
    Ok(out)
}

fn write(value: &Value, depth: usize, out: &mut String) -> Result<(), JsonError> {
    if depth > JSON_DEPTH_MAX {
        return Err(JsonError::TooDeep);
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(ryu_js::Buffer::new().format_finite(double(number)?)),
        Value::String(text) => write_string(text, out),
        Value::Array(elements) => write_array(elements, depth, out)?,
        Value::Object(members) => write_object(members, depth, out)?,
    }
    Ok(())
}

fn write_array(elements: &[Value], depth: usize, out: &mut String) -> Result<(), JsonError> {
    out.push('[');
    for (position, element) in elements.iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        write(element, depth + 1, out)?;
    }
    out.push(']');
    Ok(())
}

fn write_object(members: &Object, depth: usize, out: &mut String) -> Result<(), JsonError> {
    let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
    sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    out.push('{');
    for (position, (name, value)) in sorted.into_iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        write_string(name, out);
        out.push(':');
        write(value, depth + 1, out)?;
    }
    out.push('}');
    Ok(())
}

/// `serde_json` escapes strings as RFC 8785 section 3.2.2.2 asks: what must be, in the short form, in lower case.
fn write_string(text: &str, out: &mut String) {
    out.push_str(&Value::from(text).to_string());
}

/// Integers of callers can be greater than a double holds; those have no canonical form.
fn double(number: &Number) -> Result<f64, JsonError> {
    let double = number.as_f64().filter(|double| double.is_finite()).ok_or(JsonError::NumberOutOfRange)?;
    let whole = number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
    match whole {
        Some(whole) if double as i128 != whole => Err(JsonError::NumberOutOfRange),
        _ => Ok(double),
    }
}
