//! What a DID's key must be for to authorise a call in the DID's name.

use super::free::FreeForPersons;
use crate::{AccountId, Personhood, RuntimeCall};
use cybersyn_primitives::traits::Persons as _;
use frame_support::traits::Contains;
use pallet_did::{Call as OfDid, IsPerson, PurposeOf, Purposes};

/// Which purpose each call needs.
pub struct CallPurposes;

impl PurposeOf<RuntimeCall> for CallPurposes {
    /// Keys and services are changed by keys that invoke capabilities; a citizen's acts need a key that authenticates.
    /// Coins, validators, and who controls the DID stay with the controlling account.
    fn purpose_of(call: &RuntimeCall) -> Option<Purposes> {
        match call {
            RuntimeCall::Did(
                OfDid::add_key { .. }
                | OfDid::revoke_key { .. }
                | OfDid::set_service { .. }
                | OfDid::remove_service { .. },
            ) => Some(Purposes::CAPABILITY),
            RuntimeCall::Did(_) => None,
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_moves_coins_or_control() {
        let transfer = pallet_balances::Call::transfer_all { dest: [1; 32].into(), keep_alive: false };
        assert_eq!(CallPurposes::purpose_of(&transfer.into()), None);
        assert_eq!(CallPurposes::purpose_of(&OfDid::deactivate {}.into()), None);
    }

    #[test]
    fn keys_are_managed_by_keys_that_invoke_capabilities() {
        let revoke = OfDid::revoke_key { version: 0, stolen: true };
        assert_eq!(CallPurposes::purpose_of(&revoke.into()), Some(Purposes::CAPABILITY));
    }
}
