//! From decision to dispatch.

use crate::{
    BoundedCallOf, Config, Error, Event, OpenContents, Proposals,
    pallet::Pallet,
    proposal::{Enactment, Proposal, Status, task_name},
};
use cybersyn_primitives::{
    ProposalId,
    tally::Outcome,
    traits::{Decision, OnDecided},
};
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    pallet_prelude::DispatchError,
    traits::{
        QueryPreimage, Time,
        schedule::{DispatchTime, HARD_DEADLINE, v3::Named},
    },
};
use frame_system::RawOrigin;

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

    /// Schedules the call as root for the next block with room.
    fn schedule(id: ProposalId, call: &BoundedCallOf<T>) -> Enactment {
        let mut refused = DispatchError::Unavailable;
        for later in 0..BLOCKS_TRIED {
            match Self::schedule_after(id, call, later) {
                Ok(()) => {
                    // The scheduler holds the call from here on.
                    T::Preimages::drop(call);
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
        T::Scheduler::schedule_named(task_name(id), when, None, HARD_DEADLINE, root, call.clone()).map(|_| ())
    }
}
