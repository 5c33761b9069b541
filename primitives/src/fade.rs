//! How reputation fades: by a share per year, in closed form, by integer methods only.
//!
//! Time is counted in half-lives. A clock says how many have passed up to a day; what an account holds is worth
//! 2^-(half-lives since it was last written) of it. So nothing has to be written when a day passes, and a change of the
//! yearly share is exact for every account without touching one.

use crate::{DAY, Millis};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Half-lives in unsigned fixed point with 48 fractional bits.
pub type HalfLives = u64;
/// Days since 1970: fading steps at midnight UTC.
pub type Day = u32;

/// Days in a year of fading.
pub const YEAR_DAYS: u32 = 365;
/// Least share that a year may leave, in thousandths: reputation is halved at most.
pub const RETAINED_MIN: u16 = 500;
/// Greatest share that a year may leave, in thousandths: nothing fades.
pub const RETAINED_MAX: u16 = 1_000;

const FRACTION_BITS: u32 = 48;

/// The day that `time` falls in.
pub fn day_of(time: Millis) -> Day {
    Day::try_from(time / DAY).unwrap_or(Day::MAX)
}

/// Counts the half-lives that have passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct FadeClock {
    /// Since when the share holds.
    pub since: Day,
    /// Half-lives that had passed by then.
    pub passed: HalfLives,
    /// Thousandths that a year leaves, [`RETAINED_MIN`] to [`RETAINED_MAX`].
    pub retained_permille: u16,
}

impl Default for FadeClock {
    /// Reputation loses 10 % a year.
    fn default() -> Self {
        Self { since: 0, passed: 0, retained_permille: 900 }
    }
}

impl FadeClock {
    /// Half-lives that have passed by `day`; a day before the last change counts as the day of the change.
    pub fn at(&self, day: Day) -> HalfLives {
        let days = u128::from(day.saturating_sub(self.since));
        let more = days.saturating_mul(half_lives_per_year(self.retained_permille).into()) / u128::from(YEAR_DAYS);
        self.passed.saturating_add(HalfLives::try_from(more).unwrap_or(HalfLives::MAX))
    }

    /// The clock as it goes on with another yearly share from `day`.
    #[must_use]
    pub fn changed(&self, retained_permille: u16, day: Day) -> Self {
        Self { since: day.max(self.since), passed: self.at(day), retained_permille }
    }
}

/// log₂(1000 / retained), rounded down to a multiple of 2⁻⁴⁸; what lies outside the bounds is taken as the nearest.
///
/// Digit by digit: each fractional bit comes from squaring the ratio once.
pub fn half_lives_per_year(retained_permille: u16) -> HalfLives {
    let retained = u128::from(retained_permille.clamp(RETAINED_MIN, RETAINED_MAX));
    // 1.0 to 2.0 with 63 fractional bits; only at the least share the ratio is 2 and the logarithm 1.
    let mut ratio = (1_000 << 63) / retained;
    let mut logarithm = HalfLives::from(ratio >> 64 != 0);
    ratio >>= logarithm;
    for _ in 0..FRACTION_BITS {
        // At most 64 bits each: the square fits.
        ratio = (ratio * ratio) >> 63;
        logarithm <<= 1;
        if ratio >> 64 != 0 {
            ratio >>= 1;
            logarithm |= 1;
        }
    }
    logarithm
}

/// 2⁻(2⁻¹), 2⁻(2⁻²), … with 64 fractional bits: what each bit of a fraction of a half-life leaves.
const ROOTS: [u64; FRACTION_BITS as usize] = roots();

const fn roots() -> [u64; FRACTION_BITS as usize] {
    let mut roots = [0; FRACTION_BITS as usize];
    let mut root: u128 = 1 << 63;
    let mut bit = 0;
    // Evaluated by the compiler, so that an index out of bounds would not compile.
    while bit < roots.len() {
        root = (root << 64).isqrt();
        roots[bit] = root as u64;
        bit += 1;
    }
    roots
}

/// What is left of `amount` after `half_lives`, rounded down.
///
/// At most 48 multiplications, each low by less than 2⁻⁶³: together less than a unit for every amount under 2⁵⁵.
pub fn faded(amount: u64, half_lives: HalfLives) -> u64 {
    let whole = half_lives >> FRACTION_BITS;
    if whole >= u64::BITS.into() {
        return 0;
    }
    // 1.0 with 63 fractional bits.
    let mut left: u128 = 1 << 63;
    for (bit, root) in ROOTS.iter().enumerate() {
        if half_lives >> (FRACTION_BITS as usize - 1 - bit) & 1 == 1 {
            left = (left * u128::from(*root)) >> 64;
        }
    }
    // Not above `amount`, for `left` is not above 1.0.
    ((u128::from(amount) * left) >> 63 >> whole) as u64
}
