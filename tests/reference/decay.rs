//! Decay and rounding (§7.2): the weight of an age as an exact rational, weighted means, half-even rounding to 2 places.
//! Owns all arithmetic of scores, on big integers; the table T is found by exact comparison of powers.
//! Never uses a float but for the last step, hundredths to a JSON number.

use std::sync::OnceLock;

use num_bigint::BigInt;

const HALF_LIFE: usize = 180;

/// T[i] = 2^(−i/180) over 2⁴⁰, rounded to nearest, for i in 0..180.
pub fn table() -> &'static Vec<BigInt> {
    static TABLE: OnceLock<Vec<BigInt>> = OnceLock::new();
    TABLE.get_or_init(|| (0..HALF_LIFE).map(nearest).collect())
}

/// The integer n nearest to x = 2^((7200 − i)/180): the largest with n − ½ ≤ x, that is (2n − 1)^180 ≤ 2^180 · 2^(7200 − i).
fn nearest(i: usize) -> BigInt {
    let bound = BigInt::from(1) << (HALF_LIFE + 40 * HALF_LIFE - i);
    let (mut low, mut high) = (1_i64 << 39, 1_i64 << 41);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if BigInt::from(2 * middle - 1).pow(HALF_LIFE as u32) <= bound {
            low = middle;
        } else {
            high = middle;
        }
    }
    BigInt::from(low)
}

/// A weight w = T[age mod 180] / 2^(age div 180), kept as numerator and power of two: w = numerator / 2^power.
pub struct Weight {
    numerator: BigInt,
    power: usize,
}

/// The weight of evidence so many days old.
pub fn weight(age_days: i64) -> Weight {
    let age = usize::try_from(age_days).expect("an age is at least 0");
    Weight {
        numerator: table()[age % HALF_LIFE].clone(),
        power: 40 + age / HALF_LIFE,
    }
}

/// Numerators over one common power of two.
fn common(weights: &[Weight]) -> (Vec<BigInt>, usize) {
    let power = weights.iter().map(|w| w.power).max().unwrap_or(0);
    let over = |w: &Weight| &w.numerator << (power - w.power);
    (weights.iter().map(over).collect(), power)
}

/// Σ w in hundredths.
pub fn total(weights: &[Weight]) -> i64 {
    let (numerators, power) = common(weights);
    let sum: BigInt = numerators.iter().sum();
    half_even(&(sum * 100), &(BigInt::from(1) << power))
}

/// Σ w·s / Σ w in hundredths, the scores given in hundredths.
pub fn mean(weights: &[Weight], hundredths: &[i64]) -> i64 {
    let (numerators, _) = common(weights);
    let weighted: BigInt = numerators.iter().zip(hundredths).map(|(w, s)| w * s).sum();
    half_even(&weighted, &numerators.iter().sum())
}

/// numerator / denominator (above 0) to the nearest integer, a half to the even one.
pub fn half_even(numerator: &BigInt, denominator: &BigInt) -> i64 {
    let zero = BigInt::from(0);
    let mut below = numerator / denominator;
    if &below * denominator > *numerator {
        below -= 1;
    }
    let twice_rest: BigInt = (numerator - &below * denominator) * 2;
    let odd = &below % 2 != zero;
    if twice_rest > *denominator || (twice_rest == *denominator && odd) {
        below += 1;
    }
    i64::try_from(&below).expect("a rounded score is small")
}

/// Hundredths as a JSON number: the double nearest to the decimal.
pub fn number(hundredths: i64) -> f64 {
    hundredths as f64 / 100.0
}
