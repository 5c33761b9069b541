//! Benchmarks, each with as many vouchers as fit. Signing uses the host's keystore.

use super::*;
use crate::{
    citizen::{day_of, next_midnight},
    weights::WeightInfo,
};
use alloc::vec::Vec;
use cybersyn_primitives::{CitizenIndex, DidId, VotingKey, application::Application, roll, traits::Finding};
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{Consideration, EnsureOrigin, Footprint, Hooks, Time},
    weights::{Weight, WeightMeter},
};
use frame_system::RawOrigin;
use sp_core::{crypto::KeyTypeId, sr25519};
use sp_io::crypto::{ed25519_generate, sr25519_generate, sr25519_sign};

/// Benchmarks need a time other than that of genesis, and persons who have what can be lost with the status.
pub trait BenchmarkClock {
    /// Makes `now` the current block's time.
    fn set(now: Millis);
    /// Gives the person as many nodes as may be.
    fn give_nodes(citizen: CitizenIndex);
    /// Makes a DID with a deposit and those voting keys.
    fn give_did(did: DidId, keys: &[VotingKey]);
}

const KEY_TYPE: KeyTypeId = KeyTypeId(*b"bnch");
const NOW: Millis = 20_000 * DAY + 1;

fn voting_key() -> VotingKey {
    ed25519_generate(KEY_TYPE, None).0
}

/// Admits a person with a new account.
fn person<T: Config>() -> (T::AccountId, CitizenIndex) {
    let account = T::AccountId::from(sr25519_generate(KEY_TYPE, None).0);
    let application = Application { did: account.clone().into(), voting_key: voting_key(), expires: 0 };
    let index = Pallet::<T>::make_person(&application, T::Time::now()).ok().expect("the applicant is new");
    (account, index)
}

/// Starts the clock, asks for as many vouches as can be asked for, and admits a person for each: the last voucher's
/// account, and the indexes of the others.
fn vouchers<T: Config>() -> (T::AccountId, Vouchers) {
    T::BenchmarkClock::set(NOW);
    Params::<T>::put(Parameters { vouches_needed: VOUCHES_MAX, ..Default::default() });
    Protection::<T>::put(Defences { maturity: 0, vouched_window: 0, cohort_min: u32::MAX, ..Default::default() });
    let mut others = Vouchers::new();
    for _ in 1..VOUCHES_MAX {
        others.try_push(sponsored::<T>().1).expect("fewer than the bound");
    }
    (sponsored::<T>().0, others)
}

/// A person for whom as many stand as can, all of whom nobody else has for a sponsor.
fn sponsored<T: Config>() -> (T::AccountId, CitizenIndex) {
    let (account, index) = person::<T>();
    let strangers = (0..VOUCHES_MAX).map(|place| u32::MAX - index * VOUCHES_MAX - place);
    Pallet::<T>::stand_for(index, Vouchers::truncate_from(strangers.collect()), NOW);
    (account, index)
}

/// Somebody with a deposit's worth of coins.
fn depositor<T: Config>() -> T::AccountId {
    let account = T::AccountId::from([9; 32]);
    T::Deposit::ensure_successful(&account, Footprint::from_parts(1, 0));
    account
}

fn deposit<T: Config>(citizen: CitizenIndex) {
    let account = depositor::<T>();
    let ticket = T::Deposit::new(&account, Footprint::from_parts(1, 0)).expect("it has the coins");
    Deposits::<T>::insert(citizen, (account, ticket));
}

/// A candidate with as many vouches as fit.
fn candidate<T: Config>() -> DidId {
    let (_, others) = vouchers::<T>();
    let (application, _) = waiting::<T>(Vouchers::new());
    Pallet::<T>::drop_application(application.did);
    let mut backing = others;
    backing.try_push(sponsored::<T>().1).expect("room for one more");
    let candidate = Candidate { application, backing: Backing::Vouches(backing), admits: NOW + 1 };
    Pallet::<T>::accept(candidate, NOW);
    application.did
}

/// A person for whom ten stand, each of whom has answered before.
fn answered_for<T: Config>() -> CitizenIndex {
    let (_, mut backing) = vouchers::<T>();
    backing.try_push(person::<T>().1).expect("room for one more");
    for voucher in &backing {
        Vouchings::<T>::insert(voucher, Vouching { faults: 1, last_fault: NOW, ..Default::default() });
    }
    let (_, index) = person::<T>();
    Pallet::<T>::stand_for(index, backing, NOW);
    index
}

/// An application that waits with `vouchers`, and its signature. The newcomer has a DID with a deposit and as many
/// voting keys as the roll takes.
fn waiting<T: Config>(vouchers: Vouchers) -> (Application, sr25519::Signature) {
    let public = sr25519_generate(KEY_TYPE, None);
    let keys: Vec<VotingKey> = (0..roll::KEYS_MAX).map(|_| voting_key()).collect();
    T::BenchmarkClock::give_did(public.0, &keys);
    let application = Application { did: public.0, voting_key: keys[0], expires: NOW + DAY };
    let payload = application.signing_payload(&Pallet::<T>::genesis());
    let signature = sr25519_sign(KEY_TYPE, &public, &payload).expect("the keystore has the key");
    Pallet::<T>::put_application(Pending { application, vouchers, opened_by: 0 }, NOW);
    (application, signature)
}

/// A person whose status has just fallen due by silence, with vouchers to look at.
fn due<T: Config>() -> CitizenIndex {
    let index = answered_for::<T>();
    T::BenchmarkClock::give_nodes(index);
    silence::<T>();
    index
}

/// Lets so much time pass that whoever gives no sign of life lapses, and no outage excuses it.
fn silence<T: Config>() -> Millis {
    let now = NOW + 100 * DAY;
    T::BenchmarkClock::set(now);
    LastBlock::<T>::put(now);
    now
}

/// A new person challenges the subject: the case.
fn challenged<T: Config>(subject: Subject) -> u32 {
    let (account, challenger) = person::<T>();
    let begun = Pallet::<T>::challenge(RawOrigin::Signed(account).into(), subject, Grounds::NoPerson, [7; 32]);
    assert!(begun.is_ok(), "{challenger} may challenge");
    CaseOf::<T>::get(subject).expect("begun above")
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

    /// Of a person who lapses first.
    #[benchmark]
    fn renew() {
        let (account, others) = vouchers::<T>();
        let (_, index) = person::<T>();
        T::BenchmarkClock::give_nodes(index);
        let now = silence::<T>();
        let alive: Vec<_> = (0..index).map(|voucher| (voucher, now)).collect();
        Pallet::<T>::note_life(&alive);
        let renewal = Renewal { expires: next_midnight(now + DAY), vouchers: others };
        Pallet::<T>::schedule(Due::Renewal(index), renewal.expires, now);
        Renewals::<T>::insert(index, renewal);

        #[extrinsic_call]
        _(RawOrigin::Signed(account), index);

        assert!(Pallet::<T>::is_in_force(index));
    }

    #[benchmark]
    fn strike() {
        let index = answered_for::<T>();
        deposit::<T>(index);
        T::BenchmarkClock::give_nodes(index);

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
    fn set_defences() {
        let defences = Defences { founding_size: 1, ..Default::default() };

        #[extrinsic_call]
        _(RawOrigin::Root, defences);

        assert_eq!(Protection::<T>::get(), defences);
    }

    /// By the newcomer, for whom persons vouch already.
    #[benchmark]
    fn apply() {
        vouchers::<T>();
        let (application, signature) = waiting::<T>(Vouchers::new());
        let account = T::AccountId::from(application.did);
        T::Deposit::ensure_successful(&account, Footprint::from_parts(1, 0));

        #[extrinsic_call]
        _(RawOrigin::Signed(account), application, signature.into());

        assert!(Candidates::<T>::contains_key(application.did));
    }

    #[benchmark]
    fn admit() {
        let did = candidate::<T>();
        T::BenchmarkClock::set(NOW + 2);
        let caller = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), did);

        assert!(CitizenOf::<T>::contains_key(did));
    }

    #[benchmark]
    fn release_deposit() {
        T::BenchmarkClock::set(NOW);
        let (_, index) = sponsored::<T>();
        deposit::<T>(index);
        let caller = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), index);

        assert!(!Deposits::<T>::contains_key(index));
    }

    /// Of a newcomer: every voucher's circle is looked at.
    #[benchmark]
    fn challenge() {
        let did = candidate::<T>();
        let (account, _) = sponsored::<T>();
        let (_, first) = person::<T>();
        let (subject, grounds) = (Subject::Newcomer(did), Grounds::Duplicate(first));

        #[extrinsic_call]
        _(RawOrigin::Signed(account), subject, grounds, [7; 32]);

        assert!(CaseOf::<T>::contains_key(subject));
    }

    #[benchmark]
    fn rule() -> Result<(), BenchmarkError> {
        let index = answered_for::<T>();
        deposit::<T>(index);
        T::BenchmarkClock::give_nodes(index);
        let case = challenged::<T>(Subject::Citizen(index));
        let judge = T::JudgeOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;

        #[extrinsic_call]
        _(judge as T::RuntimeOrigin, case, Finding::Upheld);

        assert!(!Pallet::<T>::is_in_force(index));
        Ok(())
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

    /// A case that ends after the newcomer's time to be challenged.
    #[benchmark]
    fn agenda_item() {
        Unanchored::<T>::kill();
        let did = candidate::<T>();
        let case = challenged::<T>(Subject::Newcomer(did));
        let then = Cases::<T>::get(case).expect("begun above").expires;
        T::BenchmarkClock::set(then);
        NextDay::<T>::put(day_of(then));
        let one = T::WeightInfo::on_idle_base()
            .saturating_add(T::WeightInfo::agenda_day())
            .saturating_add(Pallet::<T>::item_weight());
        let mut meter = WeightMeter::with_limit(one);

        #[block]
        {
            Pallet::<T>::work(then, &mut meter);
        }

        assert!(CitizenOf::<T>::contains_key(did));
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::with_keystore(), crate::mock::Test);
}
