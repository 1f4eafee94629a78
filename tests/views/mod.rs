//! The views by example: given events, when asked, then these rows, with the arithmetic of
//! §7 done by hand in comments. Owns nothing of the program.

mod around;
mod audit;
mod chain;
mod clocks;
mod contradictions;
mod divestment;
mod entries;
mod find;
mod found;
mod levels;
mod paths;
mod rules;
mod sanctions;
mod series;
mod sources;
mod stance;
pub mod story;
mod threats;
