//! The language of mappings, as `schema/import.md` has it: one example for each thing that a
//! mapping can say.

use super::{YIELDS, counts, events, import, rows};
use crate::support::Bench;

/// The events of a file by a mapping.
#[track_caller]
fn made(mapping: &str, file: &str) -> Vec<serde_json::Value> {
    let bench = Bench::with_store();
    bench.file("own.toml", mapping);
    bench.file("data.csv", file);
    events(&bench, &["data.csv", "--mapping", "own.toml"])
}

/// A holding's mapping with some columns.
fn holdings(columns: &str) -> String {
    format!(
        "key = \"{{code}} {{date}}\"\n[columns]\n{columns}\n[source]\npublisher = \"Example\"\n[event]\nkind = \"holding\"\n\
         happened = \"{{date}}\"\nholder = {{ country = \"{{code}}\" }}\nasset = {{ class = \"gold\" }}\n\
         amount = {{ value = \"{{value}}\", currency = \"USD\" }}\n"
    )
}

#[test]
fn ten_lines_are_a_mapping() {
    let made = made(YIELDS, "Day,Yield\n3/4/2026,2.71\n31/12/2025,2.6\n");
    assert_eq!(made.len(), 2);
    assert_eq!(made[0]["happened"], "2026-04-03");
    assert_eq!(made[0]["level"], "2.71");
    assert_eq!(made[0]["sources"][0]["publisher"], "Example Bank");
    assert_eq!(made[1]["happened"], "2025-12-31");
}

#[test]
fn a_dry_run_prints_what_import_takes() {
    let bench = Bench::with_store();
    bench.file("own.toml", YIELDS);
    bench.file("data.csv", "Day,Yield\n3/4/2026,2.71\n");
    let ran = bench
        .line("import data.csv --mapping own.toml --dry-run")
        .ok();
    assert!(
        ran.err.contains("read 1: to record 1, already 0"),
        "{}",
        ran.err
    );
    assert_eq!(
        bench.line("log --json").ok().json()["citation"]["position"],
        0
    );
    bench.file("events.jsonl", &ran.out);
    bench.line("import events.jsonl").ok();
    let receipt = import(&bench, &["data.csv", "--mapping", "own.toml"]);
    assert_eq!(counts(&receipt), [1, 0, 1, 0, 0]);
}

#[test]
fn namibia_is_not_nothing_and_codes_keep_their_zeros() {
    let columns =
        "code = \"Country\"\ndate = \"Year\"\nvalue = { from = \"Value\", number = true }";
    let mapping = holdings(columns).replace(
        "asset = { class = \"gold\" }",
        "asset = { class = \"gold\" }\ntags = [\"{Code}\"]",
    );
    let made = made(
        &mapping,
        "Country,Year,Value,Code\nNA,2024,5,0071\nNO,2024,7,7\n",
    );
    assert_eq!(made[0]["holder"]["country"], "NA");
    assert_eq!(made[0]["tags"][0], "0071");
    assert_eq!(made[1]["tags"][0], "7");
}

#[test]
fn dates_have_the_form_that_the_mapping_says() {
    let one = |form: &str, cell: &str| {
        let columns = format!(
            "code = \"C\"\ndate = {{ from = \"When\", {form} }}\nvalue = {{ from = \"V\", number = true }}"
        );
        let file = format!("C,When,V\nDK,\"{cell}\",1\n");
        made(&holdings(&columns), &file)[0]["happened"].clone()
    };
    assert_eq!(one("date = \"D.M.YYYY\"", "3.4.2024"), "2024-04-03");
    assert_eq!(one("date = \"M/D/YYYY\"", "3/4/2024"), "2024-03-04");
    assert_eq!(one("date = \"MMM YYYY\"", "Nov 2013"), "2013-11");
    assert_eq!(
        one("date = \"MMM YYYY\", month_end = true", "Nov 2013"),
        "2013-11-30"
    );
    assert_eq!(one("date = \"ERA.M.D\"", "R8.6.30"), "2026-06-30");
    assert_eq!(
        one("date = [\"YYYYMMDD\", \"YYYY-M-D\"]", "20240403"),
        "2024-04-03"
    );
    assert_eq!(one("date = \"any\"", "April 3, 2024"), "2024-04-03");
}

#[test]
fn figures_are_read_as_they_are_written() {
    let one = |form: &str, cell: &str| {
        let columns =
            format!("code = \"C\"\ndate = \"When\"\nvalue = {{ from = \"V\", number = {form} }}");
        let file = format!("C;When;V\nDK;2024;{cell}\n");
        let mapping = format!("delimiter = \";\"\n{}", holdings(&columns));
        made(&mapping, &file)[0]["amount"]["value"].clone()
    };
    assert_eq!(
        one("{ decimal = \",\", group = \".\" }", "1.234,5"),
        "1234.5"
    );
    assert_eq!(one("{ scale = 9 }", "1316.7"), "1316700000000");
}

#[test]
fn months_across_and_no_headings() {
    let wide = "key = \"{code} {year}\"\n[wide]\nheader = \"{year#}\"\nempty = [\"-\"]\n[columns]\ncode = { from = 1, country = true }\n\
        [source]\npublisher = \"Example\"\n[event]\nkind = \"observation\"\nhappened = \"{year}\"\nsubject = { country = \"{code}\" }\n\
        measure = \"debt\"\npercent = \"{cell}\"\n";
    let events = made(wide, "Country,2023,2024\nJapan,250,249\nDNK,-,30\n");
    let told: Vec<String> = events
        .iter()
        .map(|event| {
            format!(
                "{} {} {}",
                event["subject"]["country"], event["happened"], event["percent"]
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "\"JP\" \"2023\" \"250\"",
            "\"JP\" \"2024\" \"249\"",
            "\"DK\" \"2024\" \"30\""
        ]
    );
    let bare = "header = false\ndelimiter = \"tab\"\nkey = \"{day}\"\n[columns]\nday = 2\nlevel = 3\n[source]\npublisher = \"Example\"\n\
        [event]\nkind = \"yield_move\"\nhappened = \"{day}\"\ninstrument = { issuer = \"DE\", tenor = \"2Y\" }\nlevel = \"{level}\"\n";
    assert_eq!(made(bare, "x\t2024-01-02\t2.5\n").len(), 1);
}

#[test]
fn maps_cases_skips_lists_and_templates() {
    let mapping = "key = \"{Day} {What} {Who}\"\n[columns]\nwho = { from = \"Who\", split = \";\", country = true }\n\
        action = { from = \"What\", map = { \"new*\" = \"imposed\", \"ended\" = \"lifted\" } }\n\
        [[skip]]\nwhen = { What = [\"\", \"draft*\"] }\nwhy = \"drafts\"\n[source]\npublisher = \"Example\"\ntitle = \"List of {Day}\"\n\
        [event]\nhappened = \"{Day}\"\n\
        [[case]]\nwhen = { What = \"said\" }\n[case.event]\nkind = \"statement\"\nby = { country = \"US\" }\nact = \"warns\"\ntoward = [\"{who}\"]\n\
        [[case]]\n[case.event]\nkind = \"sanction\"\nby = [\"US\"]\nagainst = [\"{who}\"]\nmeasure = \"tariff\"\naction = \"{action}\"\ntitle = \"{What} of {Day}: {Note}\"\n";
    let bench = Bench::with_store();
    bench.file("own.toml", mapping);
    bench.file(
        "data.csv",
        "Day,What,Who,Note\n2025-02-04,new tariff,CHN;MX,first\n2025-03-04,ended,Canada,\n2025-03-05,draft 2,CA,\n2025-03-06,said,CN,\n",
    );
    let made = events(&bench, &["data.csv", "--mapping", "own.toml"]);
    assert_eq!(made.len(), 3);
    assert_eq!(made[0]["against"], serde_json::json!(["CN", "MX"]));
    assert_eq!(made[0]["title"], "new tariff of 2025-02-04: first");
    assert_eq!(made[0]["sources"][0]["title"], "List of 2025-02-04");
    assert_eq!(made[1]["action"], "lifted");
    assert!(
        made[1].get("title").is_none(),
        "a template with a blank column: {}",
        made[1]
    );
    assert_eq!(made[2]["kind"], "statement");
    let told = bench.line("import data.csv --mapping own.toml").ok().out;
    assert!(told.contains("left out 1: drafts"), "{told}");
    assert!(
        told.contains("read 4: recorded 3, already 0, corrected 0, rejected 0"),
        "{told}"
    );
}

#[test]
fn flags_of_the_source_go_before_the_mapping() {
    let bench = Bench::with_store();
    bench.file("own.toml", YIELDS);
    bench.file("data.csv", "Day,Yield\n3/4/2026,2.71\n");
    bench
        .line("import data.csv --mapping own.toml --publisher \"Other Bank\" --published 2026-04-05 --source-title \"A table\"")
        .ok();
    let source = rows(&bench, "log")[0]["event"]["sources"][0].clone();
    let wanted = serde_json::json!({"publisher": "Other Bank", "published": "2026-04-05", "title": "A table"});
    assert_eq!(source, wanted);
}

#[test]
fn standard_input_is_a_file_too() {
    let bench = Bench::with_store();
    bench.file("own.toml", YIELDS);
    let input = b"\xef\xbb\xbfDay,Yield\r\n3/4/2026,2.71\r\n";
    bench
        .run_with(&["import", "-", "--mapping", "own.toml"], input)
        .ok();
    assert_eq!(rows(&bench, "log")[0]["event"]["level"], "2.71");
}
