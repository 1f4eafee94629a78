//! Drift of reads that are no plain lists of rows: paths, totals, amendments and links of an
//! entry, what was found beyond a limit, a sentence.

use serde_json::{Value, json};

use crate::support::{Bench, words};

const THREAT: &str = "add threat --by US --against DK --consequence tariffs --happened 2026-01-10 \
    --publisher Wire --published 2026-01-10 --label threat --title \"Threat of tariffs\"";
const EXIT: &str = "add fund-exit --holder \"Fund A, DK, pension_fund, id=fund-a\" --asset us_treasury:US \
    --stage announced --amount \"100M USD\" --happened 2026-01-20 --publisher Wire \
    --published 2026-01-20 --label exit-a --title \"Fund A to sell\"";

/// A threat (@1), an exit (@2), the link between them (@3), and the answer cited (@4).
fn cited(read: &str) -> Bench {
    let bench = Bench::with_store();
    bench.line(THREAT).ok();
    bench.line(EXIT).ok();
    bench
        .line("link threat exit-a --relation motivates --confidence high --label why")
        .ok();
    let mut args = vec!["cite".to_owned()];
    args.extend(words(read));
    args.extend(["--as".to_owned(), "cited".to_owned()]);
    bench.run(&args).ok();
    bench
}

/// Rows that differ, as (names of the key, change, entries), and the page for people.
fn rows(bench: &Bench) -> (Vec<(Vec<String>, String, Value)>, String) {
    let told = bench.run(&["drift", "cited", "--json"]).exits(1).json();
    let rows = told["rows"].as_array().unwrap().iter();
    let rows = rows.filter(|row| row["finding"] == "row").map(|row| {
        let key = row["key"].as_object().unwrap().keys().cloned().collect();
        let change = row["change"].as_str().unwrap().to_owned();
        (key, change, row["entries"].clone())
    });
    let page = bench.run(&["drift", "cited"]).exits(1).out;
    (rows.collect(), page)
}

fn row(key: &[&str], change: &str, entries: Value) -> (Vec<String>, String, Value) {
    let key = key.iter().map(|name| (*name).to_owned()).collect();
    (key, change.to_owned(), entries)
}

#[test]
fn a_path_that_is_gone_is_a_row() {
    let bench = cited("chain threat --to exit-a");
    bench
        .line("retract why --reason \"nobody said so\" --yes")
        .ok();
    let (found, page) = rows(&bench);
    // The exit is no longer reached, the link no longer there, so there is no path.
    let expected = [
        (vec!["node".to_owned()], "removed"),
        (vec!["edge".to_owned()], "removed"),
        (vec!["path".to_owned()], "removed"),
    ];
    let short: Vec<_> = found
        .iter()
        .map(|(key, change, _)| (key.clone(), change.as_str()))
        .collect();
    assert_eq!(short, expected);
    assert_eq!(found[1].2, json!([3, 5]));
    assert!(page.contains("link @1 → @2"), "{page}");
}

#[test]
fn a_card_is_its_entry_its_amendments_and_its_links() {
    let bench = cited("show exit-a");
    bench
        .line("dispute exit-a --by \"Fund A\" --claim \"planned long before\"")
        .ok();
    bench.line("retract why --reason no --yes").ok();
    let (found, page) = rows(&bench);
    let expected = [
        row(&["id", "position"], "changed", json!([5])),
        row(&["amendment", "id"], "added", json!([5])),
        // A link rests on its ends too, whatever became of them.
        row(&["edge"], "removed", json!([3, 5, 6])),
    ];
    assert_eq!(found, expected);
    for words in ["dispute @5", "@2 Fund A to sell", "disputed"] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[test]
fn more_that_is_found_counts_when_no_row_is_other() {
    let bench = cited("find Fund --limit 1");
    bench
        .line("add statement --by DK --act comments --happened 2026-01-05 --publisher Wire --title \"A Fund speaks\"")
        .ok();
    let (found, page) = rows(&bench);
    assert_eq!(found, [row(&[], "changed", json!([]))]);
    assert!(page.contains("all that is found"), "{page}");
    let told = bench.run(&["drift", "cited", "--json"]).json();
    assert_eq!(told["rows"][0]["before"], json!({"total": 1}));
    assert_eq!(told["rows"][0]["after"], json!({"total": 2}));
}

#[test]
fn to_cite_is_no_drift_of_what_is_cited() {
    let bench = Bench::with_store();
    bench.line(EXIT).ok();
    bench.line("cite log --as all").ok();
    bench
        .line("cite find fund --as found --claim \"a fund leaves\"")
        .ok();
    bench.run(&["drift"]).ok();
    bench.line(THREAT).ok();
    let told = bench.run(&["drift", "--json"]).exits(1).json();
    let rows = told["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["key"]["position"], 4);
}

/// The sentence of a link speaks of its ends: what became of them is its drift.
#[test]
fn a_sentence_rests_on_what_it_speaks_of() {
    let bench = cited("say why");
    bench
        .line("correct exit-a --set title=\"Fund A to keep\" --reason slip")
        .ok();
    let (found, page) = rows(&bench);
    assert_eq!(found, [row(&["id", "position"], "changed", json!([5]))]);
    assert!(page.contains("since corrected: slip"), "{page}");
    assert!(page.contains("keep"), "{page}");
}

#[test]
fn an_event_asked_about_is_an_input_of_what_lies_around_it() {
    let bench = cited("around threat --days 3");
    bench
        .line("correct threat --set happened=2026-01-19 --reason misdated")
        .ok();
    let (found, _) = rows(&bench);
    // Ten days later, the exit is within three days of it.
    assert!(
        found.contains(&row(&["id", "position"], "added", json!([5]))),
        "{found:?}"
    );
}

#[test]
fn totals_of_periods_are_rows() {
    let bench = cited("divestment --on 2026-02-28 -M --since 2026-01");
    bench
        .line("correct exit-a --set amount=\"120M USD\" --reason slip")
        .ok();
    let (found, page) = rows(&bench);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[1].0, ["currency"]);
    assert!(page.contains("total, USD"), "{page}");
}
