//! SD-JWT credentials on the command line, for tests against other implementations.
//!
//! ```text
//! sd_jwt did JWK                                              the did:key of a public key
//! sd_jwt issue SEED KIND HOLDER_JWK CLAIMS POINTER…           issues a credential; hides the claims at the pointers
//! sd_jwt present SEED CHALLENGE DOMAIN POINTER… < CREDENTIAL  shows the claims at the pointers
//! sd_jwt verify KIND CHALLENGE DOMAIN < PRESENTATION          prints the claims that were shown
//! ```
//! Seeds are 32 bytes in base64url (the `d` of an Ed25519 JWK), keys, claims and what is printed JSON.

use cybersyn_credentials::{
    encoding::from_base64url,
    json::{Object, canonical_object, parse_object},
    key::{PublicKey, Signer, SigningKey},
    limits::SD_JWT_BYTES_MAX,
    presentation::Request,
    resolver::Documents,
    sd_jwt::{
        Hidden, SdJwt, key_binding,
        vc::{self, Expectation, Terms},
    },
    status::StatusLists,
    verify::Checks,
};
use std::{
    env,
    error::Error,
    fs::File,
    io::{Read, stdin},
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

const USAGE: &str = "usage: sd_jwt did JWK | issue SEED KIND HOLDER_JWK CLAIMS POINTER… | present SEED CHALLENGE DOMAIN POINTER… | verify KIND CHALLENGE DOMAIN";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let printed = match arguments.as_slice() {
        ["did", jwk] => did(jwk),
        ["issue", seed, kind, holder, claims, hidden @ ..] => issue(seed, kind, holder, claims, hidden),
        ["present", seed, challenge, domain, shown @ ..] => present(seed, &Request { challenge, domain }, shown),
        ["verify", kind, challenge, domain] => verify(kind, &Request { challenge, domain }),
        _ => Err(USAGE.into()),
    };
    match printed {
        Ok(text) => println!("{text}"),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn did(jwk: &str) -> Result<String> {
    Ok(format!("did:key:{}", PublicKey::from_jwk(&object(jwk)?)?.to_multikey()))
}

fn issue(seed: &str, kind: &str, holder: &str, claims: &str, hidden: &[&str]) -> Result<String> {
    let key = signing_key(seed)?;
    let multikey = key.public_key().to_multikey();
    let holder = PublicKey::from_jwk(&object(holder)?)?;
    let terms = Terms {
        method: &format!("did:key:{multikey}#{multikey}"),
        kind,
        issued: now()?,
        valid_until: Some(now()? + 86_400_000),
        holder: Some(&holder),
        status: None,
    };
    let mut random = File::open("/dev/urandom")?;
    let mut entropy = |bytes: &mut [u8]| random.read_exact(bytes).expect("the system gives random bytes");
    let hidden = Hidden { claims: hidden, decoys: &[("", 3)] };
    Ok(vc::issue(&terms, object(claims)?, &hidden, &mut entropy, &key)?.to_string())
}

fn present(seed: &str, request: &Request, shown: &[&str]) -> Result<String> {
    let credential = SdJwt::parse(&input()?)?.select(shown)?;
    Ok(key_binding::bind(&credential, request, now()?, &signing_key(seed)?)?.to_string())
}

fn verify(kind: &str, request: &Request) -> Result<String> {
    let checks = Checks { resolver: &Documents::default(), lists: &StatusLists::default(), now: now()? };
    let expectation = Expectation { kinds: &[kind], request: Some(*request) };
    let verified = vc::verify(&input()?, &expectation, &checks)?;
    Ok(canonical_object(verified.claims())?)
}

fn signing_key(seed: &str) -> Result<SigningKey> {
    let seed = <[u8; 32]>::try_from(from_base64url(seed)?).map_err(|_| "a seed has 32 bytes")?;
    Ok(SigningKey::from_seed(&seed))
}

fn object(text: &str) -> Result<Object> {
    Ok(parse_object(text.as_bytes(), SD_JWT_BYTES_MAX)?)
}

fn input() -> Result<String> {
    let mut text = String::new();
    stdin().take(SD_JWT_BYTES_MAX as u64 + 1).read_to_string(&mut text)?;
    Ok(text.trim_end().to_owned())
}

fn now() -> Result<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis().try_into()?)
}
