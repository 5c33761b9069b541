//! Human beings, and the identities that some of them invent.

use crate::{
    chain::{Personhood, Runtime, RuntimeOrigin},
    seal::Seal,
};
use cybersyn_pallet_test_utils::GENESIS;
use cybersyn_primitives::{CitizenIndex, DidId, Millis, VotingKey, application::Application, hash::blake2_256};
use pallet_personhood::{CitizenOf, Citizens, Status};
use sp_core::{Pair, ed25519};
use sp_runtime::AccountId32;
use std::cell::OnceCell;

/// Who is behind an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A human being who vouches for human beings.
    Honest,
    /// A human being who vouches for fakes.
    Traitor,
    /// Nobody of their own.
    Fake,
}

/// An identity with its keys.
pub struct Identity {
    /// Who is behind it.
    pub role: Role,
    /// Its account.
    pub account: AccountId32,
    /// Its first voting key.
    pub voting_key: VotingKey,
    /// The person that the chain takes it for: an index that never changes.
    citizen: OnceCell<CitizenIndex>,
}

impl Identity {
    /// Identity `number` of a world.
    pub fn new(number: usize, role: Role) -> Self {
        let seed = |purpose: &[u8]| blake2_256(&[purpose, &(number as u64).to_le_bytes()].concat());
        let voting_key = ed25519::Pair::from_seed(&seed(b"voting")).public().0;
        Self { role, account: seed(b"account").into(), voting_key, citizen: OnceCell::new() }
    }

    /// Its DID: the bytes of the account.
    pub fn did(&self) -> DidId {
        self.account.clone().into()
    }

    /// Its signed application, good until `expires`.
    pub fn apply(&self, expires: Millis) -> (Application, Seal) {
        let application = Application { did: self.did(), voting_key: self.voting_key, expires };
        (application, Seal::new(&self.account, &application.signing_payload(&GENESIS)))
    }

    /// As the sender of calls.
    pub fn origin(&self) -> RuntimeOrigin {
        RuntimeOrigin::signed(self.account.clone())
    }

    /// The person that the chain takes it for, whatever the status.
    pub fn citizen(&self) -> Option<CitizenIndex> {
        if self.citizen.get().is_none() {
            let found = CitizenOf::<Runtime>::get(self.did())?;
            return Some(*self.citizen.get_or_init(|| found));
        }
        self.citizen.get().copied()
    }

    /// The person that the chain takes it for, if in force.
    pub fn person(&self) -> Option<CitizenIndex> {
        self.citizen().filter(|citizen| Personhood::is_in_force(*citizen))
    }

    /// The person whose status ends within `notice`, or has ended, and is no recognised fake.
    pub fn to_be_renewed(&self, now: Millis, notice: Millis) -> Option<CitizenIndex> {
        let index = self.citizen()?;
        let citizen = Citizens::<Runtime>::get(index)?;
        let ends = citizen.status == Status::Lapsed || citizen.expires <= now.saturating_add(notice);
        (citizen.status != Status::Struck && ends).then_some(index)
    }
}
