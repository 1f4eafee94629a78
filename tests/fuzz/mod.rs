//! Front doors under arbitrary and under nearly right bytes: events, lines of the log, heads,
//! short forms, REFs, rules, imports. Nothing may panic or run on; what is taken must be
//! written as it was read. Nearly right input is made from the fixtures by a few edits.

mod doors;
mod mutant;

use proptest::prelude::*;

/// So many cases, and fifty times as many in a long run.
pub fn cases(short: u32) -> ProptestConfig {
    let long = std::env::var_os("DATELINE_TORTURE").is_some_and(|length| length == "long");
    ProptestConfig {
        cases: if long { short * 50 } else { short },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}
