//! Which addresses and capabilities of a node go together.

use crate::Error;
use cybersyn_primitives::{
    multiaddr::check_address,
    node::Addresses,
    peer::{Capabilities, PeerKey},
};
use frame_support::ensure;

/// Whether a node with that key may be entered with these.
pub(crate) fn check<T>(peer: &PeerKey, capabilities: Capabilities, addresses: &Addresses) -> Result<(), Error<T>> {
    ensure!(capabilities.are_known(), Error::UnknownCapability);
    let is_bootstrap = capabilities.contains(Capabilities::BOOTSTRAP);
    ensure!(is_bootstrap != addresses.is_empty(), Error::AddressesMismatch);
    for (index, address) in addresses.iter().enumerate() {
        let is_first = !addresses.iter().take(index).any(|earlier| earlier == address);
        ensure!(is_first && check_address(address, peer).is_ok(), Error::InvalidAddress);
    }
    Ok(())
}
