//! The rules of the tables that bind several fields of one object, checked on what was
//! given (presence) and on what was valid of it (values).

use serde_json::{Map, Value};

use super::Reader;
use super::object::{article, has};
use super::text::describes;
use crate::event::amount::Amount;
use crate::event::decimal::Decimal;
use crate::event::field::Rule;
use crate::event::problem::Fault;
use crate::event::shown::{either, every};
use crate::event::text::quoted;

type Object = Map<String, Value>;

impl Reader {
    pub(super) fn rules(&mut self, rules: &[Rule], given: &Object, stored: &Object, what: &str) {
        for rule in rules {
            match rule {
                Rule::AnyOf(names) => self.any_of(names, given, what),
                Rule::OneOf(names) => self.one_of(names, given, what),
                Rule::NotBelow(upper, lower) => self.not_below(upper, lower, stored),
                Rule::SameCurrency(one, other) => self.same_currency(one, other, stored),
                Rule::Unnamed {
                    field,
                    words,
                    describes,
                    refused,
                } => self.unnamed(field, words, describes, refused, given),
            }
        }
    }

    fn any_of(&mut self, names: &[&str], given: &Object, what: &str) {
        if !names.iter().any(|name| has(given, name)) {
            self.tell(Fault::new(
                "missing_one_of",
                format!("{} needs {}", article(what), either(names)),
                "give at least one of them",
            ));
        }
    }

    fn one_of(&mut self, names: &[&str], given: &Object, what: &str) {
        let there: Vec<_> = names.iter().filter(|name| has(given, name)).collect();
        match there.len() {
            0 => self.tell(Fault::new(
                "missing_one_of",
                format!("{} needs {}", article(what), either(names)),
                "give exactly one of them",
            )),
            1 => {}
            _ => self.tell(Fault::new(
                "only_one_of",
                format!(
                    "{} has exactly one of {}, and here are {}",
                    article(what),
                    either(names),
                    every(&there)
                ),
                "record one event for each figure",
            )),
        }
    }

    fn not_below(&mut self, upper: &str, lower: &str, stored: &Object) {
        let decimal = |name: &str| Decimal::parse(stored.get(name)?.as_str()?);
        if let (Some(high), Some(low)) = (decimal(upper), decimal(lower))
            && let Err(fault) = Amount::check_range(low, high)
        {
            self.tell_at(upper, fault);
        }
    }

    fn same_currency(&mut self, one: &str, other: &str, stored: &Object) {
        let currency = |name: &str| stored.get(name)?.get("currency")?.as_str();
        if let (Some(first), Some(second)) = (currency(one), currency(other))
            && first != second
        {
            let fault = Fault::new(
                "currency_mismatch",
                format!("{one} is in {first} and {other} in {second}"),
                "give both in one currency; amounts are never converted",
            );
            self.tell_at(other, fault);
        }
    }

    fn unnamed(
        &mut self,
        field: &str,
        words: &[&str],
        describing: &str,
        refused: &[&str],
        given: &Object,
    ) {
        let Some(word) = given.get(field).and_then(Value::as_str) else {
            return;
        };
        if !words.contains(&word) {
            return;
        }
        for name in refused.iter().filter(|name| has(given, name)) {
            let fault = Fault::new(
                "would_name_source",
                format!("with {field} {word}, {name} may give the source away"),
                format!("leave {name} out: what is recorded cannot be unsaid"),
            );
            self.tell_at(name, fault);
        }
        let publisher = given.get(describing).and_then(Value::as_str);
        let fault = match publisher {
            Some(text) if describes(text) => return,
            Some(text) => Fault::new(
                "would_name_source",
                format!("with {field} {word}, {} reads like a name", quoted(text)),
                "describe and do not name: \"a senior Treasury official\"",
            ),
            None if has(given, describing) => return,
            None => Fault::new(
                "would_name_source",
                format!("with {field} {word}, a source needs a {describing} that describes it"),
                "describe and do not name: \"a senior Treasury official\"",
            ),
        };
        self.tell_at(describing, fault);
    }
}
