//! What the pallet tells; a section of [`crate::pallet`].

use frame_support::pallet_macros::pallet_section;

/// See the file.
#[pallet_section]
mod events {
    /// What happened to a DID.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A DID came into being.
        Created {
            /// The DID.
            did: DidId,
            /// Who controls it.
            account: T::AccountId,
        },
        /// A key came into force.
        KeyAdded {
            /// The DID.
            did: DidId,
            /// Version of the key.
            version: KeyVersion,
        },
        /// A key was retired.
        KeyRevoked {
            /// The DID.
            did: DidId,
            /// Version of the key.
            version: KeyVersion,
            /// Whether what it signed before is void too.
            stolen: bool,
        },
        /// A service was added or replaced.
        ServiceSet {
            /// The DID.
            did: DidId,
            /// Id of the service.
            id: ServiceId,
        },
        /// A service was removed.
        ServiceRemoved {
            /// The DID.
            did: DidId,
            /// Id of the service.
            id: ServiceId,
        },
        /// Control of a DID passed to another account.
        Rotated {
            /// The DID.
            did: DidId,
            /// Who controlled it.
            from: T::AccountId,
            /// Who controls it now.
            to: T::AccountId,
        },
        /// A DID was deactivated for good.
        Deactivated {
            /// The DID.
            did: DidId,
        },
        /// A call that a key of the DID authorised was dispatched.
        Authorized {
            /// The DID.
            did: DidId,
            /// Version of the key.
            key: KeyVersion,
            /// The nonce, which is used up.
            nonce: u32,
            /// How the call ended.
            result: DispatchResult,
        },
        /// The owner chose guardians, or none.
        GuardiansSet {
            /// The DID.
            did: DidId,
        },
        /// A guardian stands for an account.
        RecoverySupported {
            /// The DID.
            did: DidId,
            /// The guardian's DID.
            guardian: DidId,
            /// The account that is to control the DID.
            to: T::AccountId,
        },
        /// Notice to the owner: enough guardians stand for an account.
        RecoveryDue {
            /// The DID.
            did: DidId,
            /// The account that will be able to take over.
            to: T::AccountId,
            /// From when on.
            due: Millis,
        },
        /// The owner said no.
        RecoveryVetoed {
            /// The DID.
            did: DidId,
        },
        /// Guardians passed control on; `Rotated` follows and says to whom.
        Recovered {
            /// The DID.
            did: DidId,
        },
        /// The owner, or a recovery, changed who else may change the document.
        ControllersSet {
            /// The DID.
            did: DidId,
        },
        /// The other names of the subject changed.
        AlsoKnownAsSet {
            /// The DID.
            did: DidId,
        },
        /// The change told before this was brought by a controller.
        Managed {
            /// The DID.
            did: DidId,
            /// The controller's DID.
            controller: DidId,
        },
    }
}
