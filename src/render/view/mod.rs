//! Views as pages for people: one file a view. Owns the column heads and the words for
//! marks (disputed, claimed, broken, contradicted by the dates). Chooses no rows.

mod chain;
mod divestment;
mod entries;
mod event;
mod findings;
mod say;
mod show;
mod stance;
mod tree;

pub use event::value_text;
pub use findings::findings;

use super::Names;
use super::block::Block;
use crate::answer::View;

/// A view for a terminal.
pub fn blocks(view: &View, names: &Names<'_>) -> Vec<Block> {
    match view {
        View::Entries(rows) => entries::blocks(rows),
        View::Entry(entry) => show::blocks(entry),
        View::Divestment(rows) => divestment::blocks(rows, names),
        View::Stance(rows) => stance::blocks(rows, names),
        View::Say(rows) => say::blocks(rows),
        View::Chain(chain) => tree::blocks(chain, names),
    }
}

/// A view for a document: the same, but a chain as two tables.
pub fn document(view: &View, names: &Names<'_>) -> Vec<Block> {
    match view {
        View::Chain(chain) => chain::blocks(chain, names),
        other => blocks(other, names),
    }
}
