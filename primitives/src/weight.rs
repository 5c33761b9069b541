//! Voting weights in unsigned fixed point with 32 fractional bits, by integer methods only.

use crate::{Tokens, terms::VotingFunction};

/// A voting weight: [`ONE`] is one person's plain vote.
pub type VotingWeight = u64;

/// The weight 1.0.
pub const ONE: VotingWeight = 1 << FRACTION_BITS;
/// Fractional bits of a [`VotingWeight`].
pub const FRACTION_BITS: u32 = 32;
/// Expertise of a person without verified expertise, in thousandths.
pub const EXPERTISE_NONE: u16 = 1_000;
/// Greatest expertise multiplier, in thousandths (Living Constitution, art. 7-E).
pub const EXPERTISE_MAX: u16 = 2_000;

/// Weights of fewer tokens than this are worked out ahead: a ballot seldom spends more, and inside the runtime 128-bit
/// arithmetic is slow.
const READY: usize = 64;
/// [`sqrt`] of 0, 1, 2, …
static SQUARE_ROOTS: [VotingWeight; READY] = square_roots();
/// [`log2_of_successor`] of 0, 1, 2, …
static LOGARITHMS: [VotingWeight; READY] = logarithms();

/// Weight of a ballot that spends `tokens`, before expertise.
pub fn voting_weight(function: VotingFunction, tokens: Tokens) -> VotingWeight {
    let ready = |weights: &[VotingWeight; READY]| weights.get(usize::from(tokens)).copied();
    match function {
        VotingFunction::Linear | VotingFunction::Consensus => ONE,
        VotingFunction::Quadratic => ready(&SQUARE_ROOTS).unwrap_or_else(|| sqrt(tokens)),
        VotingFunction::Logarithmic => ready(&LOGARITHMS).unwrap_or_else(|| log2_of_successor(tokens)),
    }
}

const fn square_roots() -> [VotingWeight; READY] {
    let mut weights = [0; READY];
    let mut tokens = 0;
    while tokens < READY {
        weights[tokens] = sqrt(tokens as Tokens);
        tokens += 1;
    }
    weights
}

const fn logarithms() -> [VotingWeight; READY] {
    let mut weights = [0; READY];
    let mut tokens = 0;
    while tokens < READY {
        weights[tokens] = log2_of_successor(tokens as Tokens);
        tokens += 1;
    }
    weights
}

/// `weight` multiplied by an expertise of 1000..=2000 thousandths; what lies outside is taken as its nearest bound.
pub fn with_expertise(weight: VotingWeight, expertise_permille: u16) -> VotingWeight {
    // Whole thousands and the rest by themselves: inside the runtime, dividing 128 bits is slow.
    let expertise = u64::from(expertise_permille.clamp(EXPERTISE_NONE, EXPERTISE_MAX));
    let thousand = u64::from(EXPERTISE_NONE);
    let rest = (weight % thousand) * expertise / thousand;
    (weight / thousand).saturating_mul(expertise).saturating_add(rest)
}

/// √tokens, rounded down to a multiple of 2⁻³².
pub const fn sqrt(tokens: Tokens) -> VotingWeight {
    // (√t · 2³²)² = t · 2⁶⁴, at most 80 bits.
    let square = (tokens as u128) << (2 * FRACTION_BITS);
    square.isqrt() as VotingWeight
}

/// log₂(tokens + 1), rounded down to a multiple of 2⁻³².
///
/// The integer part is the position of the highest bit; each fractional bit comes from squaring the mantissa once
/// (the classic digit-by-digit method), exact to the last bit because the mantissa keeps 63 fractional bits and
/// errs downwards by less than 2⁻²⁷ after 32 squarings; vectors pin every value up to the token cap.
pub const fn log2_of_successor(tokens: Tokens) -> VotingWeight {
    let value = (tokens as u32).saturating_add(1);
    let whole = value.ilog2();
    let mut mantissa = (value as u128) << (63 - whole);
    let mut weight = whole as VotingWeight;
    let mut bit = 0;
    while bit < FRACTION_BITS {
        mantissa = (mantissa * mantissa) >> 63;
        weight <<= 1;
        if mantissa >= 1 << 64 {
            mantissa >>= 1;
            weight |= 1;
        }
        bit += 1;
    }
    weight
}
