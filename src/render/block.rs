//! What a page for people is made of: headings, lines, grids of cells. Every text that comes
//! from an event enters through here and is made safe to show. Knows no terminal.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// What a colour means; words beside it always say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Ordinary text.
    #[default]
    Plain,
    /// A heading.
    Head,
    /// Beside the point: citations, ids.
    Dim,
    /// Carried out, in order, friendly.
    Good,
    /// Open, late, disputed, claimed.
    Warn,
    /// Withdrawn, impossible, hostile.
    Bad,
    /// What was looked for: bold, or between ⟦ and ⟧ where there are no colours.
    Mark,
}

/// A text and what its colour means.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// Safe to show; may hold line feeds.
    pub text: String,
    /// Its tone.
    pub tone: Tone,
    /// Where the text leads, on terminals that can follow.
    pub link: Option<Link>,
}

/// Where a text leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// An address in ASCII.
    Address(String),
    /// An evidence file by its name, `sha256:…`; only a store knows where that lies.
    Evidence(String),
}

impl Cell {
    /// A plain cell; control and bidi characters of the text are escaped.
    pub fn new(text: impl AsRef<str>) -> Cell {
        Cell::toned(text, Tone::Plain)
    }

    /// A cell with a tone; control and bidi characters of the text are escaped.
    pub fn toned(text: impl AsRef<str>, tone: Tone) -> Cell {
        Cell {
            text: clean(text.as_ref()),
            tone,
            link: None,
        }
    }

    /// The same, leading to an address of the web; any other address leads nowhere.
    #[must_use]
    pub fn leading_to(mut self, url: Option<&str>) -> Cell {
        self.link = url.and_then(address).map(Link::Address);
        self
    }

    /// The same, leading to an evidence file by its name.
    #[must_use]
    pub fn showing(mut self, evidence: Option<&str>) -> Cell {
        self.link = evidence
            .map(str::to_owned)
            .map(Link::Evidence)
            .or(self.link);
        self
    }

    /// A cell without text.
    pub fn empty() -> Cell {
        Cell::default()
    }
}

/// A column of a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What stands above it.
    pub head: Cow<'static, str>,
    /// Numbers stand on the right.
    pub right: bool,
    /// Above 0 it may become narrower and wrap; of two such columns the one with twice the
    /// share keeps twice the width.
    pub share: usize,
}

impl Column {
    /// A column of words that keeps its width.
    pub const fn fixed(head: &'static str) -> Column {
        Column {
            head: Cow::Borrowed(head),
            right: false,
            share: 0,
        }
    }

    /// A column of numbers.
    pub const fn number(head: &'static str) -> Column {
        Column {
            head: Cow::Borrowed(head),
            right: true,
            share: 0,
        }
    }

    /// A column of text that wraps.
    pub const fn text(head: &'static str) -> Column {
        Column {
            head: Cow::Borrowed(head),
            right: false,
            share: 1,
        }
    }

    /// A column of dates: of an interval the ends may stand below each other.
    pub const fn dates(head: &'static str) -> Column {
        Column {
            head: Cow::Borrowed(head),
            right: false,
            share: 2,
        }
    }

    /// The column of text that people came for: it stays wide longest.
    pub const fn main(head: &'static str) -> Column {
        Column {
            head: Cow::Borrowed(head),
            right: false,
            share: 3,
        }
    }
}

/// Rows under columns; every row has as many cells as there are columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Grid {
    /// A grid without rows.
    pub fn new(columns: &[Column]) -> Grid {
        Grid {
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Takes the columns out in which no row says anything, except the first `keep`.
    pub fn without_empty_columns(mut self, keep: usize) -> Grid {
        let used: Vec<bool> = (0..self.columns.len())
            .map(|index| {
                index < keep
                    || self
                        .rows
                        .iter()
                        .any(|row| row.get(index).is_some_and(|cell| !cell.text.is_empty()))
            })
            .collect();
        let kept = |index: &usize| used.get(*index).copied().unwrap_or(true);
        self.columns = (0..self.columns.len())
            .filter(kept)
            .filter_map(|index| self.columns.get(index).cloned())
            .collect();
        for row in &mut self.rows {
            *row = std::mem::take(row)
                .into_iter()
                .enumerate()
                .filter(|(index, _)| kept(index))
                .map(|(_, cell)| cell)
                .collect();
        }
        self
    }
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A line that wraps under its own indentation: spaces before it, then cells in a row.
    Line(usize, Vec<Cell>),
    /// A table.
    Grid(Grid),
    /// Nothing, one line high.
    Gap,
}

impl Block {
    fn cells_mut(&mut self) -> Vec<&mut Cell> {
        match self {
            Block::Line(_, cells) => cells.iter_mut().collect(),
            Block::Grid(grid) => grid.rows.iter_mut().flatten().collect(),
            Block::Heading(_) | Block::Gap => Vec::new(),
        }
    }

    /// A line of one plain text.
    pub fn text(text: impl AsRef<str>) -> Block {
        Block::Line(0, vec![Cell::new(text)])
    }
}

/// An address of the web as a terminal takes it.
fn address(url: &str) -> Option<String> {
    let known = ["https://", "http://"];
    let of_the_web = known.iter().any(|scheme| url.starts_with(scheme));
    of_the_web.then(|| escaped(url.as_bytes()))
}

/// The address of a file, by its whole path.
fn of_file(path: &Path) -> String {
    let path = path.to_string_lossy();
    // These would be read as something else than part of a path.
    let path = path
        .replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23");
    format!("file://{}", escaped(path.as_bytes()))
}

/// Every other byte than printable ASCII escaped, so that nothing in an address can end the
/// sequence that it stands in.
fn escaped(bytes: &[u8]) -> String {
    let mut address = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'!'..=b'~' => address.push(char::from(*byte)),
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address
}

/// Puts the addresses of evidence files in place of their names; those that are not there lead
/// nowhere.
pub fn lead_to_files(blocks: &mut [Block], file: &dyn Fn(&str) -> Option<PathBuf>) {
    for cell in blocks.iter_mut().flat_map(Block::cells_mut) {
        if let Some(Link::Evidence(name)) = &cell.link {
            cell.link = file(name).map(|path| Link::Address(of_file(&path)));
        }
    }
}

/// A text made safe to show: control and bidi characters escaped, line feeds kept.
pub fn clean(text: &str) -> String {
    if !text.contains('\n') {
        return crate::event::text::shown(text).to_string();
    }
    text.split('\n')
        .map(|line| crate::event::text::shown(line).to_string())
        .collect::<Vec<_>>()
        .join("\n")
}
