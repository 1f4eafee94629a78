//! One event's fields as lines of `name  value` for people: parties, amounts, assets and
//! lists in their short forms. Knows the shapes of values, not the kinds.

use serde_json::{Map, Value};

use crate::event::asked;
use crate::render::block::{Block, Cell, Column, Grid, Tone};
use crate::render::money;

/// The fields of an event, sources left out (they stand by themselves).
pub fn fields(event: &Value) -> Block {
    let mut grid = Grid::new(&[Column::fixed("field"), Column::text("value")]);
    let Some(fields) = event.as_object() else {
        return Block::Grid(grid);
    };
    for name in ordered(fields) {
        if let Some(value) = fields.get(name) {
            grid.rows.push(vec![
                Cell::toned(name, Tone::Dim),
                Cell::new(match (name, value) {
                    // Of a citation: what was asked, as it can be typed.
                    ("query", Value::Object(query)) => asked::words(query),
                    _ => value_text(value),
                }),
            ]);
        }
    }
    Block::Grid(grid)
}

fn ordered(fields: &Map<String, Value>) -> Vec<&str> {
    const FIRST: [&str; 4] = ["kind", "happened", "ongoing", "label"];
    const ELSEWHERE: [&str; 3] = ["sources", "title", "titles"];
    let mut names: Vec<&str> = FIRST
        .into_iter()
        .filter(|name| fields.contains_key(*name))
        .collect();
    names.extend(
        fields
            .keys()
            .map(String::as_str)
            .filter(|name| !FIRST.contains(name) && !ELSEWHERE.contains(name)),
    );
    names
}

/// A value in words: an amount, a party, an asset or an instrument in its short form, lists
/// with commas, anything else as JSON.
pub fn value_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(value_text).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => object_text(fields),
        other => other.to_string(),
    }
}

fn object_text(fields: &Map<String, Value>) -> String {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    if let (Some(figure), Some(currency)) = (text("value"), text("currency")) {
        let sign = match text("bound") {
            Some("about") => "~",
            Some("at_least") => "≥ ",
            Some("at_most") => "≤ ",
            _ => "",
        };
        let shown = match text("high") {
            Some(high) => money::range(figure, high),
            None => money::figure(figure),
        };
        return format!("{sign}{shown} {currency}");
    }
    if let Some(class) = text("class") {
        return joined(class, ":", text("issuer"));
    }
    if let (Some(issuer), Some(tenor)) = (text("issuer"), text("tenor")) {
        return format!("{issuer}/{tenor}");
    }
    let party = ["name", "names", "country", "type", "id"];
    if !fields.is_empty() && fields.keys().all(|name| party.contains(&name.as_str())) {
        let names = fields.get("names").and_then(Value::as_object);
        let names = names
            .into_iter()
            .flatten()
            .map(|(_, name)| value_text(name));
        let parts = ["name", "country", "type"].into_iter().filter_map(text);
        let mut words: Vec<String> = parts.map(str::to_owned).collect();
        // As it can be typed again.
        words.extend(text("id").map(|id| format!("id={id}")));
        for name in names {
            words.insert(words.len().min(1), name);
        }
        return words.join(", ");
    }
    fields
        .iter()
        .map(|(name, value)| format!("{name}: {}", value_text(value)))
        .collect::<Vec<_>>()
        .join("; ")
}

fn joined(left: &str, sign: &str, right: Option<&str>) -> String {
    match right {
        Some(right) => format!("{left}{sign}{right}"),
        None => left.to_owned(),
    }
}
