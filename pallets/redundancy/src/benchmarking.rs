//! Benchmarks of calls.

use super::*;
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

/// Makes validators that have session keys.
pub trait BenchmarkHelper<AccountId> {
    /// The account of validator number `index`, with keys registered.
    fn validator(index: u32) -> AccountId;
}

#[benchmarks]
mod benches {
    use super::*;

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

    impl_benchmark_test_suite!(Pallet, crate::tests::mock::externalities(vec![]), crate::tests::mock::Test);
}
