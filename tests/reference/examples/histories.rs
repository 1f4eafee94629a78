//! Random histories held against what must be so of any of them: the reference with itself.
//! Owns those properties.
//! Never knows an engine. What the generator brings about is counted in `census`.

use std::collections::BTreeMap;

use proptest::{prelude::*, test_runner::Config};
use serde_json::Value;

use super::super::{generator, known, valid};
use super::*;

proptest! {
    #![proptest_config(Config { cases: 48, failure_persistence: None, ..Config::default() })]

    #[test]
    fn every_question_has_an_answer(commits in generator::histories(40), query in generator::queries(), view in generator::views()) {
        let (entries, refused) = Desk::record(&commits);
        prop_assert!(refused.is_empty(), "{refused:?}");
        for known in known::as_known(&entries, None) {
            prop_assert_eq!(valid::event(&known.event), Ok(()));
        }
        let query = query.of(&entries);
        let view = view.of(&entries, &query);
        let answer = answer(&entries, &query, &view);
        prop_assert_eq!(plain(&answer), answer);
    }

    #[test]
    fn the_log_at_n_is_all_that_known_n_sees(commits in generator::histories(24), query in generator::queries(), view in generator::views()) {
        let (entries, _) = Desk::record(&commits);
        let query = query.of(&entries);
        let view = view.of(&entries, &query);
        let n = query.known.unwrap_or(entries.len() as u64) as usize;
        let cut = answer(&entries[..n], &Query { known: None, ..query.clone() }, &view);
        prop_assert_eq!(answer(&entries, &query, &view), cut);
    }

    #[test]
    fn holders_of_a_country_add_up(commits in generator::histories(40)) {
        let (entries, _) = Desk::record(&commits);
        let total = |by: By| {
            let mut total = BTreeMap::<String, [i128; 2]>::new();
            for row in rows(&entries, &Query::default(), &divestment(by)) {
                let sum = total.entry(row["currency"].to_string()).or_default();
                for (i, column) in ["pending", "executed"].iter().enumerate() {
                    sum[i] += sum_in_micros(&row[column]["low"]);
                }
            }
            total.retain(|_, sum| *sum != [0, 0]);
            total
        };
        prop_assert_eq!(total(By::Holder), total(By::Country));
    }
}

/// A sum may have more digits than an amount.
fn sum_in_micros(sum: &Value) -> i128 {
    let text = sum.as_str().expect("a decimal string");
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{part:0<6}").parse().expect("digits")
}
