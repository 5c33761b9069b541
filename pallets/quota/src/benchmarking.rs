//! Benchmarks of calls and of charging a bucket.

use super::*;
use cybersyn_primitives::traits::Persons;
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

/// Makes what benchmarks need.
pub trait BenchmarkHelper<AccountId> {
    /// The account of a person.
    fn person() -> AccountId;
}

#[benchmarks]
mod benches {
    use super::*;

    #[benchmark]
    fn set_quota() {
        let quota = Quota { bytes: 8 * 1024, ..Quota::default() };
        #[extrinsic_call]
        _(RawOrigin::Root, quota);
        assert_eq!(DailyQuota::<T>::get(), quota);
    }

    #[benchmark]
    fn charge() {
        let person = T::BenchmarkHelper::person();
        #[block]
        {
            let citizen = T::Persons::citizen(&person).expect("a person's account");
            let grant = extension::Grant::of_own(citizen, Quota { ref_time: 1_000_000, bytes: 1_000 });
            grant.charge::<T>().expect("the bucket is full");
            extension::note_life::<T>(&person);
        }
        assert_eq!(Buckets::<T>::iter().count(), 1);
    }

    impl_benchmark_test_suite!(Pallet, crate::tests::mock::externalities(), crate::tests::mock::Test);
}
