//! Facts in files, held against facts in memory: over random logs, amendments and clocks, any size of
//! segment, run and tail, any number of threads; and over random appends, crashes, deletions and
//! flipped bits in between, in the files and in the log.

mod agree;
mod damage;
mod diffs;
mod kit;
mod log;
mod meanwhile;
mod quick;
#[cfg(feature = "sqlite")]
mod tables;

/// Logs tried; `PROPTEST_CASES` asks for more.
fn cases(short: u32) -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(short)
}
