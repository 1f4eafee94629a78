//! Examples of §7.1: pending and executed, chains on the clocks, branches, roll-ups.
//! Owns one test for each sentence about exits.
//! Never tests levels: see `levels`.

use serde_json::{Value, json};

use super::{super::valid, *};

/// A stage of a Danish fund's exit from US Treasuries.
fn stage(label: &str, stage: &str, happened: &str, fields: Value) -> Value {
    let all = with(
        json!({
            "holder": {"name": "PFA", "country": "DK"}, "asset": {"class": "us_treasury", "issuer": "US"}, "stage": stage,
        }),
        &fields,
    );
    event(label, "fund_exit", happened, all)
}

fn row(events: &[Value]) -> Value {
    let rows = rows(&log(events), &Query::default(), &divestment(By::Holder));
    assert_eq!(rows.len(), 1, "{rows:#?}");
    rows[0].clone()
}

fn amount(value: &str, bound: &str) -> Value {
    json!({"value": value, "currency": "USD", "bound": bound})
}

#[test]
fn pending_is_a_less_d() {
    let of = |a: Value, d: Value| {
        row(&[stage(
            "a",
            "under_way",
            "2026-01-20",
            json!({"amount": a, "done": d}),
        )])
    };
    // about 100 − 30 = [100 − 30, 100 − 30], approximate through a.
    says(
        &of(amount("100", "about"), usd("30")),
        json!({"pending": b("70", "70", true), "executed": b("30", "30", false)}),
    );
    // [90, 110] − [0, 20] = [90 − 20, 110 − 0].
    says(
        &of(
            json!({"value": "90", "currency": "USD", "high": "110.50"}),
            amount("20", "at_most"),
        ),
        json!({"pending": b("70", "110.5", false), "executed": b("0", "20", false)}),
    );
    // [100, ∞] − [30, ∞]: nothing is certain to be left, and no end to what may be.
    says(
        &of(amount("100", "at_least"), amount("30", "at_least")),
        json!({"pending": b("0", "∞", false), "executed": b("30", "∞", false)}),
    );
    // Approximate through d.
    says(
        &of(usd("100"), amount("30", "about")),
        json!({"pending": b("70", "70", true), "executed": b("30", "30", true)}),
    );
    // 10 − 30 is no less than nothing.
    says(
        &of(usd("10"), usd("30")),
        json!({"pending": b("0", "0", false)}),
    );
}

#[test]
fn a_chain_speaks_through_its_furthest_stage_in_view() {
    let log = log(&[
        stage(
            "a",
            "announced",
            "2026-01-20",
            json!({"amount": usd("100"), "deadline": "2026-01-31"}),
        ),
        stage(
            "b",
            "under_way",
            "2026-01-25",
            json!({"done": usd("40"), "follows": "a"}),
        ),
        stage("c", "completed", "2026-02-10", json!({"follows": "b"})),
        event(
            "x",
            "dispute",
            "",
            json!({"target": "b", "claim": "less was sold"}),
        ),
    ]);
    let at = |date: &str| rows(&log, &on(date), &divestment(By::Holder))[0].clone();
    says(
        &at("2026-01-22"),
        json!({
            "holder": "PFA", "country": "DK", "asset": "us_treasury", "issuer": "US", "currency": "USD",
            "pending": b("100", "100", false), "executed": b("0", "0", false), "unquantified": 0, "overdue": 0,
            "levels": [], "executed_after_level": null, "disputed": 0, "entries": [1],
        }),
    );
    // The deadline is the whole of 31 January: not before D on that day, before D on the next.
    says(
        &at("2026-01-31"),
        json!({"pending": b("60", "60", false), "overdue": 0, "disputed": 1, "entries": [1, 2]}),
    );
    says(
        &at("2026-02-01"),
        json!({"pending": b("60", "60", false), "overdue": 1}),
    );
    // Completed without a `done` of its own: a, not d.
    says(
        &at("2026-02-10"),
        json!({"pending": b("0", "0", false), "executed": b("100", "100", false), "overdue": 0, "entries": [1, 2, 3]}),
    );
}

#[test]
fn what_completed_and_cancelled_come_to() {
    let after = |first: Value, last: &str, fields: Value| {
        let mut fields = fields;
        fields["follows"] = json!("a");
        let log = log(&[
            stage("a", "under_way", "2026-01-20", first),
            stage("b", last, "2026-01-21", fields),
        ]);
        rows(&log, &Query::default(), &divestment(By::Holder))
    };
    let both = json!({"amount": usd("100"), "done": usd("40")});
    let executed = |rows: &[Value]| rows[0]["executed"].clone();
    assert_eq!(
        executed(&after(
            both.clone(),
            "completed",
            json!({"done": usd("90")})
        )),
        b("90", "90", false)
    );
    assert_eq!(
        executed(&after(both.clone(), "completed", json!({}))),
        b("100", "100", false)
    );
    assert_eq!(
        executed(&after(json!({"done": usd("40")}), "completed", json!({}))),
        b("40", "40", false)
    );
    let nothing = after(json!({}), "completed", json!({}));
    says(
        &nothing[0],
        json!({"currency": null, "unquantified": 1, "executed": b("0", "0", false)}),
    );
    assert_eq!(
        executed(&after(both, "cancelled", json!({}))),
        b("40", "40", false)
    );
    assert_eq!(
        after(json!({"amount": usd("100")}), "cancelled", json!({})),
        [] as [Value; 0]
    );
}

#[test]
fn pending_without_an_amount_is_unquantified() {
    says(
        &row(&[stage(
            "a",
            "announced",
            "2026-01-20",
            json!({"deadline": "2026-01-21"}),
        )]),
        json!({"currency": null, "unquantified": 1, "overdue": 1, "pending": b("0", "0", false)}),
    );
    says(
        &row(&[stage(
            "a",
            "under_way",
            "2026-01-20",
            json!({"done": usd("40")}),
        )]),
        json!({"currency": "USD", "unquantified": 1, "executed": b("40", "40", false)}),
    );
}

#[test]
fn a_and_d_are_of_one_currency() {
    let with = |done: Value| {
        let amounts = json!({"amount": usd("100"), "done": done});
        valid::event(&stage("a", "under_way", "2026-01-20", amounts))
    };
    assert_eq!(with(usd("30")), Ok(()));
    assert!(with(json!({"value": "30", "currency": "EUR"})).is_err());
}

#[test]
fn stages_join_through_retracted_ones_and_branches_go_to_the_deepest_then_the_latest() {
    let log = log(&[
        stage(
            "a",
            "announced",
            "2026-01-20",
            json!({"amount": usd("100")}),
        ),
        stage(
            "b",
            "under_way",
            "2026-01-21",
            json!({"follows": "a", "done": usd("10")}),
        ),
        stage(
            "c",
            "under_way",
            "2026-01-22",
            json!({"follows": "b", "done": usd("20")}),
        ),
        retraction("rb", "b"),
        retraction("rc", "c"),
        stage(
            "d",
            "under_way",
            "2026-01-23",
            json!({"follows": "a", "done": usd("30")}),
        ),
        retraction("rrc", "rc"),
        retraction("rrb", "rb"),
        retraction("rrrc", "rrc"),
    ]);
    for (n, done, entries, why) in [
        (4, "20", json!([1, 3]), "through the retracted b"),
        (5, "0", json!([1]), "b and c are retracted"),
        (6, "30", json!([1, 6]), "a branch"),
        (7, "20", json!([1, 3]), "c lies two steps from a, d one"),
        (
            9,
            "30",
            json!([1, 6]),
            "b and d lie one step from a: the later position",
        ),
    ] {
        let query = Query {
            known: Some(n),
            ..Query::default()
        };
        let rows = rows(&log, &query, &divestment(By::Holder));
        assert_eq!(rows.len(), 1);
        assert_eq!(
            (&rows[0]["executed"]["low"], &rows[0]["entries"]),
            (&json!(done), &entries),
            "{why}"
        );
    }
}

#[test]
fn roll_ups_by_country_and_asset() {
    let of = |label: &str, holder: Value, value: &str| {
        stage(
            label,
            "announced",
            "2026-01-20",
            json!({"holder": holder, "amount": usd(value)}),
        )
    };
    let log = log(&[
        of("a", json!({"name": "PFA", "country": "DK"}), "100"),
        of(
            "b",
            json!({"id": "akademiker", "name": "AkademikerPension", "country": "DK"}),
            "10.5",
        ),
        of("c", json!({"country": "EU"}), "7"),
        of("d", json!({"name": "Euro Club", "type": "bloc"}), "3"),
        event(
            "h",
            "holding",
            "2026-01-20",
            json!({
                "holder": {"country": "EU"}, "asset": {"class": "us_treasury", "issuer": "US"}, "amount": usd("9"),
            }),
        ),
    ]);
    let by = |by: By| answer(&log, &Query::default(), &divestment(by));
    let holders: Vec<Value> = by(By::Holder)["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|r| r["holder"].clone())
        .collect();
    assert_eq!(
        holders,
        ["Euro Club", "PFA", "akademiker", "EU"],
        "country (null first), then holder"
    );
    let countries = by(By::Country);
    says(
        &countries["rows"][0],
        json!({"country": null, "holder": null, "pending": b("3", "3", false)}),
    );
    says(
        &countries["rows"][1],
        json!({"country": "DK", "holder": null, "pending": b("110.5", "110.5", false), "entries": [1, 2]}),
    );
    says(
        &countries["rows"][2],
        json!({"country": "EU", "pending": b("7", "7", false), "entries": [3, 5]}),
    );
    let assets = by(By::Asset);
    assert_eq!(assets["rows"].as_array().expect("rows").len(), 1);
    says(
        &assets["rows"][0],
        json!({"country": null, "holder": null, "pending": b("110.5", "110.5", false), "entries": [1, 2]}),
    );
    assert_eq!(
        assets["left_out"],
        json!({"blocs": 3}),
        "two exits and a holding"
    );
}
