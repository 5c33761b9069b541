//! Calls that nobody may send, whoever they are.

use crate::RuntimeCall;
use frame_support::traits::Contains;

/// Everything but `session.purge_keys`.
///
/// A sitting validator without session keys weakens finality from the next session on, and a filter does not know who
/// calls. Who is a validator is decided by `redundancy.set_validators`; keys are changed by `session.set_keys`, and given
/// up by `redundancy.release_keys`, which knows who is no validator. What root dispatches, enacted proposals among it,
/// passes no filter.
pub struct Sendable;

impl Contains<RuntimeCall> for Sendable {
    fn contains(call: &RuntimeCall) -> bool {
        !matches!(call, RuntimeCall::Session(pallet_session::Call::purge_keys { .. }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RuntimeOrigin;
    use frame_support::traits::OriginTrait;

    fn purge() -> RuntimeCall {
        pallet_session::Call::purge_keys {}.into()
    }

    fn upgrade() -> RuntimeCall {
        frame_system::Call::apply_authorized_upgrade { code: Vec::new() }.into()
    }

    #[test]
    fn nobody_purges_session_keys() {
        assert!(!RuntimeOrigin::signed([1; 32].into()).filter_call(&purge()));
    }

    #[test]
    fn anybody_applies_an_authorized_upgrade() {
        assert!(RuntimeOrigin::signed([1; 32].into()).filter_call(&upgrade()));
        assert!(RuntimeOrigin::none().filter_call(&upgrade()));
    }

    #[test]
    fn root_passes_no_filter() {
        assert!(RuntimeOrigin::root().filter_call(&purge()));
    }
}
