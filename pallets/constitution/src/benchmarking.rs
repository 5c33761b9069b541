//! Benchmarks of calls and hooks.

use super::*;
use alloc::{boxed::Box, vec};
use cybersyn_primitives::{
    Class, Millis, ProposalId,
    tally::{Outcome, Tally},
    traits::{Decision, OnDecided},
};
use frame_benchmarking::v2::*;
use frame_support::traits::{Get, Time};
use frame_system::{Call as SystemCall, RawOrigin};

/// Makes what benchmarks need.
pub trait BenchmarkHelper<AccountId> {
    /// The account of a person, with the clock running.
    fn person() -> AccountId;
    /// Has attention spent on the proposal.
    fn spend_attention(proposal: ProposalId);
}

#[benchmarks(where <T as Config>::RuntimeCall: From<SystemCall<T>>)]
mod benches {
    use super::*;

    fn draft<T: Config>(bytes: u32) -> Draft<T>
    where
        <T as Config>::RuntimeCall: From<SystemCall<T>>,
    {
        let remark = vec![7; bytes as usize];
        let rule = *CurrentParameters::<T>::get().rule(Class::Technical);
        Draft {
            content: [7; 32],
            class: Class::Technical,
            call: Some(Box::new(SystemCall::<T>::remark { remark }.into())),
            discussion: rule.discussion.min.max(1),
            voting: rule.voting.min,
        }
    }

    fn proposed<T: Config>() -> ProposalId
    where
        <T as Config>::RuntimeCall: From<SystemCall<T>>,
    {
        let id = NextProposal::<T>::get();
        Pallet::<T>::do_propose(&T::BenchmarkHelper::person(), draft(CALL_BYTES_MAX - 16)).expect("the draft is legal");
        id
    }

    fn paused<T: Config>(number: ArticleNumber) -> Millis {
        // Sets the clock going.
        T::BenchmarkHelper::person();
        let until = T::Time::now().saturating_add(1);
        Pallet::<T>::do_enact_article(number, [8; 32]).expect("it is new");
        Pallet::<T>::do_pause_article(number, [8; 32], until).expect("it is in force");
        until
    }

    #[benchmark]
    fn propose(b: Linear<0, { CALL_BYTES_MAX - 16 }>) {
        let who = T::BenchmarkHelper::person();
        // Who has one open already is asked whether the class is crowded.
        Pallet::<T>::do_propose(&who, Draft { content: [6; 32], ..draft(0) }).expect("the draft is legal");
        let Draft { content, class, call, discussion, voting } = draft::<T>(b);
        #[extrinsic_call]
        _(RawOrigin::Signed(who), content, class, call, discussion, voting);
        assert_eq!(NextProposal::<T>::get(), 2);
    }

    #[benchmark]
    fn withdraw() {
        let id = proposed::<T>();
        #[extrinsic_call]
        _(RawOrigin::Signed(T::BenchmarkHelper::person()), id);
        assert!(!OpenContents::<T>::contains_key([7; 32]));
    }

    #[benchmark]
    fn article() {
        let person = T::BenchmarkHelper::person();
        Pallet::<T>::do_enact_article(9, [8; 32]).expect("it is new");
        let until = T::Time::now().saturating_add(1);
        #[extrinsic_call]
        pause_article(RawOrigin::Root, 9, [8; 32], until);
        drop(person);
    }

    #[benchmark]
    fn set_parameters() {
        let parameters = Box::new(Parameters { open_max: 7, ..Parameters::default() });
        #[extrinsic_call]
        _(RawOrigin::Root, parameters);
        assert_eq!(CurrentParameters::<T>::get().open_max, 7);
    }

    #[benchmark]
    fn retry_enactment() {
        let id = proposed::<T>();
        Proposals::<T>::mutate(id, |kept| {
            if let Some(kept) = kept {
                let (outcome, enactment) = (Outcome::Approved, Enactment::Waiting);
                kept.status = Status::Decided { outcome, at: 1, enactment };
            }
        });
        #[extrinsic_call]
        _(RawOrigin::Signed(T::BenchmarkHelper::person()), id);
    }

    #[benchmark]
    fn enact() {
        let id = proposed::<T>();
        T::BenchmarkHelper::spend_attention(id);
        Proposals::<T>::mutate(id, |kept| {
            if let Some(kept) = kept {
                let (outcome, enactment) = (Outcome::Approved, Enactment::Scheduled);
                kept.status = Status::Decided { outcome, at: 1, enactment };
            }
        });
        #[extrinsic_call]
        _(RawOrigin::Root, id, T::CallWeightMax::get());
        let status = Proposals::<T>::get(id).map(|kept| kept.status);
        assert!(matches!(status, Some(Status::Decided { enactment: Enactment::Enacted, .. })));
    }

    #[benchmark]
    fn decided() {
        let id = proposed::<T>();
        let outcome = Outcome::Approved;
        let decision = Decision { outcome, outcome_at_close: outcome, tally: Tally::default(), live_root: [0; 32] };
        #[block]
        {
            <Pallet<T> as OnDecided>::decided(id, decision);
        }
        assert!(!OpenContents::<T>::contains_key([7; 32]));
    }

    #[benchmark]
    fn look_at_agenda() {
        paused::<T>(9);
        let limit = T::WeightInfo::look_at_agenda();
        #[block]
        {
            Pallet::<T>::work_agenda(limit);
        }
    }

    #[benchmark]
    fn look_at_article() {
        T::BenchmarkHelper::person();
        Pallet::<T>::do_enact_article(9, [8; 32]).expect("it is new");
        Articles::<T>::mutate(9, |kept| {
            if let Some(kept) = kept {
                kept.expires = Some(0);
            }
        });
        Due::<T>::insert(agenda::day_of(T::Time::now()), 9, ());
        let one = T::WeightInfo::look_at_agenda().saturating_add(T::WeightInfo::look_at_article());
        #[block]
        {
            Pallet::<T>::work_agenda(one);
        }
        assert!(Shelved::<T>::contains_key([8; 32]));
    }

    impl_benchmark_test_suite!(Pallet, crate::tests::mock::externalities(), crate::tests::mock::Test);
}
