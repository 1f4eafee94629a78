//! §7.1 by example: pending, executed, unquantified and overdue of exits, and their roll-ups.
//! Amounts are small round figures so that every sum can be done in the head.

use dateline::answer::{By, Filters, Question};
use serde_json::{Value, json};

use super::story::*;

fn exit(stage: &str, happened: &str, fields: Value) -> Value {
    let mut fixed = json!({
        "holder": {"id": "fund", "name": "The Fund", "country": "DK", "type": "pension_fund"},
        "asset": {"class": "us_treasury", "issuer": "US"},
        "stage": stage,
    });
    for (name, value) in fields.as_object().unwrap() {
        fixed[name] = value.clone();
    }
    event("fund_exit", happened, fixed)
}

fn by_holder() -> Question {
    divestment(By::Holder)
}

fn band(low: &str, high: Option<&str>) -> Value {
    json!({"low": low, "high": high, "approx": false})
}

fn sure(value: &str) -> Value {
    band(value, Some(value))
}

#[test]
fn an_announced_exit_is_pending_and_overdue_after_its_deadline() {
    let about = json!({"value": "100", "currency": "USD", "bound": "about"});
    let history = Story::of([exit(
        "announced",
        "2026-01-20",
        json!({"amount": about, "deadline": "2026-01-31"}),
    )]);
    let expected = json!({
        "holder": "fund", "country": "DK", "asset": "us_treasury", "issuer": "US", "currency": "USD",
        "pending": {"low": "100", "high": "100", "approx": true}, "executed": sure("0"),
        "unquantified": 0, "overdue": 0, "levels": [], "executed_after_level": null, "disputed": 0,
    });
    assert_eq!(row(&history, &on("2026-01-25"), &by_holder()), expected);
    // The deadline ends with the last microsecond of 31 January, and so does D on that day.
    holds(
        &row(&history, &on("2026-01-31"), &by_holder()),
        json!({"overdue": 0}),
    );
    holds(
        &row(&history, &on("2026-02-01"), &by_holder()),
        json!({"overdue": 1}),
    );
    // Without --on, D is the day on which the last entry was recorded: 1 February.
    holds(
        &row(&history, &clocks(), &by_holder()),
        json!({"overdue": 1}),
    );
    assert!(rows(&history, &on("2026-01-19"), &by_holder()).is_empty());
}

#[test]
fn pending_is_the_amount_less_what_is_done_with_ranges() {
    let history = Story::of([
        exit(
            "announced",
            "2026-01-01",
            json!({"amount": {"value": "100", "high": "150", "currency": "USD"}}),
        ),
        exit(
            "under_way",
            "2026-01-02",
            json!({"done": {"value": "30", "currency": "USD", "bound": "at_least"}, "follows": id(1)}),
        ),
    ]);
    // a = [100, 150], d = [30, ∞): a − d = [max(0, 100 − ∞), max(0, 150 − 30)] = [0, 120].
    let expected = json!({"pending": band("0", Some("120")), "executed": band("30", None)});
    holds(&row(&history, &clocks(), &by_holder()), expected);
}

#[test]
fn an_unbounded_amount_leaves_pending_unbounded() {
    let history = Story::of([exit(
        "under_way",
        "2026-01-01",
        json!({
            "amount": {"value": "100", "currency": "USD", "bound": "at_least"},
            "done": {"value": "10", "high": "130", "currency": "USD", "bound": "about"},
        }),
    )]);
    // a = [100, ∞), d = about [10, 130]: [max(0, 100 − 130), ∞) = [0, ∞), approximate by d.
    let expected = json!({
        "pending": {"low": "0", "high": null, "approx": true},
        "executed": {"low": "10", "high": "130", "approx": true},
    });
    holds(&row(&history, &clocks(), &by_holder()), expected);
}

#[test]
fn amount_done_and_deadline_come_from_the_nearest_stage_before() {
    let history = Story::of([
        exit(
            "announced",
            "2026-01-01",
            json!({"amount": amount("100"), "deadline": "2026-01-10"}),
        ),
        exit(
            "under_way",
            "2026-01-02",
            json!({"done": amount("40"), "deadline": "2026-06-30", "follows": id(1)}),
        ),
        exit("under_way", "2026-01-03", json!({"follows": id(2)})),
    ]);
    // a = 100 (two stages back), d = 40 (one back), deadline 30 June (one back): not overdue.
    let expected = json!({"pending": sure("60"), "executed": sure("40"), "overdue": 0});
    holds(&row(&history, &clocks(), &by_holder()), expected);
    // At @1 only the announcement was known, whose deadline was over on 1 February.
    let expected = json!({"pending": sure("100"), "executed": sure("0"), "overdue": 1});
    holds(&row(&history, &known(1), &by_holder()), expected);
}

#[test]
fn a_completed_exit_is_executed_by_its_own_done_else_the_amount_else_done_before() {
    let case = |first: Value, last: Value| {
        let mut last = last;
        last["follows"] = json!(id(1));
        let history = Story::of([
            exit("under_way", "2026-01-01", first),
            exit("completed", "2026-01-02", last),
        ]);
        row(&history, &clocks(), &by_holder())
    };
    let both = json!({"amount": amount("100"), "done": amount("40")});
    holds(
        &case(both.clone(), json!({"done": amount("90")})),
        json!({"executed": sure("90"), "pending": sure("0")}),
    );
    holds(
        &case(both, json!({})),
        json!({"executed": sure("100"), "unquantified": 0}),
    );
    holds(
        &case(json!({"done": amount("40")}), json!({})),
        json!({"executed": sure("40"), "unquantified": 0}),
    );
    let expected = json!({"executed": sure("0"), "unquantified": 1, "currency": null});
    holds(&case(json!({}), json!({})), expected);
}

#[test]
fn a_cancelled_exit_keeps_what_was_done_and_makes_no_row_without() {
    let announced = exit("announced", "2026-01-01", json!({"amount": amount("100")}));
    let cancelled = exit("cancelled", "2026-01-03", json!({"follows": id(1)}));
    let history = Story::of([announced.clone(), cancelled]);
    assert!(rows(&history, &clocks(), &by_holder()).is_empty());
    holds(
        &row(&history, &on("2026-01-02"), &by_holder()),
        json!({"pending": sure("100")}),
    );
    let partly = exit(
        "cancelled",
        "2026-01-03",
        json!({"follows": id(1), "done": amount("5")}),
    );
    let history = Story::of([announced, partly]);
    holds(
        &row(&history, &clocks(), &by_holder()),
        json!({"pending": sure("0"), "executed": sure("5")}),
    );
}

#[test]
fn without_an_amount_an_exit_is_unquantified() {
    let history = Story::of([exit("announced", "2026-01-01", json!({}))]);
    let expected =
        json!({"currency": null, "unquantified": 1, "pending": sure("0"), "executed": sure("0")});
    holds(&row(&history, &clocks(), &by_holder()), expected);
    // With something done it is unquantified in the row of that currency.
    let history = Story::of([exit(
        "under_way",
        "2026-01-01",
        json!({"done": amount("7")}),
    )]);
    let expected =
        json!({"currency": "USD", "unquantified": 1, "pending": sure("0"), "executed": sure("7")});
    holds(&row(&history, &clocks(), &by_holder()), expected);
}

#[test]
fn currencies_are_never_added() {
    // The write door refuses such a chain; a correction not yet public may still show one.
    let history = Story::of([
        exit(
            "announced",
            "2026-01-01",
            json!({"amount": amount("100"), "deadline": "2026-01-05"}),
        ),
        exit(
            "under_way",
            "2026-01-02",
            json!({"done": {"value": "70", "currency": "EUR"}, "follows": id(1)}),
        ),
    ]);
    let found = rows(&history, &clocks(), &by_holder());
    assert_eq!(found.len(), 2);
    holds(
        &found[0],
        json!({"currency": "EUR", "pending": sure("0"), "executed": sure("70"), "overdue": 0}),
    );
    holds(
        &found[1],
        json!({"currency": "USD", "pending": sure("100"), "executed": sure("0"), "overdue": 1}),
    );
}

#[test]
fn a_retracted_stage_still_joins_and_a_branch_goes_to_the_deeper_then_later() {
    let mut story = Story::new();
    story.add(exit(
        "announced",
        "2026-01-01",
        json!({"amount": amount("100")}),
    ));
    story.add(exit(
        "under_way",
        "2026-01-02",
        json!({"done": amount("10"), "follows": id(1)}),
    ));
    story.add(exit(
        "under_way",
        "2026-01-03",
        json!({"done": amount("20"), "follows": id(2)}),
    ));
    story.add(retraction(2));
    // 2 is withdrawn, yet 3 still belongs to 1: one chain, a = 100, d = 20.
    story.add(exit(
        "under_way",
        "2026-01-04",
        json!({"done": amount("30"), "follows": id(1)}),
    ));
    let history = story.told();
    let expected = json!({"pending": sure("80"), "executed": sure("20")});
    holds(&row(&history, &known(4), &by_holder()), expected);
    // 5 branches off 1 at depth 1; 3 lies deeper (2), so it stays the state though 5 is later.
    let expected = json!({"pending": sure("80"), "executed": sure("20")});
    holds(&row(&history, &known(5), &by_holder()), expected);
}

#[test]
fn shares_of_one_row_add_up_and_count_what_they_rest_on() {
    let history = Story::of([
        exit("announced", "2026-01-01", json!({"amount": amount("100")})),
        exit(
            "under_way",
            "2026-01-02",
            json!({"done": amount("10"), "follows": id(1)}),
        ),
        exit(
            "announced",
            "2026-01-03",
            json!({"amount": {"value": "5", "currency": "USD", "bound": "at_most"}}),
        ),
        dispute(1),
        dispute(1),
        dispute(3),
    ]);
    let question = Question::Divestment {
        by: By::Holder,
        asset: None,
        why: true,
        filters: Filters::default(),
    };
    // (100 − 10) + [0, 5] = [90, 95]; entries 1 and 3 are disputed, however often.
    let expected = json!({"pending": band("90", Some("95")), "executed": sure("10"), "disputed": 2, "entries": [1, 2, 3]});
    holds(&row(&history, &clocks(), &question), expected);
    holds(&row(&history, &known(3), &question), json!({"disputed": 0}));
}

fn others() -> Vec<Value> {
    let of = |holder: Value, value: &str| {
        exit(
            "announced",
            "2026-01-01",
            json!({"holder": holder, "amount": amount(value)}),
        )
    };
    vec![
        of(
            json!({"id": "fund", "name": "The Fund", "country": "DK", "type": "pension_fund"}),
            "100",
        ),
        of(
            json!({"id": "other", "name": "Other", "country": "DK", "type": "insurer"}),
            "20",
        ),
        of(json!({"country": "EU", "type": "bloc"}), "900"),
        of(json!({"name": "Nobody knows where"}), "3"),
        event(
            "holding",
            "2026-01-01",
            json!({
                "holder": {"country": "DK"}, "asset": {"class": "us_treasury", "issuer": "US"}, "amount": amount("5000"),
            }),
        ),
        event(
            "holding",
            "2026-01-01",
            json!({
                "holder": {"country": "EU"}, "asset": {"class": "us_treasury", "issuer": "US"}, "amount": amount("7000"),
            }),
        ),
    ]
}

#[test]
fn rows_come_by_country_then_holder_nulls_first() {
    let history = Story::of(others());
    let found = rows(&history, &clocks(), &by_holder());
    let keys: Vec<Value> = found
        .iter()
        .map(|row| json!([row["country"], row["holder"]]))
        .collect();
    let expected = [
        json!([null, "Nobody knows where"]),
        json!(["DK", "DK"]),
        json!(["DK", "fund"]),
        json!(["DK", "other"]),
        json!(["EU", "EU"]),
    ];
    assert_eq!(keys, expected);
}

#[test]
fn by_country_sums_holders_and_keeps_the_levels_of_the_country() {
    let history = Story::of(others());
    let found = rows(&history, &clocks(), &divestment(By::Country));
    assert_eq!(found.len(), 3);
    holds(
        &found[0],
        json!({"country": null, "holder": null, "pending": sure("3"), "levels": []}),
    );
    // 100 + 20; the country's own level stands beside it and is added to nothing.
    holds(
        &found[1],
        json!({"country": "DK", "holder": null, "pending": sure("120")}),
    );
    assert_eq!(found[1]["levels"][0]["current"], "5000");
    assert_eq!(found[1]["executed_after_level"], sure("0"));
    // EU's holding is of type `country` by default (it has no name): its level is a country's.
    holds(&found[2], json!({"country": "EU", "pending": sure("900")}));
}

#[test]
fn by_asset_leaves_blocs_out_and_counts_them() {
    let history = Story::of(others());
    let question = divestment(By::Asset);
    let expected = json!({
        "country": null, "holder": null, "asset": "us_treasury", "currency": "USD",
        "pending": sure("123"), "levels": [], "executed_after_level": null,
    });
    holds(&row(&history, &clocks(), &question), expected);
    // The bloc's exit and its holding.
    assert_eq!(
        left_out(&history, &clocks(), &question),
        json!([0, {"blocs": 2}])
    );
}

#[test]
fn filters_choose_rows() {
    let history = Story::of(others());
    let filtered = |asset: Option<&str>, country: &[&str]| {
        let filters = Filters {
            country: country.iter().map(|code| (*code).to_owned()).collect(),
            ..Filters::default()
        };
        let asset = asset.map(str::to_owned);
        let question = Question::Divestment {
            by: By::Holder,
            asset,
            why: false,
            filters,
        };
        rows(&history, &clocks(), &question).len()
    };
    assert_eq!(filtered(Some("us_treasury"), &[]), 5);
    assert_eq!(filtered(Some("us_treasury:US"), &["DK"]), 3);
    assert_eq!(filtered(Some("us_treasury:JP"), &[]), 0);
    assert_eq!(filtered(Some("gold"), &[]), 0);
}
