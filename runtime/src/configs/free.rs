//! Which calls persons have free, and what is known of them before they run.
//!
//! A free call costs its sender nothing when it fails, so what can be foreseen is refused before it enters a block. The
//! reasons are codes of `InvalidTransaction::Custom`: 100 an exhausted quota, from [`PERSONHOOD_ERRORS`] the errors of
//! `personhood`, from [`DID_ERRORS`] those of `did`, from [`BALLOT_SKIPS`] the reasons why a ballot does not settle, from
//! [`CONSTITUTION_ERRORS`] the errors of `constitution`, from [`MESH_ERRORS`] those of `mesh`, from [`REPUTATION_ERRORS`]
//! those of `reputation`, each by its index.
//! `cybersyn` has the same numbers.

use crate::{AccountId, Ballots, Constitution, Did, Mesh, Personhood, Reputation, Runtime, RuntimeCall, Timestamp};
use codec::Encode;
use cybersyn_primitives::{CitizenIndex, SignedBallot, traits::Persons};
use frame_support::{dispatch::GetDispatchInfo, traits::Contains, weights::Weight};

/// Code of the first error of `personhood`.
pub const PERSONHOOD_ERRORS: u8 = 50;
/// Code of the first error of `reputation`.
pub const REPUTATION_ERRORS: u8 = 105;
/// Code of the first error of `did`.
pub const DID_ERRORS: u8 = 120;
/// Code of the first reason why a ballot does not settle.
pub const BALLOT_SKIPS: u8 = 150;
/// Code of the first error of `constitution`.
pub const CONSTITUTION_ERRORS: u8 = 180;

/// Code of the first error of `mesh`.
pub const MESH_ERRORS: u8 = 220;

/// The calls that a person has free.
pub struct FreeForPersons;

impl Contains<RuntimeCall> for FreeForPersons {
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_ballots::Call as OfBallots;
        use pallet_constitution::Call as OfConstitution;
        use pallet_personhood::Call as OfPersonhood;
        match call {
            RuntimeCall::Did(call) => !matches!(call, pallet_did::Call::dispatch_as { .. }),
            RuntimeCall::Mesh(_) => true,
            RuntimeCall::Reputation(call) => matches!(call, pallet_reputation::Call::attest { .. }),
            RuntimeCall::Personhood(call) => {
                matches!(
                    call,
                    OfPersonhood::vouch { .. }
                        | OfPersonhood::prove_life { .. }
                        | OfPersonhood::renew { .. }
                        | OfPersonhood::poke { .. }
                        | OfPersonhood::admit { .. }
                        | OfPersonhood::challenge { .. }
                )
            }
            RuntimeCall::Ballots(call) => matches!(call, OfBallots::settle_own { .. } | OfBallots::poke { .. }),
            RuntimeCall::Constitution(call) => matches!(
                call,
                OfConstitution::propose { .. }
                    | OfConstitution::withdraw { .. }
                    | OfConstitution::expire { .. }
                    | OfConstitution::retry_enactment { .. }
            ),
            _ => false,
        }
    }
}

/// What is known of a free call before it runs.
pub struct Foresight;

impl pallet_quota::Precheck<AccountId, RuntimeCall> for Foresight {
    fn check(who: &AccountId, _: CitizenIndex, call: &RuntimeCall) -> Result<(), u8> {
        match call {
            RuntimeCall::Did(call) => Did::precheck(who, call).map_err(|error| code(DID_ERRORS, &error)),
            RuntimeCall::Personhood(call) => {
                Personhood::precheck(who, call).map_err(|error| code(PERSONHOOD_ERRORS, &error))
            }
            RuntimeCall::Constitution(call) => {
                Constitution::precheck(who, call).map_err(|error| code(CONSTITUTION_ERRORS, &error))
            }
            RuntimeCall::Mesh(call) => Mesh::precheck(who, call).map_err(|error| code(MESH_ERRORS, &error)),
            RuntimeCall::Reputation(call) => {
                Reputation::precheck(who, call).map_err(|error| code(REPUTATION_ERRORS, &error))
            }
            RuntimeCall::Ballots(pallet_ballots::Call::settle_own { signed }) => check_ballot(signed),
            _ => Ok(()),
        }
    }

    /// A voter's own signature is on the ballot, so anybody may bring it, at the voter's expense; likewise what a key of
    /// a person's DID authorises.
    fn carried(call: &RuntimeCall) -> Result<Option<CitizenIndex>, u8> {
        match call {
            RuntimeCall::Did(call @ pallet_did::Call::dispatch_as { call: inner, .. }) => {
                let Some(account) = Did::authorized_account(call) else { return Ok(None) };
                check_in_name_of(&account.map_err(|error| code(DID_ERRORS, &error))?, inner)
            }
            RuntimeCall::Ballots(pallet_ballots::Call::settle_own { signed }) => {
                check_ballot(signed).map(|()| Some(signed.ballot.citizen))
            }
            _ => Ok(None),
        }
    }

    fn authorized(call: &RuntimeCall) -> Result<Option<CitizenIndex>, u8> {
        match call {
            RuntimeCall::Did(call @ pallet_did::Call::dispatch_as { call: inner, .. }) => {
                Did::acting_account(call).map_or(Ok(None), |account| check_in_name_of(&account, inner))
            }
            _ => Ok(None),
        }
    }

    /// Judging reads what the call will read.
    fn weight(call: &RuntimeCall) -> Weight {
        match call {
            RuntimeCall::Did(call) => call.get_dispatch_info().call_weight,
            RuntimeCall::Personhood(call) => call.get_dispatch_info().call_weight,
            RuntimeCall::Constitution(call) => call.get_dispatch_info().call_weight,
            RuntimeCall::Mesh(call) => call.get_dispatch_info().call_weight,
            RuntimeCall::Reputation(call) => call.get_dispatch_info().call_weight,
            RuntimeCall::Ballots(call @ pallet_ballots::Call::settle_own { .. }) => {
                call.get_dispatch_info().call_weight
            }
            _ => Weight::zero(),
        }
    }
}

fn check_ballot(signed: &SignedBallot) -> Result<(), u8> {
    Ballots::check_own(signed).map_err(|skip| code(BALLOT_SKIPS, &skip))
}

/// The citizen in whose name `call` is to be dispatched, if the account is a person's, and `call` is not known to fail.
fn check_in_name_of(account: &AccountId, call: &RuntimeCall) -> Result<Option<CitizenIndex>, u8> {
    let Some(citizen) = Personhood::citizen(account) else { return Ok(None) };
    <Foresight as pallet_quota::Precheck<_, _>>::check(account, citizen, call)?;
    Ok(Some(citizen))
}

/// An enum's first encoded byte is its index.
fn code(base: u8, reason: &impl Encode) -> u8 {
    base.saturating_add(reason.encode().first().copied().unwrap_or_default())
}

impl pallet_quota::Config for Runtime {
    type Time = Timestamp;
    type Persons = Personhood;
    type Free = FreeForPersons;
    type Precheck = Foresight;
    type WeightInfo = pallet_quota::weights::SubstrateWeight<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Persons;
}

#[cfg(test)]
mod tests {
    use super::*;
    use scale_info::{TypeDef, TypeInfo};

    /// Codes that an enum takes up from its base.
    fn codes<E: TypeInfo>(base: u8) -> std::ops::RangeInclusive<u8> {
        let TypeDef::Variant(variants) = E::type_info().type_def else { panic!("no enum") };
        let last = variants.variants.iter().map(|variant| variant.index).max().unwrap();
        base..=base.checked_add(last).unwrap()
    }

    #[test]
    fn no_code_means_two_reasons() {
        let ranges = [
            codes::<pallet_personhood::Error<Runtime>>(PERSONHOOD_ERRORS),
            pallet_quota::QUOTA_EXHAUSTED..=pallet_quota::QUOTA_EXHAUSTED,
            codes::<pallet_reputation::Error<Runtime>>(REPUTATION_ERRORS),
            codes::<pallet_did::Error<Runtime>>(DID_ERRORS),
            codes::<cybersyn_primitives::rule::Skip>(BALLOT_SKIPS),
            codes::<pallet_constitution::Error<Runtime>>(CONSTITUTION_ERRORS),
            codes::<pallet_mesh::Error<Runtime>>(MESH_ERRORS),
        ];
        assert!(ranges.is_sorted_by(|one, next| one.end() < next.start()), "{ranges:?}");
    }
}
