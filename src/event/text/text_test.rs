//! Tests of the text rules and shapes: what passes, what is refused and under which name,
//! and that hostile characters are never shown as they are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use proptest::prelude::*;

#[test]
fn lines_are_composed_and_controls_refused() {
    assert_eq!(check_line("Ko\u{308}ln").unwrap(), "K\u{f6}ln");
    for text in ["a\nb", "a\tb", "a\0", "\u{85}x", "x\u{7f}", "\u{1b}[31m"] {
        assert_eq!(
            check_line(text).unwrap_err().code,
            "control_character",
            "{text:?}"
        );
    }
    assert_eq!(check_lines("a\n\tb").unwrap(), "a\n\tb");
    assert_eq!(check_lines("a\rb").unwrap_err().code, "control_character");
    assert_eq!(check_line(" \u{3000}").unwrap_err().code, "blank_text");
    assert!(check_line("a\u{202e}b").is_ok());
}

#[test]
fn a_title_is_measured_in_composed_characters() {
    assert!(check_title(&"o\u{308}".repeat(200)).is_ok());
    assert_eq!(
        check_title(&"字".repeat(201)).unwrap_err().code,
        "long_title"
    );
}

#[test]
fn hostile_text_is_escaped_and_ordinary_text_is_not() {
    for (text, safe) in [
        ("plain", "plain"),
        ("中文 tekst", "中文 tekst"),
        ("a\u{202e}b", "a\\u{202e}b"),
        ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
        ("\u{1b}[31mred\n", "\\u{1b}[31mred\\n"),
        ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ("pay\u{200d}pal", "pay\\u{200d}pal"),
    ] {
        assert_eq!(shown(text), safe);
    }
    assert_eq!(quoted(&"x".repeat(70)), format!("\"{}…\"", "x".repeat(60)));
}

#[test]
fn folding_meets_what_people_confuse() {
    for (one, other) in [
        ("AkademikerPension", "akademiker pension"),
        ("Mærsk A/S", "MAERSK as"),
        ("Société Générale", "Societe Generale"),
        ("ＡＢＮ Amro", "ABN-AMRO"),
    ] {
        assert_eq!(folded(one), folded(other));
    }
    assert_ne!(folded("か"), folded("が"));
    assert_eq!(folded("日本银行"), "日本银行");
}

#[test]
fn labels_slugs_and_words() {
    for text in ["ab", "danish-exit", "a-", "deadbeef", &"a".repeat(64)] {
        assert!(is_label(text), "{text}");
    }
    let uuid = "abcdef01-2345-7890-abcd-ef0123456789";
    for text in [
        "a",
        "",
        "Ab",
        "1ab",
        "a_b",
        "é1",
        uuid,
        &uuid.replace('-', ""),
        &"a".repeat(65),
    ] {
        assert!(!is_label(text), "{text}");
    }
    assert_eq!(
        check_label("Danish Exit!").unwrap_err().hint.unwrap(),
        "write it as danish-exit"
    );
    assert!(
        is_slug("3i-group") && is_slug("x") && !is_slug("-x") && !is_slug("x-") && !is_slug("")
    );
    assert!(
        is_snake("us_treasury")
            && is_snake("t2")
            && !is_snake("T")
            && !is_snake("a_")
            && !is_snake("a-b")
    );
}

#[test]
fn language_tags() {
    for text in [
        "en",
        "zh",
        "zh-Hant",
        "zh-Hant-TW",
        "pt-BR",
        "es-419",
        "sl-rozaj-biske",
        "de-1996",
        "zh-cmn-Hans-CN",
        "en-a-bbb-x-a-ccc",
        "x-whatever",
        "de-CH-x-phonebk",
        "kl",
    ] {
        assert!(is_lang(text), "{text}");
    }
    for text in [
        "",
        "e",
        "traditional-chinese",
        "en_US",
        "en-",
        "-en",
        "en--US",
        "中文",
        "en-a",
        "x",
        "zh-Hant-T",
        "de-a-x",
    ] {
        assert!(!is_lang(text), "{text}");
    }
    assert_eq!(
        check_lang("en_US").unwrap_err().hint.unwrap(),
        "write it as en-US"
    );
}

#[test]
fn addresses() {
    for text in [
        "https://example.org",
        "http://example.org/a?b=c#d",
        "HTTPS://Example.org:8080/",
        "https://例え.jp/道",
        "https://[2001:db8::1]:80/",
        "https://user@example.org/x",
    ] {
        assert!(is_url(text), "{text}");
    }
    for text in [
        "",
        "example.org",
        "ftp://example.org",
        "https://",
        "https:///path",
        "https://a b.org",
        "https://example.org/a b",
        "javascript:alert(1)",
        "https://example.org:x/",
        "https://[x]/",
        "https://example.org/\u{1}",
        "https://?q",
        "https://a\"b.org",
    ] {
        assert!(!is_url(text), "{text}");
    }
    assert_eq!(
        check_url("www.ft.com/x").unwrap_err().hint.unwrap(),
        "write it as \"https://www.ft.com/x\""
    );
}

#[test]
fn evidence_and_grades() {
    let hex = "0123456789abcdef".repeat(4);
    assert!(is_evidence(&format!("sha256:{hex}")));
    assert!(!is_evidence(&format!("sha256:{}", hex.to_uppercase())));
    assert!(!is_evidence(&hex) && !is_evidence("sha256:00"));
    assert!(
        is_grade("A1") && is_grade("F6") && !is_grade("G1") && !is_grade("A7") && !is_grade("a1")
    );
}

proptest! {
    #[test]
    fn no_text_panics_and_shown_text_is_harmless(text in any::<String>()) {
        let _ = (check_lines(&text), check_title(&text), folded(&text), quoted(&text));
        let _ = (check_label(&text), check_slug(&text), check_snake(&text), check_lang(&text));
        let _ = (check_url(&text), check_evidence(&text), check_grade(&text));
        let safe = shown(&text);
        let harmless = !safe.contains(char::is_control) && !safe.contains('\u{202e}');
        prop_assert!(harmless);
    }
}
