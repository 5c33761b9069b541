//! DIDs in bytes, as they lie in memory and in the file: SCALE of what the chain stores under two keys, a DID's record
//! and its links, if it has any.

use super::source::Stored;
use codec::{Decode, Encode};
use cybersyn_chain_client::{
    ChainError,
    did::{DidLinks, DidRecord, LINKS, PALLET, RECORDS},
};

/// The bytes of a record and its links as one.
pub fn joined(record: Vec<u8>, links: Option<Vec<u8>>) -> Vec<u8> {
    (record, links).encode()
}

/// What was read under the keys of several DIDs, each one's record followed by its links.
pub fn joined_all(found: Vec<Option<Vec<u8>>>) -> Vec<Stored> {
    let mut found = found.into_iter();
    let mut all = Vec::new();
    while let (Some(record), Some(links)) = (found.next(), found.next()) {
        all.push(record.map(|record| joined(record, links)));
    }
    all
}

/// The DID in those bytes.
pub fn read(bytes: &[u8]) -> Result<DidRecord, ChainError> {
    let (record, links) = <(Vec<u8>, Option<Vec<u8>>)>::decode(&mut &bytes[..]).map_err(|error| bad(RECORDS, error))?;
    let record = DidRecord::decode(&mut &record[..]).map_err(|error| bad(RECORDS, error))?;
    let links = links.map(|links| DidLinks::decode(&mut &links[..]).map_err(|error| bad(LINKS, error)));
    Ok(DidRecord { links: links.transpose()?.unwrap_or_default(), ..record })
}

fn bad(item: &str, error: codec::Error) -> ChainError {
    ChainError::Undecodable { what: format!("{PALLET}::{item}"), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dids::fake::newborn;

    fn linked() -> DidRecord {
        let links = DidLinks { controllers: vec![[2; 32]], also_known_as: vec![b"a:b".to_vec()], allowance_bytes: 0 };
        DidRecord { links, ..newborn(1) }
    }

    #[test]
    fn a_did_is_read_with_its_links_and_without() {
        let linked = linked();
        let bytes = joined(linked.encode(), Some(linked.links.encode()));
        assert_eq!(read(&bytes).unwrap(), linked);
        assert_eq!(read(&joined(newborn(1).encode(), None)).unwrap(), newborn(1));
    }

    #[test]
    fn bytes_that_are_no_record_or_no_links_are_an_error() {
        assert!(read(&[1, 2, 3]).is_err());
        assert!(read(&joined(vec![1, 2, 3], None)).is_err());
        assert!(read(&joined(newborn(1).encode(), Some(vec![255]))).is_err());
    }

    #[test]
    fn links_go_with_the_record_before_them() {
        let found = vec![Some(vec![1]), None, None, None, Some(vec![2]), Some(vec![3])];
        let expected = [Some(joined(vec![1], None)), None, Some(joined(vec![2], Some(vec![3])))];
        assert_eq!(joined_all(found), expected);
    }
}
