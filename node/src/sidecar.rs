//! Where the validator's sidecar is, and how the off-chain worker learns of it.

use cybersyn_primitives::settlement::SIDECAR_URL_KEY;
use sp_core::offchain::{OffchainStorage, STORAGE_PREFIX};
use std::{fmt, net::SocketAddr, str::FromStr};

/// `http://` and a loopback address with port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SidecarUrl(SocketAddr);

/// Why a URL cannot be the sidecar's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SidecarUrlError {
    /// Not `http://`.
    #[error("a sidecar's URL begins with http:// (it never leaves this machine, so it needs no TLS)")]
    Scheme,
    /// A name, a path, or no port.
    #[error("after http:// an IP address and a port must follow and nothing else, e.g. http://127.0.0.1:9955")]
    Address,
    /// An address of another machine.
    #[error("{0} is no loopback address; the sidecar runs beside its validator, e.g. http://127.0.0.1:9955")]
    Elsewhere(SocketAddr),
}

impl FromStr for SidecarUrl {
    type Err = SidecarUrlError;

    fn from_str(url: &str) -> Result<Self, SidecarUrlError> {
        let authority = url.strip_prefix("http://").ok_or(SidecarUrlError::Scheme)?;
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        let address: SocketAddr = authority.parse().map_err(|_| SidecarUrlError::Address)?;
        if !address.ip().is_loopback() {
            return Err(SidecarUrlError::Elsewhere(address));
        }
        Ok(SidecarUrl(address))
    }
}

impl fmt::Display for SidecarUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.0)
    }
}

/// Tells the off-chain worker where the sidecar is, or that there is none: the storage outlives the process.
pub fn announce<S: OffchainStorage>(storage: &mut S, url: Option<SidecarUrl>) {
    match url {
        Some(url) => storage.set(STORAGE_PREFIX, SIDECAR_URL_KEY, url.to_string().as_bytes()),
        None => storage.remove(STORAGE_PREFIX, SIDECAR_URL_KEY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sp_core::offchain::storage::InMemOffchainStorage;

    #[test]
    fn loopback_addresses_are_accepted() {
        for url in ["http://127.0.0.1:9955", "http://127.8.9.1:1/", "http://[::1]:9955"] {
            let parsed: SidecarUrl = url.parse().unwrap();
            assert_eq!(parsed.to_string(), url.trim_end_matches('/'));
        }
    }

    #[test]
    fn other_machines_are_refused() {
        for url in ["http://192.0.2.1:9955", "http://0.0.0.0:9955", "http://[2001:db8::1]:9955"] {
            assert!(matches!(url.parse::<SidecarUrl>(), Err(SidecarUrlError::Elsewhere(_))), "{url}");
        }
    }

    #[test]
    fn anything_but_an_address_is_refused() {
        for url in
            ["http://localhost:9955", "http://127.0.0.1", "http://127.0.0.1:9955/x", "http://a@127.0.0.1:1", "http://"]
        {
            assert_eq!(url.parse::<SidecarUrl>(), Err(SidecarUrlError::Address), "{url}");
        }
        assert_eq!("https://127.0.0.1:9955".parse::<SidecarUrl>(), Err(SidecarUrlError::Scheme));
    }

    #[test]
    fn a_url_given_earlier_is_forgotten() {
        let mut storage = InMemOffchainStorage::default();
        announce(&mut storage, Some("http://127.0.0.1:9955".parse().unwrap()));
        assert_eq!(storage.get(STORAGE_PREFIX, SIDECAR_URL_KEY), Some(b"http://127.0.0.1:9955".to_vec()));
        announce(&mut storage, None);
        assert_eq!(storage.get(STORAGE_PREFIX, SIDECAR_URL_KEY), None);
    }
}
