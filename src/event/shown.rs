//! How a message speaks of what was found: values short and quoted, lists with `or` and
//! `and`. What hostile text looks like when shown is `text`'s business.

use serde_json::Value;

use super::text::{self, quoted};

/// A name on a path, safe to show, cut after 40 characters.
pub(crate) fn step(name: &str) -> String {
    const LONGEST: usize = 40;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text::shown(name.get(..end).unwrap_or(""))),
        None => text::shown(name).into_owned(),
    }
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
