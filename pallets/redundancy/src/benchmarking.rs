//! Benchmarks of calls and hooks.

use super::*;
use alloc::vec::Vec;
use cybersyn_primitives::CitizenIndex;
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

/// Makes validators that have session keys.
pub trait BenchmarkHelper<AccountId> {
    /// The account of validator number `index`, with keys registered.
    fn validator(index: u32) -> AccountId;
    /// A person whose reputation costs the most to change.
    fn person() -> CitizenIndex;
}

#[benchmarks]
mod benches {
    use super::*;

    /// As many reports as fit, the last one about `citizen`.
    fn pend<T: Config>(citizen: CitizenIndex) {
        let work = Work { authored: 1_000, due: 1_000_000 };
        let persons = (1..MEASURES_MAX).map(|number| u32::MAX - number).chain([citizen]);
        let reports: Vec<_> = persons.map(|citizen| Report { citizen, work, points: 10 }).collect();
        let reports = reports.try_into().expect("as many as fit");
        Pending::<T>::put(PendingReports { period: 0, reports });
        Period::<T>::put(PeriodUnderWay { number: 1, since: 0 });
    }

    fn validators<T: Config>(count: u32) -> Vec<T::ValidatorId> {
        (0..count).map(|index| T::BenchmarkHelper::validator(index).into()).collect()
    }

    #[benchmark]
    fn set_validators(v: Linear<1, VALIDATORS_MAX>) {
        let validators: Vec<_> = validators::<T>(v);
        #[extrinsic_call]
        _(RawOrigin::Root, validators.clone());
        assert_eq!(Validators::<T>::get().into_inner(), validators);
    }

    #[benchmark]
    fn release_keys() {
        Pallet::<T>::do_set_validators(validators::<T>(VALIDATORS_MAX)).expect("a hundred are taken");
        let other = T::BenchmarkHelper::validator(VALIDATORS_MAX);
        #[extrinsic_call]
        _(RawOrigin::Signed(other.clone()));
        assert!(!T::SessionKeys::are_registered(&other.into()));
    }

    #[benchmark]
    fn set_performance() {
        let parameters = PerformanceParams { gain: 20, ..Default::default() };
        #[extrinsic_call]
        _(RawOrigin::Root, parameters);
        assert_eq!(Parameters::<T>::get(), parameters);
    }

    /// Finding the author in the digest is little beside the storage: no digest is there to look at.
    #[benchmark]
    fn count_block() {
        Pallet::<T>::count(VALIDATORS_MAX - 1);
        #[block]
        {
            Pallet::<T>::count(VALIDATORS_MAX - 1);
        }
        assert_eq!(Authored::<T>::get().last(), Some(&2));
    }

    #[benchmark]
    fn look_at_pending() {
        pend::<T>(0);
        #[block]
        {
            Pallet::<T>::tell(T::WeightInfo::look_at_pending());
        }
        assert_eq!(Pending::<T>::get().map(|pending| pending.reports.len() as u32), Some(MEASURES_MAX));
    }

    #[benchmark]
    fn tell() {
        pend::<T>(T::BenchmarkHelper::person());
        let mut pending = Pending::<T>::get().expect("just put");
        let report = pending.reports.pop().expect("there are reports");
        #[block]
        {
            Pallet::<T>::tell_one(0, report);
        }
    }

    impl_benchmark_test_suite!(Pallet, crate::tests::mock::externalities(vec![]), crate::tests::mock::Test);
}
