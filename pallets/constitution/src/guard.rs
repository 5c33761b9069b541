//! Which classes may enact which calls: nobody changes the constitution by a vote meant for priorities.

use crate::{Articles, Config, Error, Parameters, article::ArticleNumber, pallet::Call};
use cybersyn_primitives::{Class, Millis, terms::Thresholds};
use frame_support::{ensure, traits::IsSubType};

/// Says which classes a call may be proposed in. Calls that dispatch others (batches, the scheduler's) should be
/// refused here: what they hold is not looked at.
pub trait CallGuard<Call> {
    /// The classes; none: any. An empty list: the call cannot be proposed at all.
    fn classes(call: &Call) -> Option<&'static [Class]>;
}

/// Any call in any class.
impl<Call> CallGuard<Call> for () {
    fn classes(_: &Call) -> Option<&'static [Class]> {
        None
    }
}

/// Checks that `call` may be proposed in `class`, with a vote that closes at `closes`; answers with the thresholds.
pub(crate) fn check<T: Config>(
    call: &<T as Config>::RuntimeCall,
    class: Class,
    closes: Millis,
    parameters: &Parameters,
) -> Result<Thresholds, Error<T>> {
    let mut thresholds = parameters.rule(class).thresholds;
    let own: Option<&Call<T>> = call.is_sub_type();
    let classes = own.and_then(own_classes).or_else(|| T::Guard::classes(call));
    ensure!(classes.is_none_or(|classes| classes.contains(&class)), Error::<T>::WrongClass);
    match own {
        Some(Call::repeal_article { number }) if is_core::<T>(*number, parameters) => {
            thresholds.approval_permille = thresholds.approval_permille.max(parameters.core_repeal_permille);
        }
        Some(Call::pause_article { until, .. }) if class == Class::Suspension => {
            let longest = closes.saturating_add(parameters.suspension_max);
            ensure!(*until <= longest, Error::<T>::PauseTooLong);
        }
        _ => {}
    }
    Ok(thresholds)
}

/// The classes in which this pallet's own calls may be proposed.
fn own_classes<T: Config>(call: &Call<T>) -> Option<&'static [Class]> {
    match call {
        Call::set_parameters { .. } => Some(&[Class::Technical, Class::Rights]),
        Call::renew_article { .. } => Some(&[Class::Renewal]),
        Call::repeal_article { .. } => Some(&[Class::Rights, Class::Technical]),
        Call::pause_article { .. } => Some(&[Class::Emergency, Class::Suspension]),
        _ => None,
    }
}

fn is_core<T: Config>(number: ArticleNumber, parameters: &Parameters) -> bool {
    Articles::<T>::get(number).is_some_and(|article| article.is_core(parameters))
}
