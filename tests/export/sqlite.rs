//! `export sqlite`: the tables are those of `schema/export-sqlite.sql`, sound and without a loose
//! end on every clock and filter; their rows are those of the views, and full text finds Chinese.

use rusqlite::Connection;
use rusqlite::types::Value as Stored;
use serde_json::Value;

use crate::support::Bench;

fn opened(bench: &Bench, line: &str) -> Connection {
    bench
        .line(&format!("export sqlite {line} -o out.db --force -q"))
        .ok();
    let db = Connection::open(bench.path("out.db")).unwrap();
    let sound: String = db
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sound, "ok", "{line}");
    let mut loose = db.prepare("PRAGMA foreign_key_check").unwrap();
    let found = loose
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap()
        .count();
    drop(loose);
    assert_eq!(found, 0, "{line}");
    db
}

fn list(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(sql).unwrap();
    let width = statement.column_count();
    let rows = statement.query_map([], |row| {
        let cells = (0..width).map(|at| match row.get(at).unwrap() {
            Stored::Null => "null".to_owned(),
            Stored::Integer(number) => number.to_string(),
            Stored::Real(number) => number.to_string(),
            Stored::Text(text) => text,
            Stored::Blob(_) => panic!("no blobs"),
        });
        Ok(cells.collect::<Vec<_>>().join("|"))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn count(db: &Connection, table: &str) -> usize {
    let sql = format!("SELECT count(*) FROM {table}");
    db.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap() as usize
}

fn rows(bench: &Bench, line: &str) -> Vec<Value> {
    let found = bench.line(&format!("{line} --json")).ok().json();
    found
        .get("rows")
        .or(found.get("edges"))
        .unwrap()
        .as_array()
        .unwrap()
        .clone()
}

#[test]
fn its_tables_are_the_documented_ones() {
    let bench = Bench::with_demo();
    let db = opened(&bench, "");
    let made = list(
        &db,
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'entries\\_fts\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' ORDER BY rowid",
    );
    let made: String = made.iter().map(|sql| format!("{sql};\n")).collect();
    let head =
        "-- Every table, view and index of `dateline export sqlite` (`export-sqlite.md`).\n\n";
    super::parquet::held("schema/export-sqlite.sql", &format!("{head}{made}"));
}

#[test]
fn it_is_sound_and_complete_on_every_clock_and_filter() {
    let bench = Bench::with_demo();
    for line in [
        "",
        "--on 2026-01-25",
        "--published 2026-01-21",
        "--known @100 --claims",
        "--on 2026-Q1 --published 2026-02 --known @118 --possible",
        "--country DK",
        "--kind link,fund_exit",
        "--publisher Reuters --no-views",
        "--limit 7",
        "--known @0",
    ] {
        let db = opened(&bench, line);
        let listed = line.replace("--no-views", "");
        let log = rows(&bench, &format!("log {listed}"));
        let positions: Vec<String> = log.iter().map(|row| row["position"].to_string()).collect();
        assert_eq!(
            list(&db, "SELECT position FROM entries ORDER BY 1"),
            positions,
            "{line}"
        );
        let sources: usize = log
            .iter()
            .map(|row| row["event"]["sources"].as_array().map_or(0, Vec::len))
            .sum();
        assert_eq!(count(&db, "sources"), sources, "{line}");
        let parts = count(&db, "events") + count(&db, "links") + count(&db, "amendments");
        assert_eq!(parts, log.len(), "{line}");
    }
}

#[test]
fn the_views_are_in_it_as_they_are_answered() {
    let bench = Bench::with_demo();
    for line in ["", "--on 2026-01-25 --claims", "--published 2026-02-01"] {
        let db = opened(&bench, line);
        for view in [
            "divestment",
            "stance",
            "threats",
            "sanctions",
            "yields",
            "observations",
            "sources",
            "contradictions",
            "timeline",
        ] {
            assert_eq!(
                count(&db, &format!("view_{view}")),
                rows(&bench, &format!("{view} {line}")).len(),
                "{view} {line}"
            );
        }
        let told = rows(&bench, &format!("timeline {line}"));
        let told: Vec<String> = told.iter().map(|row| row["position"].to_string()).collect();
        assert_eq!(
            list(&db, "SELECT entry FROM view_timeline ORDER BY id"),
            told,
            "{line}"
        );
        let text = |value: &Value| match value {
            Value::Null => "null".to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let told = rows(&bench, &format!("divestment {line}"));
        let told: Vec<String> = told
            .iter()
            .map(|row| {
                let cells = [
                    &row["holder"],
                    &row["currency"],
                    &row["pending"]["low"],
                    &row["executed"]["high"],
                    &row["overdue"],
                    &row["levels"][0]["peak"],
                ];
                cells.map(text).join("|")
            })
            .collect();
        let sql = "SELECT d.holder, d.currency, d.pending_low, d.executed_high, d.overdue, \
                   (SELECT peak FROM view_divestment_levels AS l WHERE l.row = d.id ORDER BY l.id LIMIT 1) \
                   FROM view_divestment AS d ORDER BY d.id";
        assert_eq!(list(&db, sql), told, "{line}");
        let told = rows(&bench, &format!("stance {line} --why"));
        let told: Vec<String> = told
            .iter()
            .map(|row| {
                [&row["country"], &row["toward"], &row["words"]["label"]]
                    .map(text)
                    .join("|")
                    + &format!("|{}", row["evidence"].as_array().unwrap().len())
            })
            .collect();
        let sql = "SELECT s.country, s.toward, s.words_label, (SELECT count(*) FROM view_stance_evidence AS e WHERE e.row = s.id) FROM view_stance AS s ORDER BY s.id";
        assert_eq!(list(&db, sql), told, "{line}");
    }
}

#[test]
fn figures_sort_and_stay_exact_and_links_lead_to_events() {
    let bench = Bench::with_demo();
    let db = opened(&bench, "");
    let sql = "SELECT amount_value, typeof(amount_value), typeof(amount_value_num) FROM holding WHERE party_key = 'CN' AND series = 'tic-mfh' ORDER BY amount_value_num DESC LIMIT 1";
    assert_eq!(list(&db, sql), ["1316700000000|text|real"]);
    let sql = "SELECT c.title, l.relation, e.title FROM links AS l JOIN events AS c ON c.position = l.cause_event \
               JOIN events AS e ON e.position = l.effect_event JOIN entries AS n ON n.position = l.position WHERE n.position = 55";
    assert_eq!(list(&db, sql).len(), 1);
    assert_eq!(
        count(
            &db,
            "links WHERE cause_event IS NULL OR effect_event IS NULL"
        ),
        0
    );
    assert_eq!(count(&db, "amendments WHERE target_entry IS NULL"), 0);
}

#[test]
fn full_text_finds_chinese_and_part_of_a_word() {
    let bench = Bench::with_demo();
    bench
        .run(&[
            "add",
            "statement",
            "--by",
            "CN",
            "--act",
            "warns",
            "--toward",
            "US",
            "--happened",
            "2026-01-23",
            "--quote",
            "中国将继续减持美国国债",
            "--publisher",
            "新华社",
            "--title",
            "北京说要减持国债",
        ])
        .ok();
    let db = opened(&bench, "");
    let found = |words: &str| {
        let mut statement = db.prepare("SELECT n.title FROM entries_fts AS f JOIN entries AS n ON n.position = f.rowid WHERE entries_fts MATCH ? ORDER BY f.rowid DESC").unwrap();
        let rows = statement
            .query_map([words], |row| row.get::<_, String>(0))
            .unwrap();
        rows.map(Result::unwrap).collect::<Vec<_>>()
    };
    assert_eq!(found("减持美国")[0], "北京说要减持国债");
    assert_eq!(found("\"新华社\"")[0], "北京说要减持国债");
    assert!(found("ademikerPen").len() > 1);
    assert_eq!(
        list(
            &db,
            "SELECT title FROM entries WHERE title LIKE '%国债%' AND title LIKE '%北京%'"
        ),
        ["北京说要减持国债"]
    );
}

#[test]
fn the_metadata_is_the_citation() {
    let bench = Bench::with_demo();
    let db = opened(&bench, "--published 2026-01-25 --known @100");
    let kept = |key: &str| {
        list(
            &db,
            &format!("SELECT value FROM metadata WHERE key = '{key}'"),
        )
        .concat()
    };
    let told = bench
        .line("log --published 2026-01-25 --known @100 --json")
        .ok()
        .json()["citation"]
        .clone();
    assert_eq!(kept("position"), "100");
    assert_eq!(kept("root"), told["root"].as_str().unwrap());
    assert_eq!(kept("undated"), told["undated"].to_string());
    assert_eq!(kept("query.published"), "2026-01-25");
    assert!(kept("query").contains("\"export\""));
    assert_eq!(kept("views"), "yes");
}

#[test]
fn the_same_store_gives_the_same_bytes_to_a_file_and_to_a_pipe() {
    let bench = Bench::with_demo();
    for format in ["sqlite", "parquet"] {
        bench
            .run(&["export", format, "-o", "one", "--force", "-q"])
            .ok();
        let out = bench.command(&["export", format, "-q"]).output().unwrap();
        assert!(out.status.success());
        assert!(
            std::fs::read(bench.path("one")).unwrap() == out.stdout,
            "{format}"
        );
    }
}

/// What goes wrong on the way out leaves nothing behind, whichever database it is.
#[test]
fn what_cannot_be_written_leaves_nothing() {
    let bench = Bench::with_demo();
    let names = || {
        let inside = std::fs::read_dir(bench.path("")).unwrap();
        let names = inside.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect::<Vec<_>>()
    };
    for format in ["sqlite", "parquet"] {
        for line in [
            "-o nowhere/out",
            "-o desk/head --force",
            "--known @9999 -o out",
            "--kind nonsense -o out",
        ] {
            bench.line(&format!("export {format} {line}")).exits(2);
            assert_eq!(names(), ["desk"], "{format} {line}");
        }
        let mut child = bench.command(&["export", format]).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && !told.contains("error"), "{told}");
        if std::path::Path::new("/dev/full").exists() {
            let error = bench
                .line(&format!("export {format} -o /dev/full --json"))
                .exits(2)
                .error();
            assert_eq!(error["code"], "output_failed", "{error}");
        } else {
            println!("SKIP: there is no /dev/full here");
        }
    }
}

#[test]
fn of_a_damaged_store_the_sound_commits_go_out() {
    let bench = Bench::with_demo();
    let path = bench.path("desk/log.jsonl");
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.len() * 3 / 4;
    bytes[at] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let sound = bench.run(&["log", "--json"]).exits(4).json()["rows"]
        .as_array()
        .unwrap()
        .len();
    let ran = bench.run(&["export", "sqlite", "-o", "out.db"]).exits(4);
    assert!(
        ran.err.contains("the answer rests on the sound commits"),
        "{}",
        ran.err
    );
    let db = Connection::open(bench.path("out.db")).unwrap();
    assert_eq!(count(&db, "entries"), sound);
}
