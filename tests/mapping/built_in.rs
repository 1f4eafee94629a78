//! The other mappings of the program on small samples: one look at what each makes, at what it
//! leaves out, and at what it rejects.

use serde_json::{Value, json};

use super::{counts, events, import, rows, sample};
use crate::support::Bench;

fn told(events: &[Value], fields: &[&str]) -> Vec<String> {
    let one = |event: &Value| {
        let cells = fields.iter().map(|field| match event.pointer(field) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => "-".to_owned(),
        });
        cells.collect::<Vec<_>>().join(" ")
    };
    events.iter().map(one).collect()
}

#[test]
fn fred_leaves_out_days_without_a_figure() {
    let bench = Bench::with_store();
    let receipt = import(&bench, &[&sample("DGS10.csv"), "--mapping", "fred"]);
    assert_eq!(counts(&receipt), [3, 2, 0, 0, 0]);
    let row = rows(&bench, "yields")[0].clone();
    assert_eq!(
        (&row["issuer"], &row["tenor"]),
        (&json!("US"), &json!("10Y"))
    );
    assert_eq!(
        (&row["level"], &row["level_on"]),
        (&json!("4.14"), &json!("2025-12-30"))
    );
    // The heading `value` says nothing: the file's name says which.
    bench.file("DGS2 (1).csv", "date,value\n2025-12-30,3.45\n");
    import(&bench, &["DGS2 (1).csv", "--mapping", "fred"]);
    assert_eq!(rows(&bench, "yields")[1]["tenor"], "2Y");
    bench.file("rates.csv", "date,value\n2025-12-30,3.45\n");
    bench.line("import rates.csv --mapping fred").exits(2);
}

#[test]
fn the_editions_of_the_ministry_are_the_same_rows() {
    let bench = Bench::with_store();
    let receipt = import(
        &bench,
        &[&sample("mof-jgb-cp932.csv"), "--mapping", "mof-jgb"],
    );
    assert_eq!(counts(&receipt), [10, 10, 0, 0, 0]);
    for edition in ["mof-jgb-utf8.csv", "mof-jgb-en.csv"] {
        let again = import(&bench, &[&sample(edition), "--mapping", "mof-jgb"]);
        assert_eq!(counts(&again), [10, 0, 10, 0, 0], "{edition}");
    }
    let rows = rows(&bench, "yields");
    let long = rows.iter().find(|row| row["tenor"] == "30Y").unwrap();
    assert_eq!(
        (&long["high"], &long["high_on"]),
        (&json!("4.043"), &json!("2026-05-19"))
    );
    let short = rows.iter().find(|row| row["tenor"] == "1Y").unwrap();
    assert_eq!(short["n"], 4);
}

#[test]
fn timelines_of_sanctions_need_a_source() {
    let bench = Bench::with_store();
    let file = sample("sanctions-timeline.csv");
    let error = bench
        .run(&["import", &file, "--mapping", "sanctions-timeline", "--json"])
        .exits(2)
        .error();
    assert_eq!(error["code"], "no_source");
    let made = events(
        &bench,
        &[
            &file,
            "--mapping",
            "sanctions-timeline",
            "--publisher",
            "Example List",
        ],
    );
    assert_eq!(
        told(
            &made,
            &["/happened", "/by/0", "/against/0", "/measure", "/action"]
        ),
        [
            "2023-07-03 CN US other threatened",
            "2023-04-13 CN US asset_freeze imposed",
            "2023-04-13 CN US travel_ban imposed",
            "2019-05-10 US CN tariff imposed",
        ]
    );
    assert_eq!(made[0]["sources"], json!([{"publisher": "Example List"}]));
    assert_eq!(
        made[0]["title"],
        "CHN - Export licences for two metals will be needed from August on."
    );
    let russia = sample("sanctions-timeline-russia.csv");
    let args = [
        &russia[..],
        "--mapping",
        "sanctions-timeline",
        "--publisher",
        "Example List",
        "--rejects",
        "bad.csv",
    ];
    let made = events(&bench, &args);
    assert_eq!(
        told(&made, &["/kind", "/action", "/against/0", "/toward/0"]),
        [
            "sanction imposed RU -",
            "sanction extended RU -",
            "statement - - RU",
            "sanction extended UA -"
        ]
    );
    let rejects = std::fs::read_to_string(bench.path("bad.csv")).unwrap();
    assert!(
        rejects.contains(",5,actor,unmapped_value,"),
        "nobody is named: {rejects}"
    );
}

#[test]
fn gdelt_rows_become_events_and_mentions_do_not() {
    let bench = Bench::with_store();
    let made = events(&bench, &[&sample("gdelt1.tsv"), "--mapping", "gdelt1"]);
    assert_eq!(
        told(
            &made,
            &[
                "/kind",
                "/happened",
                "/act",
                "/action",
                "/alignment",
                "/against/0",
                "/sources/0/publisher"
            ]
        ),
        [
            "statement 2016-07-28 pledges - - - example.com",
            "sanction 2016-07-28 - threatened - CN example.org",
            "statement 2016-07-27 comments - - - GDELT 1.0",
            "sanction 2016-07-28 - imposed - RU example.com",
            "statement 2016-07-28 comments - - - example.com",
            "threat 1982-01-02 - - - IR GDELT 1.0",
            "policy_shift 1982-01-02 - - closer - GDELT 1.0",
        ]
    );
    let note = made[0]["note"].as_str().unwrap();
    assert!(
        note.contains("CAMEO 036, Goldstein 4.0; 12 mentions by 2 sources in 10 articles"),
        "{note}"
    );
    assert_eq!(made[0]["sources"][0]["grade"], "F6");
    assert_eq!(
        made[2]["by"],
        json!({"country": "DE", "name": "SOME COMPANY", "type": "other"})
    );
    assert_eq!(made[4]["by"]["country"], "NA", "Namibia");
    assert!(
        made[5]["sources"][0].get("url").is_none(),
        "57 columns have no URL"
    );
}

#[test]
fn entities_of_follow_the_money() {
    let bench = Bench::with_store();
    let args = [
        &sample("ftm.json")[..],
        "--mapping",
        "ftm",
        "--rejects",
        "bad.jsonl",
    ];
    let made = events(&bench, &args);
    assert_eq!(
        told(
            &made,
            &[
                "/kind",
                "/happened",
                "/by/0",
                "/entities/0",
                "/measure",
                "/effective",
                "/expires"
            ]
        ),
        [
            "sanction 2024-02-23 EU Example Trading LLC asset_freeze 2024-02-23 2026-03-15",
            "sanction 2024-04-12 US Example Trading LLC other - -",
            "statement 2024-06-13/2024-06-15 - - - - -",
        ]
    );
    assert_eq!(made[0]["sources"][0]["url"], "https://example.org/list");
    assert_eq!(made[2]["title"], "Example summit");
    let rejects = std::fs::read_to_string(bench.path("bad.jsonl")).unwrap();
    assert!(
        rejects.contains(",4,happened,missing_field,"),
        "a listing without a date: {rejects}"
    );
    bench.file("cut.json", "{\"id\": \"s-1\", \"schema\": \"Sanc");
    let error = bench
        .line("import cut.json --mapping ftm --json")
        .exits(2)
        .error();
    assert_eq!(error["code"], "cut_off");
}

#[test]
fn slides_of_a_timeline() {
    let bench = Bench::with_store();
    let args = [
        &sample("timelinejs.csv")[..],
        "--mapping",
        "timelinejs-csv",
        "--publisher",
        "Example Wire",
    ];
    let made = events(&bench, &args);
    assert_eq!(
        told(&made, &["/happened", "/title", "/tags/0"]),
        [
            "2026-01-20/2026-01-31 A fund sells funds",
            "1951 An early year, alone -",
            "2025-07 中国国债 -",
        ]
    );
    assert_eq!(made[0]["note"], "It sells & says why.");
    assert_eq!(made[0]["by"]["name"], "Example Wire");
}
