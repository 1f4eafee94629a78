//! The one test binary: every file and folder of `tests/` is a module here, and `tidy`
//! checks that none is forgotten.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod tidy;
mod vocabulary;
