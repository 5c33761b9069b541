//! Who notices fakes, and what the tribunal makes of it. The same with protection and without.

use crate::{
    chain::{Runtime, RuntimeOrigin, send},
    people::{Identity, Role},
    scenario::Setting,
    society::Society,
};
use cybersyn_primitives::{DAY, Millis, traits::Finding};
use pallet_personhood::{Backing, Call, Candidates, CaseOf, Grounds, Subject};
use rand::{Rng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

/// Days from a challenge to the finding.
const TRIAL_DAYS: u64 = 14;

/// Open cases about fakes, with the day of the finding.
#[derive(Default)]
pub struct Justice {
    cases: Vec<(u64, u32)>,
}

impl Justice {
    /// People notice, challenge, and are answered.
    pub fn day(&mut self, day: u64, society: &Society, setting: &Setting, random: &mut ChaCha8Rng) {
        for fake in society.of(Role::Fake) {
            let (subject, probability) = match fake.citizen() {
                Some(citizen) if fake.person().is_some() => (Subject::Citizen(citizen), setting.noticed / 30.0),
                None => match Candidates::<Runtime>::get(fake.did()) {
                    Some(candidate) => {
                        let days = window(&candidate.backing, setting) / DAY;
                        (Subject::Newcomer(fake.did()), setting.noticed_at_once / days.max(1) as f64)
                    }
                    None => continue,
                },
                _ => continue,
            };
            if random.random_bool(probability) {
                self.challenge(day, subject, society, random);
            }
        }
        self.judge(day, setting, random);
    }

    fn challenge(&mut self, day: u64, subject: Subject, society: &Society, random: &mut ChaCha8Rng) {
        let honest: Vec<&Identity> = society.of(Role::Honest).collect();
        let (grounds, evidence) = (Grounds::NoPerson, [0; 32]);
        // Whoever notices but may not challenge tells somebody who may.
        let brought = honest
            .choose_multiple(random, 5)
            .any(|who| send(who.origin(), Call::<Runtime>::challenge { subject, grounds, evidence }));
        if let Some(case) = CaseOf::<Runtime>::get(subject).filter(|_| brought) {
            self.cases.push((day + TRIAL_DAYS, case));
        }
    }

    fn judge(&mut self, day: u64, setting: &Setting, random: &mut ChaCha8Rng) {
        self.cases.retain(|(due, case)| {
            if *due > day {
                return true;
            }
            let recognised = random.random_bool(setting.recognised);
            let finding = if recognised { Finding::Upheld } else { Finding::Dismissed };
            // Closed already: nothing to find.
            send(RuntimeOrigin::root(), Call::<Runtime>::rule { case: *case, finding });
            false
        });
    }
}

/// How long a newcomer can be challenged.
fn window<Account, Deposit>(backing: &Backing<Account, Deposit>, setting: &Setting) -> Millis {
    match backing {
        Backing::Vouches(_) => setting.defences.vouched_window,
        Backing::Deposit(..) => setting.defences.deposit_window,
    }
}
