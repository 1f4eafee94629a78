//! Over random histories and clocks: what a replay keeps is, at each position, what the view
//! answers there; and what a diff names leads from the one answer to the other.

use std::collections::BTreeMap;

use dateline::answer::answer;
use dateline::answer::diff::{Moving, diff};
use dateline::answer::follow::{FOLLOWED, Followed, Rows};
use dateline::answer::replay::{Replay, replay};
use dateline::clocks::Clocks;
use dateline::event::json::canonical;
use dateline::facts::{History, Scope};
use dateline::merkle;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::agree::{clocks, recorded};
use crate::reference::generator;

fn at(clocks: &Clocks, known: u64) -> Clocks {
    Clocks {
        known: Some(known),
        ..clocks.clone()
    }
}

fn rows(history: &History, clocks: &Clocks, view: &Followed) -> Rows {
    Rows::of(&answer(history, clocks, &view.question(false)).unwrap().view)
}

/// The RFC 8785 form, by the general serializer.
fn text(view: &Followed, rows: &Rows) -> String {
    let value = match view.listed.name {
        "chain" => json!({"edges": rows.rows, "nodes": rows.nodes}),
        _ => json!(rows.rows),
    };
    serde_json_canonicalizer::to_string(&value).unwrap()
}

fn whole(view: &'static Followed, digest: bool) -> Replay {
    Replay {
        view,
        from: None,
        to: None,
        digest,
        without: Vec::new(),
    }
}

type Board = BTreeMap<String, Value>;

fn board(view: &Followed, rows: &Rows) -> Board {
    let keyed = |names: &[(&str, &str)], row: &Value| {
        let key: serde_json::Map<String, Value> = names
            .iter()
            .map(|(name, from)| ((*name).to_owned(), row[*from].clone()))
            .collect();
        (canonical(&Value::Object(key)), row.clone())
    };
    let nodes = rows.nodes.iter().map(|row| keyed(&[("node", "id")], row));
    nodes
        .chain(rows.rows.iter().map(|row| keyed(view.names, row)))
        .collect()
}

/// Makes a change, and checks that what it says was there is what was there.
fn apply(board: &mut Board, key: &Value, before: Option<&Value>, after: Option<&Value>) {
    let key = canonical(key);
    let old = match after {
        Some(row) => board.insert(key, row.clone()),
        None => board.remove(&key),
    };
    assert_eq!(old.as_ref(), before);
    assert_ne!(before, after);
}

fn replays_its_answers(history: &History, clocks: &Clocks, view: &'static Followed) {
    let (_, mut steps) = replay(history, clocks, &whole(view, true)).unwrap();
    let mut told = Board::new();
    let mut place = 0;
    while let Some(step) = steps.next() {
        place += 1;
        assert_eq!(step.entry.position, place);
        let expected = rows(history, &at(clocks, place), view);
        let expected_text = text(view, &expected);
        assert_eq!(
            steps.rows(),
            expected_text,
            "{} at @{place}",
            view.listed.name
        );
        for change in step.changes {
            let key = Value::Object(change.key);
            apply(
                &mut told,
                &key,
                change.before.as_ref(),
                change.after.as_ref(),
            );
        }
        assert_eq!(
            told,
            board(view, &expected),
            "{} at @{place}",
            view.listed.name
        );
        if let Some(digest) = step.digest {
            assert_eq!(digest.position, place);
            assert_eq!(digest.digest, merkle::sha256_hex(expected_text.as_bytes()));
        }
    }
    assert_eq!(place, history.position());
}

/// Replays a view and holds every state against the answer there.
pub fn whole_replay_is_the_answers(history: &History, clocks: &Clocks, view: &str) {
    replays_its_answers(history, clocks, Followed::named(view).unwrap());
}

fn names_its_entries(history: &History, ends: [&Clocks; 2], view: &'static Followed) {
    let (_, changes) = diff(history, ends, Moving::Known, &[view]).unwrap();
    let [before, after] = ends.map(|clocks| rows(history, clocks, view));
    let mut board_now = board(view, &before);
    let horizons = ends.map(|clocks| Scope::new(history, clocks).unwrap().horizon());
    for change in changes.map(Result::unwrap) {
        let what = format!("{} {change:#?}", view.listed.name);
        assert_eq!(change.aged, change.entries.is_empty(), "{what}");
        if horizons[0] == horizons[1] {
            assert!(!change.aged, "no entry is named: {what}");
        }
        let key = Value::Object(change.key);
        apply(
            &mut board_now,
            &key,
            change.before.as_ref(),
            change.after.as_ref(),
        );
    }
    assert_eq!(board_now, board(view, &after));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_state_of_a_replay_is_the_answer_there(
        commits in generator::histories(36),
        query in generator::queries(),
    ) {
        let bench = recorded(&commits);
        let history = bench.history();
        let clocks = clocks(&query.of(&bench.entries()));
        for view in FOLLOWED {
            replays_its_answers(&history, &clocks, view);
        }
    }

    #[test]
    fn what_a_diff_names_leads_from_one_answer_to_the_other(
        commits in generator::histories(36),
        query in generator::queries(),
        ends in [0u64..1000, 0u64..1000],
    ) {
        let bench = recorded(&commits);
        let history = bench.history();
        let clocks = clocks(&query.of(&bench.entries()));
        let mut ends = ends.map(|end| end % (history.position() + 1));
        ends.sort_unstable();
        let ends = ends.map(|end| at(&clocks, end));
        for view in FOLLOWED {
            names_its_entries(&history, [&ends[0], &ends[1]], view);
        }
    }
}
