//! Rule tables given in place of the built-in one: what they change, and how a bad one is
//! refused, with its line.

use dateline::answer::{Filters, Question, Rules};
use dateline::projection::stance::rules::{BUILT_IN, RuleTable};
use serde_json::json;

use super::story::*;

fn with(text: &str) -> Question {
    Question::Stance {
        country: None,
        toward: None,
        members: false,
        rules: Some(Rules {
            name: "own.toml".to_owned(),
            text: text.to_owned(),
            sha256: "ab".repeat(32),
        }),
        why: false,
        filters: Filters::default(),
    }
}

#[test]
fn the_built_in_table_is_that_of_the_contract() {
    let table = RuleTable::parse(BUILT_IN).unwrap();
    let of = |section: &str, row: &str| {
        let rule = table.rule(section, row).unwrap();
        (rule.axis.name(), rule.cameo.clone(), rule.score)
    };
    let code = |code: &str| Some(code.to_owned());
    assert_eq!(of("threat", "military"), ("words", code("138"), -700));
    assert_eq!(of("sanction", "lifted"), ("deeds", code("085"), 700));
    assert_eq!(of("fund_exit", "announced"), ("words", None, -400));
    assert_eq!(of("fund_exit", "under_way"), ("deeds", None, -400));
    assert_eq!(of("policy_shift", "neutral"), ("deeds", code("010"), 0));
    assert_eq!(of("statement", "reassures"), ("words", code("013"), 40));
    assert_eq!(table.rule("statement", "sings"), None);
}

#[test]
fn another_table_changes_scores_and_is_named_in_the_citation() {
    let history = Story::of([event(
        "statement",
        "2026-02-01",
        json!({"by": {"country": "DK"}, "act": "warns", "toward": ["US"]}),
    )]);
    let text = BUILT_IN.replace("score = -4.4", "score = +1.25");
    let question = with(&text);
    assert_eq!(
        row(&history, &clocks(), &question)["words"]["score"],
        json!(1.25)
    );
    let citation = ask(&history, &clocks(), &question).citation;
    assert_eq!(citation.rules, Some("ab".repeat(32)));
}

#[test]
fn a_bad_table_is_refused_with_its_line() {
    let history = Story::new().told();
    let line =
        |text: &str, needle: &str| text.lines().position(|line| line.contains(needle)).unwrap() + 1;
    let said = |text: &str| refused(&history, &clocks(), &with(text));
    let stray = BUILT_IN.replace("warns = {", "sings = {");
    assert_eq!(said(&stray).code, "bad_rules");
    assert!(said(&stray).message.contains(&format!(
        "own.toml:{}: there is no row `sings`",
        line(&stray, "sings")
    )));
    let field = BUILT_IN.replace("cameo = \"138\"", "camoe = \"138\"");
    assert!(said(&field).message.contains(&format!(
        "own.toml:{}: there is no field `camoe`",
        line(&field, "camoe")
    )));
    assert!(said(&field).hint.starts_with("did you mean cameo? "));
    for wrong in ["11", "-0.001", "1e1", "inf", "\"-7\"", "0x7"] {
        let text = BUILT_IN.replace("score = -7.0", &format!("score = {wrong}"));
        assert!(
            said(&text).message.contains("`score` is no number"),
            "{wrong}: {}",
            said(&text).message
        );
    }
    let axis = BUILT_IN.replacen("axis = \"words\"", "axis = \"thoughts\"", 1);
    assert!(said(&axis).message.contains("`axis` is words or deeds"));
    let gone: String = BUILT_IN
        .lines()
        .filter(|line| !line.starts_with("accuses"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(said(&gone).message.contains("`accuses` is missing"));
    assert!(said("[labels").message.starts_with("own.toml:1: "));
    assert!(said("").message.contains("missing"));
}
