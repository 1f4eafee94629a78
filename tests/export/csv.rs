//! `csv`: the rows of the timeline, flat; every column described; no cell that a spreadsheet
//! would run.

use std::collections::BTreeSet;

use dateline::answer::{self, Question, View};
use dateline::export::csv;
use proptest::prelude::*;
use serde_json::json;

use super::exported;
use crate::agree::{self, Bench, recorded};
use crate::reference::{Query, generator};

/// The table as read back, by a reader of RFC 4180 of the test's own.
pub fn table(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let row = rows.last_mut().unwrap();
        let cell = row.last_mut().unwrap();
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted && letters.peek() == Some(&'\n') => {
                letters.next();
                rows.push(vec![String::new()]);
            }
            letter => cell.push(letter),
        }
    }
    assert!(!quoted);
    assert_eq!(
        rows.pop(),
        Some(vec![String::new()]),
        "ends with a line's end"
    );
    rows
}

fn written(bench: &Bench, query: &Query) -> (Vec<Vec<String>>, u64) {
    let clocks = agree::clocks(query);
    let (_, text, tally) = exported(bench, clocks, None, |passage, tally, out| {
        csv::write(passage, false, tally, &mut |_, _| {}, out).unwrap()
    });
    (table(&text), tally.undated)
}

/// A column of a table, by its name.
fn column<'t>(rows: &'t [Vec<String>], name: &str) -> Vec<&'t str> {
    let at = rows[0].iter().position(|known| known == name).unwrap();
    rows[1..].iter().map(|row| row[at].as_str()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn its_rows_are_those_of_the_timeline(
        commits in generator::histories(40),
        query in generator::queries(),
    ) {
        let bench = recorded(&commits);
        let query = query.of(&bench.entries());
        let (rows, undated) = written(&bench, &query);
        let history = bench.history();
        let question = Question::Timeline(Default::default());
        let found = answer::answer(&history, &agree::clocks(&query), &question).unwrap();
        let View::Entries(timeline) = found.view else { panic!("no timeline") };
        let wanted: BTreeSet<String> = timeline.iter().map(|row| row.id().to_owned()).collect();
        let ids: BTreeSet<String> = column(&rows, "id").into_iter().map(str::to_owned).collect();
        prop_assert_eq!(ids, wanted);
        prop_assert_eq!(undated, found.citation.undated);
        prop_assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    }
}

#[test]
fn an_event_in_columns() {
    let exit = json!({"kind": "fund_exit", "happened": "2026-01-20~", "stage": "announced",
        "holder": {"id": "fund", "name": "A, \"Fund\"", "country": "DK", "type": "pension_fund"},
        "asset": {"class": "us_treasury", "issuer": "US"},
        "amount": {"value": "1200000000", "high": "1400000000", "currency": "EUR"},
        "deadline": "2026-33", "note": "two\nlines", "tags": ["a", "b"],
        "titles": {"zh": "养老基金"}, "title": "@now",
        "sources": [
            {"publisher": "One", "url": "https://example.org/1", "published": "2026-01-22"},
            {"publisher": "Two", "origin": "One", "published": "2026-01-21"}]});
    let sanction = json!({"kind": "sanction", "happened": "2026-02", "by": ["US", "EU"],
        "against": ["RU"], "entities": ["A", "B"], "measure": "tariff", "action": "imposed",
        "sources": [{"publisher": "One"}]});
    let yields = json!({"kind": "yield_move", "happened": "2026-01-20",
        "instrument": {"issuer": "JP", "tenor": "30Y"}, "change_bp": "-3.5",
        "sources": [{"publisher": "One"}]});
    let bench = recorded(&[vec![exit, sanction, yields]]);
    let (rows, _) = written(&bench, &Query::default());
    let at = |name: &str| column(&rows, name);
    assert_eq!(at("happened"), ["2026-01-20~", "2026-02", "2026-01-20"]);
    assert_eq!(
        at("happened_latest"),
        ["2026-01-20", "2026-02-28", "2026-01-20"]
    );
    assert_eq!(at("holder"), ["A, \"Fund\"", "", ""]);
    assert_eq!(at("holder_country"), ["DK", "", ""]);
    assert_eq!(
        (at("asset")[0], at("asset_issuer")[0]),
        ("us_treasury", "US")
    );
    assert_eq!(
        (at("amount")[0], at("amount_high")[0]),
        ("1200000000", "1400000000")
    );
    assert_eq!(
        (at("amount_currency")[0], at("amount_bound")[0]),
        ("EUR", "exact")
    );
    assert_eq!(
        (at("deadline_earliest")[0], at("deadline_latest")[0]),
        ("2026-01-01", "2026-03-31")
    );
    assert_eq!((at("note")[0], at("tags")[0]), ("two\nlines", "a; b"));
    assert_eq!((at("title")[0], at("headline")[0]), ("'@now", "'@now"));
    assert_eq!(at("titles")[0], "zh=养老基金");
    assert_eq!(
        (at("by_country")[1], at("against")[1], at("entities")[1]),
        ("US; EU", "RU", "A; B")
    );
    assert_eq!(
        (at("change_bp")[2], at("instrument_tenor")[2]),
        ("-3.5", "30Y")
    );
    assert_eq!((at("sources")[0], at("independent_sources")[0]), ("2", "1"));
    assert_eq!(
        (at("publishers")[0], at("published")[0]),
        ("One; Two", "2026-01-21")
    );
    assert_eq!(at("published_latest"), ["2026-01-21", "", ""]);
}

/// The table of `schema/export.md` is made from the same list as the columns; `DATELINE_BLESS=1`
/// writes it anew.
#[test]
fn every_column_is_described() {
    const HEAD: &str = "| column | |\n|---|---|\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/export.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once(HEAD).unwrap();
    let (held, after) = rest.split_once("\n\n").unwrap();
    let columns = csv::columns();
    let rows: Vec<String> = columns
        .iter()
        .map(|column| format!("| `{}` | {} |", column.name, column.about))
        .collect();
    let rows = rows.join("\n");
    if std::env::var_os("DATELINE_BLESS").is_some() {
        std::fs::write(path, format!("{before}{HEAD}{rows}\n\n{after}")).unwrap();
    } else {
        assert_eq!(held, rows);
    }
}
