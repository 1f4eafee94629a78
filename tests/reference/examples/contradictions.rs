//! Examples of §7.4, `contradictions`: what is comparable, independent, apart, and the rule of wide dates.
//! Owns one test for each rule, the percentages by hand.
//! Never tests which events are in view: see `clocks`.

use serde_json::{Value, json};

use super::*;

fn view(tolerance: Option<&str>) -> View {
    View::Contradictions {
        tolerance: tolerance.map(str::to_owned),
        why: true,
    }
}

fn sources(of: &[(&str, &str)]) -> Value {
    let source = |(publisher, origin): &(&str, &str)| match *origin {
        "" => json!({"publisher": publisher}),
        origin => json!({"publisher": publisher, "origin": origin}),
    };
    of.iter().map(source).collect()
}

fn debt(label: &str, happened: &str, publisher: &str, amount: Value) -> Value {
    let fields = json!({
        "subject": {"country": "US"}, "measure": "federal_debt", "amount": amount, "sources": sources(&[(publisher, "")]),
    });
    event(label, "observation", happened, fields)
}

fn pairs(log: &[Value], tolerance: Option<&str>) -> Vec<(Value, Value)> {
    rows(log, &Query::default(), &view(tolerance))
        .iter()
        .map(|row| (row["positions"].clone(), row["apart_percent"].clone()))
        .collect()
}

#[test]
fn further_apart_than_the_tolerance() {
    let log = log(&[
        debt("a", "2026-01-20", "Reuters", usd("200")),
        debt("b", "2026-01-20", "FT", usd("199")),
        debt("c", "2026-01-20", "AP", usd("198.999999")),
        debt("d", "2026-01-21", "DPA", usd("1")),
        debt(
            "e",
            "2026-01-20",
            "AFP",
            json!({"value": "1", "currency": "EUR"}),
        ),
    ]);
    // a and b are 1 / 200 = 0.5 % apart, not above it; a and c 1.000001 / 200, just above; b and c a millionth.
    assert_eq!(pairs(&log, None), [(json!([1, 3]), json!(0.5))]);
    assert_eq!(
        pairs(&log, Some("0.4"))
            .iter()
            .map(|(p, _)| p.clone())
            .collect::<Vec<_>>(),
        [json!([1, 2]), json!([1, 3])]
    );
    assert_eq!(pairs(&log, Some("0")).len(), 3);
    let row = rows(&log, &Query::default(), &view(None))[0].clone();
    says(
        &row,
        json!({
            "values": ["200", "198.999999"], "happened": ["2026-01-20", "2026-01-20"], "series": [null, null],
            "disputed": 0, "entries": [1, 3],
        }),
    );
}

#[test]
fn ranges_are_as_far_apart_as_their_nearest_ends() {
    let two = |one: Value, other: Value| {
        let log = log(&[
            debt("a", "2026-01-20", "Reuters", one),
            debt("b", "2026-01-20", "FT", other),
        ]);
        pairs(&log, None).first().map(|(_, apart)| apart.clone())
    };
    let amount =
        |value: &str, bound: &str| json!({"value": value, "currency": "USD", "bound": bound});
    assert_eq!(
        two(amount("5", "at_most"), amount("8", "exact")),
        Some(json!(37.5)),
        "3 / 8"
    );
    assert_eq!(two(amount("5", "at_least"), amount("8", "about")), None);
    assert_eq!(
        two(amount("9", "at_least"), amount("6", "at_most")),
        Some(json!(33.33)),
        "3 / 9"
    );
    let range = json!({"value": "2", "high": "4", "currency": "USD"});
    assert_eq!(two(range.clone(), usd("6")), Some(json!(33.33)), "2 / 6");
    assert_eq!(two(range, usd("3")), None);
    assert_eq!(two(usd("0"), usd("0")), None);
    assert_eq!(two(usd("0"), usd("7")), Some(json!(100)));
}

#[test]
fn independent_sources_only() {
    let two = |one: &[(&str, &str)], other: &[(&str, &str)]| {
        let with_sources = |label: &str, value: &str, of: &[(&str, &str)]| {
            with(
                debt(label, "2026-01-20", "", usd(value)),
                &json!({"sources": sources(of)}),
            )
        };
        let log = log(&[with_sources("a", "1", one), with_sources("b", "2", other)]);
        pairs(&log, None).len()
    };
    assert_eq!(two(&[("FT", "")], &[("AP", "")]), 1);
    assert_eq!(two(&[("FT", "")], &[("AP", ""), ("FT", "")]), 0);
    assert_eq!(two(&[("FT", "Bloomberg")], &[("AP", "Bloomberg")]), 0);
    assert_eq!(
        two(&[("FT", "AP")], &[("AP", "")]),
        0,
        "one relays the other"
    );
    // A corroboration brings a publisher in common.
    let log = log(&[
        debt("a", "2026-01-20", "FT", usd("1")),
        debt("b", "2026-01-20", "AP", usd("2")),
        event(
            "c",
            "corroboration",
            "",
            json!({"target": "a", "sources": sources(&[("AP", "")])}),
        ),
    ]);
    assert_eq!(pairs(&log, None).len(), 0);
    let before = Query {
        known: Some(2),
        ..Query::default()
    };
    assert_eq!(rows(&log, &before, &view(None)).len(), 1);
}

#[test]
fn holdings_by_holder_and_asset_yields_by_instrument_and_basis_whatever_the_series() {
    let dated = |label: &str, kind: &str, publisher: &str, fields: Value| {
        let fields = with(fields, &json!({"sources": sources(&[(publisher, "")])}));
        event(label, kind, "2026-01-20", fields)
    };
    let holding = |label: &str, publisher: &str, country: &str, value: &str| {
        let fields = json!({
            "holder": {"id": "pif", "country": country}, "asset": {"class": "us_treasury", "issuer": "US"},
            "amount": usd(value), "series": publisher,
        });
        dated(label, "holding", publisher, fields)
    };
    let level = |label: &str, publisher: &str, level: &str, basis: &str| {
        let fields =
            json!({"instrument": {"issuer": "JP", "tenor": "30Y"}, "level": level, "basis": basis});
        dated(label, "yield_move", publisher, fields)
    };
    let log = log(&[
        holding("a", "FT", "DK", "10"),
        holding("b", "AP", "US", "20"),
        level("c", "FT", "-0.2", "close"),
        level("d", "AP", "0.3", "close"),
        level("e", "AFP", "9", "intraday"),
        dated(
            "f",
            "yield_move",
            "DPA",
            json!({"instrument": {"issuer": "JP", "tenor": "30Y"}, "record": "high"}),
        ),
    ]);
    // 10 / 20; 0.5 / 0.3 = 166.67 %.
    assert_eq!(
        pairs(&log, None),
        [(json!([1, 2]), json!(50)), (json!([3, 4]), json!(166.67)),]
    );
    says(
        &rows(&log, &Query::default(), &view(None))[0],
        json!({
            "series": ["FT", "AP"], "values": ["10", "20"],
            "about": {"kind": "holding", "holder": "pif", "asset": "us_treasury", "issuer": "US", "currency": "USD"},
        }),
    );
}

#[test]
fn a_wide_date_is_contradicted_only_if_every_value_inside_it_disagrees() {
    let year = |events: &[Value]| {
        let mut all = vec![debt("year", "2025", "Reuters", usd("100"))];
        all.extend(events.iter().cloned());
        let found = pairs(&log(&all), None);
        found.into_iter().map(|(pair, _)| pair).collect::<Vec<_>>()
    };
    let june = debt("june", "2025-06-30", "FT", usd("90"));
    let may = |value: &str| debt("may", "2025-05-30", "AP", usd(value));
    assert_eq!(year(std::slice::from_ref(&june)), [json!([1, 2])]);
    assert_eq!(
        year(&[june.clone(), may("80")]),
        [json!([1, 2]), json!([1, 3])]
    );
    // May agrees with the year, so June does not contradict it; they do not overlap each other.
    assert_eq!(year(&[june.clone(), may("100")]), [] as [Value; 0]);
    // What leans on the source of the year, or lies only partly inside it, does not speak for it.
    let leaning = with(
        may("100"),
        &json!({"sources": sources(&[("AP", "Reuters")])}),
    );
    assert_eq!(year(&[june.clone(), leaning]), [json!([1, 2])]);
    let partly = with(may("100"), &json!({"happened": "2025-12/2026-01"}));
    assert_eq!(year(&[june.clone(), partly]), [json!([1, 2])]);
    // Another value for the same year is inside it, and speaks for it; by itself it is no narrower.
    let same = with(may("100"), &json!({"happened": "2025"}));
    assert_eq!(year(&[june.clone(), same]), [] as [Value; 0]);
    let other = with(may("50"), &json!({"happened": "2025"}));
    assert_eq!(
        year(&[june, other]),
        [json!([1, 2]), json!([1, 3]), json!([2, 3])]
    );
}
