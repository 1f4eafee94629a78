//! Projections: named, versioned, pure folds of facts on three clocks; one file a view,
//! `catalog.rs` the one list. Sees no clock, no environment, no file.

pub mod band;
pub mod catalog;
pub mod chain;
pub mod divestment;
pub mod entries;
pub mod figure;
pub mod rows;
pub mod saying;
pub mod stages;
pub mod stance;
pub mod tally;
