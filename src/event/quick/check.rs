//! Single values: whether a text or a number surely is what its field takes, and stands in
//! its stored form already. Asks the shapes where they live; owns only what may be skipped.

use crate::event::asset::Instrument;
use crate::event::codes;
use crate::event::decimal::Decimal;
use crate::event::field::FieldType;
use crate::event::reference::Reference;
use crate::event::text;
use crate::event::when::When;

use super::sure;
use super::tape::Token;

/// Whether a text is one that any text field would keep as it is. `raw` is what stands
/// between the quotes.
pub(super) fn is_text(token: &Token, raw: &str, lines: bool, max: Option<usize>) -> bool {
    if token.lines && !lines {
        return false;
    }
    let blank = match *raw.as_bytes() {
        [] => true,
        [b'\\', b'"' | b'\\', ..] => false,
        [b'\\', ..] => true,
        [first, ..] if first.is_ascii_graphic() => false,
        _ => token.escaped || raw.trim().is_empty(),
    };
    if blank {
        return false;
    }
    if let Some(max) = max
        && raw.len() > max
        && (token.escaped || raw.chars().count() > max)
    {
        return false;
    }
    !token.wide
        || sure::is_plain(raw)
        || (unicode_normalization::is_nfc(raw) && !raw.chars().any(char::is_control))
}

/// Whether a text is one of a type with a shape of its own.
pub(super) fn is_shaped(ty: FieldType, token: &Token, raw: &str) -> bool {
    if token.escaped {
        return false;
    }
    if token.wide {
        // Of these types only an address may have letters beyond ASCII.
        return ty == FieldType::Url && is_text(token, raw, false, None) && text::is_url(raw);
    }
    match ty {
        FieldType::Date => When::is_stored(raw),
        FieldType::Code => codes::is_country_or_bloc(raw),
        FieldType::Currency => codes::is_currency(raw),
        FieldType::Word(words) => words.contains(&raw),
        FieldType::Snake => text::is_snake(raw),
        FieldType::Slug => text::is_slug(raw),
        FieldType::Label => text::is_label(raw),
        FieldType::Tenor => Instrument::check_tenor(raw).is_ok(),
        FieldType::Url => text::is_url(raw),
        FieldType::Language => text::is_lang(raw),
        FieldType::Evidence => text::is_evidence(raw),
        FieldType::Grade => text::is_grade(raw),
        FieldType::Reference => is_reference(raw),
        FieldType::Decimal { signed } => {
            Decimal::parse(raw).is_some_and(|decimal| signed || decimal >= Decimal::ZERO)
        }
        _ => false,
    }
}

fn is_reference(raw: &str) -> bool {
    text::looks_like_uuid(raw) || text::is_label(raw) || Reference::parse(raw).is_ok()
}

/// Whether a number is a whole one of at least `min`, written as it is stored.
pub(super) fn is_integer(raw: &str, min: u64) -> bool {
    !raw.contains('.') && raw.parse::<u64>().is_ok_and(|number| number >= min)
}

/// Whether a number is a confidence, written as it is stored: 0, 1, or up to four decimals
/// without a zero at the end.
pub(super) fn is_confidence(raw: &str) -> bool {
    match raw.strip_prefix("0.") {
        Some(decimals) => decimals.len() <= 4 && !decimals.ends_with('0'),
        None => matches!(raw, "0" | "1"),
    }
}
