//! Attestations: who may attest, and how an attestation becomes reputation.
//!
//! Who may attest is written in an article, of which the chain has the hash only. A vote on rights executes it: it names
//! the issuer's DID, the contexts and the article, and counts as long as that article is in force word for word. The
//! credential stays with its holder; the chain sees its hash, once, and what it is worth within limits that hold for
//! every issuer and every person.

use crate::{Accreditations, Attested, Config, Error, Event, Given, Limits, Received, Source, pallet::Pallet};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{
    CitizenIndex, DidId, Hash, Millis,
    reputation::{Cause, Context, Month},
    traits::{Articles, Dids, Standing},
};
use frame_support::{
    BoundedVec,
    dispatch::DispatchResult,
    ensure,
    traits::{ConstU32, Time},
};
use scale_info::TypeInfo;

/// Contexts, as many as there are.
pub type Contexts = BoundedVec<Context, ConstU32<{ Context::ALL.len() as u32 }>>;

/// Whose attestations count.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Accreditation {
    /// In which contexts.
    pub contexts: Contexts,
    /// Before when, in Unix milliseconds; none: until it is taken away.
    pub until: Option<Millis>,
    /// The article that says so.
    pub article: u32,
    /// Hash of its text when the accreditation was enacted.
    pub content: Hash,
}

/// An attestation that counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Attestation {
    /// Whose DID attested.
    pub issuer: DidId,
    /// Whom it is about.
    pub citizen: CitizenIndex,
    /// In which context.
    pub context: Context,
    /// Whole points.
    pub points: u32,
}

/// What attestations may give within a month of 30 days; nothing: none count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct AttestationLimits {
    /// Most points that one issuer gives to all persons together, whole ones. It also bounds what an issuer writes into
    /// state, which stays: an attestation gives a point at least.
    pub given_max: u32,
    /// Most points that one person gets in one context from all issuers together, whole ones.
    pub received_max: u32,
}

impl Default for AttestationLimits {
    /// Who gets as much as can be weighs double in technical votes after ten months at the earliest.
    fn default() -> Self {
        Self { given_max: 1_000, received_max: 100 }
    }
}

/// Points of a month.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct MonthlyPoints {
    /// Which month.
    pub month: Month,
    /// Whole points.
    pub points: u32,
}

impl MonthlyPoints {
    /// With `points` more in `month`, if that is at most `most`.
    fn with(self, points: u32, month: Month, most: u32) -> Option<Self> {
        let before = if self.month == month { self.points } else { 0 };
        let points = before.checked_add(points).filter(|points| *points <= most)?;
        Some(Self { month, points })
    }
}

/// What is written when an attestation counts.
pub(crate) struct Counting {
    attestation: Attestation,
    given: MonthlyPoints,
    received: MonthlyPoints,
}

impl Counting {
    /// Who attests.
    pub(crate) fn issuer(&self) -> DidId {
        self.attestation.issuer
    }
}

impl<T: Config> Pallet<T> {
    /// No contexts: takes the accreditation away.
    pub(crate) fn do_accredit(
        issuer: DidId,
        contexts: Contexts,
        until: Option<Millis>,
        article: u32,
    ) -> DispatchResult {
        if contexts.is_empty() {
            ensure!(Accreditations::<T>::take(issuer).is_some(), Error::<T>::NotAccredited);
            Self::deposit_event(Event::AccreditationEnded { issuer });
            return Ok(());
        }
        ensure!(T::Dids::account(&issuer).is_some(), Error::<T>::UnknownIssuer);
        ensure!(until.is_none_or(|until| until > T::Time::now()), Error::<T>::AlreadyExpired);
        let content = T::Articles::in_force(article).ok_or(Error::<T>::ArticleNotInForce)?;
        let accreditation = Accreditation { contexts, until, article, content };
        Accreditations::<T>::insert(issuer, &accreditation);
        Self::deposit_event(Event::Accredited { issuer, accreditation });
        Ok(())
    }

    pub(crate) fn do_set_attestation_limits(limits: AttestationLimits) {
        Limits::<T>::put(limits);
        Self::deposit_event(Event::AttestationLimitsSet { limits });
    }

    pub(crate) fn do_attest(
        who: &T::AccountId,
        citizen: CitizenIndex,
        context: Context,
        commitment: Hash,
        points: u32,
    ) -> DispatchResult {
        let Counting { attestation, given, received } = Self::counting(who, citizen, context, commitment, points)?;
        let issuer = attestation.issuer;
        let cause = Cause::Attestation { credential: commitment, issuer, points };
        Self::do_give(citizen, context, cause, Source::Rule).map_err(Error::<T>::from)?;
        Attested::<T>::insert(commitment, attestation);
        Given::<T>::insert(issuer, given);
        Received::<T>::insert(citizen, context, received);
        Ok(())
    }

    /// What an attestation would write, if it counts.
    pub(crate) fn counting(
        who: &T::AccountId,
        citizen: CitizenIndex,
        context: Context,
        commitment: Hash,
        points: u32,
    ) -> Result<Counting, Error<T>> {
        ensure!(points > 0, Error::<T>::NothingAttested);
        let issuer = T::Dids::of(who).ok_or(Error::<T>::UnknownIssuer)?;
        Self::check_accreditation(&issuer, context)?;
        if let Some(own) = T::Standing::citizen_of(&issuer) {
            ensure!(own != citizen, Error::<T>::SelfAttested);
            ensure!(T::Standing::is_in_force(own), Error::<T>::IssuerNotInForce);
        }
        ensure!(T::Standing::is_in_force(citizen), Error::<T>::SubjectNotInForce);
        ensure!(!Attested::<T>::contains_key(commitment), Error::<T>::AlreadyCounted);
        let (limits, month) = (Limits::<T>::get(), Self::reading().month);
        let given = Given::<T>::get(issuer).with(points, month, limits.given_max);
        let received = Received::<T>::get(citizen, context).with(points, month, limits.received_max);
        Ok(Counting {
            attestation: Attestation { issuer, citizen, context, points },
            given: given.ok_or(Error::<T>::MaxGivenExceeded)?,
            received: received.ok_or(Error::<T>::MaxReceivedExceeded)?,
        })
    }

    fn check_accreditation(issuer: &DidId, context: Context) -> Result<(), Error<T>> {
        let accreditation = Accreditations::<T>::get(issuer).ok_or(Error::<T>::NotAccredited)?;
        ensure!(accreditation.contexts.contains(&context), Error::<T>::NotAccredited);
        let is_over = accreditation.until.is_some_and(|until| until <= T::Time::now());
        ensure!(!is_over, Error::<T>::AlreadyExpired);
        let in_force = T::Articles::in_force(accreditation.article);
        ensure!(in_force == Some(accreditation.content), Error::<T>::ArticleNotInForce);
        Ok(())
    }
}
