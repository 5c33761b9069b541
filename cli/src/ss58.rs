//! SS58 addresses: how wallets write account ids (prefix, 32 bytes, checksum; base58).

/// Prefix of the network, as in the runtime's `SS58Prefix`.
pub const CYBERSYN: u16 = 2077;
/// Prefix that any Substrate wallet reads; polkadot-js writes it into key files.
pub const GENERIC: u16 = 42;

const CHECKSUM_TAG: &[u8] = b"SS58PRE";
const CHECKSUM_BYTES: usize = 2;
/// Longest address of a 32-byte account: 36 bytes in base58.
const CHARACTERS_MAX: usize = 50;

/// Why a text is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ss58Error {
    /// Characters or length.
    #[error("not an SS58 address of a 32-byte account")]
    Malformed,
    /// Probably a typing error.
    #[error("the address has a wrong checksum: is a character missing or changed?")]
    Checksum,
}

/// The address of `account` under `prefix` (0..=16383).
pub fn encode(prefix: u16, account: &[u8; 32]) -> String {
    let mut bytes = prefix_bytes(prefix);
    bytes.extend_from_slice(account);
    let sum = checksum(&bytes);
    bytes.extend_from_slice(&sum);
    bs58::encode(bytes).into_string()
}

/// The account behind an address of any network.
pub fn decode(address: &str) -> Result<[u8; 32], Ss58Error> {
    if address.len() > CHARACTERS_MAX {
        return Err(Ss58Error::Malformed);
    }
    let bytes = bs58::decode(address).into_vec().map_err(|_| Ss58Error::Malformed)?;
    let prefix_length = match bytes.first() {
        Some(0..=63) => 1,
        Some(64..=127) => 2,
        _ => return Err(Ss58Error::Malformed),
    };
    let (body, sum) = bytes.split_at(bytes.len().saturating_sub(CHECKSUM_BYTES));
    let account = body.get(prefix_length..).and_then(|account| <[u8; 32]>::try_from(account).ok());
    let account = account.ok_or(Ss58Error::Malformed)?;
    if sum == checksum(body) { Ok(account) } else { Err(Ss58Error::Checksum) }
}

fn checksum(body: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let mut state = blake2b_simd::Params::new().hash_length(64).to_state();
    let hash = state.update(CHECKSUM_TAG).update(body).finalize();
    [hash.as_bytes()[0], hash.as_bytes()[1]]
}

/// Up to 63 in one byte; beyond, the low 14 bits spread over two.
fn prefix_bytes(prefix: u16) -> Vec<u8> {
    match prefix {
        0..=63 => vec![prefix as u8],
        _ => {
            let first = ((prefix & 0b0000_0000_1111_1100) >> 2) as u8 | 0b0100_0000;
            let second = (prefix >> 8) as u8 | ((prefix & 0b11) << 6) as u8;
            vec![first, second]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    fn alice() -> [u8; 32] {
        let mut id = [0; 32];
        hex::decode_to_slice("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d", &mut id).unwrap();
        id
    }

    #[test]
    fn the_generic_address_is_the_known_one() {
        assert_eq!(encode(GENERIC, &alice()), ALICE);
        assert_eq!(decode(ALICE), Ok(alice()));
    }

    #[test]
    fn two_byte_prefixes_round_trip() {
        for prefix in [64, 255, 256, CYBERSYN, 16383] {
            assert_eq!(decode(&encode(prefix, &alice())), Ok(alice()), "{prefix}");
        }
    }

    #[test]
    fn a_typing_error_is_noticed() {
        assert_eq!(decode(&ALICE.replace("Grw", "Gru")), Err(Ss58Error::Checksum));
    }

    #[test]
    fn other_lengths_are_refused() {
        assert_eq!(decode("5Grw"), Err(Ss58Error::Malformed));
        assert_eq!(decode(&"1".repeat(51)), Err(Ss58Error::Malformed));
    }
}
