//! Benchmarks of calls and of charging a bucket.

use super::*;
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

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
        let grant = extension::Grant::of_own(7, Quota { ref_time: 1_000_000, bytes: 1_000 });
        #[block]
        {
            grant.charge::<T>().expect("the bucket is full");
        }
        assert!(Buckets::<T>::contains_key(7));
    }

    impl_benchmark_test_suite!(Pallet, crate::tests::mock::externalities(), crate::tests::mock::Test);
}
