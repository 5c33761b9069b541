//! Graph limits: who vouches together must not hang together.
//!
//! The vouchers of a person must come from different circles: none is the other's sponsor, and no two have a sponsor in
//! common. Fakes made by the same few people thus never vouch together, nor with their makers. Nobody is renewed by
//! those whom they made or renewed themselves. Founders are exempt while they have privileges.

use crate::{ActiveCount, Config, Error, Event, Pallet, Privileged, Protection, Sponsors, Vouchers};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{CitizenIndex, Millis};
use frame_support::ensure;
use scale_info::TypeInfo;

/// Who stands for a person: whose vouches admitted them, or renewed them last.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Sponsorship {
    /// The vouchers.
    pub vouchers: Vouchers,
    /// Since when.
    pub since: Millis,
    /// Most of them are discredited, and the person must be renewed.
    pub questioned: bool,
}

impl<T: Config> Pallet<T> {
    /// Whether the founder's privileges hold.
    pub(crate) fn is_privileged(citizen: CitizenIndex) -> bool {
        citizen < Privileged::<T>::get()
    }

    /// Whether `voucher` comes from another circle than each of those who vouched before.
    pub(crate) fn ensure_independent(vouchers: &[CitizenIndex], voucher: CitizenIndex) -> Result<(), Error<T>> {
        if Self::is_privileged(voucher) {
            return Ok(());
        }
        let own = Self::sponsors_of(voucher);
        for earlier in vouchers.iter().filter(|earlier| !Self::is_privileged(**earlier)) {
            let theirs = Self::sponsors_of(*earlier);
            let related = own.contains(earlier)
                || theirs.contains(&voucher)
                || own.iter().any(|sponsor| theirs.contains(sponsor));
            ensure!(!related, Error::<T>::SameCircle);
        }
        Ok(())
    }

    /// Whether `voucher` may renew `citizen`, who must not be a sponsor of theirs.
    pub(crate) fn ensure_no_loop(voucher: CitizenIndex, citizen: CitizenIndex) -> Result<(), Error<T>> {
        let loops = !Self::is_privileged(voucher) && Self::sponsors_of(voucher).contains(&citizen);
        ensure!(!loops, Error::<T>::VouchLoop);
        Ok(())
    }

    fn sponsors_of(citizen: CitizenIndex) -> Vouchers {
        Sponsors::<T>::get(citizen).map(|sponsorship| sponsorship.vouchers).unwrap_or_default()
    }

    /// From now on `vouchers` stand for `citizen`, and those before them no longer.
    pub(crate) fn stand_for(citizen: CitizenIndex, vouchers: Vouchers, since: Millis) {
        Sponsors::<T>::insert(citizen, Sponsorship { vouchers, since, questioned: false });
    }

    /// Ends the founders' privileges, for good, when there are persons enough.
    pub(crate) fn outgrow_founders() {
        let founders = Privileged::<T>::get();
        if founders > 0 && ActiveCount::<T>::get() >= Protection::<T>::get().founding_size {
            Privileged::<T>::kill();
            Self::deposit_event(Event::FoundingEnded { founders });
        }
    }
}
