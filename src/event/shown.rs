//! How a message quotes what was found: short, on one line, with control and bidi
//! characters escaped, so that input can never rearrange the text that complains about it.

use serde_json::Value;

/// Longer texts are cut after this many characters.
const LONGEST: usize = 40;

/// Text, escaped and cut, without quotes.
pub(crate) fn shown(text: &str) -> String {
    let mut out = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == LONGEST {
            out.push('…');
            break;
        }
        if is_hostile(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Text, escaped and cut, in quotes.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", shown(text))
}

/// What stood there: text and numbers as they are, else the word for it.
pub(crate) fn found(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Number(number) => format!("the number {number}"),
        Value::Bool(flag) => flag.to_string(),
        other => super::json::type_of(other).to_owned(),
    }
}

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn either<S: AsRef<str>>(words: &[S]) -> String {
    joined(words, "or")
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn every<S: AsRef<str>>(words: &[S]) -> String {
    joined(words, "and")
}

fn joined<S: AsRef<str>>(words: &[S], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., end] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", most.join(", "), end.as_ref())
        }
    }
}

/// Characters that move the cursor, break the line or turn the reading direction.
fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{61c}' | '\u{feff}')
}
