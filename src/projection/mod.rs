//! Projections: named, versioned, pure folds of facts on three clocks; one file a view,
//! `catalog.rs` the one list. Sees no clock, no environment, no file.

pub mod around;
pub mod audit;
pub mod band;
pub mod catalog;
pub mod chain;
pub mod contradictions;
pub mod divestment;
pub mod entries;
pub mod figure;
pub mod find;
pub mod observations;
pub mod periods;
pub mod replay;
pub mod rows;
pub mod sanctions;
pub mod saying;
pub mod series;
pub mod sources;
pub mod stages;
pub mod stance;
pub mod tally;
pub mod threats;
pub mod yields;
