//! The mappings of the program on the published files of `../shared/data`; those of TIC are in
//! `tic`. Each test is skipped, and says so, where its file is missing.

use serde_json::json;

use super::{counts, import, real, rows};
use crate::support::Bench;

#[test]
fn treasury_yields() {
    let Some(file) = real("DGS30.csv") else {
        return;
    };
    let bench = Bench::with_store();
    assert_eq!(
        counts(&import(&bench, &[&file, "--mapping", "fred"])),
        [11499, 11499, 0, 0, 0]
    );
    let row = rows(&bench, "yields")[0].clone();
    assert_eq!(
        (&row["high"], &row["high_on"]),
        (&json!("15.21"), &json!("1981-10-26"))
    );
}

/// The whole file has 162,937 figures; the column of 30 years is every row of it all the same.
#[test]
fn the_highest_japanese_yield_of_thirty_years() {
    let Some(file) = real("jgbcm_all_ja.csv") else {
        return;
    };
    let bench = Bench::with_store();
    let mut kept = Vec::new();
    for line in std::fs::read(&file).unwrap().split(|byte| *byte == b'\n') {
        let cells: Vec<&[u8]> = line.split(|byte| *byte == b',').collect();
        if let (Some(date), Some(level)) = (cells.first(), cells.get(14)) {
            kept.extend([*date, b",", *level, b"\n"].concat());
        }
    }
    bench.file("jgb30.csv", kept);
    assert_eq!(
        counts(&import(&bench, &["jgb30.csv", "--mapping", "mof-jgb"])),
        [6571, 6571, 0, 0, 0]
    );
    let row = rows(&bench, "yields")[0].clone();
    assert_eq!(
        (&row["issuer"], &row["tenor"]),
        (&json!("JP"), &json!("30Y"))
    );
    assert_eq!(
        (&row["high"], &row["high_on"]),
        (&json!("4.043"), &json!("2026-05-19"))
    );
}

#[test]
fn timelines_of_sanctions() {
    for (name, wanted) in [
        ("sanctions/chn_to_us.csv", [49, 49, 0, 0, 0]),
        ("sanctions/us_to_chn.csv", [162, 162, 0, 0, 0]),
        ("sanctions/eu_us_on_russia.csv", [137, 117, 0, 0, 20]),
    ] {
        let Some(file) = real(name) else { return };
        let bench = Bench::with_store();
        let args = [
            &file[..],
            "--mapping",
            "sanctions-timeline",
            "--publisher",
            "Example List",
            "--rejects",
            "bad.csv",
        ];
        assert_eq!(counts(&import(&bench, &args)), wanted, "{name}");
        // Such a row is flagged: nobody can look its source up.
        bench.line("audit --json").exits(1);
    }
}

#[test]
fn gdelt_of_one_day() {
    let Some(file) = real("gdelt/gdelt1_events_2016-07-28_sample.tsv") else {
        return;
    };
    let bench = Bench::with_store();
    let receipt = import(&bench, &[&file, "--mapping", "gdelt1"]);
    assert_eq!(counts(&receipt), [710, 379, 0, 0, 0]);
    assert_eq!(receipt["skipped"], 331);
}

#[test]
fn follow_the_money() {
    let Some(file) = real("ftm/zala.entities.ftm.json") else {
        return;
    };
    let bench = Bench::with_store();
    let args = [&file[..], "--mapping", "ftm", "--rejects", "bad.csv"];
    assert_eq!(counts(&import(&bench, &args)), [91, 29, 0, 0, 12]);
    let Some(file) = real("ftm/donations.ijson") else {
        return;
    };
    assert_eq!(
        counts(&import(&bench, &[&file, "--mapping", "ftm"])),
        [474, 0, 0, 0, 0]
    );
}

#[test]
fn a_timeline_of_slides() {
    let Some(file) = real("timelinejs/women_in_computing.csv") else {
        return;
    };
    let bench = Bench::with_store();
    let args = [
        &file[..],
        "--mapping",
        "timelinejs-csv",
        "--publisher",
        "Example Lab",
    ];
    assert_eq!(counts(&import(&bench, &args)), [11, 10, 0, 0, 0]);
    assert_eq!(
        rows(&bench, "timeline")[0]["event"]["happened"],
        "1815-12-10/1852-11-27"
    );
}
