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
