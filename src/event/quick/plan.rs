//! The field tables laid out for the fast way: fields in the order of RFC 8785, required
//! fields and rules as bits. Made once from the tables, which stay the one place of every
//! field; holds no knowledge of its own.

use std::ops::Range;
use std::sync::OnceLock;

use crate::event::field::{Field, FieldType, Rule};
use crate::event::kind::Kind;
use crate::event::tables::{self, nested};

/// Most fields of an object.
pub(super) const MOST: usize = 32;

/// A name as numbers: its length, its first and its last eight bytes. Names of up to sixteen
/// bytes are one if these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    length: usize,
    first: u64,
    last: u64,
}

impl Name {
    /// Of what stands in `text` there.
    pub fn at(text: &str, span: Range<usize>) -> Option<Name> {
        let length = span.len();
        let eight = |from: usize| {
            let bytes = text.as_bytes().get(from..)?.first_chunk()?;
            Some(u64::from_le_bytes(*bytes))
        };
        if length >= 8 {
            let (first, last) = (eight(span.start)?, eight(span.end - 8)?);
            return Some(Name {
                length,
                first,
                last,
            });
        }
        let first = match eight(span.start) {
            // A name that is short is followed by more, which is cut away.
            Some(word) => word & ((1 << (8 * length)) - 1),
            None => {
                let bytes = text.as_bytes().get(span)?.iter().rev();
                bytes.fold(0, |word, byte| (word << 8) | u64::from(*byte))
            }
        };
        let last = first;
        Some(Name {
            length,
            first,
            last,
        })
    }

    fn of(text: &str) -> Option<Name> {
        Name::at(text, 0..text.len())
    }
}

/// A field in its place.
#[derive(Debug)]
pub(super) struct Place {
    name: Name,
    /// Its name, where that is too long to be seen from the numbers.
    long: Option<&'static str>,
    /// The text `"name":`.
    pub opening: String,
    /// The field; `kind` has none.
    pub field: Option<&'static Field>,
}

/// An object's fields in the order in which they are written.
#[derive(Debug)]
pub(super) struct Plan {
    /// The fields.
    pub fields: Vec<Place>,
    /// Bits of the fields that must be there.
    pub required: u32,
    /// What binds several of them.
    pub rules: Vec<Bound>,
}

/// A rule over bits.
#[derive(Debug, Clone, Copy)]
pub(super) enum Bound {
    /// At least one of these.
    Any(u32),
    /// Exactly one of these.
    One(u32),
    /// The first is not below the second.
    NotBelow(usize, usize),
    /// Two amounts of one currency.
    SameCurrency(usize, usize),
    /// If it holds one of the words, only the exact way can tell.
    Unless(usize, &'static [&'static str]),
}

/// All plans, each made when it is first asked for: a command may read events of one kind.
#[derive(Debug)]
pub(super) struct Plans {
    kinds: [OnceLock<Plan>; Kind::ALL.len()],
    party: OnceLock<Plan>,
    amount: OnceLock<Plan>,
    asset: OnceLock<Plan>,
    instrument: OnceLock<Plan>,
    source: OnceLock<Plan>,
    changeable: OnceLock<Vec<&'static str>>,
    lined: OnceLock<Vec<&'static str>>,
}

/// The plans.
pub(super) fn plans() -> &'static Plans {
    static PLANS: Plans = Plans {
        kinds: [const { OnceLock::new() }; Kind::ALL.len()],
        party: OnceLock::new(),
        amount: OnceLock::new(),
        asset: OnceLock::new(),
        instrument: OnceLock::new(),
        source: OnceLock::new(),
        changeable: OnceLock::new(),
        lined: OnceLock::new(),
    };
    &PLANS
}

impl Plan {
    fn new(fields: impl Iterator<Item = &'static Field>, kind: bool, rules: &[Rule]) -> Plan {
        let mut named: Vec<(&'static str, Option<&'static Field>)> =
            fields.map(|field| (field.name, Some(field))).collect();
        if kind {
            named.push(("kind", None));
        }
        named.sort_by_key(|(name, _)| *name);
        named.truncate(MOST);
        let place = |name: &str| named.iter().position(|(known, _)| *known == name);
        let bits = |names: &[&str]| {
            let places = names.iter().filter_map(|name| place(name));
            places.fold(0, |bits, at| bits | 1 << at)
        };
        let rules = rules.iter().filter_map(|rule| {
            Some(match rule {
                Rule::AnyOf(names) => Bound::Any(bits(names)),
                Rule::OneOf(names) => Bound::One(bits(names)),
                Rule::NotBelow(upper, lower) => Bound::NotBelow(place(upper)?, place(lower)?),
                Rule::SameCurrency(one, other) => Bound::SameCurrency(place(one)?, place(other)?),
                Rule::Unnamed { field, words, .. } => Bound::Unless(place(field)?, words),
            })
        });
        let rules = rules.collect();
        let required: Vec<&str> = named
            .iter()
            .filter(|(_, field)| field.is_none_or(|field| field.required))
            .map(|(name, _)| *name)
            .collect();
        Plan {
            required: bits(&required),
            rules,
            fields: named
                .into_iter()
                .filter_map(|(name, field)| {
                    Some(Place {
                        name: Name::of(name)?,
                        long: Some(name).filter(|name| name.len() > 16),
                        opening: format!("\"{name}\":"),
                        field,
                    })
                })
                .collect(),
        }
    }

    /// The place of the field whose name stands in `text` there, looked for from `from` on and
    /// then from the beginning: members mostly come in order.
    pub fn place(&self, text: &str, span: Range<usize>, from: usize) -> Option<usize> {
        let name = Name::at(text, span.clone())?;
        let same = |place: &Place| {
            place.name == name
                && place
                    .long
                    .is_none_or(|long| text.get(span.clone()) == Some(long))
        };
        let ahead = self.fields.get(from..)?.iter().position(same);
        ahead
            .map(|at| at + from)
            .or_else(|| self.fields.get(..from)?.iter().position(same))
    }
}

/// Every field of every kind.
fn every() -> impl Iterator<Item = &'static Field> {
    tables::writable().flat_map(tables::all)
}

fn sorted(names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

impl Plans {
    /// The plan of a kind.
    pub fn of_kind(&self, kind: Kind) -> Option<&Plan> {
        let at = Kind::ALL.iter().position(|known| *known == kind)?;
        let made = || Plan::new(tables::all(kind), true, tables::rules(kind));
        Some(self.kinds.get(at)?.get_or_init(made))
    }

    /// The plan of the object (or of each of the list) that a type holds.
    pub fn of_type(&self, ty: FieldType) -> Option<&Plan> {
        let plan = match ty {
            FieldType::Party => &self.party,
            FieldType::Amount => &self.amount,
            FieldType::Asset => &self.asset,
            FieldType::Instrument => &self.instrument,
            FieldType::Sources => &self.source,
            _ => return None,
        };
        Some(plan.get_or_init(|| {
            let fields = ty.table().unwrap_or_default();
            Plan::new(fields.iter(), false, ty.rules())
        }))
    }

    /// Names that a correction may change.
    pub fn changeable(&self) -> &[&'static str] {
        self.changeable.get_or_init(|| {
            let names = every().map(|field| field.name);
            sorted(names.filter(|name| *name != "label"))
        })
    }

    /// Names under which text may hold line feeds, anywhere in a correction.
    pub fn lined(&self) -> &[&'static str] {
        let has_lines = |field: &Field| matches!(field.ty, FieldType::Text { lines: true, .. });
        self.lined.get_or_init(|| {
            let fields = every().chain(nested::SOURCE);
            sorted(
                fields
                    .filter(|field| has_lines(field))
                    .map(|field| field.name),
            )
        })
    }
}
