//! Calls that a DID's key authorises and anybody carries: the carrier needs no right but to send a transaction, and
//! where the DID is a verified person's nobody needs to carry it at all.

use crate::{Call, Config, DidRecordOf, DidSignature, Dids, Error, Event, IsPerson, Nonces, Pallet, PurposeOf};
use alloc::boxed::Box;
use codec::Encode;
use cybersyn_primitives::authorization::{AUTHORIZATION_LIFE_MILLIS, Authorization};
use frame_support::{
    dispatch::{DispatchResultWithPostInfo, GetDispatchInfo},
    ensure,
    pallet_prelude::{InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction, Weight},
    traits::Time,
};
use frame_system::RawOrigin;
use sp_runtime::{traits::Dispatchable, transaction_validity::TransactionLongevity};

/// How long an authorised call that nobody carries may wait in a pool.
const LONGEVITY_BLOCKS: TransactionLongevity = 64;
/// How many of a DID's authorised calls may wait in a pool for the next one.
const AHEAD_MAX: u32 = 8;

impl<T: Config> Pallet<T> {
    /// Dispatches `call` as the account that controls the DID. The nonce is used up even if the call fails: whoever
    /// keeps the authorisation must not be able to try it again when it would succeed.
    pub(crate) fn do_dispatch_as(
        authorization: Authorization,
        signature: &DidSignature,
        call: Box<<T as Config>::RuntimeCall>,
        own: Weight,
    ) -> DispatchResultWithPostInfo {
        let record = Self::check_authorization(&authorization, signature, &call)?;
        let Authorization { did, key, nonce, .. } = authorization;
        Nonces::<T>::insert(did, nonce.saturating_add(1));
        T::Persons::acted(&record.account);
        let info = call.get_dispatch_info();
        let result = call.dispatch(RawOrigin::Signed(record.account).into());
        let post = match &result {
            Ok(post) => post,
            Err(failed) => &failed.post_info,
        };
        let used = own.saturating_add(frame_support::dispatch::extract_actual_weight(&result, &info));
        let pays = post.pays_fee;
        Self::deposit_event(Event::Authorized { did, key, nonce, result: result.map(drop).map_err(|e| e.error) });
        Ok((Some(used), pays).into())
    }

    /// The DID in whose name the call runs, if its key signed this very call, in order and in time, and is for such
    /// calls.
    pub fn check_authorization(
        authorization: &Authorization,
        signature: &DidSignature,
        call: &<T as Config>::RuntimeCall,
    ) -> Result<DidRecordOf<T>, Error<T>> {
        ensure!(authorization.nonce == Nonces::<T>::get(authorization.did), Error::<T>::InvalidNonce);
        Self::check_signed(authorization, signature, call)
    }

    /// As [`Self::check_authorization`], whatever was sent before.
    fn check_signed(
        authorization: &Authorization,
        signature: &DidSignature,
        call: &<T as Config>::RuntimeCall,
    ) -> Result<DidRecordOf<T>, Error<T>> {
        let Authorization { did, key, nonce, expires } = authorization;
        let purpose = T::PurposeOf::purpose_of(call).ok_or(Error::<T>::CallNotAuthorizable)?;
        let now = T::Time::now();
        ensure!((now..=now.saturating_add(AUTHORIZATION_LIFE_MILLIS)).contains(expires), Error::<T>::Expired);
        // The last nonce is never used: there would be none to follow it, and it could be used again.
        ensure!(*nonce < u32::MAX, Error::<T>::InvalidNonce);
        let record = Dids::<T>::get(did).filter(|it| it.deactivated.is_none()).ok_or(Error::<T>::NotFound)?;
        let method = record.key(*key).ok_or(Error::<T>::KeyNotFound)?;
        ensure!(method.until.is_none(), Error::<T>::KeyAlreadyRevoked);
        ensure!(method.purposes.contains(purpose), Error::<T>::NotAuthorized);
        let payload = authorization.signing_payload(&Self::genesis(), &call.encode());
        ensure!(signature.verify(&payload, &method.key), Error::<T>::InvalidSignature);
        Ok(record)
    }

    /// Whether an authorised call may enter a block without anybody to carry it: only a person's, on whose quota it
    /// goes (the extension that grants quotas sees to that).
    ///
    /// A pool takes a few ahead of their turn, each of which waits for the one before it.
    #[expect(clippy::borrowed_box, reason = "FRAME hands over a call's fields as they are")]
    pub(crate) fn authorize_dispatch_as(
        source: TransactionSource,
        authorization: &Authorization,
        signature: &DidSignature,
        call: &Box<<T as Config>::RuntimeCall>,
    ) -> Result<(ValidTransaction, Weight), TransactionValidityError> {
        let refused = |error: Error<T>| match error {
            Error::InvalidSignature => InvalidTransaction::BadProof,
            Error::Expired | Error::InvalidNonce => InvalidTransaction::Stale,
            _ => InvalidTransaction::Call,
        };
        let Authorization { did, nonce, .. } = authorization;
        let next = Nonces::<T>::get(did);
        ensure!(*nonce >= next, InvalidTransaction::Stale);
        let ahead = if source == TransactionSource::InBlock { 0 } else { AHEAD_MAX };
        ensure!(nonce.saturating_sub(next) <= ahead, InvalidTransaction::Future);
        let record = Self::check_signed(authorization, signature, call).map_err(refused)?;
        ensure!(T::Persons::is_person(&record.account), InvalidTransaction::BadSigner);
        let mut validity =
            ValidTransaction::with_tag_prefix("cybersyn/did").and_provides((did, nonce)).longevity(LONGEVITY_BLOCKS);
        if let Some(before) = nonce.checked_sub(1).filter(|_| *nonce > next) {
            validity = validity.and_requires((did, before));
        }
        Ok((validity.build()?, Weight::zero()))
    }

    /// In whose name the authorised call within `call` runs, if it is one, whether or not it is sound: for calls that
    /// [`Call::dispatch_as`]'s own authorisation has let pass.
    pub fn acting_account(call: &Call<T>) -> Option<T::AccountId> {
        match call {
            Call::dispatch_as { authorization, .. } => Dids::<T>::get(authorization.did).map(|record| record.account),
            _ => None,
        }
    }

    /// The authorised call within `call`, if it is one, and sound.
    pub fn authorized_account(call: &Call<T>) -> Option<Result<T::AccountId, Error<T>>> {
        match call {
            Call::dispatch_as { authorization, signature, call } => {
                Some(Self::check_authorization(authorization, signature, call).map(|record| record.account))
            }
            _ => None,
        }
    }
}
