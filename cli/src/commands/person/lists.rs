//! Newcomers and open cases: what everybody should look at.

use super::challenge::describe;
use crate::{
    chain::personhood::{Backing, Case, Grounds, applications, candidates, cases as open_cases},
    context::Context,
    exit::Answer,
    output::table,
    ss58,
    time::date,
};
use anyhow::Result;
use cybersyn_primitives::{CitizenIndex, Millis, api::Hex, did::Did};
use serde::Serialize;

/// A newcomer who is no person yet.
#[derive(Serialize)]
struct Newcomer {
    did: String,
    /// Who vouched.
    vouchers: Vec<CitizenIndex>,
    /// Address of the account that left a deposit in the place of vouches.
    depositor: Option<String>,
    /// When they are admitted unless challenged; none: they wait for vouches.
    admits: Option<Millis>,
    /// After this the application is void.
    expires: Millis,
}

/// Lists newcomers: those who can be challenged, then those who wait for vouches.
pub(super) async fn newcomers(context: &Context) -> Result<Answer> {
    let at = context.chain().await?.finalized().await?;
    let mut newcomers: Vec<Newcomer> = Vec::new();
    for candidate in candidates(&at).await? {
        let (vouchers, depositor) = match candidate.backing {
            Backing::Vouches(vouchers) => (vouchers, None),
            Backing::Deposit(account, _) => (Vec::new(), Some(ss58::encode(ss58::CYBERSYN, &account))),
        };
        let did = Did(candidate.application.did).to_string();
        let (admits, expires) = (Some(candidate.admits), candidate.application.expires);
        newcomers.push(Newcomer { did, vouchers, depositor, admits, expires });
    }
    newcomers.extend(applications(&at).await?.into_iter().map(|pending| Newcomer {
        did: Did(pending.application.did).to_string(),
        vouchers: pending.vouchers,
        depositor: None,
        admits: None,
        expires: pending.application.expires,
    }));
    context.out.show(&newcomers, |newcomers| match newcomers.as_slice() {
        [] => "nobody applies at present".to_owned(),
        some => table(["DID", "backed by", "state"], some.iter().map(Newcomer::row)),
    })?;
    Ok(Answer::Yes)
}

impl Newcomer {
    fn row(&self) -> [String; 3] {
        let backing = match &self.depositor {
            Some(address) => format!("deposit of {address}"),
            None => format!("citizens {}", listed(&self.vouchers)),
        };
        let state = match self.admits {
            Some(admits) => format!("admitted on {} unless challenged", date(admits)),
            None => format!("waits for vouches until {}", date(self.expires)),
        };
        [self.did.clone(), backing, state]
    }
}

/// An open case.
#[derive(Serialize)]
struct CaseShown {
    case: u32,
    about: String,
    /// The citizen whose duplicate the subject is said to be.
    duplicate_of: Option<CitizenIndex>,
    challenger: CitizenIndex,
    evidence: Hex,
    /// When it is closed unless there is a finding.
    expires: Millis,
}

/// Lists the open cases.
pub(super) async fn cases(context: &Context) -> Result<Answer> {
    let at = context.chain().await?.finalized().await?;
    let cases: Vec<CaseShown> = open_cases(&at).await?.into_iter().map(CaseShown::new).collect();
    context.out.show(&cases, |cases| match cases.as_slice() {
        [] => "no case is open".to_owned(),
        some => table(["case", "about", "said to be", "by", "ends", "evidence"], some.iter().map(CaseShown::row)),
    })?;
    Ok(Answer::Yes)
}

impl CaseShown {
    fn new((case, Case { subject, grounds, evidence, challenger, expires }): (u32, Case)) -> Self {
        let duplicate_of = match grounds {
            Grounds::NoPerson => None,
            Grounds::Duplicate(of) => Some(of),
        };
        Self { case, about: describe(&subject), duplicate_of, challenger, evidence: Hex::from(evidence), expires }
    }

    fn row(&self) -> [String; 6] {
        let grounds = self.duplicate_of.map_or_else(|| "no person".to_owned(), |of| format!("citizen {of}"));
        let evidence = hex::encode(&self.evidence.0);
        let challenger = format!("citizen {}", self.challenger);
        [self.case.to_string(), self.about.clone(), grounds, challenger, date(self.expires), evidence]
    }
}

/// Numbers, separated by commas.
pub(super) fn listed(citizens: &[CitizenIndex]) -> String {
    citizens.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
