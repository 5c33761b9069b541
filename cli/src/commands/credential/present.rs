//! `cybersyn credential present`.

use super::{actor::wallet, issue::pointer};
use crate::{
    args::PresentArgs,
    context::Context,
    exit::{Answer, Failure},
    file,
    keystore::{CredentialFile, Identity},
    time::now,
    wallet::Held,
};
use anyhow::{Context as _, Result, bail, ensure};
use cybersyn_credentials::{
    json::{Object, Value, canonical_object, parse_object},
    limits::CREDENTIAL_BYTES_MAX,
    presentation::{self, Request},
    sd_jwt::{SdJwt, key_binding},
};
use serde::Serialize;
use std::path::Path;

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    presentation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a Path>,
}

pub(super) fn run(context: &Context, args: &PresentArgs) -> Result<Answer> {
    let (identity, passphrase, opened) = wallet(context)?;
    let held: Vec<&Held> = args.ids.iter().map(|id| opened.wallet.held(id)).collect::<Result<_>>()?;
    let request = Request { challenge: &args.nonce, domain: &args.audience };
    let holder = Holder { identity: &identity, passphrase: &passphrase };
    let text = match held.as_slice() {
        [one] if is_sd_jwt(one) => holder.present_sd_jwt(one, &args.show, &request)?,
        several if several.iter().any(|held| is_sd_jwt(held)) => {
            bail!(Failure::Usage("an SD-JWT is presented alone".into()))
        }
        several => {
            let whole = "--show is for SD-JWTs; these credentials are shown as a whole";
            ensure!(args.show.is_empty(), Failure::Usage(whole.into()));
            holder.present(several, &request)?
        }
    };
    if let Some(path) = &args.out {
        file::write_new(path, &text)?;
    }
    let shown = Shown { presentation: args.out.is_none().then_some(&text), file: args.out.as_deref() };
    context.out.show(&shown, |shown| match shown.file {
        Some(path) => format!("presented in {}", path.display()),
        None => text.clone(),
    })?;
    Ok(Answer::Yes)
}

fn is_sd_jwt(held: &Held) -> bool {
    !held.text.starts_with('{')
}

struct Holder<'a> {
    identity: &'a Identity,
    passphrase: &'a str,
}

impl Holder<'_> {
    fn present_sd_jwt(&self, held: &Held, shown: &[String], request: &Request) -> Result<String> {
        let shown: Vec<String> = shown.iter().map(|claim| pointer(claim)).collect();
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        let selected = SdJwt::parse(&held.text)?.select(&shown)?;
        let bound_to = key_binding::holder(selected.jws().payload())?.to_multikey();
        let key = self.key(|file| file.public == bound_to, &bound_to)?.open(self.passphrase)?;
        Ok(key_binding::bind(&selected, request, now(), &key)?.to_string())
    }

    fn present(&self, held: &[&Held], request: &Request) -> Result<String> {
        let read = |held: &&Held| parse_object(held.text.as_bytes(), CREDENTIAL_BYTES_MAX);
        let credentials: Vec<Object> = held.iter().map(read).collect::<Result<_, _>>()?;
        let subject = credentials.first().and_then(|credential| credential.get("credentialSubject")?.get("id"));
        let subject =
            subject.and_then(Value::as_str).context("the credential names no subject, so nobody can present it")?;
        let file = self.key(|file| file.presents() && file.did() == subject, subject)?;
        let key = file.open(self.passphrase)?;
        let presented = presentation::present(&credentials, request, &file.method, now(), &key)?;
        Ok(canonical_object(&presented)?)
    }

    /// The latest key that fits; `what` is for the error.
    fn key(&self, fits: impl Fn(&CredentialFile) -> bool, what: &str) -> Result<&CredentialFile> {
        let found = self.identity.credential.iter().rev().find(|file| fits(file));
        let missing =
            || Failure::Refused(format!("the credential is bound to {what}, whose key is not on this device"));
        Ok(found.ok_or_else(missing)?)
    }
}
