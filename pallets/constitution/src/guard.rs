//! Which classes may enact which calls, and what they take: nobody changes the constitution by a vote meant for
//! priorities, and nobody changes by fewer votes what protects the articles.

use crate::{
    Config, Error, Parameters,
    pallet::{Call, Pallet},
};
use cybersyn_primitives::{Class, Millis, terms::Thresholds};
use frame_support::{ensure, traits::IsSubType};

/// Says which classes a call may be proposed in, and which calls are fundamental.
pub trait CallGuard<Call> {
    /// The classes; none: any. An empty list: the call cannot be proposed at all. That should be so for calls that
    /// dispatch others (batches, the scheduler's): what they hold is not looked at.
    fn classes(call: &Call) -> Option<&'static [Class]>;
    /// Whether the call can change anything, the rules and what protects them among it: then it takes what the repeal of
    /// a core article takes. The parameters of this pallet are fundamental in any case.
    fn is_fundamental(call: &Call) -> bool;
}

/// Any call in any class.
impl<Call> CallGuard<Call> for () {
    fn classes(_: &Call) -> Option<&'static [Class]> {
        None
    }
    fn is_fundamental(_: &Call) -> bool {
        false
    }
}

/// What a call asks of its proposal, at least as much as the class does.
#[derive(Clone, Copy)]
pub(crate) struct Demands {
    /// What it takes.
    pub(crate) thresholds: Thresholds,
    /// Shortest discussion.
    pub(crate) discussion_min: Millis,
    /// Shortest vote.
    pub(crate) voting_min: Millis,
}

impl Demands {
    /// What the class asks of any proposal.
    pub(crate) fn of_class(class: Class, parameters: &Parameters) -> Self {
        let rule = parameters.rule(class);
        Self { thresholds: rule.thresholds, discussion_min: rule.discussion.min, voting_min: rule.voting.min }
    }

    /// What brings an article about or ends it takes no less than what keeps it: a renewal's shares, and its debate.
    fn with_renewal(self, parameters: &Parameters) -> Self {
        let renewal = Self::of_class(Class::Renewal, parameters);
        let (own, least) = (self.thresholds, renewal.thresholds);
        Self {
            thresholds: Thresholds {
                approval_permille: own.approval_permille.max(least.approval_permille),
                quorum_permille: own.quorum_permille.max(least.quorum_permille),
            },
            discussion_min: self.discussion_min.max(renewal.discussion_min),
            ..self
        }
    }

    fn with_approval(mut self, least_permille: u16) -> Self {
        self.thresholds.approval_permille = self.thresholds.approval_permille.max(least_permille);
        self
    }

    /// What can change everything takes what the best protected thing does, an article of the core.
    ///
    /// An emergency has no time for the debate; its consensus stands for that. But its vote lasts as long as one on
    /// rights, so that nobody changes everything while people sleep.
    fn of_core(self, class: Class, parameters: &Parameters) -> Self {
        let debated = self.with_renewal(parameters).with_approval(parameters.core_repeal_permille);
        if class != Class::Emergency {
            return debated;
        }
        let voting_min = self.voting_min.max(parameters.rule(Class::Rights).voting.min);
        Self { discussion_min: self.discussion_min, voting_min, ..debated }
    }
}

/// Checks that `call` may be proposed in `class`, with a vote that closes at `closes`; answers with what it takes.
pub(crate) fn check<T: Config>(
    call: &<T as Config>::RuntimeCall,
    class: Class,
    closes: Millis,
    parameters: &Parameters,
) -> Result<Demands, Error<T>> {
    let own: Option<&Call<T>> = call.is_sub_type();
    let classes = own.map(own_classes).or_else(|| T::Guard::classes(call));
    ensure!(classes.is_none_or(|classes| classes.contains(&class)), Error::<T>::WrongClass);
    let demands = Demands::of_class(class, parameters);
    match own {
        Some(call) => check_own(call, class, closes, parameters, demands),
        None if T::Guard::is_fundamental(call) => Ok(demands.of_core(class, parameters)),
        None => Ok(demands),
    }
}

/// What would fail at dispatch as things stand is refused here; dispatch checks it again as things stand then.
fn check_own<T: Config>(
    call: &Call<T>,
    class: Class,
    closes: Millis,
    parameters: &Parameters,
    demands: Demands,
) -> Result<Demands, Error<T>> {
    match call {
        Call::set_parameters { parameters: new } => {
            new.check_change(parameters)?;
            return Ok(demands.of_core(class, parameters));
        }
        Call::enact_article { .. } => return Ok(demands.with_renewal(parameters)),
        Call::repeal_article { number, content, core } => {
            Pallet::<T>::repealable(*number, *content, *core, parameters)?;
            let demands = demands.with_renewal(parameters);
            return Ok(if *core { demands.with_approval(parameters.core_repeal_permille) } else { demands });
        }
        Call::renew_article { number, content } => {
            Pallet::<T>::living(*number, *content)?;
        }
        Call::pause_article { number, content, until } => {
            Pallet::<T>::living(*number, *content)?;
            let longest = closes.saturating_add(parameters.suspension_max);
            ensure!(class != Class::Suspension || *until <= longest, Error::<T>::PauseTooLong);
        }
        _ => {}
    }
    Ok(demands)
}

/// The classes in which this pallet's own calls may be proposed (DESIGN section 2, art. 3-A).
///
/// An article comes and goes by the function that renews it, quadratic voting; one on rights, and the rules by which all
/// is decided, by one vote a person. What persons do in their own names is nothing to be voted on.
fn own_classes<T: Config>(call: &Call<T>) -> &'static [Class] {
    match call {
        Call::set_parameters { .. } => &[Class::Rights],
        Call::renew_article { .. } => &[Class::Renewal],
        Call::enact_article { .. } | Call::repeal_article { .. } => &[Class::Renewal, Class::Rights],
        Call::pause_article { .. } => &[Class::Emergency, Class::Suspension],
        _ => &[],
    }
}
