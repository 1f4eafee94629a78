//! Links and amendments in the conversation: said with the entries that they name, a retraction
//! with the links that it breaks.

use serde_json::{Value, json};

use super::{Store, exit, talk};

/// An exit, a warning two days later, and a link between them.
fn store() -> Store {
    let warned = json!({
        "kind": "statement", "happened": "2026-01-22", "by": {"country": "US"}, "act": "warns",
        "toward": ["DK"], "label": "the-warning", "sources": [{"publisher": "TASS"}],
    });
    let link =
        json!({"kind": "link", "cause": "the-warning", "effect": "the-exit", "relation": "defies"});
    Store::of(&[exit(), warned, link])
}

/// Answers divided by `|`: the value of a field that they lead to, and what is heard.
#[track_caller]
fn says(answers: &str, field: &str, value: Value, lines: &[&str]) {
    let answers: Vec<&str> = answers.split('|').collect();
    let (fields, heard) = talk(&store(), &answers);
    assert_eq!(fields.unwrap()[field], value, "{heard}");
    for line in lines {
        assert!(heard.contains(line), "{line}\nin\n{heard}");
    }
}

#[test]
fn a_link_is_said_with_its_ends_and_what_their_dates_say() {
    says(
        "link|the-warning|the-exit|triggers|||y",
        "relation",
        json!("triggers"),
        &[
            "or @N to cite that entry's again [none]: ",
            "In the desk's own reading, “the United States gave a warning to Denmark on 22 January 2026” triggered",
            "; this is contradicted by the dates as recorded.\n",
        ],
    );
}

#[test]
fn a_correction_asks_for_fields_of_its_target_and_what_they_hold() {
    says(
        "correction|@1||stage|||happened|2026-01-21|amount|~100M USD||checked|||y",
        "changes",
        json!({"happened": "2026-01-21", "amount": {"value": "100000000", "currency": "USD", "bound": "about"}}),
        &[
            "  nothing is changed yet\n",
            "stage – how far it has come [announced]: ",
            "The desk corrected its record that AkademikerPension of Denmark said on 20 January 2026",
            "(changed: amount and date; reason: checked).\n",
        ],
    );
}

#[test]
fn a_retraction_says_which_links_break() {
    says(
        "retraction|the-exit|double|||y",
        "reason",
        json!("double"),
        &[
            "The desk withdrew its record that Akademiker",
            "Links that break:\n  @3 ",
        ],
    );
}

#[test]
fn disputes_and_corroborations_say_what_they_are_about() {
    let warning = "the United States gave a warning to Denmark on 22 January 2026";
    says(
        "dispute|@2|no such warning|@2|by|Washington||y",
        "by",
        json!("Washington"),
        &[&format!(
            "Washington disputed that {warning}: no such warning (source: TASS).\n"
        )],
    );
    says(
        "corroboration|@2|AFP|||||||y",
        "sources",
        json!([{"publisher": "AFP"}]),
        &[&format!("AFP also reported that {warning}.\n")],
    );
}

#[test]
fn an_amendment_can_only_be_retracted() {
    let dispute = json!({"kind": "dispute", "target": "the-exit", "claim": "no"});
    let store = Store::of(&[exit(), dispute]);
    let (fields, heard) = talk(&store, &["dispute", "@2", "@1", "not so", "", "", "y"]);
    assert_eq!(fields.unwrap()["target"], "@1");
    let line =
        "  @2 is itself a dispute, which can only be retracted; name the entry that it is about\n";
    assert!(heard.contains(line), "{heard}");
}
