//! The views by example: given events, when asked, then these rows, with the arithmetic of
//! §7 done by hand in comments. Owns nothing of the program.

mod chain;
mod clocks;
mod divestment;
mod entries;
mod levels;
mod paths;
mod rules;
mod stance;
pub mod story;
