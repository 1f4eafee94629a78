//! What can be told of an entry without knowing any other: how deep its line is nested, and
//! which of its fields name other entries. Pure; judges nothing.

use serde_json::Value;

use crate::event::{Event, Kind};

/// Arrays and objects inside each other in a line, the line's own object included.
pub(super) const DEPTH: usize = 100;

/// The fields of changes that refer to entries, and what they are called there, in the order in
/// which they are told.
pub(super) const CHANGED: [(&str, &str); 3] = [
    ("follows", "changes.follows"),
    ("cause", "changes.cause"),
    ("effect", "changes.effect"),
];

/// The fields of a kind that refer to entries.
pub(super) fn fields_of(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Link => &["cause", "effect"],
        Kind::FundExit | Kind::Sanction => &["follows"],
        kind if kind.is_amendment() => &["target"],
        _ => &[],
    }
}

/// The references of an event, with the field that holds each.
pub(super) fn references_of(event: &Event) -> Vec<(&'static str, Value)> {
    let fields = event.fields();
    let mut found: Vec<(&'static str, Value)> = fields_of(event.kind())
        .iter()
        .filter_map(|name| Some((*name, fields.get(*name)?.clone())))
        .collect();
    if event.kind() == Kind::Correction
        && let Some(changes) = fields.get("changes").and_then(Value::as_object)
    {
        let set = CHANGED.iter().filter_map(|(name, path)| {
            let value = changes.get(*name).filter(|value| !value.is_null())?;
            Some((*path, value.clone()))
        });
        found.extend(set);
    }
    found
}

/// Whether a JSON text is nested deeper than the format allows.
pub(super) fn too_deep(bytes: &[u8]) -> bool {
    let (mut depth, mut inside, mut escaped) = (0_usize, false, false);
    for byte in bytes {
        match (inside, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => inside = !inside,
            (false, b'{' | b'[') => depth += 1,
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH {
            return true;
        }
    }
    false
}
