//! Why the pallet refuses; a section of [`crate::pallet`].

use frame_support::pallet_macros::pallet_section;

/// See the file.
#[pallet_section]
mod errors {
    /// Why a call was refused.
    #[pallet::error]
    pub enum Error<T> {
        /// The DID, its id or the account is taken: an account controls one DID, and ids are never reused.
        AlreadyExists,
        /// The account controls no DID that is in force: create one, or sign with the account that controls it. Or no
        /// recovery of the DID is under way for which enough guardians stand.
        NotFound,
        /// The DID has no key of that version. Its keys are in the DID document.
        KeyNotFound,
        /// The DID has or had this very key. Make a new one.
        KeyAlreadyExists,
        /// The key is retired already; it can only be marked as stolen besides, once.
        KeyAlreadyRevoked,
        /// The bytes are no key of that kind, or one of small order. Make a new one.
        InvalidKey,
        /// No purpose, an unknown one, or one that this kind of key cannot serve.
        InvalidPurposes,
        /// All places are taken by keys in force and by voting keys retired less than 180 days ago. Retire keys that do
        /// not vote, or wait.
        MaxKeysExceeded,
        /// The roll of voters has no room for one more voting key of this person. Retire one and wait until the
        /// proposals it voted on are final.
        MaxVotingKeysExceeded,
        /// The DID has no service of that id.
        ServiceNotFound,
        /// Id, type or endpoint of the service is malformed.
        InvalidService,
        /// All places for services are taken. Remove one.
        MaxServicesExceeded,
        /// The new account did not sign this rotation of this version of the DID on this chain, or the key did not
        /// sign this call with this nonce and expiry on this chain.
        InvalidSignature,
        /// The DID was rotated a short while ago. Try again when the interval has passed.
        TooEarly,
        /// The authorisation was void from its expiry on, or expires more than 7 days ahead. Sign anew.
        Expired,
        /// The nonce is not the one that `Nonces` has for the DID. Sign anew with that one.
        InvalidNonce,
        /// No key authorises such a call: send it from the account that controls the DID.
        CallNotAuthorizable,
        /// The key has not the purpose that the call needs: sign with another key. Or the caller is no guardian of the
        /// DID.
        NotAuthorized,
        /// Guardians out of order, doubled, or the DID itself among them; a threshold that is no majority of them; a
        /// delay below the minimum or above 90 days.
        InvalidGuardians,
        /// A controller or URI is named twice. Name each once.
        Duplicate,
        /// A DID is controlled by its account anyway: leave it out of its own controllers.
        OwnController,
        /// A controller is no DID that is in force. Name DIDs that were created and not deactivated.
        ControllerNotFound,
        /// No URI by RFC 3986: a scheme, a colon and more, of visible ASCII, with `%` before two hexadecimal digits
        /// only.
        InvalidUri,
        /// The caller's DID is none of that DID's controllers. Its owner chooses them by `set_controllers`.
        NotController,
        /// Controllers add keys for key agreement only. The owner adds those by which the DID acts or speaks.
        PurposeReserved,
        /// The last ten places for keys are left to the owner.
        PlacesReserved,
        /// The owner's deposit would grow by more than controllers were allowed. The owner allows more by
        /// `set_controllers`, or makes the change.
        AllowanceExceeded,
        /// Controllers have made as many changes today (UTC) as they may. Try tomorrow, or have the owner make it.
        TooManyChanges,
    }
}
