//! Examples of §7.3: flags, depths, what is walked and listed, and paths.
//! Owns one test for each sentence about links.
//! Never tests the clocks by themselves: see `clocks`.

use serde_json::{Value, json};

use super::*;

fn at(label: &str, happened: &str) -> Value {
    event(
        label,
        "statement",
        happened,
        json!({"by": {"country": "US"}, "act": "comments"}),
    )
}

fn link(label: &str, cause: &str, effect: &str, confidence: Value) -> Value {
    let mut fields = json!({"cause": cause, "effect": effect, "relation": "causes"});
    if confidence.is_number() {
        fields["confidence"] = confidence;
    }
    event(label, "link", "", fields)
}

fn of(id: Uuid) -> View {
    View::Chain {
        of: id,
        causes: false,
        effects: false,
        to: None,
        all: false,
    }
}

/// (position, depth) of each node and (position, flags) of each edge.
type Shape = (Vec<(u64, i64)>, Vec<(u64, Vec<String>)>);

fn shape(graph: &Value) -> Shape {
    let list = |name: &str| graph[name].as_array().expect("a list").clone();
    let position = |value: &Value| value["position"].as_u64().expect("a position");
    let flags = |edge: &Value| {
        let flags = edge["flags"].as_array().expect("flags").iter();
        flags
            .map(|flag| flag.as_str().expect("a flag").to_owned())
            .collect()
    };
    (
        list("nodes")
            .iter()
            .map(|node| (position(node), node["depth"].as_i64().expect("a depth")))
            .collect(),
        list("edges")
            .iter()
            .map(|edge| (position(edge), flags(edge)))
            .collect(),
    )
}

#[test]
fn impossible_and_unclear_by_the_dates() {
    let flags = |cause: &str, effect: &str| {
        let log = log(&[
            at("c", cause),
            at("e", effect),
            link("l", "c", "e", Value::Null),
        ]);
        let (nodes, edges) = shape(&answer(&log, &Query::default(), &of(id(&log, 1))));
        (nodes.len(), edges[0].1.join(" "))
    };
    assert_eq!(flags("2026-01-20", "2026-01-21"), (2, String::new()));
    // The effect's day, widened, ends at noon of the 21st less a microsecond; the cause's begins at that noon.
    assert_eq!(
        flags("2026-01-22", "2026-01-20"),
        (1, "impossible".to_owned())
    );
    // A day nearer they overlap.
    assert_eq!(
        flags("2026-01-22", "2026-01-21"),
        (2, "order_unclear".to_owned())
    );
    assert_eq!(
        flags("2026-01-21", "2026-01-21"),
        (2, "order_unclear".to_owned())
    );
    // With times of day nothing is widened.
    assert_eq!(
        flags("2026-01-22T00:00:00Z", "2026-01-21T23:59:59Z"),
        (1, "impossible".to_owned())
    );
    assert_eq!(
        flags("2026-01-22T00:00:00Z", "2026-01-22T00:00:00Z"),
        (2, "order_unclear".to_owned())
    );
    // One second's span ends before the next begins.
    assert_eq!(
        flags("2026-01-22T00:00:00Z", "2026-01-22T00:00:01Z"),
        (2, String::new())
    );
    // At one and the same microsecond, the cause is over as the effect begins.
    let same = "2026-01-22T00:00:00.000001Z";
    assert_eq!(flags(same, same), (2, String::new()));
    // Only the day is widened: the 20th's ends at noon of the 21st.
    assert_eq!(
        flags("2026-01-21T12:00:00Z", "2026-01-20"),
        (1, "impossible".to_owned())
    );
    assert_eq!(
        flags("2026-01-21T11:59:59Z", "2026-01-20"),
        (2, "order_unclear".to_owned())
    );
}

#[test]
fn depths_cycles_and_sides() {
    let log = log(&[
        at("a", "2026-01-18"),
        at("b", "2026-01-19"),
        at("c", "2026-01-20"),
        at("d", "2026-01-21"),
        at("x", "2026-01-19"),
        link("ab", "a", "b", json!(0.9)),
        link("bc", "b", "c", json!(0.6)),
        link("cd", "c", "d", json!(0.3)),
        link("xc", "x", "c", Value::Null),
        link("da", "d", "x", Value::Null),
        event("dis", "dispute", "", json!({"target": "xc", "claim": "no"})),
    ]);
    // d (21st) → x (19th): x widened ends on the 20th at noon, before d's begins at noon of the 20th: impossible, listed, not walked.
    let (nodes, edges) = shape(&answer(&log, &Query::default(), &of(id(&log, 3))));
    assert_eq!(nodes, [(1, -2), (2, -1), (3, 0), (4, 1), (5, -1)]);
    let flags = |flags: &[&str]| flags.iter().map(|f| (*f).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        edges,
        [
            (6, flags(&[])),
            (7, flags(&[])),
            (8, flags(&[])),
            (9, flags(&["disputed"])),
            (10, flags(&["impossible"])),
        ],
    );
    let all = View::Chain {
        of: id(&log, 3),
        causes: false,
        effects: false,
        to: None,
        all: true,
    };
    let (nodes, edges) = shape(&answer(&log, &Query::default(), &all));
    // Walked, c → d → x → c is a cycle; d is two steps back and one forth; x one back and two forth.
    assert_eq!(nodes, [(1, -2), (2, -1), (3, 0), (4, 1), (5, -1)]);
    assert_eq!(edges[2].1, flags(&["cycle"]));
    assert_eq!(edges[3].1, flags(&["cycle", "disputed"]));
    assert_eq!(edges[4].1, flags(&["impossible", "cycle"]));
    let side = |causes: bool| View::Chain {
        of: id(&log, 3),
        causes,
        effects: !causes,
        to: None,
        all: false,
    };
    assert_eq!(
        shape(&answer(&log, &Query::default(), &side(true))).0,
        [(1, -2), (2, -1), (3, 0), (5, -1)]
    );
    let (nodes, edges) = shape(&answer(&log, &Query::default(), &side(false)));
    assert_eq!(nodes, [(3, 0), (4, 1)]);
    assert_eq!(
        edges,
        [(8, flags(&[])), (10, flags(&["impossible"]))],
        "an impossible edge that touches a node shown"
    );
}

#[test]
fn a_node_on_both_sides_takes_the_smaller_depth_the_negative_if_tied() {
    let log = log(&[
        at("a", "2026-01"),
        at("b", "2026-01"),
        link("ab", "a", "b", Value::Null),
        link("ba", "b", "a", Value::Null),
    ]);
    let (nodes, edges) = shape(&answer(&log, &Query::default(), &of(id(&log, 1))));
    assert_eq!(nodes, [(1, 0), (2, -1)]);
    assert_eq!(edges[0].1, ["order_unclear", "cycle"]);
}

#[test]
fn links_are_in_view_by_their_ends_and_broken_by_retractions() {
    let log = log(&[
        at("a", "2026-01-18"),
        at("b", "2026-01-19"),
        at("c", "2026-03-01"),
        link("ab", "a", "b", Value::Null),
        link("bc", "b", "c", Value::Null),
        event(
            "r",
            "retraction",
            "",
            json!({"target": "b", "reason": "no"}),
        ),
    ]);
    let at_five = Query {
        known: Some(5),
        ..on("2026-01-22")
    };
    assert_eq!(
        shape(&answer(&log, &at_five, &of(id(&log, 1)))),
        (vec![(1, 0), (2, 1)], vec![(4, vec![])])
    );
    let broken = vec!["broken".to_owned()];
    let now = answer(&log, &Query::default(), &of(id(&log, 1)));
    assert_eq!(shape(&now), (vec![(1, 0)], vec![(4, broken.clone())]));
    let all = View::Chain {
        of: id(&log, 1),
        causes: false,
        effects: false,
        to: None,
        all: true,
    };
    let walked = answer(&log, &Query::default(), &all);
    assert_eq!(
        shape(&walked),
        (
            vec![(1, 0), (2, 1), (3, 2)],
            vec![(4, broken.clone()), (5, broken)]
        )
    );
    // Links without a dated source are left out of what the public could know.
    let public = answer(&log, &published("2026-01-31"), &of(id(&log, 1)));
    assert_eq!(
        (shape(&public), public["undated"].clone()),
        ((vec![(1, 0)], vec![]), json!(2))
    );
    // Asked about itself, a retracted event stands alone, with the links that its retraction broke.
    let itself = shape(&answer(&log, &Query::default(), &of(id(&log, 2))));
    assert_eq!(itself.0, vec![(2, 0)]);
    assert_eq!(itself.1.len(), 2);
}

#[test]
fn paths_strongest_first_then_fewer_edges() {
    let log = log(&[
        at("a", "2026-01-18"),
        at("b", "2026-01-19"),
        at("c", "2026-01-20"),
        link("ac-low", "a", "c", json!(0.3)),
        link("ab", "a", "b", json!(0.9)),
        link("bc", "b", "c", json!(0.6)),
        link("ac-null", "a", "c", Value::Null),
        link("ac", "a", "c", json!(0.6)),
    ]);
    let to = |from: usize, to: usize| {
        let view = View::Chain {
            of: id(&log, from),
            causes: false,
            effects: false,
            to: Some(id(&log, to)),
            all: false,
        };
        answer(&log, &Query::default(), &view)["paths"].clone()
    };
    let uuid = |position: usize| id(&log, position).to_string();
    let path = |nodes: &[usize], edges: &[usize], weakest: Value| {
        let uuids = |list: &[usize]| list.iter().map(|p| uuid(*p)).collect::<Vec<_>>();
        json!({"nodes": uuids(nodes), "edges": uuids(edges), "weakest": weakest})
    };
    let expected = json!([
        path(&[1, 3], &[8], json!(0.6)),
        path(&[1, 2, 3], &[5, 6], json!(0.6)),
        path(&[1, 3], &[4], json!(0.3)),
        path(&[1, 3], &[7], Value::Null),
    ]);
    assert_eq!(to(1, 3), expected);
    assert_eq!(to(3, 1), expected, "from the one to the other or back");
}
