//! The keys of an event from its tokens, without building the event: the fast twin of
//! `class::keys_of`, which is its judge in the tests. Only for events that were read the fast
//! way, so are surely valid. Does no I/O.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use uuid::Uuid;

use crate::event::Kind;
use crate::event::quick::{Quick, View};
use crate::event::text::fold_into;
use crate::event::when::When;

use super::class::{Class, PARTY_FIELDS, SUFFIX};
use super::record::Record;

/// The texts of one event, kept from event to event.
#[derive(Debug, Default)]
pub struct Swift {
    likeness: String,
    folded: Folded,
    /// Who acts, as places in what was folded.
    actors: Vec<Range<usize>>,
}

/// Names folded one behind the other.
#[derive(Debug, Default)]
struct Folded(String);

impl Folded {
    fn name(&mut self, name: &str) -> Range<usize> {
        let begin = self.0.len();
        fold_into(name, &mut self.0);
        begin..self.0.len()
    }

    /// Adds a text as it stands.
    fn text(&mut self, parts: &[&str]) -> Range<usize> {
        let begin = self.0.len();
        parts.iter().for_each(|part| self.0.push_str(part));
        begin..self.0.len()
    }

    fn at(&self, place: &Range<usize>) -> &str {
        self.0.get(place.clone()).unwrap_or_default()
    }
}

/// What keys are made of, found in one pass.
#[derive(Default)]
struct Members<'b> {
    /// In the order of `PARTY_FIELDS`; objects only.
    parties: [Option<View<'b>>; PARTY_FIELDS.len()],
    by: Option<View<'b>>,
    happened: Option<View<'b>>,
    instrument: Option<View<'b>>,
}

impl<'b> Members<'b> {
    fn of(event: View<'b>) -> Members<'b> {
        let mut found = Members::default();
        for (name, view) in event.members() {
            match name {
                "by" => found.by = Some(view),
                "happened" => found.happened = Some(view),
                "instrument" => found.instrument = Some(view),
                _ => {}
            }
            let fields = PARTY_FIELDS.iter().zip(&mut found.parties);
            for (_, slot) in fields.filter(|(field, _)| **field == name) {
                *slot = Some(view).filter(View::is_object);
            }
        }
        found
    }
}

/// A party as it stands.
struct Named<'b> {
    id: Option<Cow<'b, str>>,
    /// Where its folded name is.
    name: Option<Range<usize>>,
    country: Option<Cow<'b, str>>,
}

impl<'b> Named<'b> {
    fn of(view: View<'b>, folded: &mut Folded) -> Named<'b> {
        let text = |name: &str| view.member(name)?.text();
        Named {
            id: text("id"),
            name: text("name").map(|name| folded.name(&name)),
            country: text("country"),
        }
    }

    /// What rows key on, folded.
    fn key(&self, folded: &mut Folded) -> Range<usize> {
        match (&self.id, &self.name) {
            (Some(id), _) => folded.name(id),
            (None, Some(name)) => name.clone(),
            (None, None) => folded.name(self.country.as_deref().unwrap_or_default()),
        }
    }
}

impl Swift {
    /// Adds the records of the entry of that id and position to `out`.
    pub fn records(&mut self, id: Uuid, position: u64, event: &Quick<'_>, out: &mut Vec<Record>) {
        self.keys(id, event, &mut |class, value| {
            if class.is_recorded() {
                out.push(Record::new(class, class.hash(value), position));
            }
        });
    }

    /// The keys of the entry, each with its class, in the order of `keys_of`.
    fn keys(&mut self, id: Uuid, event: &Quick<'_>, each: &mut dyn FnMut(Class, &str)) {
        let mut buffer = Uuid::encode_buffer();
        each(Class::Id, id.hyphenated().encode_lower(&mut buffer));
        let simple = id.simple().encode_lower(&mut buffer);
        each(
            Class::Suffix,
            simple.get(simple.len() - SUFFIX..).unwrap_or_default(),
        );
        if let Some(label) = event.label() {
            each(Class::Label, label);
        }
        let mut reference = |field: &str, changed: bool, class: Class| {
            let found = event.refs.iter();
            let mut found = found.filter(|found| found.changed == changed && found.field == field);
            let text = found
                .next()
                .and_then(|found| event.stored.get(found.at.clone()));
            if let Some(id) = text.and_then(|text| Uuid::parse_str(text).ok()) {
                let mut buffer = Uuid::encode_buffer();
                each(class, id.hyphenated().encode_lower(&mut buffer));
            }
        };
        if event.kind.is_amendment() {
            reference("target", false, Class::Target);
        }
        match event.kind {
            Kind::FundExit | Kind::Sanction => reference("follows", false, Class::Follows),
            Kind::Correction => reference("follows", true, Class::Follows),
            _ => {}
        }
        let found = Members::of(event.view);
        self.folded.0.clear();
        let parties = found
            .parties
            .map(|view| view.map(|view| Named::of(view, &mut self.folded)));
        if self.likeness(event.kind, &found, &parties) {
            each(Class::Alike, &self.likeness);
        }
        for party in parties.iter().flatten() {
            if let Some(id) = &party.id {
                each(Class::Party, id);
            }
            if let Some(name) = &party.name {
                each(Class::Name, self.folded.at(name));
            }
        }
    }

    /// Writes the likeness, if there is one.
    fn likeness(&mut self, kind: Kind, found: &Members<'_>, parties: &[Option<Named<'_>>]) -> bool {
        let happened = found.happened.and_then(|view| view.text());
        let Some((earliest, latest)) = happened.and_then(|text| When::span(&text)) else {
            return false;
        };
        let (actors, folded) = (&mut self.actors, &mut self.folded);
        actors.clear();
        actors.extend(parties.iter().flatten().map(|party| party.key(folded)));
        if let Some(by) = found.by {
            let codes = by.items().filter_map(|code| code.text());
            actors.extend(codes.map(|code| folded.text(&[&code])));
        }
        if let Some(bond) = found.instrument {
            let text = |name: &str| bond.member(name).and_then(|view| view.text());
            if let (Some(issuer), Some(tenor)) = (text("issuer"), text("tenor")) {
                actors.push(folded.text(&[&issuer, "/", &tenor]));
            }
        }
        actors.sort_by(|one, other| folded.at(one).cmp(folded.at(other)));
        self.likeness.clear();
        let (from, to) = (earliest.day(), latest.day());
        let _ = write!(self.likeness, "{} {from} {to} ", kind.name());
        for (index, actor) in actors.iter().enumerate() {
            if index > 0 {
                self.likeness.push(',');
            }
            self.likeness.push_str(folded.at(actor));
        }
        !self.actors.is_empty()
    }
}
