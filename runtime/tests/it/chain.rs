//! A chain with twelve founding citizens, where voting begins as soon as something is proposed, and newcomers are persons
//! with their last vouch.

use cybersyn_primitives::{
    Ballot, Body, Choice, CitizenIndex, Class, Hash, Millis, ProposalId, SignedBallot, Tokens, VotingKey,
    dev::{account_uri, voting_seed},
};
use cybersyn_runtime::{
    AccountId, AllPalletsWithSystem, Ballots, Constitution, ConstitutionConfig, PersonhoodConfig, Runtime, RuntimeCall,
    RuntimeOrigin, System, founders::founders,
};
use frame_support::{
    dispatch::DispatchResult,
    traits::{BuildGenesisConfig, OnIdle, OnInitialize, OnTimestampSet},
    weights::Weight,
};
use pallet_personhood::Defences;
use sp_core::{Pair, ed25519, sr25519};

/// A day in 2027.
pub const START: Millis = 1_800_000_000_000;

/// What a vote is given after its close.
const GRACE: Millis = 60_000;

pub fn run(test: impl FnOnce()) {
    run_among(founders(), test);
}

/// The same with other founding citizens.
pub fn run_among(founders: Vec<(AccountId, VotingKey)>, test: impl FnOnce()) {
    sp_io::TestExternalities::new_empty().execute_with(|| {
        let defences = Defences { vouched_window: 0, ..Default::default() };
        PersonhoodConfig { founders, defences, ..Default::default() }.build();
        let grace_millis = Some(GRACE);
        ConstitutionConfig { discussion_min_millis: Some(0), grace_millis, ..Default::default() }.build();
        System::set_block_number(1);
        at(START);
        test();
    });
}

pub fn at(now: Millis) {
    pallet_timestamp::Now::<Runtime>::put(now);
    <Ballots as OnTimestampSet<Millis>>::on_timestamp_set(now);
}

pub fn now() -> Millis {
    pallet_timestamp::Now::<Runtime>::get()
}

/// The account of development citizen `number`.
pub fn pair(number: u32) -> sr25519::Pair {
    sr25519::Pair::from_string(&account_uri(number), None).expect("a derivation of the development phrase")
}

pub fn account(number: u32) -> AccountId {
    pair(number).public().into()
}

/// Citizen `number` proposes a resolution; the vote lasts `voting`.
pub fn propose(number: u32, content: Hash, class: Class, voting: Millis) -> DispatchResult {
    Constitution::propose(RuntimeOrigin::signed(account(number)), content, class, None, 0, voting)
}

/// Citizen `number` proposes `call`; the vote lasts `voting`.
pub fn propose_call(number: u32, content: Hash, class: Class, call: RuntimeCall, voting: Millis) -> ProposalId {
    let origin = RuntimeOrigin::signed(account(number));
    Constitution::propose(origin, content, class, Some(Box::new(call)), 0, voting).expect("the draft is legal");
    latest()
}

/// Whatever is due gets done: founders get their time, pages are marked, boxes close.
pub fn idle() {
    AllPalletsWithSystem::on_idle(System::block_number(), Weight::MAX);
}

/// The next block begins: what is scheduled for it is dispatched.
pub fn next_block() {
    let number = System::block_number() + 1;
    System::set_block_number(number);
    cybersyn_runtime::Scheduler::on_initialize(number);
}

/// Lets the vote end, and its grace pass.
pub fn decide(proposal: ProposalId) {
    at(Ballots::ledger(proposal).expect("there is a box").terms.closes);
    idle();
    for _ in 0..3 {
        at(now() + GRACE / 2);
        idle();
    }
}

pub fn voting_pair(number: u32) -> ed25519::Pair {
    ed25519::Pair::from_seed(&voting_seed(number))
}

pub fn genesis() -> Hash {
    System::block_hash(0).into()
}

/// Development citizen `number`, who is `citizen`, votes yes now.
pub fn vote(proposal: ProposalId, number: u32, citizen: CitizenIndex, tokens: Tokens) -> DispatchResult {
    let terms = Ballots::ledger(proposal).expect("the box is open").terms;
    let body = Body::Open { choice: Choice::Yes, tokens };
    let ballot = Ballot { proposal, citizen, key_version: 0, body, cast_at: (now() - terms.opens) as u32 };
    let signature = voting_pair(number).sign(&ballot.signing_payload(&genesis(), &terms.content)).0;
    Ballots::settle_own(RuntimeOrigin::signed(account(number)), SignedBallot { ballot, signature })
}

/// Id of the proposal that was submitted last.
pub fn latest() -> ProposalId {
    pallet_constitution::NextProposal::<Runtime>::get() - 1
}
