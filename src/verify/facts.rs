//! What one entry line says by itself: its frame, its leaf, whether its event is canonical and
//! of the vocabulary, and what is to be held against other entries. Pure, so that lines can be
//! worked on by several threads; what is sure the fast way is taken so, all else exactly.

use uuid::Uuid;

use crate::event::quick::{Bench, Quick};
use crate::event::when::Instant;
use crate::event::{Kind, decode};
use crate::keys::{Record, Swift};
use crate::log::Entry;
use crate::log::codec::{EntryLine, Frames, LineError};
use crate::merkle::{self, Hash};

use super::state::codec_says;
use super::{evidence, pins, shape};

/// Code and message of what is wrong.
pub(super) type Wrong = (&'static str, String);

/// An entry line, read.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) id: Uuid,
    pub(super) log: Option<Hash>,
    pub(super) position: u64,
    pub(super) recorded_at: Instant,
    pub(super) leaf: Hash,
    /// What the event says, or why it is no sound event.
    pub(super) facts: Result<Facts, Wrong>,
    /// How many of the records of its piece are its.
    pub(super) records: usize,
}

/// What is remembered of an event.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) kind: Kind,
    /// 128 bits of the hash of its label.
    pub(super) label: Option<u128>,
    /// What it refers to, field by field; `None` where that is no UUID.
    pub(super) references: Vec<(&'static str, Option<Uuid>)>,
    /// The evidence that it names.
    pub(super) evidence: Vec<String>,
    /// What it cites, if it is a citation: a position, and the root there.
    pub(super) pin: Option<(u64, Hash)>,
    /// Why it is not of the vocabulary, if so.
    pub(super) invalid: Option<String>,
}

/// What one thread reads with.
#[derive(Debug, Default)]
pub(super) struct Reader {
    bench: Bench,
    frames: Frames,
    swift: Swift,
    /// Whether the keys of entries are wanted.
    keys: bool,
}

impl Reader {
    pub(super) fn new(keys: bool) -> Reader {
        Reader {
            keys,
            ..Reader::default()
        }
    }

    /// Reads an entry line; its keys are added to `records`.
    pub(super) fn read(&mut self, line: &[u8], records: &mut Vec<Record>) -> Result<Taken, Wrong> {
        let frame = self
            .frames
            .entry(line)
            .map_err(|error| codec_says("bad_line", error))?;
        let before = records.len();
        let quick = self.bench.read(frame.event);
        let sure = quick.filter(|quick| quick.id.is_none() && quick.stored == frame.event);
        let facts = match sure {
            Some(quick) => {
                if self.keys {
                    self.swift
                        .records(frame.id, frame.position, &quick, records);
                }
                Ok(quickly(&quick))
            }
            None => exactly(line, &frame, self.keys, records),
        };
        Ok(Taken {
            id: frame.id,
            log: frame.log,
            position: frame.position,
            recorded_at: frame.recorded_at,
            leaf: merkle::leaf_hash(line),
            facts,
            records: records.len() - before,
        })
    }
}

fn quickly(quick: &Quick<'_>) -> Facts {
    let found = |field: &str, changed: bool| {
        let mut refs = quick.refs.iter();
        let found = refs.find(|found| found.changed == changed && found.field == field)?;
        let text = quick.stored.get(found.at.clone()).unwrap_or_default();
        Some(Uuid::parse_str(text).ok())
    };
    let own = shape::fields_of(quick.kind).iter();
    let own = own.filter_map(|field| Some((*field, found(field, false)?)));
    let changed = shape::CHANGED
        .iter()
        .filter(|_| quick.kind == Kind::Correction);
    let changed = changed.filter_map(|(field, path)| Some((*path, found(field, true)?)));
    let mut evidence = Vec::new();
    quick.evidence(&mut evidence);
    Facts {
        kind: quick.kind,
        label: quick.label().map(label_key),
        references: own.chain(changed).collect(),
        evidence,
        pin: None,
        invalid: None,
    }
}

fn exactly(
    line: &[u8],
    frame: &EntryLine<'_>,
    keys: bool,
    records: &mut Vec<Record>,
) -> Result<Facts, Wrong> {
    if shape::too_deep(line) {
        let what = format!("nested more than {} deep", shape::DEPTH);
        return Err(("bad_line", what));
    }
    let entry = frame
        .entry()
        .map_err(|error: LineError| codec_says("bad_line", error))?;
    if entry.event.canonical() != frame.event {
        let what = "the event is not in RFC 8785 canonical form";
        return Err(("not_canonical", what.to_string()));
    }
    if keys {
        records.extend(Record::of(&entry));
    }
    let event = &entry.event;
    let references = shape::references_of(event)
        .into_iter()
        .map(|(field, value)| {
            let target = value.as_str().and_then(|text| Uuid::parse_str(text).ok());
            (field, target)
        });
    Ok(Facts {
        kind: event.kind(),
        label: event.label().map(label_key),
        references: references.collect(),
        evidence: evidence::named(event),
        pin: pins::cited(&entry),
        invalid: vocabulary(&entry),
    })
}

/// The first 16 bytes of the hash of a label.
fn label_key(label: &str) -> u128 {
    let hash = merkle::sha256(label.as_bytes());
    hash.iter()
        .take(16)
        .fold(0, |sum, byte| (sum << 8) | u128::from(*byte))
}

/// Why the event of an entry is not of the vocabulary.
fn vocabulary(entry: &Entry) -> Option<String> {
    let event = &entry.event;
    let decoded = match event.kind() {
        // No input may be one, so it is decoded as what the program itself writes.
        Kind::Citation => decode::citation(event.fields().clone()),
        _ => decode::decode(event.fields().clone()),
    };
    match decoded {
        Ok(_) if let Some(fault) = pins::fault(entry) => Some(fault.to_string()),
        Ok(input) if input.id.is_none() && input.event == *event => None,
        Ok(_) => Some("the event is not in the form in which it would be stored".to_string()),
        Err(problems) => Some(match problems.first() {
            Some(first) if first.field.is_empty() => first.fault.message.clone(),
            Some(first) => format!("{}: {}", first.field, first.fault.message),
            None => "the event is not valid".to_string(),
        }),
    }
}
