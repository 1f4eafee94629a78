//! Facts: typed rows drawn purely from entries. Owns what each kind contributes to the views
//! (exit stage, level, stance act, edge, …) and the history of a log held in memory for a
//! read. Does no I/O.

pub mod history;

pub use history::History;
