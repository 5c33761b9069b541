use super::mock::*;
use crate::{Addresses, Call, Error};
use cybersyn_primitives::peer::Capabilities;
use frame_support::assert_ok;
use sp_runtime::traits::Dispatchable;

fn calls() -> Vec<Call<Test>> {
    let registration = registration(0, 3);
    let signature = consent(0, &registration);
    let (capabilities, addresses, peer) = (Capabilities::NONE, Addresses::default(), peer(0));
    vec![
        Call::register { registration, capabilities, addresses: addresses.clone(), signature },
        Call::renew { registration, signature },
        Call::update { peer, capabilities, addresses },
        Call::remove { peer },
    ]
}

/// What is foreseen is what happens, for the person, another and nobody.
fn foreseen_is_what_happens() {
    for account in [103, 104, 3] {
        for call in calls() {
            let foreseen = Mesh::precheck(&account, &call).map_err(sp_runtime::DispatchError::from);
            let dispatched = frame_support::storage::with_transaction(|| {
                let result = RuntimeCall::from(call.clone()).dispatch(RuntimeOrigin::signed(account));
                let result = result.map(|_| ()).map_err(|failed| failed.error);
                sp_runtime::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(result))
            });
            assert_eq!(Ok(foreseen), dispatched, "{account}: {call:?}");
        }
    }
}

#[test]
fn before_registration() {
    run(foreseen_is_what_happens);
}

#[test]
fn after_registration() {
    run(|| {
        assert_ok!(register(0, 3));
        foreseen_is_what_happens();
    });
}

#[test]
fn a_full_house_is_foreseen() {
    run(|| {
        for number in 1..=crate::PEERS_MAX {
            assert_ok!(register(number, 3));
        }
        let call = calls().remove(0);
        assert_eq!(
            Mesh::precheck(&103, &call).err().map(|error| format!("{error:?}")),
            Some("MaxPeersExceeded".into())
        );
        assert!(matches!(Mesh::precheck(&103, &call), Err(Error::MaxPeersExceeded)));
    });
}
