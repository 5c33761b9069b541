//! Who vouched for a fake answers for it, for a time.

use crate::{Config, Parameters, Source, pallet::Pallet};
use cybersyn_primitives::{
    CitizenIndex,
    reputation::{Cause, Context},
    traits::Responsibility,
};

impl<T: Config> Responsibility for Pallet<T> {
    fn fake_found(fake: CitizenIndex, vouchers: &[CitizenIndex]) {
        let cause = Cause::FakeVouch { fake, points: Parameters::<T>::get().fake_vouch };
        for voucher in vouchers {
            // Once for each fake, however often they vouched.
            if let Err(refusal) = Self::do_give(*voucher, Context::Community, cause, Source::Rule) {
                log::warn!("vouching for the fake {fake} costs citizen {voucher} nothing: {refusal:?}");
            }
        }
    }
}
