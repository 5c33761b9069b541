//! The golden vectors, written by a second implementation (vectors/generate.py).

use codec::{Decode, Encode};
use cybersyn_primitives::{
    Ballot, Body, Class, Hash, Millis, Terms, VotingFunction,
    application::{Application, rotation_payload},
    authorization::Authorization,
    ballot::Choice,
    did::Did,
    expertise::expertise_permille,
    fade::{FadeClock, faded, half_lives_per_year},
    hash::{Software, blake2_256},
    multiaddr::{AddressError, check_address},
    node::{Address, Entry},
    peer::{Capabilities, PeerId, Registration},
    receipt::{batch_leaf, leaf_hash, page_leaf, root},
    roll::{Interval, RollKey, RollSlot},
    rule::{Effect, LiveBallot, Moment, Skip, Voter, admissible, effect},
    terms::Thresholds,
    text::{Header, article_hash, content_hash},
    weight::voting_weight,
};
use serde_json::Value;

const FILES: [&str; 10] =
    ["applications", "ballots", "dids", "expertise", "peers", "receipts", "reputation", "rule", "texts", "weights"];

fn read(name: &str) -> Value {
    assert!(FILES.contains(&name));
    let path = format!("{}/vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

fn hash(value: &Value) -> Hash {
    bytes(value).try_into().unwrap()
}

fn number<T: TryFrom<u64>>(value: &Value) -> T {
    T::try_from(value.as_u64().unwrap()).ok().unwrap()
}

#[test]
fn every_vector_file_is_read_here() {
    let directory = format!("{}/vectors", env!("CARGO_MANIFEST_DIR"));
    let mut found: Vec<String> = std::fs::read_dir(directory)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".json").map(String::from))
        .collect();
    found.sort();
    assert_eq!(found, FILES);
}

#[test]
fn weights() {
    for case in list(&read("weights")) {
        let tokens = number(&case["tokens"]);
        assert_eq!(voting_weight(VotingFunction::Quadratic, tokens), number::<u64>(&case["quadratic"]), "√{tokens}");
        let log = voting_weight(VotingFunction::Logarithmic, tokens);
        assert_eq!(log, number::<u64>(&case["logarithmic"]), "log₂({tokens} + 1)");
    }
}

#[test]
fn ballots() {
    let file = read("ballots");
    let (genesis, content) = (hash(&file["genesis"]), hash(&file["content"]));
    let key = ed25519_zebra::VerificationKey::try_from(hash(&file["key"])).unwrap();
    for case in list(&file["ballots"]) {
        let choice: Choice = serde_json::from_value(case["choice"].clone()).unwrap();
        let ballot = Ballot {
            proposal: number(&case["proposal"]),
            citizen: number(&case["citizen"]),
            key_version: number(&case["key_version"]),
            body: Body::Open { choice, tokens: number(&case["tokens"]) },
            cast_at: number(&case["cast_at"]),
        };
        assert_eq!(ballot.encode(), bytes(&case["encoded"]));
        assert_eq!(Ballot::decode(&mut &ballot.encode()[..]).unwrap(), ballot);
        let payload = ballot.signing_payload(&genesis, &content);
        assert_eq!(payload, bytes(&case["payload"]));
        assert_eq!(ballot.leaf::<Software>(), hash(&case["leaf"]));
        let signature: [u8; 64] = bytes(&case["signature"]).try_into().unwrap();
        key.verify(&signature.into(), &payload).unwrap();
    }
}

#[test]
fn receipts() {
    let file = read("receipts");
    let leaves: Vec<Hash> = list(&file["leaves"]).iter().map(hash).collect();
    for (index, leaf) in leaves.iter().enumerate() {
        assert_eq!(leaf_hash::<Software>(&u32::try_from(index).unwrap().encode()), *leaf);
    }
    for case in list(&file["roots"]) {
        let count: usize = number(&case["count"]);
        assert_eq!(root::<Software>(&leaves[..count]), hash(&case["root"]), "{count} leaves");
    }
    assert_eq!(batch_leaf::<Software>(&leaves[0], 2048), hash(&file["batch_leaf"]));
    assert_eq!(page_leaf::<Software>(3, &leaves[0], 17), hash(&file["page_leaf"]));
}

fn interval(value: &Value) -> Interval {
    Interval { since: number(&value[0]), until: value[1].as_u64() }
}

fn terms(value: &Value) -> Terms {
    Terms {
        content: [0; 32],
        scheduled: number(&value["scheduled"]),
        opens: number(&value["opens"]),
        closes: number(&value["closes"]),
        grace: 0,
        class: Class::Budget,
        function: VotingFunction::Quadratic,
        tokens_max: number(&value["tokens_max"]),
        quorum_base: 1,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 0 },
    }
}

fn slot(case: &Value) -> RollSlot {
    let stolen = case["stolen"].as_bool().unwrap();
    let key = RollKey { version: 0, key: [0; 32], force: interval(&case["force"]), stolen };
    let tenures: Vec<Interval> = list(&case["tenures"]).iter().map(interval).collect();
    RollSlot {
        citizen: 0,
        tenures: tenures.try_into().unwrap(),
        struck: case["struck"].as_bool().unwrap(),
        keys: vec![key].try_into().unwrap(),
    }
}

fn body(choice: &Value, tokens: &Value) -> Body {
    Body::Open { choice: serde_json::from_value(choice.clone()).unwrap(), tokens: number(tokens) }
}

/// What the rule says of a case, signature apart.
fn judged(case: &Value, terms: &Terms) -> Result<Effect, Skip> {
    let ballot = Ballot {
        proposal: 0,
        citizen: 0,
        key_version: number(&case["key_version"]),
        body: body(&case["choice"], &case["tokens"]),
        cast_at: number(&case["cast_at"]),
    };
    let live = case["live"].as_array().map(|live| {
        let body = body(&live[1], &live[2]);
        LiveBallot { cast_at: number(&live[0]), body, key_version: 0 }
    });
    let now: Millis = number(&case["now"]);
    let moment = Moment { now, live, spent: number(&case["spent"]), accrued: number(&case["accrued"]) };
    let slot = slot(case);
    let voter = Voter { slot: &slot, expertise_permille: 1000 };
    admissible(&ballot, terms, &voter)?;
    effect(&ballot, terms, &voter, &moment)
}

#[test]
fn rule() {
    let file = read("rule");
    let terms = terms(&file["terms"]);
    for case in list(&file["cases"]) {
        let verdict = match judged(case, &terms) {
            Ok(effect) => serde_json::json!({ "weight": effect.added.weight, "spent": effect.spent }),
            Err(reason) => serde_json::to_value(reason).unwrap(),
        };
        assert_eq!(verdict, case["verdict"], "{case}");
    }
}

#[test]
fn texts() {
    for case in list(&read("texts")) {
        let class: Class = serde_json::from_value(case["class"].clone()).unwrap();
        let call = case["call"].as_array().map(|call| (hash(&call[0]), number(&call[1])));
        let title = case["title"].as_str().unwrap().to_string();
        let header = Header { title, class, community: number(&case["community"]), call };
        assert_eq!(content_hash(&header, case["body"].as_str().unwrap()).unwrap(), hash(&case["hash"]));
        assert_eq!(article_hash(case["body"].as_str().unwrap()).unwrap(), hash(&case["article_hash"]));
    }
}

#[test]
fn dids() {
    for case in list(&read("dids")) {
        let text = case["did"].as_str().unwrap();
        assert_eq!(Did(hash(&case["id"])).to_string(), text);
        assert_eq!(text.parse::<Did>().unwrap().0, hash(&case["id"]));
    }
}

#[test]
fn applications() {
    let file = read("applications");
    let (genesis, did) = (hash(&file["genesis"]), hash(&file["did"]));
    let application = Application { did, voting_key: hash(&file["voting_key"]), expires: number(&file["expires"]) };
    assert_eq!(application.signing_payload(&genesis), bytes(&file["payload"]));
    assert_eq!(rotation_payload(&genesis, &did, 5), bytes(&file["rotation"]));
    let (key, nonce) = (number(&file["key"]), number(&file["nonce"]));
    let authorization = Authorization { did, key, nonce, expires: number(&file["expires"]) };
    let payload = authorization.signing_payload(&genesis, &bytes(&file["call"]));
    assert_eq!(payload, bytes(&file["authorization"]));
}

#[test]
fn reputation() {
    let file = read("reputation");
    for case in list(&file["half_lives_per_year"]) {
        let retained = number(&case["retained"]);
        assert_eq!(half_lives_per_year(retained), number::<u64>(&case["half_lives"]), "{retained} of a thousand left");
    }
    for case in list(&file["faded"]) {
        let clock = FadeClock { retained_permille: number(&case["retained"]), ..FadeClock::default() };
        let left = faded(number(&case["amount"]), clock.at(number(&case["days"])));
        assert!(left.abs_diff(number(&case["left"])) <= 1, "{left}: {case}");
    }
    for case in list(&file["expertise"]) {
        let permille = expertise_permille(number(&case["reputation"]), number(&case["full"]));
        assert_eq!(permille, number::<u16>(&case["permille"]), "{case}");
    }
}

#[test]
fn peers() {
    let file = read("peers");
    for case in list(&file["ids"]) {
        let (id, text) = (PeerId(hash(&case["key"])), case["peer_id"].as_str().unwrap());
        assert_eq!(id.to_string(), text);
        assert_eq!(id.to_bytes().to_vec(), bytes(&case["bytes"]));
        assert_eq!(text.parse::<PeerId>().unwrap(), id);
    }
    let case = &file["registration"];
    let peer = hash(&file["key"]);
    let (citizen, nonce, expires) = (number(&case["citizen"]), number(&case["nonce"]), number(&case["expires"]));
    let payload = Registration { peer, citizen, nonce, expires }.signing_payload(&hash(&case["genesis"]));
    assert_eq!(payload, bytes(&case["payload"]));
    let signature: [u8; 64] = bytes(&case["signature"]).try_into().unwrap();
    let key = ed25519_zebra::VerificationKey::try_from(peer).unwrap();
    key.verify(&signature.into(), &payload).unwrap();
}

/// What the chain keeps of a node, and meshes read.
#[test]
fn entries() {
    let case = &read("peers")["entry"];
    let address = |address: &Value| Address::try_from(bytes(address)).unwrap();
    let entry = Entry {
        citizen: number(&case["citizen"]),
        capabilities: Capabilities(number(&case["capabilities"])),
        addresses: list(&case["addresses"]).iter().map(address).collect::<Vec<_>>().try_into().unwrap(),
        since: number(&case["since"]),
        expires: number(&case["expires"]),
    };
    assert_eq!(entry.encode(), bytes(&case["encoded"]));
    assert_eq!(Entry::decode(&mut &bytes(&case["encoded"])[..]).unwrap(), entry);
    assert_eq!(entry.capabilities.names().collect::<Vec<_>>(), ["relay", "bootstrap", "sidecar"]);
}

#[test]
fn addresses() {
    let file = read("peers");
    let (key, cases) = (hash(&file["key"]), &file["addresses"]);
    for (what, address) in cases["taken"].as_object().unwrap() {
        assert_eq!(check_address(&bytes(address), &key), Ok(()), "{what}");
    }
    let refused = cases["refused"].as_object().unwrap();
    assert_eq!(refused.len(), 8, "one list for each error");
    for (error, cases) in refused {
        for (what, address) in cases.as_object().unwrap() {
            assert_eq!(check_address(&bytes(address), &key), Err(address_error(error)), "{error}: {what}");
        }
    }
}

fn address_error(name: &str) -> AddressError {
    match name {
        "length" => AddressError::Length,
        "malformed" => AddressError::Malformed,
        "protocol" => AddressError::Protocol,
        "host" => AddressError::Host,
        "name" => AddressError::Name,
        "port" => AddressError::Port,
        "onion" => AddressError::Onion,
        "peer" => AddressError::Peer,
        _ => panic!("{name} is no error"),
    }
}

#[test]
fn hash_is_blake2b_256() {
    let empty = "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8";
    assert_eq!(hex::encode(blake2_256(b"")), empty);
}
