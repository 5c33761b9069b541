//! What may be believed, and as whose word.

use crate::{
    encoding::to_base64url,
    json::{Object, Value, object, object_of_some},
    presentation::VerifiedPresentation,
    sd_jwt::vc::VerifiedVc,
    verify::Verified,
};

/// Something received that counts now.
#[derive(Clone, Debug, PartialEq)]
pub enum Accepted {
    /// A credential.
    Credential(Verified),
    /// A presentation with its credentials.
    Presentation(VerifiedPresentation),
    /// An SD-JWT, with key binding if one was asked for.
    SdJwt(VerifiedVc),
}

impl Accepted {
    /// What may be believed, for programs: `form`, and by the form `credential` with `issuer`, `key` and `digest` (SHA-256,
    /// base64url), or `holder` and `credentials`, or `issuer`, `claims` and the key of the `holder`.
    pub fn to_json(&self) -> Object {
        match self {
            Self::Credential(verified) => {
                let mut shown = object([("form", "credential".into())]);
                shown.extend(of_credential(verified));
                shown
            }
            Self::Presentation(VerifiedPresentation { holder, credentials }) => {
                let credentials = credentials.iter().map(|verified| Value::Object(of_credential(verified)));
                object([
                    ("form", "presentation".into()),
                    ("holder", holder.as_str().into()),
                    ("credentials", Value::Array(credentials.collect())),
                ])
            }
            Self::SdJwt(verified) => object_of_some([
                ("form", Some("sd-jwt".into())),
                ("issuer", Some(verified.issuer().into())),
                ("claims", Some(Value::Object(verified.claims().clone()))),
                ("holder", verified.holder().map(|key| Value::Object(key.to_jwk()))),
            ]),
        }
    }
}

fn of_credential(verified: &Verified) -> Object {
    object([
        ("issuer", verified.credential().issuer().into()),
        ("key", verified.method().into()),
        ("digest", to_base64url(verified.digest()).into()),
        ("credential", Value::Object(verified.credential().document().clone())),
    ])
}
