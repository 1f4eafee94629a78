//! Which entries `events` takes: those that the clocks and the filters choose, and all that they
//! need to be recorded anew and to say the same: their amendments, and what any of them refers
//! to. Owns that closure, as one bit an entry; writes nothing.

use uuid::Uuid;

use super::{ExportError, Passage, Progress};
use crate::amend::Point;
use crate::event::{Event, Kind};
use crate::facts::scope::Claims;
use crate::facts::{Edge, Standing};
use crate::log::{Entry, LogError, Mark};
use crate::projection::catalog::HAPPENINGS;
use crate::projection::tally::Tally;

/// The fields that hold a reference, in an event and in the changes of a correction.
const REFERENCES: [&str; 4] = ["cause", "effect", "target", "follows"];

/// The chosen entries, by position.
#[derive(Debug, Default)]
pub struct Chosen {
    bits: Vec<u64>,
    count: u64,
    last: u64,
}

impl Chosen {
    /// Whether an entry is chosen.
    pub fn has(&self, position: u64) -> bool {
        let (word, bit) = place(position);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// How many are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The last of them; it may lie beyond the cut, in the commit that the cut divides.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// Takes one in; `false` if it was there.
    fn insert(&mut self, position: u64) -> bool {
        if self.has(position) {
            return false;
        }
        let (word, bit) = place(position);
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        if let Some(bits) = self.bits.get_mut(word) {
            *bits |= bit;
        }
        self.count += 1;
        self.last = self.last.max(position);
        true
    }
}

fn place(position: u64) -> (usize, u64) {
    let word = usize::try_from(position / 64).unwrap_or(usize::MAX);
    (word, 1 << (position % 64))
}

/// Chooses.
///
/// # Errors
/// What the log says.
pub fn choose(
    passage: &Passage<'_>,
    tally: &mut Tally,
    progress: &mut Progress<'_>,
) -> Result<Chosen, ExportError> {
    let mut choice = Choice {
        passage,
        chosen: Chosen::default(),
    };
    let filter = passage.filter();
    let any_kind = filter.kinds.is_empty();
    let mut left = passage.limit();
    let mut citations = 0;
    passage.listed(tally, progress, &mut |seen| {
        let kind = seen.entry.event.kind();
        if kind == Kind::Citation {
            citations += u64::from(filter.takes(&seen.known.event));
            return Ok(());
        }
        let meant = !any_kind || HAPPENINGS.contains(&kind);
        if meant && left > 0 && filter.takes(&seen.known.event) && choice.take(seen.entry)? {
            left -= 1;
        }
        Ok(())
    })?;
    for _ in 0..citations {
        tally.leave_out("citations");
    }
    if any_kind {
        while choice.take_links()? {}
    }
    Ok(choice.chosen)
}

struct Choice<'p, 'l> {
    passage: &'p Passage<'l>,
    chosen: Chosen,
}

impl Choice<'_, '_> {
    /// Takes an entry and all that belongs to it; `false` if it cannot be taken.
    fn take(&mut self, entry: &Entry) -> Result<bool, LogError> {
        if self.is_of_citation(entry)? {
            return Ok(false);
        }
        let mut due = Vec::new();
        if self.chosen.insert(entry.position) {
            self.needs(entry, &mut due)?;
        }
        while let Some(mark) = due.pop() {
            if self.chosen.insert(mark.position) {
                self.needs(&self.passage.ledger().at(mark)?, &mut due)?;
            }
        }
        Ok(true)
    }

    /// What an entry refers to, and the amendments of it that are in reach.
    fn needs(&self, entry: &Entry, due: &mut Vec<Mark>) -> Result<(), LogError> {
        let ledger = self.passage.ledger();
        due.extend(references(&entry.event).filter_map(|id| ledger.place(id)));
        for mark in ledger.amendments(entry.id) {
            if self.chosen.has(mark.position) {
                continue;
            }
            let amendment = ledger.at(*mark)?;
            if self.passage.scope().is_reached(&amendment) && self.holds(entry, &amendment)? {
                due.push(*mark);
            }
        }
        Ok(())
    }

    /// Whether the write door would take an amendment after those that are in reach before it. It
    /// took it once; with `--published` something that made way for it may be out of reach.
    fn holds(&self, target: &Entry, amendment: &Entry) -> Result<bool, LogError> {
        let point = self.passage.scope().point();
        if point.published.is_none() {
            return Ok(true);
        }
        let before = Point {
            known: amendment.position - 1,
            ..point
        };
        let ledger = self.passage.ledger();
        if ledger.as_known(target, before)?.retracted_by.is_some() {
            return Ok(false);
        }
        let with = Point {
            known: amendment.position,
            ..point
        };
        let known = ledger.as_known(target, with)?;
        Ok(!known.skipped.contains(&amendment.position))
    }

    /// The links in view between what is chosen; whether any was new.
    fn take_links(&mut self) -> Result<bool, LogError> {
        let ledger = self.passage.ledger();
        let mut more = false;
        for mark in ledger.links() {
            if self.chosen.has(mark.position) {
                continue;
            }
            let link = ledger.at(*mark)?;
            let known = self.passage.see(&link)?;
            let public = self.passage.scope().published(&known) == Standing::InView;
            if let Some(edge) = Edge::of(&known.event).filter(|_| public)
                && self.is_end(edge.cause)?
                && self.is_end(edge.effect)?
            {
                more |= self.take(&link)?;
            }
        }
        Ok(more)
    }

    /// Whether a link may end there: in what is chosen, or in what was retracted before the clocks
    /// let it through; then the link is in view, and broken (§2).
    fn is_end(&self, id: Uuid) -> Result<bool, LogError> {
        let passage = self.passage;
        let Some(mark) = passage.ledger().place(id) else {
            return Ok(false);
        };
        if self.chosen.has(mark.position) {
            return Ok(true);
        }
        let entry = passage.ledger().at(mark)?;
        let known = passage.see(&entry)?;
        let retracted = passage.scope().standing(&known, Claims::Always) == Standing::Retracted;
        let listed = passage.standing(&entry, &known) == Standing::InView;
        Ok(retracted && !listed && passage.filter().takes(&known.event))
    }

    /// Whether an entry is a citation or amends one, at any remove: `cite` writes those, and
    /// `import` does not take them.
    fn is_of_citation(&self, entry: &Entry) -> Result<bool, LogError> {
        let mut entry = entry.clone();
        let mut steps = 0;
        while entry.event.kind().is_amendment() && steps < self.passage.ledger().position() {
            let target = entry.event.reference("target");
            let found = target.map(|id| self.passage.ledger().find_anywhere(id));
            match found.transpose()?.flatten() {
                Some(target) => entry = target,
                None => return Ok(false),
            }
            steps += 1;
        }
        Ok(entry.event.kind() == Kind::Citation)
    }
}

/// The ids that an event names.
fn references(event: &Event) -> impl Iterator<Item = Uuid> {
    let fields = event.fields();
    let changes = fields
        .get("changes")
        .and_then(|changes| changes.as_object());
    let both = [Some(fields), changes].into_iter().flatten();
    let texts = both.flat_map(|fields| REFERENCES.map(|name| fields.get(name)?.as_str()));
    let ids = texts.flatten().map(Uuid::parse_str);
    ids.filter_map(Result::ok)
}
