//! A record to an event: skip rules, the case that fits, templates filled in. Owns what is left
//! out without a word (a field with a blank column) and what not; checks no event.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::spec::{Made, Mapping};
use super::template::Template;
use super::value::Scope;
use crate::event::Fault;
use crate::event::Problem;

/// What a record comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Built {
    /// An event: the key of its row, and its fields.
    Event(String, Map<String, Value>),
    /// Left out by a rule, with its reason if it has one.
    Skipped(Option<String>),
}

/// Fields of a source given with the import: they go before those of the mapping.
pub type Given = Map<String, Value>;

/// Makes an event of a record.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn build(scope: &mut Scope<'_>, source: &Given) -> Result<Built, Problem> {
    let mapping = scope.mapping;
    for skip in &mapping.skips {
        if skip.condition.holds(&mut |name| scope.column(name))? {
            return Ok(Built::Skipped(skip.why.clone()));
        }
    }
    let mut fitting = None;
    for case in &mapping.cases {
        if case.condition.holds(&mut |name| scope.column(name))? {
            fitting = Some(case);
            break;
        }
    }
    let Some(case) = fitting else {
        return Err(no_case(mapping, scope)?);
    };
    let Some(key) = scope.template(&mapping.key)? else {
        return Err(blank_key(&mapping.key));
    };
    let mut fields = object(scope, &case.event)?;
    let mut cited = object(scope, &mapping.source)?;
    cited.extend(source.clone());
    if !cited.is_empty() {
        fields.insert("sources".into(), Value::Array(vec![Value::Object(cited)]));
    }
    Ok(Built::Event(key, fields))
}

fn object(
    scope: &mut Scope<'_>,
    made: &BTreeMap<String, Made>,
) -> Result<Map<String, Value>, Problem> {
    let mut fields = Map::new();
    for (name, made) in made {
        if let Some(value) = value(scope, made)? {
            fields.insert(name.clone(), value);
        }
    }
    Ok(fields)
}

fn value(scope: &mut Scope<'_>, made: &Made) -> Result<Option<Value>, Problem> {
    match made {
        Made::Plain(value) => Ok(Some(value.clone())),
        Made::Text(template) => Ok(scope.template(template)?.map(Value::String)),
        Made::List(items) => {
            let mut list = Vec::new();
            for item in items {
                match item {
                    Made::Text(template) if template.alone().is_some() => {
                        let name = template.alone().unwrap_or_default();
                        list.extend(scope.column(name)?.into_iter().map(Value::String));
                    }
                    item => list.extend(value(scope, item)?),
                }
            }
            Ok((!list.is_empty()).then_some(Value::Array(list)))
        }
        Made::Object(inner) => {
            let fields = object(scope, inner)?;
            // Of an object whose columns are all blank the constants say nothing.
            let asks = inner.values().any(Made::asks);
            let answered = inner
                .iter()
                .any(|(name, made)| made.asks() && fields.contains_key(name));
            Ok((answered || !asks).then_some(Value::Object(fields)))
        }
    }
}

impl Made {
    /// Whether it names a column.
    pub fn asks(&self) -> bool {
        match self {
            Made::Text(template) => template.constant().is_none(),
            Made::Plain(_) => false,
            Made::List(items) => items.iter().any(Made::asks),
            Made::Object(fields) => fields.values().any(Made::asks),
        }
    }

    /// The columns that it names.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Made::Text(template) => template.columns().collect(),
            Made::Plain(_) => Vec::new(),
            Made::List(items) => items.iter().flat_map(Made::columns).collect(),
            Made::Object(fields) => fields.values().flat_map(Made::columns).collect(),
        }
    }
}

fn no_case(mapping: &Mapping, scope: &mut Scope<'_>) -> Result<Problem, Problem> {
    let mut asked: Vec<&str> = Vec::new();
    for case in &mapping.cases {
        for (name, _) in case.condition.when.iter().chain(&case.condition.unless) {
            if !asked.contains(&name.as_str()) {
                asked.push(name);
            }
        }
    }
    let mut found = Vec::new();
    for name in &asked {
        found.push(format!("{name} is {}", quoted_or_blank(&scope.text(name)?)));
    }
    let fault = Fault::new(
        "unmapped_value",
        format!("no case of the mapping fits: {}", found.join(", ")),
        "add a [[case]] for it to the mapping, or a [[skip]] with the reason",
    );
    Ok(fault.at(asked.first().copied().unwrap_or_default()))
}

fn quoted_or_blank(text: &str) -> String {
    match text {
        "" => "blank".to_owned(),
        text => crate::event::text::quoted(text),
    }
}

fn blank_key(key: &Template) -> Problem {
    let names: Vec<&str> = key.columns().collect();
    Fault::new(
        "blank_key",
        format!("a column of the row's key is blank ({})", names.join(", ")),
        "without it the row cannot be told from others: mend it, skip it, or take other columns for `key`",
    )
    .at("")
}
