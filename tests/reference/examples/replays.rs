//! Examples of §5, `replay --digest` and `diff`, and of RFC 8785.
//! Owns digests found with another language's SHA-256.
//! Never tests what a view says: each has its own examples.

use serde_json::{Value, json};

use super::super::{canonical, replay};
use super::*;

#[test]
fn the_canonical_form() {
    let value = json!({
        "\u{20ac}": "\u{1}\u{8}\n\t\"\\/\u{7f}é", "\r": [4.50, -4.0, 0.002, 1_000_000, -0.0], "\u{fb33}": null,
        "1": true, "\u{1f600}": {}, "ö": [],
    });
    // RFC 8785, 3.2.3: by UTF-16 code units, so the smiley (D83D DE00) comes before U+FB33.
    assert_eq!(
        canonical::text(&value),
        "{\"\\r\":[4.5,-4,0.002,1000000,0],\"1\":true,\"ö\":[],\"€\":\"\\u0001\\b\\n\\t\\\"\\\\/\u{7f}é\",\"😀\":{},\"\u{fb33}\":null}"
    );
}

fn story() -> Vec<Value> {
    let debt = |label: &str, happened: &str, value: &str| {
        let fields =
            json!({"subject": {"country": "US"}, "measure": "federal_debt", "amount": usd(value)});
        event(label, "observation", happened, fields)
    };
    log(&[
        debt("a", "2026-01-20", "36"),
        debt("b", "2026-01-21", "38.5"),
        retraction("r", "a"),
    ])
}

fn view() -> View {
    View::Observations { why: false }
}

#[test]
fn a_digest_after_each_commit() {
    let log = story();
    // sha256 of [], and of
    // [{"country":"US","disputed":0,"first":"36","first_on":"2026-01-20","measure":"federal_debt","n":2,"on":"2026-01-21","series":null,"subject":"US","unit":"USD","value":"38.5"}]
    let empty = "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945";
    let two = "a8e4ab27ffc56cac7100c6017eb7b847a1ca55751f7d7dee98b964a0c32399d5";
    let before = Query {
        on: Some("2026-01-21".to_owned()),
        ..published("2026-01-20")
    };
    assert_eq!(replay::digests(&log, &[2], &before, &view()), [two]);
    assert_eq!(
        replay::digests(&log, &[1, 2, 3], &on("2025"), &view()),
        [empty, empty, empty]
    );
    let all = replay::digests(&log, &[1, 2, 3], &Query::default(), &view());
    assert_eq!(all[1], two);
    assert!(all[0] != all[1] && all[1] != all[2]);
    // sha256 of {"edges":[],"nodes":[]}
    assert_eq!(
        replay::digests(&log, &[1], &on("2025"), &View::Graph),
        ["57501e5c6808b3e14852a4ea21dc7873abf9409032a06f9b740c973e83f62cf7"]
    );
}

#[test]
fn rows_that_changed_between_two_points_of_any_clock() {
    let log = story();
    let known = |n: u64| Query {
        known: Some(n),
        ..Query::default()
    };
    let short = |before: &Query, after: &Query| {
        let show = |row: &Value| {
            let text = |field: &str| row[field].as_str().unwrap_or("-").to_owned();
            ["first", "value"].map(text).join(" ")
        };
        replay::diff(&log, before, after, &view())
            .iter()
            .map(|changed| (show(&changed["before"]), show(&changed["after"])))
            .collect::<Vec<_>>()
    };
    let pair = |before: &str, after: &str| vec![(before.to_owned(), after.to_owned())];
    assert_eq!(short(&known(0), &known(1)), pair("- -", "36 36"));
    assert_eq!(short(&known(1), &known(2)), pair("36 36", "36 38.5"));
    assert_eq!(short(&known(2), &known(3)), pair("36 38.5", "38.5 38.5"));
    assert_eq!(short(&known(3), &known(3)), []);
    assert_eq!(
        short(&on("2026-01-21"), &on("2026-01-20")),
        pair("38.5 38.5", "- -")
    );
}
