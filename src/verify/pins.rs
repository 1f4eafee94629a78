//! What citations say of the log that they cite: the root at the position that each pins is
//! worked out again, from marks kept on the way and the lines after them. Owns this check;
//! whether the answer is still the one that was pinned is for `drift` to say.

use std::io;

use serde_json::Value;

use crate::event::Kind;
use crate::log::Entry;
use crate::merkle::{Frontier, Hash, base64, from_base64};

use super::places::Places;
use super::report::{Finding, Severity};

/// Entries between two marks.
const STRIDE: u64 = 1024;

/// Citations held until they are looked at together. So the log is read again once at most,
/// however many there are, unless it is made of little else.
const HELD: usize = 1 << 18;

/// What a citation says, and where it stands.
#[derive(Debug, Clone, Copy)]
struct Pin {
    cited: u64,
    root: Hash,
    position: u64,
    line: u64,
    byte: u64,
}

/// Citations met, and the tree as it was at every so many entries.
#[derive(Debug, Default)]
pub(super) struct Pins {
    marks: Vec<Frontier>,
    /// Of the commit under way.
    open: Vec<Pin>,
    /// Of sound commits.
    held: Vec<Pin>,
}

impl Pins {
    /// Takes note of what a citation says, and where it stands: position, line and byte.
    pub(super) fn take(&mut self, cited: u64, root: Hash, place: (u64, u64, u64)) {
        let (position, line, byte) = place;
        self.open.push(Pin {
            cited,
            root,
            position,
            line,
            byte,
        });
    }

    /// Takes note of the tree after an entry.
    pub(super) fn grown(&mut self, tree: &Frontier) {
        if tree.size().is_multiple_of(STRIDE) {
            self.marks.push(tree.clone());
        }
    }

    /// The commit is sound: its citations will be looked at. Tells whether now is the time.
    pub(super) fn committed(&mut self) -> bool {
        self.held.append(&mut self.open);
        self.held.len() >= HELD
    }

    /// What sound commits cite that is not so.
    ///
    /// # Errors
    /// A log that cannot be read again.
    pub(super) fn settle(&mut self, places: &Places) -> io::Result<Vec<Finding>> {
        let mut held = std::mem::take(&mut self.held);
        held.sort_by_key(|pin| pin.cited);
        let mut found: Vec<(u64, Finding)> = Vec::new();
        let mut tree = Frontier::new();
        for pin in held {
            if let Some(mark) = self
                .mark(pin.cited)
                .filter(|mark| mark.size() > tree.size())
            {
                tree = mark.clone();
            }
            places.leaves(&mut tree, pin.cited)?;
            if tree.root() != pin.root {
                found.push((pin.position, told(&pin, &tree)));
            }
        }
        found.sort_by_key(|(position, _)| *position);
        Ok(found.into_iter().map(|(_, finding)| finding).collect())
    }

    /// The last mark at or before a position.
    fn mark(&self, position: u64) -> Option<&Frontier> {
        let marks = usize::try_from(position / STRIDE).ok()?;
        self.marks.get(marks.checked_sub(1)?)
    }
}

/// The position and the root that a citation cites. What is not of its form, or cites what came
/// after it, is a finding already.
pub(super) fn cited(entry: &Entry) -> Option<(u64, Hash)> {
    let fields = entry.event.fields();
    let cited = fields.get("position").and_then(Value::as_u64);
    let cited = cited.filter(|cited| *cited < entry.position)?;
    let root = from_base64(fields.get("root").and_then(Value::as_str)?)?;
    (entry.event.kind() == Kind::Citation).then_some((cited, root))
}

/// What a citation says that cannot be, whatever the log.
pub(super) fn fault(entry: &Entry) -> Option<&'static str> {
    let fields = entry.event.fields();
    let cited = fields.get("position");
    let asked = fields.get("query").and_then(|query| query.get("known"));
    let later = cited.and_then(Value::as_u64) >= Some(entry.position);
    match entry.event.kind() == Kind::Citation {
        true if later => Some("it cites what came after it"),
        true if asked != cited => Some("its query asks at another position than it cites"),
        _ => None,
    }
}

fn told(pin: &Pin, tree: &Frontier) -> Finding {
    let message = format!(
        "it cites the root {} at @{}, where this log has {}",
        base64(&pin.root),
        pin.cited,
        base64(&tree.root())
    );
    Finding::new(Severity::Finding, "bad_citation", message)
        .entry(pin.position)
        .at(pin.line, pin.byte)
        .hint("it was not made from this log: do not rely on it; retract it, and cite anew what it should say")
}
