//! Bad files and bad mappings: what is refused, with which code, at which line; that nothing is
//! recorded then; what goes to the file of rejects instead.

use super::{YIELDS, counts, import, refused, rows};
use crate::support::Bench;

fn bench(file: impl AsRef<[u8]>) -> Bench {
    let bench = Bench::with_store();
    bench.file("own.toml", YIELDS);
    bench.file("data.csv", file);
    bench
}

/// Code and line of the only problem of a file.
#[track_caller]
fn problem(file: impl AsRef<[u8]>) -> (String, Option<u64>, String) {
    let error = refused(&bench(file), &["data.csv", "--mapping", "own.toml"]);
    let problems = error["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 1, "{error}");
    let text = |name: &str| problems[0][name].as_str().unwrap().to_owned();
    (text("code"), problems[0]["line"].as_u64(), text("message"))
}

#[test]
fn a_row_twice_with_another_value_names_both_lines() {
    let (code, line, message) = problem("Day,Yield\n1/4/2026,2.7\n2/4/2026,2.8\n1/4/2026,2.9\n");
    assert_eq!((code.as_str(), line), ("duplicate_row", Some(4)));
    assert!(message.contains("line 2"), "{message}");
    // Also with a file for rejects: nobody can say which of the two is right.
    let bench = bench("Day,Yield\n1/4/2026,2.7\n1/4/2026,2.9\n");
    let args = ["data.csv", "--mapping", "own.toml", "--rejects", "bad.csv"];
    assert_eq!(refused(&bench, &args)["code"], "duplicate_row");
}

#[test]
fn files_that_disagree_are_to_be_imported_one_by_one() {
    let bench = bench("Day,Yield\n1/4/2026,2.7\n");
    bench.file("new.csv", "Day,Yield\n1/4/2026,2.9\n");
    let error = refused(&bench, &["data.csv", "new.csv", "--mapping", "own.toml"]);
    let message = error["problems"][0]["message"].as_str().unwrap();
    assert!(message.contains("data.csv:2"), "{message}");
}

#[test]
fn a_file_that_ends_in_the_middle_of_a_row() {
    for cut in [
        "Day,Yield\n1/4/2026,2.7\n2/4",
        "Day,Yield\n1/4/2026,2.7\n\"2/4/2026,2.8\n3/4/2026,2.9\n",
        "Day,Yield\n1/4/2026,2.7\n2/4/2026,\"2.8",
    ] {
        let (code, line, _) = problem(cut);
        assert_eq!((code.as_str(), line), ("cut_off", Some(3)), "{cut}");
    }
    assert_eq!(problem("Day,Yield\n1/4/2026,2.7\n2/4\n").0, "bad_row");
    assert_eq!(problem("Day,Yield\n1/4/2026,2.7,5\n").0, "bad_row");
}

#[test]
fn a_wrong_encoding_is_told_with_its_byte() {
    let (code, _, message) = problem(b"Day,Yield\n1/4/2026,2.7\xff\n");
    assert_eq!(code, "bad_encoding");
    assert!(message.contains("byte 23"), "{message}");
}

#[test]
fn lines_are_counted_past_blanks_quotes_and_returns() {
    for end in ["\n", "\r\n"] {
        let mut text = String::from("Day,Yield\n\n1/4/2026,2.7\n\"2/4/\n2026\",x\n3/4/2026,y\n");
        text = text.replace('\n', end);
        let error = refused(&bench(&text), &["data.csv", "--mapping", "own.toml"]);
        let lines: Vec<u64> = error["problems"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|p| p["line"].as_u64())
            .collect();
        assert_eq!(lines, [4, 6], "{error}");
    }
}

#[test]
fn a_date_that_fits_two_forms_is_for_the_mapping_to_settle() {
    let bench = bench("Day,Yield\n3/4/2026,2.7\n13/4/2026,2.8\n");
    bench.file("any.toml", YIELDS.replace("D/M/YYYY", "any"));
    let error = refused(&bench, &["data.csv", "--mapping", "any.toml"]);
    assert_eq!(error["code"], "ambiguous_date");
    assert_eq!(error["problems"].as_array().unwrap().len(), 1);
    let text = error["problems"][0].to_string();
    assert!(
        text.contains("D/M/YYYY") && text.contains("M/D/YYYY"),
        "{text}"
    );
    // A cell that is no ISO date is not guessed at either.
    bench.file("none.toml", YIELDS.replace(", date = \"D/M/YYYY\"", ""));
    assert_eq!(
        refused(&bench, &["data.csv", "--mapping", "none.toml"])["code"],
        "bad_date"
    );
}

#[test]
fn rejected_rows_go_to_a_file_with_the_reason() {
    let bench = bench("Day,Yield\n1/4/2026,2.7\n31/2/2026,2.8\n3/4/2026,n.a.\n4/4\n5/4/2026,3\n");
    let error = refused(&bench, &["data.csv", "--mapping", "own.toml"]);
    assert_eq!(
        error["problems"].as_array().unwrap().len(),
        3,
        "all at once"
    );
    let args = ["data.csv", "--mapping", "own.toml", "--rejects", "bad.csv"];
    assert_eq!(counts(&import(&bench, &args)), [5, 2, 0, 0, 3]);
    let rejects = std::fs::read_to_string(bench.path("bad.csv")).unwrap();
    let lines: Vec<&str> = rejects.lines().collect();
    assert_eq!(lines[0], "file,line,field,code,message,hint,row");
    assert!(
        lines[1].starts_with("data.csv,3,day,impossible_date,"),
        "{rejects}"
    );
    assert!(lines[1].ends_with("\"31/2/2026,2.8\""), "{rejects}");
    assert!(
        lines[2].starts_with("data.csv,4,level,bad_decimal,"),
        "{rejects}"
    );
    assert!(lines[3].starts_with("data.csv,5,,bad_row,"), "{rejects}");
    assert_eq!(rows(&bench, "log").len(), 2);
}

#[test]
fn a_mapping_for_another_file_is_told_before_its_rows() {
    let bench = bench("Date,Yield\n1/4/2026,2.7\n");
    let error = refused(&bench, &["data.csv", "--mapping", "own.toml"]);
    assert_eq!(error["code"], "missing_column");
    assert_eq!(error["problems"].as_array().unwrap().len(), 1);
}

#[test]
fn mappings_are_read_strictly() {
    let bench = bench("Day,Yield\n1/4/2026,2.7\n");
    for (from, to, line, words) in [
        ("key =", "kye =", 1, "did you mean key"),
        ("date = \"D/M", "form = \"D/M", 3, "no field `form`"),
        ("date = \"D/M/YYYY\"", "date = \"day\"", 3, "no date form"),
        ("level =", "levle =", 10, "did you mean level"),
        ("tenor =", "tenr =", 9, "did you mean tenor"),
        ("yield_move", "yield_mov", 7, "did you mean yield_move"),
        ("publisher", "publishr", 5, "did you mean publisher"),
        ("\"{Yield}\"", "\"{Yield\"", 10, "`{`"),
        ("\"{Yield}\"", "2.5", 10, "in quotes"),
        ("[event]", "[evnet]", 6, "did you mean event"),
        ("{Day}", "x", 1, "names no column"),
        ("happened =", "#", 7, "needs `happened`"),
        (
            "from = \"Day\"",
            "from = \"{day2}\"}\nday2 = { from = \"day\"",
            3,
            "rests on itself",
        ),
    ] {
        assert!(YIELDS.contains(from), "{from}");
        bench.file("wrong.toml", YIELDS.replacen(from, to, 1));
        let error = refused(&bench, &["data.csv", "--mapping", "wrong.toml"]);
        let told = format!("{} {}", error["message"], error["hint"]);
        assert_eq!(error["code"], "bad_mapping", "{told}");
        assert!(told.contains(words), "{to}: {told}");
        if !words.contains("itself") {
            assert!(
                told.contains(&format!("wrong.toml:{line}:")),
                "{to}: {told}"
            );
        }
    }
}

#[test]
fn a_quote_is_a_letter_where_the_mapping_says_so() {
    let bench = bench("Day,Yield\n1/4/2026,2.7\n\"2/4/2026,2.8\n3/4/2026,2.9\n");
    bench.file("own.toml", format!("quotes = false\n{YIELDS}"));
    let args = ["data.csv", "--mapping", "own.toml", "--rejects", "bad.csv"];
    assert_eq!(counts(&import(&bench, &args)), [3, 2, 0, 0, 1]);
}

#[test]
fn rows_of_a_block_may_stop_early_but_not_at_the_end_of_the_file() {
    let mapping = YIELDS
        .replace(
            "[columns]",
            "header = { starts = [\"Day\"] }\n[wide]\nheader = \"Y{years#}\"\n[columns]",
        )
        .replace("{Day}", "{day} {years}")
        .replace("{Yield}", "{cell}");
    let file = "A title\nDay,Y10,Y20\n1/4/2026,2.7,3\n2/4/2026,2.8\n";
    let bench = bench(file);
    bench.file("own.toml", &mapping);
    assert_eq!(
        counts(&import(&bench, &["data.csv", "--mapping", "own.toml"])),
        [3, 3, 0, 0, 0]
    );
    bench.file("data.csv", format!("{file}3/4/2026,2.9"));
    let error = bench
        .line("import data.csv --mapping own.toml --json")
        .exits(2)
        .error();
    assert_eq!(error["code"], "cut_off");
}

#[test]
fn a_row_without_end_is_no_endless_read() {
    let bench = Bench::with_store();
    for mapping in ["fred", "ftm"] {
        let line = format!("import /dev/zero --mapping {mapping} --json");
        let error = bench.line(&line).exits(2).error();
        assert_eq!(error["code"], "line_too_long", "{mapping}");
    }
}
