//! Changing the numbers of reputation.

use crate::{Clock, Config, Error, Event, Parameters, pallet::Pallet};
use cybersyn_primitives::{
    fade::{RETAINED_MAX, RETAINED_MIN, day_of},
    reputation::ReputationParams,
};
use frame_support::{dispatch::DispatchResult, ensure, traits::Time};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_parameters(parameters: ReputationParams, retained_permille: u16) -> DispatchResult {
        let leaves_enough = (RETAINED_MIN..=RETAINED_MAX).contains(&retained_permille);
        ensure!(parameters.are_valid() && leaves_enough, Error::<T>::InvalidParameters);
        Parameters::<T>::put(parameters);
        Clock::<T>::mutate(|clock| *clock = clock.changed(retained_permille, day_of(T::Time::now())));
        Self::deposit_event(Event::ParametersSet { parameters, retained_permille });
        Ok(())
    }
}
