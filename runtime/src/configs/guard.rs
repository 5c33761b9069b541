//! Which classes may enact which calls: what is decided about persons and power needs the class that fits.

use crate::RuntimeCall;
use cybersyn_primitives::Class;
use pallet_constitution::CallGuard;

/// Nobody may propose it: it bypasses every rule, or dispatches calls that nobody has looked at.
const NEVER: &[Class] = &[];
/// How the chain works.
const TECHNICAL: &[Class] = &[Class::Technical, Class::Emergency];
/// Who holds an office.
const OFFICE: &[Class] = &[Class::Recall, Class::Technical, Class::Emergency];
/// Who is a person, and what persons may do.
const RIGHTS: &[Class] = &[Class::Rights];
/// Coins.
const MONEY: &[Class] = &[Class::Treasury];

/// The classes of the runtime's calls; the constitution judges its own.
pub struct Guard;

impl CallGuard<RuntimeCall> for Guard {
    fn classes(call: &RuntimeCall) -> Option<&'static [Class]> {
        match call {
            RuntimeCall::Constitution(_) => None,
            RuntimeCall::System(call) => of_system(call),
            RuntimeCall::Scheduler(_) => Some(NEVER),
            // It decides who becomes an expert.
            RuntimeCall::Redundancy(pallet_redundancy::Call::set_performance { .. }) => Some(RIGHTS),
            RuntimeCall::Redundancy(_) => Some(OFFICE),
            RuntimeCall::Personhood(_)
            | RuntimeCall::Attention(_)
            | RuntimeCall::Quota(_)
            | RuntimeCall::Reputation(_) => Some(RIGHTS),
            RuntimeCall::Balances(_) => Some(MONEY),
            _ => Some(TECHNICAL),
        }
    }
}

/// Remarks do nothing; an upgrade is authorized by its hash and applied by anybody; raw storage is out of reach.
fn of_system(call: &frame_system::Call<crate::Runtime>) -> Option<&'static [Class]> {
    use frame_system::Call;
    match call {
        Call::remark { .. } | Call::remark_with_event { .. } => None,
        Call::authorize_upgrade { .. } => Some(TECHNICAL),
        _ => Some(NEVER),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(call: impl Into<RuntimeCall>) -> Option<&'static [Class]> {
        Guard::classes(&call.into())
    }

    #[test]
    fn upgrades_are_technical() {
        let call = frame_system::Call::authorize_upgrade { code_hash: Default::default() };
        assert!(classes(call).is_some_and(|classes| classes.contains(&Class::Technical)));
    }

    #[test]
    fn raw_storage_and_unchecked_code_cannot_be_proposed() {
        assert_eq!(classes(frame_system::Call::set_storage { items: Vec::new() }), Some(NEVER));
        assert_eq!(classes(frame_system::Call::set_code_without_checks { code: Vec::new() }), Some(NEVER));
        let unchecked = frame_system::Call::authorize_upgrade_without_checks { code_hash: Default::default() };
        assert_eq!(classes(unchecked), Some(NEVER));
    }

    #[test]
    fn calls_that_hold_calls_cannot_be_proposed() {
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
