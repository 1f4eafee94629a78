//! The shapes of short machine-readable texts: labels, slugs, snake_case words, language
//! tags, addresses, evidence names, grades. Each has a test (`is_…`) and a check with its
//! fault (`check_…`). Never looks anything up.

use super::super::problem::Fault;
use super::quoted;

fn is_digit_or_small(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_lowercase()
}

/// Whether it has the 36-character form of a UUID (8-4-4-4-12 hex digits, any case).
pub fn looks_like_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A label: `[a-z][a-z0-9-]{1,63}`, and no UUID with or without its hyphens.
pub fn is_label(text: &str) -> bool {
    (2..=64).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| is_digit_or_small(byte) || byte == b'-')
        && !looks_like_uuid(text)
        && !(text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A slug (the id of a party, the name of a citation): 1 to 64 small letters, digits and
/// hyphens, with a letter or digit at both ends.
pub fn is_slug(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() <= 64
        && bytes.first().is_some_and(|&byte| is_digit_or_small(byte))
        && bytes.last().is_some_and(|&byte| is_digit_or_small(byte))
        && bytes
            .iter()
            .all(|&byte| is_digit_or_small(byte) || byte == b'-')
}

/// A snake_case word: `[a-z][a-z0-9_]{0,63}`, not ending in an underscore.
pub fn is_snake(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && !text.ends_with('_')
        && text
            .bytes()
            .all(|byte| is_digit_or_small(byte) || byte == b'_')
}

/// A well-formed language tag of BCP 47 (RFC 5646 §2.1, without the grandfathered ones that
/// do not fit it): `en`, `zh-Hant`, `pt-BR`. Whether its parts are registered is not asked.
pub fn is_lang(text: &str) -> bool {
    if matches!(text.as_bytes(), [b'a'..=b'z', b'a'..=b'z']) {
        return true;
    }
    let alpha = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let mut parts = text.split('-').peekable();
    if text.split('-').any(|part| {
        part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric())
    }) {
        return false;
    }
    match parts.next() {
        Some(private) if private.eq_ignore_ascii_case("x") => return parts.next().is_some(),
        Some(language) if (2..=8).contains(&language.len()) && alpha(language) => {
            let extended = language.len() <= 3;
            for _ in 0..3 {
                parts.next_if(|part| extended && part.len() == 3 && alpha(part));
            }
        }
        _ => return false,
    }
    parts.next_if(|part| part.len() == 4 && alpha(part));
    parts.next_if(|part| {
        (part.len() == 2 && alpha(part))
            || (part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let variant = |part: &&str| {
        part.len() >= 5
            || (part.len() == 4 && part.starts_with(|first: char| first.is_ascii_digit()))
    };
    while parts.next_if(variant).is_some() {}
    // what is left are extensions: a single letter or digit and at least one part of its own
    while let Some(single) = parts.next() {
        if single.len() != 1 || parts.peek().is_none() {
            return false;
        }
        if single.eq_ignore_ascii_case("x") {
            return true;
        }
        if parts.next_if(|part| part.len() >= 2).is_none() {
            return false;
        }
        while parts.next_if(|part| part.len() >= 2).is_some() {}
    }
    true
}

/// An address: http or https, a host, no space or control character.
pub fn is_url(text: &str) -> bool {
    if is_common_url(text) {
        return true;
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    if !(scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
        || text.contains(|letter: char| {
            letter.is_whitespace()
                || letter.is_control()
                || matches!(letter, '<' | '>' | '"' | '\\')
        })
    {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    if let Some(address) = host.strip_prefix('[') {
        return address.split_once(']').is_some_and(|(address, port)| {
            address.contains(':')
                && address
                    .bytes()
                    .all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'))
                && is_port(port)
        });
    }
    let (name, port) = match host.split_once(':') {
        Some((name, _)) => (name, host.get(name.len()..).unwrap_or("")),
        None => (host, ""),
    };
    !name.is_empty()
        && !name.starts_with('.')
        && name.chars().all(|letter| {
            letter.is_alphanumeric() || !letter.is_ascii() || matches!(letter, '-' | '.' | '_')
        })
        && is_port(port)
}

/// Whether it is an address as most are: https, a plain host without a port, a plain path.
fn is_common_url(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else {
        return false;
    };
    let host = |byte: &u8| is_digit_or_small(*byte) || matches!(byte, b'.' | b'-');
    let path = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'=' | b'?')
    };
    let length = rest.bytes().take_while(host).count();
    let (name, after) = rest.as_bytes().split_at(length);
    name.first().is_some_and(|first| *first != b'.')
        && matches!(after.first(), None | Some(b'/'))
        && after.iter().all(path)
}

fn is_port(text: &str) -> bool {
    text.is_empty()
        || text
            .strip_prefix(':')
            .is_some_and(|port| port.is_empty() || port.parse::<u16>().is_ok())
}

/// The name of a file in `evidence/`: `sha256:` and 64 small hex digits.
pub fn is_evidence(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(is_hex_hash)
}

/// A SHA-256 as 64 small hex digits.
pub fn is_hex_hash(text: &str) -> bool {
    let small = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.len() == 64 && text.bytes().all(small)
}

/// A SHA-256 as base64: 43 characters and the padding.
pub fn is_root(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len() == 44
        && text
            .strip_suffix('=')
            .is_some_and(|body| body.bytes().all(letter))
}

/// An Admiralty grade: source A–F, information 1–6.
pub fn is_grade(text: &str) -> bool {
    matches!(text.as_bytes(), [b'A'..=b'F', b'1'..=b'6'])
}

fn check(fits: bool, fault: impl FnOnce() -> Fault) -> Result<(), Fault> {
    if fits { Ok(()) } else { Err(fault()) }
}

/// Small letters, digits and one separator, for a hint: `Danish Exit!` → `danish-exit`.
fn slugged(text: &str, separator: char) -> String {
    let mut slug = String::new();
    for letter in text.chars().take(200).flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with(separator) {
            slug.push(separator);
        }
    }
    slug.trim_matches(separator).to_owned()
}

/// Fault: `bad_label`.
pub fn check_label(text: &str) -> Result<(), Fault> {
    check(is_label(text), || {
        let meant = slugged(text, '-');
        let hint = if meant != text && is_label(&meant) {
            format!("write it as {meant}")
        } else {
            "write it like danish-exit-2026".to_owned()
        };
        let what = "a label is a small letter and 1 to 63 small letters, digits or hyphens, \
                    and no UUID";
        Fault::new(
            "bad_label",
            format!("{} is not a label: {what}", quoted(text)),
            hint,
        )
    })
}

/// Fault: `bad_slug`.
pub fn check_slug(text: &str) -> Result<(), Fault> {
    check(is_slug(text), || {
        let meant = slugged(text, '-');
        let hint = if is_slug(&meant) {
            format!("write it as {meant}")
        } else {
            "write it like bank-of-japan".to_owned()
        };
        Fault::new(
            "bad_slug",
            format!(
                "{} is not a slug: small letters, digits and inner hyphens, at most 64",
                quoted(text)
            ),
            hint,
        )
    })
}

/// Fault: `bad_word`.
pub fn check_snake(text: &str) -> Result<(), Fault> {
    check(is_snake(text), || {
        let meant = slugged(text, '_');
        let hint = if is_snake(&meant) {
            format!("write it as {meant}")
        } else {
            "write it like us_treasury".to_owned()
        };
        Fault::new(
            "bad_word",
            format!(
                "{} is not a snake_case word: small letters, digits and inner underscores",
                quoted(text)
            ),
            hint,
        )
    })
}

/// Fault: `bad_lang`.
pub fn check_lang(text: &str) -> Result<(), Fault> {
    check(is_lang(text), || {
        let meant = text.trim().replace('_', "-");
        let hint = if meant != text && is_lang(&meant) {
            format!("write it as {meant}")
        } else {
            "write it like en, zh or pt-BR".to_owned()
        };
        Fault::new(
            "bad_lang",
            format!("{} is not a language tag (BCP 47)", quoted(text)),
            hint,
        )
    })
}

/// Fault: `bad_url`.
pub fn check_url(text: &str) -> Result<(), Fault> {
    check(is_url(text), || {
        let meant = format!("https://{text}");
        let hint = if text.contains('.') && !text.contains("://") && is_url(&meant) {
            format!("write it as {}", quoted(&meant))
        } else {
            "write the whole address, like https://example.org/story".to_owned()
        };
        Fault::new(
            "bad_url",
            format!(
                "{} is not an http or https address without spaces",
                quoted(text)
            ),
            hint,
        )
    })
}

/// Fault: `bad_evidence`.
pub fn check_evidence(text: &str) -> Result<(), Fault> {
    check(is_evidence(text), || {
        Fault::new(
            "bad_evidence",
            format!("{} is not sha256: and 64 small hex digits", quoted(text)),
            "attach the file and use the name that is printed",
        )
    })
}

/// Fault: `bad_grade`.
pub fn check_grade(text: &str) -> Result<(), Fault> {
    check(is_grade(text), || {
        Fault::new(
            "bad_grade",
            format!("{} is not an Admiralty grade, A1 to F6", quoted(text)),
            "A–F says how reliable the source is, 1–6 how credible the report: B2",
        )
    })
}
