//! The events of one write on their way to the log: kept in a spool (memory first, a
//! temporary file when large) with a small slot each, so that an import need not fit in
//! memory. Owns order, places and look-up inside the batch; holds no rule.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom, Write};

use serde_json::Value;
use tempfile::SpooledTempFile;
use uuid::Uuid;

use super::{Draft, Place};
use crate::event::Event;
use crate::event::json;
use crate::log::NewEntry;

/// Bytes kept in memory before the spool goes to a temporary file.
const IN_MEMORY: usize = 64 << 20;

/// Where the text of one event stands in the spool.
#[derive(Debug, Clone, Copy)]
struct Span {
    offset: u64,
    length: u32,
}

/// One input event.
#[derive(Debug, Clone, Copy)]
struct Slot {
    id: Uuid,
    /// As decoded, REFs unresolved.
    raw: Span,
    /// REFs resolved; the same span when it has none.
    ready: Span,
    line: u64,
    file: u32,
    given: bool,
    has_refs: bool,
    already: bool,
}

/// The events of one write.
#[derive(Debug)]
pub struct Batch {
    spool: RefCell<SpooledTempFile>,
    end: u64,
    slots: Vec<Slot>,
    files: Vec<String>,
    ids: HashMap<Uuid, usize>,
    labels: HashMap<String, usize>,
    repeated: Vec<(usize, usize)>,
}

impl Default for Batch {
    fn default() -> Batch {
        Batch {
            spool: RefCell::new(SpooledTempFile::new(IN_MEMORY)),
            end: 0,
            slots: Vec::new(),
            files: Vec::new(),
            ids: HashMap::new(),
            labels: HashMap::new(),
            repeated: Vec::new(),
        }
    }
}

impl Batch {
    /// Number of input events.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Adds a draft under its own id or a fresh one. The first of an id or a label is the one
    /// that look-ups find.
    pub fn push(&mut self, draft: &Draft, fresh: Uuid) -> io::Result<()> {
        let id = draft.input.id.unwrap_or(fresh);
        let event = &draft.input.event;
        let raw = self.write(&event.canonical())?;
        let index = self.slots.len();
        if draft.input.id.is_some() {
            self.ids.entry(id).or_insert(index);
        }
        if let Some(label) = event.label() {
            let first = *self.labels.entry(label.to_string()).or_insert(index);
            if first != index {
                self.repeated.push((index, first));
            }
        }
        let file = self.file_index(draft.place.file.as_deref());
        self.slots.push(Slot {
            id,
            raw,
            ready: raw,
            line: draft.place.line.unwrap_or(0),
            file,
            given: draft.input.id.is_some(),
            has_refs: super::resolve::has_references(event),
            already: false,
        });
        Ok(())
    }

    fn file_index(&mut self, file: Option<&str>) -> u32 {
        let Some(name) = file else { return u32::MAX };
        let index = self
            .files
            .iter()
            .rposition(|known| known == name)
            .unwrap_or_else(|| {
                self.files.push(name.to_string());
                self.files.len() - 1
            });
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    fn write(&mut self, text: &str) -> io::Result<Span> {
        let length = u32::try_from(text.len()).map_err(io::Error::other)?;
        let span = Span {
            offset: self.end,
            length,
        };
        let mut spool = self.spool.borrow_mut();
        spool.seek(SeekFrom::Start(self.end))?;
        spool.write_all(text.as_bytes())?;
        self.end += u64::from(length);
        Ok(span)
    }

    fn text_at(&self, span: Span) -> io::Result<String> {
        let mut spool = self.spool.borrow_mut();
        spool.seek(SeekFrom::Start(span.offset))?;
        let mut bytes = vec![0; span.length as usize];
        spool.read_exact(&mut bytes)?;
        String::from_utf8(bytes).map_err(io::Error::other)
    }

    fn event_at(&self, span: Span) -> io::Result<Event> {
        let value: Value = serde_json::from_str(&self.text_at(span)?).map_err(io::Error::other)?;
        Event::from_log(value).ok_or_else(|| io::Error::other("the spool holds no event"))
    }

    /// The event as decoded, REFs as given.
    pub fn raw(&self, index: usize) -> io::Result<Event> {
        self.event_at(self.slots[index].raw)
    }

    /// The event with its REFs resolved (as decoded until `set_ready`).
    pub fn ready(&self, index: usize) -> io::Result<Event> {
        self.event_at(self.slots[index].ready)
    }

    /// The stored form with its REFs resolved, as RFC 8785 text.
    pub fn ready_text(&self, index: usize) -> io::Result<String> {
        self.text_at(self.slots[index].ready)
    }

    /// Bytes of that text.
    pub fn ready_bytes(&self, index: usize) -> usize {
        self.slots[index].ready.length as usize
    }

    /// Keeps the form with REFs resolved.
    pub fn set_ready(&mut self, index: usize, event: &Event) -> io::Result<()> {
        let span = self.write(&json::canonical(&Value::Object(event.fields().clone())))?;
        self.slots[index].ready = span;
        Ok(())
    }

    /// Forgets an earlier preparation.
    pub fn reset(&mut self) {
        for slot in &mut self.slots {
            slot.ready = slot.raw;
            slot.already = false;
        }
    }

    /// Marks an input event as already recorded.
    pub fn set_already(&mut self, index: usize) {
        self.slots[index].already = true;
    }

    /// Whether it is already recorded.
    pub fn is_already(&self, index: usize) -> bool {
        self.slots[index].already
    }

    /// Whether the input gave the id.
    pub fn is_given(&self, index: usize) -> bool {
        self.slots[index].given
    }

    /// Whether the event names other entries.
    pub fn has_references(&self, index: usize) -> bool {
        self.slots[index].has_refs
    }

    /// The id of an input event.
    pub fn id(&self, index: usize) -> Uuid {
        self.slots[index].id
    }

    /// All ids, in order.
    pub fn ids(&self) -> Vec<Uuid> {
        self.slots.iter().map(|slot| slot.id).collect()
    }

    /// The first input event of a given id.
    pub fn by_id(&self, id: Uuid) -> Option<usize> {
        self.ids.get(&id).copied()
    }

    /// The first input event of a label.
    pub fn by_label(&self, label: &str) -> Option<usize> {
        self.labels.get(label).copied()
    }

    /// The given ids whose end is `hex` (lower case, no hyphens).
    pub fn by_suffix(&self, hex: &str) -> Vec<usize> {
        let mut found: Vec<usize> = self
            .ids
            .iter()
            .filter(|(id, _)| id.simple().to_string().ends_with(hex))
            .map(|(_, index)| *index)
            .collect();
        found.sort_unstable();
        found
    }

    /// Labels of the batch, each with its first event, in order of events.
    pub fn labels(&self) -> Vec<(&str, usize)> {
        let mut all: Vec<(&str, usize)> = self
            .labels
            .iter()
            .map(|(label, index)| (label.as_str(), *index))
            .collect();
        all.sort_unstable_by_key(|(_, index)| *index);
        all
    }

    /// Events whose label an earlier event of the batch has: (event, the earlier one).
    pub fn repeated_labels(&self) -> &[(usize, usize)] {
        &self.repeated
    }

    /// Where an input event stood.
    pub fn place(&self, index: usize) -> Place {
        let slot = &self.slots[index];
        Place {
            file: self.files.get(slot.file as usize).cloned(),
            line: (slot.line > 0).then_some(slot.line),
        }
    }

    /// The entries to append, in order, without those already recorded.
    pub fn new_entries(&self) -> impl Iterator<Item = io::Result<NewEntry>> + '_ {
        (0..self.len())
            .filter(|index| !self.is_already(*index))
            .map(|index| {
                Ok(NewEntry {
                    id: self.id(index),
                    event: self.ready_text(index)?,
                })
            })
    }
}
