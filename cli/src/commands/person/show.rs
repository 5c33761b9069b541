//! `cybersyn person show`: a person's standing.

use super::{find, lists::listed};
use crate::{
    chain::{
        self, Status,
        personhood::standing,
        reputation::{reputation, reputation_params},
    },
    context::Context,
    exit::Answer,
    output::facts,
    time::date,
};
use anyhow::Result;
use cybersyn_chain_client::BlockAt;
use cybersyn_primitives::{
    CitizenIndex, Millis,
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
    /// Whether the person may act now.
    in_force: bool,
    admitted: Millis,
    expires: Millis,
    /// Day of the last sign of life.
    last_alive: String,
    /// When the status ends as things stand: at its expiry, or sooner for silence.
    lapses: Millis,
    warned_from: Millis,
    tokens: u64,
    tokens_spent: u64,
    voting_keys: Vec<u16>,
    /// Vouches and challenges that the person has left.
    vouches_left: u32,
    /// None of them before this.
    barred_until: Option<Millis>,
    sponsors: Vec<CitizenIndex>,
    /// Most sponsors are discredited; others must renew the person before the status expires.
    questioned: bool,
    renewal: Option<Renewal>,
    /// Whether coins stand in the place of sponsors.
    has_deposit: bool,
    /// The open case about the person.
    case: Option<u32>,
    reputation: Vec<Reputation>,
    /// What technical reputation multiplies a technical vote by, in thousandths.
    expertise_permille: u16,
}

/// Vouches for a further term.
#[derive(Serialize)]
struct Renewal {
    vouchers: Vec<CitizenIndex>,
    expires: Millis,
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
    Ok(if shown.in_force { Answer::Yes } else { Answer::No })
}

async fn gather(at: &BlockAt, citizen: CitizenIndex) -> Result<Shown> {
    let (standing, time) = (standing(at, citizen).await?, at.timestamp().await?);
    let account = chain::attention(at, citizen).await?;
    let slot = chain::roll_slot(at, citizen).await?;
    let keys = slot.iter().flat_map(|slot| slot.keys.iter()).filter(|key| key.force.contains(time) && !key.stolen);
    let reputation = gather_reputation(at, citizen, time).await?;
    let technical = reputation.iter().find(|one| one.context == Field::Technical).map_or(0, |one| one.points);
    Ok(Shown {
        citizen,
        did: Did(standing.did).to_string(),
        status: standing.status,
        in_force: standing.in_force,
        admitted: standing.admitted,
        expires: standing.expires,
        last_alive: date(standing.last_alive),
        lapses: standing.lapses_at,
        warned_from: standing.warned_from,
        tokens: account.available(time, &chain::attention_params(at).await?),
        tokens_spent: account.spent,
        voting_keys: keys.map(|key| key.version).collect(),
        vouches_left: standing.vouches_left,
        barred_until: Some(standing.barred_until).filter(|until| time < *until),
        sponsors: standing.sponsors,
        questioned: standing.questioned,
        renewal: standing.renewal.map(|(vouchers, expires)| Renewal { vouchers, expires }),
        has_deposit: standing.has_deposit,
        case: standing.case,
        reputation,
        expertise_permille: expertise_permille(technical, reputation_params(at).await?.expertise_full),
    })
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
            ("status", self.status_text()),
            ("person since", date(self.admitted)),
            ("expires", date(self.expires)),
            ("last sign of life", self.last_alive.clone()),
            ("lapses", format!("{} unless there is a sign of life, or a renewal", date(self.lapses))),
            ("attention tokens", format!("{} to spend, {} spent", self.tokens, self.tokens_spent)),
            ("voting keys in force", keys.join(", ")),
            ("may vouch", self.vouches_text()),
            ("sponsors", self.sponsors_text()),
        ];
        lines.extend(self.renewal.iter().map(|renewal| ("renewal", renewal.text())));
        lines.extend(self.case.map(|case| ("challenged", format!("in case {case}: see `cybersyn person cases`"))));
        lines.extend(self.reputation.iter().filter(|one| one.without_losses > 0).map(Reputation::line));
        let factor = f64::from(self.expertise_permille) / 1_000.0;
        lines.push(("expertise", format!("technical votes count {factor:.3} times")));
        facts(&lines)
    }

    fn status_text(&self) -> String {
        let status = format!("{:?}", self.status).to_lowercase();
        if self.in_force == (self.status == Status::Active) { status } else { format!("{status}, and not in force") }
    }

    fn vouches_text(&self) -> String {
        match self.barred_until {
            Some(until) => format!("not before {}, for a fake or a wrong challenge", date(until)),
            None => format!("{} times now; for a newcomer it may take several at once", self.vouches_left),
        }
    }

    fn sponsors_text(&self) -> String {
        match (self.sponsors.as_slice(), self.has_deposit, self.questioned) {
            ([], true, _) => "none; a deposit stands in their place".to_owned(),
            ([], false, _) => "none".to_owned(),
            (some, _, false) => format!("citizens {}", listed(some)),
            (some, _, true) => format!("citizens {}; most are discredited: get renewed by others", listed(some)),
        }
    }
}

impl Renewal {
    fn text(&self) -> String {
        format!("vouches of citizens {}, until {}", listed(&self.vouchers), date(self.expires))
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

    fn shown() -> Shown {
        Shown {
            citizen: 3,
            did: Did([1; 32]).to_string(),
            status: Status::Active,
            in_force: true,
            admitted: 0,
            expires: 0,
            last_alive: String::new(),
            lapses: 0,
            warned_from: 0,
            tokens: 0,
            tokens_spent: 0,
            voting_keys: vec![0],
            vouches_left: 4,
            barred_until: None,
            sponsors: vec![1, 2],
            questioned: false,
            renewal: None,
            has_deposit: false,
            case: None,
            reputation: Vec::new(),
            expertise_permille: 1_000,
        }
    }

    #[test]
    fn what_a_person_must_mind_is_told() {
        assert!(shown().text().contains("4 times now"));
        let barred = Shown { barred_until: Some(cybersyn_primitives::DAY), questioned: true, case: Some(8), ..shown() };
        for word in ["not before 1970-01-02", "get renewed by others", "in case 8"] {
            assert!(barred.text().contains(word), "{word}: {}", barred.text());
        }
    }

    #[test]
    fn a_status_that_has_ended_unseen_is_not_in_force() {
        assert_eq!(shown().status_text(), "active");
        assert_eq!(Shown { in_force: false, ..shown() }.status_text(), "active, and not in force");
        assert_eq!(Shown { in_force: false, status: Status::Struck, ..shown() }.status_text(), "struck");
    }
}
