//! The ranges of `sure` against the Unicode tables, and the cutting of texts at every length:
//! what eight bytes at a time find is what one at a time finds.

#![allow(clippy::unwrap_used)]

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::Bench;
use super::sure::is_sure;

#[test]
fn sure_characters_are_in_normal_form_by_themselves_and_side_by_side() {
    let all: Vec<char> = ('\0'..=char::MAX)
        .filter(|letter| is_sure(*letter))
        .collect();
    assert!(all.len() > 30_000);
    for letter in all {
        let text = letter.to_string();
        assert_eq!(is_nfc_quick(text.chars()), IsNormalized::Yes, "{letter:?}");
        assert_eq!(canonical_combining_class(letter), 0, "{letter:?}");
        assert!(!is_combining_mark(letter), "{letter:?}");
        assert!(!letter.is_control(), "{letter:?}");
        assert_eq!(text.nfc().collect::<String>(), text);
    }
}

#[test]
fn texts_end_where_they_end_at_any_length() {
    let mut bench = Bench::default();
    for length in 0..40 {
        for at in 0..=length {
            for odd in [
                "", "é", "国", "\\\"", "\\\\", "\\n", " ", "!", "#", "[", "]", "\u{7e}", "\u{80}",
                "\u{ff}",
            ] {
                let text: String = format!("{}{odd}{}", "a".repeat(at), "b".repeat(length - at));
                let json = format!("{{\"x\":\"{text}\"}}");
                let seen = bench
                    .look(&json)
                    .unwrap()
                    .member("x")
                    .unwrap()
                    .text()
                    .unwrap();
                let due: serde_json::Value = serde_json::from_str(&json).unwrap();
                assert_eq!(seen, due["x"].as_str().unwrap());
            }
            for odd in [
                "\0", "\u{1}", "\u{2}", "\u{1d}", "\u{1f}", "\u{7f}", "\n", "\\u0041", "\\r", "\\/",
            ] {
                let text: String = format!("{}{odd}{}", "é".repeat(at), "b".repeat(length - at));
                assert!(bench.look(&format!("{{\"x\":\"{text}\"}}")).is_none());
            }
        }
    }
}
