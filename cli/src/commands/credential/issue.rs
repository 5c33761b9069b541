//! `cybersyn credential issue`, and what every issuing has in common.

use super::Actor;
use crate::{
    args::{FormArg, IssueArgs},
    context::Context,
    exit::{Answer, Failure},
    file,
    output::facts,
    time::now,
    wallet::{Issued, OpenWallet, Place, credential_id},
    world::World,
};
use anyhow::{Result, ensure};
use cybersyn_credentials::{
    credential::{BASE_CONTEXT, Credential, UNDEFINED_TERMS_CONTEXT},
    date,
    json::{Object, Value, canonical_object, object, object_of_some, parse_object},
    limits::CREDENTIAL_BYTES_MAX,
    resolver::{Purpose, first_key},
    sd_jwt::{
        Hidden,
        vc::{self, Terms},
    },
    status::{Entry, StatusPurpose},
};
use cybersyn_primitives::Millis;
use rand::Rng;
use serde::Serialize;
use std::path::Path;

/// Who issues, and where it is written down.
pub(in crate::commands) struct Issuance {
    /// The issuer.
    pub actor: Actor,
    /// When.
    pub now: Millis,
    wallet: OpenWallet,
}

/// What was issued.
#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    issuer: &'a str,
    subject: &'a str,
    status: &'a [Place],
    #[serde(skip_serializing_if = "Option::is_none")]
    credential: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a Path>,
}

impl Issuance {
    /// Begins to issue with the key of that name, or the latest.
    pub fn begin(context: &Context, key: Option<&str>) -> Result<Self> {
        let actor = Actor::new(context, key)?;
        let wallet = actor.wallet(context)?;
        Ok(Self { actor, now: now(), wallet })
    }

    /// A place in the issuer's newest list of each of these purposes. There must be one for revocations.
    pub fn places(&mut self, purposes: &[StatusPurpose]) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for purpose in purposes {
            if let Some(list) = self.wallet.wallet.list_for(&self.actor.did, *purpose) {
                entries.push(list.allocate(rand::rng().random())?);
            }
        }
        let is_revocable = entries.iter().any(|entry| entry.purpose() == StatusPurpose::Revocation);
        let no_list = || {
            Failure::Refused(
                "you have no status list with a free entry, so the credential could never be revoked; \
                 make one with `cybersyn credential status-list create`"
                    .into(),
            )
        };
        ensure!(is_revocable, no_list());
        Ok(entries)
    }

    /// Writes down what was issued, then hands it out: a place that was handed out must never be given again.
    pub fn hand_out(
        mut self,
        context: &Context,
        text: &str,
        about: (&str, &str),
        entries: &[Entry],
        out: Option<&Path>,
    ) -> Result<Answer> {
        let (kind, subject) = (about.0.to_owned(), about.1.to_owned());
        let entries = entries.iter().map(Place::from).collect();
        let issued = Issued { id: credential_id(text)?, subject, kind, issued: self.now, entries };
        self.wallet.wallet.issued.push(issued.clone());
        self.wallet.save()?;
        if let Some(path) = out {
            file::write_new(path, text)?;
        }
        let shown = Shown {
            id: &issued.id,
            issuer: &self.actor.did,
            subject: &issued.subject,
            status: &issued.entries,
            credential: out.is_none().then_some(text),
            file: out,
        };
        context.out.show(&shown, |shown| match shown.credential {
            Some(text) => text.to_owned(),
            None => facts(&[("issued", shown.id.to_owned()), ("issuer", shown.issuer.to_owned())]),
        })?;
        Ok(Answer::Yes)
    }
}

pub(super) async fn run(context: &Context, args: &IssueArgs) -> Result<Answer> {
    let claims = parse_object(file::read_text(&args.claims, CREDENTIAL_BYTES_MAX)?.as_bytes(), CREDENTIAL_BYTES_MAX)?;
    let is_vc = args.form == FormArg::Vc;
    ensure!(
        !is_vc || args.hide.is_empty(),
        Failure::Usage("--hide is for --form sd-jwt; a vc is read as a whole".into())
    );
    let mut issuance = Issuance::begin(context, args.key.as_deref())?;
    // An SD-JWT has one status entry.
    let purposes = [StatusPurpose::Revocation, StatusPurpose::Suspension];
    let purposes = if is_vc { &purposes[..] } else { &purposes[..1] };
    let entries = if args.irrevocable { Vec::new() } else { issuance.places(purposes)? };
    let text = match args.form {
        FormArg::Vc => credential(&issuance, args, claims, &entries)?,
        FormArg::SdJwt => sd_jwt(context, &issuance, args, claims, entries.first()).await?,
    };
    issuance.hand_out(context, &text, (&args.kind, &args.subject), &entries, args.out.as_deref())
}

fn credential(issuance: &Issuance, args: &IssueArgs, claims: Object, entries: &[Entry]) -> Result<String> {
    ensure!(!claims.contains_key("id"), Failure::Usage("the claims' id is the subject; leave it to --subject".into()));
    let mut subject = object([("id", args.subject.as_str().into())]);
    subject.extend(claims);
    let status: Vec<Value> = entries.iter().map(|entry| entry.to_json().into()).collect();
    let Issuance { actor, now, .. } = issuance;
    let document = object_of_some([
        ("@context", Some(vec![BASE_CONTEXT, UNDEFINED_TERMS_CONTEXT].into())),
        ("type", Some(vec!["VerifiableCredential", &args.kind].into())),
        ("issuer", Some(actor.did.as_str().into())),
        ("validFrom", Some(date::format(*now)?.into())),
        ("validUntil", Some(date::format(now.saturating_add(args.valid))?.into())),
        ("credentialStatus", (!status.is_empty()).then_some(status.into())),
        ("credentialSubject", Some(subject.into())),
    ]);
    Ok(canonical_object(&Credential::new(document)?.issue(&actor.method, *now, &actor.key)?)?)
}

async fn sd_jwt(
    context: &Context,
    issuance: &Issuance,
    args: &IssueArgs,
    mut claims: Object,
    status: Option<&Entry>,
) -> Result<String> {
    let Issuance { actor, now, .. } = issuance;
    let world = World::of_dids(context, [args.subject.as_str()]).await?;
    let (_, holder) = first_key(world.documents(), &args.subject, Purpose::Authentication, date::at(*now))?;
    // Who the holder is can be kept back too: that they hold the key is enough.
    claims.insert("sub".to_owned(), args.subject.as_str().into());
    let named = args.hide.iter().map(|claim| pointer(claim));
    let hidden: Vec<String> = match args.hide.is_empty() {
        true => claims.keys().map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect(),
        false => named.chain(["/sub".to_owned()]).collect(),
    };
    let hidden: Vec<&str> = hidden.iter().map(String::as_str).collect();
    let terms = Terms {
        method: &actor.method,
        kind: &args.kind,
        issued: *now,
        valid_until: Some(now.saturating_add(args.valid)),
        holder: Some(&holder),
        status,
    };
    let hidden = Hidden { claims: &hidden, decoys: &[("", usize::from(args.decoys))] };
    let mut entropy = |bytes: &mut [u8]| rand::rng().fill(bytes);
    Ok(vc::issue(&terms, claims, &hidden, &mut entropy, &actor.key)?.to_string())
}

/// The JSON pointer to a claim that was named on the command line.
pub(super) fn pointer(claim: &str) -> String {
    if claim.starts_with('/') { claim.to_owned() } else { format!("/{claim}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_named_by_name_or_path() {
        assert_eq!(
            [pointer("name"), pointer("address/city"), pointer("/langs/0")],
            ["/name", "/address/city", "/langs/0"]
        );
    }
}
