//! Free calls are let in exactly if they will succeed.

use super::*;
use crate::{Call, Grounds, Parameters, Subject};
use frame_support::{assert_storage_noop, traits::UnfilteredDispatchable};

/// Whether `call`, signed by that account, is known to fail.
fn would_fail(number: u32, call: &Call<Test>) -> bool {
    Personhood::precheck(&account(number), call).is_err()
}

/// Prechecks `call` of caller `number`, dispatches it, and finds that both say the same.
fn agree(number: u32, call: Call<Test>) -> bool {
    let checked = Personhood::precheck(&account(number), &call).map_err(Into::into);
    let dispatched = call.dispatch_bypass_filter(signed(number)).map(|_| ()).map_err(|error| error.error);
    assert_eq!(checked, dispatched);
    checked.is_ok()
}

fn vouch_call(number: u32, signer: u32) -> Call<Test> {
    let application = application(number, SOON);
    Call::vouch { application, signature: sign_application(signer, &application, &GENESIS) }
}

#[test]
fn vouches() {
    run(|| {
        assert!(agree(0, vouch_call(NEWCOMER, NEWCOMER)));
        assert!(!agree(0, vouch_call(NEWCOMER, NEWCOMER)));
        assert!(!agree(1, vouch_call(NEWCOMER, 1)));
        assert!(!agree(NEWCOMER, vouch_call(NEWCOMER + 1, NEWCOMER + 1)));
    });
}

#[test]
fn signs_of_life() {
    run(|| {
        assert!(agree(0, Call::prove_life {}));
        assert!(!agree(NEWCOMER, Call::prove_life {}));
    });
}

#[test]
fn renewals() {
    run(|| {
        assert!(!agree(1, Call::renew { citizen: 0 }));
        live_on(3, 335, &[]);
        assert!(agree(1, Call::renew { citizen: 0 }));
        assert!(!agree(1, Call::renew { citizen: 0 }));
    });
}

#[test]
fn pokes() {
    run(|| {
        assert!(!agree(0, Call::poke { citizen: 0 }));
        live_on(3, 90, &[0]);
        day(20, 91);
        assert!(agree(1, Call::poke { citizen: 0 }));
    });
}

#[test]
fn challenges() {
    run(|| {
        let challenge =
            |index| Call::challenge { subject: Subject::Citizen(index), grounds: Grounds::NoPerson, evidence: [7; 32] };
        assert!(agree(0, challenge(1)));
        assert!(!agree(0, challenge(2)), "one at a time");
        assert!(!agree(2, challenge(1)), "it is challenged already");
    });
}

#[test]
fn calls_of_root() {
    run(|| {
        assert!(would_fail(0, &Call::strike { citizen: 1 }));
        assert!(would_fail(0, &Call::set_parameters { parameters: Parameters::default() }));
    });
}

#[test]
fn a_precheck_writes_nothing() {
    run(|| {
        assert_storage_noop!(assert!(!would_fail(0, &vouch_call(NEWCOMER, NEWCOMER))));
    });
}
