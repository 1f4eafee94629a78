//! The correction note: its text, held whole, and its JSON-LD against the terms of schema.org
//! that it uses. Owns the list of those terms.

use serde_json::Value;

use crate::support::Bench;

const EXIT: &str = "add fund-exit --holder \"Fund A, DK, pension_fund, id=fund-a\" --asset us_treasury:US \
    --stage announced --amount \"~100M USD\" --happened 2026-01-20 --publisher Wire \
    --published 2026-01-20 --label exit-a --title \"Fund A to sell <all> its *Treasuries*\"";

fn drifted() -> Bench {
    let bench = Bench::with_store();
    bench.line(EXIT).ok();
    let line = "cite divestment --on 2026-01-25 --by country --as exits \
        --title \"Danish funds leave\" --url https://example.org/a --claim \"A fund sells 100 million dollars\"";
    bench.line(line).ok();
    bench
        .line("correct exit-a --set amount=\"~120M USD\" --reason \"The fund gave a new figure\"")
        .ok();
    bench
        .line("dispute exit-a --by 丹麦基金 --claim \"It was planned\"")
        .ok();
    bench
}

/// What differs from run to run, named instead.
fn steady(bench: &Bench, text: &str) -> String {
    let told = bench.run(&["drift", "--json"]).json();
    let (one, now) = (&told["citations"][0], &told["citation"]);
    let (year, month, day) = {
        let day = told["as_of"].as_str().unwrap();
        (
            day[..4].to_owned(),
            day[5..7].parse::<usize>().unwrap(),
            day[8..].parse::<u8>().unwrap(),
        )
    };
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let escaped = |value: &Value| value.as_str().unwrap().to_owned();
    text.replace(&format!("{day} {} {year}", MONTHS[month - 1]), "<day>")
        .replace(&escaped(&one["root"]), "<root then>")
        .replace(&escaped(&now["root"]), "<root now>")
        .replace(&escaped(&now["origin"]), "<origin>")
}

#[test]
fn the_markdown_reads_as_a_newsroom_writes() {
    let bench = drifted();
    let note = bench.run(&["drift", "--notice", "markdown"]).exits(1).out;
    let expected = "\
**Correction, <day>.** An earlier version of the article “Danish funds leave”, as of <day>, gave figures that have since changed.

The article said: “A fund sells 100 million dollars”

- Denmark, us treasury (US), USD: the amount announced and not yet sold was given as about 100 M and is now about 120 M.

- The report “Fund A to sell \\<all\\> its \\*Treasuries\\*” (20 January 2026) has been corrected (amount from about 100 M USD to about 120 M USD): The fund gave a new figure.
- The report “Fund A to sell \\<all\\> its \\*Treasuries\\*” (20 January 2026) is disputed by 丹麦基金: It was planned.

*Both answers can be checked: divestment --by country --known @1 --on 2026-01-25 in the log <origin>, at entry 1 (root <root then>) and at entry 4 (root <root now>).*

The article: <https://example.org/a>
";
    assert_eq!(steady(&bench, &note), expected);
}

/// A reader does not know the id under which the desk keeps a holder.
#[test]
fn a_holder_is_called_by_its_name() {
    let bench = Bench::with_store();
    bench.line(EXIT).ok();
    bench
        .line("cite divestment --on 2026-01-25 --as exits")
        .ok();
    bench
        .line("correct exit-a --set amount=\"~120M USD\" --reason \"A new figure\"")
        .ok();
    let note = bench.run(&["drift", "--notice", "markdown"]).exits(1).out;
    assert!(
        note.contains("- Fund A, Denmark, us treasury (US), USD: the amount"),
        "{note}"
    );
    assert!(!note.contains("fund-a"), "{note}");
}

/// The properties that schema.org gives the types used here, inherited ones included.
const TERMS: &[(&str, &[&str])] = &[
    (
        "ClaimReview",
        &[
            "author",
            "claimReviewed",
            "datePublished",
            "inLanguage",
            "itemReviewed",
            "reviewBody",
            "reviewRating",
            "url",
        ],
    ),
    ("Claim", &["appearance", "author", "datePublished"]),
    ("NewsArticle", &["correction", "headline", "url"]),
    ("CorrectionComment", &["datePublished", "text"]),
    ("Rating", &["alternateName", "ratingExplanation"]),
    ("Organization", &["name"]),
];

/// Every object has a type, and only properties of it.
fn lawful(value: &Value, top: bool) {
    match value {
        Value::Object(fields) => {
            let named = fields["@type"].as_str().unwrap();
            let (_, terms) = TERMS
                .iter()
                .find(|(name, _)| *name == named)
                .unwrap_or_else(|| panic!("{named}"));
            for (name, inner) in fields {
                let known = name == "@type"
                    || (top && name == "@context")
                    || terms.contains(&name.as_str());
                assert!(known, "{named} has no {name}");
                lawful(inner, false);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| lawful(item, false)),
        _ => {}
    }
}

#[test]
fn the_claim_review_is_schema_org() {
    let bench = drifted();
    let out = bench
        .run(&["drift", "--notice", "claimreview"])
        .exits(1)
        .out;
    let review: Value = serde_json::from_str(&out).unwrap();
    lawful(&review, true);
    assert_eq!(review["@context"], "https://schema.org");
    assert_eq!(review["@type"], "ClaimReview");
    assert_eq!(review["claimReviewed"], "A fund sells 100 million dollars");
    assert_eq!(review["reviewRating"]["alternateName"], "Corrected");
    assert_eq!(review["url"], "https://example.org/a");
    let article = &review["itemReviewed"]["appearance"];
    assert_eq!(article["headline"], "Danish funds leave");
    let text = article["correction"]["text"].as_str().unwrap();
    assert!(
        text.contains("was given as about 100 M and is now about 120 M"),
        "{text}"
    );
    let iso = |value: &Value| value.as_str().is_some_and(|day| day.len() == 10);
    assert!(iso(&review["datePublished"]) && iso(&review["itemReviewed"]["datePublished"]));
}

#[test]
fn both_stand_in_one_page_and_nothing_closes_the_script() {
    let bench = drifted();
    let out = bench.run(&["drift", "exits", "--notice"]).exits(1).out;
    let (_, rest) = out
        .split_once("<script type=\"application/ld+json\">\n")
        .unwrap();
    let (json, after) = rest.split_once("\n</script>").unwrap();
    assert!(!json.contains('<') && after.trim().is_empty());
    let review: Value = serde_json::from_str(json).unwrap();
    assert!(review["reviewBody"].as_str().unwrap().contains("<all>"));
    // The slug after the flag is forgiven.
    let again = bench.run(&["drift", "--notice", "exits"]).exits(1).out;
    assert_eq!(again, out);
    bench.run(&["drift", "exits", "--notice", "poem"]).exits(2);
}

#[test]
fn the_verdict_is_in_words() {
    let verdict = |line: &str| {
        let bench = Bench::with_store();
        bench.line(EXIT).ok();
        bench
            .line("cite chain exit-a --on 2026-01-25 --as one")
            .ok();
        bench.line(line).ok();
        let out = bench
            .run(&["drift", "--notice", "claimreview"])
            .exits(1)
            .out;
        let review: Value = serde_json::from_str(&out).unwrap();
        assert!(review.get("url").is_none());
        review["reviewRating"]["alternateName"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    // A chain shows neither amounts nor disputes of events, so its rows stay.
    assert_eq!(
        verdict("correct exit-a --set amount=\"5M USD\" --reason slip"),
        "Updated"
    );
    assert_eq!(verdict("dispute exit-a --claim no"), "Disputed");
    assert_eq!(
        verdict("retract exit-a --reason no --yes"),
        "Source withdrawn"
    );
    assert_eq!(
        verdict("correct exit-a --set happened=2026-01-21 --reason slip"),
        "Corrected"
    );
}

#[test]
fn there_is_no_note_where_nothing_drifted() {
    let bench = Bench::with_store();
    bench.line(EXIT).ok();
    bench.line("cite divestment --on 2026-01-25 --as one").ok();
    let ran = bench.run(&["drift", "--notice"]).ok();
    assert!(
        ran.out.is_empty() && ran.err.contains("nothing to correct"),
        "{}",
        ran.err
    );
    let json = bench.run(&["drift", "--notice", "--json"]).ok().json();
    assert_eq!(json["notices"], serde_json::json!([]));
}

#[test]
fn notes_come_in_every_format() {
    let bench = drifted();
    let json = bench.run(&["drift", "--notice", "--json"]).exits(1).json();
    let one = &json["notices"][0];
    assert_eq!(one["slug"], "exits");
    assert!(
        one["markdown"]
            .as_str()
            .unwrap()
            .starts_with("**Correction")
    );
    assert_eq!(one["claimreview"]["@type"], "ClaimReview");
    let only = bench
        .run(&["drift", "--notice", "markdown", "--json"])
        .exits(1)
        .json();
    assert!(only["notices"][0].get("claimreview").is_none());
    let csv = bench
        .run(&["drift", "--notice", "--format", "csv"])
        .exits(1)
        .out;
    assert!(csv.starts_with("slug,markdown,claimreview\r\n"), "{csv}");
    let lines = bench
        .run(&["drift", "--notice", "--format", "jsonl"])
        .exits(1)
        .out;
    assert_eq!(lines.lines().count(), 2);
}
