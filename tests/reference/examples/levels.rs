//! Examples of §7.1: levels, their peaks and changes, and what was executed after them.
//! Owns one test for each sentence about levels.
//! Never tests exits by themselves: see `exits`.

use serde_json::{Value, json};

use super::*;

fn level(label: &str, happened: &str, value: &str, fields: Value) -> Value {
    let all = with(
        json!({
            "holder": {"country": "CN"}, "asset": {"class": "us_treasury", "issuer": "US"}, "amount": usd(value),
        }),
        &fields,
    );
    event(label, "holding", happened, all)
}

fn view(since: Option<&str>) -> View {
    View::Divestment {
        by: By::Holder,
        since: since.map(str::to_owned),
        asset_class: None,
        country: None,
        why: true,
    }
}

#[test]
fn current_peak_and_change() {
    let log = log(&[
        level("a", "2025-11", "700.50", json!({"basis": "market"})),
        level("b", "2013-11", "1316.70", json!({})),
        level("c", "2014-11", "1316.7", json!({})),
        level("d", "2024-10", "760.1", json!({})),
        level("e", "2024-12", "759", json!({})),
        level(
            "f",
            "2025-11",
            "682.6",
            json!({"basis": "book", "attribution": "custodian"}),
        ),
    ]);
    // Current: of the two of November 2025 the later position. Peak: 1316.7 twice, the earlier. 1316.7 − 682.6 = 634.1.
    // A year less than 2025-11 is 2024-11; the latest level wholly at or before its end is 2024-10: 682.6 − 760.1 = −77.5.
    says(
        &rows(&log, &Query::default(), &view(None))[0],
        json!({"levels": [{
            "series": null, "basis": "book", "attribution": "custodian", "current": "682.6", "current_on": "2025-11",
            "peak": "1316.7", "peak_on": "2013-11", "below_peak": "634.1", "change": "-77.5", "change_from": "2024-10",
        }], "disputed": 0, "entries": [1, 2, 3, 4, 5, 6]}),
    );
    // Since 15 December 2024: December does not lie wholly before that, so October again; since its end, December: 682.6 − 759.
    let change = |since: &str| {
        let rows = rows(&log, &Query::default(), &view(Some(since)));
        (
            rows[0]["levels"][0]["change"].clone(),
            rows[0]["levels"][0]["change_from"].clone(),
        )
    };
    assert_eq!(change("2024-12-15"), (json!("-77.5"), json!("2024-10")));
    assert_eq!(change("2024-12-31"), (json!("-76.4"), json!("2024-12")));
    assert_eq!(change("2013-11-29"), (Value::Null, Value::Null));
}

#[test]
fn series_are_kept_apart_null_first() {
    let log = log(&[
        level("a", "2025-11", "5", json!({"series": "tic-new"})),
        level("b", "2025-10", "4", json!({})),
        level("c", "2025-12", "3", json!({"series": "tic"})),
    ]);
    let row = rows(&log, &Query::default(), &view(None))[0].clone();
    let series: Vec<&Value> = row["levels"]
        .as_array()
        .expect("levels")
        .iter()
        .map(|l| &l["series"])
        .collect();
    assert_eq!(series, [&Value::Null, &json!("tic"), &json!("tic-new")]);
    assert_eq!(row["levels"][0]["change"], Value::Null);
}

#[test]
fn executed_after_the_latest_level_of_the_row() {
    let exit = |label: &str, happened: &str, done: &str| {
        let fields = json!({
            "holder": {"country": "CN"}, "asset": {"class": "us_treasury", "issuer": "US"}, "stage": "completed", "done": usd(done),
        });
        event(label, "fund_exit", happened, fields)
    };
    let log = log(&[
        level("a", "2025-11", "700", json!({"series": "tic"})),
        level("b", "2025-12-31", "3", json!({})),
        exit("c", "2025-12", "1"),
        exit("d", "2026-01-01", "20"),
        exit("e", "2026", "300"),
    ]);
    // The latest level ends with 2025; so does the exit of December, which is therefore not after it: 20 + 300.
    let query = Query {
        possible: true,
        ..on("2026-01-22")
    };
    says(
        &rows(&log, &query, &view(None))[0],
        json!({"executed": b("321", "321", false), "executed_after_level": b("320", "320", false)}),
    );
    // By country the row keeps the levels of a holder of type country; by asset it has none.
    let by = |by: By| rows(&log, &query, &divestment(by))[0]["executed_after_level"].clone();
    assert_eq!(by(By::Country), b("320", "320", false));
    assert_eq!(by(By::Asset), Value::Null);
}

#[test]
fn by_country_only_countries_have_levels_and_their_series_merge() {
    let log = log(&[
        level("a", "2025-11", "5", json!({"holder": {"country": "CN"}})),
        level(
            "b",
            "2025-12",
            "6",
            json!({"holder": {"name": "China", "country": "CN", "type": "country"}}),
        ),
        level(
            "c",
            "2026-01",
            "7",
            json!({"holder": {"name": "PBoC", "country": "CN", "type": "central_bank"}}),
        ),
        level(
            "d",
            "2026-01",
            "8",
            json!({"holder": {"name": "PFA", "country": "DK"}}),
        ),
    ]);
    let rows = rows(&log, &Query::default(), &divestment(By::Country));
    assert_eq!(
        rows.len(),
        1,
        "a row stands only where something rests in it"
    );
    says(&rows[0], json!({"country": "CN", "entries": [1, 2]}));
    says(
        &rows[0]["levels"][0],
        json!({"current": "6", "peak": "6", "below_peak": "0", "change": null}),
    );
}
