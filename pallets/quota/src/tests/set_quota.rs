use super::mock::*;
use crate::{DailyQuota, Error, Event, Quota as Amount};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{BuildStorage, DispatchError};

const NEW: Amount = Amount { ref_time: 50_000_000_000, bytes: 8_000 };

#[test]
fn root_changes_the_quota() {
    run(|| {
        assert_ok!(Quota::set_quota(RuntimeOrigin::root(), NEW));
        assert_eq!(DailyQuota::<Test>::get(), NEW);
        System::assert_last_event(Event::QuotaChanged { quota: NEW }.into());
    });
}

#[test]
fn nobody_else_does() {
    run(|| {
        assert_noop!(Quota::set_quota(RuntimeOrigin::signed(1), NEW), DispatchError::BadOrigin);
        assert_noop!(Quota::set_quota(RuntimeOrigin::none(), NEW), DispatchError::BadOrigin);
    });
}

#[test]
fn a_quota_that_shuts_out_or_lets_fill_blocks_is_refused() {
    let set = |quota| Quota::set_quota(RuntimeOrigin::root(), quota);
    run(|| {
        for ref_time in [0, 9_999_999_999, 10_000_000_000_001] {
            assert_noop!(set(Amount { ref_time, ..NEW }), Error::<Test>::InvalidQuota);
        }
        for bytes in [0, 4_095, 16 * 1024 * 1024 + 1] {
            assert_noop!(set(Amount { bytes, ..NEW }), Error::<Test>::InvalidQuota);
        }
        assert_ok!(set(Amount { ref_time: 10_000_000_000, bytes: 4_096 }));
        assert_ok!(set(Amount { ref_time: 10_000_000_000_000, bytes: 16 * 1024 * 1024 }));
    });
}

#[test]
fn a_bucket_keeps_the_share_that_is_used_up() {
    run(|| {
        assert_eq!(send_sized(1, remark(1), 128 * 1024), Ok(()));
        assert_ok!(Quota::set_quota(RuntimeOrigin::root(), NEW));
        assert_eq!(Quota::remaining(1).bytes, 4_000);
    });
}

#[test]
#[should_panic(expected = "bytesPerDay 4096 to 2^24")]
fn a_quota_of_nothing_stops_the_genesis() {
    let quota = crate::GenesisConfig { bytes_per_day: 0, ..Default::default() };
    let _ = RuntimeGenesisConfig { quota, ..Default::default() }.build_storage();
}
