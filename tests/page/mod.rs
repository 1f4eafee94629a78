//! Pages: what `report` writes for the demo and for hostile stores. Owns the rules that a page
//! keeps whatever the log says: nothing runs, nothing is asked from elsewhere, every link in it
//! leads somewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod chart;
mod report;
mod words;
