//! One poll that is always open: what `pallet-referenda` would be to the voting pallet.

use crate::{Balance, Balances, BlockNumber, Runtime};
use alloc::vec::Vec;
use frame_support::traits::{PollStatus, Polling};
use pallet_conviction_voting::TallyOf;
use sp_runtime::DispatchError;

/// Index of the poll.
pub const INDEX: u32 = 0;
/// Class of the poll.
pub const CLASS: u16 = 0;

/// Its tally. The bench puts an empty one into genesis.
#[frame_support::storage_alias]
pub type OngoingTally = StorageValue<Poll, pallet_conviction_voting::Tally<Balance, Issuance>>;

/// All coins may vote.
pub type Issuance = frame_support::traits::TotalIssuanceOf<Balances, crate::AccountId>;

/// The polls there are: one.
pub struct OnePoll;

impl Polling<TallyOf<Runtime>> for OnePoll {
    type Index = u32;
    type Votes = Balance;
    type Class = u16;
    type Moment = BlockNumber;

    fn classes() -> Vec<u16> {
        alloc::vec![CLASS]
    }

    fn as_ongoing(index: u32) -> Option<(TallyOf<Runtime>, u16)> {
        if index != INDEX {
            return None;
        }
        OngoingTally::get().map(|tally| (tally, CLASS))
    }

    fn access_poll<R>(index: u32, access: impl FnOnce(PollStatus<&mut TallyOf<Runtime>, BlockNumber, u16>) -> R) -> R {
        match Self::as_ongoing(index) {
            None => access(PollStatus::None),
            Some((mut tally, class)) => {
                let result = access(PollStatus::Ongoing(&mut tally, class));
                OngoingTally::put(tally);
                result
            }
        }
    }

    fn try_access_poll<R>(
        index: u32,
        access: impl FnOnce(PollStatus<&mut TallyOf<Runtime>, BlockNumber, u16>) -> Result<R, DispatchError>,
    ) -> Result<R, DispatchError> {
        match Self::as_ongoing(index) {
            None => access(PollStatus::None),
            Some((mut tally, class)) => {
                let result = access(PollStatus::Ongoing(&mut tally, class))?;
                OngoingTally::put(tally);
                Ok(result)
            }
        }
    }
}
