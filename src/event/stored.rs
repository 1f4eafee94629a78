//! An event in its stored form: the JSON object that the log keeps, known to be valid,
//! with typed access to its fields. Owns reading a field, also when the object is made of its
//! text (once somebody asks for it); never changes one and never writes a default in.

use std::ops::Range;
use std::sync::OnceLock;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::amount::Amount;
use super::asset::{Asset, Instrument};
use super::kind::Kind;
use super::party::Party;
use super::quick::{Bench, View};
use super::source::Source;
use super::when::When;

/// A valid event, in stored form. Built by `decode`, or read back from the log.
#[derive(Debug, Clone)]
pub struct Event {
    kind: Kind,
    fields: OnceLock<Map<String, Value>>,
    unread: Option<Unread>,
}

/// Text that is surely a JSON object, of which a view may need no more than this.
#[derive(Debug, Clone)]
struct Unread {
    text: Box<str>,
    /// Where its label stands.
    label: Option<Range<usize>>,
}

impl PartialEq for Event {
    fn eq(&self, other: &Event) -> bool {
        self.kind == other.kind && self.fields() == other.fields()
    }
}

impl Event {
    /// Wraps a stored form that is already known to be valid (from `decode` or the log).
    pub(crate) fn trusted(kind: Kind, fields: Map<String, Value>) -> Event {
        Event {
            kind,
            fields: OnceLock::from(fields),
            unread: None,
        }
    }

    /// Of text that the log holds, as `from_log` of its value, which is made when a field is asked
    /// for: most views ask for few of the events. `None` of what is not plainly written: it has to
    /// be read at once, to see what it is.
    pub(crate) fn unread(text: &str, bench: &mut Bench) -> Option<Event> {
        let whole = bench.look(text)?;
        let (mut kind, mut label, mut last) = (None, None, "");
        for (name, value) in whole.members() {
            // In order, so that no name stands twice.
            if name <= last {
                return None;
            }
            last = name;
            match name {
                "kind" => kind = value.plain(),
                "label" => label = Some(value),
                _ => {}
            }
        }
        let kind = Kind::from_name(text.get(kind?)?)?;
        let label = match label.as_ref().map(View::plain) {
            None => None,
            Some(Some(place)) => Some(place),
            Some(None) => return None,
        };
        Some(Event {
            kind,
            fields: OnceLock::new(),
            unread: Some(Unread {
                text: text.into(),
                label,
            }),
        })
    }

    /// Wraps what the log holds, without validating it: `None` only when it is no object or
    /// of no known kind. Fast, since every read calls it for every entry.
    pub fn from_log(value: Value) -> Option<Event> {
        let Value::Object(fields) = value else {
            return None;
        };
        let kind = Kind::from_name(fields.get("kind")?.as_str()?)?;
        Some(Event::trusted(kind, fields))
    }

    /// The kind of the event.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The stored form, `kind` included.
    pub fn fields(&self) -> &Map<String, Value> {
        self.fields.get_or_init(|| {
            let text = self.unread.as_ref().map(|unread| &*unread.text);
            // It was seen to be an object before it was kept as text.
            let read = text.and_then(|text| serde_json::from_str(text).ok());
            read.unwrap_or_default()
        })
    }

    /// The stored form as RFC 8785 text.
    pub fn canonical(&self) -> String {
        super::json::canonical_object(self.fields())
    }

    /// A text field.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields().get(field).and_then(Value::as_str)
    }

    /// When it happened; none on links and amendments.
    pub fn happened(&self) -> Option<When> {
        self.when("happened")
    }

    /// A date field.
    pub fn when(&self, field: &str) -> Option<When> {
        self.text(field).and_then(|text| When::parse(text).ok())
    }

    /// A field that holds a party.
    pub fn party(&self, field: &str) -> Option<Party> {
        self.fields().get(field).and_then(Party::from_stored)
    }

    /// The party objects of its fields, as recorded.
    pub fn parties(&self) -> impl Iterator<Item = &Value> {
        super::tables::all(self.kind)
            .filter(|field| field.ty == super::field::FieldType::Party)
            .filter_map(|field| self.fields().get(field.name))
    }

    /// A field that holds an amount.
    pub fn amount(&self, field: &str) -> Option<Amount> {
        self.fields().get(field).and_then(Amount::from_stored)
    }

    /// A field that holds an asset.
    pub fn asset(&self, field: &str) -> Option<Asset> {
        self.fields().get(field).and_then(Asset::from_stored)
    }

    /// A field that holds an instrument.
    pub fn instrument(&self, field: &str) -> Option<Instrument> {
        self.fields().get(field).and_then(Instrument::from_stored)
    }

    /// A field that holds codes of countries or blocs, or names; empty when absent. What was
    /// recorded twice is one country all the same, and is given once.
    pub fn list(&self, field: &str) -> Vec<&str> {
        let Some(Value::Array(items)) = self.fields().get(field) else {
            return Vec::new();
        };
        let mut met = std::collections::HashSet::new();
        let items = items.iter().filter_map(Value::as_str);
        items.filter(|item| met.insert(*item)).collect()
    }

    /// The evidence that its sources name, and those that a correction brings.
    pub fn evidence(&self) -> Vec<&str> {
        let changes = self.fields().get("changes");
        let brought = changes.and_then(|changes| changes.get("sources"));
        let lists = [self.fields().get("sources"), brought]
            .into_iter()
            .flatten();
        let sources = lists.filter_map(Value::as_array).flatten();
        let named = sources.filter_map(|source| source.get("evidence")?.as_str());
        named.collect()
    }

    /// A reference, which the log holds as a UUID.
    pub fn reference(&self, field: &str) -> Option<Uuid> {
        self.text(field).and_then(|text| Uuid::parse_str(text).ok())
    }

    /// The sources, in order.
    pub fn sources(&self) -> Vec<Source> {
        match self.fields().get("sources") {
            Some(Value::Array(items)) => items.iter().filter_map(Source::from_stored).collect(),
            _ => Vec::new(),
        }
    }

    /// The label, if it has one.
    pub fn label(&self) -> Option<&str> {
        match &self.unread {
            Some(unread) => unread.text.get(unread.label.clone()?),
            None => self.text("label"),
        }
    }

    /// Who asserts it, when the desk does not.
    pub fn claimed_by(&self) -> Option<&str> {
        self.text("claimed_by")
    }
}
