//! What a node consents to, read from its file and checked before anybody is asked to pay for it.

use crate::{exit::Failure, file};
use anyhow::{Context as _, Result};
use cybersyn_mesh_api::consent::{CONSENT_BYTES_MAX, NodeConsent, OpenedConsent};
use cybersyn_primitives::{CitizenIndex, Hash, Millis, peer::PeerId};
use ed25519_zebra::VerificationKey;
use std::path::Path;

/// Reads a consent that the node signed for this chain.
pub(super) fn read(path: &Path, genesis: &Hash) -> Result<OpenedConsent> {
    let text = file::read_text(path, CONSENT_BYTES_MAX)?;
    let consent: NodeConsent =
        serde_json::from_str(&text).with_context(|| format!("{} is no consent of a node", path.display()))?;
    Ok(open(&consent, genesis)?)
}

fn open(consent: &NodeConsent, genesis: &Hash) -> Result<OpenedConsent, Failure> {
    let opened = consent.open(genesis).map_err(|error| Failure::Refused(error.to_string()))?;
    let payload = opened.registration.signing_payload(genesis);
    let key = VerificationKey::try_from(opened.registration.peer);
    let is_signed = key.is_ok_and(|key| key.verify(&opened.signature.into(), &payload).is_ok());
    if is_signed { Ok(opened) } else { Err(Failure::Refused("the node did not sign this consent".to_owned())) }
}

/// Whether the chain will take it for `citizen` at `now`, who has used `nonce` consents.
pub(super) fn check(consent: &OpenedConsent, citizen: CitizenIndex, nonce: u32, now: Millis) -> Result<(), Failure> {
    let (registration, node) = (&consent.registration, PeerId(consent.registration.peer));
    let again = format!("run `cybersyn-mesh consent --citizen {citizen}` on the node for another one");
    let refuse = |reason: String| Err(Failure::Refused(format!("{reason}; {again}")));
    if registration.citizen != citizen {
        return refuse(format!(
            "{node} consents to serve citizen {}, not you, citizen {citizen}",
            registration.citizen
        ));
    }
    if registration.nonce != nonce {
        return refuse(format!(
            "the consent has nonce {}, and {nonce} is next: each is good for once",
            registration.nonce
        ));
    }
    if registration.expires <= now {
        return refuse("the entry would have ended by now".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::{api::Hex, peer::Registration};
    use ed25519_zebra::{SigningKey, VerificationKeyBytes};

    const GENESIS: Hash = [4; 32];

    fn consent() -> NodeConsent {
        let key = SigningKey::from([7; 32]);
        let peer = VerificationKeyBytes::from(&key).into();
        let registration = Registration { peer, citizen: 12, nonce: 1, expires: 100 };
        NodeConsent {
            peer_id: PeerId(peer).to_string(),
            citizen: 12,
            nonce: 1,
            expires: 100,
            genesis: GENESIS.into(),
            capabilities: vec!["sidecar".into()],
            addresses: Vec::new(),
            signature: Hex(<[u8; 64]>::from(key.sign(&registration.signing_payload(&GENESIS))).to_vec()),
        }
    }

    #[test]
    fn a_consent_is_signed_by_the_node_for_this_chain() {
        assert!(open(&consent(), &GENESIS).is_ok());
        for forged in [
            NodeConsent { citizen: 13, ..consent() },
            NodeConsent { nonce: 2, ..consent() },
            NodeConsent { expires: 101, ..consent() },
        ] {
            assert!(open(&forged, &GENESIS).unwrap_err().to_string().contains("did not sign"));
        }
        assert!(open(&consent(), &[5; 32]).unwrap_err().to_string().contains("another chain"));
    }

    #[test]
    fn a_consent_that_is_of_no_use_is_told_why() {
        let opened = open(&consent(), &GENESIS).unwrap();
        let why = |citizen, nonce, now| check(&opened, citizen, nonce, now).map_err(|error| error.to_string());
        assert_eq!(why(12, 1, 99), Ok(()));
        assert!(why(13, 1, 99).unwrap_err().contains("not you"));
        assert!(why(12, 2, 99).unwrap_err().contains("good for once"));
        assert!(why(12, 1, 100).unwrap_err().contains("have ended"));
    }
}
