//! The same rows again: a second import, an overlapping newer download, a revision, an older
//! file after a newer one, what the desk did in between.

use serde_json::json;

use super::{YIELDS, counts, events, import, rows};
use crate::support::Bench;

fn bench() -> Bench {
    let bench = Bench::with_store();
    bench.file("own.toml", YIELDS);
    bench.file("old.csv", "Day,Yield\n1/4/2026,2.7\n2/4/2026,2.8\n");
    bench.file("new.csv", "Day,Yield\n2/4/2026,2.81\n3/4/2026,2.9\n");
    bench
}

#[test]
fn a_newer_download_records_what_is_new_and_corrects_what_changed() {
    let bench = bench();
    let receipt = import(&bench, &["old.csv", "--mapping", "own.toml"]);
    assert_eq!(counts(&receipt), [2, 2, 0, 0, 0]);
    assert_eq!(receipt["ids"].as_array().unwrap().len(), 2);
    let again = import(&bench, &["old.csv", "--mapping", "own.toml"]);
    assert_eq!(counts(&again), [2, 0, 2, 0, 0]);
    assert_eq!(again["ids"], receipt["ids"]);
    assert_eq!(again["root"], receipt["root"]);

    let newer = import(
        &bench,
        &[
            "new.csv",
            "--mapping",
            "own.toml",
            "--published",
            "2026-04-04",
        ],
    );
    assert_eq!(counts(&newer), [2, 2, 0, 1, 0]);
    let log = rows(&bench, "log");
    assert_eq!(log.len(), 4, "a correction, no second event");
    let correction = &log[2]["event"];
    assert_eq!(correction["kind"], "correction");
    assert_eq!(correction["changes"], json!({"level": "2.81"}));
    assert_eq!(correction["target"], receipt["ids"][1]);
    assert_eq!(correction["sources"][0]["published"], "2026-04-04");
    assert!(correction["reason"].as_str().unwrap().contains("new.csv"));
    assert_eq!(log[1]["event"]["level"], "2.81");
    let before = rows(&bench, "log --known @2");
    assert_eq!(before[1]["event"]["level"], "2.8");

    for file in ["new.csv", "old.csv"] {
        let again = import(&bench, &[file, "--mapping", "own.toml"]);
        assert_eq!(counts(&again), [2, 0, 2, 0, 0], "{file}: an earlier state");
    }
    assert_eq!(rows(&bench, "log")[1]["event"]["level"], "2.81");
}

#[test]
fn another_date_of_publication_is_no_revision() {
    let bench = bench();
    import(
        &bench,
        &[
            "old.csv",
            "--mapping",
            "own.toml",
            "--published",
            "2026-04-03",
        ],
    );
    let again = import(
        &bench,
        &[
            "old.csv",
            "--mapping",
            "own.toml",
            "--published",
            "2026-05-03",
        ],
    );
    assert_eq!(counts(&again), [2, 0, 2, 0, 0]);
}

#[test]
fn a_revision_leaves_what_the_desk_corrected() {
    let bench = bench();
    import(&bench, &["old.csv", "--mapping", "own.toml"]);
    bench
        .line("correct @2 --set basis=close --reason \"the desk asked\"")
        .ok();
    let again = import(&bench, &["old.csv", "--mapping", "own.toml"]);
    assert_eq!(counts(&again), [2, 0, 2, 0, 0]);
    import(&bench, &["new.csv", "--mapping", "own.toml"]);
    let event = rows(&bench, "log")[1]["event"].clone();
    assert_eq!(
        (&event["level"], &event["basis"]),
        (&json!("2.81"), &json!("close"))
    );
}

#[test]
fn what_was_retracted_stays_so() {
    let bench = bench();
    import(&bench, &["old.csv", "--mapping", "own.toml"]);
    bench.line("retract @2 --reason \"a misprint\" --yes").ok();
    let newer = import(&bench, &["new.csv", "--mapping", "own.toml"]);
    assert_eq!(counts(&newer), [2, 1, 1, 0, 0]);
}

#[test]
fn a_retracted_revision_is_not_made_again() {
    let bench = bench();
    import(&bench, &["old.csv", "--mapping", "own.toml"]);
    import(&bench, &["new.csv", "--mapping", "own.toml"]);
    bench
        .line("retract @3 --reason \"the office withdrew it\" --yes")
        .ok();
    let again = import(&bench, &["new.csv", "--mapping", "own.toml"]);
    assert_eq!(counts(&again), [2, 0, 2, 0, 0]);
    assert_eq!(rows(&bench, "log")[1]["event"]["level"], "2.8");
}

#[test]
fn corrections_can_be_printed_and_imported_too() {
    let bench = bench();
    import(&bench, &["old.csv", "--mapping", "own.toml"]);
    let printed = events(&bench, &["new.csv", "--mapping", "own.toml"]);
    assert_eq!(printed[0]["kind"], "correction");
    let lines: Vec<String> = printed.iter().map(ToString::to_string).collect();
    bench.file("printed.jsonl", lines.join("\n"));
    bench.line("import printed.jsonl").ok();
    let again = import(&bench, &["new.csv", "--mapping", "own.toml"]);
    assert_eq!(counts(&again), [2, 0, 2, 0, 0]);
}

#[test]
fn rows_that_agree_in_several_files_are_one() {
    let bench = bench();
    bench.file(
        "more.csv",
        "Day,Yield\n2/4/2026,2.8\n2/4/2026,2.8\n4/4/2026,3\n",
    );
    let receipt = import(&bench, &["old.csv", "more.csv", "--mapping", "own.toml"]);
    assert_eq!(counts(&receipt), [5, 3, 2, 0, 0]);
}

#[test]
fn the_id_of_a_row_is_its_mapping_and_key() {
    let bench = bench();
    let one = events(&bench, &["old.csv", "--mapping", "own.toml"]);
    // The name of the mapping, a line feed, the key: UUID v5 in the namespace of schema/import.md.
    let namespace = uuid::Uuid::parse_str("8f8e1f4a-2d0b-5c3e-9a47-6b1d02c5e7f1").unwrap();
    let id = uuid::Uuid::new_v5(&namespace, b"own\n1/4/2026");
    assert_eq!(one[0]["id"], id.to_string());
    bench.file("other.toml", format!("name = \"own\"\n{YIELDS}"));
    let same = events(&bench, &["old.csv", "--mapping", "other.toml"]);
    assert_eq!(same[0]["id"], one[0]["id"], "a mapping may say its name");
}
