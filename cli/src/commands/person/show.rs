//! `cybersyn person show`: a person's standing.

use super::{find, lists::listed};
use crate::{
    chain::{
        self, Person, Status,
        personhood::{self, Subject},
        reputation::{reputation, reputation_params},
    },
    context::Context,
    exit::Answer,
    output::facts,
    ss58,
    time::date,
};
use anyhow::Result;
use cybersyn_chain_client::BlockAt;
use cybersyn_primitives::{
    CitizenIndex, DAY, Millis,
    did::Did,
    expertise::expertise_permille,
    reputation::{Context as Field, POINT, Points},
};
use serde::Serialize;

/// A person as shown. Dates in milliseconds.
#[derive(Serialize)]
struct Shown {
    citizen: CitizenIndex,
    did: String,
    status: Status,
    admitted: Millis,
    expires: Millis,
    last_alive: Option<String>,
    /// When the status ends as things stand: at its expiry, or sooner for silence.
    lapses: Millis,
    tokens: u64,
    tokens_spent: u64,
    voting_keys: Vec<u16>,
    /// A founder whose privileges hold: sponsors and time as a person are not asked for.
    privileged: bool,
    vouches: Vouches,
    sponsors: Option<Sponsors>,
    renewal: Option<Renewal>,
    deposit: Option<Deposit>,
    /// The open case about the person.
    case: Option<u32>,
    reputation: Vec<Reputation>,
    /// What technical reputation multiplies a technical vote by, in thousandths.
    expertise_permille: u16,
}

/// What the person may vouch.
#[derive(Serialize)]
struct Vouches {
    left: u32,
    /// No vouches before this.
    barred_until: Option<Millis>,
    /// Fakes that the person answers for.
    faults: u8,
}

/// Who stands for the person.
#[derive(Serialize)]
struct Sponsors {
    citizens: Vec<CitizenIndex>,
    since: Millis,
    /// Most of them are discredited; others must renew the person before the status expires.
    questioned: bool,
}

/// Vouches for a further term.
#[derive(Serialize)]
struct Renewal {
    vouchers: Vec<CitizenIndex>,
    needed: u32,
    expires: Millis,
}

/// What was left in the place of vouches.
#[derive(Serialize)]
struct Deposit {
    account: String,
    /// In the chain's smallest unit.
    amount: String,
}

/// Reputation in one context, in millionths of a point.
#[derive(Serialize)]
struct Reputation {
    context: Field,
    points: Points,
    /// What it mends to if nothing else happens.
    without_losses: Points,
}

pub(super) async fn show(context: &Context, citizen: Option<&str>) -> Result<Answer> {
    let at = context.chain().await?.finalized().await?;
    let citizen = match citizen {
        Some(text) => find(&at, text).await?,
        None => find(&at, &context.identity()?.did).await?,
    };
    let shown = gather(&at, citizen).await?;
    context.out.show(&shown, Shown::text)?;
    Ok(if shown.status == Status::Active { Answer::Yes } else { Answer::No })
}

async fn gather(at: &BlockAt, citizen: CitizenIndex) -> Result<Shown> {
    let (person, time) = (chain::person(at, citizen).await?, at.timestamp().await?);
    let account = chain::attention(at, citizen).await?;
    let slot = chain::roll_slot(at, citizen).await?;
    let keys = slot.iter().flat_map(|slot| slot.keys.iter()).filter(|key| key.force.contains(time) && !key.stolen);
    let last_alive = chain::last_alive(at, citizen).await?;
    let deposit = personhood::deposit(at, citizen).await?;
    let reputation = gather_reputation(at, citizen, time).await?;
    let technical = reputation.iter().find(|one| one.context == Field::Technical).map_or(0, |one| one.points);
    Ok(Shown {
        citizen,
        did: Did(person.did).to_string(),
        status: person.status,
        admitted: person.admitted,
        expires: person.expires,
        last_alive: last_alive.map(|day| date(Millis::from(day) * DAY)),
        lapses: lapses(at, &person, last_alive).await?,
        tokens: account.available(time, &chain::attention_params(at).await?),
        tokens_spent: account.spent,
        voting_keys: keys.map(|key| key.version).collect(),
        privileged: citizen < personhood::privileged(at).await?,
        vouches: gather_vouches(at, citizen, time).await?,
        sponsors: personhood::sponsorship(at, citizen).await?.map(|it| Sponsors {
            citizens: it.vouchers,
            since: it.since,
            questioned: it.questioned,
        }),
        renewal: gather_renewal(at, citizen).await?,
        deposit: deposit.map(|(account, amount)| Deposit {
            account: ss58::encode(ss58::CYBERSYN, &account),
            amount: amount.to_string(),
        }),
        case: personhood::case_about(at, Subject::Citizen(citizen)).await?.map(|(number, _)| number),
        reputation,
        expertise_permille: expertise_permille(technical, reputation_params(at).await?.expertise_full),
    })
}

/// The earliest deadline, but not before what an outage or new parameters have conceded.
async fn lapses(at: &BlockAt, person: &Person, last_alive: Option<u16>) -> Result<Millis> {
    let silent = personhood::parameters(at).await?.silent_from(last_alive.unwrap_or_default());
    let conceded = person.not_before.max(personhood::not_before(at).await?);
    Ok(silent.min(person.expires).max(conceded))
}

async fn gather_vouches(at: &BlockAt, citizen: CitizenIndex, now: Millis) -> Result<Vouches> {
    let (vouching, defences) = (personhood::vouching(at, citizen).await?, personhood::defences(at).await?);
    let barred_until = Some(vouching.barred_until).filter(|until| now < *until);
    Ok(Vouches { left: vouching.left(now, &defences), barred_until, faults: vouching.faults })
}

async fn gather_renewal(at: &BlockAt, citizen: CitizenIndex) -> Result<Option<Renewal>> {
    let Some(renewal) = personhood::renewal(at, citizen).await? else { return Ok(None) };
    let needed = personhood::parameters(at).await?.vouches_needed;
    Ok(Some(Renewal { vouchers: renewal.vouchers, needed, expires: renewal.expires }))
}

async fn gather_reputation(at: &BlockAt, citizen: CitizenIndex, now: Millis) -> Result<Vec<Reputation>> {
    let standings = reputation(at, citizen, now).await?.into_iter();
    let shown = standings.map(|standing| Reputation {
        context: standing.context,
        points: standing.points,
        without_losses: standing.without_losses,
    });
    Ok(shown.collect())
}

impl Shown {
    fn text(&self) -> String {
        let keys: Vec<String> = self.voting_keys.iter().map(ToString::to_string).collect();
        let mut lines = vec![
            ("citizen", self.citizen.to_string()),
            ("DID", self.did.clone()),
            ("status", format!("{:?}", self.status).to_lowercase()),
            ("person since", date(self.admitted)),
            ("expires", date(self.expires)),
            ("last sign of life", self.last_alive.clone().unwrap_or_else(|| "none".into())),
            ("lapses", format!("{} unless there is a sign of life, or a renewal", date(self.lapses))),
            ("attention tokens", format!("{} to spend, {} spent", self.tokens, self.tokens_spent)),
            ("voting keys in force", keys.join(", ")),
            ("may vouch", self.vouches.text()),
            ("sponsors", self.sponsors_text()),
        ];
        lines.extend(self.renewal.iter().map(|renewal| ("renewal", renewal.text())));
        lines.extend(self.deposit.iter().map(|deposit| ("deposit", format!("of {}", deposit.account))));
        lines.extend(self.case.map(|case| ("challenged", format!("in case {case}: see `cybersyn person cases`"))));
        lines.extend(self.reputation.iter().filter(|one| one.without_losses > 0).map(Reputation::line));
        let factor = f64::from(self.expertise_permille) / 1_000.0;
        lines.push(("expertise", format!("technical votes count {factor:.3} times")));
        facts(&lines)
    }

    fn sponsors_text(&self) -> String {
        match &self.sponsors {
            Some(Sponsors { citizens, since, questioned }) => {
                let question = if *questioned { "; most are discredited: get renewed by others" } else { "" };
                format!("citizens {} since {}{question}", listed(citizens), date(*since))
            }
            None if self.privileged => "none: a founder".to_owned(),
            None => "none".to_owned(),
        }
    }
}

impl Vouches {
    fn text(&self) -> String {
        match self.barred_until {
            Some(until) => format!("not before {}, for {} fakes or wrong challenges", date(until), self.faults),
            None => format!("{} times now", self.left),
        }
    }
}

impl Renewal {
    fn text(&self) -> String {
        let (vouchers, until) = (listed(&self.vouchers), date(self.expires));
        format!("{} of {} vouches, of citizens {vouchers}, until {until}", self.vouchers.len(), self.needed)
    }
}

impl Reputation {
    fn line(&self) -> (&'static str, String) {
        let name = match self.context {
            Field::Technical => "technical points",
            Field::Community => "community points",
            Field::Environmental => "environmental points",
            Field::Cultural => "cultural points",
            Field::Judicial => "judicial points",
        };
        let whole = |points: Points| format!("{:.2}", points as f64 / POINT as f64);
        let mending = self.without_losses.saturating_sub(self.points);
        let lost =
            if mending == 0 { String::new() } else { format!(", {} more when losses have mended", whole(mending)) };
        (name, format!("{}{lost}", whole(self.points)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_that_mend_stand_beside_the_points() {
        let line = |points, without_losses| {
            Reputation { context: Field::Judicial, points: points * POINT, without_losses: without_losses * POINT }
                .line()
        };
        assert_eq!(line(80, 100), ("judicial points", "80.00, 20.00 more when losses have mended".to_owned()));
        assert_eq!(line(80, 80).1, "80.00");
    }

    #[test]
    fn who_is_barred_is_told_until_when() {
        let vouches = |barred_until| Vouches { left: 4, barred_until, faults: 1 }.text();
        assert_eq!(vouches(None), "4 times now");
        assert!(vouches(Some(DAY)).starts_with("not before 1970-01-02"));
    }
}
