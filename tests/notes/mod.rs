//! What leaves a store, and how others check it: attestations against a literal reading of the
//! log, and the commands as a desk and its readers use them.

mod against;
mod attest;
mod commands;
mod keys;
mod published;
