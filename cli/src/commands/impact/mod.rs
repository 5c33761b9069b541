//! `cybersyn impact`: attestations of what people did, their sums, and what they are worth on chain.

mod on_chain;

use super::{article, credential::Issuance};
use crate::{
    args::{AccreditationArgs, AttestArgs, ImpactCommand, SumArgs},
    context::Context,
    exit::{Answer, Failure},
    file,
    output::{facts, line, table},
    time::{date, now},
    wallet::OpenWallet,
    world::{World, established},
};
use anyhow::{Result, ensure};
use cybersyn_chain_client::{ProvenState, article::Status};
use cybersyn_credentials::{
    impact::{ATTESTATION_TYPE, Accreditations, Aggregate, Impact, accreditations, aggregate, attest},
    json::{Object, canonical_object},
    limits::{ACCREDITATION_BYTES_MAX, CREDENTIAL_BYTES_MAX},
    received::{Needs, Received},
    status::StatusPurpose,
};
use cybersyn_primitives::{Hash, text};
use serde::Serialize;

pub(super) async fn run(context: &Context, command: ImpactCommand) -> Result<Answer> {
    match command {
        ImpactCommand::Attest(args) => attest_one(context, args),
        ImpactCommand::Sum(args) => sum(context, &args).await,
        ImpactCommand::Accreditations(args) => show_accreditations(context, &args).await,
        ImpactCommand::Accredit(args) => on_chain::accredit(context, &args).await,
        ImpactCommand::Commit(args) => on_chain::commit(context, &args).await,
    }
}

fn attest_one(context: &Context, args: AttestArgs) -> Result<Answer> {
    let mut issuance = Issuance::begin(context, args.key.as_deref())?;
    let impact = Impact {
        context: args.context.into(),
        activity: args.activity,
        unit: args.unit,
        amount: args.amount,
        from: args.from,
        until: args.until,
    };
    let entries = issuance.places(&[StatusPurpose::Revocation])?;
    let id = format!("urn:cybersyn:attestation:{}", hex::encode(rand::random::<[u8; 16]>()));
    let (issuer, now) = (&issuance.actor, issuance.now);
    let credential = attest(&id, &issuer.did, &args.subject, &impact, now, entries.first())?;
    let text = canonical_object(&credential.issue(&issuer.method, now, &issuer.key)?)?;
    issuance.hand_out(context, &text, (ATTESTATION_TYPE, &args.subject), &entries, args.out.as_deref())
}

/// A sum as shown.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    aggregate: Object,
    commitment: String,
    left_out: Vec<LeftOut>,
    #[serde(skip)]
    rows: Vec<[String; 5]>,
}

#[derive(Serialize)]
struct LeftOut {
    attestation: String,
    reason: String,
}

async fn sum(context: &Context, args: &SumArgs) -> Result<Answer> {
    let accredited = accredited(context, &args.accreditations).await?;
    let subject = match &args.subject {
        Some(subject) => subject.clone(),
        None => context.identity()?.credential_key(None)?.did().to_owned(),
    };
    let (names, texts): (Vec<String>, Vec<String>) = attestations(context, args)?.into_iter().unzip();
    let mut needs = Needs::default();
    for received in texts.iter().filter_map(|text| Received::read(text).ok()) {
        needs.extend(received.needs());
    }
    let world = World::gather(context, &needs, &args.status_list).await?;
    let texts: Vec<&[u8]> = texts.iter().map(|text| text.trim().as_bytes()).collect();
    let aggregate = aggregate(&subject, &texts, &accredited, &world.checks())?;
    context.out.show(&Shown::new(&aggregate, &names)?, Shown::text)?;
    Ok(Answer::Yes)
}

/// Names and texts of the attestations to sum.
fn attestations(context: &Context, args: &SumArgs) -> Result<Vec<(String, String)>> {
    if !args.files.is_empty() {
        let read =
            |path: &std::path::PathBuf| Ok((path.display().to_string(), file::read_text(path, CREDENTIAL_BYTES_MAX)?));
        return args.files.iter().map(read).collect();
    }
    let identity = context.identity()?;
    let opened = OpenWallet::open(&context.keystore, &identity, &context.passphrase(&identity)?)?;
    let attestations = opened.wallet.held.iter().filter(|held| held.types.iter().any(|kind| kind == ATTESTATION_TYPE));
    Ok(attestations.map(|held| (held.id.clone(), held.text.clone())).collect())
}

impl Shown {
    fn new(aggregate: &Aggregate, names: &[String]) -> Result<Self> {
        let name = |position: usize| names.get(position).cloned().unwrap_or_default();
        let left_out = aggregate.left_out.iter();
        let rows = aggregate.sums.iter().flat_map(|((context, unit), sum)| {
            sum.sources.iter().map(move |source| {
                [
                    context.to_string(),
                    unit.clone(),
                    source.amount.to_string(),
                    source.activity.clone(),
                    source.issuer.clone(),
                ]
            })
        });
        Ok(Self {
            aggregate: aggregate.to_json(),
            commitment: format!("0x{}", hex::encode(aggregate.commitment()?)),
            left_out: left_out
                .map(|out| LeftOut { attestation: name(out.position), reason: out.reason.to_string() })
                .collect(),
            rows: rows.collect(),
        })
    }

    fn text(&self) -> String {
        let mut text = table(["context", "unit", "amount", "activity", "attested by"], self.rows.iter().cloned());
        for LeftOut { attestation, reason } in &self.left_out {
            text.push_str(&format!("\n{}", line(&format!("left out {attestation}: {reason}"))));
        }
        text.push_str(&format!("\ncommitment {}", self.commitment));
        text
    }
}

/// The accredited issuers in the file, which must be the article if one is named.
async fn accredited(context: &Context, args: &AccreditationArgs) -> Result<Accreditations> {
    let text = file::read_text(&args.accreditations, ACCREDITATION_BYTES_MAX)?;
    let Some(number) = args.article else {
        context.out.note("no --article: the list of accredited issuers is believed as it is");
        return Ok(accreditations::read(text.as_bytes())?);
    };
    let read = async |at: &ProvenState| article::read(at, number).await;
    let found = established(context, now(), read).await?;
    ensure!(
        matches!(found.status, Status::InForce),
        Failure::Refused(format!("article {number} is not in force; `cybersyn article {number}` says more"))
    );
    let other = |hash| {
        Failure::Refused(format!(
            "{} is not the text of article {number}: its hash is 0x{}, the article's 0x{}",
            args.accreditations.display(),
            hex::encode(hash),
            hex::encode(found.content)
        ))
    };
    let text = the_article(&text, &found.content)?.map_err(other)?;
    Ok(accreditations::read(text.as_bytes())?)
}

/// The text as it was voted on, if that is what the hash is of; else its hash. What was hashed is what is read, never the file:
/// characters that differ there may be one here.
fn the_article(text: &str, content: &Hash) -> Result<Result<String, Hash>> {
    let frozen = text::freeze(text)?;
    let hash = text::article_hash(&frozen)?;
    Ok(if hash == *content { Ok(frozen) } else { Err(hash) })
}

#[derive(Serialize)]
struct Accredited {
    issuer: String,
    contexts: Vec<&'static str>,
    since: u64,
    until: Option<u64>,
}

async fn show_accreditations(context: &Context, args: &AccreditationArgs) -> Result<Answer> {
    let accredited = accredited(context, args).await?.into_iter().map(|(issuer, accreditation)| Accredited {
        issuer,
        contexts: accreditation.contexts.iter().map(|context| context.name()).collect(),
        since: accreditation.since,
        until: accreditation.until,
    });
    let accredited: Vec<Accredited> = accredited.collect();
    context.out.show(&accredited, |accredited| {
        if accredited.is_empty() {
            return facts(&[("accredited", "nobody".to_owned())]);
        }
        let row = |one: &Accredited| {
            let until = one.until.map_or_else(|| "open".to_owned(), date);
            [one.issuer.clone(), one.contexts.join(", "), date(one.since), until]
        };
        table(["issuer", "contexts", "since", "until"], accredited.iter().map(row))
    })?;
    Ok(Answer::Yes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// U+212A, the sign for kelvin, is K in the text that was voted on.
    #[test]
    fn what_was_voted_on_is_read_and_not_the_file() {
        let file = |k: char| {
            let entry =
                format!(r#"{{"issuer": "did:x:{k}", "contexts": ["technical"], "since": "2026-01-01T00:00:00Z"}}"#);
            format!(r#"{{"accreditations": [{entry}]}}"#)
        };
        let content = text::article_hash(&text::freeze(&file('K')).unwrap()).unwrap();
        let issuers = |text: &str| {
            let text = the_article(text, &content).unwrap().unwrap();
            let accredited = accreditations::read(text.as_bytes()).unwrap();
            accredited.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(issuers(&file('\u{212A}')), ["did:x:K"]);
        assert_eq!(issuers(&file('K')), ["did:x:K"]);
        assert!(the_article(&file('L'), &content).unwrap().is_err());
    }
}
