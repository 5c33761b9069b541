//! What attackers do: as many fakes as they can make and keep, by those vouches that the chain will take. They read the
//! chain before they act, so that no vouch is wasted.

use crate::{
    chain::{Balances, Personhood, Runtime, Timestamp, deposit, send},
    people::{Identity, Role},
    society::Society,
};
use cybersyn_primitives::{CitizenIndex, DAY};
use frame_support::traits::fungible::Mutate;
use pallet_personhood::{Call, Parameters, Privileged, Sponsors};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Those who want fakes.
pub struct Attackers {
    buys: bool,
    effort: usize,
    /// Vouches that they gave.
    pub vouches: u64,
    /// Identities that got the vouches or the deposit needed.
    pub made: u64,
    /// Deposits that they made.
    pub deposits: u64,
}

impl Attackers {
    /// At most `effort` new identities a day by vouches, and as many by deposits.
    pub fn new(buys: bool, effort: usize) -> Self {
        Self { buys, effort, vouches: 0, made: 0, deposits: 0 }
    }

    /// Keeps the fakes there are, then makes more.
    pub fn day(&mut self, society: &mut Society, random: &mut ChaCha8Rng) {
        self.renew(society, random);
        for _ in 0..self.effort {
            if !self.make(society, random) {
                break;
            }
        }
        for _ in 0..if self.buys { self.effort } else { 0 } {
            if !self.buy(society) {
                break;
            }
        }
    }

    fn renew(&mut self, society: &Society, random: &mut ChaCha8Rng) {
        let (now, notice) = (Timestamp::get(), Parameters::default().warning);
        for fake in society.of(Role::Fake) {
            let Some(citizen) = fake.to_be_renewed(now, notice) else { continue };
            let willing = |identity: &Identity| {
                let call = Call::<Runtime>::renew { citizen };
                Personhood::precheck(&identity.account, &call).is_ok()
            };
            for voucher in independent(society, willing, random).unwrap_or_default() {
                self.vouches += u64::from(send(voucher.origin(), Call::<Runtime>::renew { citizen }));
            }
        }
    }

    /// One more fake by vouches. Says whether there were enough.
    fn make(&mut self, society: &mut Society, random: &mut ChaCha8Rng) -> bool {
        let identity = Identity::new(society.identities.len(), Role::Fake);
        let (application, signature) = identity.apply(Timestamp::get().saturating_add(DAY));
        let willing = |identity: &Identity| Personhood::can_vouch(&identity.account, &application).is_ok();
        let Some(vouchers) = independent(society, willing, random) else { return false };
        let mut last = false;
        for voucher in vouchers {
            let signature = signature.clone();
            last = send(voucher.origin(), Call::<Runtime>::vouch { application, signature });
            self.vouches += u64::from(last);
        }
        self.made += u64::from(last);
        society.enter(identity);
        last
    }

    /// One more fake by deposit. Says whether there was room.
    fn buy(&mut self, society: &mut Society) -> bool {
        let identity = Identity::new(society.identities.len(), Role::Fake);
        let (application, signature) = identity.apply(Timestamp::get().saturating_add(DAY));
        // The coins are theirs to spend; what counts is what becomes of them.
        if Balances::mint_into(&identity.account, deposit().saturating_add(1)).is_err() {
            return false;
        }
        let taken = send(identity.origin(), Call::<Runtime>::apply { application, signature });
        if taken {
            self.made += 1;
            self.deposits += 1;
            society.enter(identity);
        }
        taken
    }
}

/// Traitors and fakes who are willing and come from different circles, as many as are needed.
fn independent<'a>(
    society: &'a Society,
    willing: impl Fn(&Identity) -> bool,
    random: &mut ChaCha8Rng,
) -> Option<Vec<&'a Identity>> {
    let mut pool: Vec<&Identity> = society.identities.iter().filter(|it| it.role != Role::Honest).collect();
    pool.shuffle(random);
    let person = |identity: &'a Identity| identity.person().map(|citizen| (citizen, identity));
    let usable = pool.into_iter().filter_map(person).filter(|(_, identity)| willing(identity));
    // Asking the chain takes time: no more are looked at than it takes.
    let (mut seen, mut chosen) = (Vec::new(), Vec::new());
    for (position, (citizen, identity)) in usable.enumerate() {
        seen.push(Voucher::new(citizen, identity));
        if fits(&seen, position, &mut chosen) {
            return Some(identities(&seen, &chosen));
        }
    }
    // From each of them on, whoever fits is taken: with so few needed this misses little.
    (1..seen.len()).find_map(|first| {
        let mut chosen = Vec::new();
        let enough = (first..seen.len()).any(|position| fits(&seen, position, &mut chosen));
        enough.then(|| identities(&seen, &chosen))
    })
}

/// Somebody willing, as the chain knows them.
struct Voucher<'a> {
    identity: &'a Identity,
    citizen: CitizenIndex,
    sponsors: Vec<CitizenIndex>,
    /// Founders whose privileges hold are related to nobody.
    exempt: bool,
}

impl<'a> Voucher<'a> {
    fn new(citizen: CitizenIndex, identity: &'a Identity) -> Self {
        let sponsors = Sponsors::<Runtime>::get(citizen).map(|it| it.vouchers.into_inner()).unwrap_or_default();
        Self { identity, citizen, sponsors, exempt: citizen < Privileged::<Runtime>::get() }
    }

    fn is_related(&self, other: &Self) -> bool {
        let hangs_on = self.sponsors.contains(&other.citizen) || other.sponsors.contains(&self.citizen);
        let shares = || self.sponsors.iter().any(|sponsor| other.sponsors.contains(sponsor));
        !self.exempt && !other.exempt && (hangs_on || shares())
    }
}

/// Adds the one at `position` if related to none of the chosen; says whether those are enough.
fn fits(seen: &[Voucher<'_>], position: usize, chosen: &mut Vec<usize>) -> bool {
    let related = |other: &usize| matches!((seen.get(position), seen.get(*other)), (Some(one), Some(other)) if one.is_related(other));
    if !chosen.iter().any(related) {
        chosen.push(position);
    }
    chosen.len() >= Parameters::default().vouches_needed as usize
}

fn identities<'a>(seen: &[Voucher<'a>], chosen: &[usize]) -> Vec<&'a Identity> {
    chosen.iter().filter_map(|position| seen.get(*position)).map(|voucher| voucher.identity).collect()
}
