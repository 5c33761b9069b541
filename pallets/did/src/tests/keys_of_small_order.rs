//! Encodings that are no usable key. The ed25519 list is that of the curve's eight torsion points with their
//! non-canonical twins.

use super::*;
use crate::{Error, PublicKey, Purposes};
use curve25519_dalek::constants::EIGHT_TORSION;
use frame_support::assert_noop;

#[test]
fn ed25519_torsion_points_are_refused() {
    run(|| {
        created(0);
        for point in EIGHT_TORSION {
            let key = PublicKey::Ed25519(point.compress().to_bytes());
            assert_noop!(Did::add_key(signed(0), key, Purposes::VOTING), Error::<Test>::InvalidKey);
        }
    });
}

#[test]
fn ed25519_encodings_beyond_the_field_are_refused() {
    // y = p + 3 (little-endian 2^255 - 16): 3 is a point's coordinate, so only the encoding is wrong.
    let mut bytes = [0xff; 32];
    (bytes[0], bytes[31]) = (0xf0, 0x7f);
    assert!(PublicKey::Ed25519(three()).is_usable());
    assert!(!PublicKey::Ed25519(bytes).is_usable());
}

/// The canonical encoding of y = 3.
fn three() -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[0] = 3;
    bytes
}

#[test]
fn ed25519_bytes_off_the_curve_are_refused() {
    let mut bytes = [0; 32];
    bytes[0] = 2;
    assert!(!PublicKey::Ed25519(bytes).is_usable());
}

#[test]
fn development_keys_are_usable() {
    for number in 0..50 {
        assert!(PublicKey::Ed25519(voting_key(number)).is_usable());
        assert!(PublicKey::Sr25519(did(number)).is_usable());
    }
}

#[test]
fn the_ristretto_identity_is_refused() {
    assert!(!PublicKey::Sr25519([0; 32]).is_usable());
    assert!(!PublicKey::Sr25519([0xff; 32]).is_usable());
}

#[test]
fn x25519_coordinates_of_small_order_are_refused() {
    for low in [0u8, 1] {
        let mut bytes = [0; 32];
        bytes[0] = low;
        assert!(!PublicKey::X25519(bytes).is_usable());
    }
    let mut nine = [0; 32];
    nine[0] = 9;
    assert!(PublicKey::X25519(nine).is_usable());
}

#[test]
fn uncompressed_points_are_refused() {
    assert!(!PublicKey::Secp256k1([4; 33]).is_usable());
    assert!(!PublicKey::P256([0; 33]).is_usable());
}
