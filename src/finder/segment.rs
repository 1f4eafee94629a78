//! Segments: the terms of a run of entries, sorted and cut into blocks. Owns what is indexed
//! under which position, and the look-up of a term; asks the database for values by key only.

use std::collections::HashMap;

use super::doubt::{Sound, doubt};
use super::values::{
    Block, BlockRef, Directory, Postings, Segment, block_key, decode, directory_key, encode,
};
use super::vault::{Pair, Vault};
use crate::facts::History;
use crate::log::Entry;
use crate::merkle;
use crate::projection::find::passages::{Passage, brought, passages};
use crate::projection::find::wanted::Need;
use crate::projection::find::words::Words;

/// A block ends after so many bytes of terms and steps, so that a look-up reads little.
const BLOCK: usize = 8192;

/// The positions of each term, in no order.
type Gathered = HashMap<Box<str>, Vec<u64>>;

/// A segment with the pairs that hold it.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) segment: Segment,
    pub(super) pairs: Vec<Pair>,
}

/// The segment of the entries from `first` to `last`: their own words, and under the position
/// of its target whatever an amendment among them brings in there. So an entry is found by its
/// words as recorded and as corrected at any point; which of them count is for the reader of
/// the entry to say.
pub(super) fn build(history: &History, number: u32, first: u64, last: u64) -> Sound<Built> {
    let mut gathered = Gathered::new();
    for position in first..=last {
        if let Some(entry) = history.at(position) {
            gather(history, entry, &mut gathered);
        }
    }
    let mut terms: Vec<(Box<str>, Vec<u64>)> = gathered.into_iter().collect();
    terms.sort_unstable();
    let mut built = Built {
        segment: Segment {
            number,
            first,
            last,
            terms: terms.len() as u64,
            postings: 0,
            directory: merkle::sha256(&[]),
        },
        pairs: Vec::new(),
    };
    let mut directory = Directory { blocks: Vec::new() };
    let (mut block, mut bytes) = (Block { terms: Vec::new() }, 0);
    for (term, mut positions) in terms {
        positions.sort_unstable();
        positions.dedup();
        built.segment.postings += positions.len() as u64;
        bytes += term.len() + positions.len();
        block.terms.push(Postings::of(term.into(), &positions));
        if bytes >= BLOCK {
            finish(&mut block, &mut directory, &mut built)?;
            bytes = 0;
        }
    }
    finish(&mut block, &mut directory, &mut built)?;
    let value = encode(&directory)?;
    built.segment.directory = merkle::sha256(&value);
    built.pairs.push((directory_key(number), value));
    Ok(built)
}

fn finish(block: &mut Block, directory: &mut Directory, built: &mut Built) -> Sound<()> {
    let Some(first) = block.terms.first().map(|postings| postings.term.clone()) else {
        return Ok(());
    };
    let value = encode(block)?;
    let hash = merkle::sha256(&value);
    let key = block_key(built.segment.number, directory.blocks.len());
    directory.blocks.push(BlockRef { first, hash });
    built.pairs.push((key, value));
    block.terms.clear();
    Ok(())
}

fn gather(history: &History, entry: &Entry, gathered: &mut Gathered) {
    note(&passages(&entry.event), entry.position, gathered);
    if let Some(target) = target(history, entry) {
        note(&brought(&entry.event), target.position, gathered);
    }
}

/// The entry that an amendment is about.
pub(super) fn target<'h>(history: &'h History, entry: &Entry) -> Option<&'h Entry> {
    let amends = entry.event.kind().is_amendment();
    let id = amends.then(|| entry.event.reference("target"))??;
    history.by_id(id)
}

fn note(passages: &[Passage<'_>], position: u64, gathered: &mut Gathered) {
    for passage in passages {
        for term in Words::of(passage.text).terms() {
            match gathered.get_mut(term) {
                Some(positions) if positions.last() == Some(&position) => {}
                Some(positions) => positions.push(position),
                None => {
                    gathered.insert(term.into(), vec![position]);
                }
            }
        }
    }
}

/// The directory of a segment.
pub(super) fn directory(vault: &Vault, segment: &Segment) -> Sound<Directory> {
    match vault.get(&directory_key(segment.number))? {
        Some(bytes) => decode(&bytes, &segment.directory),
        None => doubt("a directory is missing"),
    }
}

/// The positions of the entries of a segment that have a term, in no order.
pub(super) fn look_up(
    vault: &Vault,
    segment: &Segment,
    directory: &Directory,
    need: &Need,
    found: &mut Vec<u64>,
) -> Sound<()> {
    let term = need.term.as_str();
    let blocks = &directory.blocks;
    // The term may stand at the end of the block before the first one that begins after it.
    let start = blocks.partition_point(|block| block.first.as_str() <= term);
    for (place, block) in blocks.iter().enumerate().skip(start.saturating_sub(1)) {
        let first = block.first.as_str();
        let beyond = first > term && !(need.prefix && first.starts_with(term));
        if beyond {
            break;
        }
        let Some(bytes) = vault.get(&block_key(segment.number, place))? else {
            return doubt("a block is missing");
        };
        let block: Block = decode(&bytes, &block.hash)?;
        for postings in &block.terms {
            let fits = match need.prefix {
                true => postings.term.starts_with(term),
                false => postings.term == term,
            };
            if fits {
                found.extend(postings.positions());
            }
        }
    }
    Ok(())
}
