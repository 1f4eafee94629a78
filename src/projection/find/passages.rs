//! The texts of an event that are searched: each with the path of its field. Owns which fields
//! those are (texts, names, labels, tags; no codes, figures, addresses or other entries' ids);
//! cuts no words.

use serde_json::Value;

use crate::event::field::{Field, FieldType};
use crate::event::tables::{self, nested};
use crate::event::{Event, Kind};

/// One text of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage<'e> {
    /// Path of its field, as `correct --set` takes it: `sources.0.quote`, `titles.zh`.
    pub field: String,
    /// The text, as it stands there.
    pub text: &'e str,
}

impl Passage<'_> {
    /// Whether it names the entry: a title or the label.
    pub fn is_name(&self) -> bool {
        self.field == "title" || self.field == "label" || self.field.starts_with("titles.")
    }
}

/// The passages of an event, in the order of its kind's fields.
pub fn passages(event: &Event) -> Vec<Passage<'_>> {
    let mut found = Vec::new();
    for field in tables::all(event.kind()) {
        if let Some(value) = event.fields().get(field.name) {
            walk(field.name, field.ty, value, &mut found);
        }
    }
    found
}

/// The passages of what an amendment may bring into its target: the changes of a correction,
/// the sources of a corroboration. Each text of the target, corrected in whatever way, is one
/// of its own or one of these.
pub fn brought(amendment: &Event) -> Vec<Passage<'_>> {
    let mut found = Vec::new();
    let (name, ty) = match amendment.kind() {
        Kind::Correction => ("changes", FieldType::Changes),
        Kind::Corroboration => ("sources", FieldType::Sources),
        _ => return found,
    };
    if let Some(value) = amendment.fields().get(name) {
        walk(name, ty, value, &mut found);
    }
    found
}

fn walk<'e>(path: &str, ty: FieldType, value: &'e Value, found: &mut Vec<Passage<'e>>) {
    match (ty, value) {
        (
            FieldType::Text { .. } | FieldType::Snake | FieldType::Slug | FieldType::Label,
            Value::String(text),
        ) => found.push(Passage {
            field: path.to_owned(),
            text,
        }),
        (FieldType::Names | FieldType::Tags, Value::Array(items)) => {
            let texts = items.iter().filter_map(Value::as_str);
            found.extend(texts.map(|text| Passage {
                field: path.to_owned(),
                text,
            }));
        }
        (FieldType::ByLanguage { .. }, Value::Object(texts)) => {
            let texts = texts.iter().filter_map(|(lang, text)| {
                let field = format!("{path}.{lang}");
                text.as_str().map(|text| Passage { field, text })
            });
            found.extend(texts);
        }
        (FieldType::Party, Value::Object(_)) => within(path, nested::PARTY, value, found),
        (FieldType::Asset, Value::Object(_)) => within(path, nested::ASSET, value, found),
        (FieldType::Sources, Value::Array(sources)) => {
            for (index, source) in sources.iter().enumerate() {
                within(&format!("{path}.{index}"), nested::SOURCE, source, found);
            }
        }
        (FieldType::Changes, Value::Object(changes)) => {
            for (name, value) in changes {
                let path = format!("{path}.{name}");
                for ty in types_of(name) {
                    walk(&path, ty, value, found);
                }
            }
        }
        _ => {}
    }
}

fn within<'e>(path: &str, table: &[Field], value: &'e Value, found: &mut Vec<Passage<'e>>) {
    for field in table {
        if let Some(value) = value.get(field.name) {
            walk(&format!("{path}.{}", field.name), field.ty, value, found);
        }
    }
}

/// What a field of that name holds in one kind or another: `by` is a party in most and a text
/// in a dispute. A correction does not say of which kind its target is.
fn types_of(name: &str) -> Vec<FieldType> {
    let mut types: Vec<FieldType> = Vec::new();
    for kind in tables::kinds_with(name) {
        let same = |known: &FieldType| std::mem::discriminant(known);
        if let Some(field) = tables::field(kind, name)
            && field.ty != FieldType::Changes
            && !types.iter().any(|known| same(known) == same(&field.ty))
        {
            types.push(field.ty);
        }
    }
    types
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::{brought, passages};
    use crate::event::Event;

    fn fields(event: serde_json::Value) -> Vec<(String, String)> {
        let event = Event::from_log(event).unwrap();
        let found = passages(&event).into_iter();
        found
            .map(|passage| (passage.field, passage.text.to_owned()))
            .collect()
    }

    #[test]
    fn texts_and_names_are_passages_and_figures_are_none() {
        let found = fields(json!({
            "kind": "fund_exit", "happened": "2026-01-20", "stage": "announced",
            "holder": {"id": "akademiker", "name": "AkademikerPension", "names": {"zh": "丹麦学界养老"}, "country": "DK"},
            "asset": {"class": "us_treasury", "issuer": "US"},
            "amount": {"value": "100000000", "currency": "USD"},
            "reason": "poor finances", "title": "Exit", "titles": {"zh": "清仓"},
            "label": "akademiker-exit", "tags": ["greenland", "pensions"],
            "sources": [
                {"publisher": "Reuters", "url": "https://example.org/a", "quote": "not related"},
                {"publisher": "新浪", "origin": "RFI", "title": "抛售"}
            ]
        }));
        let paths: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            paths,
            [
                "holder.id",
                "holder.name",
                "holder.names.zh",
                "asset.class",
                "reason",
                "title",
                "titles.zh",
                "sources.0.publisher",
                "sources.0.quote",
                "sources.1.publisher",
                "sources.1.title",
                "sources.1.origin",
                "label",
                "tags",
                "tags",
            ]
        );
        assert_eq!(found[2].1, "丹麦学界养老");
    }

    #[test]
    fn an_amendment_brings_its_changes_or_its_sources() {
        let correction = Event::from_log(json!({
            "kind": "correction", "target": "x", "reason": "better known",
            "changes": {"by": {"name": "Mette"}, "title": null, "until": "2026", "note": "new",
                "sources": [{"publisher": "DR"}], "consequence": "tariffs"}
        }))
        .unwrap();
        let texts: Vec<_> = brought(&correction)
            .iter()
            .map(|p| p.text.to_owned())
            .collect();
        assert_eq!(texts, ["Mette", "tariffs", "new", "DR"]);
        assert_eq!(passages(&correction)[4].field, "reason");
        let dispute = Event::from_log(json!({"kind": "dispute", "by": "Fund", "claim": "no"}));
        let dispute = dispute.unwrap();
        assert_eq!(passages(&dispute).len(), 2);
        assert!(brought(&dispute).is_empty());
    }

    #[test]
    fn values_of_another_shape_are_passed_over() {
        let found = fields(
            json!({"kind": "statement", "title": 7, "by": "x", "sources": {"a": 1}, "tags": "t"}),
        );
        assert!(found.is_empty());
    }
}
