//! `cybersyn person`: becoming and staying a person.

use super::submit::{AccountSignature, submit, submit_and_tell, tell};
use crate::{
    args::PersonCommand,
    chain::{self, Status},
    context::Context,
    exit::{Answer, Failure},
    output::facts,
    time::{date, now},
};
use anyhow::{Context as _, Result, bail, ensure};
use codec::{DecodeAll, Encode};
use cybersyn_chain_client::{BlockAt, Call, subxt_signer::sr25519};
use cybersyn_primitives::{CitizenIndex, DAY, Hash, Millis, api::Hex, application::Application, did::Did};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

/// Largest application file that is read.
const BYTES_MAX: u64 = 65_536;

pub(super) async fn run(context: &Context, command: PersonCommand) -> Result<Answer> {
    match command {
        PersonCommand::Show { citizen } => show(context, citizen.as_deref()).await,
        PersonCommand::Apply { out, valid } => apply(context, &out, valid).await,
        PersonCommand::Vouch { application } => vouch(context, &application).await,
        PersonCommand::Alive => {
            let call = Call::new("Personhood", "prove_life", ());
            submit_and_tell(context, &context.identity()?, call, "you are alive").await
        }
        PersonCommand::Renew { citizen } => renew(context, &citizen).await,
    }
}

/// A person as shown.
#[derive(Serialize)]
struct Shown {
    citizen: CitizenIndex,
    did: String,
    status: Status,
    admitted: Millis,
    expires: Millis,
    last_alive: Option<String>,
    tokens: u64,
    tokens_spent: u64,
    voting_keys: Vec<u16>,
}

async fn show(context: &Context, citizen: Option<&str>) -> Result<Answer> {
    let at = context.chain().await?.finalized().await?;
    let citizen = match citizen {
        Some(text) => find(&at, text).await?,
        None => find(&at, &context.identity()?.did).await?,
    };
    let person = chain::person(&at, citizen).await?;
    let account = chain::attention(&at, citizen).await?;
    let slot = chain::roll_slot(&at, citizen).await?;
    let time = at.timestamp().await?;
    let keys = slot.iter().flat_map(|slot| slot.keys.iter()).filter(|key| key.force.contains(time) && !key.stolen);
    let shown = Shown {
        citizen,
        did: Did(person.did).to_string(),
        status: person.status,
        admitted: person.admitted,
        expires: person.expires,
        last_alive: chain::last_alive(&at, citizen).await?.map(|day| date(Millis::from(day) * DAY)),
        tokens: account.available(time, &chain::attention_params(&at).await?),
        tokens_spent: account.spent,
        voting_keys: keys.map(|key| key.version).collect(),
    };
    context.out.show(&shown, Shown::text)?;
    Ok(if shown.status == Status::Active { Answer::Yes } else { Answer::No })
}

impl Shown {
    fn text(&self) -> String {
        let keys: Vec<String> = self.voting_keys.iter().map(ToString::to_string).collect();
        facts(&[
            ("citizen", self.citizen.to_string()),
            ("DID", self.did.clone()),
            ("status", format!("{:?}", self.status).to_lowercase()),
            ("person since", date(self.admitted)),
            ("expires", date(self.expires)),
            ("last sign of life", self.last_alive.clone().unwrap_or_else(|| "none".into())),
            ("attention tokens", format!("{} to spend, {} spent", self.tokens, self.tokens_spent)),
            ("voting keys in force", keys.join(", ")),
        ])
    }
}

/// A citizen by index or DID.
async fn find(at: &BlockAt, text: &str) -> Result<CitizenIndex> {
    if let Ok(citizen) = text.parse() {
        return Ok(citizen);
    }
    let did: Did = text.parse().map_err(|error| Failure::Usage(format!("neither citizen index nor DID: {error}")))?;
    match chain::citizen_of(at, &did.0).await? {
        Some(citizen) => Ok(citizen),
        None => bail!(Failure::Missing(format!("{did} is no person on the finalized chain"))),
    }
}

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

async fn apply(context: &Context, out: &Path, valid: Millis) -> Result<Answer> {
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

async fn vouch(context: &Context, path: &PathBuf) -> Result<Answer> {
    let file = read(path)?;
    let chain = context.chain().await?;
    let (application, signature) = file.open(&chain.genesis(), chain.best().await?.timestamp().await?)?;
    let keypair = context.keypair(&context.identity()?)?;
    let call = Call::new("Personhood", "vouch", (application, AccountSignature::Sr25519(signature)));
    let included = submit(context, &chain, &call, &keypair).await?;
    let done = match included.event("Personhood", "Admitted") {
        Some(admitted) => format!("{} is citizen {} now", file.did, admitted.field::<CitizenIndex>("citizen")?),
        None => match included.event("Personhood", "Accepted") {
            Some(accepted) => {
                let admits = date(accepted.field::<Millis>("admits")?);
                format!("{} has the vouches needed, and is a citizen on {admits} unless challenged", file.did)
            }
            None => format!("you vouched for {}; more vouches are needed", file.did),
        },
    };
    tell(context, &included, &done)?;
    Ok(Answer::Yes)
}

async fn renew(context: &Context, citizen: &str) -> Result<Answer> {
    let at = context.chain().await?.finalized().await?;
    let citizen = find(&at, citizen).await?;
    let call = Call::new("Personhood", "renew", (citizen,));
    submit_and_tell(context, &context.identity()?, call, &format!("you vouched for citizen {citizen}'s renewal")).await
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
