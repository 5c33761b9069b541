//! How much of everything is taken in. One place, so that the work that a stranger can cause is known.

use cybersyn_primitives::Millis;

/// Bytes of one credential.
pub const CREDENTIAL_BYTES_MAX: usize = 64 * 1024;
/// Credentials in one presentation.
pub const CREDENTIALS_PER_PRESENTATION_MAX: usize = 16;
/// Bytes of one presentation with its credentials.
pub const PRESENTATION_BYTES_MAX: usize = 512 * 1024;
/// Bytes of a DID document.
pub const DOCUMENT_BYTES_MAX: usize = 64 * 1024;

/// How deep arrays and objects may be nested.
pub const JSON_DEPTH_MAX: usize = 32;
/// Values in one JSON text, members and elements included.
pub const JSON_VALUES_MAX: usize = 16_384;

/// Entries of a list in a credential: types, contexts, subjects, statuses.
pub const LIST_MAX: usize = 32;
/// Bytes of an identifier: a URL, a DID, a type, a nonce.
pub const IDENTIFIER_BYTES_MAX: usize = 1_024;
/// Entries of one verification relationship, and verification methods in a DID document.
pub const METHODS_MAX: usize = 64;

/// Bytes of an SD-JWT with its disclosures and key binding.
pub const SD_JWT_BYTES_MAX: usize = 128 * 1024;
/// Disclosures that come with an SD-JWT.
pub const DISCLOSURES_MAX: usize = 256;
/// Digests in an SD-JWT, decoys included.
pub const DIGESTS_MAX: usize = 1_024;

/// Entries of a status list at least: fewer would tell too much about a holder (Bitstring Status List, section 6.1).
pub const STATUS_ENTRIES_MIN: u32 = 131_072;
/// Entries of a status list at most: one mebibyte of bits.
pub const STATUS_ENTRIES_MAX: u32 = 8 * 1024 * 1024;
/// Bytes of a credential that carries a status list: a mebibyte that does not compress, in base64.
pub const STATUS_CREDENTIAL_BYTES_MAX: usize = 1_536 * 1024;

/// Bytes of a list of accredited issuers: some hundreds of them. An article holds no more.
pub const ACCREDITATION_BYTES_MAX: usize = 64 * 1024;
/// Attestations that are summed at once.
pub const ATTESTATIONS_MAX: usize = 4_096;
/// The greatest amount of one attestation, so that sums cannot overflow.
pub const ATTESTED_AMOUNT_MAX: u64 = 1_000_000_000_000;

/// Challenges that a verifier keeps open.
pub const CHALLENGES_MAX: usize = 16_384;
/// A time may lie so far ahead of the verifier's clock.
pub const CLOCK_SKEW_MILLIS: Millis = 60_000;
/// A key binding may be so old.
pub const KEY_BINDING_AGE_MILLIS_MAX: Millis = 10 * 60_000;
