//! The field tables, one per kind, and those of the common fields and nested objects. What
//! decoding, flags, prompts, JSON Schemas and the vocabulary's text are made from.
//! Checks nothing.

mod about;
mod acts;
mod common;
mod money;
pub mod nested;

use crate::event::field::{Field, FieldType, Rule};
use crate::event::kind::Kind;
use crate::event::text::TITLE_LENGTH;

pub use common::common;

/// One line of text of any length.
const LINE: FieldType = FieldType::Text {
    lines: false,
    max: None,
};

/// Text that may have several lines.
const TEXT: FieldType = FieldType::Text {
    lines: true,
    max: None,
};

/// A headline.
const TITLE: FieldType = FieldType::Text {
    lines: false,
    max: Some(TITLE_LENGTH),
};

const BY: Field = Field::needed("by", FieldType::Party, "who did it", "US")
    .or(&["actor", "country", "who", "party", "from"]);

/// Most sources an event may have.
pub const MAX_SOURCES: usize = 100;

/// The fields that a kind has besides the common ones.
pub fn fields(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Threat => acts::THREAT,
        Kind::FundExit => money::FUND_EXIT,
        Kind::Holding => money::HOLDING,
        Kind::YieldMove => money::YIELD_MOVE,
        Kind::PolicyShift => acts::POLICY_SHIFT,
        Kind::Sanction => acts::SANCTION,
        Kind::Statement => acts::STATEMENT,
        Kind::Observation => money::OBSERVATION,
        Kind::Forecast => acts::FORECAST,
        Kind::Link => about::LINK,
        Kind::Correction => about::CORRECTION,
        Kind::Retraction => about::RETRACTION,
        Kind::Dispute => about::DISPUTE,
        Kind::Corroboration => about::CORROBORATION,
        Kind::Citation => about::CITATION,
    }
}

/// The rules that bind several fields of a kind.
pub fn rules(kind: Kind) -> &'static [Rule] {
    match kind {
        Kind::FundExit => money::FUND_EXIT_RULES,
        Kind::YieldMove => money::YIELD_MOVE_RULES,
        Kind::Sanction => acts::SANCTION_RULES,
        Kind::Observation => money::OBSERVATION_RULES,
        _ => &[],
    }
}

/// Every field of a kind but `kind` and `id`: its own, then the common ones.
pub fn all(kind: Kind) -> impl Iterator<Item = &'static Field> + Clone {
    fields(kind).iter().chain(common(kind))
}

/// The kinds that an input may have.
pub fn writable() -> impl Iterator<Item = Kind> + Clone {
    Kind::ALL.into_iter().filter(|kind| *kind != Kind::Citation)
}

/// A field of a kind by name.
pub fn field(kind: Kind, name: &str) -> Option<&'static Field> {
    all(kind).find(|field| field.name == name)
}

/// The kinds that have a field of that name, in the order of the documentation.
pub fn kinds_with(name: &str) -> Vec<Kind> {
    writable()
        .filter(|kind| field(*kind, name).is_some())
        .collect()
}

/// The field at a dotted path inside an event of a kind: `amount.value`, `sources.0.url`
/// (an index is skipped, whatever it is).
pub fn at(kind: Kind, path: &str) -> Option<&'static Field> {
    let mut steps = path.split('.');
    let mut found = field(kind, steps.next()?)?;
    for step in steps {
        let is_index = !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
        if is_index && found.ty.repeats() {
            continue;
        }
        found = found.ty.table()?.iter().find(|field| field.name == step)?;
    }
    Some(found)
}

/// The flags for one source of an event of a kind: flag name and field. A source's field
/// whose name the kind itself uses takes the prefix `source-` (`--source-title`).
pub fn source_flags(kind: Kind) -> Vec<(String, &'static Field)> {
    nested::SOURCE
        .iter()
        .map(|source| match field(kind, source.name) {
            Some(_) => (format!("source-{}", source.flag()), source),
            None => (source.flag(), source),
        })
        .collect()
}
