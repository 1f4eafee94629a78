//! Writing from the command line: flags to events, amendments, receipts, who writes, and
//! what is refused with nothing written.

use serde_json::Value;

use crate::support::Bench;

const THREAT: &str = "add threat --by US --against EU,DK --happened 2026-01-21 \
    --consequence tariffs --quote \"we will see\" --publisher Reuters --published 2026-01-21 \
    --source-quote \"the source's words\" --label the-threat --tag trade --tag greenland \
    --titles zh=美国威胁加征关税";

fn event(bench: &Bench, reference: &str) -> Value {
    bench.run(&["show", reference, "--json"]).ok().json()["entry"]["event"].clone()
}

fn with_threat() -> Bench {
    let bench = Bench::with_store();
    bench.line(THREAT).ok();
    bench
}

#[test]
fn flags_become_the_stored_form() {
    let bench = with_threat();
    let event = event(&bench, "the-threat");
    assert_eq!(event["against"], serde_json::json!(["EU", "DK"]));
    assert_eq!(event["quote"], "we will see");
    assert_eq!(event["sources"][0]["quote"], "the source's words");
    assert_eq!(event["tags"], serde_json::json!(["trade", "greenland"]));
    assert_eq!(event["titles"]["zh"], "美国威胁加征关税");
}

#[test]
fn a_receipt_says_where_it_stands() {
    let bench = Bench::with_store();
    let receipt = bench.line(&format!("{THREAT} --json")).ok().json();
    assert_eq!(receipt["position"], 1);
    assert_eq!(receipt["entries"], 1);
    assert_eq!(receipt["ids"].as_array().unwrap().len(), 1);
    let told = bench.line("link @1 @1 --relation causes").exits(2);
    assert!(told.out.is_empty());
}

#[test]
fn every_fault_of_a_command_line_is_told_at_once() {
    let bench = Bench::with_store();
    let ran = bench
        .line("add fund-exit --holder \"X, UK\" --asset us_treasury:US --stage anounced --happened 2026-02-30 \
             --amount \"100M DOLLARS\" --json")
        .exits(2);
    let error = ran.error();
    let fields: Vec<&str> = error["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["field"].as_str().unwrap())
        .collect();
    for field in ["happened", "stage", "amount", "sources"] {
        assert!(
            fields.iter().any(|found| found.starts_with(field)),
            "{field} in {fields:?}"
        );
    }
    assert!(ran.err.contains("GB"), "UK → GB: {}", ran.err);
    assert_eq!(
        bench.run(&["log", "--json"]).ok().json()["rows"],
        serde_json::json!([])
    );
}

#[test]
fn sources_are_cited_again() {
    let bench = with_threat();
    bench
        .line(
            "add statement --by DK --act rejects --happened 2026-01-22 --source-of the-threat \
             --label answer",
        )
        .ok();
    assert_eq!(
        event(&bench, "answer")["sources"],
        event(&bench, "the-threat")["sources"]
    );
}

#[test]
fn a_correction_reaches_into_lists_and_keeps_the_rest() {
    let bench = with_threat();
    bench
        .line("corroborate the-threat --publisher Bloomberg --published 2026-01-22")
        .ok();
    bench
        .line("correct the-threat --set sources.0.url=https://example.org/a --set happened=2026-01-20 \
             --unset quote --reason checked")
        .ok();
    let event = event(&bench, "the-threat");
    assert_eq!(event["happened"], "2026-01-20");
    assert!(event.get("quote").is_none());
    let sources = event["sources"].as_array().unwrap();
    assert_eq!(sources.len(), 2, "{sources:?}");
    assert_eq!(sources[0]["url"], "https://example.org/a");
    assert_eq!(sources[0]["publisher"], "Reuters");
    let again = bench
        .line("correct the-threat --set happened=2026-01-20 --reason x --json")
        .exits(2);
    assert_eq!(again.error()["code"], "no_change");
    let history = bench.run(&["show", "the-threat", "--history"]).ok().out;
    assert!(history.contains("Versions (2)"), "{history}");
}

#[test]
fn a_retraction_says_what_goes_and_does_not_ask_a_script() {
    let bench = with_threat();
    let ran = bench
        .run(&["retract", "the-threat", "--reason", "not so"])
        .ok();
    assert!(ran.err.contains("withdraws @1"), "{}", ran.err);
    let shown = bench.run(&["show", "the-threat", "--json"]).ok().json();
    assert_eq!(shown["entry"]["status"], "retracted");
}

#[test]
fn a_dispute_and_its_undoing() {
    let bench = with_threat();
    bench
        .line("dispute the-threat --claim \"no such words\" --by \"a spokesman\"")
        .ok();
    let disputed = |bench: &Bench| {
        bench.run(&["show", "the-threat", "--json"]).ok().json()["entry"]["disputed"].clone()
    };
    assert_eq!(disputed(&bench), 1);
    bench.line("retract @2 --reason withdrawn --yes").ok();
    assert_eq!(disputed(&bench), 0);
}

#[test]
fn who_writes_is_asked_in_order() {
    let author = |bench: &Bench, more: &[&str]| {
        let mut args = vec![
            "add",
            "statement",
            "--by",
            "US",
            "--act",
            "comments",
            "--happened",
            "2026",
            "--publisher",
            "A",
        ];
        args.extend(more);
        bench.run(&args).ok();
        let rows = bench.run(&["log", "--json"]).ok().json()["rows"].clone();
        rows.as_array().unwrap().last().unwrap()["recorded_by"].clone()
    };
    let bench = Bench::with_store();
    assert_eq!(
        author(&bench, &["--author", "mette@example.org"]),
        "mette@example.org"
    );
    assert_eq!(author(&bench, &[]), "tester");
    let bench = bench.var("DATELINE_AUTHOR", "").var("USER", "anne");
    assert_eq!(author(&bench, &[]), "anne");
    std::fs::create_dir_all(bench.path(".config/dateline")).unwrap();
    bench.file(".config/dateline/config.toml", "author = \"the desk\"\n");
    assert_eq!(author(&bench, &[]), "the desk");
}

#[test]
fn a_position_expected_in_vain_is_a_conflict() {
    let bench = with_threat();
    let ran = bench
        .line("dispute @1 --claim no --expect @0 --json")
        .exits(3);
    assert_eq!(ran.error()["code"], "conflict");
    bench.line("dispute @1 --claim no --expect @1").ok();
}

#[test]
fn a_bare_add_lists_the_kinds() {
    let bench = Bench::with_store();
    let ran = bench.run(&["add"]).exits(2);
    for kind in ["threat", "fund-exit", "holding", "yield-move", "forecast"] {
        assert!(ran.err.contains(kind), "{}", ran.err);
    }
    assert!(
        bench
            .run(&["add", "thraet"])
            .exits(2)
            .err
            .contains("threat")
    );
}

#[test]
fn one_event_comes_as_json() {
    let bench = Bench::with_store();
    let text = "\u{feff}{\n \"kind\": \"statement\", \"by\": {\"country\": \"US\"}, \"act\": \"comments\",\n \"happened\": \"2026\", \"sources\": [{\"publisher\": \"A\"}]}\n";
    bench
        .run_with(&["add", "--from-json", "-"], text.as_bytes())
        .ok();
    let file = bench.file("bad.json", b"{\"kind\": \"statement\xff\"}");
    let ran = bench
        .run(&["add", "--from-json", file.to_str().unwrap(), "--json"])
        .exits(2);
    assert_eq!(ran.error()["code"], "bad_utf8");
    assert_eq!(
        bench.run(&["add", "--from-json", "none.json"]).exits(2).out,
        ""
    );
}

#[test]
fn corrections_of_objects_texts_and_parties() {
    let bench = Bench::with_store();
    bench
        .line("add fund-exit --holder \"Example Pension, DK, pension_fund\" --asset us_treasury:US \
             --stage announced --amount \"~100M USD\" --happened 2026-01-20 --publisher A --label the-exit \
             --titles zh=中 --titles de=Ausstieg")
        .ok();
    bench
        .line("correct the-exit --set \"amount=1.2..1.4bn EUR\" --set titles.zh=退出 --set holder.country=SE \
             --set tags=a,b --reason checked")
        .ok();
    let corrected = event(&bench, "the-exit");
    assert_eq!(
        corrected["amount"],
        serde_json::json!({"value": "1200000000", "high": "1400000000", "currency": "EUR"})
    );
    assert_eq!(
        corrected["titles"],
        serde_json::json!({"zh": "退出", "de": "Ausstieg"})
    );
    assert_eq!(corrected["holder"]["country"], "SE");
    assert_eq!(corrected["holder"]["name"], "Example Pension");
    assert_eq!(corrected["tags"], serde_json::json!(["a", "b"]));
    let ran = bench
        .line("correct the-exit --set \"amuont=1 USD\" --reason x --json")
        .exits(2);
    assert!(ran.err.contains("amount"), "{}", ran.err);
    bench
        .line("correct the-exit --set sources.7.url=https://x.example --reason x")
        .exits(2);
}

#[test]
fn a_party_is_named_by_its_id_alone() {
    let bench = Bench::with_demo();
    let exit = |holder: &str| {
        bench.run(&[
            "add",
            "fund-exit",
            "--holder",
            holder,
            "--asset",
            "us_treasury:US",
            "--stage",
            "completed",
            "--follows",
            "akademiker-exit",
            "--happened",
            "2026-02-03",
            "--publisher",
            "A",
            "--label",
            "done-exit",
            "--json",
        ])
    };
    assert_eq!(
        exit("nobody-known").exits(2).error()["code"],
        "unknown_party"
    );
    exit("akademiker").ok();
    assert_eq!(
        event(&bench, "done-exit")["holder"]["name"],
        "AkademikerPension"
    );
    bench
        .line("correct alecta-exit --set holder=pfa --reason x")
        .ok();
    assert_eq!(event(&bench, "alecta-exit")["holder"]["id"], "pfa");
    assert_eq!(event(&bench, "alecta-exit")["holder"]["country"], "DK");
}

/// Kept as it was given (the stored form is), read as the one country that it is.
#[test]
fn a_code_given_twice_is_one_country() {
    let bench = with_threat();
    let args = [
        "correct",
        "the-threat",
        "--set",
        "against=DK,DK,EU",
        "--reason",
        "x",
    ];
    bench.run(&args).ok();
    assert_eq!(
        event(&bench, "the-threat")["against"],
        serde_json::json!(["DK", "DK", "EU"])
    );
    bench.line("add threat --by US --against DK,DK --happened 2026-01-22 --consequence x --publisher A").ok();
    let out = bench.run(&["timeline"]).ok().out;
    assert!(
        !out.contains("Denmark, Denmark") && !out.contains("Denmark and Denmark"),
        "{out}"
    );
    let rows = bench.run(&["threats", "--json"]).ok().json()["rows"].clone();
    let against = |row: usize| rows[row]["against"].to_string();
    assert_eq!(
        [against(0), against(1)],
        [r#"["DK","EU"]"#, r#"["DK"]"#],
        "{rows}"
    );
    bench.run(&["verify"]).ok();
}
