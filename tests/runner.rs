//! The one test binary: every file and folder of `tests/` is a module here, and `tidy`
//! checks that none is forgotten.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod agree;
#[cfg(feature = "web")]
mod browser;
mod citation;
mod cli_audit;
mod cli_demo;
mod cli_help;
mod cli_import;
mod cli_read;
mod cli_shell;
mod cli_views;
mod cli_write;
mod columns;
mod converse;
mod desk;
mod errors;
mod evidence;
mod export;
mod finder;
mod fuzz;
mod generator;
mod golden;
mod handle;
mod hostile;
mod keys;
mod log_conformance;
mod log_crash;
mod log_damage;
mod log_format;
mod log_kit;
mod log_recovery;
mod mapping;
mod notes;
mod page;
mod readme;
mod reference;
mod replay;
mod say;
#[cfg(feature = "web")]
mod serve;
mod support;
mod terminal;
mod tidy;
mod torture;
mod verify;
mod views;
mod vocabulary;
