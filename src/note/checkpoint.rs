//! Checkpoints (C2SP `tlog-checkpoint`): origin, number of entries, root. Owns the three lines
//! and what may follow them; who signed them is the note's.

use super::{Note, NoteError, cut, decimal, wrong};
use crate::log::codec::{self, MAX_POSITION};
use crate::merkle::{self, Hash};

/// What a log was at some position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// Number of its entries.
    pub position: u64,
    /// Root over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed; the same as a commit's at that position.
    pub fn text(&self) -> String {
        let Checkpoint {
            origin, position, ..
        } = self;
        format!("{origin}\n{position}\n{}\n", merkle::base64(&self.root))
    }

    /// Reads the text of a note; extension lines are left alone if they are signed.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of(note: &Note) -> Result<Checkpoint, NoteError> {
        let text = note.text.strip_suffix('\n').unwrap_or(&note.text);
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return wrong("a checkpoint has three lines: origin, number of entries, root");
        };
        if !codec::is_origin(origin) {
            return wrong(format!("{} is not the origin of a log", cut(origin)));
        }
        let Some(position) = decimal(size).filter(|position| *position <= MAX_POSITION) else {
            return wrong(format!("{} is not a number of entries", cut(size)));
        };
        let Some(root) = merkle::from_base64(root) else {
            return wrong(format!("{} is not a root", cut(root)));
        };
        if lines.any(str::is_empty) {
            return wrong("there is an empty line in it");
        }
        if note.signatures.is_empty() && text.split('\n').count() > 3 {
            return wrong("lines follow its three, and nobody signed them");
        }
        Ok(Checkpoint {
            origin: origin.to_owned(),
            position,
            root,
        })
    }
}
