//! Which classes may enact which calls: what is decided about persons, rules and power needs the class that fits.

use crate::RuntimeCall;
use cybersyn_primitives::Class;
use pallet_constitution::CallGuard;

/// Nobody may propose it: it bypasses every rule, dispatches calls that nobody has looked at, takes away what approved
/// proposals need, or is done by accounts in their own names and not by votes.
const NEVER: &[Class] = &[];
/// How the chain works.
const TECHNICAL: &[Class] = &[Class::Technical, Class::Emergency];
/// Who holds an office.
const OFFICE: &[Class] = &[Class::Recall, Class::Technical, Class::Emergency];
/// Who is a person, and what persons may do.
const RIGHTS: &[Class] = &[Class::Rights];
/// What can change everything.
const FUNDAMENTAL: &[Class] = &[Class::Rights, Class::Emergency];
/// Coins.
const MONEY: &[Class] = &[Class::Treasury];

/// The classes of the runtime's calls; the constitution judges its own.
pub struct Guard;

impl CallGuard<RuntimeCall> for Guard {
    /// Whoever adds a pallet to the runtime decides here about its calls.
    fn classes(call: &RuntimeCall) -> Option<&'static [Class]> {
        match call {
            RuntimeCall::Constitution(_) => None,
            RuntimeCall::System(call) => of_system(call),
            RuntimeCall::Babe(_) | RuntimeCall::Grandpa(_) => Some(TECHNICAL),
            // It decides who becomes an expert.
            RuntimeCall::Redundancy(pallet_redundancy::Call::set_performance { .. }) => Some(RIGHTS),
            RuntimeCall::Redundancy(_) => Some(OFFICE),
            RuntimeCall::Personhood(_)
            | RuntimeCall::Attention(_)
            | RuntimeCall::Quota(_)
            | RuntimeCall::Reputation(_) => Some(RIGHTS),
            RuntimeCall::Balances(_) => Some(MONEY),
            RuntimeCall::Scheduler(_)
            | RuntimeCall::Preimage(_)
            | RuntimeCall::Timestamp(_)
            | RuntimeCall::Session(_)
            | RuntimeCall::Did(_)
            | RuntimeCall::Ballots(_)
            | RuntimeCall::Mesh(_) => Some(NEVER),
        }
    }

    /// An upgrade replaces all rules, this one among them; who becomes a person decides who will decide.
    fn is_fundamental(call: &RuntimeCall) -> bool {
        use pallet_personhood::Call::{set_defences, set_parameters};
        matches!(
            call,
            RuntimeCall::System(frame_system::Call::authorize_upgrade { .. })
                | RuntimeCall::Personhood(set_defences { .. } | set_parameters { .. })
        )
    }
}

/// Remarks do nothing; an upgrade is authorized by its hash and applied by anybody; raw storage is out of reach.
fn of_system(call: &frame_system::Call<crate::Runtime>) -> Option<&'static [Class]> {
    use frame_system::Call;
    match call {
        Call::remark { .. } | Call::remark_with_event { .. } => None,
        Call::authorize_upgrade { .. } => Some(FUNDAMENTAL),
        _ => Some(NEVER),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(call: impl Into<RuntimeCall>) -> Option<&'static [Class]> {
        Guard::classes(&call.into())
    }

    /// A person's expertise weighs in technical votes, and an upgrade can touch rights.
    #[test]
    fn upgrades_are_fundamental_and_no_technical_matter() {
        let call: RuntimeCall = frame_system::Call::authorize_upgrade { code_hash: Default::default() }.into();
        assert_eq!(Guard::classes(&call), Some(FUNDAMENTAL));
        assert!(Guard::is_fundamental(&call));
    }

    #[test]
    fn nobody_takes_away_the_call_of_an_approved_proposal() {
        let call = pallet_preimage::Call::unrequest_preimage { hash: Default::default() };
        assert_eq!(classes(call), Some(NEVER));
    }

    #[test]
    fn what_protects_persons_is_a_matter_of_rights_alone() {
        let defences = pallet_personhood::Defences::default();
        assert_eq!(classes(pallet_personhood::Call::set_defences { defences }), Some(RIGHTS));
        let parameters = pallet_personhood::Parameters::default();
        assert_eq!(classes(pallet_personhood::Call::set_parameters { parameters }), Some(RIGHTS));
    }

    /// Who can make persons at will soon has the majority that everything else takes.
    #[test]
    fn who_becomes_a_person_is_fundamental() {
        let (defences, parameters) = Default::default();
        assert!(Guard::is_fundamental(&pallet_personhood::Call::set_defences { defences }.into()));
        assert!(Guard::is_fundamental(&pallet_personhood::Call::set_parameters { parameters }.into()));
        assert!(!Guard::is_fundamental(&pallet_personhood::Call::strike { citizen: 0 }.into()));
    }

    #[test]
    fn raw_storage_and_unchecked_code_cannot_be_proposed() {
        assert_eq!(classes(frame_system::Call::set_storage { items: Vec::new() }), Some(NEVER));
        assert_eq!(classes(frame_system::Call::set_code_without_checks { code: Vec::new() }), Some(NEVER));
        let unchecked = frame_system::Call::authorize_upgrade_without_checks { code_hash: Default::default() };
        assert_eq!(classes(unchecked), Some(NEVER));
    }

    #[test]
    fn what_schedules_other_calls_cannot_be_proposed() {
        let inner = RuntimeCall::System(frame_system::Call::kill_storage { keys: Vec::new() });
        let call = pallet_scheduler::Call::schedule { when: 1, maybe_periodic: None, priority: 0, call: inner.into() };
        assert_eq!(classes(call), Some(NEVER));
    }

    #[test]
    fn experts_do_not_vote_on_expertise() {
        let parameters = cybersyn_primitives::reputation::ReputationParams::default();
        let changed = pallet_reputation::Call::set_parameters { parameters, retained_permille: 900 };
        assert!(classes(changed).is_some_and(|classes| !classes.contains(&Class::Technical)));
        let performance = pallet_redundancy::Call::set_performance { parameters: Default::default() };
        assert_eq!(classes(performance), Some(RIGHTS));
    }

    #[test]
    fn nobody_is_struck_by_a_vote_on_priorities() {
        let struck = classes(pallet_personhood::Call::strike { citizen: 0 });
        assert!(struck.is_some_and(|classes| !classes.contains(&Class::Priority)));
    }
}
