//! Projections: named, versioned, pure folds of facts on three clocks; one file a view,
//! `catalog.rs` the one list. Sees no clock, no environment, no file.

pub mod rows;
