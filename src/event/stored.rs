//! An event in its stored form: the JSON object that the log keeps, known to be valid,
//! with typed access to its fields. Owns reading a field, also when the object is made of its
//! text (once somebody asks for it); never changes one and never writes a default in.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::amount::Amount;
use super::asset::{Asset, Instrument};
use super::kind::Kind;
use super::party::Party;
use super::quick::Bench;
use super::source::{Source, first, first_published};
use super::when::When;

/// A valid event, in stored form. Built by `decode`, or read back from the log.
#[derive(Debug, Clone)]
pub struct Event {
    kind: Kind,
    fields: OnceLock<Map<String, Value>>,
    unread: Option<Unread>,
}

/// Text that is surely a JSON object, and where its members stand.
#[derive(Debug, Clone)]
struct Unread {
    text: Box<str>,
    members: Box<[Member]>,
}

/// Where the name of a member (without its quotes) and its value (with them) stand.
#[derive(Debug, Clone, Copy)]
struct Member {
    name: (u32, u32),
    value: (u32, u32),
}

impl Unread {
    fn part(&self, (from, to): (u32, u32)) -> &str {
        self.text.get(from as usize..to as usize).unwrap_or("")
    }

    /// The JSON text of a member.
    fn member(&self, name: &str) -> Option<&str> {
        let mut members = self.members.iter();
        let found = members.find(|member| self.part(member.name) == name)?;
        Some(self.part(found.value))
    }

    /// The event with more sources, as far as texts tell: if all have a list of them.
    fn with_sources<'u>(&self, others: impl Iterator<Item = Option<&'u Unread>>) -> Option<Event> {
        let mut members = self.members.iter();
        let own = members.find(|one| self.part(one.name) == "sources")?;
        let end = own.value.1 as usize;
        let inside = |list: &'u str| list.strip_prefix('[')?.strip_suffix(']');
        let mut text = self.text.get(..end)?.strip_suffix(']')?.to_owned();
        for other in others {
            if !text.ends_with('[') {
                text.push(',');
            }
            text.push_str(inside(other?.member("sources")?)?);
        }
        text.push(']');
        text.push_str(self.text.get(end..)?);
        Event::unread(&text, &mut Bench::default())
    }
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
        let (mut members, mut kind, mut last) = (Vec::with_capacity(16), None, "");
        for (name, value) in whole.members() {
            // In order, so that no name stands twice.
            if name <= last {
                return None;
            }
            last = name;
            if name == "kind" {
                kind = value.plain();
            }
            let at = |place: Range<usize>| {
                let from = u32::try_from(place.start).ok()?;
                Some((from, u32::try_from(place.end).ok()?))
            };
            members.push(Member {
                name: at(value.named()?)?,
                value: at(value.place()?)?,
            });
        }
        Some(Event {
            kind: Kind::from_name(kind?)?,
            fields: OnceLock::new(),
            unread: Some(Unread {
                text: text.into(),
                members: members.into(),
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

    /// Its text, as long as nobody needed it read.
    fn text_of_all(&self) -> Option<&Unread> {
        match self.fields.get() {
            Some(_) => None,
            None => self.unread.as_ref(),
        }
    }

    /// The text that it was read from, if it was kept.
    pub(crate) fn as_text(&self) -> Option<&str> {
        self.unread.as_ref().map(|unread| &*unread.text)
    }

    /// The value of a field; of an event that is still text, of that field alone.
    fn value(&self, field: &str) -> Option<Cow<'_, Value>> {
        match self.text_of_all() {
            Some(unread) => serde_json::from_str(unread.member(field)?).ok(),
            None => self.fields().get(field).map(Cow::Borrowed),
        }
    }

    /// A text field.
    pub fn text(&self, field: &str) -> Option<&str> {
        if let Some(unread) = self.text_of_all() {
            let inside = unread.member(field)?.strip_prefix('"')?.strip_suffix('"')?;
            if !inside.contains('\\') {
                return Some(inside);
            }
        }
        self.fields().get(field).and_then(Value::as_str)
    }

    /// Whether a field holds a list of nothing.
    pub(crate) fn is_empty_list(&self, field: &str) -> bool {
        match self.text_of_all() {
            Some(unread) => unread.member(field).is_some_and(|list| {
                let inside = list
                    .strip_prefix('[')
                    .and_then(|list| list.strip_suffix(']'));
                inside.is_some_and(|inside| inside.trim_ascii().is_empty())
            }),
            None => {
                let list = self.fields().get(field).and_then(Value::as_array);
                list.is_some_and(Vec::is_empty)
            }
        }
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
        Party::from_stored(&*self.value(field)?)
    }

    /// The party objects of its fields, as recorded.
    pub fn parties(&self) -> impl Iterator<Item = &Value> {
        super::tables::all(self.kind)
            .filter(|field| field.ty == super::field::FieldType::Party)
            .filter_map(|field| self.fields().get(field.name))
    }

    /// A field that holds an amount.
    pub fn amount(&self, field: &str) -> Option<Amount> {
        Amount::from_stored(&*self.value(field)?)
    }

    /// A field that holds an asset.
    pub fn asset(&self, field: &str) -> Option<Asset> {
        Asset::from_stored(&*self.value(field)?)
    }

    /// A field that holds an instrument.
    pub fn instrument(&self, field: &str) -> Option<Instrument> {
        Instrument::from_stored(&*self.value(field)?)
    }

    /// A field that holds codes of countries or blocs, or names; empty when absent. What was
    /// recorded twice is one country all the same, and is given once.
    pub fn list(&self, field: &str) -> Vec<&str> {
        if let Some(unread) = self.text_of_all() {
            let Some(list) = unread.member(field) else {
                return Vec::new();
            };
            // What is no list of plain texts is judged below.
            if let Ok(items) = serde_json::from_str::<Vec<&str>>(list) {
                return once(items.into_iter());
            }
        }
        let Some(Value::Array(items)) = self.fields().get(field) else {
            return Vec::new();
        };
        once(items.iter().filter_map(Value::as_str))
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
        match self.value("sources").as_deref() {
            Some(Value::Array(items)) => items.iter().filter_map(Source::from_stored).collect(),
            _ => Vec::new(),
        }
    }

    /// The same with the sources of others after its own.
    pub(crate) fn with_sources_of<'e>(
        &self,
        others: impl Iterator<Item = &'e Event> + Clone,
    ) -> Event {
        let texts = others.clone().map(Event::text_of_all);
        let as_text = self.text_of_all().and_then(|own| own.with_sources(texts));
        if let Some(event) = as_text {
            return event;
        }
        let stored = |event: &Event| match event.value("sources").as_deref() {
            Some(Value::Array(sources)) => sources.clone(),
            _ => Vec::new(),
        };
        let mut fields = self.fields().clone();
        let added = others.flat_map(stored);
        match fields.get_mut("sources") {
            Some(Value::Array(sources)) => sources.extend(added),
            _ => {
                fields.insert("sources".into(), added.collect());
            }
        }
        Event::trusted(self.kind, fields)
    }

    /// The `published` among its sources whose latest instant is earliest.
    pub fn first_published(&self) -> Option<When> {
        /// As much of a source as is asked for here.
        #[derive(serde::Deserialize)]
        struct Dated<'a> {
            #[serde(borrow, default)]
            published: Option<&'a str>,
        }
        if let Some(unread) = self.text_of_all() {
            let list = unread.member("sources")?;
            // A list in it might be taken for a source.
            let flat = list.rfind('[') == Some(0);
            let list = flat.then(|| serde_json::from_str::<Vec<Dated<'_>>>(list));
            if let Some(Ok(list)) = list {
                let texts = list.iter().filter_map(|source| source.published);
                return first(texts.filter_map(|text| When::parse(text).ok()));
            }
        }
        first_published(&self.sources())
    }

    /// The label, if it has one.
    pub fn label(&self) -> Option<&str> {
        self.text("label")
    }

    /// Who asserts it, when the desk does not.
    pub fn claimed_by(&self) -> Option<&str> {
        self.text("claimed_by")
    }
}

/// The items, each once, in order.
fn once<'a>(items: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut met = std::collections::HashSet::new();
    items.filter(|item| met.insert(*item)).collect()
}
