//! The second step of consumption: from entries to a document, strictly.

use super::{
    Document, DocumentError, Endpoint, Material, MethodEntry, Reference, Relationship, Service, VerificationMethod,
    reader::{Reader, parsed},
};
use crate::{
    keys::jwk_public_key,
    syntax::{Did, Uri},
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Properties of a verification method that give its secret key away.
const SECRET: [&str; 5] =
    ["secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk", "privateKeyBase58"];
/// Properties of a verification method that are dates.
const DATES: [&str; 2] = ["expires", "revoked"];

/// The document of these entries, property by property; [`Document::check`] is still to come.
pub(super) fn document(entries: &Map<String, Value>) -> Result<Document, DocumentError> {
    let mut reader = Reader::root(entries.clone());
    let id: Did = reader.parsed("id", str::parse)?;
    let controllers = reader.one_or_many("controller").into_iter().map(|item| parsed(item, str::parse));
    let controllers = controllers.collect::<Result<_, _>>()?;
    let also_known_as = reader.items("alsoKnownAs")?.into_iter().map(|item| parsed(item, str::parse::<Uri>));
    let also_known_as = also_known_as.collect::<Result<_, _>>()?;
    let methods = reader.items("verificationMethod")?.into_iter().map(|(value, place)| method(value, place, &id));
    let verification_methods = methods.collect::<Result<_, _>>()?;
    let relationships = relationships(&mut reader, &id)?;
    let services = reader.items("service")?.into_iter().map(|(value, place)| service(value, place, &id));
    let services = services.collect::<Result<_, _>>()?;
    let other = reader.rest();
    Ok(Document { id, controllers, also_known_as, verification_methods, relationships, services, other })
}

fn relationships(reader: &mut Reader, id: &Did) -> Result<BTreeMap<Relationship, Vec<MethodEntry>>, DocumentError> {
    let present = Relationship::ALL.into_iter().filter(|relationship| reader.has(relationship.as_str()));
    let present: Vec<Relationship> = present.collect();
    let mut relationships = BTreeMap::new();
    for relationship in present {
        let items = reader.items(relationship.as_str())?;
        let entries = items.into_iter().map(|item| method_entry(item, id)).collect::<Result<_, _>>()?;
        relationships.insert(relationship, entries);
    }
    Ok(relationships)
}

fn method_entry((value, place): (Value, String), id: &Did) -> Result<MethodEntry, DocumentError> {
    match value {
        Value::String(_) => parsed((value, place), |text| Reference::to_did_url(text, id)).map(MethodEntry::Reference),
        Value::Object(_) => method(value, place, id).map(MethodEntry::Embedded),
        _ => Err(DocumentError::Malformed { place, must: "a DID URL or a verification method" }),
    }
}

fn method(value: Value, place: String, document: &Did) -> Result<VerificationMethod, DocumentError> {
    let mut reader = Reader::of(value, place)?;
    let id = reader.parsed("id", |text| Reference::to_did_url(text, document))?;
    let kind = reader.string("type")?;
    let controller = reader.parsed("controller", str::parse)?;
    let material = material(&mut reader, &kind)?;
    if let Some(secret) = SECRET.into_iter().find(|name| reader.has(name)) {
        return Err(reader.malformed(secret, "absent: it is SECRET, and whoever published it must replace the key"));
    }
    if let Some(date) = DATES.into_iter().find(|name| !reader.is_string_if_any(name)) {
        return Err(reader.malformed(date, "a date, as a string"));
    }
    Ok(VerificationMethod { id, kind, controller, material, other: reader.rest() })
}

/// The one property that holds the key; which one, the types that are understood say.
fn material(reader: &mut Reader, kind: &str) -> Result<Material, DocumentError> {
    let properties = ["publicKeyMultibase", "publicKeyJwk", "publicKeyBase58"];
    if properties.iter().filter(|name| reader.has(name)).count() > 1 {
        return Err(reader.malformed("publicKey…", "one property: either publicKeyMultibase or publicKeyJwk"));
    }
    match kind {
        "Multikey" => {
            let text = reader.string("publicKeyMultibase")?;
            let place = reader.place("publicKeyMultibase");
            text.parse().map(Material::Multikey).map_err(|error| DocumentError::BadMultikey { place, error })
        }
        _ => match reader.take("publicKeyJwk") {
            Some(Value::Object(jwk)) => {
                let place = reader.place("publicKeyJwk");
                jwk_public_key(&jwk).map_err(|error| DocumentError::BadJwk { place, error })?;
                Ok(Material::Jwk(jwk))
            }
            Some(_) => Err(reader.malformed("publicKeyJwk", "an object")),
            None if kind == "JsonWebKey" => Err(reader.malformed("publicKeyJwk", "an object")),
            None => Ok(Material::Other),
        },
    }
}

fn service(value: Value, place: String, document: &Did) -> Result<Service, DocumentError> {
    let mut reader = Reader::of(value, place)?;
    let id = reader.parsed("id", |text| Reference::to_uri(text, document))?;
    let kinds: Vec<String> = reader.one_or_many("type").into_iter().map(kind).collect::<Result<_, _>>()?;
    if kinds.is_empty() {
        return Err(reader.malformed("type", "a string or a list of strings"));
    }
    let endpoints = reader.one_or_many("serviceEndpoint").into_iter().map(endpoint);
    let endpoints: Vec<Endpoint> = endpoints.collect::<Result<_, _>>()?;
    if endpoints.is_empty() {
        return Err(reader.malformed("serviceEndpoint", "a URI, an object, or a list of these"));
    }
    Ok(Service { id, kinds, endpoints, other: reader.rest() })
}

fn kind((value, place): (Value, String)) -> Result<String, DocumentError> {
    match value {
        Value::String(kind) if !kind.is_empty() => Ok(kind),
        _ => Err(DocumentError::Malformed { place, must: "a string that is not empty" }),
    }
}

fn endpoint((value, place): (Value, String)) -> Result<Endpoint, DocumentError> {
    match value {
        Value::String(_) => parsed((value, place), str::parse).map(Endpoint::Uri),
        Value::Object(map) if !map.is_empty() => Ok(Endpoint::Map(map)),
        _ => Err(DocumentError::Malformed { place, must: "a URI, or an object that is not empty" }),
    }
}
