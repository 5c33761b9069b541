//! Benchmarks of calls and hooks at their worst: a full page.

use super::*;
use cybersyn_primitives::{
    DAY, SLOTS_PER_PAGE,
    attention::{AttentionAccount, AttentionPage, AttentionParams},
    traits::Attention,
};
use frame_benchmarking::v2::*;
use frame_support::weights::Weight;
use frame_system::RawOrigin;

const LONGER: AttentionParams = AttentionParams { grant: 200, period: 60 * DAY, carry_over_max: Some(500) };

#[benchmarks]
mod benches {
    use super::*;

    fn fill_page<T: Config>() {
        let account = AttentionAccount::open(1, &AttentionParams::default());
        let mut accounts = AttentionPage::default();
        accounts.bounded_resize(SLOTS_PER_PAGE as usize, account);
        <Pallet<T> as Attention>::put_page(0, accounts);
    }

    #[benchmark]
    fn set_parameters() {
        fill_page::<T>();
        #[extrinsic_call]
        _(RawOrigin::Root, LONGER);
        assert!(Pending::<T>::exists());
    }

    #[benchmark]
    fn pending() {
        fill_page::<T>();
        Pallet::<T>::do_set_parameters(LONGER).expect("nothing is pending");
        let limit = T::WeightInfo::pending();
        #[block]
        {
            Pallet::<T>::convert_pages(limit);
        }
        assert!(Pending::<T>::exists());
    }

    #[benchmark]
    fn convert_page() {
        fill_page::<T>();
        Pallet::<T>::do_set_parameters(LONGER).expect("nothing is pending");
        #[block]
        {
            Pallet::<T>::convert_pages(Weight::MAX);
        }
        assert!(!Pending::<T>::exists());
    }

    impl_benchmark_test_suite!(Pallet, crate::tests::mock::externalities(), crate::tests::mock::Test);
}
