//! A page of the roll as it lies in storage, of which only the slots that are asked for are decoded.
//!
//! Decoding a full page allocates twice per slot. Inside the runtime each allocation is a call of the host, and a batch
//! may need four slots of a page's 256.

use crate::{SLOTS_PER_PAGE, roll::RollSlot};
use alloc::vec::Vec;
use codec::{Compact, Decode, Error, Input};

/// The encoding of a [`crate::roll::RollPage`]. The default is a page without slots.
#[derive(Clone, Debug, Default)]
pub struct PackedRoll {
    bytes: Vec<u8>,
    /// Where each slot begins.
    begins: Vec<usize>,
}

impl PackedRoll {
    /// Finds the slots; an error where the bytes are no page.
    pub fn new(bytes: Vec<u8>) -> Result<Self, Error> {
        let mut rest = bytes.as_slice();
        let slots = Compact::<u32>::decode(&mut rest)?.0;
        if slots > SLOTS_PER_PAGE {
            return Err("a page has fewer slots".into());
        }
        let mut begins = Vec::with_capacity(slots as usize);
        for _ in 0..slots {
            begins.push(bytes.len().saturating_sub(rest.len()));
            skip_slot(&mut rest)?;
        }
        Ok(Self { bytes, begins })
    }

    /// The slot at `position`, if it is taken.
    pub fn get(&self, position: u8) -> Option<RollSlot> {
        let begin = *self.begins.get(usize::from(position))?;
        RollSlot::decode(&mut self.bytes.get(begin..)?).ok()
    }
}

/// Citizen, tenures, struck, keys: see [`RollSlot`].
fn skip_slot(input: &mut &[u8]) -> Result<(), Error> {
    skip(input, 4)?;
    for _ in 0..Compact::<u32>::decode(input)?.0 {
        skip_interval(input)?;
    }
    skip(input, 1)?;
    for _ in 0..Compact::<u32>::decode(input)?.0 {
        skip(input, 2 + 32)?;
        skip_interval(input)?;
        skip(input, 1)?;
    }
    Ok(())
}

/// Since, until: see [`crate::roll::Interval`].
fn skip_interval(input: &mut &[u8]) -> Result<(), Error> {
    skip(input, 8)?;
    match input.read_byte()? {
        0 => Ok(()),
        1 => skip(input, 8),
        _ => Err("an interval ends or does not".into()),
    }
}

fn skip(input: &mut &[u8], bytes: usize) -> Result<(), Error> {
    *input = input.get(bytes..).ok_or("a slot ends early")?;
    Ok(())
}
