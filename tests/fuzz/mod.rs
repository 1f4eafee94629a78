//! Front doors under arbitrary and under nearly right bytes: lines of the log, events, imports,
//! mappings, dates, amounts, REFs, rules, proofs, notes. Nothing may panic or run on; what is
//! taken must be written as it was read. `doors` names them, `holds` says what must hold,
//! `door` tries one, `seeds` fills `__fuzz__/<door>/corpus`. An input that failed is put into
//! `__fuzz__/<door>/crashes`: named and committed there, it is tried again by every test run.

mod door;
mod doors;
mod holds;
mod mutant;
mod seeds;
mod states;

use proptest::prelude::*;

/// So many cases, and fifty times as many in a long run.
pub fn cases(short: u32) -> ProptestConfig {
    ProptestConfig {
        cases: match crate::torture::is_long() {
            true => short * 50,
            false => short,
        },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}
