//! A head that was published, as somebody kept it: a checkpoint, or the head in print. Owns
//! what the two have in common; knows no log.

use super::{Checkpoint, Note, NoteError, Proof, Short};
use crate::merkle::Hash;

/// A published head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// Origin, position and root.
    Checkpoint(Checkpoint),
    /// Position and the beginning of the root.
    Short(Short),
}

impl Published {
    /// The heads of a text: in print, a checkpoint, or a proof file; and the note that was
    /// signed, if there is one.
    ///
    /// # Errors
    /// What is wrong with it, read as a checkpoint or proof.
    pub fn all(text: &str) -> Result<(Vec<Published>, Option<Note>), NoteError> {
        if let Some(short) = Short::parse(text) {
            return Ok((vec![Published::Short(short)], None));
        }
        let proof = Proof::parse(text)?;
        let heads = proof.heads().into_iter().map(Published::Checkpoint);
        Ok((heads.collect(), Some(proof.note().clone())))
    }

    /// The position.
    pub fn position(&self) -> u64 {
        match self {
            Published::Checkpoint(checkpoint) => checkpoint.position,
            Published::Short(short) => short.position,
        }
    }

    /// The origin; in print there is none.
    pub fn origin(&self) -> Option<&str> {
        match self {
            Published::Checkpoint(checkpoint) => Some(&checkpoint.origin),
            Published::Short(_) => None,
        }
    }

    /// Whether this root is the published one.
    pub fn fits(&self, root: &Hash) -> bool {
        match self {
            Published::Checkpoint(checkpoint) => checkpoint.root == *root,
            Published::Short(short) => short.fits(root),
        }
    }

    /// Whether it differs by what is probably a slip in the typing.
    pub fn is_slip(&self, root: &Hash) -> bool {
        match self {
            Published::Checkpoint(_) => false,
            Published::Short(short) => short.is_slip(root),
        }
    }
}
