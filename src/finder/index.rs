//! The index in an open database: whether its stamp is of this log, bringing it up to the
//! head, and asking it. Owns which segments there are; knows neither files nor locks.

use super::doubt::{Sound, doubt};
use super::segment::{self, Built};
use super::values::{FORMAT, STAMP, Segment, Stamp, decode_sealed, encode_sealed, prefix_of};
use super::vault::Vault;
use crate::facts::History;
use crate::projection::find::wanted::Need;

/// Up to so many of the last entries are looked through instead of indexed.
pub(super) const TAIL: u64 = 512;

/// Most entries of a segment; its terms are gathered in memory.
const LARGEST: u64 = 1 << 15;

/// Told how many entries of how many are indexed.
pub type Progress<'a> = dyn FnMut(u64, u64) + 'a;

/// The stamp, if there is one and it is of this log.
pub(super) fn stamp(vault: &Vault, history: &History) -> Sound<Stamp> {
    let Some(bytes) = vault.get(STAMP)? else {
        return doubt("it has no stamp");
    };
    let stamp: Stamp = decode_sealed(&bytes)?;
    if stamp.format != FORMAT {
        return doubt("it has another format");
    }
    if stamp.log != history.header().id.into_bytes() {
        return doubt("it is of another log");
    }
    if stamp.position > history.position() || stamp.root != history.root_at(stamp.position) {
        return doubt("it does not fit the log");
    }
    match is_whole(&stamp) {
        true => Ok(stamp),
        false => doubt("its segments do not cover the log"),
    }
}

/// Whether the segments cover every position once.
fn is_whole(stamp: &Stamp) -> bool {
    let mut next = 1;
    let follow = stamp.segments.iter().all(|segment| {
        let follows = segment.first == next && segment.last >= segment.first;
        next = segment.last.saturating_add(1);
        follows
    });
    follow && next == stamp.position.saturating_add(1)
}

/// Whether so much was recorded since that it is worth a write.
pub(super) fn is_short(stamp: &Stamp, history: &History) -> bool {
    history.position().saturating_sub(stamp.position) > TAIL
}

/// Brings the index up to the head: from nothing, or with what was recorded since. Segments
/// no larger than the new one are taken into it, so that there are few and an entry is indexed
/// O(log n) times. The stamp is written when all that it names is on disk, and what it no
/// longer names is removed when the stamp is.
pub(super) fn extend(
    vault: &Vault,
    history: &History,
    old: Option<&Stamp>,
    progress: &mut Progress<'_>,
) -> Sound<()> {
    let head = history.position();
    let mut segments = old.map(|stamp| stamp.segments.clone()).unwrap_or_default();
    let mut number = segments.iter().map(|one| one.number + 1).max().unwrap_or(0);
    let reached = |segments: &[Segment]| segments.last().map_or(0, |last| last.last);
    while let Some(last) = segments.last()
        && last.last - last.first < (head - last.last).min(LARGEST - 1)
    {
        segments.pop();
    }
    while reached(&segments) < head {
        let first = reached(&segments) + 1;
        let last = head.min(first + LARGEST - 1);
        let Built { segment, pairs } = segment::build(history, number, first, last)?;
        vault.put(pairs)?;
        segments.push(segment);
        number += 1;
        progress(last, head);
    }
    vault.flush()?;
    if let Some(why) = history.doubt() {
        return doubt(why);
    }
    let kept = |old: &Segment| segments.iter().any(|one| one.number == old.number);
    let before = old.into_iter().flat_map(|stamp| &stamp.segments);
    let gone = before
        .filter(|old| !kept(old))
        .map(|old| prefix_of(old.number));
    let gone: Vec<Vec<u8>> = gone.collect();
    let stamp = Stamp {
        format: FORMAT,
        log: history.header().id.into_bytes(),
        position: head,
        root: history.root_at(head),
        segments,
    };
    vault.put(vec![(STAMP.to_vec(), encode_sealed(&stamp)?)])?;
    vault.flush()?;
    vault.remove_all(gone)?;
    vault.flush()
}

/// Positions, ascending, outside of which no entry has all that is needed: those that the
/// index says, and those that came after it.
pub(super) fn ask(
    vault: &Vault,
    history: &History,
    stamp: &Stamp,
    needs: &[Need],
) -> Sound<Vec<u64>> {
    let mut found: Option<Vec<u64>> = None;
    for need in needs {
        let mut having = Vec::new();
        segment::look_up(vault, &stamp.segments, need, &mut having)?;
        having.sort_unstable();
        having.dedup();
        let both = match found {
            None => having,
            Some(mut before) => {
                before.retain(|position| having.binary_search(position).is_ok());
                before
            }
        };
        found = Some(both);
    }
    let mut found = found.unwrap_or_default();
    let tail = stamp.position + 1..=history.position();
    for entry in tail.filter_map(|position| history.read(position)) {
        found.push(entry.position);
        found.extend(segment::target(history, &entry));
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
