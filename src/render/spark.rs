//! Sparklines: a series of values as a row of bars, the lowest a thin line and the highest a
//! full block. Works on whole numbers; never shows more bars than there is room for.

use crate::event::decimal::Decimal;

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One bar a value, in their order; of more values than `room` the last of each equal part.
/// Empty for fewer than two values, which have no shape.
pub fn line(values: &[Decimal], room: usize) -> String {
    if values.len() < 2 || room == 0 {
        return String::new();
    }
    let bars = values.len().min(room);
    let shown: Vec<Decimal> = (1..=bars)
        .filter_map(|bar| values.get((bar * values.len() / bars).checked_sub(1)?))
        .copied()
        .collect();
    let (Some(low), Some(high)) = (shown.iter().min(), shown.iter().max()) else {
        return String::new();
    };
    let span = high.minus(*low).0;
    let bar = |value: &Decimal| bar(value.minus(*low).0, span);
    shown.iter().map(bar).collect()
}

/// The bar of a height out of a span; the middle one where nothing moved.
fn bar(height: i128, span: i128) -> char {
    let steps = BARS.len() as i128 - 1;
    let step = match span {
        0 => steps / 2,
        // Rounded to the nearest step.
        span => (height.saturating_mul(2 * steps) + span) / (2 * span),
    };
    let step = usize::try_from(step).unwrap_or(0);
    BARS.get(step).copied().unwrap_or('█')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn drawn(values: &[&str], room: usize) -> String {
        let values: Vec<_> = values.iter().map(|v| Decimal::parse(v).unwrap()).collect();
        line(&values, room)
    }

    #[test]
    fn the_lowest_is_thin_and_the_highest_full() {
        assert_eq!(drawn(&["1", "8", "4.5"], 20), "▁█▅");
        assert_eq!(drawn(&["-2", "-1"], 20), "▁█");
        assert_eq!(drawn(&["3", "3", "3"], 20), "▄▄▄");
        assert_eq!(drawn(&["0", "999999999999999999.999999"], 20), "▁█");
    }

    #[test]
    fn one_value_has_no_shape_and_many_are_thinned() {
        assert_eq!(drawn(&["1"], 20), "");
        assert_eq!(drawn(&[], 20), "");
        assert_eq!(drawn(&["1", "2"], 0), "");
        // Of eight values in four bars: the 2nd, 4th, 6th and 8th.
        let eight = ["9", "1", "9", "2", "9", "3", "9", "8"];
        assert_eq!(drawn(&eight, 4), "▁▂▃█");
    }
}
