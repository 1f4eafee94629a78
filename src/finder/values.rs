//! What the database holds, as plain structs in bincode: the stamp, a directory for each
//! segment, and blocks of terms with the positions of their entries. Each is bound to the one
//! above it by its hash, so nothing can be missing or other without being noticed.

use bincode::config::{self, Configuration, Limit, LittleEndian, Varint};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::doubt::{Doubt, Sound, doubt};
use crate::merkle::{self, Hash};

/// Goes up when any of these structs, what is indexed or how words are cut changes.
pub(super) const FORMAT: u32 = 1;

/// No value is larger; so a hostile length is no danger.
const LARGEST: usize = 256 << 20;

/// The key of the stamp. Other keys begin with the number of a segment.
pub(super) const STAMP: &[u8] = b"stamp";

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
    pub(super) terms: u64,
    pub(super) postings: u64,
    /// Of the bytes of its directory.
    pub(super) directory: Hash,
}

/// The blocks of a segment, in order of their terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Directory {
    pub(super) blocks: Vec<BlockRef>,
}

/// A block, as its directory knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BlockRef {
    /// Its first term.
    pub(super) first: String,
    /// Of its bytes.
    pub(super) hash: Hash,
}

/// Terms in order, each with its entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Block {
    pub(super) terms: Vec<Postings>,
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
pub(super) fn encode<T: Serialize>(value: &T) -> Sound<Vec<u8>> {
    bincode::serde::encode_to_vec(value, config()).map_err(|error| Doubt(error.to_string()))
}

/// A value from its bytes, which must be those of that hash, and all of them.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8], hash: &Hash) -> Sound<T> {
    if merkle::sha256(bytes) != *hash {
        return doubt("a value is not the one that was written");
    }
    match bincode::serde::decode_from_slice(bytes, config()) {
        Ok((value, used)) if used == bytes.len() => Ok(value),
        _ => doubt("a value cannot be read"),
    }
}

/// A value before which its own hash stands: the stamp, which nothing above it vouches for.
pub(super) fn encode_sealed<T: Serialize>(value: &T) -> Sound<Vec<u8>> {
    let body = encode(value)?;
    let mut bytes = merkle::sha256(&body).to_vec();
    bytes.extend(body);
    Ok(bytes)
}

/// The same back.
pub(super) fn decode_sealed<T: DeserializeOwned>(bytes: &[u8]) -> Sound<T> {
    match bytes.split_first_chunk::<32>() {
        Some((hash, body)) => decode(body, hash),
        None => doubt("a value is too short"),
    }
}

/// The key of a block of a segment, by its place.
pub(super) fn block_key(segment: u32, place: usize) -> Vec<u8> {
    let mut key = segment.to_be_bytes().to_vec();
    key.extend((place as u32).to_be_bytes());
    key
}

/// The key of a segment's directory, with which those of its blocks begin.
pub(super) fn directory_key(segment: u32) -> Vec<u8> {
    segment.to_be_bytes().to_vec()
}
