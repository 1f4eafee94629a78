//! Input events in stored form, many in one text: what a reader hands to the desk. Owns the
//! shape between reading, which several threads may do, and a batch, which keeps the order.

use std::ops::Range;

use uuid::Uuid;

use super::{DeskError, Draft, Place, Placed};
use crate::event::decode;
use crate::event::quick::{Bench, Quick, RefAt};
use crate::event::{Event, Kind};

/// Events and refusals in the order of the input.
#[derive(Debug, Default)]
pub struct Page {
    /// What messages call the input.
    pub file: Option<String>,
    pub(super) text: String,
    pub(super) items: Vec<Item>,
    pub(super) refs: Vec<RefAt>,
    evidence: Vec<String>,
}

/// One input event.
#[derive(Debug)]
pub(super) enum Item {
    Event(Sheet),
    Refused(Vec<Placed>),
}

/// An event of a page.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) kind: Kind,
    pub(super) id: Option<Uuid>,
    pub(super) line: Option<u64>,
    pub(super) text: Range<usize>,
    /// Its label, as a range of its text.
    pub(super) label: Option<Range<usize>>,
    /// Its REFs among those of the page; of each the range of its text.
    pub(super) refs: Range<usize>,
}

/// A REF of which it is not known where it stands: found by parsing.
pub(super) const UNPLACED: Range<usize> = usize::MAX..usize::MAX;

impl Page {
    /// A page of a file.
    pub fn of(file: Option<String>) -> Page {
        Page {
            file,
            ..Page::default()
        }
    }

    /// Makes room for so many bytes of so many events at once.
    pub fn reserve(&mut self, bytes: usize, events: usize) {
        self.text.reserve(bytes);
        self.items.reserve(events);
    }

    /// Input events on it, refused ones too.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The evidence that the sources of its events name, and those that corrections bring.
    pub fn evidence(&self) -> impl Iterator<Item = &str> {
        self.evidence.iter().map(String::as_str)
    }

    /// Adds an event that was read the fast way.
    pub fn add(&mut self, event: &Quick<'_>, line: Option<u64>) {
        let begin = self.text.len();
        self.text.push_str(event.stored);
        let refs = self.refs.len();
        self.refs.extend_from_slice(event.refs);
        event.evidence(&mut self.evidence);
        self.items.push(Item::Event(Sheet {
            kind: event.kind,
            id: event.id,
            line,
            text: begin..self.text.len(),
            label: event.label.clone(),
            refs: refs..self.refs.len(),
        }));
    }

    /// Adds the event that a JSON text holds, or what is wrong with it.
    pub fn read(&mut self, text: &str, line: Option<u64>, bench: &mut Bench) {
        if let Some(quick) = bench.read(text) {
            self.add(&quick, line);
            return;
        }
        let place = Place {
            file: self.file.clone(),
            line,
        };
        match decode::decode_text(text) {
            Ok(input) => self.draft(&Draft { input, place }, bench),
            Err(problems) => {
                let placed = problems.into_iter().map(|problem| Placed {
                    place: place.clone(),
                    problem,
                });
                self.items.push(Item::Refused(placed.collect()));
            }
        }
    }

    /// Adds a draft.
    pub fn draft(&mut self, draft: &Draft, bench: &mut Bench) {
        let event = &draft.input.event;
        let text = event.canonical();
        let line = draft.place.line;
        match bench.read(&text).filter(|quick| quick.stored == text) {
            Some(quick) => {
                let id = draft.input.id;
                self.add(&Quick { id, ..quick }, line);
            }
            None => self.unusual(draft.input.id, event, &text, line),
        }
    }

    fn unusual(&mut self, id: Option<Uuid>, event: &Event, text: &str, line: Option<u64>) {
        let begin = self.text.len();
        self.text.push_str(text);
        let refs = self.refs.len();
        self.refs.extend(unplaced(event));
        let named = event.evidence().into_iter().map(str::to_owned);
        self.evidence.extend(named);
        // A label is plain: it can stand in the text but once in these quotes with this key.
        let label = event.label().and_then(|label| {
            let at = text.find(&format!("\"label\":\"{label}\""))? + "\"label\":\"".len();
            Some(at..at + label.len())
        });
        self.items.push(Item::Event(Sheet {
            kind: event.kind(),
            id,
            line,
            text: begin..self.text.len(),
            label,
            refs: refs..self.refs.len(),
        }));
    }

    /// Adds what is wrong with an event.
    ///
    /// # Errors
    /// What is no refusal.
    pub fn refuse(&mut self, error: DeskError) -> Result<(), DeskError> {
        match error {
            DeskError::Refused(problems) => {
                self.items.push(Item::Refused(problems));
                Ok(())
            }
            other => Err(other),
        }
    }
}

/// The REFs of an event by field.
fn unplaced(event: &Event) -> Vec<RefAt> {
    let fields = event.fields();
    let changes = fields
        .get("changes")
        .and_then(|changes| changes.as_object());
    let mut found = Vec::new();
    for (object, changed) in [(Some(fields), false), (changes, true)] {
        for field in super::resolve::FIELDS {
            let text = object.and_then(|object| object.get(field)?.as_str());
            found.extend(text.map(|_| RefAt {
                field,
                changed,
                at: UNPLACED,
            }));
        }
    }
    found
}
