//! Queries of addresses: pairs of names and values to text and back (the form of HTML forms).
//! Owns the escapes; knows no name.

/// Pairs as the text after the `?`, those without a value left out.
pub fn encode<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
    let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    let texts = given.map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    texts.collect::<Vec<_>>().join("&")
}

/// A text so that it stands for itself anywhere in an address.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'.' | b'_' | b'~' | b'@' | b':' => {
                escaped.push(char::from(byte));
            }
            other => escaped.push_str(&format!("%{other:02X}")),
        }
    }
    escaped
}

/// The pairs of a query; `None` for an escape that is none, or for what is no UTF-8.
pub fn decode(query: &str) -> Option<Vec<(String, String)>> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        Some((plain(name, true)?, plain(value, true)?))
    };
    parts.map(pair).collect()
}

/// A text with its escapes resolved; in queries `+` is a space.
pub fn plain(text: &str, in_query: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' if in_query => b' ',
            b'%' => {
                let high = char::from(rest.next()?).to_digit(16)?;
                let low = char::from(rest.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_is_decoded() {
        let pairs = [
            ("on", "2026-01-22"),
            ("words", "美国 &=+%\"<"),
            ("none", ""),
        ];
        let text = encode(pairs);
        assert!(text.is_ascii() && !text.contains(' ') && !text.contains('"'));
        let back = decode(&text);
        let kept: Vec<(String, String)> = pairs
            .iter()
            .take(2)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        assert_eq!(back, Some(kept));
    }

    #[test]
    fn broken_escapes_are_refused() {
        for broken in ["a=%", "a=%4", "a=%zz", "a=%ff", "%C3=1"] {
            assert_eq!(decode(broken), None, "{broken}");
        }
        assert_eq!(decode("a=b+c"), Some(vec![("a".into(), "b c".into())]));
        assert_eq!(decode("&&"), Some(Vec::new()));
    }
}
