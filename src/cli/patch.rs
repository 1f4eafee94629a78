//! From `--set FIELD=VALUE` and `--unset FIELD` to an RFC 7396 merge patch. Owns dotted paths
//! (a merge patch cannot reach into an array, so the whole array is given again) and what
//! "replace" means for objects (keys that the new value lacks are set to null).

use serde_json::{Map, Value};

use super::env::SystemClock;
use crate::desk::Clock;
use crate::event::flag::from_flag;
use crate::event::{Fault, Kind, Problem, tables};

/// The event as it is asked to be, or every fault of the asking. `event` is the target as
/// known, corroborations' sources left out.
pub fn wanted<'a>(
    kind: Kind,
    event: &Map<String, Value>,
    set: impl Iterator<Item = &'a String>,
    unset: impl Iterator<Item = &'a String>,
) -> Result<Map<String, Value>, Vec<Problem>> {
    let mut wanted = Value::Object(event.clone());
    let mut faults = Vec::new();
    for text in set {
        if let Err(problem) = set_one(kind, text, &mut wanted) {
            faults.push(problem);
        }
    }
    for path in unset {
        if let Err(fault) = remove(&mut wanted, path.trim()) {
            faults.push(fault.at(path.trim()));
        }
    }
    match (faults.is_empty(), wanted) {
        (true, Value::Object(wanted)) => Ok(wanted),
        _ => Err(faults),
    }
}

fn set_one(kind: Kind, text: &str, wanted: &mut Value) -> Result<(), Problem> {
    let bad = |what: &str| {
        let hint = "write --set FIELD=VALUE, for instance --set happened=2026-01-20";
        Fault::new("bad_set", format!("--set {text} {what}"), hint).at("")
    };
    let Some((path, value)) = text.split_once('=') else {
        return Err(bad("has no value"));
    };
    let path = path.trim().replace('-', "_");
    if path.split('.').any(str::is_empty) {
        return Err(bad("names no field"));
    }
    let value = parsed(kind, &path, value).map_err(|fault| fault.at(path.as_str()))?;
    put(wanted, &path, value).map_err(|fault| fault.at(path.as_str()))
}

/// The value as the field's table reads it; an unknown field is left to decoding, which knows
/// the nearest right name.
fn parsed(kind: Kind, path: &str, text: &str) -> Result<Value, Fault> {
    match tables::at(kind, path) {
        // `sources.0=…` and `tags.1=…`: an item of a list, `sources=…` the list.
        Some(field) if field.ty.repeats() && ends_in_index(path) => {
            let whole = from_flag(field, text, SystemClock.now())?;
            Ok(match whole {
                Value::Array(mut items) if items.len() == 1 => items.remove(0),
                other => other,
            })
        }
        Some(field) => from_flag(field, text, SystemClock.now()),
        None => Ok(text.into()),
    }
}

fn ends_in_index(path: &str) -> bool {
    path.rsplit('.')
        .next()
        .is_some_and(|step| step.parse::<usize>().is_ok())
}

fn put(wanted: &mut Value, path: &str, value: Value) -> Result<(), Fault> {
    let mut place = wanted;
    for step in path.split('.') {
        place = match place {
            Value::Array(items) => {
                let index = index(step, items.len())?;
                if index == items.len() {
                    items.push(Value::Object(Map::new()));
                }
                items.get_mut(index).ok_or_else(|| no_item(step, 0))?
            }
            Value::Object(fields) => fields.entry(step).or_insert(Value::Null),
            other => {
                *other = Value::Object(Map::new());
                match other {
                    Value::Object(fields) => fields.entry(step).or_insert(Value::Null),
                    _ => return Err(no_item(step, 0)),
                }
            }
        };
    }
    *place = value;
    Ok(())
}

fn remove(wanted: &mut Value, path: &str) -> Result<(), Fault> {
    let path = path.replace('-', "_");
    let (parent, last) = match path.rsplit_once('.') {
        Some((parent, last)) => (Some(parent), last),
        None => (None, path.as_str()),
    };
    let mut place = wanted;
    for step in parent.into_iter().flat_map(|parent| parent.split('.')) {
        let next = match place {
            Value::Array(items) => step.parse::<usize>().ok().and_then(|at| items.get_mut(at)),
            Value::Object(fields) => fields.get_mut(step),
            _ => None,
        };
        place = next.ok_or_else(|| absent(&path))?;
    }
    let removed = match place {
        Value::Array(items) => match last.parse::<usize>() {
            Ok(at) if at < items.len() => Some(items.remove(at)),
            _ => None,
        },
        Value::Object(fields) => fields.remove(last),
        _ => None,
    };
    removed.map(|_| ()).ok_or_else(|| absent(&path))
}

fn absent(path: &str) -> Fault {
    Fault::new(
        "nothing_to_unset",
        format!("the entry has no {path}"),
        "look at its fields with `dateline show REF`",
    )
}

fn index(step: &str, length: usize) -> Result<usize, Fault> {
    match step.parse::<usize>() {
        Ok(at) if at <= length => Ok(at),
        _ => Err(no_item(step, length)),
    }
}

fn no_item(step: &str, length: usize) -> Fault {
    Fault::new(
        "no_such_item",
        format!("{step} is no item of a list of {length}"),
        "items are counted from 0, as in sources.0.url",
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::amend::difference;
    use serde_json::json;

    fn patch(set: &[&str], unset: &[&str]) -> Value {
        let event = json!({
            "kind": "fund_exit",
            "amount": {"value": "1", "currency": "USD", "bound": "about"},
            "sources": [{"publisher": "A"}, {"publisher": "B", "url": "https://b.example"}],
            "note": "x",
        });
        let own = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let (set, unset) = (own(set), own(unset));
        let event = event.as_object().unwrap();
        let wanted = wanted(Kind::FundExit, event, set.iter(), unset.iter()).unwrap();
        Value::Object(difference(event, &wanted))
    }

    #[test]
    fn a_path_into_a_list_gives_the_whole_list() {
        assert_eq!(
            patch(&["sources.1.publisher=C"], &[]),
            json!({"sources": [{"publisher": "A"}, {"publisher": "C", "url": "https://b.example"}]})
        );
        assert_eq!(
            patch(&[], &["sources.1"]),
            json!({"sources": [{"publisher": "A"}]})
        );
    }

    #[test]
    fn what_a_new_object_lacks_is_taken_away() {
        assert_eq!(
            patch(&["amount=2 USD"], &["note"]),
            json!({"amount": {"value": "2", "bound": null}, "note": null})
        );
        assert_eq!(
            patch(&["amount.bound=exact"], &[]),
            json!({"amount": {"bound": "exact"}})
        );
    }
}
