//! Opening ballot boxes, and the chain-alive clock.

use crate::{
    agenda::minute_of,
    pallet::{Clock, Closing, Config, Event, Ledgers, OpenBoxes, Pallet},
};
use cybersyn_primitives::{
    Millis, ProposalId, Terms,
    clock::AliveClock,
    ledger::Ledger,
    tally::Tally,
    terms::WINDOW_MAX,
    traits::{BallotBoxes, BoxRefusal},
};
use frame_support::traits::OnTimestampSet;

impl<T: Config> BallotBoxes for Pallet<T> {
    fn open(proposal: ProposalId, terms: Terms) -> Result<(), BoxRefusal> {
        if Ledgers::<T>::contains_key(proposal) {
            return Err(BoxRefusal::AlreadyExists);
        }
        check_window(&terms, Clock::<T>::get().now)?;
        let minute = minute_of(terms.closes).ok_or(BoxRefusal::InvalidWindow)?;
        let mut open = OpenBoxes::<T>::get();
        open.try_push((proposal, terms.opens)).map_err(|_| BoxRefusal::TooMany)?;
        Closing::<T>::try_mutate(minute, |boxes| boxes.try_push(proposal)).map_err(|_| BoxRefusal::TooMany)?;
        OpenBoxes::<T>::put(open);
        Self::start_agenda();
        Ledgers::<T>::insert(proposal, Ledger::new(terms));
        Self::deposit_event(Event::BoxOpened { proposal });
        Ok(())
    }

    fn tally(proposal: ProposalId) -> Option<Tally> {
        Ledgers::<T>::get(proposal).map(|ledger| ledger.tally)
    }

    fn clock() -> AliveClock {
        Clock::<T>::get()
    }
}

fn check_window(terms: &Terms, now: Millis) -> Result<(), BoxRefusal> {
    let length = terms.closes.checked_sub(terms.opens);
    let is_legal = terms.opens >= now && length.is_some_and(|length| length > 0 && length <= WINDOW_MAX);
    if is_legal { Ok(()) } else { Err(BoxRefusal::InvalidWindow) }
}

impl<T: Config> OnTimestampSet<Millis> for Pallet<T> {
    fn on_timestamp_set(now: Millis) {
        Clock::<T>::mutate(|clock| clock.advance(now));
    }
}
