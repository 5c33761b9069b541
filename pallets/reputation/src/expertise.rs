//! What expertise weighs on a proposal: pinned when it is scheduled, marked publicly, watched at the end.
//!
//! Pinning takes down what the clocks show and nothing else. An account that changes before it is marked leaves its
//! pinned factor behind; all others are read as of the pin, for fading and mending are functions of time. Marking hands
//! the factors of a page of the roll to whoever counts the ballots, and tells everybody.

use crate::{Clock, Config, Event, Kept, Pages, Parameters, Pins, Unpinned, WeightInfo, pallet::Pallet};
use alloc::{collections::BTreeMap, vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{
    CitizenIndex, PageIndex, ProposalId, SLOTS_PER_PAGE, Terms,
    expertise::{Influence, expertise_permille},
    page_of,
    reputation::{Context, Reading, ReputationAccount, ReputationPage},
    tally::Tally,
    traits::{Expertise, PinRefusal},
    weight::EXPERTISE_NONE,
};
use frame_support::{
    BoundedVec,
    traits::{ConstU32, Get, Time},
    weights::{Weight, WeightMeter},
};
use scale_info::TypeInfo;

/// Citizens with their factors in thousandths.
pub type Marks = BoundedVec<(CitizenIndex, u16), ConstU32<SLOTS_PER_PAGE>>;

/// What a proposal's factors follow from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Pin {
    /// The proposal.
    pub proposal: ProposalId,
    /// What the clocks showed when it was scheduled.
    pub reading: Reading,
    /// Whole points with which expertise weighed its most.
    pub full: u32,
}

impl Pin {
    /// The factor of an account that has not changed since.
    fn factor(&self, account: &ReputationAccount) -> u16 {
        expertise_permille(account.points(&self.reading), self.full)
    }
}

impl<T: Config> Expertise for Pallet<T> {
    fn can_pin() -> bool {
        Pins::<T>::decode_len().unwrap_or(0) < T::PinsMax::get() as usize
    }

    fn pin(proposal: ProposalId) -> Result<(), PinRefusal> {
        let mut pins = Pins::<T>::get();
        if Unpinned::<T>::contains_key(proposal) || pins.iter().any(|pin| pin.proposal == proposal) {
            return Err(PinRefusal::AlreadyExists);
        }
        let at = T::Time::now();
        let reading = Reading::at(at, &Clock::<T>::get());
        let pin = Pin { proposal, reading, full: Parameters::<T>::get().expertise_full };
        pins.try_push(pin).map_err(|_| PinRefusal::TooMany)?;
        Pins::<T>::put(pins);
        Self::deposit_event(Event::ExpertisePinned { proposal, at });
        Ok(())
    }

    fn mark(proposal: ProposalId, page: PageIndex, citizens: &[CitizenIndex]) -> Vec<u16> {
        let Some(pin) = Pins::<T>::get().into_iter().find(|pin| pin.proposal == proposal) else {
            return vec![EXPERTISE_NONE; citizens.len()];
        };
        let mut pages = BTreeMap::new();
        let factors: Vec<u16> = citizens.iter().map(|citizen| Self::factor(&pin, *citizen, &mut pages)).collect();
        let weighed = citizens.iter().copied().zip(factors.iter().copied());
        let marks: Vec<_> = weighed.filter(|(_, factor)| *factor > EXPERTISE_NONE).collect();
        if !marks.is_empty() {
            let factors = Marks::truncate_from(marks);
            Self::deposit_event(Event::ExpertiseMarked { proposal, page, factors });
        }
        factors
    }

    fn unpin(proposal: ProposalId) {
        let mut pins = Pins::<T>::get();
        let before = pins.len();
        pins.retain(|pin| pin.proposal != proposal);
        if pins.len() == before {
            return;
        }
        Pins::<T>::put(pins);
        if Kept::<T>::iter_key_prefix(proposal).next().is_some() {
            Unpinned::<T>::insert(proposal, ());
        }
    }

    fn decided(proposal: ProposalId, terms: &Terms, tally: &Tally, plain: &Tally) {
        Self::unpin(proposal);
        let influence = Influence::between(tally, plain, terms);
        if influence.is_alarming(Parameters::<T>::get().alert_permille) {
            Self::deposit_event(Event::ExpertiseAlert { proposal, influence });
        }
    }
}

impl<T: Config> Pallet<T> {
    /// The factor in a vote scheduled now.
    pub(crate) fn expertise_now(citizen: CitizenIndex) -> u16 {
        let points = Self::account(citizen, Context::Technical).points(&Self::reading());
        expertise_permille(points, Parameters::<T>::get().expertise_full)
    }

    /// Keeps for every pinned proposal what the account, about to change, weighs on it.
    pub(crate) fn keep_pinned_factors(citizen: CitizenIndex, account: &ReputationAccount) {
        for pin in Pins::<T>::get() {
            if !Kept::<T>::contains_key(pin.proposal, citizen) {
                Kept::<T>::insert(pin.proposal, citizen, pin.factor(account));
            }
        }
    }

    /// The citizen's factor as pinned; pages of accounts are read once.
    fn factor(pin: &Pin, citizen: CitizenIndex, pages: &mut BTreeMap<PageIndex, ReputationPage>) -> u16 {
        if let Some(kept) = Kept::<T>::get(pin.proposal, citizen) {
            return kept;
        }
        let Some((page, position)) = page_of(citizen) else { return EXPERTISE_NONE };
        let accounts = pages.entry(page).or_insert_with(|| Pages::<T>::get(Context::Technical, page));
        accounts.get(usize::from(position)).map_or(EXPERTISE_NONE, |account| pin.factor(account))
    }

    /// Removes factors kept for proposals that are pinned no longer, as far as `limit` allows; returns what was used.
    pub(crate) fn remove_kept(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        while meter.try_consume(T::WeightInfo::look_at_unpinned()).is_ok() {
            let Some(proposal) = Unpinned::<T>::iter_keys().next() else { break };
            for citizen in Kept::<T>::iter_key_prefix(proposal) {
                if meter.try_consume(T::WeightInfo::remove_kept()).is_err() {
                    return meter.consumed();
                }
                Kept::<T>::remove(proposal, citizen);
            }
            Unpinned::<T>::remove(proposal);
        }
        meter.consumed()
    }
}
