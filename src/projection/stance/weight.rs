//! How evidence ages, and weighted means of scores: exact integers and fractions, rounded
//! once at the end. Owns the decay table; knows no event.

use std::collections::BTreeMap;

use num_bigint::BigInt;

use crate::projection::figure;

const TABLE: &str = include_str!("../../../schema/decay.toml");
const HALF_LIFE: u64 = 180;
const SCALE_BITS: u64 = 40;

/// T[0..179] over 2^40, picked from the text by the compiler: every stance needs them, and to parse
/// TOML takes longer than the rest of a small one. That they are the table's own is tested.
static DECAY: [i64; HALF_LIFE as usize] = {
    let (text, start) = (TABLE.as_bytes(), "table = [".as_bytes());
    let mut at = 0;
    // The line that begins so, not a comment that speaks of it.
    while !(text[at] == b'\n' && stands(text, at + 1, start)) {
        at += 1;
    }
    at += 1 + start.len();
    let mut figures = [0; HALF_LIFE as usize];
    let mut place = 0;
    while text[at] != b']' {
        if text[at].is_ascii_digit() {
            figures[place] = figures[place] * 10 + (text[at] - b'0') as i64;
        } else if text[at] == b',' {
            place += 1;
        }
        at += 1;
    }
    figures
};

/// Whether some bytes stand at a place.
const fn stands(text: &[u8], from: usize, bytes: &[u8]) -> bool {
    let mut at = 0;
    while at < bytes.len() && text[from + at] == bytes[at] {
        at += 1;
    }
    at == bytes.len()
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
            .map_or(0, |weight| i128::from(*weight));
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
        let read: Vec<i64> = read.map(|one| one.as_integer().unwrap()).collect();
        assert_eq!(DECAY.as_slice(), read);
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
