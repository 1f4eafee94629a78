//! JSON numbers from exact decimals. Owns their one form (that of RFC 8785: no trailing zero,
//! no minus zero) and the rounding half to even; no float takes part in any sum.

use num_bigint::{BigInt, Sign};
use serde_json::Number;

use crate::event::decimal::Decimal;

/// The JSON number of a count of hundredths: `-580` → `-5.8`, `-400` → `-4`, `0` → `0`.
pub fn hundredths(value: i64) -> Number {
    decimal(Decimal(i128::from(value) * 10_000))
}

/// The JSON number of a decimal.
pub fn decimal(value: Decimal) -> Number {
    let whole = value.0 % 1_000_000 == 0;
    if let (true, Ok(number)) = (whole, i64::try_from(value.0 / 1_000_000)) {
        return Number::from(number);
    }
    // The nearest double of a decimal of ≤ 15 digits prints as that decimal again.
    let nearest = value.to_string().parse().ok();
    nearest
        .and_then(Number::from_f64)
        .unwrap_or_else(|| Number::from(0))
}

/// A JSON number in that form, `1.0` as `1`; unchanged when it has more than six places.
pub fn settled(number: &Number) -> Number {
    Decimal::parse(&number.to_string()).map_or_else(|| number.clone(), decimal)
}

/// The quotient rounded to whole numbers, half to even; `None` for a zero divisor or a result
/// outside `i64`.
pub fn round(dividend: &BigInt, divisor: &BigInt) -> Option<i64> {
    if divisor.sign() == Sign::NoSign {
        return None;
    }
    let (over, under) = if divisor.sign() == Sign::Minus {
        (-dividend, -divisor)
    } else {
        (dividend.clone(), divisor.clone())
    };
    let magnitude = BigInt::from(over.magnitude().clone());
    let quotient = &magnitude / &under;
    let twice = (&magnitude - &quotient * &under) * 2;
    let even = !quotient.bit(0);
    let up = twice > under || (twice == under && !even);
    let rounded = if up { quotient + 1 } else { quotient };
    let signed = if over.sign() == Sign::Minus {
        -rounded
    } else {
        rounded
    };
    i64::try_from(signed).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_to_the_even_neighbour() {
        let cases = [
            (5, 2, 2),
            (7, 2, 4),
            (-5, 2, -2),
            (-7, 2, -4),
            (-7, -2, 4),
            (2, 3, 1),
        ];
        for (over, under, rounded) in cases {
            let found = round(&BigInt::from(over), &BigInt::from(under));
            assert_eq!(found, Some(rounded), "{over} / {under}");
        }
        assert_eq!(round(&BigInt::from(1), &BigInt::from(0)), None);
    }
}
