//! Where storage entries lie, known without asking the node: metadata is the node's word, and whoever may choose where a
//! value is looked up may choose the value.

use crate::{ChainError, raw::Raw, storage::Keys};
use scale_info::PortableRegistry;
use subxt::ext::frame_decode::storage::{
    StorageHasher::{self, Blake2_128Concat, Twox64Concat},
    StorageInfo, StorageKeyInfo, encode_storage_key_with_info,
};

/// Entries that can be read with proof: pallet, item, and how its keys are hashed.
const KNOWN: &[(&str, &str, &[StorageHasher])] = &[
    ("Attention", "PageCount", &[]),
    ("Attention", "Pages", &[Twox64Concat]),
    ("Attention", "Parameters", &[]),
    ("Ballots", "BatchRoots", &[Twox64Concat, Twox64Concat]),
    ("Ballots", "Factors", &[Twox64Concat, Twox64Concat]),
    ("Ballots", "Ledgers", &[Twox64Concat]),
    ("Ballots", "NextSlot", &[]),
    ("Ballots", "RollPages", &[Twox64Concat]),
    ("Ballots", "SlotOf", &[Twox64Concat]),
    ("Constitution", "Articles", &[Twox64Concat]),
    ("Constitution", "NextProposal", &[]),
    ("Did", "Dids", &[Blake2_128Concat]),
    ("Did", "Links", &[Blake2_128Concat]),
    ("Grandpa", "Authorities", &[]),
    ("Grandpa", "CurrentSetId", &[]),
    ("Personhood", "CitizenOf", &[Blake2_128Concat]),
    ("System", "BlockHash", &[Twox64Concat]),
    ("Timestamp", "Now", &[]),
];

/// The full storage key of `pallet::item` under `keys`, all of them.
pub(crate) fn storage_key(pallet: &str, item: &str, keys: Keys<'_>) -> Result<Vec<u8>, ChainError> {
    let known = KNOWN.iter().find(|(of, name, hashers)| (*of, *name, hashers.len()) == (pallet, item, keys.len()));
    let (_, _, hashers) = known.ok_or_else(|| ChainError::no_such(pallet, item))?;
    let info = StorageInfo {
        keys: hashers.iter().map(|hasher| StorageKeyInfo { hasher: *hasher, key_id: 0u32 }).collect(),
        value_id: 0,
        default_value: None,
        use_old_v9_storage_hashers: false,
    };
    // The keys are encoded already, so no type is ever looked up.
    let types = PortableRegistry { types: Vec::new() };
    let keys: Vec<Raw> = keys.iter().map(|key| Raw(key.bytes())).collect();
    encode_storage_key_with_info(pallet, item, keys, &info, &types)
        .map_err(|error| ChainError::undecodable(format!("the key of {pallet}::{item}"), error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_lie_where_every_substrate_chain_has_them() {
        let hex = |pallet, item, keys| hex::encode(storage_key(pallet, item, keys).unwrap());
        assert_eq!(hex("Timestamp", "Now", &[]), "f0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb");
        assert_eq!(
            hex("Grandpa", "Authorities", &[]),
            "5f9cc45b7a00c5899361e1c6099678dc5e0621c4869aa60c02be9adcc98a0d1d"
        );
        // Of block 0: XXH64 of four zero bytes, then the number.
        assert_eq!(
            hex("System", "BlockHash", &[&0u32]),
            "26aa394eea5630e07c48ae0c9558cef7a44704b568d21667356a5a050c118746b4def25cfda6ef3a00000000"
        );
    }

    #[test]
    fn other_entries_cannot_be_read_with_proof() {
        assert!(storage_key("Balances", "TotalIssuance", &[]).is_err());
        assert!(storage_key("Ballots", "Ledgers", &[]).is_err());
        assert!(storage_key("Timestamp", "Now", &[&1u32]).is_err());
    }
}
