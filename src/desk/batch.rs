//! The events of one write on their way to the log: put aside in a spool with a few bytes each
//! in memory, so that an import need not fit in it. Owns order, places, REFs and look-up
//! inside the batch; holds no rule.

use std::io;

use serde_json::Value;
use uuid::Uuid;

use super::lookup::Lookup;
pub use super::named::Named;
use super::page::{Item, Page, Sheet};
use super::records::Records;
use super::slot::Slot;
use super::{Draft, Place, Placed};
use crate::event::quick::Bench;
use crate::event::{Event, Kind, json};
use crate::log::NewEntry;
use crate::spool::Ahead;

/// Problems kept of one import; above it reading stops.
pub const MOST_PROBLEMS: usize = 10_000;

const GIVEN: u8 = 1;
const ALREADY: u8 = 2;
const REFS: u8 = 4;
const LABELLED: u8 = 8;

/// The events of one write.
#[derive(Debug, Default)]
pub struct Batch {
    records: Records,
    /// Kind (its place in `Kind::ALL`, four bits up) and what is known of each.
    flags: Vec<u8>,
    refs: Vec<Named>,
    files: Vec<String>,
    ids: Lookup,
    labels: Lookup,
    repeated: Vec<(usize, usize)>,
    longest: usize,
}

impl Batch {
    /// Number of input events.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a draft under its own id or a fresh one.
    pub fn push(&mut self, draft: &Draft, fresh: Uuid) -> io::Result<()> {
        let mut page = Page::of(draft.place.file.clone());
        page.draft(draft, &mut Bench::default());
        self.add(page, &mut Vec::new(), &mut || fresh)
    }

    /// Adds the events of a page, unless there are problems (its own are added to them). The
    /// first of an id or a label is the one that look-ups find.
    pub fn add(
        &mut self,
        page: Page,
        problems: &mut Vec<Placed>,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> io::Result<()> {
        let file = self.file_index(page.file);
        for item in page.items {
            match item {
                Item::Refused(more) => {
                    problems.extend(more);
                    if problems.len() >= MOST_PROBLEMS {
                        break;
                    }
                }
                Item::Event(_) if !problems.is_empty() => {}
                Item::Event(sheet) => {
                    let text = page.text.get(sheet.text.clone()).unwrap_or_default();
                    let refs = page.refs.get(sheet.refs.clone()).unwrap_or_default();
                    let id = sheet.id.unwrap_or_else(&mut *fresh);
                    self.put(&sheet, text, file, id)?;
                    for found in refs {
                        self.refs.push(Named {
                            event: small(self.len() - 1)?,
                            start: small(found.at.start).unwrap_or(u32::MAX),
                            length: small(found.at.len())?,
                            field: field_number(found.field),
                            changed: found.changed,
                            target: None,
                            inside: None,
                        });
                    }
                }
            }
        }
        Ok(())
    }

    fn put(&mut self, sheet: &Sheet, text: &str, file: u32, id: Uuid) -> io::Result<()> {
        let number = small(self.len())?;
        let kind = Kind::ALL.iter().position(|kind| *kind == sheet.kind);
        let mut flags = (kind.unwrap_or(0) as u8) << 4;
        if sheet.id.is_some() {
            flags |= GIVEN;
            if self.by_id(id)?.is_none() {
                self.ids.insert(&id, number);
            }
        }
        if let Some(label) = sheet.label.clone().and_then(|at| text.get(at)) {
            match self.by_label(label)? {
                Some((first, _)) => self.repeated.push((number as usize, first)),
                None => {
                    flags |= LABELLED;
                    self.labels.insert(&label, number);
                }
            }
        }
        if !sheet.refs.is_empty() {
            flags |= REFS;
        }
        let label = sheet.label.clone().unwrap_or_default();
        let slot = Slot {
            id,
            line: sheet.line.unwrap_or(0),
            file,
            length: small(text.len())?,
            label: (small(label.start)?, small(label.len())?),
        };
        self.records.add(slot, text)?;
        self.flags.push(flags);
        self.longest = self.longest.max(text.len());
        Ok(())
    }

    fn file_index(&mut self, file: Option<String>) -> u32 {
        let Some(name) = file else { return u32::MAX };
        let known = self.files.iter().rposition(|known| *known == name);
        let index = known.unwrap_or_else(|| {
            self.files.push(name);
            self.files.len() - 1
        });
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    /// The event as decoded, REFs as given.
    pub fn raw(&self, index: usize) -> io::Result<Event> {
        event_of(&self.records.whole(index)?.1)
    }

    /// The same as text.
    pub(super) fn text(&self, index: usize) -> io::Result<String> {
        Ok(self.records.whole(index)?.1)
    }

    /// The same for who goes through many in order.
    pub(super) fn raw_text(&self, index: usize, ahead: &mut Ahead) -> io::Result<String> {
        Ok(self.records.ahead(index, ahead)?.1)
    }

    /// The id, and the event with its REFs resolved (as decoded until they are).
    pub fn ready(&self, index: usize) -> io::Result<(Uuid, Event)> {
        let (slot, text) = self.records.whole(index)?;
        Ok((slot.id, event_of(&self.resolved(index, text)?)?))
    }

    /// The stored form with its REFs resolved, as RFC 8785 text.
    pub fn ready_text(&self, index: usize) -> io::Result<String> {
        self.resolved(index, self.text(index)?)
    }

    /// A text with what its REFs name put in their places.
    fn resolved(&self, index: usize, text: String) -> io::Result<String> {
        let refs = match self.flag(index, REFS) {
            true => self.refs_of(index),
            false => &[],
        };
        if refs.iter().all(|found| found.target.is_none()) {
            return Ok(text);
        }
        if refs.iter().any(|found| found.start == u32::MAX) {
            let event = super::resolve::with(&event_of(&text)?, refs);
            return Ok(json::canonical(&Value::Object(event.fields().clone())));
        }
        let mut refs: Vec<&Named> = refs.iter().collect();
        refs.sort_by_key(|found| found.start);
        let mut out = String::with_capacity(text.len() + 80);
        let mut from = 0;
        for found in refs {
            let Some(target) = found.target else { continue };
            let start = found.start as usize;
            out.push_str(text.get(from..start).unwrap_or_default());
            out.push_str(target.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
            from = start + found.length as usize;
        }
        out.push_str(text.get(from..).unwrap_or_default());
        Ok(out)
    }

    /// At least the bytes of the longest stored form, and at most a few hundred more.
    pub fn longest(&self) -> usize {
        // Beside its target a REF grows by no more than the length of a UUID.
        self.longest + 8 * 36
    }

    /// The REFs of an event, in the order of `resolve`.
    pub fn refs_of(&self, index: usize) -> &[Named] {
        let begin = self.refs.partition_point(|found| found.event() < index);
        let rest = self.refs.get(begin..).unwrap_or_default();
        let end = rest.partition_point(|found| found.event() == index);
        rest.get(..end).unwrap_or_default()
    }

    /// All REFs, in order of their events.
    pub fn refs(&self) -> &[Named] {
        &self.refs
    }

    /// The text of a REF as given.
    pub(super) fn ref_text(&self, found: &Named, ahead: &mut Ahead) -> io::Result<String> {
        let text = self.raw_text(found.event(), ahead)?;
        if found.start == u32::MAX {
            let event = event_of(&text)?;
            let given = super::resolve::given(&event, found);
            return Ok(given.unwrap_or_default().to_owned());
        }
        let (from, length) = (found.start as usize, found.length as usize);
        Ok(text.get(from..from + length).unwrap_or_default().to_owned())
    }

    /// Notes what a REF (its number among `refs`) names.
    pub fn resolve(&mut self, number: usize, target: Uuid, inside: Option<usize>) {
        if let Some(found) = self.refs.get_mut(number) {
            found.target = Some(target);
            found.inside = inside.and_then(|number| u32::try_from(number).ok());
        }
    }

    /// Forgets an earlier preparation.
    pub fn reset(&mut self) {
        self.flags.iter_mut().for_each(|flags| *flags &= !ALREADY);
        for found in &mut self.refs {
            (found.target, found.inside) = (None, None);
        }
    }

    fn flag(&self, index: usize, flag: u8) -> bool {
        self.flags.get(index).is_some_and(|flags| flags & flag != 0)
    }

    /// The kind of an input event.
    pub fn kind(&self, index: usize) -> Option<Kind> {
        let place = usize::from(self.flags.get(index)? >> 4);
        Kind::ALL.get(place).copied()
    }

    /// Marks an input event as already recorded.
    pub fn set_already(&mut self, index: usize) {
        if let Some(flags) = self.flags.get_mut(index) {
            *flags |= ALREADY;
        }
    }

    /// Whether it is already recorded.
    pub fn is_already(&self, index: usize) -> bool {
        self.flag(index, ALREADY)
    }

    /// Whether the input gave the id.
    pub fn is_given(&self, index: usize) -> bool {
        self.flag(index, GIVEN)
    }

    /// Whether the event names other entries.
    pub fn has_references(&self, index: usize) -> bool {
        self.flag(index, REFS)
    }

    /// Whether no event names an entry, has a label or was given an id.
    pub fn stands_alone(&self) -> bool {
        let asks = GIVEN | REFS | LABELLED;
        self.repeated.is_empty() && self.flags.iter().all(|flags| flags & asks == 0)
    }

    /// The id of an input event.
    pub fn id(&self, index: usize) -> io::Result<Uuid> {
        Ok(self.records.slot(index)?.id)
    }

    /// All ids, in order.
    pub fn ids(&self) -> io::Result<Vec<Uuid>> {
        (0..self.len()).map(|index| self.id(index)).collect()
    }

    /// The first input event of a given id.
    pub fn by_id(&self, id: Uuid) -> io::Result<Option<usize>> {
        let is = |number: u32| Ok(self.id(number as usize)? == id);
        Ok(self.ids.find(&id, is)?.map(|number| number as usize))
    }

    /// The first input event of a label, and its id.
    pub fn by_label(&self, label: &str) -> io::Result<Option<(usize, Uuid)>> {
        let mut id = Uuid::nil();
        let is = |number: u32| match self.records.labelled(number as usize, label)? {
            Some(found) => {
                id = found;
                Ok(true)
            }
            None => Ok(false),
        };
        let number = self.labels.find(&label, is)?;
        Ok(number.map(|number| (number as usize, id)))
    }

    /// The ids among those given whose end is `hex` (lower case, no hyphens).
    pub fn by_suffix(&self, hex: &str) -> io::Result<Vec<Uuid>> {
        let mut found = Vec::new();
        let mut ahead = Ahead::default();
        for index in (0..self.len()).filter(|index| self.is_given(*index)) {
            let id = self.records.ahead(index, &mut ahead)?.0.id;
            if id.simple().to_string().ends_with(hex) {
                found.push(id);
            }
        }
        Ok(found)
    }

    /// The events that have a label which no earlier one has, in order.
    pub fn labelled(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len()).filter(|index| self.flag(*index, LABELLED))
    }

    /// The label of an event.
    pub fn label_of(&self, index: usize) -> io::Result<String> {
        let (slot, text) = self.records.whole(index)?;
        let (start, length) = (slot.label.0 as usize, slot.label.1 as usize);
        Ok(text
            .get(start..start + length)
            .unwrap_or_default()
            .to_owned())
    }

    /// Events whose label an earlier event of the batch has: (event, the earlier one).
    pub fn repeated_labels(&self) -> &[(usize, usize)] {
        &self.repeated
    }

    /// Where an input event stood.
    pub fn place(&self, index: usize) -> io::Result<Place> {
        let slot = self.records.slot(index)?;
        Ok(Place {
            file: self.files.get(slot.file as usize).cloned(),
            line: (slot.line > 0).then_some(slot.line),
        })
    }

    /// The entries to append, in order, without those already recorded.
    pub fn new_entries(&self) -> impl Iterator<Item = io::Result<NewEntry>> + '_ {
        let mut ahead = Ahead::default();
        (0..self.len())
            .filter(|index| !self.is_already(*index))
            .map(move |index| self.new_entry(index, &mut ahead))
    }

    fn new_entry(&self, index: usize, ahead: &mut Ahead) -> io::Result<NewEntry> {
        let (slot, text) = self.records.ahead(index, ahead)?;
        Ok(NewEntry {
            id: slot.id,
            event: self.resolved(index, text)?,
        })
    }
}

fn event_of(text: &str) -> io::Result<Event> {
    let value: Value = serde_json::from_str(text).map_err(io::Error::other)?;
    Event::from_log(value).ok_or_else(|| io::Error::other("the spool holds no event"))
}

/// Numbers of events and places in a text are kept in four bytes.
fn small(number: usize) -> io::Result<u32> {
    u32::try_from(number)
        .ok()
        .filter(|number| *number < u32::MAX)
        .ok_or_else(|| io::Error::other("more events in one import than can be numbered"))
}

fn field_number(field: &str) -> u8 {
    let fields = super::resolve::FIELDS;
    fields.iter().position(|known| *known == field).unwrap_or(0) as u8
}
