//! `--why` for people, where a view has no words of its own for it: the entries that a row
//! rests on, so that it can be checked. Chooses none of them.

use crate::render::Names;
use crate::render::block::{Block, Cell, Column, Grid};

/// A heading and the entries below it; nothing without `--why`.
pub fn entries(title: &str, entries: Option<&[u64]>, names: &Names<'_>, page: &mut Vec<Block>) {
    let Some(entries) = entries else { return };
    let mut grid = Grid::new(&[
        Column::number("@"),
        Column::fixed("happened"),
        Column::main("what"),
    ]);
    for position in entries {
        let entry = names(&format!("@{position}"));
        grid.rows.push(vec![
            Cell::new(position.to_string()),
            Cell::new(entry.as_ref().map_or("", |entry| entry.happened())),
            Cell::new(entry.as_ref().map_or("", |entry| entry.headline.as_str())),
        ]);
    }
    page.extend([
        Block::Gap,
        Block::Heading(format!("Why: {title}")),
        Block::Grid(grid),
    ]);
}

/// How many of the entries behind a row are disputed, in words.
pub fn disputed(count: u64) -> Option<String> {
    (count > 0).then(|| format!("{count} disputed"))
}
