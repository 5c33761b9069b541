//! From decision to dispatch.

use crate::{
    BoundedCallOf, Call, Config, Error, Event, OpenContents, Proposals, WeightInfo,
    pallet::Pallet,
    proposal::{Enactment, Proposal, Status, task_name},
};
use codec::Encode;
use cybersyn_primitives::{
    ProposalId,
    reputation::{Cause, Context},
    tally::Outcome,
    traits::{BallotBoxes, Decision, OnDecided, Reputation},
};
use frame_support::{
    BoundedVec,
    dispatch::{DispatchResult, DispatchResultWithPostInfo, GetDispatchInfo},
    ensure,
    pallet_prelude::DispatchError,
    traits::{
        Bounded, QueryPreimage, Time,
        schedule::{DispatchTime, HARD_DEADLINE, v3::Named},
    },
    weights::Weight,
};
use frame_system::RawOrigin;
use sp_runtime::traits::Dispatchable;

/// A proposal with its call.
type WithCall<T> = (Proposal<BoundedCallOf<T>>, BoundedCallOf<T>);

/// Blocks that are tried for one with room on the scheduler's agenda.
const BLOCKS_TRIED: u32 = 10;

impl<T: Config> OnDecided for Pallet<T> {
    fn decided(id: ProposalId, decision: Decision) {
        let outcome = decision.outcome;
        let Some(mut proposal) = Proposals::<T>::get(id) else {
            Self::deposit_event(Event::DecisionIgnored { proposal: id, outcome });
            return;
        };
        if proposal.status != Status::Open {
            Self::ignore(id, proposal, outcome);
            return;
        }
        OpenContents::<T>::remove(proposal.content);
        Self::release(proposal.proposer);
        Self::deposit_event(Event::Decided { proposal: id, outcome });
        let enactment = match &proposal.call {
            Some(call) if outcome == Outcome::Approved => Self::schedule(id, call),
            Some(call) => {
                T::Preimages::drop(call);
                Enactment::Nothing
            }
            None => Enactment::Nothing,
        };
        proposal.status = Status::Decided { outcome, at: T::Time::now(), enactment };
        Proposals::<T>::insert(id, proposal);
    }
}

impl<T: Config> Pallet<T> {
    /// A decision is never taken twice, and the box of a withdrawn proposal has nothing to say but that it is gone.
    fn ignore(id: ProposalId, mut proposal: Proposal<BoundedCallOf<T>>, outcome: Outcome) {
        Self::deposit_event(Event::DecisionIgnored { proposal: id, outcome });
        if let Status::Withdrawn { has_box: has_box @ true, .. } = &mut proposal.status {
            *has_box = false;
            Self::release(proposal.proposer);
            Proposals::<T>::insert(id, proposal);
        }
    }

    /// Tries again to schedule an approved call for which there was no room.
    pub(crate) fn do_retry_enactment(id: ProposalId) -> DispatchResult {
        let mut proposal = Self::check_retry(id)?;
        if let (Status::Decided { enactment, .. }, Some(call)) = (&mut proposal.status, &proposal.call) {
            *enactment = Self::schedule(id, call);
            ensure!(*enactment == Enactment::Scheduled, Error::<T>::NoRoom);
        }
        Proposals::<T>::insert(id, proposal);
        Ok(())
    }

    /// Schedules the call as root for the next block with room. It is kept until it was dispatched.
    fn schedule(id: ProposalId, call: &BoundedCallOf<T>) -> Enactment {
        let mut refused = DispatchError::Unavailable;
        for later in 0..BLOCKS_TRIED {
            match Self::schedule_after(id, call, later) {
                Ok(()) => {
                    Self::deposit_event(Event::EnactmentScheduled { proposal: id, task: task_name(id) });
                    return Enactment::Scheduled;
                }
                Err(error) => refused = error,
            }
        }
        Self::deposit_event(Event::EnactmentWaiting { proposal: id, error: refused });
        Enactment::Waiting
    }

    fn schedule_after(id: ProposalId, call: &BoundedCallOf<T>, later: u32) -> DispatchResult {
        let when = DispatchTime::After(later.into());
        let root = RawOrigin::Root.into();
        T::Scheduler::schedule_named(task_name(id), when, None, HARD_DEADLINE, root, enacting::<T>(id, call)?)
            .map(|_| ())
    }

    /// Dispatches the call of a proposal that is scheduled: see [`crate::Call::enact`].
    ///
    /// Returns no error when the call does: it would undo what is noted here.
    pub(crate) fn do_enact(id: ProposalId, most: Weight) -> DispatchResultWithPostInfo {
        let (proposal, call) = Self::check_scheduled(id)?;
        let overhead = T::WeightInfo::enact();
        let known = T::Preimages::peek::<<T as Config>::RuntimeCall>(&call);
        if known.as_ref().is_ok_and(|(call, _)| !call.get_dispatch_info().call_weight.all_lte(most)) {
            Self::note(id, Enactment::Waiting);
            Self::deposit_event(Event::EnactmentWaiting { proposal: id, error: Error::<T>::CallTooHeavy.into() });
            return Ok(Some(overhead).into());
        }
        T::Preimages::drop(&call);
        // Noted ahead: whatever the call does, it is not dispatched again.
        Self::note(id, Enactment::Enacted);
        let (used, result) =
            known.map_or_else(|error| (Weight::zero(), Err(error)), |(call, _)| dispatch::<T>(call, most));
        match result {
            Ok(()) => Self::credit(id, &proposal),
            Err(_) => Self::note(id, Enactment::Failed),
        }
        Self::deposit_event(Event::Enacted { proposal: id, result });
        Ok(Some(overhead.saturating_add(used)).into())
    }

    /// The proposal whose call the scheduler has, with the call.
    fn check_scheduled(id: ProposalId) -> Result<WithCall<T>, Error<T>> {
        let proposal = Proposals::<T>::get(id).ok_or(Error::<T>::NotFound)?;
        let is_scheduled = matches!(proposal.status, Status::Decided { enactment: Enactment::Scheduled, .. });
        let call = proposal.call.clone().filter(|_| is_scheduled).ok_or(Error::<T>::NothingToEnact)?;
        Ok((proposal, call))
    }

    /// Notes what became of the call of a decided proposal.
    fn note(id: ProposalId, now: Enactment) {
        Proposals::<T>::mutate(id, |proposal| {
            if let Some(Proposal { status: Status::Decided { enactment, .. }, .. }) = proposal {
                *enactment = now;
            }
        });
    }

    /// The proposer of what was enacted earns by the attention that was spent on it, if any was.
    fn credit(id: ProposalId, proposal: &Proposal<BoundedCallOf<T>>) {
        let tokens = T::Boxes::tally(id).map_or(0, |tally| tally.tokens);
        if tokens == 0 {
            return;
        }
        let cause = Cause::Implemented { proposal: id, tokens };
        let given = T::Reputation::give(proposal.proposer, Context::of_class(proposal.class), cause);
        if let Err(refusal) = given {
            log::error!("proposal {id} gives citizen {} no reputation: {refusal:?}", proposal.proposer);
        }
    }
}

/// The call that dispatches a proposal's call, which is bounded by what that weighs now.
fn enacting<T: Config>(proposal: ProposalId, call: &BoundedCallOf<T>) -> Result<BoundedCallOf<T>, DispatchError> {
    let (call, _) = T::Preimages::peek::<<T as Config>::RuntimeCall>(call)?;
    let most = call.get_dispatch_info().call_weight;
    let enact: <T as Config>::RuntimeCall = Call::<T>::enact { proposal, most }.into();
    BoundedVec::try_from(enact.encode()).map(Bounded::Inline).map_err(|_| Error::<T>::CallTooBig.into())
}

/// Dispatches as root; what it used, and how it went.
fn dispatch<T: Config>(call: <T as Config>::RuntimeCall, most: Weight) -> (Weight, DispatchResult) {
    let (post, result) = match call.dispatch(RawOrigin::Root.into()) {
        Ok(post) => (post, Ok(())),
        Err(failure) => (failure.post_info, Err(failure.error)),
    };
    (post.actual_weight.unwrap_or(most), result)
}
