//! Peers met earlier, in a file: after a restart the mesh is found again even if every bootstrap is gone.

use cybersyn_mesh_net::{Multiaddr, Network};
use std::{fs, io, path::PathBuf, time::Duration};
use tokio_util::sync::CancellationToken;

/// Most addresses that are kept; the most useful come first.
const ADDRESSES_MAX: usize = 64;
/// How often the file is written.
const SAVE_INTERVAL: Duration = Duration::from_secs(300);

/// Where the addresses are kept, one in a line.
#[derive(Clone, Debug)]
pub struct AcquaintanceFile(pub PathBuf);

impl AcquaintanceFile {
    /// The addresses kept; lines that are none are left out. Without a file, none.
    pub fn load(&self) -> io::Result<Vec<Multiaddr>> {
        match fs::read_to_string(&self.0) {
            Ok(text) => Ok(text.lines().take(ADDRESSES_MAX).filter_map(|line| line.parse().ok()).collect()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Replaces the file whole.
    pub fn save(&self, addresses: &[Multiaddr]) -> io::Result<()> {
        let lines = addresses.iter().take(ADDRESSES_MAX).map(|address| format!("{address}\n"));
        let fresh = self.0.with_extension("new");
        fs::write(&fresh, lines.collect::<String>())?;
        fs::rename(&fresh, &self.0)
    }

    /// Keeps the file up to date until `stop`. An empty list never replaces what is known.
    pub async fn keep(self, network: Network, stop: CancellationToken) {
        loop {
            let last = tokio::select! {
                () = stop.cancelled() => true,
                () = tokio::time::sleep(SAVE_INTERVAL) => false,
            };
            let Ok(addresses) = network.known_addresses().await else { return };
            if !addresses.is_empty()
                && let Err(error) = self.save(&addresses)
            {
                tracing::warn!(%error, "the peers met could not be remembered");
            }
            if last {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_back_and_nonsense_is_left_out() {
        let directory = tempfile::tempdir().unwrap();
        let file = AcquaintanceFile(directory.path().join("peers"));
        assert!(file.load().unwrap().is_empty());
        let address: Multiaddr = "/ip4/192.0.2.1/tcp/4101".parse().unwrap();
        file.save(std::slice::from_ref(&address)).unwrap();
        let text = fs::read_to_string(&file.0).unwrap();
        fs::write(&file.0, format!("no address\n{text}")).unwrap();
        assert_eq!(file.load().unwrap(), [address]);
    }
}
