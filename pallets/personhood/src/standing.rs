//! How a person stands: everything they have to mind, for whoever asks on their behalf.

use crate::{
    CaseOf, Citizens, Config, Deposits, Pallet, Protection, Renewals, Sponsors, Status, Subject, Vouchers, Vouchings,
    citizen::begin_of, defences::Defences, vouching::Vouching,
};
use codec::{Decode, Encode};
use cybersyn_primitives::{CitizenIndex, DidId, Millis};
use frame_support::traits::Time;
use scale_info::TypeInfo;

/// A person at this block. Dates are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct PersonStanding {
    /// The person's DID.
    pub did: DidId,
    /// As it was when the person was looked at last.
    pub status: Status,
    /// Whether the person may act now.
    pub in_force: bool,
    /// When the person was admitted; 0 in founders until the first block has given them a time.
    pub admitted: Millis,
    /// When the status ends unless renewed; 0 in founders until the first block.
    pub expires: Millis,
    /// When it lapses as things stand, by expiry or by silence.
    pub lapses_at: Millis,
    /// From when on the person is warned of that.
    pub warned_from: Millis,
    /// Midnight before the last sign of life.
    pub last_alive: Millis,
    /// Who stands for the person.
    pub sponsors: Vouchers,
    /// Most of them are discredited: the person must be renewed by others.
    pub questioned: bool,
    /// Who has vouched for the renewal that is under way, and until when these vouches count.
    pub renewal: Option<(Vouchers, Millis)>,
    /// Vouches and challenges that the person has left now.
    pub vouches_left: u32,
    /// No vouches before this.
    pub barred_until: Millis,
    /// The open case about the person.
    pub case: Option<u32>,
    /// Whether a deposit stands in the place of sponsors.
    pub has_deposit: bool,
}

impl<T: Config> Pallet<T> {
    /// How a person stands; none for who was never a person.
    pub fn standing(index: CitizenIndex) -> Option<PersonStanding> {
        let citizen = Citizens::<T>::get(index)?;
        let (lapses_at, vouching) = (Self::lapses_at(index, &citizen), Vouchings::<T>::get(index));
        let sponsorship = Sponsors::<T>::get(index);
        Some(PersonStanding {
            did: citizen.did,
            status: citizen.status,
            in_force: Self::is_in_force(index),
            admitted: citizen.admitted,
            expires: citizen.expires,
            lapses_at,
            warned_from: Self::warning_of(lapses_at),
            last_alive: begin_of(Self::last_alive(index)),
            questioned: sponsorship.as_ref().is_some_and(|sponsorship| sponsorship.questioned),
            sponsors: sponsorship.map(|sponsorship| sponsorship.vouchers).unwrap_or_default(),
            renewal: Renewals::<T>::get(index).map(|renewal| (renewal.vouchers, renewal.expires)),
            vouches_left: vouching.left(T::Time::now(), &Protection::<T>::get()),
            barred_until: vouching.barred_until,
            case: CaseOf::<T>::get(Subject::Citizen(index)),
            has_deposit: Deposits::<T>::contains_key(index),
        })
    }
}

impl Vouching {
    /// How many vouches can be spent at `now`, bar or no bar.
    pub fn left(&self, now: Millis, defences: &Defences) -> u32 {
        let used = self.whole.saturating_sub(now);
        let left = defences.vouch_period.saturating_sub(used) / defences.share().max(1);
        u32::try_from(left).unwrap_or(u32::MAX).min(defences.vouch_budget)
    }
}
