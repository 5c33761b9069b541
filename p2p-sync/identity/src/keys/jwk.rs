//! Public JSON Web Keys (RFC 7517, RFC 8037) as documents of others hold them.

use super::{KeyError, Kind, PublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use k256::elliptic_curve::sec1::ToEncodedPoint;
use serde_json::{Map, Value};

/// Members of the private information class: RFC 7518, section 6, and the symmetric key.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Why a map is no usable public JWK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    /// A member that only a private key has.
    #[error("this is a SECRET key: whoever published it must replace it")]
    SecretKey,
    /// No `kty`.
    #[error("a JWK has kty, a string")]
    NoKind,
    /// A coordinate is missing, or not base64url of the curve's size.
    #[error("the coordinates x (and y, for EC) are base64url, without padding, of 32 bytes")]
    BadCoordinate,
    /// Bytes that are no usable key.
    #[error(transparent)]
    BadKey(#[from] KeyError),
}

/// The key in a JWK; `None` when it is public, as far as can be seen, but of a kind that is not understood.
pub fn public_key(jwk: &Map<String, Value>) -> Result<Option<PublicKey>, JwkError> {
    if PRIVATE.iter().any(|name| jwk.contains_key(*name)) {
        return Err(JwkError::SecretKey);
    }
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    let kind = text("kty").ok_or(JwkError::NoKind)?;
    let key = match (kind, text("crv").unwrap_or_default()) {
        ("OKP", "Ed25519") => PublicKey::Ed25519(coordinate(text("x"))?),
        ("OKP", "X25519") => PublicKey::X25519(coordinate(text("x"))?),
        ("EC", "P-256") => PublicKey::P256(p256_point(&uncompressed(text("x"), text("y"))?)?),
        ("EC", "secp256k1") => PublicKey::Secp256k1(k256_point(&uncompressed(text("x"), text("y"))?)?),
        _ => return Ok(None),
    };
    key.check()?;
    Ok(Some(key))
}

fn coordinate(text: Option<&str>) -> Result<[u8; 32], JwkError> {
    let digits = text.filter(|text| text.len() == 43).ok_or(JwkError::BadCoordinate)?;
    let bytes = URL_SAFE_NO_PAD.decode(digits).map_err(|_| JwkError::BadCoordinate)?;
    bytes.try_into().map_err(|_| JwkError::BadCoordinate)
}

/// SEC 1, uncompressed.
fn uncompressed(x: Option<&str>, y: Option<&str>) -> Result<Vec<u8>, JwkError> {
    Ok([[4].as_slice(), &coordinate(x)?, &coordinate(y)?].concat())
}

fn p256_point(bytes: &[u8]) -> Result<[u8; 33], JwkError> {
    let off = KeyError::NotOnCurve(Kind::P256);
    let point = p256::PublicKey::from_sec1_bytes(bytes).map_err(|_| off)?;
    Ok(point.to_encoded_point(true).as_bytes().try_into().map_err(|_| off)?)
}

fn k256_point(bytes: &[u8]) -> Result<[u8; 33], JwkError> {
    let off = KeyError::NotOnCurve(Kind::Secp256k1);
    let point = k256::PublicKey::from_sec1_bytes(bytes).map_err(|_| off)?;
    Ok(point.to_encoded_point(true).as_bytes().try_into().map_err(|_| off)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Multikey;
    use serde_json::json;

    fn read(jwk: Value) -> Result<Option<PublicKey>, JwkError> {
        public_key(jwk.as_object().unwrap())
    }

    /// RFC 8037, appendix A.2, and RFC 7517, appendix A.1.
    #[test]
    fn the_rfcs_examples_are_read() {
        let ed25519 = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        let bytes = hex::decode("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").unwrap();
        assert_eq!(read(ed25519), Ok(Some(PublicKey::Ed25519(bytes.try_into().unwrap()))));
        let p256 = json!({
            "kty": "EC", "crv": "P-256", "use": "enc", "kid": "1",
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"
        });
        let key = read(p256).unwrap().unwrap();
        assert_eq!(key.kind(), Kind::P256);
        assert!(Multikey::from(key).as_str().starts_with("zDn"));
    }

    #[test]
    fn every_private_member_is_refused() {
        for name in PRIVATE {
            let mut jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
            jwk[name] = json!("AA");
            assert_eq!(read(jwk), Err(JwkError::SecretKey), "{name}");
        }
    }

    #[test]
    fn malformed_keys_are_refused_by_what_is_wrong() {
        let zero = "A".repeat(43);
        let cases = [
            (json!({}), JwkError::NoKind),
            (json!({"kty": 1}), JwkError::NoKind),
            (json!({"kty": "OKP", "crv": "Ed25519"}), JwkError::BadCoordinate),
            (json!({"kty": "OKP", "crv": "Ed25519", "x": "AA"}), JwkError::BadCoordinate),
            (json!({"kty": "EC", "crv": "P-256", "x": zero}), JwkError::BadCoordinate),
            (json!({"kty": "EC", "crv": "P-256", "x": zero, "y": zero}), KeyError::NotOnCurve(Kind::P256).into()),
            (
                json!({"kty": "EC", "crv": "secp256k1", "x": zero, "y": zero}),
                KeyError::NotOnCurve(Kind::Secp256k1).into(),
            ),
            (json!({"kty": "OKP", "crv": "X25519", "x": zero}), KeyError::SmallOrder(Kind::X25519).into()),
        ];
        for (jwk, expected) in cases {
            assert_eq!(read(jwk.clone()), Err(expected), "{jwk}");
        }
    }

    #[test]
    fn keys_of_other_kinds_are_tolerated() {
        assert_eq!(read(json!({"kty": "RSA", "n": "AQ", "e": "AQAB"})), Ok(None));
    }
}
