//! `cybersyn did show`: a DID as the chain holds it.

use crate::{
    chain::{self, DidKey, DidRecord, purposes},
    context::Context,
    exit::{Answer, Failure},
    output::{facts, line, table},
    ss58,
    time::date,
};
use anyhow::Result;
use cybersyn_primitives::{KeyVersion, did::Did};
use serde::Serialize;

pub(super) async fn show(context: &Context, did: Option<&str>) -> Result<Answer> {
    let did: Did = match did {
        Some(text) => text.parse().map_err(|error| Failure::Usage(format!("{error}")))?,
        None => Did(context.identity()?.did_id()?),
    };
    let at = context.chain().await?.finalized().await?;
    let record = chain::did(&at, &did.0).await?;
    context.out.show(&Shown::new(did, &record), Shown::text)?;
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

impl Shown {
    fn new(did: Did, record: &DidRecord) -> Self {
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
        for service in &self.services {
            let said = format!("service {} ({}): {}", service.id, service.kind, service.endpoint);
            text.push_str(&format!("\n{}", line(&said)));
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
