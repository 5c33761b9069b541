//! Who controls a DID in the end, through controllers of controllers. A walk that ends on cycles and stays bounded.

use crate::syntax::Did;
use std::collections::{BTreeSet, VecDeque};

/// Most DIDs that one walk visits.
pub const CONTROLLERS_MAX: usize = 64;

/// A walk from a DID to all who control it. The walker names a DID, the caller resolves it and tells its controllers.
#[derive(Clone, Debug)]
pub struct Controllers {
    seen: BTreeSet<Did>,
    waiting: VecDeque<Did>,
}

/// More controllers than anybody could oversee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than {CONTROLLERS_MAX} DIDs control this one: who controls it in the end is not worked out")]
pub struct TooManyControllers;

impl Controllers {
    /// A walk that begins at `did`, which is visited first.
    pub fn of(did: Did) -> Self {
        Self { seen: BTreeSet::from([did.clone()]), waiting: VecDeque::from([did]) }
    }

    /// The next DID to resolve, each once; `None` at the end.
    pub fn visit(&mut self) -> Option<Did> {
        self.waiting.pop_front()
    }

    /// Tells the controllers of a DID that was visited.
    pub fn found(&mut self, controllers: &[Did]) -> Result<(), TooManyControllers> {
        for did in controllers {
            if self.seen.contains(did) {
                continue;
            }
            if self.seen.len() == CONTROLLERS_MAX {
                return Err(TooManyControllers);
            }
            self.seen.insert(did.clone());
            self.waiting.push_back(did.clone());
        }
        Ok(())
    }

    /// All DIDs that were visited or are to be, the first one included.
    pub fn seen(&self) -> &BTreeSet<Did> {
        &self.seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn did(number: usize) -> Did {
        format!("did:example:{number}").parse().unwrap()
    }

    fn walk(controllers: impl Fn(&Did) -> Vec<Did>) -> Result<Vec<Did>, TooManyControllers> {
        let mut walk = Controllers::of(did(0));
        let mut visited = Vec::new();
        while let Some(next) = walk.visit() {
            walk.found(&controllers(&next))?;
            visited.push(next);
        }
        assert_eq!(walk.seen().len(), visited.len());
        Ok(visited)
    }

    #[test]
    fn a_cycle_of_controllers_is_walked_once() {
        let cycle = |at: &Did| {
            if *at == did(2) {
                vec![did(0)]
            } else if *at == did(0) {
                vec![did(1)]
            } else {
                vec![did(2)]
            }
        };
        assert_eq!(walk(cycle).unwrap(), [did(0), did(1), did(2)]);
    }

    #[test]
    fn a_did_may_control_itself() {
        assert_eq!(walk(|at| vec![at.clone()]).unwrap(), [did(0)]);
    }

    #[test]
    fn the_number_of_controllers_is_bounded() {
        let star = |size: usize| move |at: &Did| if *at == did(0) { (1..size).map(did).collect() } else { vec![] };
        assert_eq!(walk(star(CONTROLLERS_MAX)).unwrap().len(), CONTROLLERS_MAX);
        assert_eq!(walk(star(CONTROLLERS_MAX + 1)), Err(TooManyControllers));
        let endless = std::cell::Cell::new(0);
        let chain = |_: &Did| {
            endless.set(endless.get() + 1);
            vec![did(endless.get())]
        };
        assert_eq!(walk(chain), Err(TooManyControllers));
    }
}
