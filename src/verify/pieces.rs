//! Lines in pieces, each read by one thread: what the walk then takes in order. Owns the
//! cutting into pieces and what is known of a line when the walk meets it.

use std::io;

use crate::keys::Record;
use crate::log::codec::{self, LineKind};

use super::facts::{Reader, Taken, Wrong};
use super::lines::{Lines, Mark};

/// Bytes of a piece, if no line is longer.
const PIECE: usize = 1 << 18;

/// Lines that stand together.
#[derive(Debug, Default)]
pub(super) struct Piece {
    bytes: Vec<u8>,
    /// Each line, and where its bytes end.
    marks: Vec<(Mark, usize)>,
    /// Why there are no more, if the system refused.
    error: Option<io::Error>,
}

/// What a line is.
#[derive(Debug)]
#[allow(clippy::large_enum_variant)] // most lines are entries
pub(super) enum Read {
    /// Without an end, or too long: it cannot be read.
    Unread(LineKind),
    Entry(Result<Taken, Wrong>),
    /// A commit line, or one of no kind, with its bytes.
    Other(LineKind, Vec<u8>),
}

/// A piece that was read.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) lines: Vec<(Mark, Read)>,
    /// The keys of the entries, one entry after the other.
    pub(super) records: Vec<Record>,
    pub(super) error: Option<io::Error>,
}

impl Piece {
    /// The next piece; `None` at the end.
    pub(super) fn next(lines: &mut Lines) -> Option<Piece> {
        let mut piece = Piece {
            bytes: Vec::with_capacity(PIECE + PIECE / 8),
            marks: Vec::with_capacity(PIECE / 512),
            error: None,
        };
        while piece.bytes.len() < PIECE && piece.error.is_none() {
            match lines.next(&mut piece.bytes) {
                Ok(Some(mark)) => piece.marks.push((mark, piece.bytes.len())),
                Ok(None) => break,
                Err(error) => piece.error = Some(error),
            }
        }
        (!piece.marks.is_empty() || piece.error.is_some()).then_some(piece)
    }

    /// Reads its lines.
    pub(super) fn read(self, reader: &mut Reader) -> Done {
        let mut done = Done {
            lines: Vec::with_capacity(self.marks.len()),
            records: Vec::with_capacity(8 * self.marks.len()),
            error: self.error,
        };
        let mut from = 0;
        for (mark, to) in self.marks {
            let line = self.bytes.get(from..to).unwrap_or_default();
            from = to;
            let kind = codec::kind(line);
            let read = match kind {
                kind if !mark.whole || mark.too_long => Read::Unread(kind),
                LineKind::Entry => Read::Entry(reader.read(line, &mut done.records)),
                kind => Read::Other(kind, line.to_vec()),
            };
            done.lines.push((mark, read));
        }
        done
    }
}
