//! What the runtime knows about free calls before they run.

use cybersyn_primitives::CitizenIndex;
use frame_support::weights::Weight;

/// Judges free calls in validation. It reads state and must be cheap: pools run it on every transaction.
///
/// Codes name the reason in `InvalidTransaction::Custom`; [`QUOTA_EXHAUSTED`](crate::QUOTA_EXHAUSTED) is taken.
pub trait Precheck<AccountId, Call> {
    /// Refuses a free call of `citizen`, sent by `who`, that is known to fail as things stand.
    fn check(who: &AccountId, citizen: CitizenIndex, call: &Call) -> Result<(), u8>;

    /// The citizen on whose quota anybody, person or not, may carry this call free, if it is such a call.
    ///
    /// It must answer with a citizen only if that citizen signed what is carried and carrying it will have an effect:
    /// otherwise strangers could use up the citizen's quota, or repeat a call for ever.
    fn carried(_call: &Call) -> Result<Option<CitizenIndex>, u8> {
        Ok(None)
    }

    /// The citizen on whose quota this call goes, which authorised itself (DESIGN section 5) and comes without a
    /// carrier: its signature is checked already.
    fn authorized(_call: &Call) -> Result<Option<CitizenIndex>, u8> {
        Ok(None)
    }

    /// Most that judging `call` takes.
    fn weight(_call: &Call) -> Weight {
        Weight::zero()
    }
}

/// Nothing is known to fail and nothing is carried.
impl<AccountId, Call> Precheck<AccountId, Call> for () {
    fn check(_: &AccountId, _: CitizenIndex, _: &Call) -> Result<(), u8> {
        Ok(())
    }
}
