//! Which calls persons have free, and what is known of them before they run.
//!
//! A free call costs its sender nothing when it fails, so what can be foreseen is refused before it enters a block. The
//! reasons are codes of `InvalidTransaction::Custom`: 100 an exhausted quota, from [`PERSONHOOD_ERRORS`] the errors of
//! `personhood`, from [`CONSTITUTION_ERRORS`] those of `constitution`, from [`BALLOT_SKIPS`] the reasons why a ballot does
//! not settle, each by its index.

use crate::{AccountId, Ballots, Constitution, Personhood, Runtime, RuntimeCall, Timestamp};
use codec::Encode;
use cybersyn_primitives::{CitizenIndex, SignedBallot};
use frame_support::{dispatch::GetDispatchInfo, traits::Contains, weights::Weight};

/// Code of the first error of `personhood`.
pub const PERSONHOOD_ERRORS: u8 = 110;
/// Code of the first error of `constitution`.
pub const CONSTITUTION_ERRORS: u8 = 180;
/// Code of the first reason why a ballot does not settle.
pub const BALLOT_SKIPS: u8 = 150;

/// The calls that a person has free.
pub struct FreeForPersons;

impl Contains<RuntimeCall> for FreeForPersons {
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_ballots::Call as OfBallots;
        use pallet_constitution::Call as OfConstitution;
        use pallet_personhood::Call as OfPersonhood;
        match call {
            RuntimeCall::Did(_) => true,
            RuntimeCall::Personhood(call) => {
                !matches!(call, OfPersonhood::strike { .. } | OfPersonhood::set_parameters { .. })
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
            RuntimeCall::Personhood(call) => {
                Personhood::precheck(who, call).map_err(|error| code(PERSONHOOD_ERRORS, &error))
            }
            RuntimeCall::Constitution(call) => check_proposal(who, call),
            RuntimeCall::Ballots(pallet_ballots::Call::settle_own { signed }) => check_ballot(signed),
            _ => Ok(()),
        }
    }

    /// A voter's own signature is on the ballot, so anybody may bring it, at the voter's expense.
    fn carried(_: &AccountId, call: &RuntimeCall) -> Result<Option<CitizenIndex>, u8> {
        match call {
            RuntimeCall::Ballots(pallet_ballots::Call::settle_own { signed }) => {
                check_ballot(signed).map(|()| Some(signed.ballot.citizen))
            }
            _ => Ok(None),
        }
    }

    /// Judging reads what the call will read.
    fn weight(call: &RuntimeCall) -> Weight {
        match call {
            RuntimeCall::Personhood(call) => call.get_dispatch_info().call_weight,
            RuntimeCall::Constitution(call) => call.get_dispatch_info().call_weight,
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

fn check_proposal(who: &AccountId, call: &pallet_constitution::Call<Runtime>) -> Result<(), u8> {
    let pallet_constitution::Call::propose { content, class, call, discussion, voting } = call else { return Ok(()) };
    let draft = pallet_constitution::Draft {
        content: *content,
        class: *class,
        call: call.clone(),
        discussion: *discussion,
        voting: *voting,
    };
    Constitution::check_draft(who, &draft).map(drop).map_err(|error| code(CONSTITUTION_ERRORS, &error))
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
}
