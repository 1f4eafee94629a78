//! Figures as files write them, to decimals as events hold them: thousands marks, decimal
//! commas, powers of ten. Exact: works on the digits, never on floats.

use super::spec::Number;
use crate::event::Fault;
use crate::event::text::quoted;

/// The decimal that a cell holds, without idle zeros.
pub fn plain(text: &str, form: Number) -> Result<String, Fault> {
    let refused = || {
        Fault::new(
            "bad_decimal",
            format!(
                "{} is no figure as the mapping says it is written",
                quoted(text)
            ),
            "mend the cell; or say how figures are written: number = { decimal = \",\", group = \".\" }",
        )
    };
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once(form.decimal).unwrap_or((digits, ""));
    let whole = match form.group {
        Some(mark) => ungrouped(whole, mark).ok_or_else(refused)?,
        None => whole.to_owned(),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !all_digits(&whole) || !all_digits(fraction) {
        return Err(refused());
    }
    let scale = form.scale as usize;
    let padded = format!("{fraction:0<scale$}");
    let (up, left) = padded.split_at(scale);
    let whole = format!("{whole}{up}");
    let whole = whole.trim_start_matches('0');
    let left = left.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if whole == "0" && left.is_empty() {
        ""
    } else {
        sign
    };
    Ok(match left {
        "" => format!("{sign}{whole}"),
        left => format!("{sign}{whole}.{left}"),
    })
}

/// Digits without the marks between thousands: groups of three after the first.
fn ungrouped(whole: &str, mark: char) -> Option<String> {
    let mut groups = whole.split(mark);
    let mut digits = groups.next()?.to_owned();
    let first = digits.len();
    for group in groups {
        if group.len() != 3 || first == 0 || first > 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn figures_become_decimals() {
        let form = |decimal, group, scale| Number {
            decimal,
            group,
            scale,
        };
        for (text, form, decimal) in [
            ("1316.7", form('.', None, 9), "1316700000000"),
            ("1200", form('.', None, 9), "1200000000000"),
            ("0", form('.', None, 9), "0"),
            ("10.50", form('.', None, 0), "10.5"),
            ("-0.142", form('.', None, 0), "-0.142"),
            ("1.234,50", form(',', Some('.'), 0), "1234.5"),
            ("007", form('.', None, 0), "7"),
            (".5", form('.', None, 0), "0.5"),
            ("0.12345", form('.', None, 3), "123.45"),
        ] {
            assert_eq!(plain(text, form).unwrap(), decimal, "{text}");
        }
        for text in ["", "-", "1e5", "1,234", "n.a.", "1.2.3", "１"] {
            assert!(plain(text, form('.', None, 0)).is_err(), "{text}");
        }
        assert!(plain("1.23,4", form(',', Some('.'), 0)).is_err());
    }
}
