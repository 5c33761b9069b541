//! Opening ballot boxes, and the chain-alive clock.

use crate::{
    agenda::minute_of,
    hashing::HostHasher,
    pallet::{Clock, Closing, Config, Event, Ledgers, OpenBoxes, Pallet},
};
use cybersyn_primitives::{
    Millis, ProposalId, Terms,
    clock::AliveClock,
    ledger::{Ledger, Phase},
    receipt::Accumulator,
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
        OpenBoxes::<T>::mutate(|open| open.retain(|(id, _)| *id != proposal));
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
