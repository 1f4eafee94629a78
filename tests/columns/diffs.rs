//! `diff` from files is `diff` from memory, row for row, whichever clock moves; and the entries that
//! it names are those that a walk over every entry and its amendments would name. Asserts nothing
//! about which rows differ (`tests/replay` does).

use std::collections::BTreeSet;

use dateline::answer::diff::{ChangeRow, Moving, diff};
use dateline::answer::follow::{FOLLOWED, Followed};
use dateline::answer::{Citation, Question};
use dateline::clocks::Clocks;
use dateline::facts::scope::Claims;
use dateline::facts::{History, Scope, Standing};
use dateline::log::Entry;
use proptest::prelude::*;

use super::cases;
use super::kit::{Desk, limits, told};
use crate::agree::{clocks, recorded};
use crate::reference::{Query, generator};

fn differences(
    history: &History,
    ends: [&Clocks; 2],
    moving: Moving,
    views: &[&'static Followed],
) -> (Citation, Vec<ChangeRow>) {
    let (citation, rows) = diff(history, ends, moving, views).unwrap();
    (citation, rows.map(Result::unwrap).collect())
}

/// Two points that differ in one clock, the earlier first.
fn points(one: &Query, other: &Query, moving: Moving) -> [Clocks; 2] {
    let (one, other) = (clocks(one), clocks(other));
    let mut ends = [one.clone(), one.clone()];
    match moving {
        Moving::On => ends[1].on = other.on,
        Moving::Published => ends[1].published = other.published,
        Moving::Known => ends[1].known = other.known,
    }
    ends.sort_by_key(|end| {
        let on = end.on.as_ref().map_or(i64::MAX, |on| on.latest.0);
        let by = end.published.as_ref().map_or(i64::MAX, |by| by.latest.0);
        (end.known.unwrap_or(u64::MAX), on, by)
    });
    ends
}

fn seen<'h>(scope: &Scope<'h>, entry: &'h Entry) -> bool {
    entry.position <= scope.point().known
        && scope.standing(&scope.see(entry), Claims::Always) == Standing::InView
}

/// What made the row of one entry other, found by asking of it and of every amendment in turn.
fn judged(history: &History, ends: [&Clocks; 2], position: u64) -> Vec<u64> {
    let [one, two] = ends.map(|clocks| Scope::new(history, clocks).unwrap());
    let entry = history.at(position).unwrap();
    let mut found = BTreeSet::new();
    if seen(&one, entry) != seen(&two, entry) {
        found.insert(position);
    }
    let mut work = vec![entry.id];
    let mut met = BTreeSet::from([entry.id]);
    while let Some(id) = work.pop() {
        for amendment in history.amendments(id) {
            if one.counts(amendment) != two.counts(amendment) {
                found.insert(amendment.position);
            }
            if met.insert(amendment.id) {
                work.push(amendment.id);
            }
        }
    }
    found.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(60), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn files_differ_as_memory_does(
        commits in generator::histories(40),
        asked in prop::collection::vec((generator::queries(), generator::queries(), 0..3_u8), 1..4),
        limits in limits(),
    ) {
        let bench = recorded(&commits);
        let entries = bench.entries();
        if entries.is_empty() {
            return Ok(());
        }
        let desk = Desk::of(&bench, limits);
        let (held, filed) = (desk.held(), desk.filed());
        let views: Vec<&'static Followed> = FOLLOWED.iter().collect();
        for (one, other, moving) in asked {
            let moving = [Moving::Known, Moving::On, Moving::Published][usize::from(moving)];
            let [from, to] = points(&one.of(&entries), &other.of(&entries), moving);
            let ends = [&from, &to];
            let slow = differences(&held, ends, moving, &views);
            let fast = differences(&filed, ends, moving, &views);
            prop_assert_eq!(filed.doubt(), None);
            for row in slow.1.iter().filter(|row| row.key.contains_key("node") || row.view == "timeline") {
                let either = row.after.as_ref().or(row.before.as_ref()).unwrap();
                let position = either["position"].as_u64().unwrap();
                prop_assert_eq!(&row.entries, &judged(&held, ends, position), "{:?}", row);
            }
            prop_assert_eq!(slow, fast, "{:?} {:?}", from, to);
            // The counts are those of the answers at the later point.
            let counted: Vec<Citation> = views
                .iter()
                .map(|view| told(&held, &to, &view.question(false)).unwrap().citation)
                .collect();
            let (citation, _) = differences(&held, ends, moving, &views);
            let undated = counted.iter().map(|one| one.undated).max();
            prop_assert_eq!(Some(citation.undated), undated);
            for (reason, count) in &citation.left_out {
                let most = counted.iter().filter_map(|one| one.left_out.get(reason)).max();
                prop_assert_eq!(Some(count), most);
            }
            prop_assert!(counted.iter().all(|one| one.left_out.keys().all(|reason| citation.left_out.contains_key(reason))));
        }
    }

    #[test]
    fn the_whole_graph_from_files_is_that_from_memory(
        commits in generator::histories(40),
        asked in prop::collection::vec(generator::queries(), 1..6),
        limits in limits(),
    ) {
        let bench = recorded(&commits);
        let entries = bench.entries();
        if entries.is_empty() {
            return Ok(());
        }
        let desk = Desk::of(&bench, limits);
        let (held, filed) = (desk.held(), desk.filed());
        for query in asked {
            let clocks = clocks(&query.of(&entries));
            let (slow, fast) = (told(&held, &clocks, &Question::Graph), told(&filed, &clocks, &Question::Graph));
            prop_assert_eq!(filed.doubt(), None);
            prop_assert_eq!(slow, fast);
        }
    }

    #[test]
    fn a_flipped_bit_makes_no_other_difference(
        commits in generator::histories(25),
        asked in (generator::queries(), generator::queries(), 0..3_u8),
        bits in prop::collection::vec(any::<(u8, u32)>(), 1..4),
        limits in limits(),
    ) {
        let bench = recorded(&commits);
        let entries = bench.entries();
        if entries.is_empty() {
            return Ok(());
        }
        let desk = Desk::of(&bench, limits);
        let views: Vec<&'static Followed> = FOLLOWED.iter().collect();
        let moving = [Moving::Known, Moving::On, Moving::Published][usize::from(asked.2)];
        let [from, to] = points(&asked.0.of(&entries), &asked.1.of(&entries), moving);
        let ask = |history: &History| differences(history, [&from, &to], moving, &views);
        let slow = ask(&desk.held());
        drop(desk.filed());
        for bit in bits {
            desk.flip(bit);
            prop_assert_eq!(&slow, &desk.sure(ask));
        }
    }
}
