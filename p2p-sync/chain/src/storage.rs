//! Storage at a block, as raw SCALE bytes decoded into the primitives' types.

use crate::{BlockAt, ChainError, Head, ProvenState, raw::Raw};
use codec::{Decode, Encode};
use std::{borrow::Cow, collections::BTreeMap};
use subxt::{
    config::substrate::H256,
    ext::frame_decode::storage::{
        StorageInfo, StorageTypeInfo, decode_storage_key_with_info, encode_storage_key_with_info,
    },
    rpcs::methods::legacy::NumberOrHex,
};

/// Keys asked of the node at once.
const PAGE: u32 = 256;

/// One entry of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<T> {
    /// SCALE of the key parts, as far as the map's hashers keep them.
    pub key: Vec<Vec<u8>>,
    /// The value.
    pub value: T,
}

impl<T> Entry<T> {
    /// The key part at `position`, decoded; none if the hasher hides it or it is of another type.
    pub fn key_part<K: Decode>(&self, position: usize) -> Option<K> {
        K::decode(&mut &self.key.get(position)?[..]).ok()
    }
}

/// A page of a map, and where the next one begins.
#[derive(Clone, Debug)]
pub struct Entries<T> {
    /// In the order of hashed keys.
    pub entries: Vec<Entry<T>>,
    /// Pass it to get the next page; none: this was the last.
    pub next: Option<Vec<u8>>,
}

/// The SCALE of key parts: `&[&proposal, &page]`.
pub type Keys<'a> = &'a [&'a dyn EncodeKey];

/// Anything that can be part of a storage key.
pub trait EncodeKey: Sync {
    /// Its SCALE bytes.
    fn bytes(&self) -> Vec<u8>;
}

impl<T: Encode + Sync> EncodeKey for T {
    fn bytes(&self) -> Vec<u8> {
        self.encode()
    }
}

/// A state that values can be asked of: with proof or on the node's word.
pub trait State: Sync {
    /// After which block.
    fn head(&self) -> Head;

    /// The value of `pallet::item`, under all of `keys` if it is a map.
    fn value<T: Decode + Send>(
        &self,
        pallet: &str,
        item: &str,
        keys: Keys<'_>,
    ) -> impl Future<Output = Result<Option<T>, ChainError>> + Send;
}

impl State for BlockAt {
    fn head(&self) -> Head {
        self.head
    }

    async fn value<T: Decode + Send>(&self, pallet: &str, item: &str, keys: Keys<'_>) -> Result<Option<T>, ChainError> {
        BlockAt::value(self, pallet, item, keys).await
    }
}

impl State for ProvenState {
    fn head(&self) -> Head {
        ProvenState::head(self)
    }

    async fn value<T: Decode + Send>(&self, pallet: &str, item: &str, keys: Keys<'_>) -> Result<Option<T>, ChainError> {
        ProvenState::value(self, pallet, item, keys).await
    }
}

impl BlockAt {
    /// The value of `pallet::item`, under `keys` if it is a map. An absent value is the entry's default where the
    /// runtime declares one, else none.
    pub async fn value<T: Decode>(&self, pallet: &str, item: &str, keys: Keys<'_>) -> Result<Option<T>, ChainError> {
        let info = self.info(pallet, item)?;
        let key = self.key(pallet, item, &info, keys)?;
        let stored = self.raw(&key).await?;
        let bytes = stored.map(Cow::Owned).or(info.default_value);
        bytes.map(|bytes| decode(pallet, item, &bytes)).transpose()
    }

    /// A page of the map `pallet::item` under the first of its keys, from where the page before ended.
    pub async fn page<T: Decode>(
        &self,
        pallet: &str,
        item: &str,
        keys: Keys<'_>,
        from: Option<Vec<u8>>,
    ) -> Result<Entries<T>, ChainError> {
        let info = self.info(pallet, item)?;
        let prefix = self.key(pallet, item, &info, keys)?;
        let at = Some(H256(self.head.hash));
        let found = self.rpc.state_get_keys_paged(&prefix, PAGE, from.as_deref(), at).await?;
        let next = if found.len() == PAGE as usize { found.last().cloned() } else { None };
        let mut entries = Vec::with_capacity(found.len());
        let asked: Vec<&[u8]> = found.iter().map(Vec::as_slice).collect();
        for set in self.rpc.state_query_storage_at(asked, at).await? {
            for (key, value) in set.changes {
                let Some(value) = value else { continue };
                entries.push(Entry { key: self.key_parts(&key.0, &info)?, value: decode(pallet, item, &value.0)? });
            }
        }
        Ok(Entries { entries, next })
    }

    /// All entries of a map, refusing more than `limit`.
    pub async fn entries<T: Decode>(
        &self,
        pallet: &str,
        item: &str,
        keys: Keys<'_>,
        limit: usize,
    ) -> Result<Vec<Entry<T>>, ChainError> {
        let (mut all, mut from) = (Vec::new(), None);
        loop {
            let page = self.page(pallet, item, keys, from).await?;
            all.extend(page.entries);
            if all.len() > limit {
                return Err(ChainError::TooMany { pallet: pallet.to_owned(), item: item.to_owned(), limit });
            }
            let Some(next) = page.next else { return Ok(all) };
            from = Some(next);
        }
    }

    /// The bytes under a full storage key.
    pub async fn raw(&self, key: &[u8]) -> Result<Option<Vec<u8>>, ChainError> {
        Ok(self.rpc.state_get_storage(key, Some(H256(self.head.hash))).await?)
    }

    /// The bytes under many full storage keys as they were after block `number`, which is not above this one, in the
    /// order of the keys. A node that has pruned that block's state says that it does not know it.
    pub async fn raw_after(&self, number: u32, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, ChainError> {
        if number == self.head.number {
            return self.raw_many(keys).await;
        }
        let hash = self.rpc.chain_get_block_hash(Some(NumberOrHex::Number(number.into()))).await?;
        let hash = hash.ok_or_else(|| ChainError::UnknownBlock(number.to_string()))?;
        self.raw_many_at(hash, keys).await
    }

    /// The bytes under many full storage keys, in the order of the keys, with one request.
    pub async fn raw_many(&self, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, ChainError> {
        self.raw_many_at(H256(self.head.hash), keys).await
    }

    async fn raw_many_at(&self, hash: H256, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, ChainError> {
        let asked: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
        let sets = self.rpc.state_query_storage_at(asked, Some(hash)).await?;
        let mut found: BTreeMap<Vec<u8>, Vec<u8>> =
            sets.into_iter().flat_map(|set| set.changes).filter_map(|(key, value)| Some((key.0, value?.0))).collect();
        Ok(keys.iter().map(|key| found.remove(key)).collect())
    }

    /// The full storage key of `pallet::item` under `keys`.
    pub fn storage_key(&self, pallet: &str, item: &str, keys: Keys<'_>) -> Result<Vec<u8>, ChainError> {
        self.key(pallet, item, &self.info(pallet, item)?, keys)
    }

    fn info(&self, pallet: &str, item: &str) -> Result<StorageInfo<'_, u32>, ChainError> {
        self.at.metadata_ref().storage_info(pallet, item).map_err(|_| ChainError::no_such(pallet, item))
    }

    fn key(
        &self,
        pallet: &str,
        item: &str,
        info: &StorageInfo<'_, u32>,
        keys: Keys<'_>,
    ) -> Result<Vec<u8>, ChainError> {
        let keys: Vec<Raw> = keys.iter().map(|key| Raw(key.bytes())).collect();
        encode_storage_key_with_info(pallet, item, keys, info, self.at.metadata_ref().types())
            .map_err(|error| ChainError::undecodable(format!("the key of {pallet}::{item}"), error))
    }

    fn key_parts(&self, key: &[u8], info: &StorageInfo<'_, u32>) -> Result<Vec<Vec<u8>>, ChainError> {
        let parts = decode_storage_key_with_info(&mut &*key, info, self.at.metadata_ref().types())
            .map_err(|error| ChainError::undecodable("a storage key", error))?;
        let bytes = |range: std::ops::Range<usize>| key.get(range).unwrap_or_default().to_vec();
        Ok(parts.parts().map(|part| part.value().map(|value| bytes(value.range())).unwrap_or_default()).collect())
    }
}

pub(crate) fn decode<T: Decode>(pallet: &str, item: &str, bytes: &[u8]) -> Result<T, ChainError> {
    T::decode(&mut &bytes[..]).map_err(|error| ChainError::undecodable(format!("{pallet}::{item}"), error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_parts_decode_by_position() {
        let entry = Entry { key: vec![7u32.encode(), 3u16.encode()], value: () };
        assert_eq!(entry.key_part::<u32>(0), Some(7));
        assert_eq!(entry.key_part::<u16>(1), Some(3));
        assert_eq!(entry.key_part::<u16>(2), None);
    }

    #[test]
    fn a_value_of_another_shape_names_its_entry() {
        let error = decode::<u64>("Timestamp", "Now", &[1, 2]).unwrap_err();
        assert!(error.to_string().starts_with("Timestamp::Now does not decode"), "{error}");
    }
}
