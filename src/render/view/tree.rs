//! `chain` for a terminal: causes, the event asked about, effects, as indented arrows; each
//! event is unfolded once. Links that are listed but not walked stand as leaves with the
//! reason in words. Walks with a list, never by recursion.

use std::collections::{HashMap, HashSet};

use crate::projection::rows::{ChainView, Edge, Node};
use crate::render::Names;
use crate::render::block::{Block, Cell, Tone};

const STEP: usize = 4;
const DEEPEST: usize = 10;

/// What flags and attribution mean, in words.
pub fn flag_words(edge: &Edge) -> (String, Tone) {
    marks(edge, None)
}

/// The same; a claim of the `only` claimant on the page is just called a claim.
fn marks(edge: &Edge, only: Option<&str>) -> (String, Tone) {
    let mut words = Vec::new();
    let mut tone = Tone::Dim;
    for flag in &edge.flags {
        let (word, flag_tone) = match *flag {
            "impossible" => ("contradicted by the dates as recorded", Tone::Bad),
            "broken" => ("broken: an end is retracted", Tone::Bad),
            "disputed" => ("disputed", Tone::Warn),
            "order_unclear" => ("order unclear by the dates", Tone::Dim),
            "cycle" => ("on a cycle", Tone::Warn),
            other => (other, Tone::Warn),
        };
        words.push(word.to_owned());
        tone = graver(tone, flag_tone);
    }
    if let Some(by) = &edge.claimed_by {
        words.push(claim_words(by, only));
        tone = graver(tone, Tone::Warn);
    }
    (words.join(", "), tone)
}

fn claim_words(by: &str, only: Option<&str>) -> String {
    match only == Some(by) {
        true => "claimed".to_owned(),
        false => format!("claimed by {by}"),
    }
}

/// The one claimant of a chain, if there is exactly one.
fn only_claimant(chain: &ChainView) -> Option<&str> {
    let nodes = chain
        .nodes
        .iter()
        .filter_map(|node| node.claimed_by.as_deref());
    let edges = chain
        .edges
        .iter()
        .filter_map(|edge| edge.claimed_by.as_deref());
    let mut all = nodes.chain(edges);
    let first = all.next()?;
    all.all(|by| by == first).then_some(first)
}

fn graver(one: Tone, other: Tone) -> Tone {
    let rank = |tone| match tone {
        Tone::Bad => 2,
        Tone::Warn => 1,
        _ => 0,
    };
    if rank(other) > rank(one) { other } else { one }
}

/// Relation and confidence: `motivates, confidence 0.6`.
pub fn relation_words(edge: &Edge) -> String {
    let relation = edge.relation.replace('_', " ");
    match &edge.confidence {
        Some(confidence) => format!("{relation}, confidence {confidence}"),
        None => relation,
    }
}

fn is_sound(edge: &Edge) -> bool {
    !edge
        .flags
        .iter()
        .any(|flag| matches!(*flag, "impossible" | "broken"))
}

struct Tree<'a> {
    chain: &'a ChainView,
    names: &'a Names<'a>,
    claimant: Option<&'a str>,
    nodes: HashMap<&'a str, &'a Node>,
    unfolded: HashSet<&'a str>,
    drawn: HashSet<&'a str>,
    page: Vec<Block>,
}

/// The chain as a page.
pub fn blocks(chain: &ChainView, names: &Names<'_>) -> Vec<Block> {
    let mut tree = Tree {
        chain,
        names,
        claimant: only_claimant(chain),
        nodes: chain
            .nodes
            .iter()
            .map(|node| (node.id.as_str(), node))
            .collect(),
        unfolded: HashSet::new(),
        drawn: HashSet::new(),
        page: Vec::new(),
    };
    let roots: Vec<&Node> = chain
        .nodes
        .iter()
        .filter(|node| node.depth == Some(0))
        .collect();
    for root in &roots {
        tree.side(root, true);
        let mut cells = tree.node(root);
        for cell in &mut cells {
            cell.tone = Tone::Head;
        }
        tree.page.push(Block::Line(0, cells));
        tree.side(root, false);
    }
    tree.rest();
    tree.paths();
    if let Some(by) = tree.claimant {
        tree.page.push(Block::Line(
            0,
            vec![Cell::toned(
                format!("Claims are those of {by}."),
                Tone::Warn,
            )],
        ));
    }
    if chain.edges.is_empty() && chain.paths.is_none() {
        tree.page.push(Block::text("No links in view."));
    }
    tree.page
}

impl<'a> Tree<'a> {
    /// All causes (or effects) of a node, depth first.
    fn side(&mut self, root: &'a Node, causes: bool) {
        let heading = self.page.len();
        let plain = self.reached(root, causes);
        let mut work: Vec<(&'a Edge, usize)> = Vec::new();
        self.open(&root.id, causes, 1, &mut work);
        self.unfolded.remove(root.id.as_str());
        while let Some((edge, depth)) = work.pop() {
            if !self.drawn.insert(edge.id.as_str()) {
                continue;
            }
            let other = if causes { &edge.cause } else { &edge.effect };
            let before = self.unfolded.contains(other.as_str());
            self.branch(
                edge,
                other,
                depth,
                causes,
                before && self.has_more(other, causes),
            );
            if !before && self.walks(edge, other, causes, &plain) {
                self.open(other, causes, depth + 1, &mut work);
            }
        }
        if self.page.len() > heading {
            let name = if causes { "Causes" } else { "Effects" };
            self.page.insert(heading, Block::Heading(name.into()));
        }
    }

    /// Whether what lies behind an edge is unfolded there. Behind one that is impossible or
    /// broken only what (with `--all`) is reached in no other way.
    fn walks(&self, edge: &Edge, other: &str, causes: bool, plain: &HashSet<&str>) -> bool {
        let depth = self.nodes.get(other).and_then(|node| node.depth);
        let depth = depth.unwrap_or(0);
        let here = if causes { depth < 0 } else { depth > 0 };
        here && (is_sound(edge) || !plain.contains(other))
    }

    /// What is reached on one side along sound edges alone.
    fn reached(&self, root: &'a Node, causes: bool) -> HashSet<&'a str> {
        let mut next: HashMap<&str, Vec<&'a str>> = HashMap::new();
        for edge in self.chain.edges.iter().filter(|edge| is_sound(edge)) {
            let (from, to) = match causes {
                true => (&edge.effect, &edge.cause),
                false => (&edge.cause, &edge.effect),
            };
            next.entry(from.as_str()).or_default().push(to);
        }
        let mut reached: HashSet<&'a str> = HashSet::from([root.id.as_str()]);
        let mut work = vec![root.id.as_str()];
        while let Some(id) = work.pop() {
            for other in next.get(id).into_iter().flatten() {
                if reached.insert(other) {
                    work.push(other);
                }
            }
        }
        reached
    }

    fn has_more(&self, id: &str, causes: bool) -> bool {
        let mut edges = self.chain.edges.iter();
        edges.any(|edge| (if causes { &edge.effect } else { &edge.cause }) == id)
    }

    fn open(&mut self, id: &str, causes: bool, depth: usize, work: &mut Vec<(&'a Edge, usize)>) {
        let Some(node) = self.nodes.get(id).copied() else {
            return;
        };
        self.unfolded.insert(node.id.as_str());
        let edges = self.chain.edges.iter().rev();
        work.extend(
            edges
                .filter(|edge| (if causes { &edge.effect } else { &edge.cause }) == id)
                .filter(|edge| !self.drawn.contains(edge.id.as_str()))
                .map(|edge| (edge, depth)),
        );
    }

    fn branch(&mut self, edge: &Edge, other: &str, depth: usize, causes: bool, leaf: bool) {
        let indent = depth.min(DEEPEST) * STEP - 2;
        let mut cells = vec![Cell::new(if causes { "← " } else { "→ " })];
        if depth > DEEPEST {
            cells.push(Cell::toned(format!("[{depth} deep] "), Tone::Dim));
        }
        cells.extend(self.end(other));
        cells.push(Cell::toned(
            format!("  {} (@{})", relation_words(edge), edge.position),
            Tone::Dim,
        ));
        let (words, tone) = marks(edge, self.claimant);
        if !words.is_empty() {
            cells.push(Cell::toned(format!("  {words}"), tone));
        }
        if leaf {
            cells.push(Cell::toned("  unfolded above", Tone::Dim));
        }
        self.page.push(Block::Line(indent, cells));
    }

    fn node(&self, node: &Node) -> Vec<Cell> {
        let mut cells = vec![
            Cell::toned(format!("@{} ", node.position), Tone::Dim),
            Cell::new(format!("{} ", node.happened.as_deref().unwrap_or(""))),
            Cell::new(&node.headline),
        ];
        if let Some(by) = &node.claimed_by {
            let words = claim_words(by, self.claimant);
            cells.push(Cell::toned(format!(" ({words})"), Tone::Warn));
        }
        cells
    }

    /// An end of a link: a node of the chain, or an entry that is not walked.
    fn end(&self, id: &str) -> Vec<Cell> {
        if let Some(node) = self.nodes.get(id) {
            return self.node(node);
        }
        match (self.names)(id) {
            Some(entry) => vec![
                Cell::toned(format!("@{} ", entry.position), Tone::Dim),
                Cell::new(format!("{} ", entry.happened())),
                Cell::new(entry.headline),
            ],
            None => vec![Cell::new(id)],
        }
    }

    /// Links that belong to neither side.
    fn rest(&mut self) {
        let rest: Vec<&Edge> = self
            .chain
            .edges
            .iter()
            .filter(|edge| !self.drawn.contains(edge.id.as_str()))
            .collect();
        if rest.is_empty() {
            return;
        }
        self.page.push(Block::Heading("Further links".into()));
        for edge in rest {
            let mut cells = self.end(&edge.cause);
            cells.push(Cell::toned(
                format!("  {} (@{}) → ", relation_words(edge), edge.position),
                Tone::Dim,
            ));
            cells.extend(self.end(&edge.effect));
            let (words, tone) = marks(edge, self.claimant);
            if !words.is_empty() {
                cells.push(Cell::toned(format!("  {words}"), tone));
            }
            self.page.push(Block::Line(2, cells));
        }
    }

    fn paths(&mut self) {
        let Some(paths) = &self.chain.paths else {
            return;
        };
        self.page.push(Block::Gap);
        self.page
            .push(Block::Heading(format!("Paths ({})", paths.len())));
        let at = |id: &String| match self.nodes.get(id.as_str()) {
            Some(node) => format!("@{}", node.position),
            None => {
                (self.names)(id).map_or_else(|| id.clone(), |entry| format!("@{}", entry.position))
            }
        };
        let mut lines = Vec::new();
        for path in paths {
            let steps: Vec<String> = path.nodes.iter().map(at).collect();
            let weakest = match &path.weakest {
                Some(weakest) => format!("weakest confidence {weakest}"),
                None => "a confidence nobody gave".to_owned(),
            };
            lines.push(Block::Line(
                2,
                vec![
                    Cell::new(steps.join(" → ")),
                    Cell::toned(format!("  {weakest}"), Tone::Dim),
                ],
            ));
        }
        if lines.is_empty() {
            lines.push(Block::text("No path along the arrows."));
        }
        self.page.extend(lines);
    }
}
