//! Benchmarks, each with as many vouchers as fit. Signing uses the host's keystore.

use super::*;
use crate::{
    citizen::{day_of, next_midnight},
    weights::WeightInfo,
};
use cybersyn_primitives::{CitizenIndex, DidId, application::Application};
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{Hooks, Time},
    weights::{Weight, WeightMeter},
};
use frame_system::RawOrigin;
use sp_core::{crypto::KeyTypeId, sr25519};
use sp_io::crypto::{ed25519_generate, sr25519_generate, sr25519_sign};

const KEY_TYPE: KeyTypeId = KeyTypeId(*b"bnch");
const NOW: Millis = 20_000 * DAY + 1;

fn voting_key() -> [u8; 32] {
    ed25519_generate(KEY_TYPE, None).0
}

/// Admits a person with a new account.
fn person<T: Config>() -> (T::AccountId, CitizenIndex) {
    let account = T::AccountId::from(sr25519_generate(KEY_TYPE, None).0);
    let application = Application { did: account.clone().into(), voting_key: voting_key(), expires: 0 };
    let index = Pallet::<T>::admit(&application, T::Time::now()).ok().expect("the applicant is new");
    (account, index)
}

/// Starts the clock, asks for as many vouches as can be asked for, and admits a person for each: the last voucher's
/// account, and the indexes of the others.
fn vouchers<T: Config>() -> (T::AccountId, Vouchers) {
    T::BenchmarkClock::set(NOW);
    Params::<T>::put(Parameters { vouches_needed: VOUCHES_MAX, ..Default::default() });
    let mut others = Vouchers::new();
    for _ in 1..VOUCHES_MAX {
        others.try_push(person::<T>().1).expect("fewer than the bound");
    }
    (person::<T>().0, others)
}

/// An application that waits with `vouchers`, and its signature.
fn waiting<T: Config>(vouchers: Vouchers) -> (Application, sr25519::Signature) {
    let public = sr25519_generate(KEY_TYPE, None);
    let application = Application { did: public.0, voting_key: voting_key(), expires: NOW + DAY };
    let payload = application.signing_payload(&Pallet::<T>::genesis());
    let signature = sr25519_sign(KEY_TYPE, &public, &payload).expect("the keystore has the key");
    Pallet::<T>::put_application(Pending { application, vouchers, opened_by: 0 }, NOW);
    (application, signature)
}

/// A person whose status has just fallen due by silence.
fn due<T: Config>() -> CitizenIndex {
    T::BenchmarkClock::set(NOW);
    let (_, index) = person::<T>();
    T::BenchmarkClock::set(NOW + 100 * DAY);
    LastBlock::<T>::put(NOW + 100 * DAY);
    index
}

#[benchmarks(where T::Signature: From<sr25519::Signature>)]
mod benches {
    use super::*;

    #[benchmark]
    fn vouch() {
        let (account, others) = vouchers::<T>();
        let (application, signature) = waiting::<T>(others);

        #[extrinsic_call]
        _(RawOrigin::Signed(account), application, signature.into());

        assert!(CitizenOf::<T>::contains_key::<DidId>(application.did));
    }

    #[benchmark]
    fn prove_life() {
        T::BenchmarkClock::set(NOW);
        let (account, index) = person::<T>();
        T::BenchmarkClock::set(NOW + DAY);

        #[extrinsic_call]
        _(RawOrigin::Signed(account));

        assert_eq!(Pallet::<T>::last_alive(index), day_of(NOW + DAY));
    }

    #[benchmark]
    fn renew() {
        let (account, others) = vouchers::<T>();
        let (_, index) = person::<T>();
        Pallet::<T>::lapse(index, Citizens::<T>::get(index).expect("admitted"), NOW);
        T::BenchmarkClock::set(NOW + 1_000);
        let renewal = Renewal { expires: next_midnight(NOW + DAY), vouchers: others };
        Pallet::<T>::schedule(Due::Renewal(index), renewal.expires, NOW);
        Renewals::<T>::insert(index, renewal);

        #[extrinsic_call]
        _(RawOrigin::Signed(account), index);

        assert!(Pallet::<T>::is_in_force(index));
    }

    #[benchmark]
    fn strike() {
        T::BenchmarkClock::set(NOW);
        let (_, index) = person::<T>();

        #[extrinsic_call]
        _(RawOrigin::Root, index);

        assert!(!Pallet::<T>::is_in_force(index));
    }

    #[benchmark]
    fn set_parameters() {
        vouchers::<T>();
        let parameters = Parameters { proof_of_life: 60 * DAY, ..Default::default() };

        #[extrinsic_call]
        _(RawOrigin::Root, parameters);

        assert_eq!(Params::<T>::get(), parameters);
    }

    #[benchmark]
    fn poke() {
        let index = due::<T>();
        let caller = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), index);

        assert!(!Pallet::<T>::is_in_force(index));
    }

    #[benchmark]
    fn on_finalize() {
        T::BenchmarkClock::set(NOW);
        LastBlock::<T>::put(NOW - DAY);

        #[block]
        {
            <Pallet<T> as Hooks<_>>::on_finalize(1u32.into());
        }

        assert_eq!(Outages::<T>::get().len(), 1);
    }

    #[benchmark]
    fn on_idle_base() {
        Unanchored::<T>::kill();
        NextDay::<T>::put(day_of(NOW) + 1);
        let mut meter = WeightMeter::with_limit(T::WeightInfo::on_idle_base());

        #[block]
        {
            Pallet::<T>::work(NOW, &mut meter);
        }

        assert_eq!(meter.remaining(), Weight::zero());
    }

    #[benchmark]
    fn anchor_founder() {
        T::BenchmarkClock::set(0);
        let (_, index) = person::<T>();
        T::BenchmarkClock::set(NOW);
        Unanchored::<T>::put((index, index + 1));
        let mut meter = WeightMeter::new();

        #[block]
        {
            Pallet::<T>::anchor_founders(NOW, &mut meter);
        }

        assert!(Citizens::<T>::get(index).is_some_and(|citizen| citizen.admitted == NOW));
    }

    #[benchmark]
    fn agenda_day() {
        Unanchored::<T>::kill();
        NextDay::<T>::put(day_of(NOW));
        let mut meter = WeightMeter::new();

        #[block]
        {
            Pallet::<T>::work(NOW, &mut meter);
        }

        assert_eq!(NextDay::<T>::get(), day_of(NOW) + 1);
    }

    #[benchmark]
    fn agenda_item() {
        Unanchored::<T>::kill();
        let index = due::<T>();
        NextDay::<T>::put(Citizens::<T>::get(index).expect("admitted").visit);
        let one = T::WeightInfo::on_idle_base()
            .saturating_add(T::WeightInfo::agenda_day())
            .saturating_add(T::WeightInfo::agenda_item());
        let mut meter = WeightMeter::with_limit(one);

        #[block]
        {
            Pallet::<T>::work(NOW + 100 * DAY, &mut meter);
        }

        assert!(!Pallet::<T>::is_in_force(index));
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::with_keystore(), crate::mock::Test);
}
