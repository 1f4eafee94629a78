//! `dot` and `svg`: they draw the chain that the view gives, on every clock; links that the dates
//! contradict are struck, broken ones faint, and no text breaks out of its place.

use dateline::answer::{self, Question, Side, View};
use dateline::export::graph::{self, Picture, Wanted};
use dateline::export::{dot, svg};
use dateline::projection::rows::ChainView;
use dateline::say::Lang;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::exported;
use crate::agree::{self, Bench, recorded};
use crate::reference::{self, Query, generator};

/// Five events and what is said of them: a link backwards in time, a broken one, and texts that
/// would end a string in a careless writer.
pub fn story() -> Vec<Vec<Value>> {
    let said = |label: &str, happened: &str, title: &str| {
        json!({"kind": "statement", "label": label, "happened": happened, "title": title,
            "by": {"country": "US"}, "toward": ["DK"], "act": "comments",
            "sources": [{"publisher": "Example Wire", "published": happened}]})
    };
    let link = |cause: &str, effect: &str, relation: &str| json!({"kind": "link", "cause": cause, "effect": effect, "relation": relation, "confidence": "medium"});
    vec![
        vec![
            said("first", "2026-01-10", "It began \"so\" <b>&amp; \\N"),
            said(
                "second",
                "2026-01-12",
                "丹麦学界养老基金宣布月底前卖光约一亿美元的美国国债",
            ),
            said("third", "2026-01-20", "=cmd|' /C calc'!A0"),
            said("gone", "2026-01-15", "Withdrawn later"),
        ],
        vec![
            link("first", "second", "causes"),
            link("third", "first", "triggers"),
            link("gone", "third", "motivates"),
            json!({"kind": "link", "cause": "second", "effect": "third", "relation": "enables",
                "claimed_by": "A \"commentary\"", "sources": [{"publisher": "C"}]}),
        ],
        vec![json!({"kind": "retraction", "target": "gone", "reason": "reported in error"})],
    ]
}

fn options(side: Side, all: bool) -> dot::Options {
    dot::Options {
        side,
        all,
        lang: Lang::En,
    }
}

fn picture(bench: &Bench, query: &Query, of: Option<&str>, side: Side, all: bool) -> Picture {
    let wanted = Wanted {
        side,
        all,
        most: 10_000,
    };
    let clocks = agree::clocks(query);
    let (picture, _, _) = exported(bench, clocks, of, |passage, tally, _| {
        graph::picture(passage, &wanted, tally, &mut |_, _| {}).unwrap()
    });
    picture
}

fn chain(bench: &Bench, query: &Query, question: &Question) -> ChainView {
    let history = bench.history();
    let found = answer::answer(&history, &agree::clocks(query), question).unwrap();
    let View::Chain(view) = found.view else {
        panic!("no chain")
    };
    view
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_picture_shows_the_links_of_the_chain(
        commits in generator::histories(40),
        asked in prop::collection::vec((generator::queries(), generator::views()), 1..6),
    ) {
        let bench = recorded(&commits);
        let entries = bench.entries();
        for (query, view) in asked {
            if entries.is_empty() {
                continue;
            }
            let query = query.of(&entries);
            let view = match view.of(&entries, &query) {
                reference::View::Chain { of, causes, effects, all, .. } => {
                    reference::View::Chain { of, causes, effects, to: None, all }
                }
                _ => reference::View::Graph,
            };
            let question = agree::question(&view);
            let (of, side, all) = match &question {
                Question::Chain { reference, side, all, .. } => (Some(reference.clone()), *side, *all),
                _ => (None, Side::Both, false),
            };
            let drawn = picture(&bench, &query, of.as_deref(), side, all);
            let wanted = chain(&bench, &query, &question);
            prop_assert_eq!(&drawn.edges, &wanted.edges, "{:?} {:?}", query, view);
            // And every event that they join, once, at its own place in the log.
            for edge in &drawn.edges {
                for end in [&edge.cause, &edge.effect] {
                    let met = drawn.spots.iter().filter(|spot| spot.id == *end);
                    let places: Vec<u64> = met.map(|spot| spot.position).collect();
                    let place = entries.iter().position(|entry| entry["id"] == **end).unwrap();
                    prop_assert_eq!(places, vec![place as u64 + 1]);
                }
            }
        }
    }
}

fn text(bench: &Bench, of: Option<&str>, svg: bool) -> String {
    let options = options(Side::Both, false);
    let clocks = agree::clocks(&Query::default());
    let (_, text, _) = exported(bench, clocks, of, |passage, tally, out| match svg {
        true => svg::write(passage, &options, tally, &mut |_, _| {}, out).unwrap(),
        false => dot::write(passage, &options, tally, &mut |_, _| {}, out).unwrap(),
    });
    text
}

#[test]
fn struck_faint_and_quoted() {
    let bench = recorded(&story());
    let text = text(&bench, None, false);
    let line = |start: &str| {
        let found = text
            .lines()
            .find(|line| line.trim_start().starts_with(start));
        found.unwrap_or_else(|| panic!("no {start} in {text}"))
    };
    assert!(line("e3 -> e1 ").contains("label=<<S>✗ triggers 0.6</S>>"));
    assert!(line("e3 -> e1 ").contains("constraint=false"));
    assert!(line("e4 -> e3 ").contains("#a8a49a") && !line("e4 -> e3 ").contains("<S>"));
    assert!(line("e1 -> e2 ").contains("label=\"causes 0.6\"];"));
    assert!(line("e1 [").contains(r#"It began \"so\" <b>&amp; \\N""#));
    assert!(line("e4 [").contains("retracted") && line("e4 [").contains("dashed"));
    assert!(line("e2 -> e3 ").contains(r#"claimed by A \"commentary\""#));
    assert!(text.starts_with("digraph dateline {\n") && text.ends_with("}\n"));
}

#[test]
fn a_picture_stands_alone_and_tells_what_its_marks_mean() {
    let bench = recorded(&story());
    let picture = text(&bench, Some("first"), true);
    for needed in [
        "red and struck",
        "faint: ",
        "class=\"strike\"",
        "example.org/agree",
        "root ",
    ] {
        assert!(picture.contains(needed), "{needed}: {picture}");
    }
    for absent in ["href", "http://", "https://", "<script", "@import", "url("] {
        let without_name = picture.replace("http://www.w3.org/2000/svg", "");
        assert!(!without_name.contains(absent), "{absent}");
    }
    let empty = text(&recorded(&[]), None, true);
    assert!(empty.contains("Nothing in view.") && empty.contains("</svg>"));
}

#[test]
fn a_picture_of_too_much_is_refused_with_the_way_on() {
    let bench = recorded(&story());
    let wanted = Wanted {
        side: Side::Both,
        all: false,
        most: 1,
    };
    for of in [None, Some("first")] {
        let clocks = agree::clocks(&Query::default());
        let (refused, _, _) = exported(&bench, clocks, of, |passage, tally, _| {
            graph::picture(passage, &wanted, tally, &mut |_, _| {})
                .unwrap_err()
                .to_string()
        });
        assert!(refused.contains("a picture holds 1"), "{refused}");
    }
}
