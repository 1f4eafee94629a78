//! The field tables laid out for the fast way: fields in the order of RFC 8785, required
//! fields and rules as bits. Made once from the tables, which stay the one place of every
//! field; holds no knowledge of its own.

use std::sync::OnceLock;

use super::same;
use crate::event::field::{Field, FieldType, Rule};
use crate::event::kind::Kind;
use crate::event::tables::{self, nested};

/// Most fields of an object.
pub(super) const MOST: usize = 32;

/// An object's fields in the order in which they are written.
#[derive(Debug)]
pub(super) struct Plan {
    /// Name, the text `"name":`, and the field; `kind` has none.
    pub fields: Vec<(&'static str, String, Option<&'static Field>)>,
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

/// All plans.
#[derive(Debug)]
pub(super) struct Plans {
    kinds: Vec<Plan>,
    party: Plan,
    amount: Plan,
    asset: Plan,
    instrument: Plan,
    source: Plan,
    /// Names that a correction may change.
    pub changeable: Vec<&'static str>,
    /// Names under which text may hold line feeds, anywhere in a correction.
    pub lined: Vec<&'static str>,
}

/// The plans, made at the first call.
pub(super) fn plans() -> &'static Plans {
    static PLANS: OnceLock<Plans> = OnceLock::new();
    PLANS.get_or_init(Plans::new)
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
                .map(|(name, field)| (name, format!("\"{name}\":"), field))
                .collect(),
        }
    }

    /// The place of a field, looked for from `from` on and then from the beginning: members
    /// mostly come in order.
    pub fn place(&self, name: &str, from: usize) -> Option<usize> {
        let same =
            |(known, _, _): &(&'static str, String, Option<&'static Field>)| same(known, name);
        let ahead = self.fields.get(from..)?.iter().position(same);
        ahead
            .map(|at| at + from)
            .or_else(|| self.fields.get(..from)?.iter().position(same))
    }
}

impl Plans {
    fn new() -> Plans {
        let table = |ty: FieldType| {
            let fields = ty.table().unwrap_or_default();
            Plan::new(fields.iter(), false, ty.rules())
        };
        let every = || tables::writable().flat_map(tables::all);
        let has_lines = |field: &Field| matches!(field.ty, FieldType::Text { lines: true, .. });
        let mut lined: Vec<&'static str> = every()
            .chain(nested::SOURCE)
            .filter(|field| has_lines(field))
            .map(|field| field.name)
            .collect();
        lined.sort_unstable();
        lined.dedup();
        let names = every().map(|field| field.name);
        let mut changeable: Vec<&'static str> = names.filter(|name| *name != "label").collect();
        changeable.sort_unstable();
        changeable.dedup();
        Plans {
            kinds: Kind::ALL
                .into_iter()
                .map(|kind| Plan::new(tables::all(kind), true, tables::rules(kind)))
                .collect(),
            party: table(FieldType::Party),
            amount: table(FieldType::Amount),
            asset: table(FieldType::Asset),
            instrument: table(FieldType::Instrument),
            source: table(FieldType::Sources),
            changeable,
            lined,
        }
    }

    /// The plan of a kind.
    pub fn of_kind(&self, kind: Kind) -> Option<&Plan> {
        let at = Kind::ALL.iter().position(|known| *known == kind)?;
        self.kinds.get(at)
    }

    /// The plan of the object (or of each of the list) that a type holds.
    pub fn of_type(&self, ty: FieldType) -> Option<&Plan> {
        Some(match ty {
            FieldType::Party => &self.party,
            FieldType::Amount => &self.amount,
            FieldType::Asset => &self.asset,
            FieldType::Instrument => &self.instrument,
            FieldType::Sources => &self.source,
            _ => return None,
        })
    }
}
