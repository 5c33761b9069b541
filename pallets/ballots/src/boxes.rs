//! Opening ballot boxes, and the chain-alive clock.

use crate::{
    agenda::minute_of,
    hashing::HostHasher,
    pallet::{Clock, Closing, Config, Event, Ledgers, OpenBoxes, Pallet},
    room::{self, OpenBox},
};
use cybersyn_primitives::{
    Class, Millis, ProposalId, Terms,
    clock::AliveClock,
    ledger::{Ledger, Phase},
    receipt::Accumulator,
    tally::Tally,
    terms::WINDOW_MAX,
    traits::{BallotBoxes, BoxRefusal, Expertise},
};
use frame_support::traits::OnTimestampSet;

impl<T: Config> BallotBoxes for Pallet<T> {
    fn can_open(terms: &Terms) -> Result<(), BoxRefusal> {
        let minute = closing_minute(terms, Clock::<T>::get().now)?;
        if room::left::<T>(&OpenBoxes::<T>::get(), terms.class) == 0 {
            return Err(BoxRefusal::ClassFull);
        }
        if Closing::<T>::get(minute).is_full() {
            return Err(BoxRefusal::MinuteFull);
        }
        if terms.class.weighs_expertise() && !T::Expertise::can_pin() {
            return Err(BoxRefusal::ExpertiseBusy);
        }
        Ok(())
    }

    fn is_crowded(class: Class) -> bool {
        room::is_crowded::<T>(&OpenBoxes::<T>::get(), class)
    }

    fn open(proposal: ProposalId, terms: Terms) -> Result<(), BoxRefusal> {
        if Ledgers::<T>::contains_key(proposal) {
            return Err(BoxRefusal::AlreadyExists);
        }
        Self::can_open(&terms)?;
        if terms.class.weighs_expertise() {
            Self::begin_marking(proposal)?;
        }
        let minute = closing_minute(&terms, Clock::<T>::get().now)?;
        let mut open = OpenBoxes::<T>::get();
        let entry = OpenBox { proposal, opens: terms.opens, class: terms.class };
        open.try_push(entry).map_err(|_| BoxRefusal::ClassFull)?;
        Closing::<T>::try_mutate(minute, |boxes| boxes.try_push(proposal)).map_err(|_| BoxRefusal::MinuteFull)?;
        OpenBoxes::<T>::put(open);
        Self::start_agenda();
        Ledgers::<T>::insert(proposal, Ledger::new(terms));
        Self::deposit_event(Event::BoxOpened { proposal });
        Ok(())
    }

    fn withdraw(proposal: ProposalId) -> bool {
        let Some(mut ledger) = Ledgers::<T>::get(proposal) else { return false };
        // A ballot dated at the opening may settle a minute before it: then people have begun to vote.
        let is_untouched = ledger.phase == Phase::Open && ledger.log.count == 0;
        if !is_untouched || Clock::<T>::get().now >= ledger.terms.opens {
            return false;
        }
        ledger.phase = Phase::Final;
        ledger.live_root = Some(Accumulator::default().root::<HostHasher>());
        if let Some(minute) = minute_of(ledger.terms.closes) {
            Closing::<T>::mutate(minute, |boxes| boxes.retain(|id| *id != proposal));
        }
        OpenBoxes::<T>::mutate(|open| open.retain(|entry| entry.proposal != proposal));
        if ledger.weighing.is_some() {
            Self::stop_marking(proposal);
        }
        Ledgers::<T>::insert(proposal, ledger);
        Self::deposit_event(Event::BoxWithdrawn { proposal });
        true
    }

    fn tally(proposal: ProposalId) -> Option<Tally> {
        Ledgers::<T>::get(proposal).map(|ledger| ledger.tally)
    }

    fn clock() -> AliveClock {
        Clock::<T>::get()
    }
}

/// The minute in which a box with a legal window closes.
fn closing_minute(terms: &Terms, now: Millis) -> Result<u32, BoxRefusal> {
    let length = terms.closes.checked_sub(terms.opens);
    let is_legal = terms.opens >= now && length.is_some_and(|length| length > 0 && length <= WINDOW_MAX);
    minute_of(terms.closes).filter(|_| is_legal).ok_or(BoxRefusal::InvalidWindow)
}

impl<T: Config> OnTimestampSet<Millis> for Pallet<T> {
    fn on_timestamp_set(now: Millis) {
        Clock::<T>::mutate(|clock| clock.advance(now));
    }
}
