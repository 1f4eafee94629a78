//! `cite` on the command line: every read, what is pinned of it, what is refused; and how the
//! entry appears where entries do.

use serde_json::{Value, json};

use crate::support::{Bench, words};

/// A line for every read that can be cited, on the demo store.
const READS: &[&str] = &[
    "log --kind fund-exit --limit 3",
    "timeline --since 2026-01-19 --until 2026-01-22",
    "find 美国国债 --claims --retracted",
    "show akademiker-exit --history",
    "say akademiker-exit --lang zh",
    "around trump-threat --days 2",
    "stance DK --toward US --on 2026-01-25 --why",
    "divestment --on 2026-01-25 --by country",
    "divestment --country CN --on 2026-03 -Y --since 2024",
    "chain akademiker-exit --causes",
    "chain greenland-2019 --to akademiker-exit",
    "chain",
    "threats --on 2026-01-25",
    "sanctions --on 2026-01-25 --country EU",
    "yields -M --since 2025-11",
    "observations --country US --published 2026-01-31",
    "sources --publisher Reuters --why",
    "contradictions --tolerance 0.1",
];

/// The digest of what the demo store says of exits as of 25 January 2026, by country.
const GOLDEN: &str = "ada905645d08b0a42b2ef29f57b9b1cf1cba532b23a6f1f226328c2c938587fe";

fn cited(bench: &Bench, read: &str, slug: &str) -> Value {
    let mut args = vec!["cite".to_owned()];
    args.extend(words(read));
    args.extend(["--as".to_owned(), slug.to_owned(), "--json".to_owned()]);
    bench.run(&args).ok().json()
}

/// What the answer prints, without its citation; the rows alone where nothing else is left.
fn body(mut answer: Value) -> Value {
    let fields = answer.as_object_mut().unwrap();
    fields.remove("citation");
    fields.remove("evidence");
    match fields.keys().map(String::as_str).collect::<Vec<_>>()[..] {
        ["rows"] => fields.remove("rows").unwrap(),
        _ => answer,
    }
}

#[test]
fn every_read_is_pinned_with_the_digest_of_what_it_prints() {
    let bench = Bench::with_demo();
    for (number, read) in READS.iter().enumerate() {
        let slug = format!("cite-{number}");
        let told = cited(&bench, read, &slug);
        let (position, pin) = (told["position"].as_u64().unwrap(), &told["cited"]);
        assert_eq!(pin["slug"], *slug);
        assert_eq!(pin["position"], position - 1, "{read}: the head before it");
        let mut again = words(read);
        again.extend([
            "--known".to_owned(),
            format!("@{}", position - 1),
            "--json".to_owned(),
        ]);
        let answer = bench.run(&again).ok().json();
        assert_eq!(answer["citation"]["query"], pin["query"], "{read}");
        assert_eq!(answer["citation"]["root"], pin["root"], "{read}");
        let text = serde_json_canonicalizer::to_string(&body(answer)).unwrap();
        let digest = dateline::merkle::sha256_hex(text.as_bytes());
        assert_eq!(pin["digest"], digest, "{read}");
    }
    let told = bench.run(&["drift", "--json"]);
    let citations = told.json()["citations"].as_array().unwrap().clone();
    assert_eq!(citations.len(), READS.len());
    for (one, read) in citations.iter().zip(READS) {
        // A citation is an entry, but no answer that names a day or a filter takes it in.
        assert_eq!(one["findings"].get("answer"), None, "{read}: {one}");
        assert_eq!(one["state"], "same", "{read}: {one}");
    }
    assert_eq!(told.code, 0);
    bench.run(&["verify"]).ok();
}

/// Worked out once with Python (`json.dumps(rows, sort_keys=True, separators=(",", ":"),
/// ensure_ascii=False)`, `hashlib.sha256`). If it moves, every citation in print drifts.
#[test]
fn a_digest_stays_for_ever() {
    let bench = Bench::with_demo();
    let told = cited(&bench, "divestment --on 2026-01-25 --by country", "exits");
    assert_eq!(told["cited"]["digest"], GOLDEN);
}

#[test]
fn a_digest_is_that_of_replay() {
    let bench = Bench::with_demo();
    for view in ["divestment", "stance", "chain", "timeline", "sources"] {
        let told = cited(&bench, view, &format!("all-{view}"));
        let to = format!("@{}", told["cited"]["position"]);
        let replay = bench
            .run(&["replay", "--digest", "--view", view, "--to", &to, "--json"])
            .ok()
            .json();
        let last = replay["rows"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["digest"], told["cited"]["digest"], "{view}");
    }
}

#[test]
fn a_ref_alone_is_show_and_the_name_may_come_first() {
    let bench = Bench::with_demo();
    let alone = cited(&bench, "akademiker-exit --known @100", "one");
    assert_eq!(alone["cited"]["query"]["command"], "show");
    assert_eq!(alone["cited"]["position"], 100);
    let line = "cite --as two --author mette@example.org divestment --on 2026-01-25";
    bench.line(line).ok();
    let shown = bench.run(&["show", "two", "--json"]).ok().json();
    assert_eq!(shown["entry"]["recorded_by"], "mette@example.org");
    assert_eq!(shown["entry"]["event"]["query"]["on"], "2026-01-25");
}

#[test]
fn what_an_article_says_is_recorded_beside_it() {
    let bench = Bench::with_demo();
    let line = "cite divestment --on 2026-01-25 --as sold --title 丹麦养老基金清仓 \
        --url https://example.org/a --claim \"Funds have sold\" --note checked";
    bench.line(line).ok();
    let shown = bench.run(&["show", "sold", "--json"]).ok().json();
    let event = &shown["entry"]["event"];
    assert_eq!(event["title"], "丹麦养老基金清仓");
    assert_eq!(event["url"], "https://example.org/a");
    assert_eq!(event["claim"], "Funds have sold");
    assert_eq!(event["dateline"], env!("CARGO_PKG_VERSION"));
    let page = bench.run(&["show", "sold"]).ok().out;
    assert!(
        page.contains("divestment --by holder --known @124"),
        "{page}"
    );
    let found = bench
        .run(&["find", "清仓", "--kind", "citation", "--json"])
        .ok()
        .json();
    assert_eq!(found["total"], 1);
    let said = bench.run(&["say", "sold"]).ok().out;
    assert!(said.contains("what an article relied on"), "{said}");
    let log = bench
        .run(&["log", "--kind", "citation", "--json"])
        .ok()
        .json();
    assert_eq!(log["rows"].as_array().unwrap().len(), 1);
    let line = bench.run(&["timeline", "--json"]).ok().json();
    let kinds = line["rows"].as_array().unwrap().iter();
    assert!(kinds.clone().all(|row| row["event"]["kind"] != "citation"));
}

#[test]
fn the_entry_fits_its_schema() {
    let bench = Bench::with_demo();
    cited(&bench, "stance DK --on 2026-01-25", "dk");
    let shown = bench.run(&["show", "dk", "--json"]).ok().json();
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/schema/event/citation.json"
    ));
    let schema: Value = serde_json::from_str(&text.unwrap()).unwrap();
    let checker = jsonschema::validator_for(&schema).unwrap();
    let event = &shown["entry"]["event"];
    assert!(checker.is_valid(event), "{event}");
    let mut bad = event.clone();
    bad["digest"] = json!("E3B0");
    assert!(!checker.is_valid(&bad));
}

#[test]
fn what_cannot_be_cited_is_refused_and_nothing_is_written() {
    let bench = Bench::with_demo();
    bench.line("cite timeline --on 2026-01-21 --as first").ok();
    let before = std::fs::read(bench.path("desk/log.jsonl")).unwrap();
    for (line, code) in [
        ("cite --as xx", "usage"),
        ("cite timeline", "usage"),
        ("cite timeline --as Capital", "bad_label"),
        ("cite timeline --as first", "label_taken"),
        ("cite timeline --as akademiker-exit", "label_taken"),
        ("cite --on 2026-01-20 timeline --as xx", "usage"),
        ("cite akademiker-exit timeline --as xx", "usage"),
        ("cite nobody-known --as xx", "ref_unknown"),
        ("cite diff --as xx", "not_citable"),
        ("cite replay --view stance --as xx", "not_citable"),
        (
            "cite audit --level court single_origin --as xx",
            "not_citable",
        ),
        ("cite report -o page.html", "not_citable"),
        ("cite verify --as xx", "not_citable"),
        ("cite add threat --by US", "not_citable"),
        ("cite log --follow --as xx", "not_citable"),
        ("cite timeline --known @999 --as xx", "known_beyond_head"),
        ("cite timeline --on someday --as xx", "bad_date"),
        ("cite chain @7777 --as xx", "ref_unknown"),
        ("cite timeline --as xx --url nowhere", "bad_url"),
    ] {
        let ran = bench
            .run(&[words(line), vec!["--json".to_owned()]].concat())
            .exits(2);
        assert_eq!(ran.error()["code"], code, "{line}: {}", ran.err);
    }
    let tab = ["cite", "find", "a\tb", "--as", "tabbed", "--json"];
    assert_eq!(bench.run(&tab).exits(2).error()["code"], "not_citable");
    bench.line("cite timeline --as xx --expect @3").exits(3);
    assert_eq!(std::fs::read(bench.path("desk/log.jsonl")).unwrap(), before);
    let meant = bench.line("cite divestmnt --as xx").exits(2).err;
    assert!(
        meant.contains("did you mean the view divestment?"),
        "{meant}"
    );
}

#[test]
fn a_citation_is_not_taken_in_by_hand_and_only_retracted() {
    let bench = Bench::with_demo();
    bench.line("cite timeline --on 2026-01-21 --as first").ok();
    let shown = bench.run(&["show", "first", "--json"]).ok().json();
    let mut event = shown["entry"]["event"].clone();
    event["label"] = json!("forged");
    bench.file("event.json", event.to_string());
    for line in ["add --from-json event.json", "import event.json"] {
        let ran = bench
            .run(&[words(line), vec!["--json".to_owned()]].concat())
            .exits(2);
        assert_eq!(ran.error()["code"], "reserved_kind", "{line}");
    }
    for line in [
        "correct first --set note=x --reason y",
        "dispute first --claim no",
        "corroborate first --publisher Desk",
    ] {
        let ran = bench
            .run(&[words(line), vec!["--json".to_owned()]].concat())
            .exits(2);
        assert_eq!(ran.error()["code"], "amends_amendment", "{line}");
    }
    bench
        .line("retract first --reason \"another figure was printed\" --yes")
        .ok();
}

#[test]
fn the_day_that_was_not_named_is_warned_of() {
    let bench = Bench::with_demo();
    let ran = bench.line("cite divestment --as open").ok();
    assert!(ran.err.contains("asked without --on"), "{}", ran.err);
    let ran = bench.line("cite yields --as levels").ok();
    assert!(ran.err.is_empty(), "{}", ran.err);
}

#[test]
fn receipts_come_in_every_format() {
    let bench = Bench::with_demo();
    for (number, format) in ["table", "json", "jsonl", "csv", "markdown"]
        .iter()
        .enumerate()
    {
        let line = format!("cite yields --as f-{number} --format {format}");
        let out = bench.line(&line).ok().out;
        assert!(
            out.contains(&format!("{}", 125 + number)),
            "{format}: {out}"
        );
    }
}
