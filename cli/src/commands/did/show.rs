//! `cybersyn did show`: a DID as the chain holds it.

use crate::{
    chain::{
        DidKey,
        guardians::{GuardedDid, Recovery, guarded_did, recovery},
        purposes,
    },
    context::Context,
    exit::{Answer, Failure},
    output::{facts, line, table},
    ss58,
    time::{date, duration},
};
use anyhow::Result;
use cybersyn_primitives::{KeyVersion, Millis, did::Did};
use serde::Serialize;

pub(super) async fn show(context: &Context, did: Option<&str>) -> Result<Answer> {
    let did: Did = match did {
        Some(text) => text.parse().map_err(|error| Failure::Usage(format!("{error}")))?,
        None => Did(context.identity()?.did_id()?),
    };
    let at = context.chain().await?.finalized().await?;
    let (guarded, recovery) = (guarded_did(&at, &did.0).await?, recovery(&at, &did.0).await?);
    context.out.show(&Shown::new(did, &guarded, recovery.as_ref()), Shown::text)?;
    Ok(Answer::Yes)
}

/// A DID as shown.
#[derive(Serialize)]
struct Shown {
    did: String,
    account: String,
    address: String,
    version: u32,
    created: u64,
    updated: u64,
    deactivated: Option<u64>,
    keys: Vec<KeyShown>,
    services: Vec<ServiceShown>,
    controllers: Vec<String>,
    also_known_as: Vec<String>,
    allowance_bytes: u32,
    guardians: Option<GuardiansShown>,
    recovery: Option<RecoveryShown>,
}

#[derive(Serialize)]
struct KeyShown {
    version: KeyVersion,
    kind: &'static str,
    key: String,
    purposes: Vec<&'static str>,
    since: u64,
    until: Option<u64>,
    stolen: bool,
}

#[derive(Serialize)]
struct ServiceShown {
    id: String,
    kind: String,
    endpoint: String,
}

/// Who may hand the DID to a new account.
#[derive(Serialize)]
struct GuardiansShown {
    dids: Vec<String>,
    threshold: u8,
    delay: Millis,
}

/// What guardians want.
#[derive(Serialize)]
struct RecoveryShown {
    supports: Vec<SupportShown>,
    /// Address of the account that enough guardians stand for.
    to: Option<String>,
    /// When it may take over, in milliseconds.
    due: Option<Millis>,
}

#[derive(Serialize)]
struct SupportShown {
    guardian: String,
    account: String,
}

impl Shown {
    fn new(did: Did, guarded: &GuardedDid, recovery: Option<&Recovery>) -> Self {
        let record = &guarded.record;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            did: did.to_string(),
            account: format!("0x{}", hex::encode(record.account)),
            address: ss58::encode(ss58::CYBERSYN, &record.account),
            version: record.version,
            created: record.created,
            updated: record.updated,
            deactivated: record.deactivated,
            keys: record.keys.iter().map(KeyShown::new).collect(),
            services: record
                .services
                .iter()
                .map(|service| ServiceShown {
                    id: text(&service.id),
                    kind: text(&service.kind),
                    endpoint: text(&service.endpoint),
                })
                .collect(),
            controllers: record.links.controllers.iter().map(|id| Did(*id).to_string()).collect(),
            also_known_as: record.links.also_known_as.iter().map(|uri| text(uri)).collect(),
            allowance_bytes: record.links.allowance_bytes,
            guardians: guarded.guardians.as_ref().map(|set| GuardiansShown {
                dids: set.guardians.iter().map(|did| Did(*did).to_string()).collect(),
                threshold: set.threshold,
                delay: set.delay_millis,
            }),
            recovery: recovery.map(RecoveryShown::new),
        }
    }

    fn text(&self) -> String {
        let state = self.deactivated.map_or_else(|| "in force".to_owned(), |at| format!("deactivated {}", date(at)));
        let mut text = facts(&[
            ("DID", self.did.clone()),
            ("state", state),
            ("controlled by", self.address.clone()),
            ("version", self.version.to_string()),
            ("changed", if self.updated == 0 { "never since genesis".to_owned() } else { date(self.updated) }),
        ]);
        text.push('\n');
        text.push_str(&table(["key", "kind", "public key", "for", "state"], self.keys.iter().map(KeyShown::row)));
        for controller in &self.controllers {
            text.push_str(&format!("\ncontroller {controller}"));
        }
        if self.allowance_bytes > 0 {
            text.push_str(&format!("\ncontrollers may add {} bytes to what the deposit is for", self.allowance_bytes));
        }
        for uri in &self.also_known_as {
            text.push_str(&format!("\nalso known as {uri}"));
        }
        for service in &self.services {
            let said = format!("service {} ({}): {}", service.id, service.kind, service.endpoint);
            text.push_str(&format!("\n{}", line(&said)));
        }
        text.extend(self.guardians.iter().map(GuardiansShown::text));
        text.extend(self.recovery.iter().map(RecoveryShown::text));
        text
    }
}

impl GuardiansShown {
    fn text(&self) -> String {
        let (count, delay) = (self.dids.len(), duration(self.delay));
        let mut text = format!("\n{} of {count} guardians, after a notice of {delay}:", self.threshold);
        text.extend(self.dids.iter().map(|did| format!("\n  {did}")));
        text
    }
}

impl RecoveryShown {
    fn new(recovery: &Recovery) -> Self {
        let address = |account: &[u8; 32]| ss58::encode(ss58::CYBERSYN, account);
        let support = |(guardian, account): &([u8; 32], [u8; 32])| SupportShown {
            guardian: Did(*guardian).to_string(),
            account: address(account),
        };
        Self {
            supports: recovery.supports.iter().map(support).collect(),
            to: recovery.due.as_ref().map(|(account, _)| address(account)),
            due: recovery.due.map(|(_, due)| due),
        }
    }

    fn text(&self) -> String {
        let mut text = "\nRecovery under way; the owner ends it by `cybersyn did veto-recovery`:".to_owned();
        let stands = |one: &SupportShown| format!("\n  {} stands for {}", one.guardian, one.account);
        text.extend(self.supports.iter().map(stands));
        if let (Some(to), Some(due)) = (&self.to, self.due) {
            text.push_str(&format!("\n  {to} may take over from {} on", date(due)));
        }
        text
    }
}

impl KeyShown {
    fn new(key: &DidKey) -> Self {
        Self {
            version: key.version,
            kind: key.key.kind(),
            key: format!("0x{}", hex::encode(key.key.bytes())),
            purposes: purposes(key.purposes),
            since: key.since,
            until: key.until,
            stolen: key.stolen,
        }
    }

    fn row(&self) -> [String; 5] {
        let state = match (self.until, self.stolen) {
            (_, true) => "stolen".to_owned(),
            (Some(until), false) => format!("retired {}", date(until)),
            (None, false) => "in force".to_owned(),
        };
        [self.version.to_string(), self.kind.to_owned(), self.key.clone(), self.purposes.join(", "), state]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_says_who_stands_for_whom_and_until_when_to_say_no() {
        let supports = vec![([1; 32], [7; 32]), ([2; 32], [7; 32])];
        let due = RecoveryShown::new(&Recovery { supports: supports.clone(), due: Some(([7; 32], 86_400_000)) });
        let address = ss58::encode(ss58::CYBERSYN, &[7; 32]);
        assert_eq!((due.to.as_deref(), due.supports.len()), (Some(address.as_str()), 2));
        assert!(due.text().contains("1970-01-02") && due.text().contains(&Did([2; 32]).to_string()));
        let not_yet = RecoveryShown::new(&Recovery { supports, due: None });
        assert!(!not_yet.text().contains("may take over"));
    }
}
