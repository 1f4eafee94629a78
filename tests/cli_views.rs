//! The further views from the command line: every format, every width, sparklines on a
//! terminal only, and the texts of their errors. What their rows hold is tested in `views`.

use serde_json::Value;

use crate::support::Bench;

const VIEWS: [&[&str]; 7] = [
    &["threats", "--claims"],
    &["sanctions"],
    &["yields"],
    &["observations", "--claims"],
    &["sources", "--claims"],
    &["contradictions", "--tolerance", "0"],
    &["around", "trump-threat"],
];

fn with(args: &[&str], more: &[&str]) -> Vec<String> {
    let all = args.iter().chain(more);
    all.map(|arg| (*arg).to_owned()).collect()
}

#[test]
fn every_view_comes_in_every_format() {
    let bench = Bench::with_demo();
    for args in VIEWS {
        let answer = bench.run(&with(args, &["--json"])).ok().json();
        let rows = answer["rows"].as_array().unwrap();
        assert!(!rows.is_empty(), "{args:?}");
        assert_eq!(answer["citation"]["query"]["command"], args[0]);
        let lines = bench.run(&with(args, &["--format", "jsonl"])).ok().out;
        let lines: Vec<Value> = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let (citation, told) = lines.split_last().unwrap();
        assert_eq!(told, rows, "{args:?}");
        assert_eq!(citation["citation"]["query"], answer["citation"]["query"]);
        let csv = bench.run(&with(args, &["--format", "csv"])).ok();
        assert!(
            csv.out
                .starts_with(rows[0].as_object().map_or("", first_column))
        );
        assert!(csv.err.contains("root "), "{}", csv.err);
        let page = bench.run(&with(args, &["--format", "markdown"])).ok().out;
        assert!(page.contains("| ---") && page.contains("root "), "{page}");
    }
}

/// The field that a view's rows are listed by first.
fn first_column(row: &serde_json::Map<String, Value>) -> &'static str {
    let names = ["positions", "position", "issuer", "subject", "publisher"];
    let found = names.into_iter().find(|name| row.contains_key(*name));
    match found {
        Some("positions") => "positions,about.kind,",
        Some(name) => name,
        None => panic!("{row:?}"),
    }
}

#[test]
fn tables_fit_their_width() {
    for width in ["40", "80", "100", "160"] {
        let bench = Bench::with_demo().var("COLUMNS", width);
        let room: usize = width.parse().unwrap();
        for args in VIEWS {
            for why in [&[][..], &["--why"]] {
                if args[0] == "around" && !why.is_empty() {
                    continue;
                }
                let out = bench.run(&with(args, why)).ok().out;
                let lines: Vec<&str> = out.lines().collect();
                let (citation, rows) = lines.split_last().unwrap();
                assert!(citation.contains("root "), "{citation}");
                for row in rows {
                    let wide = unicode_width::UnicodeWidthStr::width(*row);
                    assert!(wide <= room, "{args:?} at {width}: {wide}: {row}");
                }
            }
        }
    }
}

#[test]
fn at_80_columns_they_are_tables_and_not_cards() {
    let bench = Bench::with_demo().var("COLUMNS", "80");
    for args in VIEWS {
        let out = bench.run(&with(args, &[])).ok().out;
        let head = out.lines().next().unwrap();
        assert!(head.split("  ").count() > 3, "{args:?}: {out}");
    }
}

#[test]
fn an_empty_view_says_so() {
    let bench = Bench::with_demo();
    for args in VIEWS {
        let out = bench.run(&with(args, &["--on", "1900"])).ok().out;
        assert!(out.starts_with("No"), "{args:?}: {out}");
    }
}

#[test]
fn series_have_a_shape_on_a_terminal_only() {
    let bench = Bench::with_store();
    let levels = [
        ("2026-01-19", "3.41"),
        ("2026-01-20", "3.88"),
        ("2026-01-21", "3.66"),
    ];
    for (day, level) in levels {
        let instrument = ["add", "yield-move", "--instrument", "JP/30Y"];
        let said = ["--happened", day, "--level", level, "--publisher", "Wire"];
        bench.run(&with(&instrument, &said)).ok();
    }
    let out = bench.run(&["yields"]).ok().out;
    // 3.41 is the floor; (3.66 − 3.41) / (3.88 − 3.41) × 7 = 3.7, the fifth bar.
    assert!(out.contains("▁█▅"), "{out}");
    assert!(out.contains("+25"), "{out}");
    let head = out.lines().next().unwrap();
    let row = out.lines().nth(1).unwrap();
    let end = |line: &str, word: &str| line.find(word).unwrap() + word.len();
    assert_eq!(end(head, "level, %"), end(row, "3.66"), "{out}");
    for format in ["json", "jsonl", "csv", "markdown"] {
        let out = bench.run(&["yields", "--format", format]).ok().out;
        assert!(!out.contains('█'), "{format}: {out}");
    }
}

#[test]
fn a_chinese_consequence_wraps_where_it_may() {
    let bench = Bench::with_store().var("COLUMNS", "60");
    let text = "若欧洲卖出美国国债或美股，将遭到重手报复，关税与制裁并用，绝不手软";
    let threat = ["add", "threat", "--by", "US", "--against", "EUROPE"];
    let rest = ["--consequence", text, "--happened", "2026-01-22"];
    let threat = with(&threat, &rest);
    let threat: Vec<&str> = threat.iter().map(String::as_str).collect();
    bench.run(&with(&threat, &["--publisher", "新华社"])).ok();
    let out = bench.run(&["threats"]).ok().out;
    let (rows, _) = out.trim_end().rsplit_once('\n').unwrap();
    let letters: String = rows
        .chars()
        .filter(|c| text.contains(*c) && !c.is_ascii())
        .collect();
    assert_eq!(letters, text, "{out}");
    for row in rows.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(row) <= 60, "{row}");
    }
}

#[test]
fn bad_tolerances_and_days_say_what_to_write() {
    let bench = Bench::with_demo();
    let refused = |args: &[&str]| {
        let ran = bench.run(args).exits(2);
        assert!(ran.out.is_empty());
        ran.err
    };
    assert_eq!(
        refused(&["contradictions", "--tolerance", "-1"]),
        "error: --tolerance: \"-1\" is below zero, and this figure cannot be\n\
         hint: give the size, and say in the kind or the fields which way it goes\n"
    );
    assert_eq!(
        refused(&["contradictions", "--tolerance", "1,000"]),
        "error: --tolerance: \"1,000\" is not a decimal of at most 18 digits before and 6 after \
         the point\nhint: write it as \"1000\"\n"
    );
    bench.run(&["contradictions", "--tolerance", "0.5%"]).ok();
    let error = refused(&["around", "trump-threat", "--days", "-1"]);
    assert!(error.contains("--days"), "{error}");
    let error = refused(&["around", "trump-threat", "--days", "99999999999"]);
    assert!(error.contains("99999999999"), "{error}");
    let error = refused(&["around", "@55"]);
    assert!(error.contains("@55 is a link, not an event"), "{error}");
}
