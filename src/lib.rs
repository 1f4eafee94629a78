//! dateline: an event-sourced timeline store for geopolitics and finance.
//!
//! **Is**: an append-only, hashed text log of sourced events; three clocks (happened,
//! published, recorded) on every read; answers that carry the citation needed to ask
//! them again. **Is not**: a general database, a scraper, or a place for what nobody
//! can source. **Limits**: an entry line is at most 1 MiB and an event has at most 100
//! sources; one writer at a time.
//!
//! Data flows one way: `event` (vocabulary) → `desk` (the write door) → `log` (the truth)
//! → `facts` → `projection` → `answer` → `render` → `cli`. Everything right of the log is
//! derived and can be deleted. The library never prints, and reads neither the
//! environment nor the clock: both are handed in by `cli`.

pub mod amend;
pub mod answer;
pub mod chart;
pub mod cli;
pub mod clocks;
pub mod columns;
pub mod crew;
pub mod desk;
pub mod event;
pub mod evidence;
pub mod export;
pub mod facts;
pub mod finder;
pub mod import;
pub mod keys;
pub mod log;
pub mod merkle;
pub mod note;
mod pack;
pub mod page;
pub mod projection;
pub mod render;
pub mod say;
pub mod spool;
pub mod store;
pub mod verify;
#[cfg(feature = "web")]
pub mod web;
