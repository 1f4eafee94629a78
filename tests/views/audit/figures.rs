//! The rules about exits, threats, values and levels: what each finds, and the cases that look
//! alike and are none.

use serde_json::{Value, json};

use super::*;

fn exit(stage: &str, fields: Value) -> Value {
    let mut fixed = json!({
        "holder": {"id": "akademiker", "name": "AkademikerPension", "country": "DK"},
        "asset": {"class": "us_treasury", "issuer": "US"}, "stage": stage,
    });
    for (name, value) in fields.as_object().unwrap() {
        fixed[name] = value.clone();
    }
    event("fund_exit", "2026-01-20", fixed)
}

fn level(value: &str, happened: &str, series: Value) -> Value {
    let fields = json!({
        "holder": {"country": "CN"}, "asset": {"class": "us_treasury", "issuer": "US"},
        "amount": amount(value), "series": series,
    });
    event("holding", happened, fields)
}

#[test]
fn a_deadline_passes_in_silence_until_a_stage_ends_the_exit() {
    let history = Story::of([
        exit("announced", json!({"deadline": "2026-01-31"})),
        exit("under_way", json!({"follows": id(1)})),
        exit("completed", json!({"follows": id(2)})),
    ]);
    let day = |day, position| {
        let clocks = dateline::clocks::Clocks {
            known: Some(position),
            ..on(day)
        };
        found(&history, &clocks, "deadline_passed")
    };
    assert!(day("2026-01-31", 1).is_empty());
    let late = day("2026-02-01", 2);
    holds(
        &late[0],
        json!({
            "position": 2, "entries": [1, 2],
            "about": "under way on 2026-01-20, due by 2026-01-31; no end of it is recorded by 2026-02-01",
        }),
    );
    assert!(day("2026-02-01", 3).is_empty());
}

#[test]
fn an_exit_without_a_deadline_is_never_late_and_a_cancelled_one_no_more() {
    let history = Story::of([
        exit("announced", json!({})),
        exit("announced", json!({"deadline": "2026-01-25"})),
        exit("cancelled", json!({"follows": id(2)})),
    ]);
    assert!(at(&history, &on("2027"), "deadline_passed").is_empty());
}

#[test]
fn two_pending_exits_that_look_the_same_are_found() {
    let same = || exit("announced", json!({"amount": amount("100")}));
    let other = exit("announced", json!({"amount": amount("101")}));
    let about = exit(
        "announced",
        json!({"amount": {"value": "100", "currency": "USD", "bound": "about"}}),
    );
    let history = Story::of([same(), other, about, same(), retraction(4)]);
    let found = found(&history, &known(4), "doubled_exit");
    assert_eq!(found.len(), 1);
    holds(
        &found[0],
        json!({
            "position": 1, "beside": [4], "entries": [1, 4],
            "about": "2 pending exits of akademiker, 100 USD each: @1 and @4",
            "settle": "`dateline retract @4 --reason TEXT` if it repeats the first, or join them: \
                       `dateline correct @4 --set follows=@1 --reason TEXT`",
        }),
    );
    assert!(at(&history, &clocks(), "doubled_exit").is_empty());
}

#[test]
fn stages_of_one_exit_and_exits_that_are_over_are_not_doubled() {
    let history = Story::of([
        exit("announced", json!({"amount": amount("100")})),
        exit(
            "under_way",
            json!({"amount": amount("100"), "follows": id(1)}),
        ),
        exit("completed", json!({"amount": amount("100")})),
        exit("announced", json!({})),
        exit("announced", json!({})),
    ]);
    assert!(at(&history, &clocks(), "doubled_exit").is_empty());
}

#[test]
fn a_threat_that_ran_out_asks_what_came_of_it() {
    let threat = event(
        "threat",
        "2026-01-10",
        json!({
            "by": {"country": "US"}, "against": ["EUROPE"], "consequence": "tariffs",
            "until": "2026-01-20",
        }),
    );
    let deed = said("2026-01-15", json!([{"publisher": "FT"}]));
    let to = |relation: &str| {
        about(
            "link",
            json!({"cause": id(1), "effect": id(2), "relation": relation}),
        )
    };
    let after = |relation: &str| Story::of([threat.clone(), deed.clone(), to(relation)]);
    let rule = "threat_past_until";
    let silent = Story::of([threat.clone(), deed.clone()]);
    assert!(at(&silent, &on("2026-01-20"), rule).is_empty());
    holds(
        &found(&silent, &on("2026-01-21"), rule)[0],
        json!({"position": 1, "about": "ran out on 2026-01-20; what came of it is not recorded"}),
    );
    holds(
        &found(&after("defies"), &clocks(), rule)[0],
        json!({"entries": [1, 2, 3],
               "about": "ran out on 2026-01-20, defied (@2); what came of it is not recorded"}),
    );
    for relation in ["complies", "carries_out", "partly_carries_out", "withdraws"] {
        assert!(
            at(&after(relation), &clocks(), rule).is_empty(),
            "{relation}"
        );
    }
}

#[test]
fn a_contradiction_is_a_pair_and_half_a_percent_is_none() {
    let by = |publisher: &str, mut event: Value| {
        event["sources"] = json!([{"publisher": publisher}]);
        event
    };
    let series = || json!("tic");
    let history = Story::of([
        by("FT", level("100", "2025-11", Value::Null)),
        by("TIC", level("90", "2025-11", series())),
        by("IMF", level("99.5", "2025-11", json!("imf"))),
    ]);
    let found = found(&history, &clocks(), "contradiction");
    let pairs = found
        .iter()
        .map(|row| (row["position"].clone(), row["beside"].clone()));
    let pairs: Vec<_> = pairs.collect();
    assert_eq!(pairs, [(json!(1), json!([2])), (json!(2), json!([3]))]);
    holds(
        &found[0],
        json!({
            "entries": [1, 2],
            "about": "CN us_treasury:US: 100 USD (@1, 2025-11) against 90 USD (@2, 2025-11), 10 % apart",
        }),
    );
}

#[test]
fn levels_of_one_series_compare_and_those_of_two_do_not() {
    let history = Story::of([
        level("100", "2025-10", json!("tic")),
        level("90", "2025-11", json!("tic")),
        level("95", "2025-09", Value::Null),
        level("99", "2025-12", Value::Null),
        level("96", "2025-12", json!("imf")),
    ]);
    assert!(at(&history, &known(2), "series_mixed").is_empty());
    let found = found(&history, &clocks(), "series_mixed");
    assert_eq!(found.len(), 1);
    holds(
        &found[0],
        json!({
            "position": 2, "beside": [4, 5], "entries": [2, 4, 5],
            "about": "CN us_treasury:US has levels in 3 series: none (99 USD on 2025-12), \
                      imf (96 USD on 2025-12) and tic (90 USD on 2025-11)",
        }),
    );
}
