//! The query of a citation, command and flags as JSON, in words as it can be typed again. Owns
//! how each value of a flag is written; asks nothing and makes no text safe to show.

use serde_json::{Map, Value};

/// The question as command and flags.
pub fn words(query: &Map<String, Value>) -> String {
    let command = query.get("command").and_then(Value::as_str).unwrap_or("");
    let mut words = vec![command.to_owned()];
    let arguments = query.get("arguments").and_then(Value::as_array);
    words.extend(arguments.into_iter().flatten().map(scalar));
    for (name, value) in query {
        let flag = format!("--{}", name.replace('_', "-"));
        let text = match value {
            _ if name == "command" || name == "arguments" => continue,
            Value::Null | Value::Bool(false) => continue,
            Value::Bool(true) => {
                words.push(flag);
                continue;
            }
            Value::Array(items) if items.is_empty() => continue,
            // Two points of a clock, and what may be named several times.
            Value::Array(ends) if matches!(name.as_str(), "known" | "on" | "published") => {
                let ends: Vec<String> = ends.iter().map(|end| point(name, end)).collect();
                ends.join("..")
            }
            Value::Array(items) if name == "without" => {
                for item in items {
                    words.extend([flag.clone(), scalar(item)]);
                }
                continue;
            }
            Value::Array(items) => items.iter().map(scalar).collect::<Vec<_>>().join(","),
            other => point(name, other),
        };
        words.extend([flag, text]);
    }
    words.join(" ")
}

/// The value of a flag; positions are written with their sign.
fn point(name: &str, value: &Value) -> String {
    match value {
        Value::Number(position) if matches!(name, "known" | "from" | "to") => {
            format!("@{position}")
        }
        other => scalar(other),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
