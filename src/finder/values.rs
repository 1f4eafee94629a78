//! What the database holds, as plain structs in bincode: the stamp, and blocks of terms with the
//! positions of their entries. Each stands behind its own hash, and a block says of which segment
//! it is and from which term to which, so nothing can be missing or other without being noticed.

use bincode::config::{self, Configuration, Limit, LittleEndian, Varint};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::doubt::{Doubt, Sound, doubt};
use crate::merkle;

/// Goes up when any of these structs, what is indexed or how words are cut changes.
pub(super) const FORMAT: u32 = 2;

/// No value is larger; so a hostile length is no danger.
const LARGEST: usize = 256 << 20;

/// The key of the stamp. Other keys begin with the number of a segment, which is less than it.
pub(super) const STAMP: &[u8] = b"stamp";

/// Says of which segment of which log a block is.
pub(super) type Mark = [u8; 16];

/// Which log the words are of, up to where, and where they are. Written last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub(super) format: u32,
    pub(super) log: [u8; 16],
    pub(super) position: u64,
    pub(super) root: String,
    /// In order of position, without gaps from 1 to `position`.
    pub(super) segments: Vec<Segment>,
}

/// The words of a run of entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Segment {
    /// Its keys begin with it; never used twice in a database.
    pub(super) number: u32,
    pub(super) first: u64,
    pub(super) last: u64,
    /// Its first term; `None` = it has no terms.
    pub(super) least: Option<String>,
    /// Stands in each of its blocks.
    pub(super) mark: Mark,
}

/// Terms in order, each with its entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Block {
    /// That of its segment.
    pub(super) mark: Mark,
    pub(super) terms: Vec<Postings>,
    /// The first term of the block after it; `None` = it is the last of its segment.
    pub(super) next: Option<String>,
}

/// A term, and the positions of the entries with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Postings {
    pub(super) term: String,
    /// The first position, then from each to the next: small numbers are one byte.
    pub(super) steps: Vec<u64>,
}

impl Postings {
    /// From positions in ascending order, each once.
    pub(super) fn of(term: String, positions: &[u64]) -> Postings {
        let mut before = 0;
        let steps = positions.iter().map(|position| {
            let step = position.saturating_sub(before);
            before = *position;
            step
        });
        let steps = steps.collect();
        Postings { term, steps }
    }

    /// The positions.
    pub(super) fn positions(&self) -> impl Iterator<Item = u64> {
        self.steps.iter().scan(0_u64, |at, step| {
            *at = at.saturating_add(*step);
            Some(*at)
        })
    }
}

type Config = Configuration<LittleEndian, Varint, Limit<LARGEST>>;

fn config() -> Config {
    config::standard().with_limit::<LARGEST>()
}

/// A value as bytes.
fn encode<T: Serialize>(value: &T) -> Sound<Vec<u8>> {
    bincode::serde::encode_to_vec(value, config()).map_err(|error| Doubt(error.to_string()))
}

/// A value before which its own hash stands.
pub(super) fn encode_sealed<T: Serialize>(value: &T) -> Sound<Vec<u8>> {
    let body = encode(value)?;
    let mut bytes = merkle::sha256(&body).to_vec();
    bytes.extend(body);
    Ok(bytes)
}

/// The same back: all of the bytes, and no others than were written.
pub(super) fn decode_sealed<T: DeserializeOwned>(bytes: &[u8]) -> Sound<T> {
    let Some((hash, body)) = bytes.split_first_chunk::<32>() else {
        return doubt("a value is too short");
    };
    if merkle::sha256(body) != *hash {
        return doubt("a value is not the one that was written");
    }
    match bincode::serde::decode_from_slice(body, config()) {
        Ok((value, used)) if used == body.len() => Ok(value),
        _ => doubt("a value cannot be read"),
    }
}

/// The key of the block of a segment that begins with a term.
pub(super) fn block_key(segment: u32, first: &str) -> Vec<u8> {
    let mut key = segment.to_be_bytes().to_vec();
    key.extend(first.as_bytes());
    key
}

/// With what the keys of a segment's blocks begin.
pub(super) fn prefix_of(segment: u32) -> Vec<u8> {
    segment.to_be_bytes().to_vec()
}
