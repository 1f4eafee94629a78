//! `tic-mfh`: holdings by country and month, series breaks, aggregates, two countries on one
//! line, dates of revision; on the sample, and the answers to hold on the real table.

use serde_json::{Value, json};

use super::{counts, events, import, real, rows, sample};
use crate::support::Bench;

/// The holdings of a country in a month: series and value.
fn held(events: &[Value], country: &str, month: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of = |event: &&Value| event["holder"]["country"] == country && event["happened"] == month;
    let held = events.iter().filter(of);
    held.map(|event| (text(&event["series"]), text(&event["amount"]["value"])))
        .collect()
}

fn pair(series: &str, value: &str) -> (String, String) {
    (format!("tic-mfh {series}"), value.to_owned())
}

#[test]
fn blocks_months_and_series_come_out_of_the_sample() {
    let bench = Bench::with_store();
    let made = events(&bench, &[&sample("tic-mfh.txt"), "--mapping", "tic-mfh"]);
    assert_eq!(made.len(), 23);
    assert_eq!(
        held(&made, "CN", "2013-11"),
        [pair("XIII", "1316700000000")]
    );
    assert_eq!(
        held(&made, "CN", "2011-06"),
        [pair("XII", "1307000000000"), pair("XI", "1165500000000")]
    );
    assert_eq!(held(&made, "CN", "2011-11"), [pair("XII", "1254600000000")]);
    assert_eq!(held(&made, "CN", "2011-05"), [pair("XI", "1159800000000")]);
    assert_eq!(
        held(&made, "GB", "2011-05"),
        [pair("XI", "344500000000")],
        "a footnote in the name"
    );
    assert_eq!(
        held(&made, "NL", "2002-05"),
        [pair("II", "0")],
        "nothing is a figure"
    );
    assert_eq!(held(&made, "LU", "2002-05"), [], "n.a. is none");
    assert_eq!(held(&made, "BE", "2002-06"), [pair("III", "11300000000")]);
    let both = made
        .iter()
        .filter(|event| event["holder"]["name"] == "Belgium-Luxembourg");
    assert_eq!(
        both.count(),
        2,
        "the line of Belgium was that of two countries"
    );
    let one = &made[5];
    assert_eq!(one["holder"]["country"], "VN");
    assert_eq!(
        one["amount"],
        json!({"bound": "at_most", "currency": "USD", "value": "50000000"})
    );
    assert_eq!(
        (&one["basis"], &one["attribution"]),
        (&json!("unknown"), &json!("custodian"))
    );
    assert!(
        one["note"]
            .as_str()
            .unwrap()
            .contains("by custodian, not by owner")
    );
    assert_eq!(one["sources"][0]["published"], "2014-01-16");
    assert!(
        made[6]["sources"][0].get("published").is_none(),
        "no date, no guess"
    );
    let told = bench
        .run(&["import", &sample("tic-mfh.txt"), "--mapping", "tic-mfh"])
        .ok()
        .out;
    assert!(
        told.contains("left out 6: aggregates, no country"),
        "{told}"
    );
}

#[test]
fn the_table_may_come_through_a_pipe() {
    let bench = Bench::with_store();
    let bytes = std::fs::read(sample("tic-mfh.txt")).unwrap();
    bench
        .run_with(&["import", "-", "--mapping", "tic-mfh"], &bytes)
        .ok();
    let source = rows(&bench, "log")[0]["event"]["sources"][0].clone();
    assert_eq!(source["published"], "2014-01-16", "it is read twice");
}

#[test]
fn a_revised_month_is_a_correction() {
    let bench = Bench::with_store();
    import(&bench, &[&sample("tic-mfh.txt"), "--mapping", "tic-mfh"]);
    let text = std::fs::read_to_string(sample("tic-mfh.txt")).unwrap();
    let newer = text
        .replace("1316.7", "1317.2")
        .replace("January 16, 2014", "May 16, 2016");
    bench.file("mfhhis01.txt", newer);
    let receipt = import(&bench, &["mfhhis01.txt", "--mapping", "tic-mfh"]);
    assert_eq!(counts(&receipt), [29, 1, 22, 1, 0]);
    let correction = rows(&bench, "log --kind correction")[0]["event"].clone();
    assert_eq!(
        correction["changes"],
        json!({"amount": {"value": "1317200000000"}})
    );
    assert_eq!(correction["sources"][0]["published"], "2016-05-16");
    let peak = |clock: &str| {
        let line = format!("divestment --by holder --country CN {clock}");
        rows(&bench, &line)[0]["levels"]
            .as_array()
            .unwrap()
            .last()
            .unwrap()["peak"]
            .clone()
    };
    assert_eq!(peak("--published 2015"), "1316700000000");
    assert_eq!(peak("--published 2016-05-16"), "1317200000000");
}

#[test]
fn no_change_is_taken_across_a_series_break() {
    let bench = Bench::with_store();
    import(&bench, &[&sample("tic-mfh.txt"), "--mapping", "tic-mfh"]);
    let levels = rows(
        &bench,
        "divestment --by holder --country CN --since 2011-05",
    )[0]["levels"]
        .clone();
    let level = |series: &str| {
        let mut levels = levels.as_array().unwrap().iter();
        levels
            .find(|level| level["series"] == format!("tic-mfh {series}"))
            .unwrap()
            .clone()
    };
    assert_eq!(level("XI")["current"], "1165500000000");
    assert_eq!(level("XI")["change"], "5700000000");
    assert_eq!(
        level("XII")["change"],
        Value::Null,
        "June's other figure is no base"
    );
}

#[test]
fn the_answers_of_the_real_table() {
    let Some(table) = real("mfhhis01.txt") else {
        return;
    };
    let bench = Bench::with_demo();
    let receipt = import(&bench, &[&table, "--mapping", "tic-mfh"]);
    assert_eq!(counts(&receipt), [12712, 10801, 0, 0, 0]);
    let again = import(&bench, &[&table, "--mapping", "tic-mfh"]);
    assert_eq!(counts(&again), [12712, 0, 10801, 0, 0]);

    let rows = rows(&bench, "divestment --by holder --country CN");
    let of_state = rows
        .iter()
        .find(|row| row["holder"] == Value::Null || row["holder"] == "CN");
    let levels = of_state.unwrap()["levels"].as_array().unwrap().clone();
    let level = |series: &str| {
        let named = levels
            .iter()
            .find(|level| level["series"] == format!("tic-mfh {series}"));
        named.unwrap().clone()
    };
    let now = level("XIII");
    assert_eq!(
        (&now["peak"], &now["peak_on"]),
        (&json!("1316700000000"), &json!("2013-11"))
    );
    assert_eq!(
        (&now["current"], &now["current_on"]),
        (&json!("683500000000"), &json!("2025-12"))
    );
    assert_eq!(now["attribution"], "custodian");
    assert_eq!(level("XI")["current"], "1165500000000");
    assert_eq!(
        (&level("XII")["peak"], &level("XII")["peak_on"]),
        (&json!("1314900000000"), &json!("2011-07"))
    );

    let log = super::rows(&bench, "log --kind holding --country CN --limit 20000");
    let own: Vec<Value> = log.iter().map(|row| row["event"].clone()).collect();
    let mapped: Vec<Value> = own
        .into_iter()
        .filter(|event| event["series"] != "tic-mfh")
        .collect();
    assert_eq!(
        held(&mapped, "CN", "2011-06"),
        [pair("XII", "1307000000000"), pair("XI", "1165500000000")]
    );
    assert!(held(&mapped, "CN", "2025-11").contains(&pair("XIII", "683900000000")));

    let said = |clock: &str| {
        let found = super::rows(&bench, &format!("contradictions {clock}"));
        let values = found.iter().map(|row| row["values"].to_string());
        let all: Vec<String> = values.collect();
        let about = |one: &str, other: &str| {
            all.iter()
                .any(|pair| pair.contains(one) && pair.contains(other))
        };
        (
            about("1320000000000", "1316700000000"),
            about("683000000000", "683900000000"),
        )
    };
    assert_eq!(said("--claims --tolerance 0"), (true, true));
    assert_eq!(said("--claims"), (false, false));
}
