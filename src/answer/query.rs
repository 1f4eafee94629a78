//! The query of a citation: command, arguments and every flag, resolved, so that it can be
//! asked again. Owns the names of its fields; resolves nothing itself.

use serde_json::{Map, Value, json};

use super::{By, Filters, Question, Side};
use crate::clocks::Clocks;
use crate::event::when::When;
use crate::log::Entry;

/// The entries that the REFs of a question were found to name.
#[derive(Debug, Clone, Copy, Default)]
pub struct Named<'h> {
    /// That of the question itself.
    pub reference: Option<&'h Entry>,
    /// That of `--to`.
    pub to: Option<&'h Entry>,
}

/// The query object: `command`, `arguments` (REFs as ids), then one field a flag; null, false
/// or empty where it was not given.
pub fn resolved(clocks: &Clocks, question: &Question, named: Named<'_>) -> Map<String, Value> {
    let mut query = Map::new();
    let mut set = |name: &str, value: Value| {
        query.insert(name.to_owned(), value);
    };
    set("on", date(clocks.on.as_ref()));
    set("published", date(clocks.published.as_ref()));
    set("known", json!(clocks.known));
    set("possible", json!(clocks.possible));
    set("claims", json!(clocks.claims));
    let id = |entry: Option<&Entry>| entry.map(|entry| entry.id.to_string());
    let (command, arguments) = match question {
        Question::Log(_) => ("log", Vec::new()),
        Question::Timeline(_) => ("timeline", Vec::new()),
        Question::Show { history, .. } => {
            set("history", json!(history));
            ("show", vec![id(named.reference)])
        }
        Question::Say { lang, history, .. } => {
            set("lang", json!(lang.tag()));
            set("history", json!(history));
            ("say", vec![id(named.reference)])
        }
        Question::Divestment { by, asset, why, .. } => {
            set("by", json!(by.name()));
            set("asset", json!(asset));
            set("why", json!(why));
            ("divestment", Vec::new())
        }
        Question::Stance {
            country,
            toward,
            members,
            rules,
            why,
            ..
        } => {
            set("toward", json!(toward));
            set("members", json!(members));
            set("rules", json!(rules.as_ref().map(|rules| &rules.sha256)));
            set("why", json!(why));
            ("stance", country.iter().cloned().map(Some).collect())
        }
        Question::Chain { side, all, .. } => {
            set("causes", json!(*side == Side::Causes));
            set("effects", json!(*side == Side::Effects));
            set("all", json!(all));
            set("to", json!(id(named.to)));
            ("chain", vec![id(named.reference)])
        }
    };
    set("command", json!(command));
    set("arguments", json!(arguments));
    if let Some(filters) = question.filters() {
        put_filters(&mut query, question, filters);
    }
    query
}

/// Only the filters that the view heeds.
fn put_filters(query: &mut Map<String, Value>, question: &Question, filters: &Filters) {
    let lists = matches!(question, Question::Log(_) | Question::Timeline(_));
    let mut set = |name: &str, value: Value| {
        query.insert(name.to_owned(), value);
    };
    if lists {
        set("kind", json!(filters.kind));
        set("tag", json!(filters.tag));
        set("publisher", json!(filters.publisher));
        set("until", date(filters.until.as_ref()));
    }
    if lists || matches!(question, Question::Divestment { .. }) {
        set("since", date(filters.since.as_ref()));
    }
    set("country", json!(filters.country));
    set("limit", json!(filters.limit));
}

fn date(when: Option<&When>) -> Value {
    json!(when.map(|when| &when.text))
}

impl By {
    /// As the command line writes it.
    pub fn name(self) -> &'static str {
        match self {
            By::Holder => "holder",
            By::Country => "country",
            By::Asset => "asset",
        }
    }
}

impl Question {
    /// The filters that its view heeds (some of them); none for `show` and `chain`.
    pub fn filters(&self) -> Option<&Filters> {
        match self {
            Question::Log(filters) | Question::Timeline(filters) => Some(filters),
            Question::Divestment { filters, .. } | Question::Stance { filters, .. } => {
                Some(filters)
            }
            Question::Show { .. } | Question::Say { .. } | Question::Chain { .. } => None,
        }
    }
}
