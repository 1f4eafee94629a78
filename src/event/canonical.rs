//! RFC 8785 text of JSON values. Own code, because every append, verification and identity
//! check writes it and this is ten times as fast as the general serializer, which stays the
//! judge of floats here and of everything in the tests.

use std::fmt::Write;

use serde_json::{Map, Number, Value};

use super::json::MAX_INTEGER;

/// RFC 8785 text of a value.
pub fn canonical(value: &Value) -> String {
    let mut out = String::with_capacity(256);
    write_value(value, &mut out);
    out
}

/// RFC 8785 text of an object.
pub fn canonical_object(object: &Map<String, Value>) -> String {
    let mut out = String::with_capacity(512);
    write_object(object, &mut out);
    out
}

fn write_value(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(number, out),
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_value(item, out);
            }
            out.push(']');
        }
        Value::Object(object) => write_object(object, out),
    }
}

fn write_object(object: &Map<String, Value>, out: &mut String) {
    out.push('{');
    if object.keys().all(|key| key.is_ascii()) {
        for (index, member) in object.iter().enumerate() {
            write_member(index, member, out);
        }
    } else {
        // RFC 8785 orders by UTF-16 units, the map by UTF-8 bytes: they part beyond U+D7FF.
        let mut members: Vec<_> = object.iter().collect();
        members.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
        for (index, member) in members.into_iter().enumerate() {
            write_member(index, member, out);
        }
    }
    out.push('}');
}

fn write_member(index: usize, (key, value): (&String, &Value), out: &mut String) {
    if index > 0 {
        out.push(',');
    }
    write_text(key, out);
    out.push(':');
    write_value(value, out);
}

fn write_number(number: &Number, out: &mut String) {
    match number.as_i64() {
        Some(whole) if whole.unsigned_abs() < MAX_INTEGER => {
            let _ = write!(out, "{whole}");
        }
        // Fails only for numbers that are not finite, which a `Number` cannot hold.
        _ => out.push_str(&serde_json_canonicalizer::to_string(number).unwrap_or_default()),
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = 0;
    for (at, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            0x08 => "\\b",
            0x09 => "\\t",
            0x0a => "\\n",
            0x0c => "\\f",
            0x0d => "\\r",
            0x00..=0x1f => "",
            _ => continue,
        };
        out.push_str(text.get(rest..at).unwrap_or_default());
        rest = at + 1;
        match short {
            "" => {
                let _ = write!(out, "\\u{byte:04x}");
            }
            short => out.push_str(short),
        }
    }
    out.push_str(text.get(rest..).unwrap_or_default());
    out.push('"');
}
