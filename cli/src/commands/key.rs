//! `cybersyn key`: identities at rest.

use crate::{
    args::KeyCommand,
    context::Context,
    exit::{Answer, Failure},
    keystore::{AccountSecret, Cost, Identity, PolkadotJson, VotingFile, VotingSecret},
    output::{facts, table},
    passphrase, ss58,
    time::now,
};
use anyhow::{Context as _, Result};
use serde::Serialize;
use std::{
    fs::File,
    io::{Read, stdin},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Largest key file or mnemonic that is read.
const BYTES_MAX: u64 = 65_536;

pub(super) fn run(context: &Context, command: KeyCommand) -> Result<Answer> {
    match command {
        KeyCommand::Create { name } => create(context, &name),
        KeyCommand::Import { name, file, file_passphrase, uri, uri_file } => {
            import(context, &name, Source { file, file_passphrase, uri, uri_file })
        }
        KeyCommand::Dev { number } => keep(context, &Identity::development(number)),
        KeyCommand::List => list(context),
        KeyCommand::Show => show(context, &context.identity()?),
        KeyCommand::Export => export(context),
    }?;
    Ok(Answer::Yes)
}

/// An identity's public side.
#[derive(Serialize)]
struct Shown {
    name: String,
    did: String,
    address: String,
    account: String,
    development: bool,
    voting_keys: Vec<VotingKeyShown>,
}

#[derive(Serialize)]
struct VotingKeyShown {
    version: u16,
    public: String,
}

impl Shown {
    fn new(identity: &Identity) -> Result<Self> {
        let account = ss58::decode(&identity.account.address)?;
        let key = |key: &VotingFile| VotingKeyShown { version: key.version, public: key.public.clone().into() };
        Ok(Self {
            name: identity.name.clone(),
            did: identity.did.clone(),
            address: ss58::encode(ss58::CYBERSYN, &account),
            account: format!("0x{}", hex::encode(account)),
            development: identity.development.is_some(),
            voting_keys: identity.voting.iter().map(key).collect(),
        })
    }

    fn text(&self) -> String {
        let mut lines = vec![
            ("name", self.name.clone()),
            ("DID", self.did.clone()),
            ("address", self.address.clone()),
            ("account", self.account.clone()),
        ];
        lines.extend(self.voting_keys.iter().map(|key| ("voting key", format!("{} {}", key.version, key.public))));
        if self.development {
            lines.push(("note", "development keys: public knowledge".into()));
        }
        facts(&lines)
    }
}

fn create(context: &Context, name: &str) -> Result<()> {
    #[derive(Serialize)]
    struct Created<'a> {
        #[serde(flatten)]
        identity: Shown,
        mnemonic: &'a str,
    }
    let mnemonic = AccountSecret::generate_mnemonic();
    let identity = seal(context, name, &AccountSecret::from_uri(&mnemonic)?)?;
    context.keystore.create(&identity)?;
    let created = Created { identity: Shown::new(&identity)?, mnemonic: &mnemonic };
    context.out.show(&created, |created| {
        let words = created.mnemonic;
        format!(
            "{}\n\nWrite these words down and keep them where nobody looks. They are shown this once:\n\n    {words}\n\n\
             Next: `cybersyn person apply`, and let persons who know you vouch for you.",
            created.identity.text(),
        )
    })
}

/// Where an imported account comes from.
struct Source {
    file: Option<PathBuf>,
    file_passphrase: Option<PathBuf>,
    uri: Option<String>,
    uri_file: Option<PathBuf>,
}

fn import(context: &Context, name: &str, source: Source) -> Result<()> {
    let secret = match source {
        Source { file: Some(file), file_passphrase, .. } => from_json(context, &file, file_passphrase.as_deref())?,
        Source { uri: Some(uri), .. } => AccountSecret::from_uri(&Zeroizing::new(uri))?,
        Source { uri_file: Some(path), .. } => {
            let text = read(&path)?;
            AccountSecret::from_uri(text.lines().next().unwrap_or_default())?
        }
        _ => return Err(Failure::Usage("say what to import: --file, --uri or --uri-file".into()).into()),
    };
    keep(context, &seal(context, name, &secret)?)
}

fn from_json(context: &Context, file: &Path, file_passphrase: Option<&Path>) -> Result<AccountSecret> {
    let text = read(file)?;
    let json: PolkadotJson =
        serde_json::from_str(&text).with_context(|| format!("{} is no polkadot-js key file", file.display()))?;
    let passphrase = match file_passphrase {
        _ if !json.is_encrypted()? => Zeroizing::new(String::new()),
        Some(path) => passphrase::read(path)?,
        None => context.passphrases.of_import(&file.display().to_string())?,
    };
    Ok(json.open(&passphrase)?)
}

fn read(path: &Path) -> Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    let read = if path == Path::new("-") {
        stdin().take(BYTES_MAX).read_to_string(&mut text)
    } else {
        File::open(path).and_then(|file| file.take(BYTES_MAX).read_to_string(&mut text))
    };
    read.with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text)
}

/// A new identity of the account with a fresh voting key, both under a passphrase to be chosen.
fn seal(context: &Context, name: &str, account: &AccountSecret) -> Result<Identity> {
    let passphrase = context.passphrases.choose(name)?;
    let json = PolkadotJson::seal(account, name, now(), &passphrase, Cost::HIGH);
    let voting = VotingFile::seal(&VotingSecret::generate(), 0, &passphrase, Cost::HIGH);
    Ok(Identity::new(name, json, account.public(), voting))
}

fn keep(context: &Context, identity: &Identity) -> Result<()> {
    context.keystore.create(identity)?;
    show(context, identity)
}

fn show(context: &Context, identity: &Identity) -> Result<()> {
    context.out.show(&Shown::new(identity)?, Shown::text)
}

fn list(context: &Context) -> Result<()> {
    let identities = context.keystore.names()?.into_iter().map(|name| Shown::new(&context.keystore.load(Some(&name))?));
    let identities: Vec<Shown> = identities.collect::<Result<_>>()?;
    context.out.show(&identities, |identities| match identities.as_slice() {
        [] => format!("no identities in {}; `cybersyn key create NAME` makes one", context.keystore.dir().display()),
        some => table(
            ["name", "DID", "address"],
            some.iter().map(|shown| [shown.name.clone(), shown.did.clone(), shown.address.clone()]),
        ),
    })
}

/// The file as it lies there: whoever gets it still needs the passphrase.
fn export(context: &Context) -> Result<()> {
    let account = context.identity()?.account;
    let json = serde_json::to_string_pretty(&account)?;
    context.out.show(&account, |_| json)
}
