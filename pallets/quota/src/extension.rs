//! The transaction extension around the one that takes fees.
//!
//! On the wire and in metadata it *is* the wrapped extension: same identifier, same types, same bytes. Wallets that
//! know how to pay need not know that they may not have to.

use crate::{Buckets, CarriedBuckets, Config, DailyQuota, Precheck, WeightInfo, bucket::Bucket, bucket::Quota};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::{fmt, marker::PhantomData};
use cybersyn_primitives::{CitizenIndex, traits::Persons};
use frame_support::{
    dispatch::{DispatchClass, DispatchInfo, PostDispatchInfo},
    traits::{Contains, Time},
    weights::Weight,
};
use scale_info::{StaticTypeInfo, Type, TypeInfo};
use sp_runtime::{
    DispatchResult,
    traits::{
        DispatchInfoOf, DispatchOriginOf, Implication, PostDispatchInfoOf, TransactionExtension,
        TransactionExtensionMetadata, ValidateResult,
    },
    transaction_validity::{
        InvalidTransaction, TransactionPriority, TransactionSource, TransactionValidity, TransactionValidityError,
        ValidTransaction,
    },
};

/// `InvalidTransaction::Custom` of a call that would be free, had the person not used up the quota; wait, a day at
/// most.
pub const QUOTA_EXHAUSTED: u8 = 100;
/// Priority of an ordinary free call, to which 0..=1,000 is added for what the person has left: whoever used least goes
/// first. It lies where small paying calls without a tip lie.
pub const PRIORITY_NORMAL: TransactionPriority = 10_000;
/// Priority of an operational free call: above ordinary calls, whatever tip they offer within reason.
pub const PRIORITY_OPERATIONAL: TransactionPriority = TransactionPriority::MAX / 4;

/// Serves persons free within their quota and leaves the rest to `S`.
#[derive(Clone, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking)]
pub struct CitizenQuota<T, S>(pub S, PhantomData<T>);

impl<T, S> From<S> for CitizenQuota<T, S> {
    fn from(inner: S) -> Self {
        Self(inner, PhantomData)
    }
}

impl<T, S: fmt::Debug> fmt::Debug for CitizenQuota<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CitizenQuota").field(&self.0).finish()
    }
}

/// In metadata it is the wrapped extension.
impl<T: 'static, S: StaticTypeInfo> TypeInfo for CitizenQuota<T, S> {
    type Identity = S;

    fn type_info() -> Type {
        S::type_info()
    }
}

/// Whose quota a free call is charged to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lane {
    /// The sender's own.
    Own(CitizenIndex),
    /// That of a citizen whose signed word somebody carries, or nobody needs to.
    Carried(CitizenIndex),
}

/// A call to be served free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    lane: Lane,
    cost: Quota,
}

/// What validation passes to preparation.
pub enum Val<V> {
    /// Free.
    Free(Grant),
    /// The wrapped extension decides.
    Inner(V),
}

/// What preparation passes to the time after dispatch.
pub enum Pre<P> {
    /// Free: the weight set aside for the wrapped extension was not used.
    Free {
        /// That weight.
        unspent: Weight,
    },
    /// The wrapped extension decides.
    Inner(P),
}

impl<T, S> TransactionExtension<T::RuntimeCall> for CitizenQuota<T, S>
where
    T: Config + Send + Sync,
    S: TransactionExtension<T::RuntimeCall>,
{
    const IDENTIFIER: &'static str = S::IDENTIFIER;
    type Implicit = S::Implicit;
    type Val = Val<S::Val>;
    type Pre = Pre<S::Pre>;

    fn implicit(&self) -> Result<Self::Implicit, TransactionValidityError> {
        self.0.implicit()
    }

    fn metadata() -> Vec<TransactionExtensionMetadata> {
        S::metadata()
    }

    fn weight(&self, call: &T::RuntimeCall) -> Weight {
        let own = T::WeightInfo::charge().saturating_add(T::Precheck::weight(call));
        self.0.weight(call).saturating_add(own)
    }

    fn validate(
        &self,
        origin: DispatchOriginOf<T::RuntimeCall>,
        call: &T::RuntimeCall,
        info: &DispatchInfoOf<T::RuntimeCall>,
        len: usize,
        implicit: Self::Implicit,
        implication: &impl Implication,
        source: TransactionSource,
    ) -> ValidateResult<Self::Val, T::RuntimeCall> {
        let lane = match frame_system::ensure_signed(origin.clone()) {
            Ok(who) => free_lane::<T>(&who, call)?,
            Err(_) if frame_system::ensure_authorized(origin.clone()).is_ok() => {
                T::Precheck::authorized(call).map_err(InvalidTransaction::Custom)?.map(Lane::Carried)
            }
            Err(_) => None,
        };
        if let Some(lane) = lane {
            let grant = Grant { lane, cost: cost(info, len) };
            let bucket = grant.taken::<T>()?;
            let priority = priority(info.class, bucket.remaining_permille(T::Time::now()));
            return Ok((ValidTransaction { priority, ..Default::default() }, Val::Free(grant), origin));
        }
        let (valid, val, origin) = self.0.validate(origin, call, info, len, implicit, implication, source)?;
        Ok((valid, Val::Inner(val), origin))
    }

    fn prepare(
        self,
        val: Self::Val,
        origin: &DispatchOriginOf<T::RuntimeCall>,
        call: &T::RuntimeCall,
        info: &DispatchInfoOf<T::RuntimeCall>,
        len: usize,
    ) -> Result<Self::Pre, TransactionValidityError> {
        let pre = match val {
            Val::Free(grant) => {
                grant.charge::<T>()?;
                Pre::Free { unspent: self.0.weight(call) }
            }
            Val::Inner(val) => Pre::Inner(self.0.prepare(val, origin, call, info, len)?),
        };
        if let Ok(who) = frame_system::ensure_signed(origin.clone()) {
            note_life::<T>(&who);
        }
        Ok(pre)
    }

    fn post_dispatch_details(
        pre: Self::Pre,
        info: &DispatchInfoOf<T::RuntimeCall>,
        post_info: &PostDispatchInfoOf<T::RuntimeCall>,
        len: usize,
        result: &DispatchResult,
    ) -> Result<Weight, TransactionValidityError> {
        match pre {
            Pre::Free { unspent } => Ok(unspent),
            Pre::Inner(pre) => S::post_dispatch_details(pre, info, post_info, len, result),
        }
    }

    fn bare_validate(call: &T::RuntimeCall, info: &DispatchInfo, len: usize) -> TransactionValidity {
        S::bare_validate(call, info, len)
    }

    fn bare_validate_and_prepare(
        call: &T::RuntimeCall,
        info: &DispatchInfo,
        len: usize,
    ) -> Result<(), TransactionValidityError> {
        S::bare_validate_and_prepare(call, info, len)
    }

    fn bare_post_dispatch(
        info: &DispatchInfo,
        post_info: &mut PostDispatchInfo,
        len: usize,
        result: &DispatchResult,
    ) -> Result<(), TransactionValidityError> {
        S::bare_post_dispatch(info, post_info, len, result)
    }
}

/// Whose quota this call may be charged to; none: it is no free call.
fn free_lane<T: Config>(who: &T::AccountId, call: &T::RuntimeCall) -> Result<Option<Lane>, InvalidTransaction> {
    if T::Free::contains(call)
        && let Some(citizen) = T::Persons::citizen(who)
    {
        T::Precheck::check(who, citizen, call).map_err(InvalidTransaction::Custom)?;
        return Ok(Some(Lane::Own(citizen)));
    }
    carried_lane::<T>(call)
}

/// Whatever a person signs and sends, paid for or not, shows that they live.
pub(crate) fn note_life<T: Config>(who: &T::AccountId) {
    if let Some(citizen) = T::Persons::citizen(who) {
        T::Persons::prove_life(citizen, T::Time::now());
    }
}

/// The quota of whoever signed what is carried.
fn carried_lane<T: Config>(call: &T::RuntimeCall) -> Result<Option<Lane>, InvalidTransaction> {
    let carried = T::Precheck::carried(call).map_err(InvalidTransaction::Custom)?;
    Ok(carried.map(Lane::Carried))
}

/// The declared worst case, extensions included: what the network must be ready to spend.
fn cost(info: &DispatchInfo, len: usize) -> Quota {
    Quota { ref_time: info.total_weight().ref_time(), bytes: u32::try_from(len).unwrap_or(u32::MAX) }
}

fn priority(class: DispatchClass, remaining_permille: u64) -> TransactionPriority {
    match class {
        DispatchClass::Operational => PRIORITY_OPERATIONAL,
        DispatchClass::Normal | DispatchClass::Mandatory => PRIORITY_NORMAL.saturating_add(remaining_permille),
    }
}

impl Grant {
    /// A call charged to the citizen who sent it.
    #[cfg(feature = "runtime-benchmarks")]
    pub(crate) fn of_own(citizen: CitizenIndex, cost: Quota) -> Self {
        Self { lane: Lane::Own(citizen), cost }
    }

    /// The bucket as it would be with the cost taken.
    fn taken<T: Config>(&self) -> Result<Bucket, InvalidTransaction> {
        let bucket = match self.lane {
            Lane::Own(citizen) => Buckets::<T>::get(citizen),
            Lane::Carried(citizen) => CarriedBuckets::<T>::get(citizen),
        };
        let taken = bucket.take(&self.cost, T::Time::now(), &DailyQuota::<T>::get());
        taken.ok_or(InvalidTransaction::Custom(QUOTA_EXHAUSTED))
    }

    /// Takes the cost, if it is still there: validation may have been long ago.
    pub(crate) fn charge<T: Config>(&self) -> Result<(), InvalidTransaction> {
        let bucket = self.taken::<T>()?;
        match self.lane {
            Lane::Own(citizen) => Buckets::<T>::insert(citizen, bucket),
            Lane::Carried(citizen) => CarriedBuckets::<T>::insert(citizen, bucket),
        }
        Ok(())
    }
}
