//! Text rules: NFC, refused control characters, one-line titles, slugs, labels; and how
//! hostile text is shown (control and bidi characters escaped). Owns no field.
//! Shapes are decided here, in code points; what a text means is decided elsewhere.

mod shape;
#[cfg(test)]
mod text_test;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::problem::Fault;
pub use shape::{
    check_evidence, check_grade, check_label, check_lang, check_slug, check_snake, check_url,
    is_evidence, is_grade, is_hex_hash, is_label, is_lang, is_root, is_slug, is_snake, is_url,
    looks_like_uuid,
};

/// Longest title, in characters after NFC.
pub const TITLE_LENGTH: usize = 200;

/// One line of text as it is stored (NFC). Faults: `control_character`, `blank_text`.
pub fn check_line(text: &str) -> Result<String, Fault> {
    check(text, false)
}

/// Text that may run over lines: line feeds and tabs are kept. Faults as [`check_line`].
pub fn check_lines(text: &str) -> Result<String, Fault> {
    check(text, true)
}

/// A title: one line of at most [`TITLE_LENGTH`] characters. Faults: `long_title` and those
/// of [`check_line`].
pub fn check_title(text: &str) -> Result<String, Fault> {
    let line = check_line(text)?;
    let length = line.chars().count();
    if length > TITLE_LENGTH {
        return Err(Fault::new(
            "long_title",
            format!("the title has {length} characters, and at most {TITLE_LENGTH} are taken"),
            "keep the statement in the title and move the rest to note or quote",
        ));
    }
    Ok(line)
}

fn check(text: &str, lines: bool) -> Result<String, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::new(
            "blank_text",
            "the text is blank",
            "leave the field out, or say what it should say",
        ));
    }
    let refused = |&(_, letter): &(usize, char)| {
        letter.is_control() && !(lines && matches!(letter, '\n' | '\t'))
    };
    if let Some((at, letter)) = text.chars().enumerate().find(refused) {
        let also = if lines {
            ", apart from line feeds and tabs"
        } else {
            ""
        };
        return Err(Fault::new(
            "control_character",
            format!(
                "character {} is the control character {}; none is taken{also}",
                at + 1,
                letter.escape_unicode()
            ),
            "remove it or write a space in its place",
        ));
    }
    Ok(nfc(text))
}

/// The text in Unicode normalization form C.
pub fn nfc(text: &str) -> String {
    if unicode_normalization::is_nfc(text) {
        return text.to_owned();
    }
    text.nfc().collect()
}

/// A name folded for comparison only: lower case, letters and digits of any script,
/// Latin, Greek and Cyrillic accents stripped, `ø æ œ ß ł đ ð þ` spelt out.
pub fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    fold_into(name, &mut folded);
    folded
}

/// Adds a name, folded in this way, to a text.
pub fn fold_into(name: &str, folded: &mut String) {
    if name.is_ascii() {
        let kept = name.bytes().filter(u8::is_ascii_alphanumeric);
        folded.extend(kept.map(|byte| char::from(byte.to_ascii_lowercase())));
        return;
    }
    // Only U+0300–036F are stripped, and the rest is composed again: the marks of other
    // scripts are letters to their readers (か and が are two names).
    let bare = name
        .nfkd()
        .filter(|letter| !('\u{300}'..='\u{36f}').contains(letter));
    for letter in bare.nfc().flat_map(char::to_lowercase) {
        match letter {
            'ø' => folded.push('o'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ß' => folded.push_str("ss"),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            _ if letter.is_alphanumeric() => folded.push(letter),
            _ => {}
        }
    }
}

/// Text as a terminal may show it: control characters, and format characters that reorder
/// or hide text (bidi overrides and isolates, zero-width characters, tags), are written as
/// escapes (`\u{202e}`). A joiner between letters of a script that needs it is left alone.
pub fn shown(text: &str) -> Cow<'_, str> {
    let mut before = '\0';
    let mut hostile = text.chars().map(|letter| {
        let hides = is_hostile(letter, before);
        before = letter;
        hides
    });
    if !hostile.any(|hides| hides) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    let mut before = '\0';
    for letter in text.chars() {
        if is_hostile(letter, before) {
            safe.extend(letter.escape_default());
        } else {
            safe.push(letter);
        }
        before = letter;
    }
    Cow::Owned(safe)
}

fn is_hostile(letter: char, before: char) -> bool {
    match letter {
        // Persian, the Indic scripts and emoji need joiners; after ASCII they only hide
        '\u{200c}' | '\u{200d}' => before.is_ascii() || is_hostile(before, '\0'),
        '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        _ => letter.is_control(),
    }
}

/// A found text for a message: between quotes, safe to show, cut after 60 characters.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("\"{}…\"", shown(text.get(..end).unwrap_or(""))),
        None => format!("\"{}\"", shown(text)),
    }
}
