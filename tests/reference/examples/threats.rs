//! Examples of §7.4, `threats`: responses, outcomes, deadlines, and which links speak.
//! Owns one test for each rule.
//! Never tests how links come into view: see `chains`.

use serde_json::{Value, json};

use super::*;

fn view() -> View {
    View::Threats { why: true }
}

fn threat(label: &str, happened: &str, fields: Value) -> Value {
    let base = json!({"by": {"country": "US"}, "against": ["DK", "EU"], "consequence": "tariffs"});
    event(label, "threat", happened, with(base, &fields))
}

fn deed(label: &str, happened: &str) -> Value {
    let fields = json!({"by": {"country": "DK"}, "act": "comments"});
    event(label, "statement", happened, fields)
}

fn link(label: &str, effect: &str, relation: &str) -> Value {
    let fields = json!({"cause": "t", "effect": effect, "relation": relation});
    event(label, "link", "", fields)
}

#[test]
fn the_latest_effect_decides_by_happened_then_position() {
    let log = log(&[
        threat(
            "t",
            "2026-01-10",
            json!({"by": {"id": "potus", "name": "The President", "country": "US"}}),
        ),
        deed("a", "2026-01-20"),
        deed("b", "2026-01-18"),
        deed("c", "2026-01-20"),
        link("la", "a", "complies"),
        link("lb", "b", "defies"),
        link("lp", "b", "partly_carries_out"),
        link("lw", "c", "withdraws"),
        link("lx", "c", "causes"),
        event(
            "d",
            "dispute",
            "",
            json!({"target": "lw", "claim": "it stands"}),
        ),
    ]);
    let asked = rows(&log, &Query::default(), &view());
    assert_eq!(asked.len(), 1);
    says(
        &asked[0],
        json!({
            "position": 1, "id": id(&log, 1).to_string(), "label": "t", "by": "potus", "against": ["DK", "EU"],
            "happened": "2026-01-10", "consequence": "tariffs", "until": null,
            "response": "complied", "response_by": 2, "status": "withdrawn", "status_by": 4,
            "disputed": 1, "entries": [1, 2, 4, 5, 8],
        }),
    );
    // By the 19th only b had happened: it defied, and the threat was partly carried out.
    says(
        &rows(&log, &on("2026-01-19"), &view())[0],
        json!({"response": "defied", "response_by": 3, "status": "partly", "status_by": 3, "disputed": 0, "entries": [1, 3, 6, 7]}),
    );
    // At @7, a is withdrawn from no one: the outcome is that of b.
    let at_seven = Query {
        known: Some(7),
        ..Query::default()
    };
    says(
        &rows(&log, &at_seven, &view())[0],
        json!({"response_by": 2, "status_by": 3}),
    );
}

#[test]
fn impossible_and_broken_links_and_claims_do_not_speak() {
    let log = log(&[
        threat("t", "2026-01-10", json!({})),
        deed("early", "2026-01-08"),
        deed("gone", "2026-01-12"),
        with(
            deed("claimed", "2026-01-11"),
            &json!({"claimed_by": "TASS"}),
        ),
        link("l1", "early", "defies"),
        link("l2", "gone", "complies"),
        link("l3", "claimed", "carries_out"),
        with(
            link("l4", "gone", "withdraws"),
            &json!({"claimed_by": "TASS"}),
        ),
        retraction("r", "gone"),
    ]);
    let quiet = json!({"response": null, "response_by": null, "status": "open", "status_by": null, "entries": [1]});
    says(&rows(&log, &Query::default(), &view())[0], quiet);
    // The 8th, widened, ends at noon of the 9th; the 10th begins there: impossible. The claim is taken in, and its end is too.
    let claims = Query {
        claims: true,
        ..Query::default()
    };
    says(
        &rows(&log, &claims, &view())[0],
        json!({"response": null, "status": "carried_out", "status_by": 4}),
    );
    // Before the retraction the effect of l2 is live.
    let before = Query {
        known: Some(8),
        ..Query::default()
    };
    says(
        &rows(&log, &before, &view())[0],
        json!({"response": "complied", "response_by": 3, "status": "open"}),
    );
}

#[test]
fn a_threat_expires_once_the_whole_of_its_until_is_before_d() {
    let log = log(&[
        threat("t", "2026-01-10", json!({"until": "2026-02"})),
        deed("a", "2026-03-02"),
        link("l", "a", "carries_out"),
    ]);
    let status = |date: &str| rows(&log, &on(date), &view())[0]["status"].clone();
    assert_eq!(status("2026-02-28"), "open");
    assert_eq!(status("2026-03-01"), "expired");
    assert_eq!(status("2026-03-02"), "carried_out");
}
