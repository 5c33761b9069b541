//! Mesh ingest on one core: gossip bundles through the heart onto the disk, beside the bare batch verification.
//!
//! Both run in a process of their own that may use one core only, the store's thread included.

use crate::{
    measure::TURNS,
    voters::{signer, voter},
};
use anyhow::{Context, Result, anyhow, ensure};
use cybersyn_mesh_core::{Effect, Event, GossipId, Heart, Message, Peer, Record, Ticket, ViewUpdate, message};
use cybersyn_mesh_store::{Directory, Journal, JournalOptions, Record as Stored};
use cybersyn_primitives::{
    Ballot, Body, Choice, Class, PageIndex, SLOTS_PER_PAGE, SignedBallot, Terms, ledger::Ledger, roll::RollPage,
    slot_of, terms::Thresholds,
};
use ed25519_zebra::{Signature, VerificationKeyBytes, batch};
use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};
use serde::{Deserialize, Serialize};
use std::{
    process::{Command, Stdio},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread::JoinHandle,
    time::{Duration, Instant},
};

const GENESIS: [u8; 32] = [1; 32];
const CONTENT: [u8; 32] = [3; 32];
const OPENS: u64 = 1_800_000_000_000;
/// Voters, one ballot each.
const VOTERS: u32 = 64 * 1024;
/// Ballots per gossip message: what fits into 64 kB.
const BUNDLE: usize = 700;
/// Commits on their way to disk before ingest waits.
const COMMITS_MAX: usize = 2;
/// Signatures per bare batch.
const BARE_BATCH: usize = 1_024;

/// The command that measures in the process it is given to.
pub const HERE: &str = "ingest-here";

/// Ballots per second on one core.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ingest {
    /// Batch verification alone.
    pub bare_per_second: f64,
    /// From gossip message to acknowledged on disk.
    pub whole_per_second: f64,
}

/// Measures in a process that is bound to one core.
pub fn run_on_one_core() -> Result<Ingest> {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", &first_core()?]).arg(std::env::current_exe()?).arg(HERE).stderr(Stdio::inherit());
    let output = command.output().context("`taskset` (util-linux) binds to one core")?;
    ensure!(output.status.success(), "ingest failed: {}", output.status);
    serde_json::from_slice(&output.stdout).context("ingest answers in another form")
}

/// The first of the cores that this process may use.
fn first_core() -> Result<String> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let first = allowed.and_then(|list| list.trim().split([',', '-']).next());
    first.map(str::to_owned).context("/proc/self/status names the cores that may be used")
}

/// Measures both on the same ballots.
pub fn run() -> Result<Ingest> {
    let ballots: Vec<SignedBallot> = (0..VOTERS).map(ballot).collect();
    // In turns, so that a change of the machine's speed meets both.
    let (mut bare, mut whole) = (Duration::MAX, Duration::MAX);
    for _ in 0..TURNS {
        bare = bare.min(verify_bare(&ballots)?);
        whole = whole.min(ingest(&ballots)?);
    }
    let per_second = |took: Duration| f64::from(VOTERS) / took.as_secs_f64();
    Ok(Ingest { bare_per_second: per_second(bare), whole_per_second: per_second(whole) })
}

fn ballot(citizen: u32) -> SignedBallot {
    let body = Body::Open { choice: Choice::Yes, tokens: 0 };
    let ballot = Ballot { proposal: 0, citizen, key_version: 0, body, cast_at: 500_000 };
    let signature = signer(citizen).sign(&ballot.signing_payload(&GENESIS, &CONTENT)).to_bytes();
    SignedBallot { ballot, signature }
}

/// Nothing but signatures: payloads and keys are made before the clock starts.
fn verify_bare(ballots: &[SignedBallot]) -> Result<Duration> {
    let items: Vec<_> = ballots
        .iter()
        .map(|signed| {
            let payload = signed.ballot.signing_payload(&GENESIS, &CONTENT);
            (VerificationKeyBytes::from(&signer(signed.ballot.citizen)), Signature::from(signed.signature), payload)
        })
        .collect();
    let mut random = ChaCha12Rng::from_seed([7; 32]);
    let begun = Instant::now();
    for chunk in items.chunks(BARE_BATCH) {
        let mut verifier = batch::Verifier::new();
        chunk.iter().for_each(|(key, signature, payload)| verifier.queue((*key, *signature, payload)));
        verifier.verify(&mut random).map_err(|error| anyhow!("bare: {error}"))?;
    }
    Ok(begun.elapsed())
}

fn ingest(ballots: &[SignedBallot]) -> Result<Duration> {
    let bundles: Vec<Vec<u8>> =
        ballots.chunks(BUNDLE).map(|bundle| message::encode(&Message::Ballots(bundle.to_vec()))).collect();
    let directory = tempfile::tempdir()?;
    let disk = Directory::open(directory.path())?;
    let (journal, _) = Journal::open(disk, JournalOptions::default(), |_| Ok(()))?;
    let mut now = OPENS + 600_000;
    let mut node = Node::new(journal);
    node.work(Event::Finalized(Box::new(view())), now)?;
    let begun = Instant::now();
    for bytes in bundles {
        now += 10;
        node.work(Event::Gossip { from: Peer([9; 32]), id: GossipId(0), bytes }, now)?;
    }
    node.work(Event::Tick, now + 100)?;
    let kept = node.finish()?;
    let took = begun.elapsed();
    ensure!(kept == ballots.len(), "{kept} of {} ballots were kept", ballots.len());
    Ok(took)
}

/// A heart whose checks run here, and whose store has a thread of its own, as in the daemon: while the disk syncs one
/// commit, the next is being checked.
struct Node {
    heart: Heart,
    store: SyncSender<(Ticket, Vec<Stored>)>,
    persisted: Receiver<Ticket>,
    thread: JoinHandle<Result<usize>>,
    under_way: usize,
}

impl Node {
    fn new(journal: Journal<Directory>) -> Self {
        let (store, commits) = sync_channel(COMMITS_MAX);
        let (done, persisted) = sync_channel(COMMITS_MAX);
        let thread = std::thread::spawn(move || persist(journal, &commits, &done));
        Self { heart: Heart::new(GENESIS), store, persisted, thread, under_way: 0 }
    }

    /// Handles an event and all that follows from it.
    fn work(&mut self, event: Event, now: u64) -> Result<()> {
        let mut events = vec![event];
        while self.under_way >= COMMITS_MAX {
            events.push(self.confirmed()?);
        }
        while let Some(event) = events.pop() {
            for effect in self.heart.handle(event, now) {
                match effect {
                    Effect::Verify(work) => events.push(Event::Verified(work.run([7; 32]))),
                    Effect::Persist { ticket, records } => {
                        self.store.send((ticket, records.into_iter().filter_map(stored).collect()))?;
                        self.under_way += 1;
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn confirmed(&mut self) -> Result<Event> {
        let ticket = self.persisted.recv()?;
        self.under_way -= 1;
        Ok(Event::Persisted(ticket))
    }

    /// Waits for the disk; how many ballots are on it.
    fn finish(mut self) -> Result<usize> {
        while self.under_way > 0 {
            self.confirmed()?;
        }
        drop(self.store);
        self.thread.join().map_err(|_| anyhow!("the store's thread panicked"))?
    }
}

/// The store: one append and one sync per commit.
fn persist(
    mut journal: Journal<Directory>,
    commits: &Receiver<(Ticket, Vec<Stored>)>,
    done: &SyncSender<Ticket>,
) -> Result<usize> {
    let mut kept = 0;
    for (ticket, records) in commits {
        journal.append(&records)?;
        kept += records.len();
        done.send(ticket)?;
    }
    Ok(kept)
}

fn stored(record: Record) -> Option<Stored> {
    match record {
        Record::Ballot(ballot) => Some(Stored::Ballot(ballot)),
        _ => None,
    }
}

fn view() -> ViewUpdate {
    let pages = (0..(VOTERS / SLOTS_PER_PAGE) as PageIndex).map(|page| (page, roll_page(page))).collect();
    let proposals = vec![(0, Ledger::new(terms()))];
    ViewUpdate { number: 1, time: OPENS + 600_000, proposals, roll: pages, ..Default::default() }
}

fn terms() -> Terms {
    Terms {
        content: CONTENT,
        scheduled: OPENS,
        opens: OPENS,
        closes: OPENS + 1_000_000,
        grace: 1_000,
        class: Class::Rights,
        function: Class::Rights.function(),
        tokens_max: 50,
        quorum_base: 1,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 0 },
    }
}

fn roll_page(page: PageIndex) -> RollPage {
    RollPage::truncate_from((0..=u8::MAX).map(|position| voter(slot_of(page, position))).collect())
}
