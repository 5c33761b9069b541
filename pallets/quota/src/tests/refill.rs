use super::mock::*;
use crate::{Bucket, Quota as Amount};
use cybersyn_primitives::DAY;
use proptest::prelude::*;

const DAILY: Amount = Amount { ref_time: 1_000, bytes: 100 };

#[test]
fn a_day_refills_everything() {
    run(|| {
        assert_eq!(send_sized(1, remark(1), 256 * 1024), Ok(()));
        advance(DAY);
        assert_eq!(Quota::remaining(1), Amount::default());
        assert_eq!(send_sized(1, remark(1), 256 * 1024), Ok(()));
    });
}

#[test]
fn half_a_day_refills_half() {
    run(|| {
        assert_eq!(send_sized(1, remark(1), 256 * 1024), Ok(()));
        advance(DAY / 2);
        assert_eq!(Quota::remaining(1).bytes, 128 * 1024);
        assert!(send_sized(1, remark(1), 128 * 1024 + 1).is_err());
        assert_eq!(send_sized(1, remark(1), 128 * 1024), Ok(()));
    });
}

#[test]
fn a_bucket_never_holds_more_than_a_day() {
    let bucket = Bucket::default();
    let later = 1_000 * DAY;
    let double = Amount { ref_time: 1_001, bytes: 0 };
    assert_eq!(bucket.take(&double, later, &DAILY), None);
    assert_eq!(bucket.remaining(later, &DAILY), DAILY);
}

#[test]
fn costs_at_the_edge_of_arithmetic_are_refused() {
    let cost = Amount { ref_time: u64::MAX, bytes: u32::MAX };
    assert_eq!(Bucket::default().take(&cost, u64::MAX / 2, &DAILY), None);
    assert_eq!(Bucket::default().take(&cost, 0, &DAILY), None);
}

proptest! {
    /// However a person spaces calls, a day serves no more than twice the daily quota (what was left at its beginning
    /// and what flowed in since).
    #[test]
    fn no_spacing_cheats_the_quota(calls in proptest::collection::vec((0..DAY / 50, 1..100u32), 1..200)) {
        let (mut bucket, mut now, mut served) = (Bucket::default(), DAY, 0u64);
        for (wait, bytes) in calls {
            now += wait;
            if now >= 2 * DAY {
                break;
            }
            if let Some(next) = bucket.take(&Amount { ref_time: 0, bytes }, now, &DAILY) {
                bucket = next;
                served += u64::from(bytes);
            }
        }
        prop_assert!(served <= 2 * u64::from(DAILY.bytes), "{} bytes in a day", served);
    }

    /// Asking often refills no slower than asking once.
    #[test]
    fn what_is_left_can_be_taken(used in 0..=100u32, wait in 0..=DAY) {
        let bucket = Bucket::default().take(&Amount { ref_time: 0, bytes: used }, DAY, &DAILY).expect("within a day");
        let left = bucket.remaining(DAY + wait, &DAILY);
        prop_assert!(bucket.take(&left, DAY + wait, &DAILY).is_some());
    }
}
