//! The commits among what is filed, held against their lines as a reader of the log holds them: how
//! many entries each closes, where, under which root, and that these were recorded at one instant, later
//! than the commit before. Owns that check, so that a build takes no log which a reader would not.

use super::{Sound, doubt};
use crate::event::when::Instant;
use crate::log::Head;
use crate::log::codec::Commit;
use crate::merkle::{self, Hash};

/// What of the commits is known so far.
#[derive(Debug)]
pub(super) struct Commits {
    /// Entries of the commit under way.
    open: u64,
    /// When they were recorded.
    at: Option<Instant>,
    /// When those of the commit before were.
    before: Option<Instant>,
}

impl Commits {
    /// After the commit at the end of what is known.
    pub(super) fn after(head: &Head) -> Commits {
        Commits {
            open: 0,
            at: None,
            before: head.recorded_at,
        }
    }

    /// The next entry of the commit under way.
    pub(super) fn entry(&mut self, recorded: Instant) -> Sound<()> {
        self.open += 1;
        match self.at {
            Some(at) if at == recorded => return Ok(()),
            Some(_) => return doubt("recorded_at differs inside a commit"),
            None => self.at = Some(recorded),
        }
        match self.before {
            Some(before) if recorded <= before => {
                doubt("recorded_at is not later than in the commit before")
            }
            _ => Ok(()),
        }
    }

    /// The line that closes it, the log being at a position and having a root there.
    pub(super) fn close(&mut self, commit: &Commit, position: u64, root: &Hash) -> Sound<()> {
        if commit.entries != self.open || self.open == 0 || commit.position != position {
            return doubt(format!(
                "the commit line after entry {position} is of others"
            ));
        }
        if commit.root != merkle::base64(root) {
            return doubt(format!(
                "the entries up to {position} do not give the root of their commit"
            ));
        }
        self.open = 0;
        self.before = self.at.take();
        Ok(())
    }

    /// Whether every entry was closed by a commit.
    pub(super) fn are_closed(&self) -> bool {
        self.open == 0
    }
}
