use super::mock::*;
use crate::Parameters;
use cybersyn_primitives::{DAY, attention::AttentionParams};
use sp_runtime::BuildStorage;

#[test]
fn defaults_are_a_hundred_tokens_in_thirty_days_without_a_cap() {
    run(|| {
        let expected = AttentionParams { grant: 100, period: 30 * DAY, carry_over_max: None };
        assert_eq!(Parameters::<Test>::get(), expected);
    });
}

#[test]
#[should_panic(expected = "InvalidPeriod")]
fn a_period_of_nothing_stops_the_genesis() {
    let attention = crate::GenesisConfig { period_millis: 0, ..Default::default() };
    let _ = RuntimeGenesisConfig { attention, ..Default::default() }.build_storage();
}
