//! `cybersyn credential hold`, `list`, `show` and `drop`: the holder's wallet.

use super::{actor::wallet, verify::judge};
use crate::{
    context::Context,
    exit::{Answer, Failure},
    file,
    output::{facts, table},
    time::{date, now},
    wallet::{Held, Issued, Wallet, credential_id},
};
use anyhow::{Result, bail};
use cybersyn_credentials::{
    json::Value,
    limits::SD_JWT_BYTES_MAX,
    received::{Accepted, Asked},
    sd_jwt::SdJwt,
    status::StatusPurpose,
};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// A held credential as shown.
#[derive(Serialize)]
struct Shown {
    id: String,
    issuer: String,
    types: Vec<String>,
    received: u64,
    /// Paths of the claims that can be shown or kept back.
    claims: Vec<String>,
}

impl Shown {
    fn new(held: &Held) -> Self {
        let places = SdJwt::parse(&held.text).and_then(|sd_jwt| sd_jwt.reveal()).map(|revealed| revealed.places);
        let claims =
            places.unwrap_or_default().into_iter().map(|place| place.pointer.trim_start_matches('/').to_owned());
        Self {
            id: held.id.clone(),
            issuer: held.issuer.clone(),
            types: held.types.clone(),
            received: held.received,
            claims: claims.collect(),
        }
    }
}

pub(super) async fn hold(context: &Context, path: &Path, lists: &[PathBuf]) -> Result<Answer> {
    let text = file::read_text(path, SD_JWT_BYTES_MAX)?;
    let (issuer, types) = match judge(context, &text, &Asked::default(), lists).await? {
        Ok(Accepted::Credential(verified)) => {
            let credential = verified.credential();
            let types = cybersyn_credentials::received::types_of(credential.document());
            (credential.issuer().to_owned(), types)
        }
        Ok(Accepted::SdJwt(verified)) => {
            let kind = verified.claims().get("vct").and_then(Value::as_str).unwrap_or_default();
            (verified.issuer().to_owned(), vec![kind.to_owned()])
        }
        Ok(Accepted::Presentation(_)) => {
            bail!(Failure::Refused("this is a presentation; hold the credential itself".into()))
        }
        Err(error) if error.is_undecided() => bail!(Failure::Missing(error.to_string())),
        Err(error) => bail!(Failure::Refused(error.to_string())),
    };
    let (_, _, mut opened) = wallet(context)?;
    let held = Held { id: credential_id(&text)?, issuer, types, received: now(), text: text.trim().to_owned() };
    let shown = Shown::new(&held);
    opened.wallet.held.retain(|known| known.id != held.id);
    opened.wallet.held.push(held);
    opened.save()?;
    context.out.show(&shown, |shown| {
        facts(&[
            ("held", shown.id.clone()),
            ("issuer", shown.issuer.clone()),
            ("types", shown.types.join(", ")),
            ("can be kept back", shown.claims.join(", ")),
        ])
    })?;
    Ok(Answer::Yes)
}

pub(super) fn list(context: &Context) -> Result<Answer> {
    let (_, _, opened) = wallet(context)?;
    let shown: Vec<Shown> = opened.wallet.held.iter().map(Shown::new).collect();
    context.out.show(&shown, |shown| {
        let row = |held: &Shown| [held.id.clone(), held.types.join(", "), held.issuer.clone(), held.claims.join(", ")];
        table(["name", "types", "issuer", "can be kept back"], shown.iter().map(row))
    })?;
    Ok(Answer::Yes)
}

/// An issued credential as shown.
#[derive(Serialize)]
struct IssuedShown {
    #[serde(flatten)]
    issued: Issued,
    /// What its entries are set to, by the issuer's own lists.
    state: String,
}

pub(super) fn list_issued(context: &Context) -> Result<Answer> {
    let (_, _, mut opened) = wallet(context)?;
    let issued = opened.wallet.issued.clone();
    let shown = issued.into_iter().map(|issued| Ok(IssuedShown { state: state(&mut opened.wallet, &issued)?, issued }));
    let shown: Vec<IssuedShown> = shown.collect::<Result<_>>()?;
    context.out.show(&shown, |shown| {
        let row = |one: &IssuedShown| {
            let IssuedShown { issued, state } = one;
            let (id, kind, subject) = (issued.id.clone(), issued.kind.clone(), issued.subject.clone());
            [id, kind, subject, date(issued.issued), state.clone()]
        };
        table(["name", "type", "subject", "issued", "state"], shown.iter().map(row))
    })?;
    Ok(Answer::Yes)
}

fn state(wallet: &mut Wallet, issued: &Issued) -> Result<String> {
    let mut set = Vec::new();
    for place in &issued.entries {
        let list = wallet.list(&place.list)?;
        if list.bits()?.get(place.index) == Some(true) {
            set.push(if list.purpose() == StatusPurpose::Revocation { "revoked" } else { "suspended" });
        }
    }
    Ok(match set.as_slice() {
        [] if issued.entries.is_empty() => "cannot be revoked".to_owned(),
        [] => "good".to_owned(),
        set => set.join(", "),
    })
}

pub(super) fn show(context: &Context, id: &str) -> Result<Answer> {
    let (_, _, opened) = wallet(context)?;
    context.out.show(opened.wallet.held(id)?, |held| held.text.clone())?;
    Ok(Answer::Yes)
}

pub(super) fn discard(context: &Context, id: &str) -> Result<Answer> {
    let (_, _, mut opened) = wallet(context)?;
    let id = opened.wallet.held(id)?.id.clone();
    opened.wallet.held.retain(|held| held.id != id);
    opened.save()?;
    context.out.show(&id, |id| facts(&[("dropped", id.clone())]))?;
    Ok(Answer::Yes)
}
