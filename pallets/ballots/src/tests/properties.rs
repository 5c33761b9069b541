//! Properties of DESIGN section 4 on the pallet itself, over random sets of ballots.

use super::{fixtures::*, mock::*};
use crate::pallet::Clock;
use cybersyn_primitives::{
    Body, Choice, Class, ProposalId, SignedBallot, rule::LiveBallot, tally::Tally, traits::Attention,
};
use proptest::prelude::*;

const CITIZENS: u32 = 4;

#[derive(Clone, Copy, Debug)]
struct Draft {
    citizen: u32,
    choice: Choice,
    tokens: u16,
    cast_at: u32,
}

fn draft() -> impl Strategy<Value = Draft> {
    let choice = prop_oneof![Just(Choice::No), Just(Choice::Yes), Just(Choice::Abstain)];
    (0..CITIZENS, choice, 0u16..12, 0u32..6).prop_map(|(citizen, choice, tokens, cast_at)| Draft {
        citizen,
        choice,
        tokens,
        cast_at,
    })
}

/// A set of ballots, two orders of it, and where to cut the second into batches.
fn offers() -> impl Strategy<Value = (Vec<Draft>, Vec<usize>, Vec<usize>)> {
    prop::collection::vec(draft(), 1..16).prop_flat_map(|drafts| {
        let length = drafts.len();
        let order = prop::collection::vec(0..length, 0..length * 2);
        (Just(drafts), order, prop::collection::vec(1..5usize, 1..6))
    })
}

fn sign(proposal: ProposalId, drafts: &[Draft], spends: bool) -> Vec<SignedBallot> {
    let tokens = |draft: &Draft| if spends { draft.tokens } else { 0 };
    drafts.iter().map(|d| vote(proposal, d.citizen, d.choice, tokens(d), d.cast_at)).collect()
}

type State = (Vec<Option<LiveBallot>>, Tally, Vec<u64>);

fn state(proposal: ProposalId) -> State {
    let citizens = || 0..CITIZENS;
    (citizens().map(|c| live(proposal, c)).collect(), tally(proposal), citizens().map(spent).collect())
}

/// Offers the ballots in one batch, then again before final.
fn at_once(class: Class, drafts: &[Draft]) -> State {
    run(|| {
        admit(CITIZENS);
        open(1, class);
        let ballots = sign(1, drafts, spends(class));
        settle(1, &ballots);
        settle(1, &ballots);
        state(1)
    })
}

/// Offers some of the ballots in some order with repeats, cut into batches, then all of them, backwards.
fn piecemeal(class: Class, drafts: &[Draft], order: &[usize], cuts: &[usize]) -> State {
    run(|| {
        admit(CITIZENS);
        open(1, class);
        let ballots = sign(1, drafts, spends(class));
        let mut rest: Vec<_> = order.iter().map(|index| ballots[*index]).collect();
        for cut in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let later = rest.split_off((*cut).min(rest.len()));
            settle(1, &rest);
            Ballots::do_try_state().expect("every invariant holds after every batch");
            rest = later;
        }
        for signed in ballots.iter().rev() {
            let _refused_as_not_newer = Ballots::settle_own(RuntimeOrigin::signed(1), *signed);
        }
        state(1)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_duplication_and_batching_do_not_matter((drafts, order, cuts) in offers()) {
        for class in [Class::Rights, Class::Budget] {
            prop_assert_eq!(at_once(class, &drafts), piecemeal(class, &drafts, &order, &cuts));
        }
    }

    #[test]
    fn the_greatest_ballot_of_each_voter_is_live((drafts, _, _) in offers()) {
        let (live, tally, _) = at_once(Class::Rights, &drafts);
        for citizen in 0..CITIZENS {
            let own = drafts.iter().filter(|draft| draft.citizen == citizen);
            let greatest = own.map(|d| (d.cast_at, Body::Open { choice: d.choice, tokens: 0 })).max();
            prop_assert_eq!(live[citizen as usize].map(|live| (live.cast_at, live.body)), greatest);
        }
        prop_assert_eq!(tally.voters() as usize, live.iter().flatten().count());
    }

    #[test]
    fn live_never_decreases_and_spending_stays_within_means(
        drafts in prop::collection::vec((draft(), 1u32..4), 1..24),
    ) {
        run(|| {
            // Poor citizens: most of these ballots are more than they can pay.
            Params::mutate(|params| params.grant = 15);
            admit(CITIZENS);
            for proposal in 1..4 {
                open(proposal, Class::Budget);
            }
            for (draft, proposal) in &drafts {
                let before = live(*proposal, draft.citizen);
                settle(*proposal, &sign(*proposal, &[*draft], true));
                let after = live(*proposal, draft.citizen);
                assert!(after.map(|live| live.order()) >= before.map(|live| live.order()));
                let account = Accounts::page(0)[draft.citizen as usize];
                assert!(account.spent <= account.accrued(Clock::<Test>::get().now, &Params::get()));
                let tokens: u64 = (1..4).filter_map(|p| live(p, draft.citizen)).map(|l| u64::from(l.body.tokens())).sum();
                assert_eq!(account.spent, tokens);
            }
        });
    }
}
