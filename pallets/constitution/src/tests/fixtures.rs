//! What tests do: proposals, decisions, articles, time.

use super::mock::*;
use crate::{Article, Articles, Draft, Enactment, Status};
use cybersyn_pallet_test_utils::{START, block};
use cybersyn_primitives::{
    Class, DAY, Millis, ProposalId,
    tally::{Outcome, Tally},
    traits::{Decision, OnDecided},
};
use frame_support::assert_ok;
use sp_runtime::{DispatchError, DispatchResult};

/// Runs `test` in block 1 at [`START`], then checks every invariant.
pub fn run(test: impl FnOnce()) {
    externalities().execute_with(|| {
        block::<Test, AllPalletsWithSystem>(1, START);
        test();
        Constitution::check_state().expect("invariants hold after every test");
    });
}

/// Closes the block, with idle time, and opens the next one `later`.
pub fn advance(later: Millis) {
    let number = u32::try_from(System::block_number()).expect("tests are short") + 1;
    block::<Test, AllPalletsWithSystem>(number, Timestamp::get() + later);
}

/// A legal draft without a call.
pub fn draft(content: u8) -> Draft<Test> {
    let (discussion, voting) = (3 * DAY, 7 * DAY);
    Draft { content: [content; 32], class: Class::Technical, call: None, discussion, voting }
}

/// A legal draft with `call`.
pub fn draft_of(content: u8, class: Class, call: impl Into<RuntimeCall>) -> Draft<Test> {
    let discussion = match class {
        Class::Renewal => 60 * DAY,
        _ => 3 * DAY,
    };
    Draft { class, call: Some(Box::new(call.into())), discussion, ..draft(content) }
}

/// Submits as account `who`.
pub fn propose(who: u64, draft: Draft<Test>) -> DispatchResult {
    let Draft { content, class, call, discussion, voting } = draft;
    Constitution::propose(RuntimeOrigin::signed(who), content, class, call, discussion, voting)
}

/// Tells of a decision.
pub fn decide(proposal: ProposalId, outcome: Outcome) {
    let decision = Decision { outcome, outcome_at_close: outcome, tally: Tally::default(), live_root: [0; 32] };
    Constitution::decided(proposal, decision);
}

/// Where a proposal stands.
pub fn status(proposal: ProposalId) -> Status {
    crate::Proposals::<Test>::get(proposal).expect("it was submitted").status
}

/// What became of the call of a decided proposal.
pub fn enactment(proposal: ProposalId) -> Enactment {
    match status(proposal) {
        Status::Decided { enactment, .. } => enactment,
        other => panic!("not decided: {other:?}"),
    }
}

/// A call of `bytes` encoded bytes and little weight: a remark.
pub fn remark(bytes: usize) -> RuntimeCall {
    use codec::Encode;
    let mut call = frame_system::Call::remark { remark: vec![0; bytes] };
    let excess = RuntimeCall::from(call.clone()).encoded_size() - bytes;
    if let frame_system::Call::remark { remark } = &mut call {
        remark.truncate(bytes - excess);
    }
    call.into()
}

/// Brings article `number` into force, with the text of that hash.
pub fn enact(number: u32, content: u8) {
    assert_ok!(Constitution::enact_article(RuntimeOrigin::root(), number, [content; 32]));
}

/// An article that was enacted.
pub fn article(number: u32) -> Article {
    Articles::<Test>::get(number).expect("it was enacted")
}

/// How the call of a proposal went, if it was dispatched.
pub fn dispatched(proposal: ProposalId) -> Option<Result<(), DispatchError>> {
    System::events().into_iter().find_map(|record| match record.event {
        RuntimeEvent::Constitution(crate::Event::Enacted { proposal: of, result }) if of == proposal => Some(result),
        _ => None,
    })
}
