//! Several scenarios at once. Each has its own chain, and a thread to itself.

use crate::{
    outcome::{Count, Outcome},
    scenario::{Scenario, Setting, run},
};
use std::{
    iter, mem,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

/// Plays all of them, `threads` at a time. `watch` is told of every day, and `done` of every outcome as soon as it is
/// there. The outcomes are in the order of the scenarios.
pub fn run_all(
    setting: &Setting,
    scenarios: &[Scenario],
    threads: usize,
    watch: impl Fn(Scenario, Count) + Sync,
    done: impl Fn(&Outcome) + Sync,
) -> Vec<Outcome> {
    let (left, outcomes) = (Mutex::new(scenarios.iter().copied().enumerate()), Mutex::new(Vec::new()));
    let work = || {
        for (position, scenario) in iter::from_fn(|| locked(&left).next()) {
            let outcome = run(setting, scenario, |count| watch(scenario, count));
            done(&outcome);
            locked(&outcomes).push((position, outcome));
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(work);
        }
    });
    let mut outcomes = mem::take(&mut *locked(&outcomes));
    outcomes.sort_by_key(|(position, _)| *position);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// A thread that panics ends the whole run: what it leaves behind is never looked at.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
