//! `--to` by example, and against all simple paths of small graphs counted one by one; long
//! graphs, where counting them all would never end.

use std::cmp::Reverse;

use dateline::answer::{Filters, Question, Side, View};
use dateline::facts::History;
use serde_json::{Value, json};

use super::story::*;

fn said() -> Value {
    event(
        "statement",
        "2026-01",
        json!({"by": {"country": "DK"}, "act": "comments"}),
    )
}

fn sure(cause: u64, effect: u64, confidence: Option<u32>) -> Value {
    let mut link = link(cause, effect);
    if let Some(hundredths) = confidence {
        link["confidence"] = json!(f64::from(hundredths) / 100.0);
    }
    link
}

fn paths(history: &History, from: u64, to: u64) -> Vec<(Vec<String>, Option<String>)> {
    let question = Question::Chain {
        reference: format!("@{from}"),
        side: Side::Both,
        to: Some(format!("@{to}")),
        all: false,
        filters: Filters::default(),
    };
    let View::Chain(view) = ask(history, &clocks(), &question).view else {
        panic!("a chain")
    };
    let paths = view.paths.unwrap().into_iter();
    paths
        .map(|path| (path.edges, path.weakest.map(|weakest| weakest.to_string())))
        .collect()
}

fn edges(positions: &[u64]) -> Vec<String> {
    positions.iter().map(|position| id(*position)).collect()
}

#[test]
fn the_strongest_path_comes_first_and_nobody_said_last() {
    let history = Story::of([
        said(),
        said(),
        said(),
        sure(1, 3, Some(30)),
        sure(1, 2, Some(90)),
        sure(2, 3, Some(60)),
        sure(1, 3, None),
        sure(2, 3, Some(60)),
        sure(1, 3, Some(60)),
    ]);
    let strength = |text: &str| Some(text.to_owned());
    let expected = [
        (edges(&[9]), strength("0.6")),
        (edges(&[5, 6]), strength("0.6")),
        (edges(&[5, 8]), strength("0.6")),
        (edges(&[4]), strength("0.3")),
        (edges(&[7]), None),
    ];
    assert_eq!(paths(&history, 1, 3), expected);
    // From the other end the same paths, along the arrows.
    assert_eq!(paths(&history, 3, 1), expected);
    assert!(paths(&history, 1, 1).is_empty());
}

#[test]
fn at_most_twenty_are_listed() {
    let mut events = vec![said(), said()];
    events.extend((0..25).map(|nth| sure(1, 2, Some(nth))));
    let found = paths(&Story::of(events), 1, 2);
    assert_eq!(found.len(), 20);
    assert_eq!(
        (found[0].0.clone(), found[19].1.clone()),
        (edges(&[27]), Some("0.05".into()))
    );
}

/// Confidence (−1 = nobody said), number of links, positions: as the contract orders paths.
type Rank = (Reverse<i64>, usize, Vec<u64>);

fn every_simple_path(
    links: &[(u64, u64, Option<u32>)],
    nodes: u64,
    from: u64,
    to: u64,
) -> Vec<Rank> {
    let mut found = Vec::new();
    let mut open: Vec<(u64, Vec<u64>, Vec<usize>)> = vec![(from, vec![from], vec![])];
    while let Some((at, met, taken)) = open.pop() {
        if at == to {
            let confidence = |link: &usize| links[*link].2.map_or(-1, i64::from);
            let weakest = taken.iter().map(confidence).min().unwrap();
            let positions = taken.iter().map(|link| nodes + 1 + *link as u64).collect();
            found.push((Reverse(weakest), taken.len(), positions));
            continue;
        }
        for (nth, link) in links.iter().enumerate() {
            if link.0 == at && !met.contains(&link.1) {
                let met = met.iter().copied().chain([link.1]).collect();
                let taken = taken.iter().copied().chain([nth]).collect();
                open.push((link.1, met, taken));
            }
        }
    }
    found
}

#[test]
fn small_graphs_agree_with_all_their_paths_counted() {
    let mut seed = 7_u64;
    let mut random = |below: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for _ in 0..60 {
        let nodes = 3 + random(4);
        let mut links = Vec::new();
        for _ in 0..random(16) {
            let (cause, effect) = (1 + random(nodes), 1 + random(nodes));
            let confidence = [None, Some(30), Some(60), Some(90)][random(4) as usize];
            if cause != effect {
                links.push((cause, effect, confidence));
            }
        }
        let mut events: Vec<Value> = (0..nodes).map(|_| said()).collect();
        events.extend(
            links
                .iter()
                .map(|(cause, effect, confidence)| sure(*cause, *effect, *confidence)),
        );
        let history = Story::of(events);
        let mut expected = every_simple_path(&links, nodes, 1, 2);
        expected.extend(every_simple_path(&links, nodes, 2, 1));
        expected.sort();
        expected.truncate(20);
        let expected: Vec<Vec<String>> = expected
            .iter()
            .map(|(_, _, positions)| edges(positions))
            .collect();
        let found: Vec<Vec<String>> = paths(&history, 1, 2)
            .into_iter()
            .map(|(edges, _)| edges)
            .collect();
        assert_eq!(found, expected, "{links:?}");
    }
}

#[test]
fn a_long_ladder_is_walked_without_recursion_or_despair() {
    // 400 events in a line, two links for each step: 2^399 paths of 399 links each.
    let steps = 399;
    let mut events: Vec<Value> = (0..=steps).map(|_| said()).collect();
    for step in 1..=steps {
        events.extend([sure(step, step + 1, None), sure(step, step + 1, None)]);
    }
    let found = paths(&Story::of(events), 1, steps + 1);
    // The first takes the earlier link of each step; the second parts from it at the last step.
    let earlier: Vec<u64> = (0..steps).map(|step| steps + 2 + 2 * step).collect();
    let mut second = earlier.clone();
    *second.last_mut().unwrap() += 1;
    assert_eq!(found.len(), 20);
    assert_eq!(
        (&found[0].0, &found[1].0),
        (&edges(&earlier), &edges(&second))
    );
}
