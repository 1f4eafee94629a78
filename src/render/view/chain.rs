//! `chain` for a document: a table of the events and one of the links between them, marks in
//! words. Draws no arrows; `tree` does, for a terminal.

use super::tree::{flag_words, relation_words};
use crate::projection::rows::ChainView;
use crate::render::Names;
use crate::render::block::{Block, Cell, Column, Grid};

/// Nodes, then edges.
pub fn blocks(chain: &ChainView, names: &Names<'_>) -> Vec<Block> {
    let mut nodes = Grid::new(&[
        Column::number("depth"),
        Column::number("@"),
        Column::fixed("happened"),
        Column::text("what"),
    ]);
    for node in &chain.nodes {
        nodes.rows.push(vec![
            Cell::new(
                node.depth
                    .map(|depth| depth.to_string())
                    .unwrap_or_default(),
            ),
            Cell::new(node.position.to_string()),
            Cell::new(node.happened.as_deref().unwrap_or("")),
            Cell::new(&node.headline),
        ]);
    }
    let mut edges = Grid::new(&[
        Column::number("@"),
        Column::fixed("cause"),
        Column::fixed("relation"),
        Column::fixed("effect"),
        Column::text("marks"),
    ]);
    let at = |id: &str| {
        let own = chain.nodes.iter().find(|node| node.id == id);
        let position = own.map(|node| node.position);
        match position.or_else(|| names(id).map(|entry| entry.position)) {
            Some(position) => format!("@{position}"),
            None => id.to_owned(),
        }
    };
    for edge in &chain.edges {
        let (marks, tone) = flag_words(edge);
        edges.rows.push(vec![
            Cell::new(edge.position.to_string()),
            Cell::new(at(&edge.cause)),
            Cell::new(relation_words(edge)),
            Cell::new(at(&edge.effect)),
            Cell::toned(marks, tone),
        ]);
    }
    vec![
        Block::Heading("Events".into()),
        Block::Grid(nodes),
        Block::Heading("Links".into()),
        Block::Grid(edges.without_empty_columns(4)),
    ]
}
