//! The history: every entry of a log in memory, indexed by id, label and amendment target, with the
//! leaf hashes that give the root at any position; or the same drawn from files and looked up as it
//! is asked for. Built once per read; holds no rule about what counts, and never changes an entry.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::Arc;

use uuid::Uuid;

use super::files::Files;
use super::labels::Labels;
use super::shelf::Shelf;
use super::without::Missing;
use crate::amend::{Amendments, Sign, Signs};
use crate::event::when::Instant;
use crate::log::{Entry, Header, Log, LogError, START};
use crate::merkle::{self, Frontier, Hash};

/// Entries for which there is room before it is seen that they are there.
const MOST_ROOM: usize = 1 << 12;

/// A log for reading, held in memory or, as far as facts go, in files.
#[derive(Debug)]
pub struct History {
    truth: Arc<Truth>,
    /// Places of the amendments of an entry, by its id.
    amendments: HashMap<Uuid, Vec<usize>>,
    missing: Option<Missing>,
    /// Where it is in files; then nothing is in memory but the header.
    shelf: Option<Shelf>,
}

/// What the log holds, shared by all that look at it.
#[derive(Debug)]
struct Truth {
    header: Header,
    entries: Vec<Entry>,
    leaves: Vec<Hash>,
    /// The root over all of them, where the reading has worked it out.
    root: Option<Hash>,
    ids: HashMap<Uuid, usize>,
    labels: Labels,
}

impl History {
    /// Reads a whole log. On damage the sound commits before it, and the error beside them.
    pub fn load(log: &dyn Log) -> (History, Option<LogError>) {
        let room = usize::try_from(log.head().position).map_or(MOST_ROOM, |at| at.min(MOST_ROOM));
        let mut entries = Vec::with_capacity(room);
        let mut leaves = Vec::with_capacity(room);
        let walked = log.read(START, &mut |read| {
            entries.push(read.entry);
            leaves.push(read.leaf);
            Ok(())
        });
        let mut history = History::from_entries(log.header().clone(), entries, leaves);
        let end = log.head();
        if walked.is_ok() && history.position() == end.position {
            // The walk has held the head against the lines, to the last.
            history.set_root(end.frontier.root());
        }
        (history, walked.err())
    }

    /// From entries in order of position (1, 2, 3, …) and the leaf hashes of their lines, one
    /// each. Of entries that share an id or a label the earliest is found under it.
    pub fn from_entries(header: Header, entries: Vec<Entry>, leaves: Vec<Hash>) -> History {
        let mut amendments: HashMap<Uuid, Vec<usize>> = HashMap::new();
        let mut truth = Truth {
            header,
            ids: HashMap::with_capacity(entries.len()),
            labels: Labels::default(),
            entries: Vec::new(),
            leaves,
            root: None,
        };
        for (index, entry) in entries.iter().enumerate() {
            index_entry(entry, index, &mut truth, &mut amendments);
        }
        truth.entries = entries;
        History {
            truth: Arc::new(truth),
            amendments,
            missing: None,
            shelf: None,
        }
    }

    fn set_root(&mut self, root: Hash) {
        if let Some(truth) = Arc::get_mut(&mut self.truth) {
            truth.root = Some(root);
        }
    }

    /// Of a log whose facts are in files.
    pub fn from_files(header: Header, files: Box<dyn Files>) -> History {
        History {
            shelf: Some(Shelf::new(files.into())),
            ..History::from_entries(header, Vec::new(), Vec::new())
        }
    }

    /// The same files, nothing of them looked up yet: for whoever keeps them for long, since what was
    /// looked up stays. None of a history in memory.
    pub fn anew(&self) -> Option<History> {
        let shelf = self.shelf.as_ref()?;
        Some(History {
            truth: Arc::clone(&self.truth),
            amendments: HashMap::new(),
            missing: None,
            shelf: Some(Shelf::new(Arc::clone(&shelf.files))),
        })
    }

    /// Why the files that it was read from cannot be believed, if it is of files and something was
    /// met. Then no answer that it gave is worth anything.
    pub fn doubt(&self) -> Option<String> {
        self.shelf.as_ref()?.files.doubt()
    }

    /// Whether it holds whole entries, so that all of them can be gone through.
    pub fn holds_entries(&self) -> bool {
        self.shelf.is_none()
    }

    /// The files that it is of, if it is.
    pub(super) fn files(&self) -> Option<&dyn Files> {
        self.shelf.as_ref().map(|shelf| &*shelf.files)
    }

    /// Whoever asks for all entries asks too much of files.
    fn need_memory(&self) {
        if let Some(shelf) = &self.shelf {
            shelf.files.suspect("the files do not hold whole entries");
        }
    }

    /// Takes in entries that were appended since. (Nobody else may hold this history: none that
    /// does without something was made of it.)
    pub fn grow(&mut self, entries: Vec<Entry>, leaves: Vec<Hash>) {
        self.need_memory();
        let Some(truth) = Arc::get_mut(&mut self.truth) else {
            return;
        };
        for entry in entries {
            let index = truth.entries.len();
            index_entry(&entry, index, truth, &mut self.amendments);
            truth.entries.push(entry);
        }
        truth.leaves.extend(leaves);
        truth.root = None;
    }

    /// The same entries with other amendments, some things missing.
    pub(super) fn with(&self, amendments: HashMap<Uuid, Vec<usize>>, missing: Missing) -> History {
        History {
            truth: Arc::clone(&self.truth),
            amendments,
            missing: Some(missing),
            shelf: None,
        }
    }

    /// What this history does without, if it is a counterfactual.
    pub(super) fn missing(&self) -> Option<&Missing> {
        self.missing.as_ref()
    }

    /// The amended ids, each with the places of its amendments.
    pub(super) fn amendment_places(&self) -> impl Iterator<Item = (&Uuid, &Vec<usize>)> {
        self.need_memory();
        self.amendments.iter()
    }

    /// The header of the log.
    pub fn header(&self) -> &Header {
        &self.truth.header
    }

    /// All entries, position 1 first; none, and a doubt, of a history in files.
    pub fn entries(&self) -> &[Entry] {
        self.need_memory();
        &self.truth.entries
    }

    /// Position of the last entry, 0 in an empty log.
    pub fn position(&self) -> u64 {
        if let Some(shelf) = &self.shelf {
            return shelf.files.position();
        }
        self.truth.entries.len() as u64
    }

    /// The first `position` entries (all of them when there are fewer).
    pub fn first(&self, position: u64) -> &[Entry] {
        self.need_memory();
        let end = usize::try_from(position).map_or(self.truth.entries.len(), |end| {
            end.min(self.truth.entries.len())
        });
        self.truth.entries.get(..end).unwrap_or_default()
    }

    /// The root at a position (of the whole log beyond its end), as text.
    pub fn root_at(&self, position: u64) -> String {
        if let Some(shelf) = &self.shelf {
            let root = shelf.files.root_at(position.min(shelf.files.position()));
            return root.map(|root| merkle::base64(&root)).unwrap_or_default();
        }
        let end = usize::try_from(position).unwrap_or(usize::MAX);
        if let Some(root) = self.truth.root.filter(|_| end >= self.truth.leaves.len()) {
            return merkle::base64(&root);
        }
        let mut frontier = Frontier::new();
        for leaf in self.truth.leaves.iter().take(end) {
            frontier.push(*leaf);
        }
        merkle::base64(&frontier.root())
    }

    /// The entry at a position.
    pub fn at(&self, position: u64) -> Option<&Entry> {
        if let Some(shelf) = &self.shelf {
            return shelf.at(position);
        }
        let index = usize::try_from(position).ok()?.checked_sub(1)?;
        self.truth.entries.get(index)
    }

    /// The entry at a position, not kept if it has to be read from the log.
    pub fn read(&self, position: u64) -> Option<Cow<'_, Entry>> {
        match &self.shelf {
            Some(shelf) => shelf.read(position),
            None => self.at(position).map(Cow::Borrowed),
        }
    }

    /// The earliest entry of that id.
    pub fn by_id(&self, id: Uuid) -> Option<&Entry> {
        if let Some(shelf) = &self.shelf {
            return shelf.by_id(id);
        }
        self.truth.entries.get(*self.truth.ids.get(&id)?)
    }

    /// The position of the earliest entry of that id.
    pub fn position_of(&self, id: Uuid) -> Option<u64> {
        if let Some(shelf) = &self.shelf {
            return shelf.files.place_of(id);
        }
        self.truth.ids.get(&id).map(|index| *index as u64 + 1)
    }

    /// The earliest entry of that label.
    pub fn by_label(&self, label: &str) -> Option<&Entry> {
        if let Some(shelf) = &self.shelf {
            let mut labels = shelf.labels().iter();
            return shelf.at(labels.find(|(text, _)| text == label)?.1);
        }
        let labels = self.truth.labels.of(&self.truth.entries);
        self.truth.entries.get(*labels.get(label)?)
    }

    /// Every label with the position of its entry, in no order.
    pub fn labels(&self) -> impl Iterator<Item = (&str, u64)> {
        let filed = self.shelf.iter().flat_map(|shelf| shelf.labels());
        let filed = filed.map(|(label, position)| (label.as_str(), *position));
        let held = self.truth.labels.of(&self.truth.entries).iter();
        let held = held.map(|(label, index)| (label.as_str(), *index as u64 + 1));
        filed.chain(held)
    }

    /// When the entry at a position was recorded.
    pub fn recorded_at(&self, position: u64) -> Option<Instant> {
        match &self.shelf {
            Some(shelf) if position == 0 || position > shelf.files.position() => None,
            Some(shelf) => shelf.files.recorded_at(position),
            None => self.at(position).map(|entry| entry.recorded_at),
        }
    }

    /// How many entries were recorded by an instant.
    pub fn recorded_by(&self, by: Instant) -> u64 {
        match &self.shelf {
            Some(shelf) => shelf.files.recorded_by(by),
            None => {
                let entries = &self.truth.entries;
                entries.partition_point(|entry| entry.recorded_at <= by) as u64
            }
        }
    }

    /// The entries that a REF names: `@17` or `#17`, a UUID, else the label, else all whose id
    /// ends in these (≥ 6) hex digits, by position; empty when there is none.
    pub fn resolve(&self, reference: &str) -> Vec<&Entry> {
        if let Some(digits) = reference.strip_prefix(['@', '#']) {
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            let position = digits.parse().ok().filter(|_| plain);
            return position.and_then(|at| self.at(at)).into_iter().collect();
        }
        if let Some(entry) = self.by_label(reference) {
            return vec![entry];
        }
        let hex: String = reference.chars().filter(|c| *c != '-').collect();
        if hex.len() < 6 || hex.len() > 32 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Vec::new();
        }
        self.by_suffix(&hex)
    }

    fn by_suffix(&self, hex: &str) -> Vec<&Entry> {
        let Ok(end) = u128::from_str_radix(hex, 16) else {
            return Vec::new();
        };
        let mask = match hex.len() {
            32.. => u128::MAX,
            digits => (1_u128 << (4 * digits)) - 1,
        };
        if let Some(shelf) = &self.shelf {
            let bits = mask.count_ones();
            return self.earliest(shelf.files.places_ending(end, bits));
        }
        let same_end = |(index, entry): &(usize, &Entry)| {
            entry.id.as_u128() & mask == end && self.truth.ids.get(&entry.id) == Some(index)
        };
        let all = self.truth.entries.iter().enumerate().filter(same_end);
        all.map(|(_, entry)| entry).collect()
    }

    /// The entries at some positions, of those that share an id the earliest.
    fn earliest(&self, positions: Vec<u64>) -> Vec<&Entry> {
        let mut met = HashSet::new();
        let entries = positions
            .into_iter()
            .filter_map(|position| self.at(position));
        entries.filter(|entry| met.insert(entry.id)).collect()
    }

    /// Whether any entry amends that one, whatever became of it.
    pub fn is_amended(&self, id: Uuid) -> bool {
        if let Some(shelf) = &self.shelf {
            return !shelf.files.signs(id).is_empty();
        }
        self.amendments.contains_key(&id)
    }

    /// The amendments of an entry, by position, whatever became of them.
    pub fn amendments(&self, target: Uuid) -> impl Iterator<Item = &Entry> {
        let shelf = self.shelf.as_ref();
        let signs = shelf.map(|shelf| shelf.files.signs(target));
        let filed = signs.into_iter().flatten();
        let filed = filed.filter_map(|sign| self.at(sign.position));
        let places = self.amendments.get(&target).into_iter().flatten();
        let held = places.filter_map(|index| self.truth.entries.get(*index));
        filed.chain(held)
    }
}

/// Of entries that share an id or a label the earliest is found under it.
fn index_entry(
    entry: &Entry,
    index: usize,
    truth: &mut Truth,
    amendments: &mut HashMap<Uuid, Vec<usize>>,
) {
    truth.ids.entry(entry.id).or_insert(index);
    truth.labels.grow(entry, index);
    if entry.event.kind().is_amendment()
        && let Some(target) = entry.event.reference("target")
    {
        amendments.entry(target).or_default().push(index);
    }
}

impl Signs for History {
    type Error = Infallible;

    fn signs(&self, target: Uuid) -> Result<Vec<Sign>, Infallible> {
        if let Some(shelf) = &self.shelf {
            return Ok(shelf.files.signs(target));
        }
        Ok(self.amendments(target).map(Sign::of).collect())
    }
}

impl Amendments for History {
    fn of(&self, target: Uuid) -> Result<Vec<Cow<'_, Entry>>, Infallible> {
        if let Some(shelf) = &self.shelf {
            // Not kept: there may be many, and each is asked for once or twice.
            let signs = shelf.files.signs(target).into_iter();
            let read = signs.filter_map(|sign| shelf.files.entry(sign.position));
            return Ok(read.map(Cow::Owned).collect());
        }
        Ok(self.amendments(target).map(Cow::Borrowed).collect())
    }
}
