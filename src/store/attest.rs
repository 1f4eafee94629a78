//! What a store attests to: its head (or an earlier one), that an entry is in it, that it has
//! an earlier log as its beginning. Syncs the log, then hashes every line of it in one pass;
//! says nothing of a damaged log, and decodes no event.

use super::{Store, StoreError};
use crate::desk::resolve::unknown;
use crate::event::Fault;
use crate::log::file::FileLog;
use crate::log::{Log as _, LogError, Passed};
use crate::merkle::proof::{Gather, consistency_parts, inclusion_parts};
use crate::merkle::{Frontier, Hash};
use crate::note::{Checkpoint, Extension, Inclusion, Note};

/// What is to be attested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The head.
    Head,
    /// That the entry of this position is in the log.
    Entry(u64),
    /// That the log at this position is the beginning of it.
    Since(u64),
}

/// What was attested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attested {
    /// The head.
    Head(Note, Checkpoint),
    /// An entry.
    Entry(Inclusion),
    /// An extension.
    Since(Extension),
}

/// An attestation, and whether the head was lost: then a lost end cannot be ruled out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// What holds.
    pub attested: Attested,
    /// Whether no slot of `head` is valid.
    pub head_lost: bool,
}

/// Why nothing can be attested.
#[derive(Debug, thiserror::Error)]
pub enum AttestError {
    /// The store or its log.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A REF that names no entry.
    #[error("{}", .0.message)]
    Reference(Fault),
    /// A position beyond the end of what is asked about.
    #[error("@{asked} is beyond @{end}")]
    Beyond {
        /// The position asked for.
        asked: u64,
        /// Where the log ends, or is to end.
        end: u64,
        /// Whether that is the log's own end.
        is_head: bool,
    },
}

impl From<LogError> for AttestError {
    fn from(error: LogError) -> AttestError {
        AttestError::Store(error.into())
    }
}

/// Entries between two words to whoever waits.
const STEP: u64 = 100_000;

/// What one pass gathers.
struct Pass {
    end: u64,
    tree: Frontier,
    gather: Gather,
    /// The entry wanted, and its line once met.
    entry: Option<(u64, Vec<u8>)>,
    /// The earlier position wanted, and the root there once met.
    since: Option<(u64, Hash)>,
    signatures: Vec<String>,
}

impl Pass {
    fn take(&mut self, passed: Passed<'_>) {
        match passed {
            Passed::Entry(line, leaf) if self.tree.size() < self.end => {
                self.tree.push(*leaf);
                self.gather.push(*leaf);
                if let Some((wanted, held)) = &mut self.entry
                    && *wanted == self.tree.size()
                {
                    *held = line.to_vec();
                }
                if let Some((wanted, root)) = &mut self.since
                    && *wanted == self.tree.size()
                {
                    *root = self.tree.root();
                }
            }
            Passed::Commit(commit) if commit.position == self.end => {
                self.signatures.clone_from(&commit.signatures);
            }
            _ => {}
        }
    }
}

impl Store {
    /// The position of the entry that a REF names.
    ///
    /// # Errors
    /// A REF that names none; what the log says.
    pub fn position_of(&self, reference: &str) -> Result<u64, AttestError> {
        let number = reference.strip_prefix(['@', '#']);
        if let Some(position) = number.and_then(|number| number.parse::<u64>().ok()) {
            let log = FileLog::open_reader(&self.dir)?;
            return match (1..=log.head().position).contains(&position) {
                true => Ok(position),
                false => Err(AttestError::Reference(unknown(reference))),
            };
        }
        let found = self.look(|look| look.entry(reference))?;
        Ok(found.map_err(AttestError::Reference)?.position)
    }

    /// Attests to what is wanted in the log at `known` (else at its head). Tells now and then
    /// how many entries of how many have been hashed.
    ///
    /// # Errors
    /// A position beyond the end; damage, loss, and what the disk says.
    pub fn attest(
        &self,
        wanted: Wanted,
        known: Option<u64>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Attestation, AttestError> {
        let log = FileLog::open_reader(&self.dir)?;
        if let Some(trouble) = log.trouble() {
            return Err(trouble.into());
        }
        // A reader may have seen a commit that its writer has not yet made durable.
        log.sync()?;
        let head = log.head().position;
        let end = known.unwrap_or(head);
        let beyond = |asked, end, is_head| AttestError::Beyond {
            asked,
            end,
            is_head,
        };
        if end > head {
            return Err(beyond(end, head, true));
        }
        let parts = match wanted {
            Wanted::Head => Some(Vec::new()),
            Wanted::Entry(position) => inclusion_parts(position.wrapping_sub(1), end),
            Wanted::Since(old) => consistency_parts(old, end),
        };
        let parts = match (parts, wanted) {
            (Some(parts), _) => parts,
            (None, Wanted::Entry(asked) | Wanted::Since(asked)) => {
                return Err(beyond(asked, end, end == head));
            }
            (None, Wanted::Head) => Vec::new(),
        };
        let mut pass = Pass {
            end,
            tree: Frontier::new(),
            gather: Gather::new(parts),
            entry: match wanted {
                Wanted::Entry(position) => Some((position, Vec::new())),
                _ => None,
            },
            since: match wanted {
                Wanted::Since(old) => Some((old, Frontier::new().root())),
                _ => None,
            },
            signatures: Vec::new(),
        };
        let mut met = 0_u64;
        log.pass(&mut |passed| {
            if let Passed::Entry(..) = passed {
                met += 1;
                if met.is_multiple_of(STEP) {
                    progress(met, head);
                }
            }
            pass.take(passed);
            Ok(())
        })?;
        Ok(Attestation {
            attested: pass.attested(&log.header().origin)?,
            head_lost: log.recovery().head_lost,
        })
    }
}

impl Pass {
    fn attested(self, origin: &str) -> Result<Attested, AttestError> {
        let checkpoint = Checkpoint {
            origin: origin.to_owned(),
            position: self.tree.size(),
            root: self.tree.root(),
        };
        let note = Note {
            text: checkpoint.text(),
            signatures: self.signatures,
        };
        // The pass went to the head, so nothing is missing; if it were, nothing is attested.
        let short = || LogError::Lost {
            head: self.end,
            found: checkpoint.position,
        };
        let hashes = self.gather.finish().ok_or_else(short)?;
        Ok(match (self.entry, self.since) {
            (Some((position, line)), _) => Attested::Entry(Inclusion {
                entry: String::from_utf8(line).map_err(|_| short())?,
                index: position.saturating_sub(1),
                hashes,
                note,
                checkpoint,
            }),
            (None, Some((old, root))) => Attested::Since(Extension {
                old,
                root,
                hashes,
                note,
                checkpoint,
            }),
            (None, None) => Attested::Head(note, checkpoint),
        })
    }
}

impl Attested {
    /// The signed head, to be signed further.
    pub fn note_mut(&mut self) -> &mut Note {
        match self {
            Attested::Head(note, _) => note,
            Attested::Entry(one) => &mut one.note,
            Attested::Since(one) => &mut one.note,
        }
    }

    /// The signed head.
    pub fn note(&self) -> &Note {
        match self {
            Attested::Head(note, _) => note,
            Attested::Entry(one) => &one.note,
            Attested::Since(one) => &one.note,
        }
    }

    /// What the signed head says.
    pub fn checkpoint(&self) -> &Checkpoint {
        match self {
            Attested::Head(_, checkpoint) => checkpoint,
            Attested::Entry(one) => &one.checkpoint,
            Attested::Since(one) => &one.checkpoint,
        }
    }

    /// The file.
    pub fn to_text(&self) -> String {
        match self {
            Attested::Head(note, _) => note.to_text(),
            Attested::Entry(one) => one.to_text(),
            Attested::Since(one) => one.to_text(),
        }
    }
}
