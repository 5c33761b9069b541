use super::*;
use crate::{GenesisConfig, Parameters, Unanchored};
use cybersyn_primitives::traits::Dids;
use frame_support::{traits::OnIdle, weights::Weight};
use sp_runtime::BuildStorage;

#[test]
fn founders_are_persons_before_the_first_block() {
    run_from_genesis(|| {
        for founder in 0..FOUNDERS {
            assert_eq!(Personhood::citizen(&account(founder)), Some(founder));
            assert_eq!(Did::voting_keys(&did(founder)), [(0, voting_key(founder))]);
            assert_eq!(System::sufficients(&account(founder)), 1);
        }
        assert_eq!(Personhood::active(), FOUNDERS);
    });
}

#[test]
fn founders_are_on_the_roll_since_time_0() {
    run_from_genesis(|| {
        let told = Recorder::take();
        assert_eq!(told[..2], [Told::Admit(0, 0), Told::AddKey(0, 0, voting_key(0), 0)]);
        assert_eq!(told.len(), 2 * FOUNDERS as usize);
    });
}

#[test]
fn their_time_begins_with_the_first_block() {
    run_from_genesis(|| {
        Recorder::take();
        at(1, START + 5);
        idle(2);
        let expected: Vec<_> = (0..FOUNDERS).map(|founder| Told::Open(founder, START + 5)).collect();
        assert_eq!(Recorder::take(), expected);
        let citizen = citizen(0);
        assert_eq!((citizen.admitted, citizen.expires), (START + 5, START + 366 * DAY));
        assert_eq!(Unanchored::<Test>::get(), None);
    });
}

#[test]
fn their_time_begins_in_steps_that_fit_the_block() {
    run_from_genesis(|| {
        Recorder::take();
        at(1, START);
        let two = <() as crate::WeightInfo>::on_idle_base() + <() as crate::WeightInfo>::anchor_founder() * 2;
        Personhood::on_idle(1, two);
        assert_eq!(Recorder::take().len(), 2);
        assert_eq!(Unanchored::<Test>::get(), Some((2, FOUNDERS)));
        idle(2);
        assert_eq!(Recorder::take().len(), FOUNDERS as usize - 2);
    });
}

#[test]
fn idle_weight_is_never_exceeded() {
    run_from_genesis(|| {
        at(1, START);
        assert_eq!(Personhood::on_idle(1, Weight::zero()), Weight::zero());
    });
}

#[test]
#[should_panic(expected = "cannot be admitted")]
fn a_founder_does_not_come_twice() {
    let founders = vec![(account(0), voting_key(0)), (account(0), voting_key(0))];
    let _ = GenesisConfig::<Test> { founders, ..Default::default() }.build_storage();
}

#[test]
#[should_panic(expected = "out of range")]
fn genesis_parameters_are_checked() {
    let parameters = Parameters { vouches_needed: 0, ..Default::default() };
    let _ = GenesisConfig::<Test> { parameters, ..Default::default() }.build_storage();
}
