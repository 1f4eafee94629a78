//! Query → question → query, over every view: what an answer says was asked is enough to ask it
//! again, and gives the same answer. What it does not say as this version would is refused.

use dateline::answer::asked::parse;
use dateline::answer::drift::ages;
use dateline::answer::{Answer, By, Filters, Question, View, answer};
use dateline::clocks::Clocks;
use dateline::facts::History;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::questions::{clocks, questions, tables};
use crate::views::story::{Story, dispute, event, id, retraction};

fn history() -> History {
    let by = |code: &str| json!({"country": code});
    Story::of([
        event(
            "threat",
            "2026-01-10",
            json!({"by": by("US"), "against": ["DK"], "consequence": "tariffs", "label": "threat"}),
        ),
        event(
            "fund_exit",
            "2026-01-20",
            json!({"holder": {"name": "Fund A", "country": "DK", "id": "fund-a"},
            "asset": {"class": "us_treasury", "issuer": "US"}, "stage": "announced",
            "amount": {"value": "100", "currency": "USD", "bound": "about"}, "deadline": "2026-01-31"}),
        ),
        event(
            "holding",
            "2026-01",
            json!({"holder": by("DK"), "asset": {"class": "us_treasury", "issuer": "US"},
            "amount": {"value": "900", "currency": "USD"}, "tags": ["tic"]}),
        ),
        event(
            "statement",
            "2026-01-21",
            json!({"by": by("DK"), "act": "criticises", "toward": ["US"], "title": "Denmark objects"}),
        ),
        event(
            "yield_move",
            "2026-01-21",
            json!({"instrument": {"issuer": "JP", "tenor": "30Y"}, "level": "3.9"}),
        ),
        event(
            "observation",
            "2026-01",
            json!({"subject": by("US"), "measure": "federal_debt", "amount": {"value": "38", "currency": "USD"}}),
        ),
        json!({"kind": "link", "cause": id(1), "effect": id(2), "relation": "motivates", "confidence": 0.6}),
        dispute(2),
        retraction(4),
        event(
            "sanction",
            "2026-01-22",
            json!({"by": ["US"], "against": ["DK"], "measure": "tariff", "action": "imposed"}),
        ),
    ])
}

/// Only what a view heeds is in its query: the same question without the rest.
fn heeded(question: &Question) -> Question {
    let mut heeded = question.clone();
    let names = question.heeds();
    let filters = match &mut heeded {
        Question::Log(filters) | Question::Timeline(filters) => filters,
        Question::Find(find) => &mut find.filters,
        Question::Audit(audit) => &mut audit.filters,
        Question::Divestment { filters, .. }
        | Question::Stance { filters, .. }
        | Question::Around { filters, .. }
        | Question::Threats { filters, .. }
        | Question::Sanctions { filters, .. }
        | Question::Yields { filters, .. }
        | Question::Observations { filters, .. }
        | Question::Sources { filters, .. }
        | Question::Contradictions { filters, .. } => filters,
        Question::Show { .. } | Question::Say { .. } | Question::Chain { .. } | Question::Graph => {
            return heeded;
        }
    };
    let has = |name: &str| names.contains(&name);
    let given = filters.clone();
    *filters = Filters {
        kind: given.kind.into_iter().filter(|_| has("kind")).collect(),
        country: given
            .country
            .into_iter()
            .filter(|_| has("country"))
            .collect(),
        tag: given.tag.into_iter().filter(|_| has("tag")).collect(),
        publisher: given
            .publisher
            .into_iter()
            .filter(|_| has("publisher"))
            .collect(),
        since: given.since.filter(|_| has("since")),
        until: given.until.filter(|_| has("until")),
        every: given.every.filter(|_| has("every")),
        limit: given.limit.filter(|_| has("limit")),
    };
    heeded
}

/// The query by way of text, as a log would keep it.
fn kept(answer: &Answer) -> Map<String, Value> {
    let text = serde_json::to_string(&answer.citation.query).unwrap();
    serde_json::from_str(&text).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_asked_can_be_asked_again(clocks in clocks(), question in questions()) {
        let history = history();
        let question = heeded(&question);
        // A REF beyond --known, or too many periods: there is no answer to ask again.
        let Ok(first) = answer(&history, &clocks, &question) else { return Ok(()) };
        let asked = parse(&kept(&first), &tables).unwrap();
        prop_assert_eq!(&asked.clocks, &clocks);
        let again = answer(&history, &asked.clocks, &asked.question).unwrap();
        prop_assert_eq!(&again, &first);
        // And once more: by now REFs are ids, and the question itself is the same.
        let twice = parse(&kept(&again), &tables).unwrap();
        prop_assert_eq!(&twice, &asked);
        let named = matches!(question, Question::Show { .. } | Question::Say { .. } | Question::Around { .. } | Question::Chain { .. });
        prop_assert!(named || asked.question == question, "{:?} {:?}", asked.question, question);
    }
}

fn query() -> Map<String, Value> {
    let history = history();
    let question = Question::Divestment {
        by: By::Country,
        asset: None,
        why: false,
        filters: Filters::default(),
    };
    kept(&answer(&history, &Clocks::default(), &question).unwrap())
}

#[test]
fn a_field_that_is_absent_was_not_given() {
    let mut query = query();
    query.retain(|_, value| !value.is_null() && *value != json!([]) && *value != json!(false));
    assert_eq!(query.len(), 2, "{query:?}");
    let asked = parse(&query, &|_| None).unwrap();
    assert_eq!(asked.clocks, Clocks::default());
    assert!(ages(&asked.question));
}

#[test]
fn what_this_version_would_not_say_is_refused() {
    let refused = |name: &str, value: Value| {
        let mut query = query();
        query.insert(name.to_owned(), value);
        parse(&query, &|_| None).unwrap_err().to_string()
    };
    for (name, value, why) in [
        ("currency", json!("USD"), "without `currency`"),
        ("command", json!("exodus"), "no view `exodus`"),
        ("command", json!("replay"), "no view `replay`"),
        ("command", json!(7), "`command`"),
        ("arguments", json!(["a", "b"]), "`arguments`"),
        ("arguments", json!(["a"]), "without `arguments`"),
        ("by", json!("planet"), "`by`"),
        ("on", json!("2026-13"), "`on`"),
        ("known", json!("@3"), "`known`"),
        ("known", json!(-3), "`known`"),
        ("why", json!("yes"), "`why`"),
        ("country", json!("DK"), "`country`"),
        ("country", json!([1]), "`country`"),
        ("limit", json!(1.5), "`limit`"),
        ("every", json!("week"), "`every`"),
        ("tag", json!(["tic"]), "without `tag`"),
    ] {
        let told = refused(name, value.clone());
        assert!(told.contains(why), "{name} {value}: {told}");
    }
    let mut stance = query();
    stance.insert("command".into(), json!("stance"));
    stance.insert("rules".into(), json!("ab".repeat(32)));
    stance.remove("by");
    let told = parse(&stance, &|_| None).unwrap_err().to_string();
    assert!(told.contains("not held as evidence"), "{told}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A query may come from a log that somebody wrote by hand.
    #[test]
    fn no_query_panics(
        name in "command|arguments|known|on|rules|by|[a-z]{1,8}",
        value in prop_oneof![
            Just(Value::Null), any::<bool>().prop_map(Value::from), any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from), "\\PC{0,12}".prop_map(Value::from),
            prop::collection::vec("\\PC{0,6}", 0..3).prop_map(Value::from),
        ],
        command in select(&["log", "find", "show", "say", "around", "stance", "chain", "contradictions", ""][..]),
    ) {
        let mut query = Map::from_iter([("command".to_owned(), json!(command))]);
        query.insert(name, value);
        let _ = parse(&query, &|_| None);
    }
}

/// The view of a cited answer is one of those that drift can compare.
#[test]
fn every_view_has_a_body_to_digest() {
    let history = history();
    let question = Question::Show {
        reference: "@2".into(),
        history: true,
    };
    let shown = answer(&history, &Clocks::default(), &question).unwrap();
    let body = dateline::answer::pin::body(&shown);
    let names: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(names, ["amendments", "entry", "links", "versions"]);
    assert!(matches!(shown.view, View::Entry(_)));
}
