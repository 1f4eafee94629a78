//! `serve` as a program that speaks HTTP: what it answers and refuses, that its JSON is that of
//! the command line, that pages follow the log, and that it ends. No browser: see `browser`.

mod answers;
mod guard;
mod life;
pub mod long;
pub mod server;
