//! Benchmarks of calls.

use super::*;
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

/// Makes validators that have session keys.
pub trait BenchmarkHelper<ValidatorId> {
    /// Validator number `index`, with keys registered.
    fn validator(index: u32) -> ValidatorId;
}

#[benchmarks]
mod benches {
    use super::*;

    #[benchmark]
    fn set_validators(v: Linear<1, VALIDATORS_MAX>) {
        let validators: Vec<_> = (0..v).map(T::BenchmarkHelper::validator).collect();
        #[extrinsic_call]
        _(RawOrigin::Root, validators.clone());
        assert_eq!(Validators::<T>::get().into_inner(), validators);
    }

    impl_benchmark_test_suite!(Pallet, crate::tests::mock::externalities(vec![]), crate::tests::mock::Test);
}
