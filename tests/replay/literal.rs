//! Replay and diff against the literal reference: every digest is that of the rows asked for anew,
//! and what a diff lists is what two answers do not share. Owns only the comparison.

use dateline::answer::diff::{Moving, diff};
use dateline::answer::follow::{FOLLOWED, Followed};
use dateline::answer::replay::{Replay, replay};
use dateline::facts::History;
use dateline::facts::without::{Missing, Without};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::agree::{Bench, clocks, recorded};
use crate::reference::less::Less;
use crate::reference::pools::PUBLISHERS;
use crate::reference::{self, Query, generator, plain};

/// How the reference is asked for all rows of a view.
fn literal(view: &Followed) -> reference::View {
    let why = false;
    match view.listed.name {
        "divestment" => reference::View::Divestment {
            by: reference::By::Holder,
            since: None,
            asset_class: None,
            country: None,
            why,
        },
        "stance" => reference::View::Stance {
            country: None,
            toward: None,
            why,
        },
        "chain" => reference::View::Graph,
        "threats" => reference::View::Threats { why },
        "sanctions" => reference::View::Sanctions { why },
        "yields" => reference::View::Yields { since: None, why },
        "observations" => reference::View::Observations { why },
        "sources" => reference::View::Sources { why },
        "contradictions" => reference::View::Contradictions {
            tolerance: None,
            why,
        },
        "audit" => reference::View::Audit(reference::audit::Asked {
            rule: None,
            level: "publish",
            of: None,
            lost: Vec::new(),
        }),
        "timeline" => reference::View::Timeline,
        other => panic!("{other} is unknown to the reference"),
    }
}

/// Position and digest after each commit.
fn digests(history: &History, query: &Query, view: &'static Followed) -> Vec<(u64, String)> {
    let whole = Replay {
        view,
        from: None,
        to: None,
        digest: true,
        without: Vec::new(),
    };
    let (_, steps) = replay(history, &clocks(query), &whole).unwrap();
    steps
        .filter_map(|step| step.digest)
        .map(|digest| (digest.position, digest.digest))
        .collect()
}

/// The last entry of each commit: the next one was recorded at another instant.
fn commits(entries: &[Value]) -> Vec<u64> {
    let last = |(index, entry): &(usize, &Value)| {
        let next = entries.get(index + 1);
        next.is_none_or(|next| next["recorded_at"] != entry["recorded_at"])
    };
    let ends = entries.iter().enumerate().filter(last);
    ends.map(|(index, _)| index as u64 + 1).collect()
}

/// The texts for people, which the reference does not know.
const TEXTS: [&str; 3] = ["about", "why", "settle"];

fn is_audit(view: &Followed) -> bool {
    view.listed.name == "audit"
}

/// Changes as far as the reference knows the rows: not those of a text alone. It always names the
/// entries that findings rest on.
fn known_of(changes: Vec<Value>, view: &Followed) -> Vec<Value> {
    let mut changes = changes;
    for change in changes.iter_mut().filter(|_| is_audit(view)) {
        for end in ["before", "after"] {
            if let Some(row) = change[end].as_object_mut() {
                row.retain(|name, _| name != "entries" && !TEXTS.contains(&name.as_str()));
            }
        }
    }
    changes.retain(|change| change["before"] != change["after"]);
    changes
}

/// The rows before and after, in no order.
fn changed(
    history: &History,
    ends: &[Query; 2],
    moving: Moving,
    view: &'static Followed,
) -> Vec<Value> {
    let [before, after] = ends.each_ref().map(clocks);
    let (_, changes) = diff(history, [&before, &after], moving, &[view]).unwrap();
    let pairs = changes
        .map(Result::unwrap)
        .map(|change| plain(&json!({"before": change.before, "after": change.after})));
    sorted(known_of(pairs.collect(), view))
}

/// Something to leave out: mostly a publisher or an entry.
fn without((what, which): (u8, u8), entries: &[Value]) -> Option<Without> {
    let which = usize::from(which);
    let publisher = PUBLISHERS[which % PUBLISHERS.len()].to_owned();
    Some(match what {
        0..4 => Without::Publisher(publisher),
        4 => Without::Origin(["Bloomberg", "Reuters"][which % 2].to_owned()),
        5 if which % 8 == 0 => Without::Author("desk".to_owned()),
        _ => {
            let entry = entries.get(which % entries.len().max(1))?;
            Without::Entry(entry["id"].as_str()?.parse().ok()?)
        }
    })
}

fn less(left_out: &[Without]) -> Less {
    let mut less = Less::default();
    for one in left_out {
        match one {
            Without::Publisher(name) => less.publishers.push(name.clone()),
            Without::Origin(name) => less.origins.push(name.clone()),
            Without::Author(name) => less.authors.push(name.clone()),
            Without::Entry(id) => less.entries.push(id.to_string()),
        }
    }
    less
}

fn sorted(values: Vec<Value>) -> Vec<Value> {
    let mut values = values;
    values.sort_by_cached_key(Value::to_string);
    values
}

fn told(bench: &Bench) -> String {
    let events = bench
        .entries()
        .iter()
        .map(|e| format!("  {}\n", e["event"]))
        .collect::<String>();
    format!("log\n{events}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn digests_are_those_of_the_literal_rows(commits_of in generator::histories(24), query in generator::queries()) {
        let bench = recorded(&commits_of);
        let (history, entries) = (bench.history(), bench.entries());
        let query = Query { known: None, ..query.of(&entries) };
        let ends = commits(&entries);
        // A digest of texts that the reference does not know is held against the answers, in `follow`.
        for view in FOLLOWED.iter().filter(|view| !is_audit(view)) {
            let slow = reference::replay::digests(&entries, &ends, &query, &literal(view));
            let slow: Vec<(u64, String)> = ends.iter().copied().zip(slow).collect();
            prop_assert_eq!(digests(&history, &query, view), slow, "{} {:?}\n{}", view.listed.name, query, told(&bench));
        }
    }

    #[test]
    fn digests_without_something_are_those_of_the_literal_rows_without_it(
        commits_of in generator::histories(20), query in generator::queries(),
        left_out in prop::collection::vec((0_u8..8, any::<u8>()), 1..3),
    ) {
        let bench = recorded(&commits_of);
        let (history, entries) = (bench.history(), bench.entries());
        let mut query = Query { known: None, ..query.of(&entries) };
        let left_out: Vec<Without> = left_out.into_iter().filter_map(|pick| without(pick, &entries)).collect();
        query.less = less(&left_out);
        let bare = history.without(Missing::of(&left_out));
        let ends = commits(&entries);
        for view in FOLLOWED.iter().filter(|view| !is_audit(view)) {
            let slow = reference::replay::digests(&entries, &ends, &query, &literal(view));
            let slow: Vec<(u64, String)> = ends.iter().copied().zip(slow).collect();
            prop_assert_eq!(digests(&bare, &query, view), slow, "{} {:?}\n{}", view.listed.name, query, told(&bench));
        }
    }

    #[test]
    fn a_diff_lists_what_two_literal_answers_do_not_share(
        commits_of in generator::histories(24),
        queries in [generator::queries(), generator::queries()],
        moving in 0_u8..3,
    ) {
        let bench = recorded(&commits_of);
        let (history, entries) = (bench.history(), bench.entries());
        let [one, other] = queries.map(|query| query.of(&entries));
        let (moving, other) = match moving {
            0 => (Moving::On, Query { on: other.on, ..one.clone() }),
            1 => (Moving::Published, Query { published: other.published, ..one.clone() }),
            _ => (Moving::Known, Query { known: other.known, ..one.clone() }),
        };
        let ends = [one, other];
        for view in FOLLOWED {
            let slow = reference::replay::diff(&entries, &ends[0], &ends[1], &literal(view));
            prop_assert_eq!(
                changed(&history, &ends, moving, view), sorted(known_of(slow, view)),
                "{} {:?}\n{}", view.listed.name, ends, told(&bench)
            );
        }
    }
}
