//! `export parquet`: the schema is the documented one; a row for each state of an entry; pandas
//! and DuckDB read it; a file that cannot be written leaves nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

use dateline::amend::Point;
use dateline::export::flat::states::states;
use dateline::export::flat::{COLUMNS, SOURCE, Type};
use dateline::export::{Cut, Ledger, parquet::schema};
use proptest::prelude::*;

use crate::agree;
use crate::reference::generator;
use crate::support::Bench;

/// A text is the one in a file of the repository; `DATELINE_BLESS=1` writes it there.
pub(super) fn held(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("DATELINE_BLESS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == text,
        "{name} is not what the program makes; DATELINE_BLESS=1 writes it anew"
    );
}

fn named(ty: Type) -> &'static str {
    match ty {
        Type::Text => "text",
        Type::Whole => "whole",
        Type::Exact => "exact",
        Type::Instant => "instant",
        Type::Flag => "flag",
        Type::Texts => "texts",
    }
}

/// The tables of `schema/export-parquet.md`, between their marks.
#[test]
fn its_columns_are_the_documented_ones() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/export-parquet.md");
    let text = fs::read_to_string(&path).unwrap();
    let mut table = String::from("| column | type | what it says |\n|---|---|---|\n");
    for column in COLUMNS {
        let mark = if column.required { " *" } else { "" };
        table += &format!(
            "| `{}`{mark} | {} | {} |\n",
            column.name,
            named(column.ty),
            column.help
        );
    }
    table += "| `sources` * | list | the sources, each with the fields below |\n";
    let mut nested = String::from("| field | type | what it says |\n|---|---|---|\n");
    for column in SOURCE {
        nested += &format!(
            "| `{}` | {} | {} |\n",
            column.name,
            named(column.ty),
            column.help
        );
    }
    let mut made = text.clone();
    for (mark, table) in [
        ("columns", table),
        ("sources", nested),
        ("schema", format!("```\n{}```\n", schema::message())),
    ] {
        let (open, close) = (
            format!("<!-- {mark} -->\n"),
            format!("<!-- end of {mark} -->\n"),
        );
        let from = made.find(&open).unwrap() + open.len();
        let to = made.find(&close).unwrap();
        made.replace_range(from..to, &table);
    }
    held("schema/export-parquet.md", &made);
}

#[test]
fn pandas_and_duckdb_read_it() {
    let Some(python) = super::sql::python() else {
        return;
    };
    let bench = Bench::with_demo();
    bench.run(&["export", "parquet", "-o", "all.parquet"]).ok();
    let script = r#"
import duckdb, json, sys
db = duckdb.connect()
show = lambda sql: print(json.dumps(db.sql(sql).fetchall(), default=str, ensure_ascii=False))
f = "'all.parquet'"
show(f"SELECT count(*) FILTER (current), count(DISTINCT position) FROM {f}")
show(f"SELECT typeof(amount_value), typeof(happened_latest), typeof(tags), typeof(sources).left(7), typeof(current) FROM {f} LIMIT 1")
show(f"SELECT max(amount_value) FROM {f} WHERE current AND kind = 'holding' AND party_key = 'CN' AND series = 'tic-mfh'")
show(f"SELECT s.publisher FROM (SELECT unnest(sources) AS s, label FROM {f} WHERE current AND label = 'akademiker-exit') WHERE s.publisher LIKE 'R%' LIMIT 1")
show(f"SELECT decode(value)::JSON->>'root' FROM parquet_kv_metadata({f}) WHERE decode(key) = 'dateline.citation'")
show(f"SELECT DISTINCT compression FROM parquet_metadata({f})")
"#;
    let out = Command::new(python)
        .args(["-c", script])
        .current_dir(bench.path(""))
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap() + &String::from_utf8_lossy(&out.stderr);
    let lines: Vec<&str> = text.lines().collect();
    let root = bench.line("log --limit 1 --json").ok().json()["citation"]["root"].clone();
    let all = bench.line("log --json").ok().json()["rows"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(
        lines,
        [
            &format!("[[{all}, {all}]]"),
            "[[\"DECIMAL(24,6)\", \"TIMESTAMP WITH TIME ZONE\", \"VARCHAR[]\", \"STRUCT(\", \"BOOLEAN\"]]",
            "[[\"1316700000000.000000\"]]",
            "[[\"Reuters\"]]",
            &format!("[[{root}]]"),
            "[[\"ZSTD\"]]",
        ]
    );
}

#[test]
fn clocks_and_filters_choose_the_current_rows_that_log_lists() {
    let Some(python) = super::sql::python() else {
        return;
    };
    let bench = Bench::with_demo();
    for line in [
        "--on 2026-01-25",
        "--published 2026-01-22 --claims",
        "--known @100 --country DK",
        "--kind link",
        "--limit 5",
        "--known @0",
    ] {
        bench
            .line(&format!("export parquet {line} -o part.parquet --force"))
            .ok();
        let script = "import duckdb; print([r[0] for r in duckdb.sql(\"SELECT position FROM 'part.parquet' WHERE current ORDER BY 1\").fetchall()])";
        let out = Command::new(&python)
            .args(["-c", script])
            .current_dir(bench.path(""))
            .output()
            .unwrap();
        let rows = bench.line(&format!("log {line} --json")).ok().json()["rows"].clone();
        let wanted: Vec<u64> = rows
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["position"].as_u64().unwrap())
            .collect();
        assert_eq!(
            String::from_utf8(out.stdout).unwrap().trim(),
            format!("{wanted:?}"),
            "{line}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is asked of both clocks, exactly one state of an entry holds, and says what the
    /// entry says there.
    #[test]
    fn one_state_holds_at_each_point(
        commits in generator::histories(30),
        asked in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 12),
    ) {
        let bench = agree::recorded(&commits);
        let ledger = Ledger::read(bench.log(), Cut::Head, &mut |_, _| {}).unwrap();
        let history = bench.history();
        let head = Point { known: bench.position(), published: None };
        let mut instants = vec![None];
        for entry in history.entries() {
            for source in entry.event.sources() {
                let date = source.published.map(|date| date.latest);
                instants.extend(date.map(Some));
                instants.extend(date.map(|date| Some(dateline::event::when::Instant(date.0 - 1))));
            }
        }
        for entry in history.entries() {
            let states = states(entry, &ledger, head).unwrap();
            prop_assert_eq!(states.iter().filter(|state| state.current).count(), 1);
            for (known, published) in &asked {
                let point = Point {
                    known: entry.position + known.index((bench.position() - entry.position + 1) as usize) as u64,
                    published: instants[published.index(instants.len())],
                };
                let wanted = ledger.as_known(entry, point).unwrap();
                let holds: Vec<_> = states.iter().filter(|state| {
                    let known = state.known_from <= point.known && state.known_until.is_none_or(|until| point.known < until);
                    let from = state.public_from.is_none_or(|from| point.published.is_none_or(|by| from <= by));
                    let until = state.public_until.is_none_or(|until| point.published.is_some_and(|by| by < until));
                    known && from && until
                }).collect();
                prop_assert_eq!(holds.len(), 1, "{:?} of {:?}", point, states);
                prop_assert_eq!(&holds[0].known.event, &wanted.event);
                prop_assert_eq!(holds[0].known.retracted_by.is_some(), wanted.retracted_by.is_some());
                prop_assert_eq!(holds[0].known.disputes.len(), wanted.disputes.len());
            }
        }
    }
}
