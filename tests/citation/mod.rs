//! Citations: a pinned query can be asked again whatever it asks, its digest is that of the
//! answer as printed, and drift tells every row and input that is other now, and nothing else.

mod asked;
mod commands;
mod damaged;
mod drift;
mod literal;
mod notice;
mod questions;
mod views;
