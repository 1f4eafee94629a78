//! What one entry line says by itself: its frame, its leaf, whether its event is canonical and
//! of the vocabulary, and what is to be held against other entries. Pure, so that lines can be
//! worked on by several threads; what is sure the fast way is taken so, all else exactly.

use serde_json::Value;
use uuid::Uuid;

use crate::event::quick::{Bench, Quick};
use crate::event::when::Instant;
use crate::event::{Event, Kind, decode};
use crate::keys::{Record, Swift};
use crate::log::codec::{EntryLine, Frames, LineError};
use crate::merkle::{self, Hash};

use super::state::codec_says;

/// Arrays and objects inside each other in a line, the line's own object included.
const DEPTH: usize = 100;

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
    /// The evidence that its sources name.
    pub(super) evidence: Vec<String>,
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

/// The fields of changes that refer to entries, in the order in which they are told.
const CHANGED: [(&str, &str); 3] = [
    ("follows", "changes.follows"),
    ("cause", "changes.cause"),
    ("effect", "changes.effect"),
];

fn quickly(quick: &Quick<'_>) -> Facts {
    let found = |field: &str, changed: bool| {
        let mut refs = quick.refs.iter();
        let found = refs.find(|found| found.changed == changed && found.field == field)?;
        let text = quick.stored.get(found.at.clone()).unwrap_or_default();
        Some(Uuid::parse_str(text).ok())
    };
    let own = fields_of(quick.kind).iter();
    let own = own.filter_map(|field| Some((*field, found(field, false)?)));
    let changed = CHANGED.iter().filter(|_| quick.kind == Kind::Correction);
    let changed = changed.filter_map(|(field, path)| Some((*path, found(field, true)?)));
    let mut evidence = Vec::new();
    if quick.stored.contains("\"sha256:") {
        let sources = quick.view.member("sources").into_iter();
        let named = sources.flat_map(|sources| sources.items());
        let named = named.filter_map(|source| source.member("evidence")?.text());
        evidence.extend(named.map(|name| name.into_owned()));
    }
    Facts {
        kind: quick.kind,
        label: quick.label().map(label_key),
        references: own.chain(changed).collect(),
        evidence,
        invalid: None,
    }
}

fn exactly(
    line: &[u8],
    frame: &EntryLine<'_>,
    keys: bool,
    records: &mut Vec<Record>,
) -> Result<Facts, Wrong> {
    if too_deep(line) {
        let what = format!("nested more than {DEPTH} deep");
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
    let references = references_of(event).into_iter().map(|(field, value)| {
        let target = value.as_str().and_then(|text| Uuid::parse_str(text).ok());
        (field, target)
    });
    let evidence = event.sources().into_iter();
    Ok(Facts {
        kind: event.kind(),
        label: event.label().map(label_key),
        references: references.collect(),
        evidence: evidence.filter_map(|source| source.evidence).collect(),
        invalid: vocabulary(event),
    })
}

/// The first 16 bytes of the hash of a label.
fn label_key(label: &str) -> u128 {
    let hash = merkle::sha256(label.as_bytes());
    hash.iter()
        .take(16)
        .fold(0, |sum, byte| (sum << 8) | u128::from(*byte))
}

/// Why an event is not of the vocabulary.
fn vocabulary(event: &Event) -> Option<String> {
    // Citations are written by the program itself, and not decoded from input.
    if event.kind() == Kind::Citation {
        return None;
    }
    match decode::decode(event.fields().clone()) {
        Ok(input) if input.id.is_none() && input.event == *event => None,
        Ok(_) => Some("the event is not in the form in which it would be stored".to_string()),
        Err(problems) => Some(match problems.first() {
            Some(first) if first.field.is_empty() => first.fault.message.clone(),
            Some(first) => format!("{}: {}", first.field, first.fault.message),
            None => "the event is not valid".to_string(),
        }),
    }
}

/// The fields of a kind that refer to entries.
fn fields_of(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Link => &["cause", "effect"],
        Kind::FundExit | Kind::Sanction => &["follows"],
        kind if kind.is_amendment() => &["target"],
        _ => &[],
    }
}

/// The references of an event, with the field that holds each.
fn references_of(event: &Event) -> Vec<(&'static str, Value)> {
    let fields = event.fields();
    let mut found: Vec<(&'static str, Value)> = fields_of(event.kind())
        .iter()
        .filter_map(|name| Some((*name, fields.get(*name)?.clone())))
        .collect();
    if event.kind() == Kind::Correction
        && let Some(changes) = fields.get("changes").and_then(Value::as_object)
    {
        let set = CHANGED.iter().filter_map(|(name, path)| {
            let value = changes.get(*name).filter(|value| !value.is_null())?;
            Some((*path, value.clone()))
        });
        found.extend(set);
    }
    found
}

/// Whether a JSON text is nested deeper than the format allows.
fn too_deep(bytes: &[u8]) -> bool {
    let (mut depth, mut inside, mut escaped) = (0_usize, false, false);
    for byte in bytes {
        match (inside, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => inside = !inside,
            (false, b'{' | b'[') => depth += 1,
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH {
            return true;
        }
    }
    false
}
