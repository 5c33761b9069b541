//! Submitting a proposal, and taking it back.

use crate::{
    BoundedCallOf, CALL_BYTES_MAX, Config, CurrentParameters, Error, Event, NextProposal, OpenContents, OpenCount,
    Parameters, Proposals,
    guard::{self, Demands},
    pallet::Pallet,
    proposal::{Proposal, Status},
};
use alloc::boxed::Box;
use codec::Encode;
use cybersyn_primitives::{
    CitizenIndex, Class, Hash, Millis, ProposalId, Terms,
    traits::{BallotBoxes, BoxRefusal, Persons},
};
use frame_support::{
    BoundedVec,
    dispatch::{DispatchResult, GetDispatchInfo},
    ensure,
    pallet_prelude::DispatchError,
    traits::{Bounded, Get, QueryPreimage, StorePreimage, Time},
};
use sp_runtime::traits::Hash as _;

/// What a citizen submits.
pub struct Draft<T: Config> {
    /// Hash of the frozen text.
    pub content: Hash,
    /// The class.
    pub class: Class,
    /// What to dispatch if approved.
    pub call: Option<Box<<T as Config>::RuntimeCall>>,
    /// Time from now until voting begins.
    pub discussion: Millis,
    /// How long voting lasts.
    pub voting: Millis,
}

impl<T: Config> Pallet<T> {
    /// Whether `who` could submit `draft` now; the citizen and the terms.
    pub fn check_draft(who: &T::AccountId, draft: &Draft<T>) -> Result<(CitizenIndex, Terms), Error<T>> {
        let citizen = T::Persons::citizen(who).ok_or(Error::<T>::NotAuthorized)?;
        let parameters = CurrentParameters::<T>::get();
        let rule = parameters.rule(draft.class);
        ensure!(rule.discussion.contains(draft.discussion), Error::<T>::InvalidDiscussion);
        ensure!(rule.voting.contains(draft.voting), Error::<T>::InvalidVoting);
        let scheduled = T::Time::now();
        let opens = scheduled.checked_add(draft.discussion).ok_or(Error::<T>::InvalidDiscussion)?;
        let closes = opens.checked_add(draft.voting).ok_or(Error::<T>::InvalidVoting)?;
        ensure!(!OpenContents::<T>::contains_key(draft.content), Error::<T>::AlreadyExists);
        let open = OpenCount::<T>::get(citizen);
        ensure!(open < parameters.open_max, Error::<T>::MaxOpenExceeded);
        ensure!(open == 0 || !T::Boxes::is_crowded(draft.class), Error::<T>::ClassCrowded);
        let demands = Self::demands(draft, closes, &parameters)?;
        ensure!(draft.discussion >= demands.discussion_min, Error::<T>::InvalidDiscussion);
        ensure!(draft.voting >= demands.voting_min, Error::<T>::InvalidVoting);
        let terms = Terms {
            content: draft.content,
            scheduled,
            opens,
            closes,
            grace: rule.grace,
            class: draft.class,
            function: draft.class.function(),
            tokens_max: rule.tokens_max,
            quorum_base: T::Persons::active(),
            thresholds: demands.thresholds,
        };
        T::Boxes::can_open(&terms).map_err(refusal::<T>)?;
        Ok((citizen, terms))
    }

    /// What the draft takes, by its class and its call.
    fn demands(draft: &Draft<T>, closes: Millis, parameters: &Parameters) -> Result<Demands, Error<T>> {
        let Some(call) = &draft.call else { return Ok(Demands::of_class(draft.class, parameters)) };
        Self::check_size(call)?;
        guard::check::<T>(call, draft.class, closes, parameters)
    }

    fn check_size(call: &<T as Config>::RuntimeCall) -> Result<(), Error<T>> {
        ensure!(call.encoded_size() <= CALL_BYTES_MAX as usize, Error::<T>::CallTooBig);
        let weight = call.get_dispatch_info().call_weight;
        ensure!(weight.all_lte(T::CallWeightMax::get()), Error::<T>::CallTooHeavy);
        Ok(())
    }

    pub(crate) fn do_propose(who: &T::AccountId, draft: Draft<T>) -> DispatchResult {
        let (proposer, terms) = Self::check_draft(who, &draft)?;
        let id = NextProposal::<T>::get();
        let next = id.checked_add(1).ok_or(Error::<T>::IdsExhausted)?;
        T::Boxes::open(id, terms).map_err(refusal::<T>)?;
        let call = draft.call.map(|call| keep_call::<T>(&call)).transpose()?;
        let Terms { content, class, opens, closes, .. } = terms;
        let submitted = T::Time::now();
        let proposal = Proposal { proposer, content, class, submitted, opens, closes, call, status: Status::Open };
        NextProposal::<T>::put(next);
        OpenContents::<T>::insert(content, id);
        OpenCount::<T>::mutate(proposer, |open| *open = open.saturating_add(1));
        Proposals::<T>::insert(id, proposal);
        T::Persons::prove_life(proposer, submitted);
        Self::deposit_event(Event::Proposed { proposal: id, proposer, content, class, opens, closes });
        Ok(())
    }

    pub(crate) fn do_withdraw(who: &T::AccountId, id: ProposalId) -> DispatchResult {
        let mut proposal = Self::check_withdrawal(who, id)?;
        let at = T::Time::now();
        OpenContents::<T>::remove(proposal.content);
        if let Some(call) = &proposal.call {
            T::Preimages::drop(call);
        }
        let has_box = !T::Boxes::withdraw(id);
        if !has_box {
            Self::release(proposal.proposer);
        }
        proposal.status = Status::Withdrawn { at, has_box };
        Proposals::<T>::insert(id, proposal);
        Self::deposit_event(Event::Withdrawn { proposal: id });
        Ok(())
    }

    /// Makes room for the proposer's next proposal.
    pub(crate) fn release(proposer: CitizenIndex) {
        OpenCount::<T>::mutate_exists(proposer, |open| {
            *open = open.map(|open| open.saturating_sub(1)).filter(|open| *open > 0);
        });
    }
}

/// Keeps a call until it is dispatched or dropped: inline when it is short, else as a preimage without deposit.
///
/// The store counts who needs a preimage, but not when the same bytes are stored again: whoever comes second asks for
/// it apart, so that dropping the first proposal's call leaves the second's.
fn keep_call<T: Config>(call: &<T as Config>::RuntimeCall) -> Result<BoundedCallOf<T>, DispatchError> {
    let bytes = call.encode();
    let len = u32::try_from(bytes.len()).map_err(|_| Error::<T>::CallTooBig)?;
    match BoundedVec::try_from(bytes) {
        Ok(inline) => Ok(Bounded::Inline(inline)),
        Err(bytes) => {
            let hash = T::Hashing::hash(&bytes);
            let is_needed_already = T::Preimages::is_requested(&hash);
            T::Preimages::note(bytes.into())?;
            if is_needed_already {
                T::Preimages::request(&hash);
            }
            Ok(Bounded::Lookup { hash, len })
        }
    }
}

fn refusal<T: Config>(refusal: BoxRefusal) -> Error<T> {
    match refusal {
        BoxRefusal::AlreadyExists => Error::AlreadyExists,
        BoxRefusal::ClassFull => Error::ClassFull,
        BoxRefusal::MinuteFull => Error::MinuteFull,
        BoxRefusal::InvalidWindow => Error::InvalidVoting,
        BoxRefusal::ExpertiseBusy => Error::ExpertiseBusy,
    }
}
