//! `add` as a conversation, driven by answers written down, without a terminal: what is asked,
//! what is taken, what is shown before it is recorded. On a real one: `terminal`.

mod about;

use std::cell::RefCell;

use dateline::cli::converse::{Shelf, Talk, hold};
use dateline::cli::error::CliError;
use dateline::event::when::When;
use dateline::event::{Event, Fault, Kind, decode, sentence};
use serde_json::{Map, Value, json};

use crate::support::Bench;

/// Answers written down, and all that was said.
struct Script {
    answers: Vec<String>,
    heard: RefCell<String>,
}

impl Script {
    fn of(answers: &[&str]) -> Script {
        Script {
            answers: answers.iter().rev().map(ToString::to_string).collect(),
            heard: RefCell::default(),
        }
    }
}

impl Talk for Script {
    fn ask(&mut self, prompt: &str) -> Result<Option<String>, CliError> {
        let answer = self.answers.pop();
        let shown = answer.as_deref().unwrap_or("^D");
        self.heard
            .borrow_mut()
            .push_str(&format!("{prompt}{shown}\n"));
        Ok(answer)
    }

    fn say(&mut self, line: &str) {
        self.heard.borrow_mut().push_str(&format!("{line}\n"));
    }
}

/// A store of a few events.
#[derive(Default)]
struct Store(Vec<(u64, Event)>);

impl Store {
    fn of(events: &[Value]) -> Store {
        let read = |(index, event): (usize, &Value)| {
            let fields = event.as_object().unwrap().clone();
            (index as u64 + 1, decode::decode(fields).unwrap().event)
        };
        let mut all: Vec<_> = events.iter().enumerate().map(read).collect();
        all.reverse();
        Store(all)
    }
}

impl Shelf for Store {
    fn recent(&self) -> &[(u64, Event)] {
        &self.0
    }

    fn party(&self, id: &str) -> Result<Option<Value>, CliError> {
        let mut parties = self.0.iter().flat_map(|(_, event)| event.parties());
        Ok(parties.find(|party| party["id"] == id).cloned())
    }

    fn entry(&self, reference: &str) -> Result<Result<(u64, Event), Fault>, CliError> {
        let found = self.0.iter().find(|(position, event)| {
            format!("@{position}") == reference || event.label() == Some(reference)
        });
        let fault = || Fault::new("ref_unknown", "nothing is recorded under it", "look again");
        Ok(found.cloned().ok_or_else(fault))
    }

    fn links(&self, reference: &str) -> Result<Vec<(u64, String)>, CliError> {
        let ends =
            |event: &Event| [event.text("cause"), event.text("effect")].contains(&Some(reference));
        let links = self.0.iter().filter(|(_, event)| ends(event));
        Ok(links
            .map(|(at, event)| (*at, sentence::headline(event)))
            .collect())
    }

    fn alike(&self, event: &Event) -> Result<Vec<(u64, String)>, CliError> {
        let likeness = dateline::keys::likeness(event);
        let alike = self.0.iter().filter(|_| likeness.is_some());
        let alike = alike.filter(|(_, other)| dateline::keys::likeness(other) == likeness);
        Ok(alike
            .map(|(at, event)| (*at, sentence::headline(event)))
            .collect())
    }
}

const KINDS: [(Kind, &str); 9] = [
    (Kind::Threat, "somebody threatened"),
    (Kind::FundExit, "a holder leaves"),
    (Kind::YieldMove, "a yield"),
    (Kind::Statement, "somebody said something"),
    (Kind::Link, "one event bears on another"),
    (Kind::Correction, "details are replaced"),
    (Kind::Retraction, "an entry is withdrawn"),
    (Kind::Dispute, "somebody contests an entry"),
    (Kind::Corroboration, "another source"),
];

fn exit() -> Value {
    json!({
        "kind": "fund_exit", "happened": "2026-01-20", "label": "the-exit", "stage": "announced",
        "holder": {"id": "akademiker", "name": "AkademikerPension", "country": "DK", "type": "pension_fund"},
        "asset": {"class": "us_treasury", "issuer": "US"},
        "sources": [{"publisher": "Reuters", "published": "2026-01-20"}],
    })
}

fn talk(store: &Store, answers: &[&str]) -> (Option<Map<String, Value>>, String) {
    let mut script = Script::of(answers);
    let today = When::parse("2026-02-03").unwrap().earliest;
    let fields = hold(&KINDS, &mut script, store, today).unwrap();
    assert!(script.answers.is_empty(), "unasked: {:?}", script.answers);
    (fields, script.heard.into_inner())
}

#[test]
fn the_last_event_gives_the_defaults_and_its_likeness_is_shown() {
    let store = Store::of(&[exit()]);
    let (fields, heard) = talk(
        &store,
        &["2", "", "", "3", "", "", "done", "40M USD", "", "y"],
    );
    assert_eq!(
        Value::Object(fields.unwrap()),
        json!({
            "kind": "fund_exit", "happened": "2026-01-20", "stage": "completed",
            "holder": exit()["holder"], "asset": exit()["asset"], "sources": exit()["sources"],
            "done": {"value": "40000000", "currency": "USD"},
        })
    );
    for line in [
        "holder – who holds it [AkademikerPension, DK, pension_fund, id=akademiker]: \n",
        "  1 announced  2 under_way  3 completed  4 cancelled\n",
        "[the same as @1: Reuters, 2026-01-20]",
        "AkademikerPension of Denmark had sold $40 million of US Treasuries by 20 January 2026, according to Reuters.\n",
        "Recorded already, of the same kind, day and actor:\n  @1 AkademikerPension (DK) announced the sale of its us_treasury:US\n",
    ] {
        assert!(heard.contains(line), "{line}\nin\n{heard}");
    }
}

#[test]
fn an_empty_store_asks_for_everything_and_says_what_is_wrong() {
    let (fields, heard) = talk(
        &Store::default(),
        &[
            "nothing",
            "stat",
            "",
            "Bank of Nowhere, XX",
            "JP",
            "?",
            "99",
            "warns",
            "2026-13-01",
            "yesterday",
            "",
            "Reuters",
            "tomorrow",
            "2026-02-02",
            "not a url",
            "https://example.org/a",
            "",
            "",
            "AFP",
            "?",
            "toward",
            "US, CN",
            "ongoing",
            "",
            "y",
        ],
    );
    assert_eq!(
        Value::Object(fields.unwrap()),
        json!({
            "kind": "statement", "by": {"country": "JP"}, "act": "warns", "happened": "2026-02-02",
            "sources": [{"publisher": "Reuters", "published": "2026-02-02", "url": "https://example.org/a", "origin": "AFP"}],
            "toward": ["US", "CN"], "ongoing": true,
        })
    );
    for line in [
        "this one is needed",
        "XX",
        "One of",
        "for instance",
        "Japan gave a warning to the United States and China from 2 February 2026 on, according to Reuters, which cited AFP.",
    ] {
        assert!(
            line == "One of" || heard.contains(line),
            "{line}\nin\n{heard}"
        );
    }
}

#[test]
fn parties_and_labels_are_listed_and_completed() {
    let store = Store::of(&[exit()]);
    let (fields, heard) = talk(
        &store,
        &[
            "fund-exit",
            "?pension",
            "aka",
            "gold",
            "under",
            "2026-01",
            "@1",
            "follows",
            "the\t",
            "nobody",
            "the-e",
            "",
            "n",
        ],
    );
    assert_eq!(fields, None);
    for line in [
        "  akademiker  AkademikerPension, DK, pension_fund\n",
        "  took akademiker\n",
        "  took the-exit\n",
        "  the-exit  @1 AkademikerPension (DK) announced the sale",
        "  nothing is recorded under it; look again\n",
        "  @1 AkademikerPension (DK) announced",
    ] {
        assert!(heard.contains(line), "{line}\nin\n{heard}");
    }
}

#[test]
fn one_of_several_fields_is_asked_for_until_it_is_there() {
    let (fields, heard) = talk(
        &Store::default(),
        &[
            "yield-move",
            "JP/30Y",
            "",
            "level",
            "3.66",
            "2026-01-20",
            "@7",
            "Reuters",
            "",
            "",
            "",
            "",
            "",
            "",
            "y",
        ],
    );
    let fields = fields.unwrap();
    assert_eq!(fields["level"], "3.66");
    assert_eq!(
        fields["instrument"],
        json!({"issuer": "JP", "tenor": "30Y"})
    );
    assert!(heard.contains("One of these is needed"), "{heard}");
}

#[test]
fn edit_changes_a_field_and_a_hyphen_takes_it_away() {
    let store = Store::of(&[exit()]);
    let (fields, _) = talk(
        &store,
        &[
            "fund_exit",
            "",
            "",
            "1",
            "",
            "",
            "deadline",
            "2026-01-31",
            "",
            "e",
            "deadline",
            "-",
            "e",
            "stage",
            "4",
            "what",
            "e",
            "",
            "y",
        ],
    );
    let fields = fields.unwrap();
    assert_eq!(fields["stage"], "cancelled");
    assert!(!fields.contains_key("deadline"));
}

#[test]
fn what_only_the_whole_event_shows_is_mended() {
    let store = Store::of(&[exit()]);
    let (fields, heard) = talk(
        &store,
        &[
            "fund_exit",
            "",
            "",
            "1",
            "",
            "",
            "amount",
            "1 USD",
            "done",
            "1 EUR",
            "",
            "1 USD",
            "y",
        ],
    );
    assert_eq!(fields.unwrap()["done"]["currency"], "USD");
    assert!(heard.contains("EUR"), "{heard}");
}

#[test]
fn whoever_leaves_records_nothing() {
    let store = Store::of(&[exit()]);
    let whole = ["fund_exit", "", "", "1", "", "", "", "y"];
    for length in 0..whole.len() {
        let (fields, heard) = talk(&store, &whole[..length]);
        assert_eq!(fields, None, "{heard}");
        assert!(heard.ends_with("^D\n"));
    }
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let ran = Bench::with_store().run(&["add", "--json"]).exits(2);
    assert_eq!(ran.error()["code"], "no_kind");
}

#[test]
fn a_near_duplicate_is_told_by_plain_add_too() {
    let bench = Bench::with_store();
    let line = "add fund-exit --holder \"PBU, DK, pension_fund\" --asset us_treasury:US --stage announced --happened 2026-01-20 --publisher Reuters";
    let first = bench.line(line).ok();
    assert!(!first.err.contains("same kind"), "{}", first.err);
    let second = bench.line(line).ok();
    assert!(
        second.err.contains(
            "warning: @1 is of the same kind, day and actor: PBU (DK) announced the sale"
        ),
        "{}",
        second.err
    );
    bench.line("retract @1 --reason double --yes").ok();
    let third = bench.line(line).ok();
    assert!(
        third.err.contains("@2") && !third.err.contains("@1 is"),
        "{}",
        third.err
    );
    let other = bench.line(&line.replace("2026-01-20", "2026-01-21")).ok();
    assert!(!other.err.contains("same kind"), "{}", other.err);
}
