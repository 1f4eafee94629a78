//! Proof files (`schema/proof.md` §6–7): of an entry (C2SP `tlog-proof`, the entry line in its
//! `extra`), of an extension (the body of C2SP `tlog-witness` under two lines of our own).
//! Owns their text and what of them holds; a file that parses has the form it must have.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Checkpoint, Note, NoteError, cut, decimal, wrong};
use crate::log::codec::{self, EntryLine};
use crate::merkle::{self, Hash, proof};

/// Nothing that is read here is longer.
pub const MOST_BYTES: u64 = 4 << 20;

const ENTRY: &str = "c2sp.org/tlog-proof@v1";
const EXTENSION: &str = "dateline-consistency-proof/1";

/// That an entry is in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// The entry line, without its line feed.
    pub entry: String,
    /// Its leaf: position − 1.
    pub index: u64,
    /// The proof.
    pub hashes: Vec<Hash>,
    /// The signed head.
    pub note: Note,
    /// What it says.
    pub checkpoint: Checkpoint,
}

/// That a log has another as its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Position of the earlier head.
    pub old: u64,
    /// Root there.
    pub root: Hash,
    /// The proof.
    pub hashes: Vec<Hash>,
    /// The signed later head.
    pub note: Note,
    /// What it says.
    pub checkpoint: Checkpoint,
}

/// A file that can be checked without a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Of an entry.
    Entry(Inclusion),
    /// Of an extension.
    Extension(Extension),
    /// Nothing but a head.
    Checkpoint(Note, Checkpoint),
}

impl Proof {
    /// Reads a file of any of the three kinds.
    ///
    /// # Errors
    /// What is wrong with its form, its sizes or its number of hashes.
    pub fn parse(text: &str) -> Result<Proof, NoteError> {
        match text.split('\n').next() {
            Some(ENTRY) => Inclusion::parse(text).map(Proof::Entry),
            Some(EXTENSION) => Extension::parse(text).map(Proof::Extension),
            _ => {
                let note = Note::parse(text)?;
                let checkpoint = Checkpoint::of(&note)?;
                Ok(Proof::Checkpoint(note, checkpoint))
            }
        }
    }

    /// The signed head.
    pub fn note(&self) -> &Note {
        match self {
            Proof::Entry(one) => &one.note,
            Proof::Extension(one) => &one.note,
            Proof::Checkpoint(note, _) => note,
        }
    }

    /// What the signed head says.
    pub fn checkpoint(&self) -> &Checkpoint {
        match self {
            Proof::Entry(one) => &one.checkpoint,
            Proof::Extension(one) => &one.checkpoint,
            Proof::Checkpoint(_, checkpoint) => checkpoint,
        }
    }

    /// All heads that it speaks of, the earlier first.
    pub fn heads(&self) -> Vec<Checkpoint> {
        let last = self.checkpoint().clone();
        match self {
            Proof::Extension(one) => vec![
                Checkpoint {
                    origin: last.origin.clone(),
                    position: one.old,
                    root: one.root,
                },
                last,
            ],
            _ => vec![last],
        }
    }
}

/// The lines before the checkpoint, and the checkpoint.
fn halves(text: &str) -> Result<(std::str::Split<'_, char>, Note, Checkpoint), NoteError> {
    let Some((before, after)) = text.split_once("\n\n") else {
        return wrong("there is no empty line before a checkpoint");
    };
    let note = Note::parse(after)?;
    let checkpoint = Checkpoint::of(&note)?;
    Ok((before.split('\n'), note, checkpoint))
}

fn field<'a>(line: Option<&'a str>, name: &str) -> Result<&'a str, NoteError> {
    let value = line.and_then(|line| line.strip_prefix(name)?.strip_prefix(' '));
    match value {
        Some(value) => Ok(value),
        None => wrong(format!("there is no line {name:?} where it belongs")),
    }
}

fn number(text: &str) -> Result<u64, NoteError> {
    match decimal(text) {
        Some(number) => Ok(number),
        None => wrong(format!("{} is not a number", cut(text))),
    }
}

fn hash(text: &str) -> Result<Hash, NoteError> {
    match merkle::from_base64(text) {
        Some(hash) => Ok(hash),
        None => wrong(format!("{} is not a hash", cut(text))),
    }
}

/// The hashes, exactly as many as there must be.
fn hashes<'a>(lines: impl Iterator<Item = &'a str>, due: usize) -> Result<Vec<Hash>, NoteError> {
    let hashes = lines.map(hash).collect::<Result<Vec<Hash>, _>>()?;
    match hashes.len() {
        found if found == due => Ok(hashes),
        found => wrong(format!("it has {found} hashes, and must have {due}")),
    }
}

fn lines_of(hashes: &[Hash]) -> String {
    hashes
        .iter()
        .map(|hash| merkle::base64(hash) + "\n")
        .collect()
}

impl Inclusion {
    fn parse(text: &str) -> Result<Inclusion, NoteError> {
        let (mut lines, note, checkpoint) = halves(text)?;
        lines.next();
        let second = lines.next();
        if second.is_some_and(|line| line.starts_with("index ")) {
            return wrong("it carries no entry (a line \"extra\"), so there is nothing to check");
        }
        let extra = STANDARD.decode(field(second, "extra")?).ok();
        let Some(entry) = extra.and_then(|bytes| String::from_utf8(bytes).ok()) else {
            return wrong("its line \"extra\" is not base64 of a text");
        };
        if let Err(error) = codec::decode_entry(entry.as_bytes()) {
            return wrong(format!("what it carries is not an entry line: {error}"));
        }
        if serde_json::from_str::<serde::de::IgnoredAny>(&entry).is_err() {
            return wrong("what it carries is not an entry line: its event is not JSON");
        }
        let index = number(field(lines.next(), "index")?)?;
        let size = checkpoint.position;
        let Some(parts) = proof::inclusion_parts(index, size) else {
            return wrong(format!(
                "it is about leaf {index} of a log of {size} entries"
            ));
        };
        let hashes = hashes(lines, parts.len())?;
        Ok(Inclusion {
            entry,
            index,
            hashes,
            note,
            checkpoint,
        })
    }

    /// The file.
    pub fn to_text(&self) -> String {
        format!(
            "{ENTRY}\nextra {}\nindex {}\n{}\n{}",
            STANDARD.encode(&self.entry),
            self.index,
            lines_of(&self.hashes),
            self.note.to_text()
        )
    }

    /// Whether the entry is in the log of that root, at that leaf.
    pub fn holds(&self) -> bool {
        let leaf = merkle::leaf_hash(self.entry.as_bytes());
        let size = self.checkpoint.position;
        let root = proof::root_of_inclusion(leaf, self.index, size, &self.hashes);
        root == Some(self.checkpoint.root)
    }

    /// The entry line taken apart; `None` never, for a file that parsed.
    pub fn line(&self) -> Option<EntryLine<'_>> {
        codec::decode_entry(self.entry.as_bytes()).ok()
    }
}

impl Extension {
    fn parse(text: &str) -> Result<Extension, NoteError> {
        let (mut lines, note, checkpoint) = halves(text)?;
        lines.next();
        let root = hash(field(lines.next(), "root")?)?;
        let old = number(field(lines.next(), "old")?)?;
        let size = checkpoint.position;
        let Some(parts) = proof::consistency_parts(old, size) else {
            return wrong(format!(
                "it goes from {old} entries to {size}, which are fewer"
            ));
        };
        let hashes = hashes(lines, parts.len())?;
        Ok(Extension {
            old,
            root,
            hashes,
            note,
            checkpoint,
        })
    }

    /// The file.
    pub fn to_text(&self) -> String {
        format!(
            "{EXTENSION}\nroot {}\nold {}\n{}\n{}",
            merkle::base64(&self.root),
            self.old,
            lines_of(&self.hashes),
            self.note.to_text()
        )
    }

    /// Whether the later log has the earlier one as its beginning.
    pub fn holds(&self) -> bool {
        let new = (self.checkpoint.position, self.checkpoint.root);
        proof::is_consistent((self.old, self.root), new, &self.hashes)
    }
}
