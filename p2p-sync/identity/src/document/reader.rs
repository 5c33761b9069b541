//! Reading properties of a JSON object, with errors that name the place.

use super::DocumentError;
use crate::syntax::SyntaxError;
use serde_json::{Map, Value};

/// An object of a document, what of it has not been read yet, and where it stands.
pub(super) struct Reader {
    place: String,
    rest: Map<String, Value>,
}

impl Reader {
    /// The object in `value`, which stands at `place`.
    pub(super) fn of(value: Value, place: String) -> Result<Self, DocumentError> {
        match value {
            Value::Object(rest) => Ok(Self { place, rest }),
            _ => Err(DocumentError::Malformed { place, must: "an object" }),
        }
    }

    /// The document itself.
    pub(super) fn root(rest: Map<String, Value>) -> Self {
        Self { place: String::new(), rest }
    }

    /// Where the property `name` stands.
    pub(super) fn place(&self, name: &str) -> String {
        if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) }
    }

    /// Whether `name` is there and was not taken yet.
    pub(super) fn has(&self, name: &str) -> bool {
        self.rest.contains_key(name)
    }

    /// Whether `name` is absent or a string.
    pub(super) fn is_string_if_any(&self, name: &str) -> bool {
        self.rest.get(name).is_none_or(Value::is_string)
    }

    /// Takes the property `name`, if it is there.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.rest.remove(name)
    }

    /// What was not taken.
    pub(super) fn rest(self) -> Map<String, Value> {
        self.rest
    }

    /// Takes a string that must be there.
    pub(super) fn string(&mut self, name: &str) -> Result<String, DocumentError> {
        match self.take(name) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(self.malformed(name, "a string")),
        }
    }

    /// Takes a string that must be there and makes something of it.
    pub(super) fn parsed<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, SyntaxError>,
    ) -> Result<T, DocumentError> {
        let text = self.string(name)?;
        parse(&text).map_err(|error| DocumentError::BadSyntax { place: self.place(name), error })
    }

    /// Takes an array that may be absent, with the places of its items.
    pub(super) fn items(&mut self, name: &str) -> Result<Vec<(Value, String)>, DocumentError> {
        match self.take(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(values)) => Ok(self.placed(name, values)),
            Some(_) => Err(self.malformed(name, "a list")),
        }
    }

    /// Takes what may be one item or an array of them, and may be absent.
    pub(super) fn one_or_many(&mut self, name: &str) -> Vec<(Value, String)> {
        match self.take(name) {
            None => Vec::new(),
            Some(Value::Array(values)) => self.placed(name, values),
            Some(value) => vec![(value, self.place(name))],
        }
    }

    fn placed(&self, name: &str, values: Vec<Value>) -> Vec<(Value, String)> {
        let place = self.place(name);
        values.into_iter().enumerate().map(|(position, value)| (value, format!("{place}[{position}]"))).collect()
    }

    /// The error that `name` is of the wrong kind.
    pub(super) fn malformed(&self, name: &str, must: &'static str) -> DocumentError {
        DocumentError::Malformed { place: self.place(name), must }
    }
}

/// Makes something of a string.
pub(super) fn parsed<T>(
    (value, place): (Value, String),
    parse: impl Fn(&str) -> Result<T, SyntaxError>,
) -> Result<T, DocumentError> {
    let Value::String(text) = value else { return Err(DocumentError::Malformed { place, must: "a string" }) };
    parse(&text).map_err(|error| DocumentError::BadSyntax { place, error })
}
