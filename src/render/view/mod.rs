//! Views as pages for people: one file a view. Owns the column heads and the words for
//! marks (disputed, claimed, broken, contradicted by the dates). Chooses no rows.

mod around;
pub mod audit;
mod chain;
pub mod changes;
mod contradictions;
pub mod difference;
mod divestment;
pub mod drift;
mod entries;
mod event;
mod fields;
mod find;
mod findings;
mod observations;
mod periods;
mod proved;
mod sanctions;
mod say;
mod show;
mod sources;
mod stance;
mod threats;
mod tree;
mod why;
mod yields;

pub use entries::line as entry_line;
pub use event::value_text;
pub use findings::findings;
pub use periods::totals;
pub use proved::proved;

use super::Names;
use super::block::Block;
use crate::answer::View;

/// A view for a terminal.
pub fn blocks(view: &View, names: &Names<'_>) -> Vec<Block> {
    match view {
        View::Entries(rows) => entries::blocks(rows),
        View::Entry(entry) => show::blocks(entry),
        View::Audit(audit) => audit::blocks(audit),
        View::Found(found) => find::blocks(found),
        View::Divestment(rows) => divestment::blocks(rows, names),
        View::Stance(rows) => stance::blocks(rows, names),
        View::Say(rows) => say::blocks(rows),
        View::Chain(chain) if chain.nodes.iter().all(|node| node.depth.is_none()) => {
            chain::blocks(chain, names)
        }
        View::Chain(chain) => tree::blocks(chain, names),
        View::Around(rows) => around::blocks(rows),
        View::Threats(rows) => threats::blocks(rows, names),
        View::Sanctions(rows) => sanctions::blocks(rows, names),
        View::Yields(rows) => yields::blocks(rows, names, true),
        View::Observations(rows) => observations::blocks(rows, names, true),
        View::Sources(rows) => sources::blocks(rows, names),
        View::Contradictions(rows) => contradictions::blocks(rows, names),
        View::Drift(found) => drift::blocks(found, names),
    }
}

/// A view for a document: the same, but a chain as two tables, and no sparklines.
pub fn document(view: &View, names: &Names<'_>) -> Vec<Block> {
    match view {
        View::Chain(chain) => chain::blocks(chain, names),
        View::Yields(rows) => yields::blocks(rows, names, false),
        View::Observations(rows) => observations::blocks(rows, names, false),
        other => blocks(other, names),
    }
}
