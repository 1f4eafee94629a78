//! Segments: the terms of a run of entries, sorted and cut into blocks. Owns what is indexed
//! under which position, and the look-up of a term; asks the database for values by key only.

use std::collections::HashMap;

use super::doubt::{Sound, doubt};
use super::values::{
    Block, Mark, Postings, Segment, block_key, decode_sealed, encode_sealed, prefix_of,
};
use super::vault::{Pair, Vault};
use crate::facts::History;
use crate::log::Entry;
use crate::merkle;
use crate::projection::find::passages::{Passage, brought, passages};
use crate::projection::find::wanted::Need;
use crate::projection::find::words::Words;

/// A block ends after so many bytes of terms and steps. sled reads sixteen of them to get at one, and
/// lays more than 128 KiB at once into a file of their own.
const BLOCK: usize = 2048;

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
        if let Some(entry) = history.read(position) {
            gather(history, &entry, &mut gathered);
        }
    }
    let mut terms: Vec<(Box<str>, Vec<u64>)> = gathered.into_iter().collect();
    terms.sort_unstable();
    let segment = Segment {
        number,
        first,
        last,
        least: terms.first().map(|(term, _)| term.to_string()),
        mark: mark(history, first, last),
    };
    let mut pairs = Vec::new();
    let (mut block, mut bytes) = (Vec::new(), 0);
    for (term, mut positions) in terms {
        if bytes >= BLOCK {
            let next = Some(term.to_string());
            pairs.extend(finish(std::mem::take(&mut block), next, &segment)?);
            bytes = 0;
        }
        positions.sort_unstable();
        positions.dedup();
        bytes += term.len() + positions.len();
        block.push(Postings::of(term.into(), &positions));
    }
    pairs.extend(finish(block, None, &segment)?);
    Ok(Built { segment, pairs })
}

/// Of which entries of which log a segment is: the same for no other.
fn mark(history: &History, first: u64, last: u64) -> Mark {
    let (log, root) = (history.header().id, history.root_at(last));
    let hash = merkle::sha256(format!("{log}\n{first}\n{last}\n{root}\n").as_bytes());
    hash.first_chunk().copied().unwrap_or_default()
}

fn finish(terms: Vec<Postings>, next: Option<String>, of: &Segment) -> Sound<Option<Pair>> {
    let Some(first) = terms.first() else {
        return Ok(None);
    };
    let key = block_key(of.number, &first.term);
    let mark = of.mark;
    let value = encode_sealed(&Block { mark, terms, next })?;
    Ok(Some((key, value)))
}

fn gather(history: &History, entry: &Entry, gathered: &mut Gathered) {
    note(&passages(&entry.event), entry.position, gathered);
    if let Some(target) = target(history, entry) {
        note(&brought(&entry.event), target, gathered);
    }
}

/// The position of the entry that an amendment is about.
pub(super) fn target(history: &History, entry: &Entry) -> Option<u64> {
    let amends = entry.event.kind().is_amendment();
    history.position_of(amends.then(|| entry.event.reference("target"))??)
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

/// The positions of the entries of some segments that have a term, in no order.
pub(super) fn look_up(
    vault: &Vault,
    segments: &[Segment],
    need: &Need,
    found: &mut Vec<u64>,
) -> Sound<()> {
    // Each segment with the term whose block is due: all of them are asked for at once, and where
    // the next block may have more, once again.
    let begin = |segment: &Segment| Some((segment.clone(), begin(segment, need)?));
    let mut due: Vec<(Segment, String)> = segments.iter().filter_map(begin).collect();
    while !due.is_empty() {
        let keys = due.iter().map(|(of, term)| block_key(of.number, term));
        let (keys, need) = (keys.collect(), need.clone());
        let read = vault.last_up_to(keys, move |place, pair| {
            let Some((segment, term)) = due.get(place) else {
                return doubt("more blocks than were asked for");
            };
            let block = block(pair, segment, term)?;
            let fitting = block.terms.iter().filter(|it| fits(&need, &it.term));
            let positions: Vec<u64> = fitting.flat_map(Postings::positions).collect();
            let next = block.next.filter(|next| fits(&need, next));
            Ok((positions, next.map(|next| (segment.clone(), next))))
        })?;
        due = Vec::new();
        for (positions, next) in read {
            found.extend(positions);
            due.extend(next);
        }
    }
    Ok(())
}

/// Whether a term is what is needed.
fn fits(need: &Need, term: &str) -> bool {
    match need.prefix {
        true => term.starts_with(&need.term),
        false => term == need.term,
    }
}

/// From which term on a segment may have what is needed.
fn begin(segment: &Segment, need: &Need) -> Option<String> {
    match segment.least.as_deref()? {
        // All that it has comes after.
        least if least > need.term.as_str() => fits(need, least).then(|| least.to_owned()),
        _ => Some(need.term.clone()),
    }
}

/// The block of a segment in which a term stands, if it stands anywhere; `pair` is the last up to it.
fn block(pair: Option<Pair>, segment: &Segment, term: &str) -> Sound<Block> {
    let Some((key, value)) = pair else {
        return doubt("a block is missing");
    };
    if !key.starts_with(&prefix_of(segment.number)) {
        return doubt("the first block of a segment is missing");
    }
    let block: Block = decode_sealed(&value)?;
    if block.mark != segment.mark {
        return doubt("a block is of another segment");
    }
    let begins = block
        .terms
        .first()
        .is_some_and(|it| it.term.as_str() <= term);
    let ends = block.next.as_deref().is_none_or(|next| term < next);
    match begins && ends {
        true => Ok(block),
        false => doubt("a block is missing"),
    }
}
