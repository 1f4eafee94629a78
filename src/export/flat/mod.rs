//! An entry as one flat row of typed cells: the columns that the databases share. Owns how a
//! cell is read from an entry as known; knows no file format and chooses no entry.

pub mod columns;
pub mod states;

use serde_json::Value;

pub use columns::{COLUMNS, SOURCE};
pub use states::State;

use crate::event::decimal::Decimal;
use crate::event::party::Party;
use crate::event::source::{Source, first_published};
use crate::event::tables;
use crate::event::when::When;
use crate::event::{Event, Kind, sentence};
use crate::facts::{AsKnown, Holder};
use crate::log::Entry;

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text.
    Text,
    /// A whole number.
    Whole,
    /// An exact decimal, six places.
    Exact,
    /// An instant, UTC, to the microsecond.
    Instant,
    /// Yes or no.
    Flag,
    /// Texts, in order.
    Texts,
}

/// A value of a row; `Null` where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Cell {
    Null,
    Text(String),
    Whole(i64),
    /// Millionths.
    Exact(i128),
    /// Microseconds since 1970.
    Instant(i64),
    Flag(bool),
    Texts(Vec<String>),
}

/// Of which rows a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Of every entry.
    Entry,
    /// Of every entry, and about the state that the row holds.
    State,
    /// Of those entries whose kind has the field that it comes from.
    Field,
}

/// Where a cell comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The entry around the event, and what became of it.
    Own(Own),
    /// A path inside the event: `amount.value`.
    Path(&'static str),
    /// A path inside events of one kind only.
    Of(Kind, &'static str),
    /// A date field: when at the earliest, at the latest, and whether with a time of day.
    Date(&'static str, Part),
    /// The party of the event, whichever field holds it.
    Party(Who),
}

/// Part of the span of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Part {
    Earliest,
    Latest,
    StartTimed,
    EndTimed,
}

/// What is told of a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Who {
    Role,
    Key,
    Id,
    Name,
    Country,
    Type,
    State,
    Bloc,
}

/// What is told of an entry beside its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Own {
    Position,
    Id,
    Kind,
    RecordedAt,
    RecordedBy,
    Headline,
    Status,
    Revisions,
    Disputed,
    Published,
    PublishedEarliest,
    PublishedLatest,
    Event,
    Current,
    KnownFrom,
    KnownUntil,
    PublicFrom,
    PublicUntil,
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its cells are.
    pub ty: Type,
    /// Whether every row has one.
    pub required: bool,
    /// Of which rows it is.
    pub group: Group,
    /// Where its cells come from.
    pub from: From,
    /// One line.
    pub help: &'static str,
}

/// The fields that hold the party an event is about, in the order in which they are tried.
const ROLES: [&str; 3] = ["by", "holder", "subject"];

impl Column {
    /// Whether entries of a kind may have a cell in it.
    pub fn is_of(&self, kind: Kind) -> bool {
        let has = |path: &str| {
            let field = path.split('.').next().unwrap_or(path);
            tables::field(kind, field)
                .is_some_and(|field| field.ty.table().is_some() || !path.contains('.'))
        };
        match self.from {
            From::Own(_) => true,
            From::Of(of, _) => of == kind,
            From::Path(path) | From::Date(path, _) => has(path),
            From::Party(_) => role(kind).is_some(),
        }
    }

    /// The cell of a row.
    pub fn read(&self, entry: &Entry, state: &State<'_>) -> Cell {
        let event: &Event = &state.known.event;
        let kind = event.kind();
        match self.from {
            From::Own(own) => of_entry(own, entry, state),
            From::Path(path) => self.at(event, path),
            From::Of(of, path) if of == kind => self.at(event, path),
            From::Of(..) => Cell::Null,
            From::Date(path, part) => event
                .when(path)
                .map_or(Cell::Null, |when| of_date(&when, part)),
            From::Party(who) => role(kind)
                .and_then(|role| Some(of_party(role, &event.party(role)?, who)))
                .unwrap_or(Cell::Null),
        }
    }

    fn at(&self, event: &Event, path: &str) -> Cell {
        let mut steps = path.split('.');
        let first = steps.next().unwrap_or(path);
        let value = event.fields().get(first);
        let value = steps.fold(value, |value, step| value?.get(step));
        value.map_or(Cell::Null, |value| cell(self.ty, value))
    }
}

/// The field that holds the party of events of a kind. (`by` of a sanction is codes, of a dispute
/// a text.)
fn role(kind: Kind) -> Option<&'static str> {
    let is_party = |role: &&str| {
        let field = tables::field(kind, role);
        field.is_some_and(|field| field.ty == crate::event::field::FieldType::Party)
    };
    ROLES.iter().copied().find(|role| is_party(role))
}

fn cell(ty: Type, value: &Value) -> Cell {
    let found = match (ty, value) {
        (Type::Text, Value::String(text)) => Some(Cell::Text(text.clone())),
        (Type::Text, Value::Object(_)) => Some(Cell::Text(crate::event::json::canonical(value))),
        (Type::Whole, Value::Number(number)) => number.as_i64().map(Cell::Whole),
        (Type::Exact, Value::String(text)) => {
            Decimal::parse(text).map(|decimal| Cell::Exact(decimal.0))
        }
        (Type::Exact, Value::Number(number)) => {
            Decimal::parse(&number.to_string()).map(|decimal| Cell::Exact(decimal.0))
        }
        (Type::Flag, Value::Bool(flag)) => Some(Cell::Flag(*flag)),
        (Type::Texts, Value::Array(items)) => {
            let texts = items.iter().filter_map(Value::as_str);
            Some(Cell::Texts(texts.map(str::to_owned).collect()))
        }
        _ => None,
    };
    found.unwrap_or(Cell::Null)
}

fn of_date(when: &When, part: Part) -> Cell {
    match part {
        Part::Earliest => Cell::Instant(when.earliest.0),
        Part::Latest => Cell::Instant(when.latest.0),
        Part::StartTimed => Cell::Flag(when.timed.0),
        Part::EndTimed => Cell::Flag(when.timed.1),
    }
}

fn of_party(role: &str, party: &Party, who: Who) -> Cell {
    match who {
        Who::Role => Cell::Text(role.to_owned()),
        Who::Key => Cell::Text(party.key().to_owned()),
        Who::Id => text(party.id.as_deref()),
        Who::Name => text(party.name.as_deref()),
        Who::Country => text(party.country.as_deref()),
        Who::Type => Cell::Text(party.kind.clone()),
        Who::State => Cell::Flag(party.is_state()),
        Who::Bloc => Cell::Flag(Holder::of(party).is_bloc),
    }
}

fn of_entry(own: Own, entry: &Entry, state: &State<'_>) -> Cell {
    let known: &AsKnown<'_> = &state.known;
    let published = || first_published(&known.event.sources());
    match own {
        Own::Position => whole(entry.position),
        Own::Id => Cell::Text(entry.id.to_string()),
        Own::Kind => Cell::Text(entry.event.kind().name().to_owned()),
        Own::RecordedAt => Cell::Instant(entry.recorded_at.0),
        Own::RecordedBy => Cell::Text(entry.recorded_by.clone()),
        Own::Headline => Cell::Text(sentence::headline(&known.event)),
        Own::Status => Cell::Text(state.status().to_owned()),
        Own::Revisions => whole(state.revisions()),
        Own::Disputed => whole(known.disputes.len() as u64),
        Own::Published => published().map_or(Cell::Null, |when| Cell::Text(when.text)),
        Own::PublishedEarliest => {
            published().map_or(Cell::Null, |when| Cell::Instant(when.earliest.0))
        }
        Own::PublishedLatest => published().map_or(Cell::Null, |when| Cell::Instant(when.latest.0)),
        Own::Event => Cell::Text(known.event.canonical()),
        Own::Current => Cell::Flag(state.current),
        Own::KnownFrom => whole(state.known_from),
        Own::KnownUntil => state.known_until.map_or(Cell::Null, whole),
        Own::PublicFrom => state
            .public_from
            .map_or(Cell::Null, |at| Cell::Instant(at.0)),
        Own::PublicUntil => state
            .public_until
            .map_or(Cell::Null, |at| Cell::Instant(at.0)),
    }
}

fn whole(number: u64) -> Cell {
    i64::try_from(number).map_or(Cell::Null, Cell::Whole)
}

fn text(text: Option<&str>) -> Cell {
    text.map_or(Cell::Null, |text| Cell::Text(text.to_owned()))
}

/// A field of a source, as the nested rows of the databases have it.
#[derive(Debug, Clone, Copy)]
pub struct SourceColumn {
    /// Its name.
    pub name: &'static str,
    /// What its cells are.
    pub ty: Type,
    /// Reads it.
    pub read: fn(&Source) -> Cell,
    /// One line.
    pub help: &'static str,
}
