//! REFs: how a command or an event names an entry. Owns their shapes and what is said of a
//! text that has none of them; never looks one up.

use std::fmt;

use uuid::Uuid;

use super::problem::Fault;
use super::text::{is_label, looks_like_uuid, quoted};

/// A REF as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// `@17` or `#17`.
    Position(u64),
    /// The whole UUID.
    Id(Uuid),
    /// A label, or (when it is also ≥ 6 hex digits) the end of a UUID: labels go first.
    Label(String),
    /// The last ≥ 6 hex digits of a UUID, lower case, hyphens dropped.
    Suffix(String),
}

impl Reference {
    /// Reads a REF. Fault: `bad_reference`.
    pub fn parse(text: &str) -> Result<Reference, Fault> {
        if let Some(number) = text.strip_prefix(['@', '#']) {
            return position(text, number);
        }
        if (looks_like_uuid(text) || is_bare_uuid(text))
            && let Ok(id) = Uuid::parse_str(text)
        {
            return Ok(Reference::Id(id));
        }
        if is_label(text) {
            return Ok(Reference::Label(text.to_owned()));
        }
        if let Some(suffix) = Reference::suffix(text) {
            return Ok(Reference::Suffix(suffix));
        }
        let hint = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("for the entry at that position write @{text}")
        } else {
            "write it like @17, danish-exit, or the last six or more digits of the id".to_owned()
        };
        Err(Fault::new(
            "bad_reference",
            format!(
                "{} does not name an entry: a position, a label, a UUID or its end",
                quoted(text)
            ),
            hint,
        ))
    }

    /// The end of a UUID that a text can stand for: 6 to 32 hex digits, hyphens dropped,
    /// lower case. For a [`Reference::Label`] that no entry has.
    pub fn suffix(text: &str) -> Option<String> {
        let shape = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
        if text.len() > 36 || !text.bytes().all(shape) {
            return None;
        }
        let digits = text.replace('-', "").to_ascii_lowercase();
        (6..=32).contains(&digits.len()).then_some(digits)
    }
}

fn is_bare_uuid(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn position(text: &str, number: &str) -> Result<Reference, Fault> {
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let fault = |why: &str| {
        Fault::new(
            "bad_reference",
            format!("{} is not a position: {why}", quoted(text)),
            "positions are counted from 1, like @17",
        )
    };
    if !digits {
        return Err(fault("digits follow the sign"));
    }
    match number.parse::<u64>() {
        Ok(0) => Err(fault("the first entry is @1")),
        Ok(position) => Ok(Reference::Position(position)),
        Err(_) => Err(fault("no log is that long")),
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reference::Position(position) => write!(f, "@{position}"),
            Reference::Id(id) => write!(f, "{id}"),
            Reference::Label(text) | Reference::Suffix(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shapes() {
        let uuid = "019beef0-1234-7abc-8def-0123456789ab";
        let id = Reference::Id(Uuid::parse_str(uuid).unwrap());
        for (text, reference) in [
            ("@17", Reference::Position(17)),
            ("#1", Reference::Position(1)),
            (uuid, id.clone()),
            (&uuid.to_uppercase(), id.clone()),
            (&uuid.replace('-', ""), id),
            ("danish-exit", Reference::Label("danish-exit".into())),
            ("deadbeef", Reference::Label("deadbeef".into())),
            ("DEADBEEF", Reference::Suffix("deadbeef".into())),
            ("0123-456789AB", Reference::Suffix("0123456789ab".into())),
            ("123456", Reference::Suffix("123456".into())),
        ] {
            assert_eq!(Reference::parse(text), Ok(reference), "{text}");
        }
        for text in [
            "",
            "@",
            "@0",
            "#00",
            "@-1",
            "@+1",
            "@18446744073709551616",
            "17",
            "12345",
            "a",
            "Label",
            "@1..@2",
            "é",
            "12345g",
        ] {
            assert_eq!(
                Reference::parse(text).unwrap_err().code,
                "bad_reference",
                "{text}"
            );
        }
        assert_eq!(Reference::suffix("dead-beef"), Some("deadbeef".to_owned()));
        assert_eq!(Reference::suffix("danish-exit"), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[@#a-f0-9-]{0,40}|.*") {
            let _ = Reference::parse(&text);
        }
    }
}
