//! Validity of one event by itself (§3): fields of its kind, their forms, and the rules between them.
//! Owns the checks, field by field against `vocabulary`, so that a correction whose result is no event can be skipped.
//! Never looks at other entries: what must hold between entries is `desk`'s.

use serde_json::Value;

use super::{
    dates, money,
    vocabulary::{
        COMMON,
        Form::{self, *},
        PARTY_TYPES, fields,
    },
};

/// Whether it is a valid event; if not, what is wrong first.
pub fn event(event: &Value) -> Result<(), String> {
    let kind = event["kind"].as_str().ok_or("kind: missing")?;
    let own = fields(kind).ok_or("kind: unknown")?;
    let given = event.as_object().ok_or("not an object")?;
    for name in given.keys() {
        let known = own.iter().chain(COMMON).find(|(field, _, _)| field == name);
        let (_, _, form) = known.ok_or(format!("{name}: unknown field"))?;
        if !has_form(&event[name.as_str()], *form) {
            return Err(format!("{name}: not of its form"));
        }
    }
    if let Some((missing, ..)) = own
        .iter()
        .find(|(name, required, _)| *required && !given.contains_key(*name))
    {
        return Err(format!("{missing}: missing"));
    }
    let amendment = super::known::is_amendment(event);
    let has = |name: &str| given.contains_key(name);
    let how_many = |names: &[&str]| names.iter().filter(|name| has(name)).count();
    let timeless = amendment || kind == "link";
    let may_lack_sources = timeless && kind != "corroboration";
    let rules = [
        (
            has("happened") != timeless,
            "happened: required on events, refused on links and amendments",
        ),
        (has("sources") || may_lack_sources, "sources: missing"),
        (
            !(amendment && has("claimed_by")),
            "claimed_by: not on amendments",
        ),
        (
            kind != "sanction" || how_many(&["against", "entities"]) > 0,
            "against or entities: missing",
        ),
        (
            kind != "yield_move" || how_many(&["level", "from", "change_bp", "record"]) > 0,
            "level: missing",
        ),
        (
            kind != "fund_exit"
                || how_many(&["amount", "done"]) < 2
                || money::currency_of(&event["amount"]) == money::currency_of(&event["done"]),
            "amount and done: of one currency",
        ),
        (
            kind != "observation" || how_many(&["amount", "percent", "count", "rank"]) == 1,
            "exactly one of amount, percent, count, rank",
        ),
    ];
    match rules.iter().find(|(holds, _)| !holds) {
        Some((_, wrong)) => Err((*wrong).to_owned()),
        None => Ok(()),
    }
}

fn has_form(value: &Value, form: Form) -> bool {
    match form {
        Text => value.as_str().is_some_and(|text| !text.is_empty()),
        Date => value
            .as_str()
            .is_some_and(|text| !text.starts_with("..") && dates::span(text).is_some()),
        Decimal => value
            .as_str()
            .is_some_and(|text| money::micro(text.strip_prefix('-').unwrap_or(text)).is_some()),
        Number => value.is_number() || has_form(value, Decimal),
        Any => true,
        True => *value == Value::Bool(true),
        Object => value.is_object(),
        OneOf(allowed) => value.as_str().is_some_and(|text| allowed.contains(&text)),
        Texts => all(value, |item| has_form(item, Text)),
        Party => {
            has_only(
                value,
                &[
                    ("id", Text),
                    ("name", Text),
                    ("names", Object),
                    ("country", Text),
                    ("type", PARTY_TYPES),
                ],
            ) && (value.get("name").is_some() || value.get("country").is_some())
        }
        Asset => {
            has_only(value, &[("class", Text), ("issuer", Text)]) && value.get("class").is_some()
        }
        Instrument => {
            has_only(value, &[("issuer", Text), ("tenor", Text)])
                && value.get("issuer").is_some()
                && value.get("tenor").is_some()
        }
        Amount => amount(value),
        Sources => all(value, source),
    }
}

fn all(value: &Value, holds: impl Fn(&Value) -> bool) -> bool {
    value
        .as_array()
        .is_some_and(|items| !items.is_empty() && items.iter().all(holds))
}

/// An object with no other fields than these, each of its form.
fn has_only(value: &Value, allowed: &[(&str, Form)]) -> bool {
    value.as_object().is_some_and(|fields| {
        fields.iter().all(|(name, field)| {
            allowed
                .iter()
                .any(|(known, form)| known == name && has_form(field, *form))
        })
    })
}

fn amount(value: &Value) -> bool {
    let unsigned = |name: &str| value[name].as_str().and_then(money::micro);
    let bounds = OneOf(&["exact", "about", "at_least", "at_most"]);
    let known = [
        ("value", Decimal),
        ("currency", Text),
        ("bound", bounds),
        ("high", Decimal),
    ];
    has_only(value, &known)
        && value.get("currency").is_some()
        && unsigned("value").is_some_and(|low| match value.get("high") {
            Some(_) => unsigned("high").is_some_and(|high| low <= high),
            None => true,
        })
}

fn source(value: &Value) -> bool {
    let texts = [
        "publisher",
        "url",
        "title",
        "quote",
        "lang",
        "origin",
        "archive_url",
        "evidence",
        "grade",
        "terms",
    ];
    let mut allowed: Vec<(&str, Form)> = texts.iter().map(|name| (*name, Text)).collect();
    allowed.extend([("published", Date), ("accessed", Date)]);
    has_only(value, &allowed) && (value.get("publisher").is_some() || value.get("url").is_some())
}
