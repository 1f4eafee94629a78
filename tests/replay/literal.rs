//! Fast equals slow: digests and differences are those of the literal reference, which asks
//! every view again at every point and shares no code with the engine.

use dateline::answer::diff::{Moving, diff};
use dateline::answer::follow::Followed;
use dateline::answer::replay::{Replay, replay};
use dateline::answer::{self, answer};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::agree::{clocks, recorded};
use crate::reference::{self, By, Query, View, generator};

/// Each view by its name and as the reference asks for it.
fn views() -> Vec<(&'static str, View)> {
    let why = false;
    let divestment = View::Divestment {
        by: By::Holder,
        since: None,
        asset_class: None,
        country: None,
        why,
    };
    let stance = View::Stance {
        country: None,
        toward: None,
        why,
    };
    vec![
        ("divestment", divestment),
        ("stance", stance),
        ("chain", View::Graph),
        ("threats", View::Threats { why }),
        ("sanctions", View::Sanctions { why }),
        ("yields", View::Yields { since: None, why }),
        ("observations", View::Observations { why }),
        ("sources", View::Sources { why }),
        (
            "contradictions",
            View::Contradictions {
                tolerance: None,
                why,
            },
        ),
        ("timeline", View::Timeline),
    ]
}

fn sorted(mut changes: Vec<Value>) -> Vec<Value> {
    changes.sort_by_key(ToString::to_string);
    changes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn digests_are_those_of_the_reference(
        commits in generator::histories(24),
        query in generator::queries(),
    ) {
        let bench = recorded(&commits);
        let (history, entries) = (bench.history(), bench.entries());
        let query = query.of(&entries);
        for (name, view) in views() {
            let asked = Replay {
                view: Followed::named(name).unwrap(),
                from: None,
                to: None,
                digest: true,
                without: Vec::new(),
            };
            let (_, steps) = replay(&history, &clocks(&query), &asked).unwrap();
            let told: Vec<_> = steps.filter_map(|step| step.digest).collect();
            let ends: Vec<u64> = told.iter().map(|digest| digest.position).collect();
            let slow = reference::replay::digests(&entries, &ends, &query, &view);
            let fast: Vec<String> = told.into_iter().map(|digest| digest.digest).collect();
            prop_assert_eq!(fast, slow, "{}", name);
        }
    }

    #[test]
    fn differences_are_those_of_the_reference(
        commits in generator::histories(36),
        queries in [generator::queries(), generator::queries()],
    ) {
        let bench = recorded(&commits);
        let (history, entries) = (bench.history(), bench.entries());
        // Any two points will do, on all clocks at once: nothing says that one is later.
        let queries: [Query; 2] = queries.map(|query| query.of(&entries));
        let ends = queries.each_ref().map(clocks);
        for (name, view) in views() {
            let followed = Followed::named(name).unwrap();
            let found = diff(&history, [&ends[0], &ends[1]], Moving::Known, &[followed]).unwrap();
            let answer::View::Changes(changes) = found.view else {
                panic!("a diff is of changes")
            };
            let fast = changes.iter().map(|change| {
                reference::plain(&json!({"before": change.before, "after": change.after}))
            });
            let slow = reference::replay::diff(&entries, &queries[0], &queries[1], &view);
            prop_assert_eq!(sorted(fast.collect()), sorted(slow), "{}", name);
        }
    }

    #[test]
    fn the_whole_graph_is_that_of_the_reference(
        commits in generator::histories(40),
        query in generator::queries(),
    ) {
        let bench = recorded(&commits);
        let (history, entries) = (bench.history(), bench.entries());
        let query = query.of(&entries);
        let found = answer(&history, &clocks(&query), &answer::Question::Graph).unwrap();
        let answer::View::Chain(fast) = found.view else {
            panic!("the whole graph is a chain")
        };
        let mut slow = reference::answer(&entries, &query, &View::Graph);
        prop_assert_eq!(json!(found.citation.undated), slow["undated"].take());
        prop_assert_eq!(json!(found.citation.left_out), slow["left_out"].take());
        let slow = json!({"nodes": slow["nodes"], "edges": slow["edges"]});
        prop_assert_eq!(reference::plain(&json!(fast)), slow);
    }
}
