//! The log for one export: a first pass that checks every hash and notes where each id, link and
//! amendment lies, then entries by id or in order, read as they are asked for. Owns those notes
//! (some 50 bytes an entry, never an event); judges nothing.

use std::borrow::Cow;
use std::collections::HashMap;

use uuid::Uuid;

use super::{ExportError, Progress};
use crate::amend::{self, Amendments, AsKnown, Point};
use crate::answer::{AnswerError, beyond_head};
use crate::event::Kind;
use crate::event::when::Instant;
use crate::facts::scope::BeyondHead;
use crate::log::{Entry, Header, Log, LogError, Mark, START};
use crate::merkle::{self, Frontier};

/// Progress is told after each so many entries.
const STEP: u64 = 4096;

/// How far into the log is looked (`--known`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// To its end.
    Head,
    /// The first so many entries.
    At(u64),
    /// What was recorded by an instant.
    By(Instant),
}

/// Where things lie in a log, up to a cut.
pub struct Ledger<'l> {
    log: &'l dyn Log,
    cut: Cut,
    known: u64,
    sound: u64,
    frontier: Frontier,
    last: Option<Instant>,
    /// Every id of the log with its place, sorted; of one that stands twice, the earlier first.
    ids: Vec<(Uuid, Mark)>,
    /// The amendments up to the cut, under what they amend.
    amendments: HashMap<Uuid, Vec<Mark>>,
    links: Vec<Mark>,
    damage: Option<LogError>,
}

impl std::fmt::Debug for Ledger<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Ledger")
            .field("header", self.log.header())
            .field("known", &self.known)
            .finish_non_exhaustive()
    }
}

impl<'l> Ledger<'l> {
    /// Reads a log through once. On damage it holds the sound commits before it.
    ///
    /// # Errors
    /// `known_beyond_head`.
    pub fn read(
        log: &'l dyn Log,
        cut: Cut,
        progress: &mut Progress<'_>,
    ) -> Result<Ledger<'l>, AnswerError> {
        let all = log.head().position;
        let mut ledger = Ledger {
            log,
            cut,
            known: 0,
            sound: 0,
            frontier: Frontier::new(),
            last: None,
            ids: Vec::with_capacity(usize::try_from(all).unwrap_or(0).min(1 << 24)),
            amendments: HashMap::new(),
            links: Vec::new(),
            damage: None,
        };
        let walked = log.read(START, &mut |read| {
            if read.entry.position.is_multiple_of(STEP) {
                progress(read.entry.position, all);
            }
            ledger.note(&read.entry, read.mark, read.leaf);
            Ok(())
        });
        ledger.damage = walked.err();
        if let Cut::At(asked) = cut
            && asked > ledger.sound
        {
            let head = ledger.sound;
            return Err(beyond_head(BeyondHead { asked, head }));
        }
        ledger.ids.sort_unstable_by_key(|(id, mark)| (*id, *mark));
        Ok(ledger)
    }

    fn note(&mut self, entry: &Entry, mark: Mark, leaf: merkle::Hash) {
        self.sound = entry.position;
        self.ids.push((entry.id, mark));
        let within = match self.cut {
            Cut::Head => true,
            Cut::At(known) => entry.position <= known,
            Cut::By(instant) => entry.recorded_at <= instant,
        };
        if !within {
            return;
        }
        self.known = entry.position;
        self.last = Some(entry.recorded_at);
        self.frontier.push(leaf);
        match entry.event.kind() {
            Kind::Link => self.links.push(mark),
            kind if kind.is_amendment() => {
                if let Some(target) = entry.event.reference("target") {
                    self.amendments.entry(target).or_default().push(mark);
                }
            }
            _ => {}
        }
    }

    /// The header of the log.
    pub fn header(&self) -> &Header {
        self.log.header()
    }

    /// The last entry considered.
    pub fn position(&self) -> u64 {
        self.known
    }

    /// When that one was recorded.
    pub fn last_recorded(&self) -> Option<Instant> {
        self.last
    }

    /// The tree head there, as text.
    pub fn root(&self) -> String {
        merkle::base64(&self.frontier.root())
    }

    /// The damage or loss that was met, for whoever tells of it.
    pub fn take_damage(&mut self) -> Option<LogError> {
        self.damage.take()
    }

    /// Hands over the entries up to the cut, in the order in which they were recorded.
    ///
    /// # Errors
    /// What `each` says, or the log if it can no longer be read as it was.
    pub fn each(
        &self,
        progress: &mut Progress<'_>,
        each: &mut dyn FnMut(Entry, Mark) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        self.through(self.known, progress, each)
    }

    /// The same up to a position, which may lie beyond the cut.
    ///
    /// # Errors
    /// As `each`.
    pub fn through(
        &self,
        last: u64,
        progress: &mut Progress<'_>,
        each: &mut dyn FnMut(Entry, Mark) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let mut failed = None;
        let mut met = 0;
        // The walk ends on the first error; which one matters only if none of ours came first.
        let walked = self.log.read(START, &mut |read| {
            let position = read.entry.position;
            if position > last {
                return Err(over(read.mark));
            }
            if position.is_multiple_of(STEP) {
                progress(position, last);
            }
            met = position;
            each(read.entry, read.mark).map_err(|error| {
                failed = Some(error);
                over(read.mark)
            })
        });
        match (failed, walked) {
            (Some(error), _) => Err(error),
            (None, Err(error)) if met < last.min(self.sound) => Err(error.into()),
            (None, _) => Ok(()),
        }
    }

    /// The places of the links up to the cut, in the order in which they were recorded.
    pub fn links(&self) -> &[Mark] {
        &self.links
    }

    /// The entry at a place.
    ///
    /// # Errors
    /// What the log says.
    pub fn at(&self, mark: Mark) -> Result<Entry, LogError> {
        Ok(self.log.entry(mark)?.entry)
    }

    /// The earliest entry of that id, if it lies within the cut.
    ///
    /// # Errors
    /// What the log says.
    pub fn find(&self, id: Uuid) -> Result<Option<Entry>, LogError> {
        let within = self.place(id).filter(|mark| mark.position <= self.known);
        within.map(|mark| self.at(mark)).transpose()
    }

    /// The same, wherever it lies: what is recorded in one commit may refer to what stands later
    /// in it, and a cut may fall between the two.
    ///
    /// # Errors
    /// What the log says.
    pub fn find_anywhere(&self, id: Uuid) -> Result<Option<Entry>, LogError> {
        self.place(id).map(|mark| self.at(mark)).transpose()
    }

    /// The place of the earliest entry of that id.
    pub fn place(&self, id: Uuid) -> Option<Mark> {
        let first = self.ids.partition_point(|(known, _)| *known < id);
        let (known, mark) = self.ids.get(first)?;
        (*known == id).then_some(*mark)
    }

    /// The places of the amendments of an entry that lie within the cut, in order.
    pub fn amendments(&self, target: Uuid) -> &[Mark] {
        self.amendments.get(&target).map_or(&[], Vec::as_slice)
    }

    /// An entry after the amendments that count at a point.
    ///
    /// # Errors
    /// What the log says.
    pub fn as_known<'e>(&self, entry: &'e Entry, point: Point) -> Result<AsKnown<'e>, LogError> {
        match self.amendments.contains_key(&entry.id) {
            true => amend::as_known(entry, self, point),
            false => Ok(AsKnown::untouched(entry)),
        }
    }
}

/// Ends a walk that has what it came for.
fn over(mark: Mark) -> LogError {
    LogError::NotThere {
        position: mark.position,
        offset: mark.offset,
    }
}

impl Amendments for Ledger<'_> {
    type Error = LogError;

    fn of(&self, target: Uuid) -> Result<Vec<Cow<'_, Entry>>, LogError> {
        let marks = self.amendments(target).iter();
        marks.map(|mark| Ok(Cow::Owned(self.at(*mark)?))).collect()
    }
}
