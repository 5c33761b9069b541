//! What honest people do: live, vouch for newcomers whom they know, and renew each other.

use crate::{
    chain::{Runtime, Timestamp, send},
    people::{Identity, Role},
    scenario::Setting,
};
use cybersyn_primitives::{DAY, Millis};
use pallet_personhood::{APPLICATION_LIFE_MILLIS, Call, Candidates, Parameters};
use rand::{Rng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

/// People whom somebody asks for a vouch in a day.
const ASKED_PER_DAY: usize = 6;

/// All identities, and which of them are newcomers still.
pub struct Society {
    /// How many there were at the beginning.
    pub founders: usize,
    /// Everybody, fakes included.
    pub identities: Vec<Identity>,
    newcomers: Vec<Newcomer>,
}

/// Somebody real who wants to become a person.
struct Newcomer {
    identity: usize,
    /// When the present application expires.
    expires: Millis,
}

impl Society {
    /// A society of persons.
    pub fn new(identities: Vec<Identity>) -> Self {
        Self { founders: identities.len(), identities, newcomers: Vec::new() }
    }

    /// Everything that people do on a day. Whoever is a person gives a sign of life every month, fakes as well.
    pub fn day(&mut self, day: u64, setting: &Setting, random: &mut ChaCha8Rng) {
        for (number, identity) in self.identities.iter().enumerate() {
            if (number as u64 + day).is_multiple_of(30) && identity.person().is_some() {
                send(identity.origin(), Call::<Runtime>::prove_life {});
            }
        }
        self.renew(random);
        self.welcome(setting, random);
    }

    /// Enters a further identity.
    pub fn enter(&mut self, identity: Identity) {
        self.identities.push(identity);
    }

    /// Real newcomers who have not become persons.
    pub fn waiting(&self) -> usize {
        self.newcomers.len()
    }

    /// Identities of that role.
    pub fn of(&self, role: Role) -> impl Iterator<Item = &Identity> {
        self.identities.iter().filter(move |identity| identity.role == role)
    }

    /// A few honest people, by chance.
    fn asked(&self, random: &mut ChaCha8Rng) -> Vec<&Identity> {
        let honest: Vec<&Identity> = self.of(Role::Honest).collect();
        honest.choose_multiple(random, ASKED_PER_DAY).copied().collect()
    }

    /// Real people whose status ends ask others, traitors like everybody.
    fn renew(&self, random: &mut ChaCha8Rng) {
        let (now, notice) = (Timestamp::get(), Parameters::default().warning);
        for identity in self.identities.iter().filter(|identity| identity.role != Role::Fake) {
            let Some(citizen) = identity.to_be_renewed(now, notice) else { continue };
            for other in self.asked(random) {
                send(other.origin(), Call::<Runtime>::renew { citizen });
            }
        }
    }

    fn welcome(&mut self, setting: &Setting, random: &mut ChaCha8Rng) {
        let expected = self.of(Role::Honest).count() as f64 * setting.growth / 30.0;
        let count = expected as usize + usize::from(random.random_bool(expected.fract()));
        for _ in 0..count {
            let identity = self.identities.len();
            self.enter(Identity::new(identity, Role::Honest));
            self.newcomers.push(Newcomer { identity, expires: 0 });
        }
        let mut newcomers = std::mem::take(&mut self.newcomers);
        newcomers.retain_mut(|newcomer| !self.ask_for_vouches(newcomer, random));
        self.newcomers = newcomers;
    }

    /// Asks a few honest people for a vouch. Says whether the newcomer is a person.
    fn ask_for_vouches(&self, newcomer: &mut Newcomer, random: &mut ChaCha8Rng) -> bool {
        let Some(identity) = self.identities.get(newcomer.identity) else { return true };
        let now = Timestamp::get();
        if identity.citizen().is_some() {
            return true;
        }
        if Candidates::<Runtime>::contains_key(identity.did()) {
            return false;
        }
        if newcomer.expires <= now {
            newcomer.expires = now.saturating_add(APPLICATION_LIFE_MILLIS).saturating_sub(DAY);
        }
        let (application, signature) = identity.apply(newcomer.expires);
        for other in self.asked(random) {
            let signature = signature.clone();
            send(other.origin(), Call::<Runtime>::vouch { application, signature });
        }
        identity.citizen().is_some()
    }
}
