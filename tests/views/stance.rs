//! §7.2 by example: weighted scores, axes, directions, what is left out. The ages are chosen
//! so that the weights can be written down: 0 days 1, 90 days 2^(−½), 180 days ½.

use dateline::answer::{Filters, Question};
use serde_json::{Value, json};

use super::story::*;

const D: &str = "2026-07-01";

fn statement(act: &str, happened: &str, fields: Value) -> Value {
    let mut fixed = json!({"by": {"country": "DK"}, "act": act, "toward": ["US"]});
    for (name, value) in fields.as_object().unwrap() {
        fixed[name] = value.clone();
    }
    event("statement", happened, fixed)
}

fn sanction(action: &str, happened: &str, fields: Value) -> Value {
    let mut fixed = json!({"by": ["US"], "against": ["CN"], "measure": "tariff", "action": action});
    for (name, value) in fields.as_object().unwrap() {
        fixed[name] = value.clone();
    }
    event("sanction", happened, fixed)
}

fn why() -> Question {
    Question::Stance {
        country: None,
        toward: None,
        members: false,
        rules: None,
        why: true,
        filters: Filters::default(),
    }
}

#[test]
fn the_score_is_a_mean_weighted_by_age() {
    let history = Story::of([
        statement("demands", "2026-07-01", json!({})),
        // 2 January to 1 July 2026: 29 + 28 + 31 + 30 + 31 + 30 + 1 = 180 days, weight ½.
        statement("warns", "2026-01-02", json!({})),
    ]);
    // (−5 · 1 − 4.4 · ½) / (1 + ½) = −7.2 / 1.5 = −4.8; weight 1.5.
    let words = json!({"score": -4.8, "n": 2, "weight": 1.5, "label": "distancing"});
    let expected = json!({
        "country": "DK", "toward": "US", "actors": "state", "words": words, "deeds": null, "gap": null, "disputed": 0,
    });
    assert_eq!(row(&history, &on(D), &stance()), expected);
}

#[test]
fn a_weight_between_half_lives_comes_from_the_table() {
    // 2 April to 1 July 2026: 28 + 31 + 30 + 1 = 90 days. T[90] / 2^40 = 0.70710678…
    let history = Story::of([
        statement("praises", "2026-04-02", json!({})),
        statement("rejects", "2026-07-01", json!({})),
    ]);
    let row = row(&history, &on(D), &why());
    // (3.4 · 0.70711 − 4 · 1) / 1.70711 = (2.40416 − 4) / 1.70711 = −0.93482…
    holds(
        &row["words"],
        json!({"score": -0.93, "weight": 1.71, "label": "neutral"}),
    );
    let expected = json!([
        {"position": 1, "axis": "words", "cameo": "051", "score": 3.4, "age_days": 90, "weight": 0.71},
        {"position": 2, "axis": "words", "cameo": "120", "score": -4, "age_days": 0, "weight": 1},
    ]);
    holds(&row, json!({"evidence": expected, "entries": [1, 2]}));
}

#[test]
fn words_and_deeds_and_state_and_others_stay_apart() {
    let fund = json!({"id": "fund", "name": "The Fund", "country": "DK", "type": "pension_fund"});
    let exit = |stage: &str, fields: Value| {
        let mut fixed = json!({"holder": fund, "asset": {"class": "us_treasury", "issuer": "US"}, "stage": stage});
        for (name, value) in fields.as_object().unwrap() {
            fixed[name] = value.clone();
        }
        event("fund_exit", D, fixed)
    };
    let history = Story::of([
        statement("supports", D, json!({})),
        event(
            "policy_shift",
            D,
            json!({"by": {"country": "DK"}, "area": "trade", "toward": ["US"], "alignment": "away"}),
        ),
        exit("announced", json!({})),
        exit("completed", json!({"follows": id(3)})),
        exit(
            "announced",
            json!({"asset": {"class": "us_agency", "issuer": "US"}}),
        ),
    ]);
    let found = rows(&history, &on(D), &stance());
    assert_eq!(found.len(), 2);
    // The first chain's state is completed, a deed; the announcement before it is no evidence.
    let words = json!({"score": -4, "n": 1, "weight": 1, "label": "distancing"});
    holds(
        &found[0],
        json!({"actors": "others", "words": words, "deeds": words, "gap": 0}),
    );
    let deeds = json!({"score": -4, "n": 1, "weight": 1, "label": "distancing"});
    let words = json!({"score": 3.8, "n": 1, "weight": 1, "label": "engaging"});
    // Gap: −4 − 3.8 = −7.8.
    holds(
        &found[1],
        json!({"actors": "state", "words": words, "deeds": deeds, "gap": -7.8}),
    );
}

#[test]
fn threats_and_sanctions_score_by_means_action_and_effect() {
    let threat = |means: Value| {
        let mut fields =
            json!({"by": {"country": "US"}, "against": ["CN"], "consequence": "retaliation"});
        if !means.is_null() {
            fields["means"] = means;
        }
        event("threat", D, fields)
    };
    let history = Story::of([
        threat(json!("military")),
        threat(json!(null)),
        sanction("threatened", D, json!({})),
        sanction("imposed", D, json!({"effective": "2026-07-02"})),
        sanction("imposed", D, json!({"effective": "2026-07-01"})),
        sanction("tightened", D, json!({})),
        sanction("lifted", D, json!({})),
        sanction("eased", D, json!({"effective": "2026-08"})),
        sanction("withdrawn", D, json!({})),
    ]);
    let row = row(&history, &on(D), &why());
    // Words: (−7 − 5.8 − 5.8 − 5.8) / 4 = −24.4 / 4 = −6.1. Deeds: (−8 − 8 + 7) / 3 = −3.
    holds(
        &row["words"],
        json!({"score": -6.1, "n": 4, "label": "hostile"}),
    );
    holds(
        &row["deeds"],
        json!({"score": -3, "n": 3, "label": "distancing"}),
    );
    // −3 − −6.1 = 3.1.
    holds(&row, json!({"gap": 3.1}));
    let codes: Vec<&Value> = row["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["cameo"])
        .collect();
    assert_eq!(codes, ["138", "131", "1312", "1312", "163", "163", "085"]);
    // Eased, but not before August. Withdrawn is no evidence and not missed.
    assert_eq!(
        left_out(&history, &on(D), &stance()),
        json!([0, {"not_effective": 1}])
    );
    // On 2 July the imposed tariff has taken effect: words 3, deeds 4.
    let later = super::story::row(&history, &on("2026-07-02"), &stance());
    assert_eq!(
        json!([later["words"]["n"], later["deeds"]["n"]]),
        json!([3, 4])
    );
}

#[test]
fn no_country_no_target_and_oneself_are_left_out_and_counted() {
    let history = Story::of([
        statement("warns", D, json!({"by": {"name": "Somebody"}})),
        event(
            "statement",
            D,
            json!({"by": {"country": "DK"}, "act": "warns"}),
        ),
        statement("warns", D, json!({"toward": ["DK", "US"]})),
        sanction(
            "imposed",
            D,
            json!({"against": null, "entities": ["A bank"]}),
        ),
        event(
            "policy_shift",
            D,
            json!({"by": {"country": "DK"}, "area": "trade", "toward": ["US"]}),
        ),
    ]);
    let row = row(&history, &on(D), &stance());
    holds(&row, json!({"country": "DK", "toward": "US"}));
    assert_eq!(row["words"]["n"], 1);
    let expected = json!([0, {"no_country": 1, "no_target": 2, "same_country": 1}]);
    assert_eq!(left_out(&history, &on(D), &stance()), expected);
}

#[test]
fn labels_follow_weight_then_score() {
    let label = |act: &str, happened: &str| {
        let history = Story::of([statement(act, happened, json!({}))]);
        row(&history, &on(D), &stance())["words"]["label"].clone()
    };
    assert_eq!(label("negotiates", D), "aligned");
    assert_eq!(label("pledges", D), "engaging");
    assert_eq!(label("comments", D), "neutral");
    assert_eq!(label("criticises", D), "distancing");
    // 365 days: 2^(−365/180) = 0.24524…, rounded 0.25: not stale. 374: 0.23689…, rounded 0.24.
    assert_eq!(label("criticises", "2025-07-01"), "distancing");
    assert_eq!(label("criticises", "2025-06-22"), "stale");
}

#[test]
fn evidence_from_after_d_is_no_younger_than_new() {
    // No --on: D is 1 February 2026, when this was recorded; the event lies after it.
    let history = Story::of([statement("pledges", "2026-12-24", json!({}))]);
    let row = row(&history, &clocks(), &why());
    holds(&row["evidence"][0], json!({"age_days": 0, "weight": 1}));
}

#[test]
fn blocs_are_spread_only_on_request() {
    let history = Story::of([statement(
        "warns",
        D,
        json!({"by": {"country": "US"}, "toward": ["BRICS", "CN"]}),
    )]);
    let spread = |members| {
        let question = Question::Stance {
            country: None,
            toward: None,
            members,
            rules: None,
            why: false,
            filters: Filters::default(),
        };
        let rows = rows(&history, &on(D), &question);
        rows.iter()
            .map(|row| row["toward"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(spread(false), ["BRICS", "CN"]);
    let members = spread(true);
    assert!(members.iter().any(|code| code == "BR") && !members.iter().any(|code| code == "BRICS"));
    assert_eq!(members.iter().filter(|code| *code == "CN").count(), 1);
}

#[test]
fn disputes_are_counted_and_rows_chosen() {
    let history = Story::of([
        statement("warns", D, json!({})),
        statement("warns", D, json!({"toward": ["CN", "US"]})),
        dispute(2),
    ]);
    let asked = |country: Option<&str>, toward: Option<&str>, limit| {
        let question = Question::Stance {
            country: country.map(str::to_owned),
            toward: toward.map(str::to_owned),
            members: false,
            rules: None,
            why: false,
            filters: Filters {
                limit,
                ..Filters::default()
            },
        };
        rows(&history, &on(D), &question)
    };
    let found = asked(Some("DK"), None, None);
    let keys: Vec<Value> = found
        .iter()
        .map(|row| json!([row["toward"], row["words"]["n"], row["disputed"]]))
        .collect();
    assert_eq!(keys, [json!(["CN", 1, 1]), json!(["US", 2, 1])]);
    assert_eq!(asked(None, Some("US"), None).len(), 1);
    assert_eq!(asked(None, None, Some(1)).len(), 1);
    assert!(asked(Some("SE"), None, None).is_empty());
}
