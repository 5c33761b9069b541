//! SCALE bytes that are made by the primitives' own codec and go into keys and calls as they are.

use codec::Encode;
use subxt::ext::{
    scale_encode::{EncodeAsFields, EncodeAsType, Error, FieldIter},
    scale_type_resolver::TypeResolver,
};

/// One value, already encoded. Whether it fits the runtime's type is the runtime's to say.
#[derive(Clone, Debug)]
pub struct Raw(pub(crate) Vec<u8>);

impl<T: Encode + ?Sized> From<&T> for Raw {
    fn from(value: &T) -> Self {
        Raw(value.encode())
    }
}

impl EncodeAsType for Raw {
    fn encode_as_type_to<R: TypeResolver>(&self, _: R::TypeId, _: &R, out: &mut Vec<u8>) -> Result<(), Error> {
        out.extend_from_slice(&self.0);
        Ok(())
    }
}

impl EncodeAsFields for Raw {
    fn encode_as_fields_to<R: TypeResolver>(
        &self,
        _: &mut dyn FieldIter<'_, R::TypeId>,
        _: &R,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        out.extend_from_slice(&self.0);
        Ok(())
    }
}
