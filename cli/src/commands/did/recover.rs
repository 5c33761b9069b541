//! Taking over a DID whose guardians stand for the new account.
//!
//! Three steps, each of which is left out if it is done: control passes on chain, the identity in the keystore becomes the
//! DID's, and this device's voting key comes into force.

use super::{
    heritage::{Heritage, Party},
    keys::bring_voting_key_into_force,
};
use crate::{
    args::RecoverArgs,
    chain::guardians::{GuardedDid, Recovery, guarded_did, recovery},
    commands::{
        person::did_of,
        submit::{AccountSignature, Submitted, submit, tell},
    },
    context::Context,
    exit::{Answer, Failure},
    file,
    keystore::Identity,
    output::facts,
    ss58,
    time::date,
};
use anyhow::{Context as _, Result, bail, ensure};
use cybersyn_chain_client::{Call, Chain, subxt_signer::sr25519};
use cybersyn_primitives::{DidId, Hash, KeyVersion, Millis, api::Hex, application::rotation_payload, did::Did};
use serde::{Deserialize, Serialize};
use std::path::Path;
use zeroize::Zeroizing;

/// Largest consent that is read.
const BYTES_MAX: usize = 4_096;

/// The new account's consent to control a DID, as a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct ConsentFile {
    /// The DID.
    did: String,
    /// Address of the account.
    account: String,
    /// Version of the DID: the consent is void when it changes.
    version: u32,
    /// sr25519, by the account.
    signature: Hex,
}

impl ConsentFile {
    fn sign(did: &DidId, version: u32, keypair: &sr25519::Keypair, genesis: &Hash) -> Self {
        Self {
            did: Did(*did).to_string(),
            account: ss58::encode(ss58::CYBERSYN, &keypair.public_key().0),
            version,
            signature: Hex(keypair.sign(&rotation_payload(genesis, did, version)).0.to_vec()),
        }
    }

    /// DID, account and signature, if the account consents on this chain.
    fn open(&self, genesis: &Hash) -> Result<(DidId, [u8; 32], [u8; 64]), Failure> {
        let wrong = |what: &str| Failure::Refused(format!("the file holds no consent: {what}"));
        let did: Did = self.did.parse().map_err(|_| wrong("its DID is none"))?;
        let account = ss58::decode(&self.account).map_err(|_| wrong("its account is none"))?;
        let signature =
            <[u8; 64]>::try_from(self.signature.0.as_slice()).map_err(|_| wrong("a signature has 64 bytes"))?;
        let payload = rotation_payload(genesis, &did.0, self.version);
        if !sr25519::verify(&sr25519::Signature(signature), payload, &sr25519::PublicKey(account)) {
            return Err(Failure::Refused("the account did not sign this consent for this chain".to_owned()));
        }
        Ok((did.0, account, signature))
    }
}

/// What came of it.
#[derive(Serialize)]
struct Recovered {
    did: String,
    account: String,
    recovered: Option<Submitted>,
    voting_key: KeyVersion,
}

/// The new account with what opens it.
struct Heir {
    identity: Identity,
    passphrase: Zeroizing<String>,
    keypair: sr25519::Keypair,
}

pub(super) async fn run(context: &Context, args: &RecoverArgs) -> Result<Answer> {
    match (&args.consent, &args.did, &args.out) {
        (Some(path), _, _) => carry(context, path).await,
        (None, Some(did), Some(out)) => write_consent(context, did, out).await,
        (None, Some(did), None) => take_over(context, did, args).await,
        (None, None, _) => bail!(Failure::Usage("say which DID is to be recovered".to_owned())),
    }
}

async fn take_over(context: &Context, did: &str, args: &RecoverArgs) -> Result<Answer> {
    let chain = context.chain().await?;
    let at = chain.finalized().await?;
    let did = did_of(&at, did).await?;
    let heir = heir(context)?;
    let heritage = args.from.as_deref().map(|from| heritage(context, from, &heir, &did)).transpose()?;
    let guarded = guarded_did(&at, &did).await?;
    let recovered = if guarded.record.account == heir.keypair.public_key().0 {
        None
    } else {
        let wanted = recovery(&at, &did).await?;
        ensure_due(&did, &heir.keypair.public_key().0, &guarded, wanted.as_ref(), at.timestamp().await?)?;
        let consent = ConsentFile::sign(&did, guarded.record.version, &heir.keypair, &chain.genesis());
        let carrier = match args.carrier.as_deref() {
            Some(name) => context.keypair(&context.keystore.load(Some(name))?)?,
            None => heir.keypair.clone(),
        };
        Some(bring(context, &chain, &consent, &carrier).await?)
    };
    let Heir { identity, passphrase, keypair } = heir;
    let identity = context.keystore.change(&identity.name, |identity| {
        adopt(identity, &did);
        anyhow::Ok(())
    })?;
    heritage.map_or(Ok(()), Heritage::pass_on)?;
    let voting_key = bring_voting_key_into_force(context, &chain, &identity, &passphrase, &keypair).await?;
    let account = ss58::encode(ss58::CYBERSYN, &keypair.public_key().0);
    let shown = Recovered { did: identity.did.clone(), account, recovered, voting_key };
    context.out.show(&shown, |shown| {
        facts(&[
            ("DID", shown.did.clone()),
            ("controlled by", shown.account.clone()),
            ("voting key", format!("{} is in force on this device", shown.voting_key)),
            ("to do", "revoke the keys of lost devices, --stolen where somebody may have them; see `did show`".into()),
        ])
    })?;
    Ok(Answer::Yes)
}

fn heir(context: &Context) -> Result<Heir> {
    let identity = context.identity()?;
    let passphrase = context.passphrase(&identity)?;
    let keypair = identity.keypair(&passphrase)?;
    Ok(Heir { identity, passphrase, keypair })
}

/// What the identity `from` of this keystore has, which had the DID.
fn heritage(context: &Context, from: &str, heir: &Heir, did: &DidId) -> Result<Heritage> {
    let from = context.keystore.load(Some(from))?;
    let (name, its) = (&from.name, from.did_id()?);
    ensure!(its == *did, Failure::Usage(format!("--from: {name} is {}, and not {}", from.did, Did(*did))));
    ensure!(*name != heir.identity.name, Failure::Usage(format!("--from: {name} is who gets the DID")));
    let heir = Party { identity: heir.identity.clone(), passphrase: heir.passphrase.clone() };
    Heritage::open(&context.keystore, &Party::new(context, from)?, &heir)
}

/// The identity becomes the DID's.
fn adopt(identity: &mut Identity, did: &DidId) {
    identity.did = Did(*did).to_string();
}

/// Whether the account may take over now; else what is missing.
fn ensure_due(
    did: &DidId,
    account: &[u8; 32],
    guarded: &GuardedDid,
    wanted: Option<&Recovery>,
    now: Millis,
) -> Result<(), Failure> {
    let (did, address) = (Did(*did), ss58::encode(ss58::CYBERSYN, account));
    let refuse = |reason: String| Err(Failure::Refused(reason));
    let Some(set) = &guarded.guardians else {
        return refuse(format!("{did} has no guardians; nobody can recover it"));
    };
    let count = wanted.map_or(0, |wanted| wanted.supports.iter().filter(|(_, to)| to == account).count());
    match wanted.and_then(|wanted| wanted.due) {
        Some((to, due)) if to == *account && due <= now => Ok(()),
        Some((to, due)) if to == *account => {
            refuse(format!("the owner's notice lasts until {}; try again then", date(due)))
        }
        _ => refuse(format!(
            "{count} of the {} guardians needed stand for {address}; each runs `cybersyn did support-recovery {did} {address}`",
            set.threshold
        )),
    }
}

async fn bring(
    context: &Context,
    chain: &Chain,
    consent: &ConsentFile,
    carrier: &sr25519::Keypair,
) -> Result<Submitted> {
    let (did, _, signature) = consent.open(&chain.genesis())?;
    let call = Call::new("Did", "recover", (did, AccountSignature::Sr25519(signature)));
    Ok(Submitted::from(&submit(context, chain, &call, carrier).await?))
}

async fn write_consent(context: &Context, did: &str, out: &Path) -> Result<Answer> {
    let chain = context.chain().await?;
    let at = chain.finalized().await?;
    let did = did_of(&at, did).await?;
    let Heir { keypair, .. } = heir(context)?;
    let version = guarded_did(&at, &did).await?.record.version;
    let consent = ConsentFile::sign(&did, version, &keypair, &chain.genesis());
    file::write_new(out, &serde_json::to_string_pretty(&consent)?)?;
    context.out.show(&consent, |consent| {
        let path = out.display();
        format!(
            "{} consents to control {}.\n\nGive {path} to a person, who runs `cybersyn did recover --consent {path}` when the \
             notice is over; then run `cybersyn did recover {}`.",
            consent.account, consent.did, consent.did
        )
    })?;
    Ok(Answer::Yes)
}

/// Carries another's consent.
async fn carry(context: &Context, path: &Path) -> Result<Answer> {
    let text = file::read_text(path, BYTES_MAX)?;
    let consent: ConsentFile =
        serde_json::from_str(&text).with_context(|| format!("{} is no consent", path.display()))?;
    let chain = context.chain().await?;
    let at = chain.finalized().await?;
    let (did, account, signature) = consent.open(&chain.genesis())?;
    let guarded = guarded_did(&at, &did).await?;
    let changed = || {
        let (then, now) = (consent.version, guarded.record.version);
        Failure::Refused(format!("the consent is for version {then} of the DID, which is at {now}; ask for a new one"))
    };
    ensure!(consent.version == guarded.record.version, changed());
    ensure_due(&did, &account, &guarded, recovery(&at, &did).await?.as_ref(), at.timestamp().await?)?;
    let call = Call::new("Did", "recover", (did, AccountSignature::Sr25519(signature)));
    let included = submit(context, &chain, &call, &context.keypair(&context.identity()?)?).await?;
    tell(context, &included, &format!("{} is controlled by {} now", consent.did, consent.account))?;
    Ok(Answer::Yes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::{DidRecord, guardians::GuardianSet};

    const DID: DidId = [4; 32];
    const HEIR: [u8; 32] = [5; 32];

    fn guarded() -> GuardedDid {
        let record = DidRecord {
            account: [1; 32],
            keys: Vec::new(),
            services: Vec::new(),
            created: 0,
            updated: 0,
            rotated: None,
            version: 3,
            deactivated: None,
            links: Default::default(),
        };
        let set = GuardianSet { guardians: vec![[2; 32], [3; 32]], threshold: 2, delay_millis: 10 };
        GuardedDid { record, next_key: 1, guardians: Some(set) }
    }

    fn refusal(guarded: &GuardedDid, wanted: Option<&Recovery>, now: Millis) -> String {
        ensure_due(&DID, &HEIR, guarded, wanted, now).unwrap_err().to_string()
    }

    #[test]
    fn what_is_missing_is_told() {
        let without = GuardedDid { guardians: None, ..guarded() };
        assert!(refusal(&without, None, 0).contains("no guardians"));
        assert!(refusal(&guarded(), None, 0).contains("0 of the 2"));
        let one = Recovery { supports: vec![([2; 32], HEIR), ([3; 32], [6; 32])], due: None };
        assert!(refusal(&guarded(), Some(&one), 0).contains("1 of the 2"));
    }

    #[test]
    fn control_passes_when_the_notice_is_over_and_to_that_account_only() {
        let supports = vec![([2; 32], HEIR), ([3; 32], HEIR)];
        let mine = Recovery { supports: supports.clone(), due: Some((HEIR, 10)) };
        assert!(refusal(&guarded(), Some(&mine), 9).contains("notice"));
        assert_eq!(ensure_due(&DID, &HEIR, &guarded(), Some(&mine), 10), Ok(()));
        let others = Recovery { supports, due: Some(([6; 32], 10)) };
        assert!(refusal(&guarded(), Some(&others), 10).contains("stand for"));
    }

    #[test]
    fn a_consent_holds_for_its_chain_did_and_version() {
        let identity = Identity::development(3);
        let keypair = identity.keypair(Identity::DEVELOPMENT_PASSPHRASE).unwrap();
        let consent = ConsentFile::sign(&DID, 3, &keypair, &[1; 32]);
        let (did, account, _) = consent.open(&[1; 32]).unwrap();
        assert_eq!((did, account), (DID, keypair.public_key().0));
        assert!(consent.open(&[2; 32]).is_err());
        assert!(ConsentFile { version: 4, ..consent.clone() }.open(&[1; 32]).is_err());
        assert!(ConsentFile { did: Did([6; 32]).to_string(), ..consent.clone() }.open(&[1; 32]).is_err());
        let json = serde_json::to_string(&consent).unwrap();
        assert_eq!(serde_json::from_str::<ConsentFile>(&json).unwrap(), consent);
    }

    #[test]
    fn the_identity_becomes_the_dids_and_keeps_its_keys() {
        let mut identity = Identity::development(3);
        let before = identity.clone();
        adopt(&mut identity, &DID);
        assert_eq!(identity.did_id().unwrap(), DID);
        assert_eq!((&identity.account, &identity.voting), (&before.account, &before.voting));
    }
}
