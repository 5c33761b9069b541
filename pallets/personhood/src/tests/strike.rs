use super::*;
use sp_runtime::DispatchError;

fn strike(index: CitizenIndex) -> DispatchResult {
    Personhood::strike(RuntimeOrigin::root(), index)
}

#[test]
fn one_struck_is_no_person_any_more() {
    run(|| {
        assert_ok!(strike(0));
        assert_eq!(Personhood::citizen(&account(0)), None);
        assert_eq!((status(0), Personhood::active()), (Status::Struck, FOUNDERS - 1));
        assert_eq!(Recorder::take(), [Told::Close(0, START + 1_000), Told::Strike(0)]);
        System::assert_last_event(Event::Struck { citizen: 0 }.into());
    });
}

#[test]
fn the_index_is_not_given_again() {
    run(|| {
        assert_ok!(strike(4));
        admitted(NEWCOMER);
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), Some(FOUNDERS));
    });
}

#[test]
fn a_lapsed_person_can_be_struck() {
    run(|| {
        assert_ok!(Did::deactivate(signed(0)));
        Recorder::take();
        assert_ok!(strike(0));
        assert_eq!(Recorder::take(), [Told::Strike(0)]);
        assert_eq!(Personhood::active(), FOUNDERS - 1);
    });
}

#[test]
fn nobody_is_struck_twice() {
    run(|| {
        assert_ok!(strike(0));
        assert_noop!(strike(0), Error::<Test>::Struck);
    });
}

#[test]
fn founders_struck_before_the_first_block_get_no_time() {
    run_from_genesis(|| {
        assert_ok!(strike(0));
        at(1, START);
        idle(2);
        assert_eq!((status(0), citizen(0).expires), (Status::Struck, 0));
    });
}

#[test]
fn only_root_strikes() {
    run(|| {
        assert_noop!(Personhood::strike(signed(1), 0), DispatchError::BadOrigin);
        assert_noop!(strike(FOUNDERS), Error::<Test>::NotFound);
    });
}
