//! Guardians of a DID and what they want: the shapes of `pallet_did`'s recovery.

use super::{DidRecord, Failure};
use anyhow::{Result, bail};
use codec::{Decode, Encode};
use cybersyn_chain_client::State;
use cybersyn_primitives::{DidId, KeyVersion, Millis, did::Did};

/// A DID with its guardians: `pallet_did::DidRecord`, further than [`DidRecord`] goes.
#[derive(Clone, Debug, PartialEq, Decode, Encode)]
pub struct GuardedDid {
    /// What everybody reads of it.
    pub record: DidRecord,
    /// Version of the next key.
    pub next_key: KeyVersion,
    /// Who may pass on control if the owner cannot.
    pub guardians: Option<GuardianSet>,
}

/// `pallet_did::GuardianSet`.
#[derive(Clone, Debug, PartialEq, Eq, Decode, Encode)]
pub struct GuardianSet {
    /// Their DIDs, in ascending order.
    pub guardians: Vec<DidId>,
    /// How many of them must stand for the same account.
    pub threshold: u8,
    /// Notice to the owner, in milliseconds.
    pub delay_millis: Millis,
}

/// `pallet_did::Recovery`.
#[derive(Clone, Debug, PartialEq, Eq, Decode, Encode)]
pub struct Recovery {
    /// Guardian and the account that it stands for.
    pub supports: Vec<(DidId, [u8; 32])>,
    /// The account that enough of them stand for, and when it may take over.
    pub due: Option<([u8; 32], Millis)>,
}

/// A DID with its guardians.
pub async fn guarded_did(at: &impl State, did: &DidId) -> Result<GuardedDid> {
    match at.value("Did", "Dids", &[did]).await? {
        Some(guarded) => Ok(guarded),
        None => bail!(Failure::Missing(format!("{} is not on the finalized chain", Did(*did)))),
    }
}

/// What guardians of a DID want, if any of them stands for an account.
pub async fn recovery(at: &impl State, did: &DidId) -> Result<Option<Recovery>> {
    Ok(at.value("Did", "Recoveries", &[did]).await?)
}

/// How many calls its keys have authorised: the nonce of the next one.
pub async fn authorization_nonce(at: &impl State, did: &DidId) -> Result<u32> {
    Ok(at.value("Did", "Nonces", &[did]).await?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guardians_decode_though_a_deposit_follows() {
        let record = DidRecord {
            account: [1; 32],
            keys: Vec::new(),
            services: Vec::new(),
            created: 5,
            updated: 6,
            rotated: None,
            version: 1,
            deactivated: None,
            links: Default::default(),
        };
        let set = GuardianSet { guardians: vec![[2; 32], [3; 32]], threshold: 2, delay_millis: 259_200_000 };
        let guarded = GuardedDid { record, next_key: 4, guardians: Some(set) };
        let mut bytes = guarded.encode();
        Some(7u128).encode_to(&mut bytes);
        assert_eq!(GuardedDid::decode(&mut &bytes[..]).unwrap(), guarded);
    }

    /// What `pallet_did::GuardianSet` makes of the same: ids behind their number, the threshold, the delay.
    #[test]
    fn a_set_of_guardians_is_encoded_as_the_chain_reads_it() {
        let set = GuardianSet { guardians: vec![[2; 32], [3; 32]], threshold: 2, delay_millis: 259_200_000 };
        let expected = format!("08{}{}020014730f00000000", "02".repeat(32), "03".repeat(32));
        assert_eq!(hex::encode(set.encode()), expected);
    }
}
