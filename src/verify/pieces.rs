//! Lines in pieces, each read by one thread: what the walk then takes in order. Owns the
//! cutting into pieces and what is known of a line when the walk meets it.

use std::io;

use crate::keys::Record;
use crate::log::codec::{self, LineKind};

use super::facts::{Reader, Taken, Wrong};
use super::lines::{Block, Blocks, Mark};

/// Bytes of a piece, if no line is longer.
const PIECE: usize = 1 << 18;

/// Lines that stand together.
#[derive(Debug, Default)]
pub(super) struct Piece {
    block: Block,
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
    /// What it was read from, for the next piece to be read into.
    pub(super) block: Block,
}

impl Piece {
    /// The next piece, read into `block`; `None` at the end.
    pub(super) fn next(blocks: &mut Blocks, mut block: Block) -> Option<Piece> {
        let error = blocks.next(&mut block, PIECE).err();
        let any = block.lines().len() > 0 || error.is_some();
        any.then_some(Piece { block, error })
    }

    /// Reads its lines.
    pub(super) fn read(self, reader: &mut Reader) -> Done {
        let lines = self.block.lines();
        let mut read = Vec::with_capacity(lines.len());
        let mut records = Vec::with_capacity(8 * lines.len());
        for (mark, line) in lines {
            let kind = codec::kind(line);
            let what = match kind {
                kind if !mark.whole || mark.too_long => Read::Unread(kind),
                LineKind::Entry => Read::Entry(reader.read(line, &mut records)),
                kind => Read::Other(kind, line.to_vec()),
            };
            read.push((mark, what));
        }
        Done {
            lines: read,
            records,
            error: self.error,
            block: self.block,
        }
    }
}
