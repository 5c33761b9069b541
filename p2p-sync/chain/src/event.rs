//! Events with their fields as SCALE bytes, by name.

use crate::{ChainError, client::Dialect};
use codec::Decode;
use subxt::{
    Metadata,
    error::EventsError,
    events::{Event, Phase},
    ext::scale_decode::visitor::{IgnoreVisitor, decode_with_visitor},
};

/// What a pallet reported in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainEvent {
    /// The pallet.
    pub pallet: String,
    /// The event.
    pub name: String,
    /// Index in the block of the extrinsic it belongs to; none: a hook's.
    pub extrinsic: Option<u32>,
    /// Name and SCALE bytes of each field; unnamed fields are called by their position.
    pub fields: Vec<(String, Vec<u8>)>,
}

impl ChainEvent {
    /// Whether it is `pallet::name`.
    pub fn is(&self, pallet: &str, name: &str) -> bool {
        self.pallet == pallet && self.name == name
    }

    /// A field, decoded.
    pub fn field<T: Decode>(&self, name: &str) -> Result<T, ChainError> {
        let (_, bytes) = self
            .fields
            .iter()
            .find(|(field, _)| field == name)
            .ok_or_else(|| ChainError::no_such(&self.pallet, &format!("{}.{name}", self.name)))?;
        let mut input = &bytes[..];
        let value = T::decode(&mut input).map_err(|error| self.undecodable(name, error))?;
        if input.is_empty() { Ok(value) } else { Err(self.undecodable(name, "bytes are left over")) }
    }

    fn undecodable(&self, field: &str, reason: impl ToString) -> ChainError {
        ChainError::undecodable(format!("{}::{}.{field}", self.pallet, self.name), reason)
    }
}

pub(crate) fn read(
    event: Result<Event<'_, Dialect>, EventsError>,
    metadata: &Metadata,
) -> Result<ChainEvent, ChainError> {
    let event = event.map_err(|error| ChainError::undecodable("an event", error))?;
    let extrinsic = match event.phase() {
        Phase::ApplyExtrinsic(index) => Some(index),
        Phase::Finalization | Phase::Initialization => None,
    };
    let (pallet, name) = (event.pallet_name().to_owned(), event.event_name().to_owned());
    let fields =
        fields(&event, metadata).map_err(|reason| ChainError::undecodable(format!("{pallet}::{name}"), reason))?;
    Ok(ChainEvent { pallet, name, extrinsic, fields })
}

/// Cuts the event's bytes where the metadata says that its fields end.
fn fields(event: &Event<'_, Dialect>, metadata: &Metadata) -> Result<Vec<(String, Vec<u8>)>, String> {
    let variant = metadata
        .pallet_by_event_index(event.pallet_index())
        .and_then(|pallet| pallet.event_variant_by_index(event.event_index()))
        .ok_or("the metadata does not know it")?;
    let mut rest = event.field_bytes();
    let mut fields = Vec::with_capacity(variant.fields.len());
    for (position, field) in variant.fields.iter().enumerate() {
        let before = rest;
        decode_with_visitor(&mut rest, field.ty.id, metadata.types(), IgnoreVisitor::new())
            .map_err(|error| error.to_string())?;
        let name = field.name.as_ref().map_or_else(|| position.to_string(), ToString::to_string);
        let bytes = before.get(..before.len() - rest.len()).unwrap_or_default();
        fields.push((name, bytes.to_vec()));
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> ChainEvent {
        ChainEvent {
            pallet: "Ballots".into(),
            name: "BatchSettled".into(),
            extrinsic: Some(2),
            fields: vec![("proposal".into(), vec![7, 0, 0, 0])],
        }
    }

    #[test]
    fn a_field_decodes_by_name() {
        assert_eq!(event().field::<u32>("proposal").unwrap(), 7);
    }

    #[test]
    fn a_field_of_another_size_is_refused() {
        let error = event().field::<u16>("proposal").unwrap_err();
        assert!(error.to_string().contains("bytes are left over"), "{error}");
    }

    #[test]
    fn a_field_that_is_not_there_is_named() {
        let error = event().field::<u32>("root").unwrap_err();
        assert!(error.to_string().contains("Ballots::BatchSettled.root"), "{error}");
    }
}
