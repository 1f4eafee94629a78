//! Effects by example: what an entry changes is told with it, what only the day moves is marked,
//! and the digest is that of the rows.

use dateline::answer::follow::Followed;
use dateline::answer::replay::{EffectRow, Replay, replay};
use dateline::clocks::Clocks;
use dateline::facts::History;
use dateline::merkle;
use serde_json::{Value, json};

use crate::views::story::*;

/// A view as a whole, its changes.
pub fn asked(view: &str) -> Replay {
    Replay {
        view: Followed::named(view).unwrap(),
        from: None,
        to: None,
        digest: false,
        without: Vec::new(),
    }
}

/// The rows of `replay`.
pub fn effects(history: &History, clocks: &Clocks, asked: &Replay) -> Vec<Value> {
    let (_, steps) = replay(history, clocks, asked).unwrap();
    let rows = steps.flat_map(|step| {
        let changes = step.changes.into_iter();
        changes.map(move |change| json!(EffectRow::new(step.entry, asked.view, change)))
    });
    rows.collect()
}

/// Position, change and whether it is the day's doing.
fn short(effects: &[Value]) -> Vec<Value> {
    let field = |row: &Value| json!([row["position"], row["change"], row["aged"]]);
    effects.iter().map(field).collect()
}

fn exit(stage: &str, fields: Value) -> Value {
    let mut exit = event(
        "fund_exit",
        "2026-01-20",
        json!({
            "holder": {"id": "fund", "country": "DK"}, "asset": {"class": "us_treasury", "issuer": "US"},
            "stage": stage,
        }),
    );
    for (name, value) in fields.as_object().unwrap() {
        exit[name] = value.clone();
    }
    exit
}

#[test]
fn an_effect_names_the_row_and_what_it_was() {
    let history = Story::of([
        exit("announced", json!({"amount": amount("100")})),
        event(
            "statement",
            "2026-01-21",
            json!({"by": {"country": "US"}, "act": "comments"}),
        ),
        exit("completed", json!({"follows": id(1)})),
        retraction(3),
        retraction(1),
    ]);
    let told = effects(&history, &clocks(), &asked("divestment"));
    // Announced; completed, by the amount announced; back again; nothing left.
    assert_eq!(
        short(&told),
        [
            json!([1, "added", false]),
            json!([3, "changed", false]),
            json!([4, "changed", false]),
            json!([5, "removed", false]),
        ]
    );
    let key = json!({
        "country": "DK", "holder": "fund", "asset": "us_treasury", "issuer": "US", "currency": "USD",
    });
    holds(
        &told[1],
        json!({"id": id(3), "kind": "fund_exit", "view": "divestment", "key": key}),
    );
    assert_eq!(told[1]["before"]["pending"]["low"], "100");
    assert_eq!(told[1]["after"]["pending"]["low"], "0");
    assert_eq!(told[1]["after"]["executed"]["low"], "100");
    assert_eq!(told[2]["after"], told[0]["after"]);
    assert_eq!(
        (&told[3]["before"], &told[3]["after"]),
        (&told[0]["after"], &Value::Null)
    );
}

#[test]
fn what_only_the_day_moves_is_marked() {
    // Recorded on 1, 2 and 3 February; the deadline passes between the second and the third.
    let history = Story::of([
        exit(
            "announced",
            json!({"amount": amount("100"), "deadline": "2026-02-02"}),
        ),
        event(
            "statement",
            "2026-01-21",
            json!({"by": {"country": "US"}, "act": "comments"}),
        ),
        event(
            "statement",
            "2026-01-21",
            json!({"by": {"country": "US"}, "act": "comments"}),
        ),
    ]);
    let told = effects(&history, &clocks(), &asked("divestment"));
    assert_eq!(
        short(&told),
        [json!([1, "added", false]), json!([3, "changed", true])]
    );
    assert_eq!(
        (&told[0]["after"]["overdue"], &told[1]["after"]["overdue"]),
        (&json!(0), &json!(1))
    );
    // With a D of its own the day moves nothing.
    let told = effects(&history, &on("2026-02-01"), &asked("divestment"));
    assert_eq!(short(&told), [json!([1, "added", false])]);
}

#[test]
fn stance_ages_once_a_day_and_turns_when_a_sanction_takes_effect() {
    let sanction = event(
        "sanction",
        "2026-01-20",
        json!({
            "by": ["US"], "against": ["DK"], "measure": "tariff", "action": "imposed", "effective": "2026-02-02",
        }),
    );
    let other = || {
        event(
            "holding",
            "2026-01-01",
            json!({
                "holder": {"country": "JP"}, "asset": {"class": "gold"}, "amount": amount("1"),
            }),
        )
    };
    let history = Story::of([sanction, other(), other()]);
    let told = effects(&history, &clocks(), &asked("stance"));
    // A threat until 2 February, a deed from then on; then only its weight moves.
    let axes = |row: &Value| {
        [
            row["after"]["words"].is_null(),
            row["after"]["deeds"].is_null(),
        ]
    };
    assert_eq!(axes(&told[0]), [false, true]);
    assert_eq!(axes(&told[1]), [true, false]);
    assert_eq!(told[1]["position"], 2);
    assert!(told[1..].iter().all(|row| row["aged"] == true));
}

#[test]
fn a_circle_of_links_closes_and_opens() {
    let statement = |day| {
        event(
            "statement",
            day,
            json!({"by": {"country": "US"}, "act": "comments"}),
        )
    };
    // One day each and no time of day: 1 and 2 on the same day, so that neither link is impossible.
    let history = Story::of([
        statement("2026-01-20"),
        statement("2026-01-20"),
        link(1, 2),
        link(2, 1),
        retraction(3),
    ]);
    let told = effects(&history, &clocks(), &asked("chain"));
    let flags = |row: &Value| row["after"]["flags"].clone();
    // The nodes, the first link; the second closes the circle with it; the first goes, and the
    // second is on no circle any more.
    assert_eq!(
        short(&told),
        [
            json!([1, "added", false]),
            json!([2, "added", false]),
            json!([3, "added", false]),
            json!([4, "changed", false]),
            json!([4, "added", false]),
            json!([5, "removed", false]),
            json!([5, "changed", false]),
        ]
    );
    assert_eq!(flags(&told[2]), json!(["order_unclear"]));
    assert_eq!(flags(&told[3]), json!(["order_unclear", "cycle"]));
    assert_eq!(flags(&told[6]), json!(["order_unclear"]));
    assert_eq!(told[3]["key"], json!({"edge": id(3)}));
    assert_eq!(told[0]["key"], json!({"node": id(1)}));
}

#[test]
fn the_digest_is_that_of_the_rows_byte_for_byte() {
    let history = Story::of([
        event(
            "statement",
            "2026-01-21",
            json!({"by": {"country": "US"}, "act": "comments"}),
        ),
        exit("announced", json!({"amount": amount("100")})),
    ]);
    let digests = |view: &str, from: Option<u64>| {
        let asked = Replay {
            digest: true,
            from,
            ..asked(view)
        };
        let (_, steps) = replay(&history, &clocks(), &asked).unwrap();
        let told: Vec<_> = steps.filter_map(|step| step.digest).collect();
        json!(told)
    };
    let sha256 = |text: &str| merkle::sha256_hex(text.as_bytes());
    let zero = r#"{"approx":false,"high":"0","low":"0"}"#;
    let row = format!(
        "[{{\"asset\":\"us_treasury\",\"country\":\"DK\",\"currency\":\"USD\",\"disputed\":0,\"executed\":{zero},\
         \"executed_after_level\":null,\"holder\":\"fund\",\"issuer\":\"US\",\"levels\":[],\"overdue\":0,\
         \"pending\":{{\"approx\":false,\"high\":\"100\",\"low\":\"100\"}},\"unquantified\":0}}]"
    );
    assert_eq!(
        digests("divestment", None),
        json!([
            {"position": 1, "commit": 1, "digest": sha256("[]")},
            {"position": 2, "commit": 2, "digest": sha256(&row)},
        ])
    );
    assert_eq!(digests("divestment", Some(2)).as_array().unwrap().len(), 1);
    let empty = Story::of([]);
    let none = Replay {
        digest: true,
        ..asked("chain")
    };
    assert_eq!(replay(&empty, &clocks(), &none).unwrap().1.count(), 0);
    assert_eq!(
        replay(&empty, &clocks(), &none).unwrap().1.rows(),
        r#"{"edges":[],"nodes":[]}"#
    );
}

#[test]
fn a_range_has_to_run_forward_and_within_the_log() {
    let history = Story::of([exit("announced", json!({}))]);
    let code = |from, to| {
        let asked = Replay {
            from,
            to,
            ..asked("divestment")
        };
        replay(&history, &clocks(), &asked)
            .err()
            .map(|error| error.code)
    };
    assert_eq!(code(Some(2), Some(1)), Some("backwards_span"));
    assert_eq!(code(None, Some(2)), Some("known_beyond_head"));
    assert_eq!(code(Some(1), Some(1)), None);
    assert_eq!(code(None, Some(0)), None);
}
