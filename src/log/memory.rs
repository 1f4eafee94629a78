//! A log in memory, for tests: the same conformance suite as the file. Holds the same lines
//! with the same hashes, and forgets them when it is dropped.

use super::codec::{self, MAX_LINE};
use super::{Entry, Head, Header, Log, LogError, Mark, NewEntries, Read, Stamp};
use crate::merkle::{self, Frontier, Hash};

/// A log in memory.
#[derive(Debug, Clone)]
pub struct MemoryLog {
    header: Header,
    binding: Hash,
    head: Head,
    reads: Vec<Read>,
}

impl MemoryLog {
    /// A new, empty log.
    pub fn new(header: Header) -> MemoryLog {
        MemoryLog {
            binding: merkle::sha256(codec::encode_header(&header).as_bytes()),
            header,
            head: Head {
                position: 0,
                bytes: 0,
                recorded_at: None,
                frontier: Frontier::new(),
            },
            reads: Vec::new(),
        }
    }

    /// The entries, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.reads.iter().map(|read| &read.entry)
    }

    fn from(
        &self,
        position: u64,
        each: &mut dyn FnMut(Read) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        let skip = usize::try_from(position.saturating_sub(1)).unwrap_or(usize::MAX);
        self.reads.iter().skip(skip).cloned().try_for_each(each)
    }
}

impl Log for MemoryLog {
    fn header(&self) -> &Header {
        &self.header
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn read(
        &self,
        from: Mark,
        each: &mut dyn FnMut(Read) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        self.from(from.position, each)
    }

    fn read_after(
        &self,
        known: &Head,
        each: &mut dyn FnMut(Read) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        if known.position > self.head.position {
            return Err(LogError::NotThere {
                position: known.position,
                offset: known.bytes,
            });
        }
        self.from(known.position + 1, each)
    }

    fn entry(&self, mark: Mark) -> Result<Read, LogError> {
        let index = mark
            .position
            .checked_sub(1)
            .and_then(|at| usize::try_from(at).ok());
        let read = index.and_then(|at| self.reads.get(at)).cloned();
        read.ok_or(LogError::NotThere {
            position: mark.position,
            offset: mark.offset,
        })
    }

    fn append(
        &mut self,
        expected: u64,
        stamp: &Stamp,
        entries: &mut NewEntries<'_>,
    ) -> Result<Head, LogError> {
        if self.head.position != expected {
            return Err(LogError::Conflict {
                expected,
                actual: self.head.position,
            });
        }
        if let Some(last) = self.head.recorded_at
            && stamp.recorded_at <= last
        {
            return Err(LogError::NotLater {
                last: last.to_text(),
                given: stamp.recorded_at.to_text(),
            });
        }
        let mut frontier = self.head.frontier.clone();
        let mut fresh = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|source| LogError::NotDrawn { source })?;
            let position = frontier.size() + 1;
            let line = codec::encode_entry(position, entry.id, stamp, &self.binding, &entry.event);
            if line.len() > MAX_LINE {
                return Err(LogError::TooLong {
                    bytes: line.len() as u64,
                });
            }
            let leaf = merkle::leaf_hash(line.as_bytes());
            let entry = codec::decode_entry(line.as_bytes())
                .and_then(|line| line.entry())
                .map_err(|error| LogError::NotWritten {
                    path: "memory".to_owned(),
                    source: std::io::Error::new(std::io::ErrorKind::InvalidInput, error),
                })?;
            frontier.push(leaf);
            fresh.push(Read {
                entry,
                mark: Mark {
                    position,
                    offset: 0,
                },
                leaf,
                length: line.len() as u64,
            });
        }
        if !fresh.is_empty() {
            self.reads.append(&mut fresh);
            self.head = Head {
                position: frontier.size(),
                bytes: 0,
                recorded_at: Some(stamp.recorded_at),
                frontier,
            };
        }
        Ok(self.head.clone())
    }
}
