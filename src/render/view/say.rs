//! `say` for people: the sentence as it is to be copied, and what is to be known before it is
//! printed (said on standard error, by the caller).

use crate::projection::rows::SayRow;
use crate::render::block::Block;

/// One line a sentence, wrapped.
pub fn blocks(rows: &[SayRow]) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::text("No sentence.")];
    }
    rows.iter().map(|row| Block::text(&row.sentence)).collect()
}
