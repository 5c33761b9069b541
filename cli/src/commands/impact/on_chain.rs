//! Accreditations and attestations on chain: the call that a vote enacts, and the hash that an issuer puts there.

use super::{
    super::submit::{Submitted, submit},
    accredited,
};
use crate::{
    args::{AccreditArgs, CommitArgs},
    chain::citizen_of,
    context::Context,
    exit::{Answer, Failure},
    file,
    output::facts,
    time::{date, now},
    world::World,
};
use anyhow::{Context as _, Result, bail, ensure};
use codec::Encode;
use cybersyn_chain_client::Call;
use cybersyn_credentials::{
    impact::{self, Accreditation, Attestation},
    limits::CREDENTIAL_BYTES_MAX,
    received::Received,
    verify,
};
use cybersyn_primitives::{
    CitizenIndex, DidId, Millis,
    api::Hex,
    did::Did,
    reputation::{self, POINT, Points},
};
use serde::Serialize;

/// The context of the chain that one of a credential is.
fn on_chain(context: impact::Context) -> reputation::Context {
    match context {
        impact::Context::Technical => reputation::Context::Technical,
        impact::Context::Community => reputation::Context::Community,
        impact::Context::Environmental => reputation::Context::Environmental,
        impact::Context::Cultural => reputation::Context::Cultural,
        impact::Context::Judicial => reputation::Context::Judicial,
    }
}

/// Arguments of `reputation.accredit`, by which `article` accredits the issuer on chain.
fn accrediting(issuer: &DidId, accreditation: &Accreditation, article: u32) -> impl Encode + use<> {
    let contexts: Vec<reputation::Context> = accreditation.contexts.iter().copied().map(on_chain).collect();
    (*issuer, contexts, accreditation.until, article)
}

/// Arguments of `reputation.attest`, by which an issuer attests on chain.
fn attesting(citizen: CitizenIndex, attestation: &Attestation, points: u32) -> impl Encode + use<> {
    (citizen, on_chain(attestation.impact().context), *attestation.digest(), points)
}

/// A call to propose.
#[derive(Serialize)]
struct Accrediting {
    call: Hex,
    issuer: String,
    contexts: Vec<&'static str>,
    until: Option<Millis>,
    article: u32,
}

impl Accrediting {
    fn text(&self) -> String {
        facts(&[
            ("issuer", self.issuer.clone()),
            ("contexts", self.contexts.join(", ")),
            ("until", self.until.map_or_else(|| "open".to_owned(), date)),
            ("call", format!("0x{}", hex::encode(&self.call.0))),
            (
                "to do",
                "cybersyn propose --class rights --call CALL …; it counts once the vote has enacted it".to_owned(),
            ),
        ])
    }
}

pub(super) async fn accredit(context: &Context, args: &AccreditArgs) -> Result<Answer> {
    let article = args.accreditations.article;
    let article =
        article.ok_or_else(|| Failure::Usage("--article: name the article that accredits the issuer".into()))?;
    let did: Did = args.issuer.parse().map_err(|error| Failure::Usage(format!("{}: {error}", args.issuer)))?;
    let listed = accredited(context, &args.accreditations).await?;
    let Some(accreditation) = listed.get(&args.issuer) else {
        bail!(Failure::Refused(format!("article {article} does not accredit {did}")))
    };
    let since = accreditation.since;
    ensure!(since <= now(), Failure::Refused(format!("article {article} accredits {did} from {} on", date(since))));
    let call = Call::new("Reputation", "accredit", accrediting(&did.0, accreditation, article));
    let call = call.encode_at(&context.chain().await?.finalized().await?)?;
    let contexts = accreditation.contexts.iter().map(|context| context.name()).collect();
    let shown = Accrediting { call: Hex(call), issuer: did.to_string(), contexts, until: accreditation.until, article };
    context.out.show(&shown, Accrediting::text)?;
    Ok(Answer::Yes)
}

/// What came of an attestation.
#[derive(Serialize)]
struct Committed {
    citizen: CitizenIndex,
    context: &'static str,
    commitment: Hex,
    points: u32,
    /// Reputation of the person in this context now, in millionths of a point.
    reputation: Points,
    submitted: Submitted,
}

impl Committed {
    fn text(&self) -> String {
        facts(&[
            ("citizen", self.citizen.to_string()),
            ("context", self.context.to_owned()),
            ("earned", format!("{} points, {} now", self.points, self.reputation / POINT)),
            ("commitment", format!("0x{}", hex::encode(&self.commitment.0))),
            ("block", self.submitted.describe()),
        ])
    }
}

pub(super) async fn commit(context: &Context, args: &CommitArgs) -> Result<Answer> {
    let identity = context.identity()?;
    let attestation = attestation(context, args).await?;
    ensure!(
        attestation.issuer() == identity.did,
        Failure::Refused(format!("{} attested it, and only they put it on chain", attestation.issuer()))
    );
    let subject: Did = attestation.subject().parse().map_err(|_| no_person(&attestation))?;
    let chain = context.chain().await?;
    let citizen = citizen_of(&chain.finalized().await?, &subject.0).await?;
    let citizen = citizen.ok_or_else(|| no_person(&attestation))?;
    let call = Call::new("Reputation", "attest", attesting(citizen, &attestation, args.points));
    let included = submit(context, &chain, &call, &context.keypair(&identity)?).await?;
    let changed = included.event("Reputation", "Changed").context("the chain reports no change of reputation")?;
    let committed = Committed {
        citizen,
        context: attestation.impact().context.name(),
        commitment: Hex(attestation.digest().to_vec()),
        points: args.points,
        reputation: changed.field("points")?,
        submitted: Submitted::from(&included),
    };
    context.out.show(&committed, Committed::text)?;
    Ok(Answer::Yes)
}

fn no_person(attestation: &Attestation) -> Failure {
    Failure::Refused(format!("{} is no person on the finalized chain", attestation.subject()))
}

/// The attestation in the file, if it counts now: what is revoked is not put on chain.
async fn attestation(context: &Context, args: &CommitArgs) -> Result<Attestation> {
    let text = file::read_text(&args.file, CREDENTIAL_BYTES_MAX)?;
    let world = World::gather(context, Received::read(&text)?.needs(), &args.status_list).await?;
    Ok(Attestation::read(verify::credential(text.trim().as_bytes(), &world.checks())?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn contexts_are_called_the_same_on_chain() {
        for (context, there) in impact::Context::ALL.into_iter().zip(reputation::Context::ALL) {
            assert_eq!(on_chain(context), there);
            assert_eq!(serde_json::to_value(there).unwrap(), context.name());
        }
    }

    #[test]
    fn an_accreditation_names_issuer_contexts_end_and_article() {
        let contexts = BTreeSet::from([impact::Context::Technical, impact::Context::Judicial]);
        let arguments = accrediting(&[7; 32], &Accreditation { contexts, since: 1, until: Some(2) }, 200);
        let mut expected = vec![7; 32];
        expected.extend([8, 0, 4]);
        expected.extend([1, 2, 0, 0, 0, 0, 0, 0, 0]);
        expected.extend([200, 0, 0, 0]);
        assert_eq!(arguments.encode(), expected);
    }
}
