//! Benchmarks at their worst: full pages, losses that mend, as many pins as can be.

use super::*;
use alloc::vec::Vec;
use cybersyn_primitives::{
    CitizenIndex, Class, DidId, Hash, SLOTS_PER_PAGE, Terms, VotingFunction,
    reputation::{Cause, Change, Context, POINT, ReputationAccount, ReputationPage, ReputationParams},
    tally::{Side, Tally},
    terms::Thresholds,
    traits::Expertise,
};
use frame_benchmarking::v2::*;
use frame_support::{traits::Get, weights::Weight};
use frame_system::RawOrigin;

/// Makes citizens for benchmarks.
pub trait BenchmarkHelper<AccountId> {
    /// Somebody who was admitted.
    fn citizen() -> CitizenIndex;
    /// The account and DID of another person, and an article in force.
    fn issuer() -> (AccountId, DidId, u32);
}

const VERDICT: Cause = Cause::Verdict { case: 7, points: 100 };

fn fill_page<T: Config>(page: u16) {
    let mut account = ReputationAccount::default();
    let reading = Pallet::<T>::reading();
    account.apply(Change::Gain(500 * POINT), &reading);
    account.apply(Change::Loss(50 * POINT), &reading);
    let mut accounts = ReputationPage::default();
    accounts.bounded_resize(SLOTS_PER_PAGE as usize, account);
    Pages::<T>::insert(Context::Technical, page, accounts);
}

fn pin_all<T: Config>() {
    for proposal in 0..T::PinsMax::get() {
        Pallet::<T>::pin(proposal).expect("there is room");
    }
}

fn all_contexts() -> Contexts {
    Context::ALL.to_vec().try_into().expect("as many as there are")
}

fn tally(weight: u128) -> Tally {
    Tally { yes: Side { voters: 1, weight }, ..Tally::default() }
}

fn terms() -> Terms {
    Terms {
        content: Hash::default(),
        scheduled: 0,
        opens: 0,
        closes: 1,
        grace: 0,
        class: Class::Technical,
        function: VotingFunction::Quadratic,
        tokens_max: 50,
        quorum_base: 1,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 0 },
    }
}

#[benchmarks]
mod benches {
    use super::*;

    #[benchmark]
    fn record() {
        let citizen = T::BenchmarkHelper::citizen();
        fill_page::<T>(0);
        pin_all::<T>();
        #[extrinsic_call]
        _(RawOrigin::Root, citizen, Context::Technical, VERDICT);
        assert!(Kept::<T>::contains_key(0, citizen));
    }

    #[benchmark]
    fn set_parameters() {
        let parameters = ReputationParams { share_permille: 50, ..Default::default() };
        #[extrinsic_call]
        _(RawOrigin::Root, parameters, 800);
        assert_eq!(Parameters::<T>::get(), parameters);
    }

    #[benchmark]
    fn accredit() {
        let (_, issuer, article) = T::BenchmarkHelper::issuer();
        #[extrinsic_call]
        _(RawOrigin::Root, issuer, all_contexts(), Some(u64::MAX), article);
        assert!(Accreditations::<T>::contains_key(issuer));
    }

    #[benchmark]
    fn set_attestation_limits() {
        let limits = AttestationLimits { given_max: 7, received_max: 7 };
        #[extrinsic_call]
        _(RawOrigin::Root, limits);
        assert_eq!(Limits::<T>::get(), limits);
    }

    #[benchmark]
    fn attest() {
        let citizen = T::BenchmarkHelper::citizen();
        let (account, issuer, article) = T::BenchmarkHelper::issuer();
        Pallet::<T>::do_accredit(issuer, all_contexts(), None, article).expect("the article is in force");
        fill_page::<T>(0);
        pin_all::<T>();
        #[extrinsic_call]
        _(RawOrigin::Signed(account), citizen, Context::Technical, [7; 32], 1);
        assert!(Kept::<T>::contains_key(0, citizen) && Attested::<T>::contains_key([7; 32]));
    }

    #[benchmark]
    fn pin() {
        pin_all::<T>();
        Pallet::<T>::unpin(0);
        #[block]
        {
            Pallet::<T>::pin(0).expect("there is room");
        }
        assert_eq!(Pins::<T>::get().len() as u32, T::PinsMax::get());
    }

    #[benchmark]
    fn mark(p: Linear<1, 256>) {
        (0..p).for_each(|page| fill_page::<T>(page as u16));
        pin_all::<T>();
        // As many citizens of each page, and 256 in all.
        let citizens: Vec<_> = (0..SLOTS_PER_PAGE).map(|number| number % p * SLOTS_PER_PAGE + number / p).collect();
        let factors;
        #[block]
        {
            factors = Pallet::<T>::mark(T::PinsMax::get() - 1, 0, &citizens);
        }
        assert!(factors.iter().all(|factor| *factor > 1_000));
    }

    #[benchmark]
    fn unpin() {
        pin_all::<T>();
        Kept::<T>::insert(0, 0, 1_500);
        #[block]
        {
            Pallet::<T>::unpin(0);
        }
        assert!(Unpinned::<T>::contains_key(0));
    }

    #[benchmark]
    fn decided() {
        pin_all::<T>();
        Kept::<T>::insert(0, 0, 1_500);
        #[block]
        {
            Pallet::<T>::decided(0, &terms(), &tally(200), &tally(100));
        }
        assert!(Unpinned::<T>::contains_key(0));
    }

    #[benchmark]
    fn look_at_unpinned() {
        Unpinned::<T>::insert(0, ());
        #[block]
        {
            Pallet::<T>::remove_kept(T::WeightInfo::look_at_unpinned());
        }
        assert!(!Unpinned::<T>::contains_key(0));
    }

    #[benchmark]
    fn remove_kept() {
        Unpinned::<T>::insert(0, ());
        Kept::<T>::insert(0, 0, 1_500);
        let limit: Weight = T::WeightInfo::look_at_unpinned().saturating_add(T::WeightInfo::remove_kept());
        #[block]
        {
            Pallet::<T>::remove_kept(limit);
        }
        assert!(!Kept::<T>::contains_key(0, 0));
    }

    impl_benchmark_test_suite!(Pallet, crate::tests::mock::externalities(), crate::tests::mock::Test);
}
