//! As known: what each entry says after the amendments that count at the point asked about (§2, "An amendment counts if …").
//! Owns which amendments count, merge patches, added sources, and the counts of corrections and disputes.
//! Never decides what a view takes in: that is `world`.

use serde_json::{Map, Value};

use super::{dates, less::Less, valid};

/// One entry as known.
#[derive(Clone, Debug)]
pub struct Known {
    pub position: u64,
    pub id: String,
    /// The entry as recorded.
    pub entry: Value,
    /// Its event as known.
    pub event: Value,
    pub retracted: bool,
    /// Left out: nobody vouches for it.
    pub gone: bool,
    /// Counted corrections, those skipped as invalid among them.
    pub revisions: u64,
    /// Counted disputes.
    pub disputed: u64,
}

impl Known {
    pub fn kind(&self) -> &str {
        self.event["kind"].as_str().unwrap_or_default()
    }

    pub fn is_amendment(&self) -> bool {
        is_amendment(&self.event)
    }

    pub fn is_link(&self) -> bool {
        self.kind() == "link"
    }

    /// A text field of the event.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.event[field].as_str()
    }

    /// When it happened; not to be asked of links and amendments.
    pub fn happened(&self) -> dates::Span {
        let text = self.text("happened").expect("an event has happened");
        dates::span(text).expect("happened is a date")
    }
}

/// Whether an event is a correction, retraction, dispute or corroboration.
pub fn is_amendment(event: &Value) -> bool {
    matches!(
        event["kind"].as_str(),
        Some("correction" | "retraction" | "dispute" | "corroboration")
    )
}

/// All of `entries` as known among themselves, to a public that reads up to the instant `published`.
pub fn as_known(entries: &[Value], published: Option<i64>) -> Vec<Known> {
    as_known_less(entries, published, &Less::default())
}

/// The same without what is left out: sources are taken from events as known.
pub fn as_known_less(entries: &[Value], published: Option<i64>, less: &Less) -> Vec<Known> {
    let kept: Vec<Value> = entries
        .iter()
        .filter(|entry| is_amendment(&entry["event"]) && !less.drops_amendment(entry, entries))
        .cloned()
        .collect();
    entries
        .iter()
        .map(|entry| {
            let id = entry["id"].as_str().expect("an entry has an id");
            let amendments: Vec<&Value> = kept
                .iter()
                .filter(|other| other["event"]["target"] == id)
                .filter(|other| counts(&kept, other, published))
                .map(|other| &other["event"])
                .collect();
            let of_kind = |kind: &str| amendments.iter().filter(|a| a["kind"] == kind).count();
            let mut event = amended(&entry["event"], &amendments);
            let gone = less.drops(entry) || less.has_lost_all(&event);
            if event["sources"].is_array() {
                event["sources"] = Value::Array(less.left(&event));
            }
            Known {
                position: entry["position"].as_u64().expect("an entry has a position"),
                id: id.to_owned(),
                entry: entry.clone(),
                event,
                retracted: of_kind("retraction") > 0 && !gone,
                gone,
                revisions: of_kind("correction") as u64,
                disputed: of_kind("dispute") as u64,
            }
        })
        .collect()
}

/// Whether an amendment counts: public, and not itself undone by a retraction that counts.
pub fn counts(amendments: &[Value], amendment: &Value, published: Option<i64>) -> bool {
    let undone = amendments.iter().any(|other| {
        other["event"]["kind"] == "retraction"
            && other["event"]["target"] == amendment["id"]
            && counts(amendments, other, published)
    });
    !undone && amendment_is_public(&amendment["event"], published)
}

/// One of its sources was certainly published by then, or none of them is dated.
pub fn amendment_is_public(event: &Value, published: Option<i64>) -> bool {
    match (published, first_published(event)) {
        (Some(by), Some(latest)) => latest <= by,
        _ => true,
    }
}

/// The latest instant of the `published`, among an event's sources, whose latest instant is earliest.
pub fn first_published(event: &Value) -> Option<i64> {
    sources(event)
        .iter()
        .filter_map(|source| source["published"].as_str())
        .map(|text| dates::span(text).expect("published is a date").latest)
        .min()
}

fn sources(event: &Value) -> Vec<Value> {
    event["sources"].as_array().cloned().unwrap_or_default()
}

/// Corrections in order of position, each whose result is no valid event skipped; then the sources of corroborations.
fn amended(event: &Value, amendments: &[&Value]) -> Value {
    let mut now = event.clone();
    for correction in amendments.iter().filter(|a| a["kind"] == "correction") {
        if let Some(next) = corrected(&now, &correction["changes"]) {
            now = next;
        }
    }
    let mut added = sources(&now);
    let before = added.len();
    for corroboration in amendments.iter().filter(|a| a["kind"] == "corroboration") {
        added.extend(sources(corroboration));
    }
    if added.len() > before {
        now["sources"] = Value::Array(added);
    }
    now
}

/// What a correction makes of an event; `None` if that would not be a valid event.
pub fn corrected(event: &Value, changes: &Value) -> Option<Value> {
    let touches_identity = changes.get("kind").is_some() || changes.get("label").is_some();
    let result = without_nothing(&merge_patch(event, changes));
    (!touches_identity && changes.is_object() && valid::event(&result).is_ok()).then_some(result)
}

/// RFC 7396, section 2, word for word.
fn merge_patch(target: &Value, patch: &Value) -> Value {
    let Value::Object(changes) = patch else {
        return patch.clone();
    };
    let mut result = target.as_object().cloned().unwrap_or_default();
    for (name, value) in changes {
        if value.is_null() {
            result.remove(name);
        } else {
            let old = result.get(name).cloned().unwrap_or(Value::Null);
            result.insert(name.clone(), merge_patch(&old, value));
        }
    }
    Value::Object(result)
}

/// The stored form: nulls and empty arrays dropped.
pub fn without_nothing(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields
                .iter()
                .map(|(name, field)| (name.clone(), without_nothing(field)))
                .filter(|(_, field)| {
                    !field.is_null() && field.as_array().is_none_or(|a| !a.is_empty())
                });
            Value::Object(Map::from_iter(kept))
        }
        Value::Array(items) => Value::Array(items.iter().map(without_nothing).collect()),
        other => other.clone(),
    }
}
