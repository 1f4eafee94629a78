//! Objects by their table: unknown and missing fields, each known field by its type, then
//! the rules that bind several fields. Nulls and empty lists count as absent.

use serde_json::{Map, Value};

use super::Reader;
use crate::event::field::{Field, Rule};
use crate::event::flag::json_example;
use crate::event::kind::Kind;
use crate::event::nearest::nearest_field;
use crate::event::problem::Fault;
use crate::event::shown::every;
use crate::event::tables;
use crate::event::text::quoted;

type Object = Map<String, Value>;

impl Reader {
    /// The fields of an event but `kind`, in stored form as far as they are valid.
    pub(super) fn event(&mut self, kind: Kind, given: &Object) -> Object {
        for (name, value) in given {
            if self.is_full() {
                break;
            }
            if !value.is_null() && tables::field(kind, name).is_none() {
                self.tell_at(name, unknown_in_event(kind, name));
            }
        }
        let mut stored = Object::new();
        for field in tables::all(kind) {
            self.field(field, given, &mut stored, kind.name());
        }
        self.rules(tables::rules(kind), given, &stored, kind.name());
        stored
    }

    /// A nested object by its table; `what` names it in messages.
    pub(super) fn object(
        &mut self,
        table: &'static [Field],
        rules: &[Rule],
        given: &Object,
        what: &str,
    ) -> Object {
        for (name, value) in given {
            if self.is_full() {
                break;
            }
            let known = table.iter().any(|field| field.name == name);
            if !value.is_null() && !known {
                self.tell_at(name, unknown(what, name, table));
            }
        }
        let mut stored = Object::new();
        for field in table {
            self.field(field, given, &mut stored, what);
        }
        self.rules(rules, given, &stored, what);
        stored
    }

    fn field(&mut self, field: &Field, given: &Object, stored: &mut Object, what: &str) {
        match given.get(field.name) {
            Some(value) if is_there(value) => {
                let value = self.within(field.name, |reader| reader.value(field, value));
                if let Some(value) = value {
                    stored.insert(field.name.to_owned(), value);
                }
            }
            _ if field.required => self.tell_at(field.name, missing(field, what)),
            _ => {}
        }
    }
}

/// Whether a value says anything: nulls, and lists of nothing that does, do not.
pub(super) fn is_there(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => items.iter().any(is_there),
        _ => true,
    }
}

/// Whether an object says anything in a field.
pub(super) fn has(given: &Object, name: &str) -> bool {
    given.get(name).is_some_and(is_there)
}

/// `a link`, `an observation`.
pub(super) fn article(what: &str) -> String {
    let vowel = what.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {what}", if vowel { "an" } else { "a" })
}

fn missing(field: &Field, what: &str) -> Fault {
    let example = match json_example(field) {
        Some(example) => format!(", like {}", crate::event::json::canonical(&example)),
        None => String::new(),
    };
    Fault::new(
        "missing_field",
        format!("{} needs {}", article(what), field.name),
        format!("{}{example}", field.help),
    )
}

fn unknown(what: &str, name: &str, table: &'static [Field]) -> Fault {
    let hint = match nearest_field(name, table.iter()) {
        Some(near) => format!("did you mean {near}?"),
        None => {
            let names: Vec<_> = table.iter().map(|field| field.name).collect();
            format!("{} has {}", article(what), every(&names))
        }
    };
    Fault::new(
        "unknown_field",
        format!("{} has no field {}", article(what), quoted(name)),
        hint,
    )
}

fn unknown_in_event(kind: Kind, name: &str) -> Fault {
    let what = article(kind.name());
    if let Some(fault) = misplaced(kind, name) {
        return fault;
    }
    let elsewhere: Vec<_> = tables::kinds_with(name)
        .into_iter()
        .map(Kind::name)
        .collect();
    let hint = match nearest_field(name, tables::all(kind)) {
        Some(near) => format!("did you mean {near}?"),
        None if !elsewhere.is_empty() => format!("it is a field of {}", every(&elsewhere)),
        None => {
            let own: Vec<_> = tables::fields(kind)
                .iter()
                .map(|field| field.name)
                .collect();
            format!("{what} has {}, and the common fields", own.join(", "))
        }
    };
    Fault::new(
        "unknown_field",
        format!("{what} has no field {}", quoted(name)),
        hint,
    )
}

/// Common fields that a link or an amendment has not, with the reason.
fn misplaced(kind: Kind, name: &str) -> Option<Fault> {
    let is_about_others = kind == Kind::Link || kind.is_amendment();
    let (message, hint) = match name {
        "happened" if kind == Kind::Link => (
            "a link has no happened of its own",
            "leave it out: a link is dated by its two ends",
        ),
        "happened" if is_about_others => (
            "an amendment has no happened of its own",
            "leave it out: what happened is the business of the target",
        ),
        "ongoing" if is_about_others => (
            "only what happened can go on",
            "leave it out, or set it on the event itself",
        ),
        "claimed_by" if kind.is_amendment() => (
            "an amendment is the desk's own and cannot be claimed",
            "name who contests it in a dispute's by, or whom you rely on in sources",
        ),
        _ => return None,
    };
    Some(Fault::new("misplaced_field", message, hint))
}
