//! Connected peers and whose turn of reconciliation it is: who has waited longest goes first, who does not answer waits
//! longer and longer, and neither those who failed last nor light peers take more than their part of the turns.

use cybersyn_primitives::Millis;
use std::collections::{BTreeMap, VecDeque};

use crate::{
    FullPeers, Peer,
    limits::{
        PEERS_MAX, RECONCILE_DOUBLINGS_MAX, RECONCILE_MILLIS, TURN_MILLIS_MAX, TURN_QUESTIONS_MAX, TURNS_FAILING_MAX,
        TURNS_LIGHT_MAX, TURNS_MAX,
    },
    message::SetName,
    reconcile::{Exchange, Session},
};

/// What is new here is passed on, and what was cut short is gone on with, after so long.
const HURRY_MILLIS: Millis = 250;

/// Connected peers.
#[derive(Debug, Default)]
pub(super) struct Neighbours {
    known: BTreeMap<Peer, Neighbour>,
    /// Counts turns and arrivals.
    clock: u64,
}

/// A connected peer.
#[derive(Debug, Default)]
pub(super) struct Neighbour {
    /// The next turn may begin.
    due: Millis,
    /// When its last turn began, or it came.
    served: u64,
    /// When it was last asked which ballots it has on disk.
    asked_holds: u64,
    /// Turns in a row that failed.
    failures: u32,
    turn: Option<Turn>,
    /// The first of the sets that take turns in summaries to be in the next one.
    pub next_window: Option<SetName>,
}

/// A peer's turn.
#[derive(Debug)]
pub(super) struct Turn {
    since: Millis,
    questions: u32,
    /// Sets that differ and are still to be reconciled.
    pub differing: VecDeque<SetName>,
    /// Where the window of the summary ends.
    pub window_end: Option<SetName>,
    /// A reply that waits until the verifier has room.
    pub held: Option<(SetName, Box<Session>, Exchange)>,
}

/// How a turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Everything was compared.
    Done,
    /// It took its share of time, and there is more to do.
    Cut,
    /// The peer did not answer, or not as it should.
    Failed,
}

impl Neighbours {
    pub(super) fn connect(&mut self, peer: Peer, now: Millis) {
        if self.known.len() < PEERS_MAX && !self.known.contains_key(&peer) {
            let clock = self.tick();
            let neighbour = Neighbour { due: now, served: clock, asked_holds: clock, ..Neighbour::default() };
            self.known.insert(peer, neighbour);
        }
    }

    pub(super) fn disconnect(&mut self, peer: &Peer) {
        self.known.remove(peer);
    }

    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    /// Begins the turns that are due, of peers that `may_ask` says yes to; returns whose.
    pub(super) fn begin_turns(&mut self, now: Millis, full: &FullPeers, may_ask: impl Fn(&Peer) -> bool) -> Vec<Peer> {
        let in_turn = || self.known.iter().filter(|(_, neighbour)| neighbour.turn.is_some());
        let mut room = TURNS_MAX.saturating_sub(in_turn().count());
        let mut failing = in_turn().filter(|(_, neighbour)| neighbour.failures > 0).count();
        let mut light = in_turn().filter(|(peer, _)| full.is_light(peer)).count();
        let waiting = self.known.iter().filter(|(_, neighbour)| neighbour.turn.is_none() && neighbour.due <= now);
        let waiting = waiting.filter(|(peer, _)| may_ask(peer));
        let mut waiting: Vec<_> = waiting.map(|(peer, n)| (n.failures > 0, n.served, *peer)).collect();
        waiting.sort_unstable();
        let mut begun = Vec::new();
        for (is_failing, _, peer) in waiting {
            if room == 0 || (is_failing && failing >= TURNS_FAILING_MAX) {
                break;
            }
            let is_light = full.is_light(&peer);
            if is_light && light >= TURNS_LIGHT_MAX {
                continue;
            }
            room -= 1;
            light += usize::from(is_light);
            failing += usize::from(is_failing);
            begun.push(peer);
        }
        begun.iter().for_each(|peer| self.begin_turn(peer, now));
        begun
    }

    fn begin_turn(&mut self, peer: &Peer, now: Millis) {
        let served = self.tick();
        if let Some(neighbour) = self.known.get_mut(peer) {
            let differing = VecDeque::new();
            neighbour.turn = Some(Turn { since: now, questions: 0, differing, window_end: None, held: None });
            (neighbour.served, neighbour.due) = (served, Millis::MAX);
        }
    }

    /// A peer and its turn, if it is its turn.
    pub(super) fn turn(&mut self, peer: &Peer) -> Option<&mut Turn> {
        self.known.get_mut(peer)?.turn.as_mut()
    }

    /// Peers whose turn it is.
    pub(super) fn in_turn(&self) -> Vec<Peer> {
        self.known.iter().filter(|(_, neighbour)| neighbour.turn.is_some()).map(|(peer, _)| *peer).collect()
    }

    /// Where the window of a peer's next summary begins.
    pub(super) fn next_window(&self, peer: &Peer) -> Option<SetName> {
        self.known.get(peer)?.next_window
    }

    /// A peer's turn is over. What hurries keeps its time, unless the peer failed.
    pub(super) fn end_turn(&mut self, peer: &Peer, end: End, now: Millis) {
        let Some(neighbour) = self.known.get_mut(peer) else { return };
        let Some(turn) = neighbour.turn.take() else { return };
        match end {
            End::Done => {
                neighbour.failures = 0;
                neighbour.next_window = turn.window_end;
                neighbour.due = neighbour.due.min(now + RECONCILE_MILLIS);
            }
            End::Cut => {
                neighbour.failures = 0;
                neighbour.due = now + HURRY_MILLIS;
            }
            End::Failed => {
                let doublings = neighbour.failures.min(RECONCILE_DOUBLINGS_MAX);
                neighbour.failures = neighbour.failures.saturating_add(1);
                neighbour.due = now + (RECONCILE_MILLIS << doublings);
            }
        }
    }

    /// Something new came from `from`: the others should hear of it soon.
    pub(super) fn hurry_others(&mut self, from: Peer, now: Millis) {
        let others = self.known.iter_mut().filter(|(peer, _)| **peer != from);
        others.for_each(|(_, neighbour)| neighbour.hurry(now));
    }

    /// What a peer brought had no room: it is to be asked for it soon.
    pub(super) fn hurry(&mut self, peer: &Peer, now: Millis) {
        if let Some(neighbour) = self.known.get_mut(peer) {
            neighbour.hurry(now);
        }
    }

    /// Up to [`TURNS_MAX`] peers to be asked which ballots they have on disk, of those that `may_ask` says yes to: who
    /// failed last comes last, else who has not been asked for longest comes first.
    pub(super) fn due_holders(&mut self, may_ask: impl Fn(&Peer) -> bool) -> Vec<Peer> {
        let free = self.known.iter().filter(|(peer, _)| may_ask(peer));
        let mut free: Vec<_> = free.map(|(peer, n)| (n.failures > 0, n.asked_holds, *peer)).collect();
        free.sort_unstable();
        let chosen: Vec<Peer> = free.into_iter().take(TURNS_MAX).map(|(_, _, peer)| peer).collect();
        let clock = self.tick();
        for peer in &chosen {
            if let Some(neighbour) = self.known.get_mut(peer) {
                neighbour.asked_holds = clock;
            }
        }
        chosen
    }
}

impl Neighbour {
    fn hurry(&mut self, now: Millis) {
        if self.failures == 0 {
            self.due = self.due.min(now + HURRY_MILLIS);
        }
    }
}

impl Turn {
    /// Counts a question; false: the turn has had its share.
    pub(super) fn may_ask(&mut self, now: Millis) -> bool {
        self.questions += 1;
        self.questions <= TURN_QUESTIONS_MAX && now.saturating_sub(self.since) <= TURN_MILLIS_MAX
    }
}
