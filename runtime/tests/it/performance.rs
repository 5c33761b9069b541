//! From blocks that validators make, by the digests of BABE and the session pallet's seats, to reputation.

use crate::chain::*;
use codec::Encode;
use cybersyn_primitives::{
    DAY, Millis,
    application::rotation_payload,
    reputation::{Context, POINT},
    traits::Reputation as _,
};
use cybersyn_runtime::{AccountId, Did, Redundancy, Reputation, Runtime, RuntimeOrigin, Session, SessionKeys, System};
use frame_support::{assert_ok, traits::OnFinalize};
use pallet_session::{NextKeys, QueuedKeys};
use sp_consensus_babe::{
    BABE_ENGINE_ID,
    digests::{PreDigest, SecondaryPlainPreDigest},
};
use sp_core::Pair;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{Digest, DigestItem};

fn keys() -> SessionKeys {
    SessionKeys { babe: Sr25519Keyring::Alice.public().into(), grandpa: Ed25519Keyring::Alice.public().into() }
}

/// Seats for the session under way and all later ones.
fn seat(validators: &[AccountId]) {
    pallet_session::Validators::<Runtime>::put(validators);
    let queued: Vec<_> = validators.iter().map(|validator| (validator.clone(), keys())).collect();
    queued.iter().for_each(|(validator, keys)| NextKeys::<Runtime>::insert(validator, keys));
    QueuedKeys::<Runtime>::put(queued);
}

/// The authority of that index makes so many blocks.
fn make(authority_index: u32, blocks: u32) {
    for _ in 0..blocks {
        let number = System::block_number() + 1;
        let digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index, slot: 1.into() });
        let logs = vec![DigestItem::PreRuntime(BABE_ENGINE_ID, digest.encode())];
        System::initialize(&number, &Default::default(), &Digest { logs });
        Redundancy::on_finalize(number);
    }
}

/// Ends the session after `later`, then gives idle time.
fn end_session(later: Millis) {
    at(now() + later);
    Session::rotate_session();
    idle();
}

fn technical(citizen: u32) -> u64 {
    Reputation::points(citizen, Context::Technical) / POINT
}

#[test]
fn a_validator_earns_where_its_account_is_a_persons() {
    run(|| {
        idle();
        seat(&[account(0), AccountId::new([7; 32]), account(1)]);
        end_session(0);
        for index in 0..3 {
            make(index, 600);
        }
        end_session(30 * DAY);
        assert_eq!([technical(0), technical(1), technical(2)], [10, 10, 0]);
    });
}

#[test]
fn who_made_next_to_nothing_loses_of_what_it_had() {
    run(|| {
        idle();
        seat(&[account(0), account(1)]);
        end_session(0);
        for made in [[600, 600], [1_100, 100]] {
            make(0, made[0]);
            make(1, made[1]);
            end_session(30 * DAY);
        }
        // A tenth of what was earned fades in a year, so a little of it in a month.
        assert_eq!([technical(0), technical(1)], [19, 0]);
    });
}

#[test]
fn rotating_the_did_away_from_a_bad_seat_is_in_vain() {
    run(|| {
        idle();
        seat(&[account(0), account(1)]);
        end_session(0);
        make(0, 1_100);
        end_session(DAY);
        let did = account(1).into();
        let version = pallet_did::Dids::<Runtime>::get(did).expect("a founder").version;
        let consent = pair(15).sign(&rotation_payload(&genesis(), &did, version));
        assert_ok!(Did::rotate(RuntimeOrigin::signed(account(1)), account(15), consent.into()));
        make(1, 100);
        end_session(29 * DAY);
        let losses = pallet_reputation::Pages::<Runtime>::get(Context::Technical, 0)[1].losses.open(0);
        assert_eq!(losses / POINT, 10);
    });
}
