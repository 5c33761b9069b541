//! What a DID's key must be for to authorise a call in the DID's name.

use super::free::FreeForPersons;
use crate::{AccountId, Personhood, RuntimeCall, Timestamp};
use cybersyn_primitives::traits::Persons;
use frame_support::traits::Contains;
use pallet_constitution::Call as OfConstitution;
use pallet_did::{Call as OfDid, IsPerson, PurposeOf, Purposes};
use pallet_mesh::Call as OfMesh;
use pallet_personhood::Call as OfPersonhood;

/// Which purpose each call needs.
pub struct CallPurposes;

impl PurposeOf<RuntimeCall> for CallPurposes {
    /// Documents, also those of DIDs that the DID controls, are changed by keys that invoke capabilities, and so is
    /// whatever the person answers for: words for and against others, proposals, nodes. A key that authenticates, such
    /// as a server's, does what harms nobody.
    /// Attestations need a key that makes assertions, as the credentials behind them do.
    /// Coins, validators, keys that vote, and who controls the DID stay with the controlling account: a thief of a
    /// device neither votes nor keeps the owner from it.
    fn purpose_of(call: &RuntimeCall) -> Option<Purposes> {
        match call {
            RuntimeCall::Personhood(
                OfPersonhood::vouch { .. } | OfPersonhood::renew { .. } | OfPersonhood::challenge { .. },
            )
            | RuntimeCall::Constitution(OfConstitution::propose { .. } | OfConstitution::withdraw { .. })
            | RuntimeCall::Mesh(OfMesh::register { .. }) => Some(Purposes::CAPABILITY),
            RuntimeCall::Did(OfDid::add_key { purposes, .. }) if purposes.contains(Purposes::VOTING) => None,
            RuntimeCall::Did(
                OfDid::add_key { .. }
                | OfDid::revoke_key { .. }
                | OfDid::set_service { .. }
                | OfDid::remove_service { .. }
                | OfDid::set_also_known_as { .. }
                | OfDid::manage { .. },
            ) => Some(Purposes::CAPABILITY),
            RuntimeCall::Did(_) => None,
            RuntimeCall::Reputation(pallet_reputation::Call::attest { .. }) => Some(Purposes::ASSERTION),
            call => FreeForPersons::contains(call).then_some(Purposes::AUTHENTICATION),
        }
    }
}

/// Persons, by their accounts.
pub struct ByPersonhood;

impl IsPerson<AccountId> for ByPersonhood {
    fn is_person(account: &AccountId) -> bool {
        Personhood::citizen(account).is_some()
    }

    fn acted(account: &AccountId) {
        if let Some(citizen) = Personhood::citizen(account) {
            <Personhood as Persons<_>>::prove_life(citizen, Timestamp::get());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scale_info::{Field, Type, TypeDef, TypeInfo, Variant};

    #[test]
    fn no_key_moves_coins_or_control() {
        let transfer = pallet_balances::Call::transfer_all { dest: AccountId::new([1; 32]).into(), keep_alive: false };
        assert_eq!(CallPurposes::purpose_of(&transfer.into()), None);
        assert_eq!(CallPurposes::purpose_of(&OfDid::deactivate {}.into()), None);
        let chosen = OfDid::set_controllers { controllers: Default::default(), allowance_bytes: 0 };
        assert_eq!(CallPurposes::purpose_of(&chosen.into()), None);
    }

    #[test]
    fn no_key_that_a_controller_may_add_authorises_a_call() {
        for purpose in [Purposes::AUTHENTICATION, Purposes::ASSERTION, Purposes::CAPABILITY, Purposes::VOTING] {
            assert!(!Purposes::OF_CONTROLLERS.contains(purpose));
        }
        let alive = pallet_personhood::Call::prove_life {};
        assert_eq!(CallPurposes::purpose_of(&alive.into()), Some(Purposes::AUTHENTICATION));
    }

    fn variants(info: Type) -> Vec<Variant> {
        let TypeDef::Variant(calls) = info.type_def else { panic!("calls are enums") };
        calls.variants
    }

    /// Names of the calls that hold other calls.
    fn calls_that_hold_calls() -> Vec<String> {
        let mut found = Vec::new();
        for pallet in variants(RuntimeCall::type_info()) {
            let calls = pallet.fields.first().expect("a pallet's calls").ty.type_info();
            for call in variants(calls) {
                let holds = |field: &Field| field.type_name.is_some_and(|name| name.contains("RuntimeCall"));
                if call.fields.iter().any(holds) {
                    found.push(format!("{}.{}", pallet.name, call.name));
                }
            }
        }
        found
    }

    /// A call that holds another would be authorised for what it is, not for what it holds. Whoever adds one to the
    /// runtime decides here whether a key authorises it.
    #[test]
    fn calls_that_hold_calls_are_known() {
        let known = [
            "Scheduler.schedule",
            "Scheduler.schedule_named",
            "Scheduler.schedule_after",
            "Scheduler.schedule_named_after",
            "Did.dispatch_as",
            // What is proposed is dispatched by the vote, not by whoever proposed it.
            "Constitution.propose",
        ];
        assert_eq!(calls_that_hold_calls(), known);
    }

    #[test]
    fn no_key_makes_another_that_votes() {
        let add = |purposes| OfDid::add_key { key: pallet_did::PublicKey::Ed25519([1; 32]), purposes };
        assert_eq!(CallPurposes::purpose_of(&add(Purposes::ASSERTION | Purposes::VOTING).into()), None);
        assert_eq!(CallPurposes::purpose_of(&add(Purposes::ASSERTION).into()), Some(Purposes::CAPABILITY));
    }

    #[test]
    fn keys_are_managed_by_keys_that_invoke_capabilities() {
        let revoke = OfDid::revoke_key { version: 0, stolen: true };
        assert_eq!(CallPurposes::purpose_of(&revoke.into()), Some(Purposes::CAPABILITY));
        let change = pallet_did::Change::RevokeKey { version: 0, stolen: true };
        let manage = OfDid::manage { did: [1; 32], change };
        assert_eq!(CallPurposes::purpose_of(&manage.into()), Some(Purposes::CAPABILITY));
    }

    #[test]
    fn attestations_need_a_key_that_makes_assertions() {
        let context = cybersyn_primitives::reputation::Context::Cultural;
        let attest = pallet_reputation::Call::attest { citizen: 0, context, commitment: [1; 32], points: 1 };
        assert_eq!(CallPurposes::purpose_of(&attest.into()), Some(Purposes::ASSERTION));
    }
}
