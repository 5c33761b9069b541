use super::*;
use sp_runtime::DispatchError;

#[test]
fn a_sign_of_life_counts_90_days_from_the_end_of_its_day() {
    run(|| {
        at_without_outage(3, START + 10 * DAY + 5);
        alive(0);
        System::assert_last_event(Event::LifeProved { citizen: 0 }.into());
        assert_eq!(Personhood::lapses_at(0, &citizen(0)), START + 101 * DAY);
        assert_eq!(Personhood::lapses_at(1, &citizen(1)), START + 91 * DAY);
    });
}

#[test]
fn a_settled_ballot_proves_life_at_its_date() {
    run(|| {
        day(3, 20);
        <Personhood as Persons<_>>::prove_lives(&[(0, START + 12 * DAY), (1, START + 15 * DAY), (0, START)]);
        assert_eq!(Personhood::lapses_at(0, &citizen(0)), START + 103 * DAY);
        assert_eq!(Personhood::lapses_at(1, &citizen(1)), START + 106 * DAY);
    });
}

#[test]
fn signs_of_life_never_go_back() {
    run(|| {
        day(3, 20);
        alive(0);
        Personhood::prove_life_of(0, START);
        assert_eq!(Personhood::lapses_at(0, &citizen(0)), START + 111 * DAY);
    });
}

#[test]
fn signs_of_life_from_the_future_count_as_of_now() {
    run(|| {
        day(3, 20);
        Personhood::prove_life_of(0, START + 500 * DAY);
        assert_eq!(Personhood::lapses_at(0, &citizen(0)), START + 111 * DAY);
    });
}

#[test]
fn who_is_no_citizen_leaves_no_trace() {
    run(|| {
        frame_support::assert_storage_noop!(Personhood::prove_life_of(FOUNDERS, START));
        frame_support::assert_storage_noop!(Personhood::prove_life_of(u32::MAX, START));
    });
}

#[test]
fn pages_are_kept_apart() {
    run(|| {
        day(3, 20);
        Personhood::begin_life(256, START);
        <Personhood as Persons<_>>::prove_lives(&[(0, START + DAY), (256, START + 2 * DAY), (1, START + 3 * DAY)]);
        let day = |index| u64::from(Personhood::last_alive(index)) * DAY;
        assert_eq!((day(0), day(256), day(1)), (START + DAY, START + 2 * DAY, START + 3 * DAY));
    });
}

#[test]
fn only_persons_prove_life() {
    run(|| {
        assert_noop!(Personhood::prove_life(signed(NEWCOMER)), Error::<Test>::NotAPerson);
        assert_noop!(Personhood::prove_life(RuntimeOrigin::none()), DispatchError::BadOrigin);
    });
}

impl Personhood {
    /// The trait's method, told apart from the call of the same name.
    fn prove_life_of(citizen: u32, at: Millis) {
        <Self as Persons<_>>::prove_life(citizen, at);
    }
}
