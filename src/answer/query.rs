//! The query of a citation: command, arguments and every flag, resolved, so that it can be
//! asked again. Owns the names of its fields; resolves nothing itself.

use serde_json::{Map, Value, json};

use super::{Audit, By, Filters, Question, Side};
use crate::clocks::Clocks;
use crate::event::when::When;
use crate::log::Entry;
use crate::projection::periods::Every;

/// The entries that the REFs of a question were found to name.
#[derive(Debug, Clone, Default)]
pub struct Named<'h> {
    /// That of the question itself.
    pub reference: Option<&'h Entry>,
    /// That of `--to`.
    pub to: Option<&'h Entry>,
    /// Those of a question that takes several.
    pub all: Vec<&'h Entry>,
}

/// The fields of the clocks and of what widens them.
pub fn clocks(clocks: &Clocks) -> Map<String, Value> {
    let fields = [
        ("on", date(clocks.on.as_ref())),
        ("published", date(clocks.published.as_ref())),
        ("known", json!(clocks.known)),
        ("possible", json!(clocks.possible)),
        ("claims", json!(clocks.claims)),
    ];
    let named = |(name, value): (&str, Value)| (name.to_owned(), value);
    fields.into_iter().map(named).collect()
}

/// The query object: `command`, `arguments` (REFs as ids), then one field a flag; null, false
/// or empty where it was not given.
pub fn resolved(clocks: &Clocks, question: &Question, named: Named<'_>) -> Map<String, Value> {
    let mut query = self::clocks(clocks);
    let (command, arguments) = asked(question, named, &mut query);
    query.insert("command".to_owned(), json!(command));
    query.insert("arguments".to_owned(), json!(arguments));
    if let Some(filters) = question.filters() {
        put_filters(&mut query, question, filters);
    }
    query
}

/// The command and its arguments; its own flags go into `query`.
fn asked(
    question: &Question,
    named: Named<'_>,
    query: &mut Map<String, Value>,
) -> (&'static str, Vec<Option<String>>) {
    let mut set = |name: &str, value: Value| {
        query.insert(name.to_owned(), value);
    };
    let id = |entry: Option<&Entry>| entry.map(|entry| entry.id.to_string());
    if let Some(why) = question.why() {
        set("why", json!(why));
    }
    match question {
        Question::Find(find) => {
            set("retracted", json!(find.retracted));
            ("find", vec![Some(find.words.clone())])
        }
        Question::Audit(audit) => ("audit", audited(audit, &named, query)),
        Question::Show { history, .. } => {
            set("history", json!(history));
            ("show", vec![id(named.reference)])
        }
        Question::Say { lang, history, .. } => {
            set("lang", json!(lang.tag()));
            set("history", json!(history));
            ("say", vec![id(named.reference)])
        }
        Question::Divestment { by, asset, .. } => {
            set("by", json!(by.name()));
            set("asset", json!(asset));
            ("divestment", Vec::new())
        }
        Question::Stance {
            country,
            toward,
            members,
            rules,
            ..
        } => {
            set("toward", json!(toward));
            set("members", json!(members));
            set("rules", json!(rules.as_ref().map(|rules| &rules.sha256)));
            ("stance", country.iter().cloned().map(Some).collect())
        }
        Question::Chain { side, all, .. } => {
            set("causes", json!(*side == Side::Causes));
            set("effects", json!(*side == Side::Effects));
            set("all", json!(all));
            set("to", json!(id(named.to)));
            ("chain", vec![id(named.reference)])
        }
        Question::Graph => {
            for name in ["causes", "effects", "all"] {
                set(name, json!(false));
            }
            set("to", Value::Null);
            ("chain", Vec::new())
        }
        Question::Around { days, .. } => {
            set("days", json!(days));
            ("around", vec![id(named.reference)])
        }
        Question::Contradictions { tolerance, .. } => {
            set("tolerance", json!(tolerance.to_string()));
            ("contradictions", Vec::new())
        }
        _ => (question.plain_name(), Vec::new()),
    }
}

/// The rules that were named, or else the level; gives the ids of the entries asked about.
fn audited(
    audit: &Audit,
    named: &Named<'_>,
    query: &mut Map<String, Value>,
) -> Vec<Option<String>> {
    let rules: Vec<&str> = audit.rules.iter().map(|rule| rule.name).collect();
    let level = rules.is_empty().then(|| audit.level.name());
    query.insert("rule".to_owned(), json!(rules));
    query.insert("level".to_owned(), json!(level));
    let about = named.all.iter();
    about.map(|entry| Some(entry.id.to_string())).collect()
}

/// Only the filters that the view heeds.
fn put_filters(query: &mut Map<String, Value>, question: &Question, filters: &Filters) {
    put(query, question.heeds(), filters);
}

/// The filters of those names.
pub fn put(query: &mut Map<String, Value>, names: &[&str], filters: &Filters) {
    for name in names {
        let value = match *name {
            "kind" => json!(filters.kind),
            "country" => json!(filters.country),
            "tag" => json!(filters.tag),
            "publisher" => json!(filters.publisher),
            "since" => date(filters.since.as_ref()),
            "until" => date(filters.until.as_ref()),
            "every" => json!(filters.every.map(Every::name)),
            _ => json!(filters.limit),
        };
        query.insert((*name).to_owned(), value);
    }
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

    /// The level of that name.
    pub fn named(name: &str) -> Option<By> {
        let all = [By::Holder, By::Country, By::Asset];
        all.into_iter().find(|by| by.name() == name)
    }
}

/// The filters that choose single events.
pub const OF_EVENTS: &[&str] = &[
    "kind",
    "country",
    "tag",
    "publisher",
    "since",
    "until",
    "limit",
];

impl Question {
    /// The filters that its view heeds (some of them); none for `show` and `chain`.
    pub fn filters(&self) -> Option<&Filters> {
        match self {
            Question::Log(filters) | Question::Timeline(filters) => Some(filters),
            Question::Find(find) => Some(&find.filters),
            Question::Audit(audit) => Some(&audit.filters),
            Question::Divestment { filters, .. }
            | Question::Stance { filters, .. }
            | Question::Around { filters, .. }
            | Question::Threats { filters, .. }
            | Question::Sanctions { filters, .. }
            | Question::Yields { filters, .. }
            | Question::Observations { filters, .. }
            | Question::Sources { filters, .. }
            | Question::Contradictions { filters, .. } => Some(filters),
            Question::Show { .. }
            | Question::Say { .. }
            | Question::Chain { .. }
            | Question::Graph => None,
        }
    }

    /// The same question with these filters, if it has any.
    pub fn with_filters(mut self, wanted: Filters) -> Question {
        if let Some(own) = self.filters_mut() {
            *own = wanted;
        }
        self
    }

    fn filters_mut(&mut self) -> Option<&mut Filters> {
        match self {
            Question::Log(filters) | Question::Timeline(filters) => Some(filters),
            Question::Find(find) => Some(&mut find.filters),
            Question::Audit(audit) => Some(&mut audit.filters),
            Question::Divestment { filters, .. }
            | Question::Stance { filters, .. }
            | Question::Around { filters, .. }
            | Question::Threats { filters, .. }
            | Question::Sanctions { filters, .. }
            | Question::Yields { filters, .. }
            | Question::Observations { filters, .. }
            | Question::Sources { filters, .. }
            | Question::Contradictions { filters, .. } => Some(filters),
            Question::Show { .. }
            | Question::Say { .. }
            | Question::Chain { .. }
            | Question::Graph => None,
        }
    }

    /// The names of the filters that its view heeds.
    pub fn heeds(&self) -> &'static [&'static str] {
        match self {
            Question::Log(_)
            | Question::Timeline(_)
            | Question::Audit(_)
            | Question::Find(_)
            | Question::Around { .. } => OF_EVENTS,
            Question::Threats { .. } => &["country", "tag", "publisher", "since", "until", "limit"],
            Question::Divestment { .. }
            | Question::Yields { .. }
            | Question::Observations { .. } => &["country", "since", "until", "every", "limit"],
            Question::Stance { .. } | Question::Sanctions { .. } => &["country", "limit"],
            Question::Sources { .. } => &["publisher", "limit"],
            Question::Contradictions { .. } => &["kind", "country", "limit"],
            Question::Show { .. }
            | Question::Say { .. }
            | Question::Chain { .. }
            | Question::Graph => &[],
        }
    }

    /// Whether it asks for the entries behind each row; `None` where there is no such flag.
    fn why(&self) -> Option<bool> {
        match self {
            Question::Divestment { why, .. }
            | Question::Stance { why, .. }
            | Question::Threats { why, .. }
            | Question::Sanctions { why, .. }
            | Question::Yields { why, .. }
            | Question::Observations { why, .. }
            | Question::Sources { why, .. }
            | Question::Contradictions { why, .. } => Some(*why),
            _ => None,
        }
    }

    /// The same question, asking for the entries behind each row where there is such a flag.
    pub fn with_why(mut self) -> Question {
        match &mut self {
            Question::Divestment { why, .. }
            | Question::Stance { why, .. }
            | Question::Threats { why, .. }
            | Question::Sanctions { why, .. }
            | Question::Yields { why, .. }
            | Question::Observations { why, .. }
            | Question::Sources { why, .. }
            | Question::Contradictions { why, .. } => *why = true,
            _ => {}
        }
        self
    }

    /// The command of a question that has no arguments but flags.
    fn plain_name(&self) -> &'static str {
        match self {
            Question::Log(_) => "log",
            Question::Timeline(_) => "timeline",
            Question::Threats { .. } => "threats",
            Question::Sanctions { .. } => "sanctions",
            Question::Yields { .. } => "yields",
            Question::Observations { .. } => "observations",
            _ => "sources",
        }
    }
}
