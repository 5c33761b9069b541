//! Ways to more reputation, or to somebody else's less, than there is cause for.

use super::mock::*;
use codec::DecodeAll;
use cybersyn_primitives::{
    DAY,
    reputation::{Cause, Context},
    traits::{Expertise as _, Reputation as _, ReputationRefusal},
};
use frame_support::{assert_ok, assert_storage_noop};

#[test]
fn a_cause_told_again_counts_once() {
    run(|| {
        let cause = Cause::Implemented { proposal: 4, tokens: 1_000 };
        give(7, cause);
        for again in [cause, Cause::Implemented { proposal: 4, tokens: 2_000 }] {
            assert_storage_noop!({
                let refused = Reputation::give(7, Context::Technical, again);
                assert_eq!(refused, Err(ReputationRefusal::AlreadyCounted));
            });
        }
    });
}

#[test]
fn a_credential_counts_once_whoever_is_named_as_its_issuer() {
    run(|| {
        give(7, Cause::Attestation { credential: [1; 32], issuer: [1; 32], points: 5 });
        let again = Cause::Attestation { credential: [1; 32], issuer: [2; 32], points: 5 };
        let refused = Reputation::give(7, Context::Technical, again);
        assert_eq!(refused, Err(ReputationRefusal::AlreadyCounted));
    });
}

#[test]
fn years_later_a_cause_has_still_counted() {
    run(|| {
        give(7, verdict(1, 10));
        advance(3_650 * DAY);
        let refused = Reputation::give(7, Context::Technical, verdict(1, 10));
        assert_eq!(refused, Err(ReputationRefusal::AlreadyCounted));
    });
}

#[test]
fn reputation_does_not_overflow() {
    run(|| {
        for number in 0..=255 {
            give(7, attested(number, 10_000));
            give(7, verdict(number.into(), 10_000));
        }
        assert_eq!(technical(7), 0);
        advance(360 * DAY);
        assert!(technical(7) > whole(2_000_000));
    });
}

#[test]
fn many_losses_do_not_put_off_the_mending_of_earlier_ones() {
    run(|| {
        give(7, attested(1, 10_000));
        give(8, attested(1, 10_000));
        give(7, verdict(0, 1_200));
        for case in 1..=12 {
            advance(30 * DAY);
            give(7, verdict(case, 1));
        }
        // Of the first nothing is left, of the twelve others at most twelve points.
        assert!(technical(8) - technical(7) <= whole(12));
    });
}

#[test]
fn hurrying_to_earn_between_schedule_and_marking_is_in_vain() {
    run(|| {
        assert_ok!(Reputation::pin(4));
        for number in 0..10 {
            give(7, attested(number, 100));
            advance(6_000);
        }
        assert_eq!(Reputation::mark(4, 0, &[7]), [1_000]);
        assert!(marked(4).is_empty());
    });
}

#[test]
fn a_verdict_between_schedule_and_marking_silences_nobody() {
    run(|| {
        give(7, attested(1, 1_000));
        assert_ok!(Reputation::pin(4));
        give(7, verdict(1, 10_000));
        assert_eq!(Reputation::mark(4, 0, &[7]), [2_000]);
    });
}

#[test]
fn an_unknown_cause_is_no_cause() {
    assert!(Cause::decode_all(&mut &[5u8, 0, 0, 0, 0, 0, 0, 0, 0][..]).is_err());
}
