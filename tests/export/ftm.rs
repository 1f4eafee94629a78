//! `ftm`: entities that refer to entities that are there, of what a view takes in. Whether the
//! model accepts them is asked of its own package, in `outside`.

use std::collections::{BTreeMap, BTreeSet};

use dateline::export::ftm;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::exported;
use crate::agree::{self, Bench, recorded};
use crate::reference::{Query, generator};

pub fn written(bench: &Bench, query: &Query) -> (Vec<Value>, String) {
    let clocks = agree::clocks(query);
    let (count, text, _) = exported(bench, clocks, None, |passage, tally, out| {
        ftm::write(passage, tally, &mut |_, _| {}, out).unwrap()
    });
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len() as u64, count);
    (lines, text)
}

/// Properties that hold ids of entities.
const POINTING: [&str; 3] = ["entity", "involved", "proof"];

fn of<'e>(entity: &'e Value, property: &str) -> Vec<&'e str> {
    let values = entity["properties"][property].as_array();
    values
        .into_iter()
        .flatten()
        .map(|value| value.as_str().unwrap())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whoever_is_named_is_there_and_every_event_in_view_once(
        commits in generator::histories(40),
        query in generator::queries(),
    ) {
        let bench = recorded(&commits);
        let query = query.of(&bench.entries());
        let (entities, _) = written(&bench, &query);
        let ids: BTreeSet<&str> = entities.iter().map(|entity| entity["id"].as_str().unwrap()).collect();
        let mut events: BTreeMap<&str, usize> = BTreeMap::new();
        for entity in &entities {
            for property in POINTING {
                for id in of(entity, property) {
                    prop_assert!(ids.contains(id), "{property} {id}");
                }
            }
            if matches!(entity["schema"].as_str().unwrap(), "Event" | "Sanction") {
                *events.entry(entity["id"].as_str().unwrap()).or_default() += 1;
            }
        }
        prop_assert!(events.values().all(|count| *count == 1));
        // The reference's timeline takes claims in; a view leaves them out unless asked.
        let timeline = crate::reference::answer(&bench.entries(), &query, &crate::reference::View::Timeline);
        let wanted: BTreeSet<&str> = timeline["rows"].as_array().unwrap().iter()
            .filter(|row| query.claims || row["event"]["claimed_by"].is_null())
            .map(|row| row["id"].as_str().unwrap())
            .collect();
        prop_assert_eq!(events.keys().copied().collect::<BTreeSet<_>>(), wanted);
    }
}

fn sanction(label: &str, happened: &str, action: &str, more: Value) -> Value {
    let mut event = json!({"kind": "sanction", "label": label, "happened": happened, "by": ["US"],
        "against": ["RU"], "entities": ["Sberbank"], "measure": "asset_freeze", "action": action,
        "sources": [{"publisher": "OFAC", "url": "https://example.org/1", "published": happened}]});
    event
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    event
}

/// A threat, what came of it, and its end.
fn stages() -> Bench {
    recorded(&[vec![
        sanction("threatened", "2022-02-01", "threatened", json!({})),
        sanction(
            "imposed",
            "2022-02-24",
            "imposed",
            json!({"effective": "2022-03-01",
            "expires": "2023-03", "program": "EO 14024", "follows": "threatened"}),
        ),
        sanction(
            "lifted",
            "2022-09-01",
            "lifted",
            json!({"effective": "2022-09-15", "follows": "imposed"}),
        ),
    ]])
}

#[test]
fn a_sanction_has_whom_it_hits_who_set_it_and_when_it_ended() {
    let bench = stages();
    let (entities, _) = written(&bench, &Query::default());
    let all: Vec<&Value> = entities
        .iter()
        .filter(|entity| entity["schema"] == "Sanction")
        .collect();
    let [sanction] = all.as_slice() else {
        panic!("{all:?}")
    };
    let one = |property: &str| of(sanction, property);
    assert_eq!(one("authority"), ["United States"]);
    assert_eq!(
        (one("country"), one("status")),
        (vec!["us"], vec!["imposed"])
    );
    assert_eq!(
        (one("program"), one("provisions")),
        (vec!["EO 14024"], vec!["asset freeze"])
    );
    assert_eq!(
        (one("listingDate"), one("startDate")),
        (vec!["2022-02-24"], vec!["2022-03-01"])
    );
    assert_eq!(
        one("endDate"),
        ["2022-09-15"],
        "lifted before it would have expired"
    );
    assert_eq!(
        (one("publisher"), one("sourceUrl")),
        (vec!["OFAC"], vec!["https://example.org/1"])
    );
    let name = |id: &str| {
        let entity = entities.iter().find(|entity| entity["id"] == id).unwrap();
        (entity["schema"].as_str().unwrap(), of(entity, "name")[0])
    };
    let hit: Vec<_> = one("entity").into_iter().map(name).collect();
    assert_eq!(hit, [("LegalEntity", "Sberbank"), ("PublicBody", "Russia")]);
    let events = entities
        .iter()
        .filter(|entity| entity["schema"] == "Event")
        .count();
    assert_eq!(events, 2, "a threat and an end are events");
}

#[test]
fn before_it_was_lifted_it_had_the_end_that_was_set() {
    let bench = stages();
    // Before it was lifted it had the end that was set.
    let before = Query {
        known: Some(2),
        ..Query::default()
    };
    let (entities, _) = written(&bench, &before);
    let sanction = entities
        .iter()
        .find(|entity| entity["schema"] == "Sanction")
        .unwrap();
    assert_eq!(of(sanction, "endDate"), ["2023-03"]);
}

#[test]
fn sources_are_articles_and_off_the_record_ones_are_none() {
    let event = json!({"kind": "statement", "happened": "2026-01-20/2026-01-22", "act": "warns",
        "by": {"id": "boj", "name": "Bank of Japan", "country": "JP", "type": "central_bank"},
        "quote": "the words", "sources": [
            {"publisher": "One", "title": "A title", "url": "https://example.org/1", "published": "2026-01-21"},
            {"publisher": "somebody there", "terms": "off_record"}]});
    let (entities, text) = written(&recorded(&[vec![event]]), &Query::default());
    let article = entities
        .iter()
        .find(|entity| entity["schema"] == "Article")
        .unwrap();
    assert_eq!(
        (of(article, "title"), of(article, "publishedAt")),
        (vec!["A title"], vec!["2026-01-21"])
    );
    let event = entities
        .iter()
        .find(|entity| entity["schema"] == "Event")
        .unwrap();
    assert_eq!(of(event, "proof"), [article["id"].as_str().unwrap()]);
    assert_eq!(
        (of(event, "startDate"), of(event, "endDate")),
        (vec!["2026-01-20"], vec!["2026-01-22"])
    );
    assert_eq!(of(event, "publisher"), ["One"]);
    assert!(!text.contains("somebody there"));
    let bank = entities
        .iter()
        .find(|entity| entity["schema"] == "PublicBody")
        .unwrap();
    assert_eq!(
        (of(bank, "name"), of(bank, "country")),
        (vec!["Bank of Japan"], vec!["jp"])
    );
}
