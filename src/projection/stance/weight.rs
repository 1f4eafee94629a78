//! How evidence ages, and weighted means of scores: exact integers and fractions, rounded
//! once at the end. Owns the decay table; knows no event.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use num_bigint::BigInt;

use crate::projection::figure;

const TABLE: &str = include_str!("../../../schema/decay.toml");
const HALF_LIFE: u64 = 180;
const SCALE_BITS: u64 = 40;

/// T[0..179] over 2^40; empty (and every weight nothing) only if the file that was compiled in
/// is no such table, which a test rules out.
static DECAY: LazyLock<Vec<i128>> = LazyLock::new(|| picked().unwrap_or_default());

/// The figures as they stand in the text: every stance needs them, and to parse all of TOML takes
/// longer than the rest of a small one. That it reads the same is tested.
fn picked() -> Option<Vec<i128>> {
    let (_, after) = TABLE.split_once("\ntable = [")?;
    let (figures, _) = after.split_once(']')?;
    let figures = figures.split(',').map(str::trim);
    let figures = figures.filter(|figure| !figure.is_empty());
    figures.map(|figure| figure.parse().ok()).collect()
}

/// A sum of weights, and of weights times scores, kept apart by whole half-lives: the terms of
/// one half-life share a power of two, so the sums stay exact integers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Weighted {
    /// Half-lives → (Σ T·s with s in hundredths, Σ T).
    sums: BTreeMap<u64, (i128, i128)>,
    n: u64,
}

impl Weighted {
    /// Adds a score (hundredths) of evidence that many days old.
    pub fn add(&mut self, score: i64, age_days: u64) {
        self.add_all(score, 1, age_days);
    }

    /// Adds `n` scores that sum up to `score`, all that many days old; a negative `n` takes scores
    /// out again that were added at that age.
    pub fn add_all(&mut self, score: i64, n: i64, age_days: u64) {
        let place = usize::try_from(age_days % HALF_LIFE).ok();
        let weight = place
            .and_then(|place| DECAY.get(place))
            .copied()
            .unwrap_or(0);
        let (scored, weighed) = self.sums.entry(age_days / HALF_LIFE).or_default();
        *scored += weight * i128::from(score);
        *weighed += weight * i128::from(n);
        self.n = self.n.saturating_add_signed(n);
    }

    /// How many were added.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Σ w·s / Σ w in hundredths, rounded half to even; `None` of nothing.
    pub fn score(&self) -> Option<i64> {
        let scored = self.combined(|(scored, _)| *scored);
        figure::round(&scored, &self.combined(|(_, weighed)| *weighed))
    }

    /// Σ w in hundredths, rounded half to even.
    pub fn weight(&self) -> i64 {
        let weighed = self.combined(|(_, weighed)| *weighed) * 100;
        let scale = BigInt::from(1) << (SCALE_BITS + self.oldest());
        figure::round(&weighed, &scale).unwrap_or(i64::MAX)
    }

    fn oldest(&self) -> u64 {
        self.sums.last_key_value().map_or(0, |(halves, _)| *halves)
    }

    /// The sum over all half-lives, times 2^oldest.
    fn combined(&self, part: impl Fn(&(i128, i128)) -> i128) -> BigInt {
        let oldest = self.oldest();
        let terms = self.sums.iter();
        terms
            .map(|(halves, sums)| BigInt::from(part(sums)) << (oldest - halves))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_table_halves_in_180_days() {
        assert_eq!(DECAY.len(), 180);
        assert_eq!(DECAY[0], 1 << 40);
        // 2^40 · 2^(−1/2) = 777472127993.87…
        assert_eq!(DECAY[90], 777_472_127_994);
        assert!(DECAY.is_sorted_by(|one, two| one > two) && DECAY[179] > 1 << 39);
    }

    #[test]
    fn the_figures_picked_from_the_text_are_those_of_the_table() {
        let file: toml::Table = TABLE.parse().unwrap();
        let read = file["table"].as_array().unwrap().iter();
        let read: Vec<i128> = read.map(|one| one.as_integer().unwrap().into()).collect();
        assert_eq!(picked().unwrap(), read);
    }

    #[test]
    fn a_half_life_weighs_one_half() {
        let mut sum = Weighted::default();
        sum.add(-400, 0);
        sum.add(-700, 180);
        // (−4 · 1 − 7 · ½) / 1½ = −7.5 / 1.5 = −5; weight 1.5.
        assert_eq!((sum.score(), sum.weight(), sum.n()), (Some(-500), 150, 2));
    }

    #[test]
    fn very_old_evidence_still_has_a_score() {
        let mut sum = Weighted::default();
        sum.add(340, 3_000_000);
        assert_eq!((sum.score(), sum.weight()), (Some(340), 0));
        assert_eq!(Weighted::default().score(), None);
    }
}
