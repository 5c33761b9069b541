//! The off-chain worker: takes batches from the sidecar and submits them to this node's own pool.

use crate::{
    LOG_TARGET,
    pallet::{BallotPages, Call, Clock, Config, Ledgers, Pallet, RollPages},
    settle::live_at,
    sidecar::{self, Silence},
    weights::WeightInfo,
};
use alloc::string::String;
use cybersyn_primitives::{
    Batch, Millis, PackedBallot, ProposalId,
    ballot::BATCH_BALLOTS_MAX,
    clock::AliveClock,
    ledger::Ledger,
    roll::RollPage,
    rule::{LiveBallot, Moment, Voter, admissible, effect},
    settlement::{ANSWER_MILLIS_MAX, PARTS_MAX},
    weight::EXPERTISE_NONE,
};
use frame_support::{traits::Get, weights::Weight};
use frame_system::{offchain::SubmitTransaction, pallet_prelude::BlockNumberFor};
use sp_core::offchain::Duration;
use sp_runtime::{
    SaturatedConversion,
    offchain::{
        storage::StorageValueRef,
        storage_lock::{StorageLock, Time},
    },
};

/// Two blocks' workers must not submit the same ballots at once.
const LOCK_KEY: &[u8] = b"cybersyn/settlement-lock";
/// When the last warning was given.
const WARNED_KEY: &[u8] = b"cybersyn/settlement-warned";
/// Time between two warnings about the same silence, in milliseconds.
const WARN_EVERY: Millis = 60_000;
/// The lock expires after this, should a worker die with it: the time of two answers.
const LOCK_MILLIS: u64 = 2 * ANSWER_MILLIS_MAX;

impl<T: Config> Pallet<T> {
    /// Runs after the import of block `number`. Does nothing on a node without `--sidecar-url`.
    pub(crate) fn fetch_and_submit(number: BlockNumberFor<T>) {
        let Some(url) = sidecar::url() else { return };
        let mut lock = StorageLock::<Time>::with_deadline(LOCK_KEY, Duration::from_millis(LOCK_MILLIS));
        let Ok(mut guard) = lock.try_lock() else {
            log::debug!(target: LOG_TARGET, "the worker of an earlier block is still busy with the sidecar");
            return;
        };
        let built_on: u32 = number.saturated_into();
        let mut courier = Courier::<T>::new(built_on);
        for part in 0..PARTS_MAX {
            let answer = url.as_ref().map_err(|silence| *silence);
            match answer.and_then(|url: &String| sidecar::fetch(url, built_on, part)) {
                Ok(batches) if batches.is_empty() => break,
                Ok(batches) => batches.into_iter().for_each(|batch| courier.submit(batch)),
                Err(silence) => return warn(silence),
            }
            if courier.is_block_full() || guard.extend_lock().is_err() {
                break;
            }
        }
    }
}

/// Prepares and submits the batches for one block.
struct Courier<T: Config> {
    built_on: u32,
    next_number: u16,
    clock: AliveClock,
    weight: Weight,
    config: core::marker::PhantomData<T>,
}

impl<T: Config> Courier<T> {
    fn new(built_on: u32) -> Self {
        let (clock, weight) = (Clock::<T>::get(), Weight::zero());
        Self { built_on, next_number: 0, clock, weight, config: Default::default() }
    }

    /// Whether more is submitted than the next block takes: what is beyond waits for the block after.
    fn is_block_full(&self) -> bool {
        !self.weight.all_lte(T::SettlementWeightMax::get())
    }

    /// Submits what of the batch would settle, as far as that is cheap to see.
    fn submit(&mut self, mut batch: Batch) {
        if self.is_block_full() || batch.ballots() > BATCH_BALLOTS_MAX {
            return;
        }
        self.drop_settled(&mut batch);
        let (proposal, ballots) = (batch.proposal, batch.ballots());
        if ballots == 0 {
            return;
        }
        (batch.built_on, batch.number) = (self.built_on, self.next_number);
        let weight = T::WeightInfo::settle(batch.pages.len() as u32, ballots);
        let transaction = T::create_authorized_transaction(Call::<T>::settle { batch }.into());
        match SubmitTransaction::<T, Call<T>>::submit_transaction(transaction) {
            Ok(()) => {
                self.weight = self.weight.saturating_add(weight);
                self.next_number = self.next_number.saturating_add(1);
            }
            Err(()) => log::warn!(target: LOG_TARGET, "the pool refused a batch of {ballots} ballots on {proposal}"),
        }
    }

    /// Drops the ballots that this block's state has settled already or would skip.
    fn drop_settled(&self, batch: &mut Batch) {
        let settles = |ledger: &Ledger| ledger.takes_ballots(&self.clock) && !ledger.is_unmarked();
        let ledger = Ledgers::<T>::get(batch.proposal).filter(settles);
        let Some(ledger) = ledger else { return batch.pages.clear() };
        let proposal = batch.proposal;
        batch.pages.retain_mut(|(index, ballots)| {
            let roll = RollPages::<T>::get(*index);
            let live = BallotPages::<T>::get(proposal, *index);
            ballots
                .retain(|packed| self.would_settle(proposal, &ledger, &roll, live_at(&live, packed.position), packed));
            !ballots.is_empty()
        });
    }

    /// The rule without the signature and without the balance, which earlier ballots of the batch may change.
    fn would_settle(
        &self,
        proposal: ProposalId,
        ledger: &Ledger,
        roll: &RollPage,
        live: Option<LiveBallot>,
        packed: &PackedBallot,
    ) -> bool {
        let Some(slot) = roll.get(usize::from(packed.position)) else { return false };
        let ballot = packed.unpack(proposal, slot.citizen).ballot;
        // Weight decides nothing here.
        let voter = Voter { slot, expertise_permille: EXPERTISE_NONE };
        let moment = Moment { now: self.clock.now, live, spent: 0, accrued: u64::MAX };
        admissible(&ballot, &ledger.terms, &voter).is_ok() && effect(&ballot, &ledger.terms, &voter, &moment).is_ok()
    }
}

/// Warns once a minute: a silent sidecar means that this validator settles nothing.
fn warn(silence: Silence) {
    let last_warning = StorageValueRef::persistent(WARNED_KEY);
    let now = sp_io::offchain::timestamp().unix_millis();
    let recently = last_warning.get::<Millis>().ok().flatten();
    if recently.is_some_and(|then| now.saturating_sub(then) < WARN_EVERY) {
        return;
    }
    last_warning.set(&now);
    log::warn!(target: LOG_TARGET, "no ballots from the sidecar: {silence}");
}
