//! Money for people: `637.0 bn`, `≥ 30 bn`, `~100 M`, `1.2–1.4 bn`, `∞`. Works on decimal
//! strings by moving the point; rounds only to three places of the unit, half to even, and
//! never touches a float. The exact figures are in the other formats.

use crate::projection::rows::Band;

const UNITS: [(u32, &str); 3] = [(12, " trn"), (9, " bn"), (6, " M")];

/// A number of millionths from a decimal string; `None` if it is none.
fn millionths(text: &str) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || whole.len() > 30 || part.len() > 6 {
        return None;
    }
    let number = format!("{whole}{part:0<6}");
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    number.parse::<i128>().ok().map(|number| sign * number)
}

fn unit(value: i128) -> (u32, &'static str) {
    let whole = value.unsigned_abs() / 1_000_000;
    UNITS
        .into_iter()
        .find(|(power, _)| whole >= 10u128.pow(*power))
        .unwrap_or((0, ""))
}

/// The figure in a unit, with at least `least` and at most three places.
fn in_unit(value: i128, power: u32, least: usize) -> String {
    let scale = 10u128.pow(power + 6);
    let magnitude = value.unsigned_abs();
    let (mut whole, rest) = (magnitude / scale, magnitude % scale);
    let fine = scale / 1000;
    let (mut thousandths, left) = (rest / fine, rest % fine);
    if left * 2 > fine || (left * 2 == fine && thousandths % 2 == 1) {
        thousandths += 1;
        if thousandths == 1000 {
            (whole, thousandths) = (whole + 1, 0);
        }
    }
    let mut places = format!("{thousandths:03}");
    while places.len() > least && places.ends_with('0') {
        places.pop();
    }
    let sign = if value < 0 { "−" } else { "" };
    match places.is_empty() {
        true => format!("{sign}{}", grouped(whole)),
        false => format!("{sign}{}.{places}", grouped(whole)),
    }
}

fn grouped(whole: u128) -> String {
    let digits = whole.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A figure with its unit; a text that is no decimal comes back as it is.
pub fn figure(text: &str) -> String {
    with_places(text, 0)
}

/// The same with at least one place after the point where there is a unit (columns of levels).
pub fn level(text: &str) -> String {
    with_places(text, 1)
}

fn with_places(text: &str, least: usize) -> String {
    match millionths(text) {
        Some(value) => {
            let (power, name) = unit(value);
            let least = if power == 0 { 0 } else { least };
            format!("{}{name}", in_unit(value, power, least))
        }
        None => text.to_owned(),
    }
}

/// A signed difference, the plus sign written out.
pub fn change(text: &str) -> String {
    match millionths(text) {
        Some(value) if value > 0 => format!("+{}", level(text)),
        _ => level(text),
    }
}

/// A sum that may be a range: `0`, `~100 M`, `≥ 30 bn`, `1.2–1.4 bn`, `∞` for no bound at all.
pub fn band(band: &Band) -> String {
    let about = if band.approx { "~" } else { "" };
    match &band.high {
        Some(high) if *high == band.low => format!("{about}{}", figure(high)),
        Some(high) => format!("{about}{}", range(&band.low, high)),
        None if band.low == "0" => "0–∞".to_owned(),
        None => format!("≥ {about}{}", figure(&band.low)),
    }
}

/// A range, its unit said once when both ends share it.
pub fn range(low: &str, high: &str) -> String {
    let (Some(from), Some(to)) = (millionths(low), millionths(high)) else {
        return format!("{low}–{high}");
    };
    let (power, name) = unit(to);
    if unit(from).0 == power {
        format!(
            "{}–{}{name}",
            in_unit(from, power, 0),
            in_unit(to, power, 0)
        )
    } else {
        format!("{}–{}", figure(low), figure(high))
    }
}

/// How many percent `part` is of `whole`, one place, half to even; `None` of nothing.
pub fn percent(part: &str, whole: &str) -> Option<String> {
    let (part, whole) = (millionths(part)?, millionths(whole)?);
    if whole <= 0 {
        return None;
    }
    let scaled = part.checked_mul(1000)?;
    let (mut tenths, left) = (scaled.div_euclid(whole), scaled.rem_euclid(whole));
    if left * 2 > whole || (left * 2 == whole && tenths % 2 != 0) {
        tenths += 1;
    }
    let sign = if tenths < 0 { "−" } else { "" };
    let tenths = tenths.unsigned_abs();
    Some(format!("{sign}{}.{} %", tenths / 10, tenths % 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(low: &str, high: Option<&str>, approx: bool) -> String {
        band(&Band {
            low: low.into(),
            high: high.map(str::to_owned),
            approx,
        })
    }

    #[test]
    fn figures_carry_their_unit() {
        assert_eq!(figure("0"), "0");
        assert_eq!(figure("999999.5"), "999,999.5");
        assert_eq!(figure("1000000"), "1 M");
        assert_eq!(level("637000000000"), "637.0 bn");
        assert_eq!(level("1316700000000"), "1.317 trn");
        assert_eq!(change("-634100000000"), "−634.1 bn");
        assert_eq!(change("5000000000"), "+5.0 bn");
        assert_eq!(figure("999999999999999999.999999"), "1,000,000 trn");
        assert_eq!(figure("abc"), "abc");
    }

    #[test]
    fn bands_say_how_sure_they_are() {
        assert_eq!(shown("100000000", Some("100000000"), true), "~100 M");
        assert_eq!(shown("30000000000", None, false), "≥ 30 bn");
        assert_eq!(shown("1200000000", Some("1400000000"), false), "1.2–1.4 bn");
        assert_eq!(
            shown("900000000", Some("1400000000"), false),
            "900 M–1.4 bn"
        );
        assert_eq!(shown("0", None, false), "0–∞");
        assert_eq!(shown("0", Some("0"), false), "0");
    }

    #[test]
    fn percentages_round_half_to_even() {
        assert_eq!(percent("634", "1317").as_deref(), Some("48.1 %"));
        assert_eq!(percent("1", "0"), None);
        assert_eq!(percent("125", "100000").as_deref(), Some("0.1 %"));
    }
}
