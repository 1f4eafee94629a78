//! Examples of §7.2: which events are evidence, for whom, on which axis, and what is left out.
//! Owns one test for each line of the table and each rule around it.
//! Never tests the arithmetic by itself: see `scores`.

use serde_json::{Value, json};

use super::*;

fn us() -> Value {
    json!({"country": "US"})
}

/// The one evidence that an event gives as asked on 22 January 2026: actors, axis, cameo, score.
fn evidence(kind: &str, fields: Value) -> (Value, Value, Value, Value) {
    let log = log(&[event("e", kind, "2026-01-20", fields)]);
    let rows = rows(&log, &on("2026-01-22"), &stance());
    assert_eq!(rows.len(), 1, "{rows:#?}");
    let one = plain(&rows[0]["evidence"][0]);
    says(&one, json!({"position": 1, "age_days": 2, "weight": 0.99}));
    (
        rows[0]["actors"].clone(),
        one["axis"].clone(),
        one["cameo"].clone(),
        one["score"].clone(),
    )
}

fn is(actors: &str, axis: &str, cameo: &str, score: f64) -> (Value, Value, Value, Value) {
    let cameo = if cameo.is_empty() {
        Value::Null
    } else {
        json!(cameo)
    };
    (json!(actors), json!(axis), cameo, plain(&json!(score)))
}

#[test]
fn the_lines_of_the_table() {
    let threat = |means: &str| {
        let fields =
            json!({"by": us(), "against": ["DK"], "consequence": "tariffs", "means": means});
        evidence("threat", fields)
    };
    assert_eq!(threat("military"), is("state", "words", "138", -7.0));
    assert_eq!(threat("economic"), is("state", "words", "131", -5.8));
    let sanction = |action: &str, effective: &str| {
        evidence(
            "sanction",
            json!({
                "by": ["US"], "against": ["DK"], "measure": "tariff", "action": action, "effective": effective,
            }),
        )
    };
    assert_eq!(
        sanction("threatened", "2026-01-20"),
        is("state", "words", "1312", -5.8)
    );
    assert_eq!(
        sanction("imposed", "2026-01-22"),
        is("state", "deeds", "163", -8.0)
    );
    // Of January as a whole it is not certain by the 22nd that it has begun.
    assert_eq!(
        sanction("tightened", "2026-01"),
        is("state", "words", "1312", -5.8)
    );
    assert_eq!(
        sanction("lifted", "2026-01-22"),
        is("state", "deeds", "085", 7.0)
    );
    let shift = |alignment: &str| {
        evidence(
            "policy_shift",
            json!({"by": us(), "area": "trade", "toward": ["DK"], "alignment": alignment}),
        )
    };
    assert_eq!(shift("away"), is("state", "deeds", "160", -4.0));
    assert_eq!(shift("neutral"), is("state", "deeds", "010", 0.0));
    assert_eq!(shift("closer"), is("state", "deeds", "060", 6.0));
    let exit = |stage: &str| {
        evidence(
            "fund_exit",
            json!({
                "holder": {"name": "PFA", "country": "DK"}, "asset": {"class": "us_treasury", "issuer": "US"}, "stage": stage,
            }),
        )
    };
    assert_eq!(exit("announced"), is("others", "words", "", -4.0));
    assert_eq!(exit("completed"), is("others", "deeds", "", -4.0));
    let says = |by: Value, act: &str| {
        evidence("statement", json!({"by": by, "act": act, "toward": ["DK"]}))
    };
    assert_eq!(says(us(), "reassures"), is("state", "words", "013", 0.4));
    assert_eq!(
        says(json!({"name": "A Bank", "country": "US"}), "warns"),
        is("others", "words", "130", -4.4)
    );
    let official = json!({"name": "Scott Bessent", "country": "US", "type": "official"});
    assert_eq!(
        says(official, "dismisses"),
        is("state", "words", "010", 0.0)
    );
}

#[test]
fn words_deeds_gap_and_labels() {
    let log = log(&[
        event(
            "a",
            "threat",
            "2026-01-22",
            json!({"by": us(), "against": ["DK"], "consequence": "war", "means": "military"}),
        ),
        event(
            "b",
            "threat",
            "2025-10-24",
            json!({"by": us(), "against": ["DK"], "consequence": "tariffs"}),
        ),
        event(
            "c",
            "policy_shift",
            "2025-01-27",
            json!({"by": us(), "area": "trade", "toward": ["DK"], "alignment": "closer"}),
        ),
        event("x", "dispute", "", json!({"target": "b", "claim": "no"})),
    ]);
    // Words: ages 0 and 90 days: (−7·1 − 5.8·0.7071…)/1.7071… = −6.50, weight 1.71. Deeds: age 360, weight 0.25, not yet stale.
    says(
        &rows(&log, &on("2026-01-22"), &stance())[0],
        json!({
            "country": "US", "toward": "DK", "actors": "state", "disputed": 1, "entries": [1, 2, 3],
            "words": {"score": -6.5, "n": 2, "weight": 1.71, "label": "hostile"},
            "deeds": {"score": 6, "n": 1, "weight": 0.25, "label": "aligned"}, "gap": 12.5,
        }),
    );
    // Six days on (366): 0.24, stale.
    let later = rows(&log, &on("2026-01-28"), &stance())[0].clone();
    says(
        &later["deeds"],
        json!({"score": 6, "weight": 0.24, "label": "stale"}),
    );
}

#[test]
fn rounded_half_even_once() {
    let of = |act: &str| {
        let mut events: Vec<Value> = (0..7)
            .map(|i| {
                event(
                    &format!("s{i}"),
                    "statement",
                    "2026-01-22",
                    json!({"by": us(), "act": "comments", "toward": ["DK"]}),
                )
            })
            .collect();
        events.push(event(
            "last",
            "statement",
            "2026-01-22",
            json!({"by": us(), "act": act, "toward": ["DK"]}),
        ));
        let row = rows(&log(&events), &on("2026-01-22"), &stance())[0].clone();
        says(&row, json!({"deeds": null, "gap": null}));
        row["words"]["score"].clone()
    };
    assert_eq!(of("praises"), json!(0.42), "3.4 / 8 = 0.425");
    assert_eq!(of("supports"), json!(0.48), "3.8 / 8 = 0.475");
}

#[test]
fn what_is_left_out_and_why() {
    let by = |label: &str, by: Value, toward: Value| {
        let mut fields = json!({"by": by, "act": "warns"});
        if toward.is_array() {
            fields["toward"] = toward;
        }
        event(label, "statement", "2026-01-20", fields)
    };
    let sanction = |label: &str, action: &str, fields: Value| {
        let base = json!({"by": ["US", "EU"], "measure": "tariff", "action": action});
        let all = with(base, &fields);
        event(label, "sanction", "2026-01-20", all)
    };
    let log = log(&[
        by("a", json!({"name": "Nowhere"}), json!(["DK"])),
        by("b", us(), Value::Null),
        by("c", us(), json!(["US", "DK"])),
        sanction(
            "d",
            "eased",
            json!({"against": ["DK"], "effective": "2026-02-01"}),
        ),
        sanction("e", "imposed", json!({"entities": ["Acme"]})),
        sanction("f", "imposed", json!({"against": ["EU"]})),
        sanction("g", "withdrawn", json!({"entities": ["Acme"]})),
        event(
            "h",
            "policy_shift",
            "2026-01-20",
            json!({"by": {"name": "Nowhere"}, "area": "trade"}),
        ),
    ]);
    let answer = answer(&log, &on("2026-01-22"), &stance());
    assert_eq!(
        answer["left_out"],
        json!({"no_country": 1, "no_target": 2, "same_country": 2, "not_effective": 1}),
    );
    let keys: Vec<(Value, Value)> = answer["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|r| (r["country"].clone(), r["toward"].clone()))
        .collect();
    assert_eq!(
        keys,
        [(json!("US"), json!("DK")), (json!("US"), json!("EU"))]
    );
}

#[test]
fn of_an_exit_only_the_state_of_its_chain_speaks() {
    let stage = |label: &str, stage: &str, happened: &str, follows: Value| {
        let mut fields = json!({
            "holder": {"country": "CN"}, "asset": {"class": "us_treasury", "issuer": "US"}, "stage": stage,
        });
        if follows.is_string() {
            fields["follows"] = follows;
        }
        event(label, "fund_exit", happened, fields)
    };
    let log = log(&[
        stage("a", "announced", "2026-01-20", Value::Null),
        stage("b", "under_way", "2026-01-21", json!("a")),
        stage("c", "cancelled", "2026-01-22", json!("b")),
    ]);
    let at = |date: &str| rows(&log, &on(date), &stance());
    says(
        &at("2026-01-20")[0],
        json!({"actors": "state", "entries": [1], "deeds": null}),
    );
    says(
        &at("2026-01-21")[0],
        json!({"actors": "state", "entries": [2], "words": null}),
    );
    assert_eq!(at("2026-01-22"), [] as [Value; 0]);
}

#[test]
fn labels_at_their_bounds() {
    let label = |acts: &[&str]| {
        let events: Vec<Value> = acts
            .iter()
            .enumerate()
            .map(|(i, act)| {
                let fields = json!({"by": us(), "act": act, "toward": ["DK"]});
                event(&format!("s{i}"), "statement", "2026-01-22", fields)
            })
            .collect();
        rows(&log(&events), &on("2026-01-22"), &stance())[0]["words"]["label"].clone()
    };
    assert_eq!(label(&["criticises"]), "distancing", "-2");
    assert_eq!(
        label(&["criticises", "criticises", "comments"]),
        "neutral",
        "-4 / 3 = -1.33"
    );
    assert_eq!(label(&["pledges", "comments"]), "engaging", "4 / 2 = 2");
    assert_eq!(label(&["consults"]), "neutral", "1");
    assert_eq!(label(&["negotiates", "concedes"]), "aligned", "12 / 2 = 6");
    assert_eq!(label(&["concedes"]), "engaging", "5");
    // Deeds: (−8 − 4) / 2 = −6.
    let sanction =
        json!({"by": ["US"], "against": ["DK"], "measure": "tariff", "action": "imposed"});
    let shift = json!({"by": us(), "area": "trade", "toward": ["DK"], "alignment": "away"});
    let log = log(&[
        event("a", "sanction", "2026-01-22", sanction),
        event("b", "policy_shift", "2026-01-22", shift),
    ]);
    let row = rows(&log, &on("2026-01-22"), &stance())[0].clone();
    says(
        &row["deeds"],
        json!({"score": -6, "n": 2, "weight": 2, "label": "hostile"}),
    );
}

#[test]
fn what_is_yet_to_come_has_no_age() {
    // Recorded in July 2026; without --on nothing is left out for being later than D.
    let fields = json!({"by": us(), "act": "warns", "toward": ["DK"]});
    let log = log(&[event("a", "statement", "2031-01", fields)]);
    let row = rows(&log, &Query::default(), &stance())[0].clone();
    says(&row["evidence"][0], json!({"age_days": 0, "weight": 1}));
}
