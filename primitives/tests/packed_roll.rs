//! Slots found in an encoded page are the slots of the page.

use codec::Encode;
use cybersyn_primitives::{
    packed_roll::PackedRoll,
    roll::{Interval, KEYS_MAX, RollKey, RollPage, RollSlot, TENURES_MAX},
};
use proptest::{collection::vec, prelude::*};

fn interval() -> impl Strategy<Value = Interval> {
    any::<(u64, Option<u64>)>().prop_map(|(since, until)| Interval { since, until })
}

fn slot() -> impl Strategy<Value = RollSlot> {
    let key = (any::<(u16, [u8; 32], bool)>(), interval());
    let key = key.prop_map(|((version, key, stolen), force)| RollKey { version, key, force, stolen });
    let (tenures, keys) = (vec(interval(), 0..=TENURES_MAX as usize), vec(key, 0..=KEYS_MAX as usize));
    (any::<(u32, bool)>(), tenures, keys).prop_map(|((citizen, struck), tenures, keys)| RollSlot {
        citizen,
        tenures: tenures.try_into().unwrap(),
        struck,
        keys: keys.try_into().unwrap(),
    })
}

proptest! {
    #[test]
    fn slots_are_those_of_the_page(slots in vec(slot(), 0..=256)) {
        let page = RollPage::try_from(slots).unwrap();
        let packed = PackedRoll::new(page.encode()).unwrap();
        for position in 0..=u8::MAX {
            prop_assert_eq!(packed.get(position), page.get(usize::from(position)).cloned());
        }
    }

    #[test]
    fn bytes_that_end_early_are_no_page(slots in vec(slot(), 1..=4), cut in any::<prop::sample::Index>()) {
        let mut bytes = RollPage::try_from(slots).unwrap().encode();
        bytes.truncate(cut.index(bytes.len()));
        prop_assert!(PackedRoll::new(bytes).is_err());
    }
}

#[test]
fn a_page_of_too_many_slots_is_none() {
    let slot = RollSlot { citizen: 0, tenures: Default::default(), struck: false, keys: Default::default() };
    assert!(PackedRoll::new(vec![slot.clone(); 256].encode()).is_ok());
    assert!(PackedRoll::new(vec![slot; 257].encode()).is_err());
}
