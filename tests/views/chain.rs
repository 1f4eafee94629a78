//! §7.3 by example: depth, flags, what is listed and what is walked, and the errors of a REF
//! that names no event.

use dateline::answer::part::last_of_links;
use dateline::answer::{Filters, Question, Side, View};
use dateline::clocks::Clocks;
use dateline::facts::History;
use dateline::projection::rows::ChainView;
use serde_json::{Value, json};

use super::story::*;

fn said(happened: &str) -> Value {
    event(
        "statement",
        happened,
        json!({"by": {"country": "DK"}, "act": "comments"}),
    )
}

fn asked(position: u64, side: Side, all: bool) -> Question {
    Question::Chain {
        reference: format!("@{position}"),
        side,
        to: None,
        all,
        filters: Filters::default(),
    }
}

fn view(history: &History, clocks: &Clocks, question: &Question) -> ChainView {
    match ask(history, clocks, question).view {
        View::Chain(view) => view,
        other => panic!("{other:?}"),
    }
}

fn depths(view: &ChainView) -> Vec<(u64, i64)> {
    view.nodes
        .iter()
        .map(|node| (node.position, node.depth.unwrap()))
        .collect()
}

fn flags(view: &ChainView) -> Vec<(u64, Vec<&'static str>)> {
    view.edges
        .iter()
        .map(|edge| (edge.position, edge.flags.clone()))
        .collect()
}

#[test]
fn causes_lie_below_and_effects_above() {
    let history = Story::of([
        said("2026-01-01"),
        said("2026-01-10"),
        said("2026-01-20"),
        said("2026-01-30"),
        link(1, 2),
        link(2, 3),
        link(3, 4),
        link(1, 3),
    ]);
    let both = view(&history, &clocks(), &chain(3));
    assert_eq!(depths(&both), [(1, -1), (2, -1), (3, 0), (4, 1)]);
    assert_eq!(
        flags(&both),
        [(5, vec![]), (6, vec![]), (7, vec![]), (8, vec![])]
    );
    let causes = view(&history, &clocks(), &asked(3, Side::Causes, false));
    assert_eq!(depths(&causes), [(1, -1), (2, -1), (3, 0)]);
    let effects = view(&history, &clocks(), &asked(3, Side::Effects, false));
    assert_eq!(depths(&effects), [(3, 0), (4, 1)]);
    assert_eq!(effects.edges.len(), 1);
    // Before the link of @8 was recorded, 1 was reached through 2 only.
    assert_eq!(
        depths(&view(&history, &known(7), &chain(3))),
        [(1, -2), (2, -1), (3, 0), (4, 1)]
    );
}

#[test]
fn a_node_and_an_edge_say_what_they_are() {
    let mut link = link(1, 2);
    link["confidence"] = json!(0.75);
    link["claimed_by"] = json!("The commentary");
    let mut first = said("2026-01-01");
    first["label"] = json!("first-word");
    first["title"] = json!("A word");
    let history = Story::of([first, said("2026-01-10"), link, dispute(3)]);
    let view = view(&history, &clocks(), &chain(1));
    let nodes = serde_json::to_value(&view.nodes).unwrap();
    let expected = json!({
        "id": id(1), "position": 1, "label": "first-word", "kind": "statement", "happened": "2026-01-01",
        "title": "A word", "claimed_by": null, "depth": 0,
    });
    assert_eq!(nodes[0], expected);
    holds(&nodes[1], json!({"label": null, "title": null, "depth": 1}));
    let expected = json!({
        "id": id(3), "position": 3, "cause": id(1), "effect": id(2), "relation": "causes", "confidence": 0.75,
        "claimed_by": "The commentary", "flags": ["disputed"],
    });
    assert_eq!(
        serde_json::to_value(&view.edges).unwrap(),
        json!([expected])
    );
}

#[test]
fn an_effect_before_its_cause_is_impossible_whatever_the_zone() {
    let flagged = |cause: &str, effect: &str| {
        let history = Story::of([said(cause), said(effect), link(1, 2)]);
        view(&history, &clocks(), &chain(1)).edges[0].flags.clone()
    };
    // Widened by half a day: the 20th ends at noon of the 21st, the 22nd begins at noon of the
    // 21st: one microsecond apart.
    assert_eq!(flagged("2026-01-22", "2026-01-20"), ["impossible"]);
    // The 21st may end at noon of the 22nd: possible somewhere, the order unclear.
    assert_eq!(flagged("2026-01-22", "2026-01-21"), ["order_unclear"]);
    assert_eq!(flagged("2026-01-22", "2026-01-22"), ["order_unclear"]);
    assert!(flagged("2026-01-21", "2026-01-22").is_empty());
    // A time of day is not widened: 12:00:00 on the 21st against the 22nd (from noon of the 21st).
    assert_eq!(
        flagged("2026-01-22", "2026-01-21T11:59:59Z"),
        ["impossible"]
    );
    assert_eq!(
        flagged("2026-01-22", "2026-01-21T12:00:00Z"),
        ["order_unclear"]
    );
    assert_eq!(
        flagged("2026-01-22T10:00:00Z", "2026-01-22T09:59:59Z"),
        ["impossible"]
    );
}

#[test]
fn impossible_and_broken_links_are_listed_but_not_walked() {
    let history = Story::of([
        said("2026-01-10"),
        said("2026-01-01"),
        said("2026-01-20"),
        said("2026-01-30"),
        link(1, 2),
        link(1, 3),
        link(3, 4),
        retraction(3),
    ]);
    let shut = view(&history, &clocks(), &chain(1));
    // 2 came before 1; 3 is retracted: neither is a node, and 7 (3 → 4) touches no node.
    assert_eq!(depths(&shut), [(1, 0)]);
    assert_eq!(flags(&shut), [(5, vec!["impossible"]), (6, vec!["broken"])]);
    let open = view(&history, &clocks(), &asked(1, Side::Both, true));
    assert_eq!(depths(&open), [(1, 0), (2, 1), (3, 1), (4, 2)]);
    // Before the retraction 3 and 4 were effects.
    assert_eq!(
        depths(&view(&history, &known(7), &chain(1))),
        [(1, 0), (3, 1), (4, 2)]
    );
    // What was retracted can still be asked about.
    let gone = view(&history, &clocks(), &chain(3));
    assert_eq!(
        (depths(&gone), flags(&gone)),
        (vec![(3, 0)], vec![(6, vec!["broken"]), (7, vec!["broken"])])
    );
}

#[test]
fn links_on_a_circle_are_flagged() {
    let history = Story::of([
        said("2026-01"),
        said("2026-01"),
        said("2026-01"),
        said("2026-01"),
        link(1, 2),
        link(2, 3),
        link(3, 1),
        link(3, 4),
    ]);
    let found = view(&history, &clocks(), &chain(1));
    // 2 is one step ahead and two back: 1. 3 is two ahead and one back: −1. 4 is three ahead.
    assert_eq!(depths(&found), [(1, 0), (2, 1), (3, -1), (4, 3)]);
    let circle = vec!["order_unclear", "cycle"];
    assert_eq!(
        flags(&found),
        [
            (5, circle.clone()),
            (6, circle.clone()),
            (7, circle),
            (8, vec!["order_unclear"])
        ]
    );
}

#[test]
fn as_far_on_both_sides_counts_as_a_cause() {
    let history = Story::of([said("2026-01"), said("2026-01"), link(1, 2), link(2, 1)]);
    assert_eq!(
        depths(&view(&history, &clocks(), &chain(1))),
        [(1, 0), (2, -1)]
    );
}

#[test]
fn a_link_is_in_view_with_its_ends() {
    let mut claimed = said("2026-01-05");
    claimed["claimed_by"] = json!("The commentary");
    let mut sourced = link(1, 2);
    sourced["sources"] = json!([{"publisher": "Wire", "published": "2026-03-01"}]);
    let history = Story::of([
        said("2026-01-01"),
        claimed,
        said("2026-02"),
        sourced,
        link(1, 3),
    ]);
    // On 15 February, February has only possibly happened.
    assert_eq!(
        depths(&view(&history, &on("2026-02-15"), &chain(1))),
        [(1, 0), (2, 1)]
    );
    assert_eq!(
        left_out(&history, &on("2026-02-15"), &chain(1)),
        json!([0, {"possible": 1}])
    );
    let possible = Clocks {
        possible: true,
        ..on("2026-02-15")
    };
    assert_eq!(
        depths(&view(&history, &possible, &chain(1))),
        [(1, 0), (2, 1), (3, 1)]
    );
    // The desk's own link (5) has no source, so no public date.
    assert_eq!(
        depths(&view(&history, &published("2026-03-01"), &chain(1))),
        [(1, 0), (2, 1)]
    );
    assert_eq!(
        left_out(&history, &published("2026-03-01"), &chain(1)),
        json!([1, {}])
    );
    assert_eq!(
        depths(&view(&history, &published("2026-02-28"), &chain(1))),
        [(1, 0)]
    );
}

#[test]
fn a_ref_has_to_name_one_event() {
    let mut first = said("2026-01-01");
    first["label"] = json!("bessent-dismisses");
    let history = Story::of([first, said("2026-01-02"), link(1, 2), retraction(2)]);
    let code = |reference: &str, clocks: &Clocks| {
        let question = Question::Chain {
            reference: reference.into(),
            side: Side::Both,
            to: None,
            all: false,
            filters: Filters::default(),
        };
        let error = refused(&history, clocks, &question);
        (error.code, error.message, error.hint)
    };
    assert_eq!(code("@3", &clocks()).0, "ref_not_event");
    assert!(code("@4", &clocks()).1.contains("a retraction"));
    assert_eq!(code("@9", &clocks()).0, "ref_unknown");
    assert_eq!(
        code("bessent-dismiss", &clocks()).2,
        "did you mean bessent-dismisses?"
    );
    assert!(code("@2", &known(1)).2.contains("recorded later, at @2"));
    assert_eq!(code("000000", &clocks()).0, "ref_unknown");
    // The ids end in …0001 to …0004 after the same digits: six zeros and a figure name one.
    let error = code("@1", &known(9));
    assert_eq!(
        (error.0, error.2.contains("--known @4")),
        ("known_beyond_head", true)
    );
}

#[test]
fn the_latest_links_are_those_of_the_whole_graph() {
    let history = Story::of([
        said("2026-01-01"),
        said("2026-01-10"),
        said("2026-01-20"),
        said("2026-01-30"),
        link(1, 2),
        link(2, 3),
        link(3, 2),
        link(4, 1),
    ]);
    let clocks = Clocks::default();
    let whole = view(&history, &clocks, &Question::Graph);
    for most in 0..6 {
        let latest = last_of_links(&history, &clocks, most).unwrap();
        assert_eq!(latest.total, 4);
        let edges = whole.edges.get(4 - most.min(4)..).unwrap();
        assert_eq!(latest.view.edges, edges, "{most}");
        let joined = |id: &String| {
            edges
                .iter()
                .any(|edge| [&edge.cause, &edge.effect].contains(&id))
        };
        let nodes: Vec<_> = whole.nodes.iter().filter(|node| joined(&node.id)).collect();
        assert_eq!(
            latest.view.nodes.iter().collect::<Vec<_>>(),
            nodes,
            "{most}"
        );
    }
}
