//! Fast equals slow: the answer from files is that from memory, citation and all, and nothing about
//! the files is doubted. Asserts nothing about what the answer is (`tests/agree.rs` does).

use dateline::answer::{Filters, Question};
use dateline::projection::saying::Lang;
use proptest::prelude::*;

use super::cases;
use super::kit::{Desk, limits, told};
use crate::agree::{clocks, question, recorded};
use crate::reference::{Query, generator};

/// A question, and what the reference does not know: an entry by itself, filters.
fn with_others(one: Question, query: &Query, many: usize) -> Vec<Question> {
    let at = query.known.unwrap_or(many as u64).max(1);
    let reference = format!("@{}", 1 + at * 2 / 3 % many as u64);
    let filters = Filters {
        country: vec!["US".into(), "DK".into()],
        limit: Some(5),
        ..Filters::default()
    };
    let mut all = vec![
        Question::Show {
            reference: reference.clone(),
            history: true,
        },
        Question::Say {
            reference,
            lang: Lang::En,
            history: true,
        },
        Question::Log(filters.clone()),
        Question::Timeline(filters.clone()),
        Question::Threats { why: true, filters },
    ];
    all.push(one);
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(120), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn files_say_what_memory_says(
        commits in generator::histories(40),
        asked in prop::collection::vec((generator::queries(), generator::views()), 1..12),
        limits in limits(),
    ) {
        let bench = recorded(&commits);
        let entries = bench.entries();
        if entries.is_empty() {
            return Ok(());
        }
        let desk = Desk::of(&bench, limits);
        let (held, filed) = (desk.held(), desk.filed());
        for (query, view) in asked {
            let query = query.of(&entries);
            let one = question(&view.of(&entries, &query));
            for question in with_others(one, &query, entries.len()) {
                let (slow, fast) = (
                    told(&held, &clocks(&query), &question),
                    told(&filed, &clocks(&query), &question),
                );
                prop_assert_eq!(filed.doubt(), None);
                prop_assert_eq!(slow, fast, "{:?} {:?}", query, question);
            }
        }
    }

    #[test]
    fn files_find_what_memory_finds(
        commits in generator::histories(30),
        limits in limits(),
    ) {
        let bench = recorded(&commits);
        let desk = Desk::of(&bench, limits);
        let (held, filed) = (desk.held(), desk.filed());
        prop_assert_eq!(held.position(), filed.position());
        for position in 0..=held.position() + 1 {
            prop_assert_eq!(held.at(position), filed.at(position));
            prop_assert_eq!(held.root_at(position), filed.root_at(position));
            prop_assert_eq!(held.recorded_at(position), filed.recorded_at(position));
        }
        for entry in held.entries() {
            let id = entry.id;
            prop_assert_eq!(held.by_id(id), filed.by_id(id));
            prop_assert_eq!(held.is_amended(id), filed.is_amended(id));
            let (slow, fast): (Vec<_>, Vec<_>) =
                (held.amendments(id).collect(), filed.amendments(id).collect());
            prop_assert_eq!(slow, fast);
            let hex = id.simple().to_string();
            for reference in [&hex[26..], &hex[20..], &hex[..], &format!("@{}", entry.position)] {
                prop_assert_eq!(held.resolve(reference), filed.resolve(reference));
            }
            if let Some(label) = entry.event.label() {
                prop_assert_eq!(held.by_label(label), filed.by_label(label));
            }
            for shift in [-1, 0, 1] {
                let by = dateline::event::when::Instant(entry.recorded_at.0 + shift);
                prop_assert_eq!(held.recorded_by(by), filed.recorded_by(by));
            }
        }
        prop_assert_eq!(filed.doubt(), None);
    }

    /// Of a few entries amendments are looked for without an index of all.
    #[test]
    fn who_asks_for_a_few_is_told_the_same(
        commits in generator::histories(24),
        limits in limits(),
    ) {
        let bench = recorded(&commits);
        let desk = Desk::of(&bench, limits);
        let held = desk.held();
        for some in held.entries().chunks(4) {
            let filed = desk.filed();
            for id in some.iter().map(|entry| entry.id) {
                prop_assert_eq!(held.is_amended(id), filed.is_amended(id));
                let (slow, fast): (Vec<_>, Vec<_>) =
                    (held.amendments(id).collect(), filed.amendments(id).collect());
                prop_assert_eq!(slow, fast);
            }
            prop_assert_eq!(filed.doubt(), None);
        }
    }
}
