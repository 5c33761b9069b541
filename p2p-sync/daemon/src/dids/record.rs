//! Records of DIDs in the bytes that the chain stores.

use codec::Decode;
use cybersyn_chain_client::{ChainError, did::DidRecord};

/// The record in those bytes.
pub fn read(bytes: &[u8]) -> Result<DidRecord, ChainError> {
    DidRecord::decode(&mut &bytes[..])
        .map_err(|error| ChainError::Undecodable { what: "Did::Dids".to_owned(), reason: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_record_are_an_error() {
        assert!(read(&[1, 2, 3]).is_err());
    }
}
