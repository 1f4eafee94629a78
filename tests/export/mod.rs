//! Exports: what goes out is what the views say, comes back the same, and is taken by the
//! programs that it is for. Owns the way from a random history to an export of it.

mod csv;
mod files;
mod ftm;
mod golden;
mod outside;
#[cfg(feature = "parquet")]
mod parquet;
mod pictures;
mod roundtrip;
#[cfg(feature = "parquet")]
mod sql;
#[cfg(feature = "sqlite")]
mod sqlite;
mod timelinejs;

use dateline::answer::Filters;
use dateline::clocks::Clocks;
use dateline::export::{Asked, Cut, Ledger, Passage};
use dateline::projection::tally::Tally;

use crate::agree::Bench;

/// Runs `write` on a passage through a history; gives what was written and what was left out.
pub fn exported<T>(
    bench: &Bench,
    clocks: Clocks,
    reference: Option<&str>,
    write: impl FnOnce(&Passage<'_>, &mut Tally, &mut Vec<u8>) -> T,
) -> (T, String, Tally) {
    let cut = clocks.known.map_or(Cut::Head, Cut::At);
    let ledger = Ledger::read(bench.log(), cut, &mut |_, _| {}).unwrap();
    let asked = Asked {
        format: "events",
        reference: reference.map(str::to_owned),
        flags: serde_json::Map::new(),
    };
    let passage = Passage::new(&ledger, asked, clocks, Filters::default());
    let passage = passage.resolved(&mut |_, _| {}).unwrap();
    let mut tally = Tally::default();
    let mut out = Vec::new();
    let done = write(&passage, &mut tally, &mut out);
    (done, String::from_utf8(out).unwrap(), tally)
}
