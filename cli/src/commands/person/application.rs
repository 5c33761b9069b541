//! Applications: signed by newcomers, carried by those who vouch for them or leave a deposit.

use crate::{
    commands::submit::{AccountSignature, submit, submit_and_describe, tell},
    context::Context,
    exit::{Answer, Failure},
    output::facts,
    time::{date, now},
};
use anyhow::{Context as _, Result, bail, ensure};
use codec::{DecodeAll, Encode};
use cybersyn_chain_client::{Call, Included, subxt_signer::sr25519};
use cybersyn_primitives::{CitizenIndex, Hash, Millis, api::Hex, application::Application, did::Did};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

/// Largest application file that is read.
const BYTES_MAX: u64 = 65_536;

/// A signed application as a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct ApplicationFile {
    /// For people.
    did: String,
    /// For people.
    expires: String,
    /// SCALE of the [`Application`].
    application: Hex,
    /// sr25519, by the newcomer's account.
    signature: Hex,
}

impl ApplicationFile {
    fn sign(application: &Application, keypair: &sr25519::Keypair, genesis: &Hash) -> Self {
        Self {
            did: Did(application.did).to_string(),
            expires: date(application.expires),
            application: Hex(application.encode()),
            signature: Hex(keypair.sign(&application.signing_payload(genesis)).0.to_vec()),
        }
    }

    /// The application, if it is signed for this chain and not void.
    fn open(&self, genesis: &Hash, now: Millis) -> Result<(Application, [u8; 64])> {
        let application = Application::decode_all(&mut self.application.0.as_slice())
            .map_err(|_| Failure::Refused("the file holds no application".into()))?;
        let signature = <[u8; 64]>::try_from(self.signature.0.as_slice())
            .map_err(|_| Failure::Refused("the signature in the file has not 64 bytes".into()))?;
        let key = sr25519::PublicKey(application.did);
        let payload = application.signing_payload(genesis);
        if !sr25519::verify(&sr25519::Signature(signature), payload, &key) {
            bail!(Failure::Refused("the newcomer did not sign this application for this chain".into()));
        }
        if application.expires <= now {
            bail!(Failure::Refused(format!("the application is void since {}; ask for a new one", self.expires)));
        }
        Ok((application, signature))
    }
}

pub(super) async fn apply(context: &Context, out: &Path, valid: Millis) -> Result<Answer> {
    let identity = context.identity()?;
    let genesis = match context.chain_if_up().await {
        Some(chain) => chain.genesis(),
        None => crate::mesh::genesis(&context.mesh().await?).await?,
    };
    let voting_key = <[u8; 32]>::try_from(identity.voting_key(None)?.public.0.as_slice())?;
    let application = Application { did: identity.did_id()?, voting_key, expires: now().saturating_add(valid) };
    let keypair = context.keypair(&identity)?;
    ensure!(keypair.public_key().0 == application.did, "a DID that changed hands needs no application");
    let file = ApplicationFile::sign(&application, &keypair, &genesis);
    write(out, &file)?;
    context.out.show(&file, |file| {
        format!(
            "{}\n\nGive {} to persons who know you; each runs `cybersyn person vouch {}`.",
            facts(&[("DID", file.did.clone()), ("valid until", file.expires.clone())]),
            out.display(),
            out.display()
        )
    })?;
    Ok(Answer::Yes)
}

fn write(path: &Path, file: &ApplicationFile) -> Result<()> {
    let json = serde_json::to_string_pretty(file)?;
    std::fs::write(path, json + "\n").with_context(|| format!("cannot write {}", path.display()))
}

fn read(path: &PathBuf) -> Result<ApplicationFile> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(BYTES_MAX).read_to_string(&mut text));
    read.with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no application", path.display()))
}

/// Vouches for the newcomer.
pub(super) async fn vouch(context: &Context, path: &PathBuf) -> Result<Answer> {
    let file = read(path)?;
    let chain = context.chain().await?;
    let (application, signature) = file.open(&chain.genesis(), chain.best().await?.timestamp().await?)?;
    let call = Call::new("Personhood", "vouch", (application, AccountSignature::Sr25519(signature)));
    let describe = |included: &Included| match included.event("Personhood", "Admitted") {
        Some(admitted) => Ok(format!("{} is citizen {} now", file.did, admitted.field::<CitizenIndex>("citizen")?)),
        None if included.event("Personhood", "Accepted").is_some() => {
            Ok(format!("{} has the vouches needed, and {}", file.did, admission(included)?))
        }
        None => Ok(format!("you vouched for {}; more vouches are needed", file.did)),
    };
    submit_and_describe(context, &context.identity()?, call, describe).await
}

/// Brings the application with a deposit in the place of vouches.
pub(super) async fn deposit(context: &Context, path: &PathBuf) -> Result<Answer> {
    let file = read(path)?;
    let chain = context.chain().await?;
    let (application, signature) = file.open(&chain.genesis(), chain.best().await?.timestamp().await?)?;
    let call = Call::new("Personhood", "apply", (application, AccountSignature::Sr25519(signature)));
    let included = submit(context, &chain, &call, &context.keypair(&context.identity()?)?).await?;
    tell(context, &included, &format!("{} has your deposit, and {}", file.did, admission(&included)?))?;
    Ok(Answer::Yes)
}

fn admission(included: &Included) -> Result<String> {
    let accepted = included.event("Personhood", "Accepted").context("the chain reports no accepted application")?;
    Ok(format!("is a citizen on {} unless challenged", date(accepted.field::<Millis>("admits")?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keystore::Identity;

    fn file(expires: Millis) -> ApplicationFile {
        let identity = Identity::development(20);
        let keypair = identity.keypair(Identity::DEVELOPMENT_PASSPHRASE).unwrap();
        let application = Application { did: identity.did_id().unwrap(), voting_key: [3; 32], expires };
        ApplicationFile::sign(&application, &keypair, &[1; 32])
    }

    #[test]
    fn an_application_opens_on_the_chain_it_was_signed_for() {
        assert_eq!(file(10).open(&[1; 32], 9).unwrap().0.expires, 10);
        assert!(file(10).open(&[2; 32], 9).unwrap_err().to_string().contains("did not sign"));
    }

    #[test]
    fn a_void_application_is_refused() {
        assert!(file(10).open(&[1; 32], 10).unwrap_err().to_string().contains("void"));
    }

    #[test]
    fn a_changed_application_is_refused() {
        let mut changed = file(10);
        changed.application.0[40] ^= 1;
        assert!(changed.open(&[1; 32], 9).is_err());
        changed.application.0.push(0);
        assert!(changed.open(&[1; 32], 9).unwrap_err().to_string().contains("no application"));
    }

    #[test]
    fn an_application_survives_its_file() {
        let path = tempfile::NamedTempFile::new().unwrap();
        let application = file(10);
        write(path.path(), &application).unwrap();
        assert_eq!(read(&path.path().to_owned()).unwrap(), application);
    }
}
