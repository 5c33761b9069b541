//! The settlement rule once more, as naively as possible and sharing no code with the crate: plain numbers, a list of
//! everything ever offered, and a search through it for every question.

/// A ballot as plain numbers; `choice` 0 no, 1 yes, 2 abstain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OracleBallot {
    pub voter: usize,
    pub choice: u8,
    pub tokens: u16,
    pub cast_at: u32,
}

/// One quadratic vote of some citizens, each with the same attention.
pub struct Oracle {
    pub accrued: i64,
    pub tokens_max: u16,
    pub window: u32,
    /// Voters who were admitted after the proposal was scheduled.
    pub late: Vec<usize>,
    accepted: Vec<OracleBallot>,
}

impl Oracle {
    pub fn new(accrued: i64, tokens_max: u16, window: u32) -> Self {
        Self { accrued, tokens_max, window, late: Vec::new(), accepted: Vec::new() }
    }

    /// Offers a ballot at `now` milliseconds after the opening; whether it was taken.
    pub fn offer(&mut self, ballot: OracleBallot, now: i64) -> bool {
        let rank = |b: &OracleBallot| (b.cast_at, b.choice, b.tokens);
        let beaten = self.accepted.iter().any(|b| b.voter == ballot.voter && rank(b) >= rank(&ballot));
        let taken = !self.late.contains(&ballot.voter)
            && ballot.cast_at < self.window
            && ballot.tokens <= self.tokens_max
            && i64::from(ballot.cast_at) <= now + 60_000
            && !beaten
            && i64::from(ballot.tokens) <= self.accrued;
        if taken {
            self.accepted.push(ballot);
        }
        taken
    }

    /// The ballot that counts for a voter.
    pub fn live(&self, voter: usize) -> Option<OracleBallot> {
        self.accepted.iter().filter(|b| b.voter == voter).max_by_key(|b| (b.cast_at, b.choice, b.tokens)).copied()
    }

    /// Weights of no, yes, abstain, by a floating-point square root.
    pub fn weights(&self, voters: usize) -> [f64; 3] {
        let mut sums = [0.0; 3];
        for ballot in (0..voters).filter_map(|voter| self.live(voter)) {
            sums[usize::from(ballot.choice)] += f64::from(ballot.tokens).sqrt();
        }
        sums
    }
}
