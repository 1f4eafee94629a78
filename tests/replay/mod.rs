//! Replay and diff: every state of a replay is the answer at that position, every difference has
//! its entries; then effects, counterfactuals and the commands by example.

mod commands;
mod effects;
mod figures;
mod follow;
mod forward;
mod literal;
mod responsible;
mod without;
