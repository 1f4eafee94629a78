//! From entry lines to records: the file behind the log read in large pieces, its lines worked
//! on by all threads, the results in order. Owns the reading; a log that is no file, and a
//! line that is unusual, go the slow way. From the first entry on the root is checked.

use std::path::Path;

use crate::crew;
use crate::event::quick::Bench;
use crate::log::codec::{self, Frames, LineKind};
use crate::log::pieces::{Piece, Pieces};
use crate::log::{Log, LogError, Mark};
use crate::merkle::{self, Frontier, Hash};

use super::block::{Doubt, Sound, doubt, open_plain};
use super::record::Record;
use super::swift::Swift;

/// What to do with an entry: its position, the offset of its line, and its records.
pub(super) type Each<'a> = dyn FnMut(u64, u64, &[Record]) -> Sound<()> + 'a;

/// One entry of a piece.
struct Found {
    position: u64,
    offset: u64,
    leaf: Hash,
    /// How many records are its.
    records: usize,
}

/// The entries of a piece.
#[derive(Default)]
struct Done {
    entries: Vec<Found>,
    records: Vec<Record>,
    trouble: Option<Doubt>,
}

/// Reads on from a mark to the head.
pub(super) fn scan(log: &dyn Log, log_file: &Path, from: Mark, each: &mut Each<'_>) -> Sound<()> {
    let head = log.head();
    if from.position > head.position {
        return Ok(());
    }
    if head.bytes == 0 {
        return slowly(log, from, each);
    }
    let whole = from.position == 1;
    let mut pieces = Pieces::new(open_plain(log_file)?, from.offset, head.bytes)?;
    let mut frontier = Frontier::new();
    let mut due = from.position;
    crew::in_order(
        &mut || pieces.next().map_err(Doubt::from),
        &|| {
            let mut reader = Reader::new(whole);
            move |piece: Piece| reader.read(&piece)
        },
        &mut |done: Done| {
            let mut records = done.records.as_slice();
            for found in done.entries {
                if found.position != due {
                    return doubt(format!("no entry of position {due} where it should be"));
                }
                due += 1;
                let (own, rest) = records.split_at(found.records.min(records.len()));
                records = rest;
                if whole {
                    frontier.push(found.leaf);
                }
                each(found.position, found.offset, own)?;
            }
            done.trouble.map_or(Ok(()), Err)
        },
    )?;
    match due == head.position + 1 && (!whole || frontier == head.frontier) {
        true => Ok(()),
        false => doubt("the log is not what its head says"),
    }
}

/// What one thread reads with.
struct Reader {
    hashes: bool,
    bench: Bench,
    frames: Frames,
    swift: Swift,
}

impl Reader {
    fn new(hashes: bool) -> Reader {
        Reader {
            hashes,
            bench: Bench::default(),
            frames: Frames::default(),
            swift: Swift::default(),
        }
    }

    fn read(&mut self, piece: &Piece) -> Done {
        let mut done = Done::default();
        for (offset, line) in piece.lines() {
            if codec::kind(line) != LineKind::Entry {
                continue;
            }
            match self.entry(offset, line, &mut done.records) {
                Ok(found) => done.entries.push(found),
                Err(doubt) => {
                    done.trouble = Some(doubt);
                    break;
                }
            }
        }
        done
    }

    fn entry(&mut self, offset: u64, line: &[u8], records: &mut Vec<Record>) -> Sound<Found> {
        let frame = self
            .frames
            .entry(line)
            .map_err(|error| Doubt(error.to_string()))?;
        let before = records.len();
        match self
            .bench
            .read(frame.event)
            .filter(|quick| quick.id.is_none())
        {
            Some(quick) => self
                .swift
                .records(frame.id, frame.position, &quick, records),
            None => {
                let entry = frame.entry().map_err(|error| Doubt(error.to_string()))?;
                records.extend(Record::of(&entry));
            }
        }
        Ok(Found {
            position: frame.position,
            offset,
            leaf: match self.hashes {
                true => merkle::leaf_hash(line),
                false => Hash::default(),
            },
            records: records.len() - before,
        })
    }
}

/// Through the log's own reader; a doubt of `each` ends the walk.
fn slowly(log: &dyn Log, from: Mark, each: &mut Each<'_>) -> Sound<()> {
    let mut doubted = None;
    let walked = log.read(from, &mut |read| {
        let records: Vec<Record> = Record::of(&read.entry).collect();
        each(read.entry.position, read.mark.offset, &records).map_err(|doubt| {
            doubted = Some(doubt);
            LogError::Poisoned
        })
    });
    match (doubted, walked) {
        (Some(doubt), _) => Err(doubt),
        (None, Err(error)) => doubt(error.to_string()),
        (None, Ok(())) => Ok(()),
    }
}
