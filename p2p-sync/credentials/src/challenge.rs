//! Challenges that a verifier gives out and takes back once: what makes a presentation worthless to whoever copies it.

use crate::{encoding::to_base64url, limits::CHALLENGES_MAX};
use cybersyn_primitives::Millis;
use std::collections::BTreeMap;

/// Why a challenge is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChallengeError {
    /// Never given out, used before, or too old.
    #[error("the challenge is not open: it was used, has expired or was never given out; ask for a new one")]
    NotOpen,
    /// Too many are open.
    #[error("too many challenges are open; try again when some have expired")]
    Full,
}

/// The open challenges of a verifier. A restart forgets them, which only asks holders to begin again.
#[derive(Clone, Debug, Default)]
pub struct Challenges {
    open: BTreeMap<String, Millis>,
}

impl Challenges {
    /// Gives out a challenge that can be used once before `until`. `random` must be fresh and unpredictable.
    pub fn open(&mut self, random: &[u8; 32], now: Millis, until: Millis) -> Result<String, ChallengeError> {
        if self.open.len() >= CHALLENGES_MAX {
            self.open.retain(|_, until| *until > now);
        }
        if self.open.len() >= CHALLENGES_MAX {
            return Err(ChallengeError::Full);
        }
        let challenge = to_base64url(random);
        self.open.insert(challenge.clone(), until);
        Ok(challenge)
    }

    /// Takes a challenge back. Do this before verifying what answers it, so that one answer is verified once.
    pub fn redeem(&mut self, challenge: &str, now: Millis) -> Result<(), ChallengeError> {
        let until = self.open.remove(challenge).ok_or(ChallengeError::NotOpen)?;
        if until > now { Ok(()) } else { Err(ChallengeError::NotOpen) }
    }
}
