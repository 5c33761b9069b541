//! The mesh tally once more, as naively as possible and without the settlement rule of `primitives`: plain numbers, lists
//! and searches. One quadratic vote per proposal, everybody with the same attention.

/// A ballot as plain numbers; `choice` 0 no, 1 yes, 2 abstain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plain {
    pub proposal: u32,
    pub voter: u32,
    pub at: u32,
    pub choice: u8,
    pub tokens: u16,
}

impl Plain {
    fn rank(&self) -> (u32, u8, u16) {
        (self.at, self.choice, self.tokens)
    }
}

/// Whether a voter belongs.
#[derive(Clone, Copy, Debug)]
pub struct Electorate {
    pub admitted: u64,
    pub scheduled: u64,
}

/// What counts for `voter`: starts from what the chain counts already (`live`, paid for), given everything ever cast.
/// Nothing counts for who was admitted after the proposals were scheduled.
pub fn counted(voter: u32, when: Electorate, cast: &[Plain], live: &[Plain], accrued: i64) -> Vec<Plain> {
    if when.admitted > when.scheduled {
        return Vec::new();
    }
    let mut counted: Vec<Plain> = live.iter().filter(|b| b.voter == voter).copied().collect();
    let mut proposals: Vec<u32> = cast.iter().filter(|b| b.voter == voter).map(|b| b.proposal).collect();
    proposals.sort();
    proposals.dedup();
    let of = |list: &[Plain], proposal: u32| list.iter().find(|b| b.proposal == proposal).copied();
    let mut wishes: Vec<Vec<Plain>> = proposals
        .iter()
        .map(|proposal| {
            let mut known: Vec<Plain> =
                cast.iter().filter(|b| b.voter == voter && b.proposal == *proposal).copied().collect();
            known.sort_by_key(|b| std::cmp::Reverse(b.rank()));
            known.dedup();
            known.truncate(4);
            known.retain(|b| of(&counted, *proposal).is_none_or(|live| live.rank() < b.rank()));
            known
        })
        .filter(|known| !known.is_empty())
        .collect();
    let on_chain = counted.clone();
    wishes.sort_by_key(|known| {
        let before = of(&on_chain, known[0].proposal).map_or(0, |b| b.tokens);
        (known[0].tokens > before, known[0].at, known[0].proposal)
    });
    loop {
        let before = counted.clone();
        for known in &wishes {
            let now = of(&counted, known[0].proposal);
            for wish in known {
                let others: i64 =
                    counted.iter().filter(|b| b.proposal != wish.proposal).map(|b| i64::from(b.tokens)).sum();
                let is_newer = now.is_none_or(|now| now.rank() < wish.rank());
                if is_newer && others + i64::from(wish.tokens) <= accrued {
                    counted.retain(|b| b.proposal != wish.proposal);
                    counted.push(*wish);
                    break;
                }
            }
        }
        if counted == before {
            return counted;
        }
    }
}

/// Voters and weights of no, yes and abstain of a proposal; a ballot without tokens has no weight and no voter.
pub fn sums(proposal: u32, counted: &[Plain]) -> [(u32, f64); 3] {
    let mut sums = [(0, 0.0); 3];
    for ballot in counted.iter().filter(|b| b.proposal == proposal && b.tokens > 0) {
        let side = &mut sums[usize::from(ballot.choice)];
        side.0 += 1;
        side.1 += f64::from(ballot.tokens).sqrt();
    }
    sums
}
