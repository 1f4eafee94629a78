//! RFC 8785 and SHA-256: the bytes that a digest is taken of.
//! Owns the canonical text of a value (keys by UTF-16, shortest numbers, least escapes).
//! Never meets a number that ECMAScript would write with an exponent: rows hold none.

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The SHA-256 of the canonical form, in hex.
pub fn digest(value: &Value) -> String {
    let hash = Sha256::digest(text(value).as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The canonical form.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) => value.to_string(),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => format!("{}", float + 0.0),
            _ => number.to_string(),
        },
        Value::String(string) => quoted(string),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(text).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(fields) => {
            let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| name.encode_utf16().collect::<Vec<u16>>());
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, field)| format!("{}:{}", quoted(name), text(field)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
    }
}

fn quoted(string: &str) -> String {
    let mut quoted = String::from("\"");
    for c in string.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\u{8}' => quoted.push_str("\\b"),
            '\t' => quoted.push_str("\\t"),
            '\n' => quoted.push_str("\\n"),
            '\u{c}' => quoted.push_str("\\f"),
            '\r' => quoted.push_str("\\r"),
            c if c < ' ' => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
