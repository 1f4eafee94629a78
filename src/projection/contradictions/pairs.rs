//! Which of the values for one thing contradict each other. Owns the distance between two
//! values, independence of sources, and the rule for wide dates; sweeps by date, so that only
//! values whose dates overlap are ever compared. Knows no kind.

use num_bigint::BigInt;
use serde_json::Number;

use super::Given;
use crate::event::decimal::Decimal;
use crate::event::when::When;
use crate::facts::observation::Figure;
use crate::projection::figure;

/// A date that spans more than so many microseconds is wide.
const DAY: i64 = 86_400_000_000;

/// Two values that contradict each other, the earlier recorded first.
#[derive(Debug)]
pub struct Pair<'g> {
    /// By the lower position.
    pub first: &'g Given,
    /// By the higher.
    pub second: &'g Given,
}

/// Hands over the pairs among values for one thing, with their places; puts the values in order of
/// their dates first.
pub fn apart(given: &mut [Given], tolerance: Decimal, each: &mut dyn FnMut(Pair<'_>, [u32; 2])) {
    given.sort_by_key(|one| {
        let span = (one.happened.earliest, one.happened.latest);
        (span, one.position)
    });
    let given: &[Given] = given;
    let mut supported: Vec<Option<bool>> = vec![None; given.len()];
    // Those before `next` that have not ended when it begins.
    let mut open: Vec<usize> = Vec::new();
    for (next, one) in given.iter().enumerate() {
        let lasts = |index: &usize| {
            let earlier = given.get(*index);
            earlier.is_some_and(|earlier| earlier.happened.latest >= one.happened.earliest)
        };
        open.retain(lasts);
        for index in &open {
            let Some(other) = given.get(*index) else {
                continue;
            };
            let contradict = are_apart(one, other, tolerance)
                && !is_spared(given, next, *index, tolerance, &mut supported)
                && !is_spared(given, *index, next, tolerance, &mut supported);
            if contradict {
                let places = [next, *index].map(|place| u32::try_from(place).unwrap_or(u32::MAX));
                let (first, second, places) = match one.position < other.position {
                    true => (one, other, places),
                    false => (other, one, [places[1], places[0]]),
                };
                each(Pair { first, second }, places);
            }
        }
        open.push(next);
    }
}

/// Whether a value inside the span of a wide date does not contradict it, since another one inside
/// that span supports it.
fn is_spared(
    given: &[Given],
    wide: usize,
    inside: usize,
    tolerance: Decimal,
    known: &mut [Option<bool>],
) -> bool {
    let within = given.get(wide).zip(given.get(inside));
    within.is_some_and(|(wide, inside)| may_spare(wide, inside))
        && is_supported(given, wide, tolerance, known)
}

/// Whether a value is spared if the wide one around it is supported.
pub fn may_spare(wide: &Given, inside: &Given) -> bool {
    let (outer, inner) = (&wide.happened, &inside.happened);
    let same = outer.earliest == inner.earliest && outer.latest == inner.latest;
    !same && is_inside(outer, inner)
}

/// Whether a value inside the span of a wide date agrees with it, independently.
pub fn supports(wide: &Given, inside: &Given, tolerance: Decimal) -> bool {
    let span = &wide.happened;
    span.latest.0.saturating_sub(span.earliest.0) >= DAY
        && is_inside(span, &inside.happened)
        && independent(wide, inside)
        && !disagree(&wide.figure, &inside.figure, tolerance)
}

/// Whether two values whose dates overlap contradict each other, unless one of them is spared.
pub fn are_apart(one: &Given, other: &Given, tolerance: Decimal) -> bool {
    independent(one, other) && disagree(&one.figure, &other.figure, tolerance)
}

fn is_inside(outer: &When, inner: &When) -> bool {
    outer.earliest <= inner.earliest && inner.latest <= outer.latest
}

/// Whether a wide date has an independent value inside its span that agrees with it: it is then
/// true of some part of the span, and other parts do not contradict it.
fn is_supported(
    given: &[Given],
    at: usize,
    tolerance: Decimal,
    known: &mut [Option<bool>],
) -> bool {
    if let Some(Some(known)) = known.get(at) {
        return *known;
    }
    let Some(wide) = given.get(at) else {
        return false;
    };
    let span = &wide.happened;
    let from = given.partition_point(|one| one.happened.earliest < span.earliest);
    let within = given.iter().skip(from);
    let mut within = within.take_while(|one| one.happened.earliest <= span.latest);
    let found = within.any(|one| supports(wide, one, tolerance));
    if let Some(slot) = known.get_mut(at) {
        *slot = Some(found);
    }
    found
}

/// No publisher or origin in common; never of a value and itself, unless nobody is named.
fn independent(one: &Given, other: &Given) -> bool {
    one.position != other.position && !one.voices.iter().any(|voice| other.voices.contains(voice))
}

/// Whether the distance between what two figures can mean is more than `tolerance` percent of
/// the larger of them. Exact: no figure is rounded before it is compared.
pub fn disagree(one: &Figure, other: &Figure, tolerance: Decimal) -> bool {
    let apart = distance(one, other).saturating_mul(100 * 1_000_000);
    // A product too large for the type is larger than any distance, too.
    apart > tolerance.0.saturating_mul(larger(one, other))
}

/// The distance in percent of the larger value, rounded half to even to two places.
pub fn percent(one: &Figure, other: &Figure) -> Number {
    let parts = BigInt::from(distance(one, other)) * 10_000;
    let whole = BigInt::from(larger(one, other));
    figure::hundredths(figure::round(&parts, &whole).unwrap_or(0))
}

/// From the one's highest to the other's lowest; 0 where their ranges overlap.
fn distance(one: &Figure, other: &Figure) -> i128 {
    let above = |low: Decimal, high: Option<Decimal>| {
        high.map_or(0, |high| low.0.saturating_sub(high.0).max(0))
    };
    above(one.low, other.high).max(above(other.low, one.high))
}

/// The larger size of the two values; never 0 where their ranges are apart.
fn larger(one: &Figure, other: &Figure) -> i128 {
    let size = |figure: &Figure| figure.value.0.saturating_abs();
    size(one).max(size(other))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::event::amount::Amount;
    use serde_json::json;

    fn money(value: &str, bound: &str) -> Figure {
        let stored = json!({"value": value, "currency": "USD", "bound": bound});
        Figure::of(&Amount::from_stored(&stored).unwrap())
    }

    #[test]
    fn the_distance_is_a_share_of_the_larger_value() {
        let apart = |one: &Figure, other: &Figure| percent(one, other).to_string();
        let (less, more) = (money("683", "exact"), money("683.9", "about"));
        // 0.9 / 683.9 = 0.1315… %.
        assert_eq!(apart(&less, &more), "0.13");
        assert_eq!(
            apart(&money("100", "at_least"), &money("90", "exact")),
            "10"
        );
        assert_eq!(
            apart(&money("100", "at_least"), &money("900", "exact")),
            "0"
        );
        let signed = |text: &str| Figure::exact(Decimal::parse(text).unwrap());
        assert_eq!(apart(&signed("-0.1"), &signed("0.1")), "200");
    }

    #[test]
    fn the_tolerance_is_compared_exactly() {
        let percent = |text: &str| Decimal::parse(text).unwrap();
        let (one, other) = (money("995", "exact"), money("1000", "exact"));
        assert!(!disagree(&one, &other, percent("0.5")));
        assert!(disagree(&one, &other, percent("0.499999")));
        let (least, most) = (
            money("0.000001", "exact"),
            money("999999999999999999", "exact"),
        );
        assert!(disagree(&least, &most, percent("99")));
        assert!(!disagree(&least, &most, percent("999999999999999999")));
    }
}
