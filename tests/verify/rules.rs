//! Logs in which every hash is right and a rule between entries is broken: a correction that
//! leaves no valid event, a stage with two live followers, stages in a circle.

use super::kit::{draft, id, plan, put};

/// A log whose last commits are these events, each in its own.
fn with_events(events: &[serde_json::Value]) -> dateline::verify::Report {
    let mut plan = plan();
    plan.commits.truncate(1);
    for (event, number) in events.iter().zip(4..) {
        plan.commits.push(vec![draft(number, event)]);
    }
    plan.late = vec![0; plan.commits.len()];
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), &plan.bytes());
    dateline::verify::verify(dir.path(), true, &mut |_, _| {})
}

/// The positions at which something was found, and the sum of what was said.
fn told(report: &dateline::verify::Report) -> (Vec<u64>, String) {
    let found = report.findings.iter();
    let said: Vec<&str> = found
        .clone()
        .map(|finding| finding.message.as_str())
        .collect();
    let at = found.map(|finding| finding.position.unwrap()).collect();
    (at, said.join("; "))
}

fn correction(target: u64, changes: serde_json::Value) -> serde_json::Value {
    serde_json::json!({"kind": "correction", "target": id(target), "changes": changes, "reason": "slip"})
}

fn retraction(target: u64) -> serde_json::Value {
    serde_json::json!({"kind": "retraction", "target": id(target), "reason": "withdrawn"})
}

#[test]
fn a_correction_whose_result_is_no_event_is_found() {
    let good = with_events(&[correction(
        2,
        serde_json::json!({"note": null, "act": "praises"}),
    )]);
    assert_eq!(told(&good), (vec![], String::new()));
    for (changes, what) in [
        (serde_json::json!({"act": null}), "act"),
        (serde_json::json!({"act": "sings"}), "act"),
        (serde_json::json!({"happened": "2026-02-30"}), "happened"),
        (serde_json::json!({"cause": id(1)}), "cause"),
        (serde_json::json!({"sources": null}), "sources"),
    ] {
        let (at, said) = told(&with_events(&[correction(2, changes)]));
        assert_eq!(at, [4], "{said}");
        assert!(
            said.contains("the corrected statement is not valid") && said.contains(what),
            "{said}"
        );
    }
    // A link that a correction leads back to itself.
    let (at, said) = told(&with_events(&[correction(
        3,
        serde_json::json!({"effect": id(1)}),
    )]));
    assert!(at == [4] && said.contains("its own cause"), "{said}");
}

/// Valid or not is asked of the event as the corrections before it left it, and of those only
/// that were not retracted by then.
#[test]
fn a_correction_is_judged_by_what_counted_when_it_was_recorded() {
    let high = correction(3, serde_json::json!({"cause": id(2), "effect": id(1)}));
    let back = correction(3, serde_json::json!({"effect": id(2)}));
    assert_eq!(told(&with_events(&[high.clone(), back.clone()])).0, [5]);
    assert_eq!(
        told(&with_events(&[high.clone(), retraction(4), back.clone()])).0,
        [0; 0]
    );
    assert_eq!(
        told(&with_events(&[
            high.clone(),
            retraction(4),
            retraction(5),
            back.clone()
        ]))
        .0,
        [7]
    );
    // Retracted later: it was wrong when it was recorded, and nothing makes it right.
    assert_eq!(told(&with_events(&[high, back, retraction(4)])).0, [5]);
}

fn stage(follows: Option<u64>) -> serde_json::Value {
    let mut stage = serde_json::json!({"kind": "fund_exit", "happened": "2026-01-20",
        "holder": {"country": "DK", "name": "A Fund"}, "asset": {"class": "us_treasury", "issuer": "US"},
        "stage": "announced", "sources": [{"publisher": "Wire"}]});
    if let Some(before) = follows {
        stage["follows"] = serde_json::json!(id(before));
    }
    stage
}

#[test]
fn a_stage_with_two_live_followers_is_found() {
    let two = [stage(None), stage(Some(4)), stage(Some(4))];
    let (at, said) = told(&with_events(&two));
    assert!(
        at == [6] && said.contains("which entry 5 follows already"),
        "{said}"
    );
    let more = |events: &[serde_json::Value]| told(&with_events(&[&two[..], events].concat())).0;
    assert_eq!(more(&[retraction(5)]), [0; 0]);
    assert_eq!(more(&[retraction(6)]), [0; 0]);
    assert_eq!(more(&[retraction(6), retraction(7)]), [6]);
    assert_eq!(more(&[stage(Some(4)), retraction(5)]), [7]);
    assert_eq!(
        more(&[correction(6, serde_json::json!({"follows": null}))]),
        [0; 0]
    );
    assert_eq!(
        more(&[correction(5, serde_json::json!({"follows": null}))]),
        [0; 0]
    );
    let elsewhere = correction(6, serde_json::json!({"follows": id(5)}));
    assert_eq!(more(std::slice::from_ref(&elsewhere)), [0; 0]);
    assert_eq!(more(&[elsewhere, retraction(7)]), [6]);
    let brought = [
        stage(None),
        stage(Some(4)),
        stage(None),
        correction(6, serde_json::json!({"follows": id(4)})),
    ];
    assert_eq!(told(&with_events(&brought)).0, [6]);
}

#[test]
fn stages_in_a_circle_are_found() {
    let chain = [stage(None), stage(Some(4)), stage(Some(5))];
    assert_eq!(told(&with_events(&chain)).0, [0; 0]);
    let round = [
        &chain[..],
        &[correction(4, serde_json::json!({"follows": id(6)}))],
    ]
    .concat();
    let (at, said) = told(&with_events(&round));
    assert!(at == [4] && said.contains("circle"), "{said}");
    let mended = [&round[..], &[retraction(7)]].concat();
    assert_eq!(told(&with_events(&mended)).0, [0; 0]);
}
