//! Reads the short forms of an amount, as people and newspapers write them, in English and
//! Chinese. Exact: a multiplier moves the point, and a figure that would not fit six
//! decimals is refused. What has two readings (`元`, `兆`, `1,5`) is refused with a hint.

use serde_json::{Map, Value};

use super::super::codes;
use super::super::decimal::Decimal;
use super::super::problem::Fault;
use super::super::text::quoted;
use super::{Amount, Bound};

/// Words before the figure, longest first where one begins another.
const BOUNDS: &[(&str, Bound)] = &[
    (">=", Bound::AtLeast),
    (">", Bound::AtLeast),
    ("≥", Bound::AtLeast),
    ("at least ", Bound::AtLeast),
    ("more than ", Bound::AtLeast),
    ("over ", Bound::AtLeast),
    ("超过", Bound::AtLeast),
    ("至少", Bound::AtLeast),
    ("逾", Bound::AtLeast),
    ("<=", Bound::AtMost),
    ("<", Bound::AtMost),
    ("≤", Bound::AtMost),
    ("at most ", Bound::AtMost),
    ("less than ", Bound::AtMost),
    ("up to ", Bound::AtMost),
    ("不超过", Bound::AtMost),
    ("至多", Bound::AtMost),
    ("不到", Bound::AtMost),
    ("~", Bound::About),
    ("≈", Bound::About),
    ("about ", Bound::About),
    ("around ", Bound::About),
    ("大约", Bound::About),
    ("约", Bound::About),
];

/// Chinese multipliers as powers of ten, longest first.
const ZH_POWERS: &[(&str, u32)] = &[
    ("万亿", 12),
    ("千亿", 11),
    ("百亿", 10),
    ("十亿", 9),
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("亿", 8),
    ("億", 8),
    ("万", 4),
    ("萬", 4),
    ("千", 3),
];

/// One figure and the power of ten written after it.
struct Figure<'a> {
    digits: &'a str,
    power: Option<u32>,
}

pub(super) fn read(given: &str) -> Result<Value, Fault> {
    let text = plain(given);
    let (bound, rest) = bound(text.trim());
    if rest.starts_with(['-', '−']) {
        return Err(Fault::new(
            "negative_decimal",
            format!("{} is below zero, and an amount cannot be", quoted(given)),
            "give the size, and say in the kind or the fields which way it goes",
        ));
    }
    let start = rest
        .find(|letter: char| letter.is_ascii_digit())
        .ok_or_else(|| bad(given, "it has no figure in digits"))?;
    let (before, rest) = rest.split_at(start);
    let (first, rest) = figure(given, rest)?;
    let (second, after) = match rest.strip_prefix("..") {
        Some(rest) => {
            let (second, after) = figure(given, rest.trim_start())?;
            (Some(second), after)
        }
        None => (None, rest),
    };
    let currency = currency(given, before.trim(), after.trim())?;
    let power = match &second {
        Some(second) => first.power.or(second.power),
        None => first.power,
    };
    let value = shifted(given, first.digits, power.unwrap_or(0))?;
    let high = match second {
        Some(second) => Some(shifted(given, second.digits, second.power.unwrap_or(0))?),
        None => None,
    };
    if let Some(high) = high {
        Amount::check_range(value, high)?;
    }
    Ok(long(value, currency, bound, high))
}

/// The stored form; `exact` is the default and is not written.
fn long(value: Decimal, currency: &str, bound: Bound, high: Option<Decimal>) -> Value {
    let mut fields = Map::new();
    fields.insert("value".into(), value.to_string().into());
    fields.insert("currency".into(), currency.into());
    if bound != Bound::Exact {
        fields.insert("bound".into(), bound.name().into());
    }
    if let Some(high) = high {
        fields.insert("high".into(), high.to_string().into());
    }
    Value::Object(fields)
}

/// Full-width letters, digits and signs as ASCII, and every space as a plain one. Nothing
/// else is folded: compatibility forms would turn `10²` into 102.
fn plain(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
            '\u{ffe5}' => '¥',
            '\u{301c}' | '\u{223c}' => '~',
            _ if letter.is_whitespace() => ' ',
            _ => letter,
        })
        .collect()
}

fn bound(text: &str) -> (Bound, &str) {
    for (word, bound) in BOUNDS {
        let head = text.get(..word.len());
        if head.is_some_and(|head| head.eq_ignore_ascii_case(word)) {
            let rest = text.get(word.len()..).unwrap_or("");
            return (*bound, rest.trim_start());
        }
    }
    (Bound::Exact, text)
}

/// Takes one figure with its multiplier off the front.
fn figure<'a>(given: &str, text: &'a str) -> Result<(Figure<'a>, &'a str), Fault> {
    let mut end = 0;
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(end) {
        let digit_follows = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        match byte {
            b'0'..=b'9' => end += 1,
            b'.' | b',' if end > 0 && digit_follows => end += 1,
            _ => break,
        }
    }
    if end == 0 {
        return Err(bad(
            given,
            "it has a range without a second figure in digits",
        ));
    }
    let (digits, rest) = text.split_at(end);
    let (power, rest) = power(given, rest.trim_start())?;
    Ok((Figure { digits, power }, rest.trim_start()))
}

/// Takes a multiplier off the front, if one is there.
fn power<'a>(given: &str, text: &'a str) -> Result<(Option<u32>, &'a str), Fault> {
    if text.starts_with('兆') {
        return Err(Fault::new(
            "bad_amount",
            format!(
                "{} has 兆, which is a million to some and 万亿 to others",
                quoted(given)
            ),
            "write 百万 (10^6) or 万亿 (10^12)",
        ));
    }
    for (word, power) in ZH_POWERS {
        if let Some(rest) = text.strip_prefix(word) {
            return Ok((Some(*power), rest));
        }
    }
    let end = text
        .find(|letter: char| !letter.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let power = match word {
        "K" | "k" => 3,
        "M" | "m" => 6,
        "B" | "b" => 9,
        "T" => 12,
        "t" => {
            return Err(Fault::new(
                "bad_amount",
                format!(
                    "{} has a t, which could be thousand or trillion",
                    quoted(given)
                ),
                "write k (10^3) or tn (10^12)",
            ));
        }
        _ => match word.to_ascii_lowercase().as_str() {
            "thousand" => 3,
            "mn" | "mln" | "million" | "millions" => 6,
            "bn" | "bln" | "billion" | "billions" => 9,
            "tn" | "trn" | "trillion" | "trillions" => 12,
            _ => return Ok((None, text)),
        },
    };
    Ok((Some(power), rest))
}

/// The currency, which stands either before the figure or after it.
fn currency(given: &str, before: &str, after: &str) -> Result<&'static str, Fault> {
    let word = match (before, after) {
        ("", "") => return Err(bad(given, "it has no currency")),
        (word, "") | ("", word) => word,
        (before, after) => {
            let what = if codes::is_currency(before) || codes::is_currency(after) {
                "there is more on both sides of the figure than one currency"
            } else {
                "it has words on both sides of the figure"
            };
            return Err(bad(given, what));
        }
    };
    if let Some(code) = codes::currency_of_word(word).or_else(|| codes::currency(word)) {
        return Ok(code);
    }
    if matches!(
        word,
        "元" | "圆" | "圓" | "块" | "克朗" | "法郎" | "里亚尔" | "比索" | "卢比" | "镑"
    ) {
        return Err(Fault::new(
            "unknown_currency",
            format!(
                "{} alone names the money of several countries",
                quoted(word)
            ),
            "write the whole name (人民币, 美元, 丹麦克朗) or the code (CNY, USD, DKK)",
        ));
    }
    if word.starts_with(|letter: char| letter.is_ascii_digit() || ",.-–/".contains(letter)) {
        return Err(bad(
            given,
            "the figure goes on with something that is not a currency",
        ));
    }
    Err(codes::check_currency(word)
        .err()
        .unwrap_or_else(|| bad(given, "its currency is not known")))
}

/// The figure times a power of ten, exactly.
fn shifted(given: &str, digits: &str, power: u32) -> Result<Decimal, Fault> {
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, fraction),
        None => (digits, ""),
    };
    let whole = without_separators(given, whole)?;
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad(given, "its figure has more than one decimal point"));
    }
    let power = power as usize;
    let (up, down) = fraction.split_at(power.min(fraction.len()));
    let zeros = "0".repeat(power - up.len());
    let whole = format!("{whole}{up}{zeros}");
    let whole = whole.trim_start_matches('0');
    let down = down.trim_end_matches('0');
    if whole.len() > 18 {
        return Err(bad(given, "it has more than 18 digits before the point"));
    }
    if down.len() > 6 {
        return Err(bad(
            given,
            "it has more than 6 decimals, and nothing is rounded",
        ));
    }
    let text = match (whole, down) {
        ("", "") => "0".to_owned(),
        ("", down) => format!("0.{down}"),
        (whole, "") => whole.to_owned(),
        (whole, down) => format!("{whole}.{down}"),
    };
    Decimal::parse(&text).ok_or_else(|| bad(given, "its figure is not a decimal"))
}

/// `1,300,000` as `1300000`; a comma anywhere else could be a decimal comma.
fn without_separators(given: &str, whole: &str) -> Result<String, Fault> {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let grouped = whole.contains(',');
    if grouped && (first.len() > 3 || !groups.all(|group| group.len() == 3)) {
        return Err(Fault::new(
            "bad_amount",
            format!(
                "{} has a comma that parts no group of three digits",
                quoted(given)
            ),
            "write the decimal point as a point (1.5), and thousands as 1,300,000 or 1300000",
        ));
    }
    Ok(whole.replace(',', ""))
}

fn bad(given: &str, why: &str) -> Fault {
    Fault::new(
        "bad_amount",
        format!("{} is not an amount: {why}", quoted(given)),
        "write it like 100M USD, ~1.5bn USD, >30bn USD, 1.2..1.4bn EUR or 6830亿美元",
    )
}
