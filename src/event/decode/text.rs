//! The shapes of text fields: what control characters, labels, slugs, tags of languages,
//! URLs and the like may look like. Each check says what was found and what is allowed.

use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::event::problem::Fault;
use crate::event::shown::quoted;

/// NFC of a text that may stand in a field: no control characters (line feeds and tabs only
/// with `lines`), not blank, at most `max` characters.
pub(super) fn clean(text: &str, lines: bool, max: Option<usize>) -> Result<String, Fault> {
    controls(text, lines)?;
    if text.trim().is_empty() {
        return Err(Fault::new(
            "empty_value",
            "empty text says nothing",
            "leave the field out",
        ));
    }
    let text = nfc(text);
    let length = text.chars().count();
    match max {
        Some(max) if length > max => Err(Fault::new(
            "too_long",
            format!("{length} characters, and at most {max} are allowed"),
            "shorten it; details go into note",
        )),
        _ => Ok(text),
    }
}

/// Normal form C.
pub(super) fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// Refuses control characters; line feeds and tabs too unless `lines`.
pub(super) fn controls(text: &str, lines: bool) -> Result<(), Fault> {
    let refused = |c: char| {
        let breaks = matches!(c, '\n' | '\t');
        (c.is_control() && !(lines && breaks)) || (!lines && matches!(c, '\u{2028}' | '\u{2029}'))
    };
    match text.chars().position(refused) {
        None => Ok(()),
        Some(at) => {
            let c = text.chars().nth(at).map_or(0, u32::from);
            let hint = match (lines, c) {
                (true, 0x0d) => "end lines with a line feed alone",
                (true, _) => "take it out; only line feeds and tabs may stand here",
                (false, _) => "take it out; this field is one line",
            };
            Err(Fault::new(
                "control_character",
                format!("control character U+{c:04X} at character {}", at + 1),
                hint,
            ))
        }
    }
}

/// A label: `[a-z][a-z0-9-]{1,63}`, not shaped like a UUID.
pub(super) fn label(text: &str) -> Result<(), Fault> {
    let mut bytes = text.bytes();
    let starts = bytes.next().is_some_and(|byte| byte.is_ascii_lowercase());
    let goes_on = bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !(starts && goes_on && (2..=64).contains(&text.len())) {
        return Err(Fault::new(
            "bad_label",
            format!("{} is no label", quoted(text)),
            "2 to 64 of a-z, 0-9 and -, a letter first, like danish-exit",
        ));
    }
    if Uuid::parse_str(text).is_ok() {
        return Err(Fault::new(
            "bad_label",
            format!("{} is shaped like a UUID", quoted(text)),
            "a UUID goes into id; give a readable label, like danish-exit",
        ));
    }
    Ok(())
}

/// A slug that names a party: `[a-z0-9][a-z0-9-]{0,63}`.
pub(super) fn slug(text: &str) -> Result<(), Fault> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let ok = text.bytes().all(fits) && !text.starts_with('-') && (1..=64).contains(&text.len());
    shape(
        ok,
        "bad_slug",
        text,
        "no slug",
        "1 to 64 of a-z, 0-9 and -, no hyphen first, like akademiker",
    )
}

/// A snake_case word: `[a-z][a-z0-9]*(_[a-z0-9]+)*`, at most 64 long.
pub(super) fn snake(text: &str) -> Result<(), Fault> {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let ok = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.len() <= 64
        && text.split('_').all(part);
    shape(
        ok,
        "bad_snake_case",
        text,
        "no snake_case word",
        "lower-case letters and digits joined by _, like us_treasury",
    )
}

/// A REF: `@17`, `#17`, a UUID, a label, or the last ≥ 6 hex digits of a UUID.
pub(super) fn reference(text: &str) -> Result<(), Fault> {
    let position = |digits: &str| {
        (1..=19).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let suffix = |text: &str| {
        let hex: Vec<u8> = text.bytes().filter(|byte| *byte != b'-').collect();
        (6..=32).contains(&hex.len()) && hex.iter().all(u8::is_ascii_hexdigit)
    };
    let ok = text.strip_prefix(['@', '#']).is_some_and(position)
        || Uuid::parse_str(text).is_ok()
        || label(text).is_ok()
        || suffix(text);
    shape(
        ok,
        "bad_reference",
        text,
        "no REF",
        "a position like @17, a label, a UUID, or its last 6 or more hex digits",
    )
}

/// A tenor: `[0-9]+[DWMY]`, at most 8 long.
pub(super) fn tenor(text: &str) -> Result<(), Fault> {
    let digits = text.trim_end_matches(['D', 'W', 'M', 'Y']);
    let ok = !digits.is_empty()
        && digits.len() + 1 == text.len()
        && text.len() <= 8
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    shape(
        ok,
        "bad_tenor",
        text,
        "no tenor",
        "digits and one of D, W, M, Y, like 30Y",
    )
}

/// An absolute URL: a scheme, a colon, and something after it; no white space.
pub(super) fn url(text: &str) -> Result<(), Fault> {
    let scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    let ok = !text.contains(char::is_whitespace)
        && text
            .split_once(':')
            .is_some_and(|(before, after)| scheme(before) && !after.trim_matches('/').is_empty());
    shape(
        ok,
        "bad_url",
        text,
        "no absolute URL",
        "give it whole, like https://example.org/story, without blanks",
    )
}

/// A BCP 47 language tag by shape: subtags of 1 to 8 letters or digits, letters first.
pub(super) fn language(text: &str) -> Result<(), Fault> {
    let mut parts = text.split('-');
    let first = parts.next().is_some_and(|part| {
        (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let ok = first
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    shape(
        ok,
        "bad_language",
        text,
        "no language tag",
        "BCP 47, like en, zh or zh-Hant",
    )
}

/// `sha256:` and 64 lower-case hex digits.
pub(super) fn evidence(text: &str) -> Result<(), Fault> {
    let ok = text.strip_prefix("sha256:").is_some_and(|hex| {
        hex.len() == 64
            && hex
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    });
    shape(
        ok,
        "bad_evidence",
        text,
        "no name of an evidence file",
        "sha256: and 64 lower-case hex digits, as attach prints it",
    )
}

/// An Admiralty grade.
pub(super) fn grade(text: &str) -> Result<(), Fault> {
    let ok = matches!(text.as_bytes(), [b'A'..=b'F', b'1'..=b'6']);
    shape(
        ok,
        "bad_grade",
        text,
        "no Admiralty grade",
        "source A to F, then information 1 to 6, like B2",
    )
}

/// Whether a publisher describes a source that must not be named. No machine can tell; this
/// one lets pass what starts with a lower-case letter (`a senior Treasury official`) or holds
/// one of the usual words (`Officials close to the talks`, `知情人士`), and refuses what else
/// looks like a name (`Scott Bessent`, `Reuters`).
pub(super) fn describes(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "source",
        "sources",
        "official",
        "officials",
        "diplomat",
        "diplomats",
        "person",
        "people",
        "adviser",
        "advisers",
        "aide",
        "aides",
        "banker",
        "bankers",
        "trader",
        "traders",
        "executive",
        "executives",
        "insider",
        "insiders",
        "employee",
        "employees",
        "investor",
        "investors",
        "minister",
        "ministers",
    ];
    const PARTS: &[&str] = &[
        "人士",
        "消息",
        "官员",
        "外交官",
        "高管",
        "顾问",
        "員工",
        "官員",
        "顧問",
        "员工",
    ];
    let lower = text.trim().to_lowercase();
    text.trim().starts_with(char::is_lowercase)
        || lower
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| WORDS.contains(&word))
        || PARTS.iter().any(|part| lower.contains(part))
}

fn shape(
    ok: bool,
    code: &'static str,
    text: &str,
    not: &str,
    hint: &'static str,
) -> Result<(), Fault> {
    if ok {
        return Ok(());
    }
    Err(Fault::new(code, format!("{} is {not}", quoted(text)), hint))
}
