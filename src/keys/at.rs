//! The byte offsets of a stretch of entries in blocks: the first of a block, and packed the way from
//! each to the next. Owns that layout and the way from an entry to its offset. Layout: `schema/cache.md`.

use std::path::Path;

use super::block::{BlockFile, BlockWriter, ROOM, Sound, doubt};
use crate::pack::{self, bytes_of, width_of};

/// Bytes before the packed numbers: number and value of the first offset, count, width.
const HEAD: usize = 8 + 8 + 2 + 1;

/// Bytes that may be read beyond the last packed number.
const SLACK: usize = 8;

/// Writes offsets, in order.
#[derive(Debug)]
pub(super) struct AtWriter {
    out: BlockWriter,
    /// Of the block under way: its first offset, its last, the ways between, and their width.
    first: u64,
    last: u64,
    steps: Vec<u64>,
    width: u32,
    items: u64,
}

impl AtWriter {
    pub(super) fn create(path: &Path, seed: &str) -> Sound<AtWriter> {
        Ok(AtWriter {
            out: BlockWriter::create(path, seed)?,
            first: 0,
            last: 0,
            steps: Vec::new(),
            width: 0,
            items: 0,
        })
    }

    pub(super) fn push(&mut self, offset: u64) -> Sound<()> {
        let Some(step) = offset.checked_sub(self.last) else {
            return doubt("an offset before the one before it");
        };
        let width = self.width.max(width_of(step));
        let room = HEAD + bytes_of(self.steps.len() + 1, width) + SLACK;
        if self.items == 0 || room > ROOM {
            self.flush()?;
            self.first = offset;
        } else {
            self.steps.push(step);
            self.width = width;
        }
        self.last = offset;
        self.items += 1;
        Ok(())
    }

    /// Writes the block under way, if there is one.
    fn flush(&mut self) -> Sound<()> {
        if self.items == 0 {
            return Ok(());
        }
        // A block has far fewer bits than the count can tell.
        let count = self.steps.len() as u64 + 1;
        let mut room = Vec::with_capacity(ROOM);
        room.extend_from_slice(&self.items.saturating_sub(count).to_be_bytes());
        room.extend_from_slice(&self.first.to_be_bytes());
        room.extend_from_slice(&u16::try_from(count).unwrap_or(0).to_be_bytes());
        room.push(self.width as u8);
        pack::pack(self.steps.drain(..), self.width, &mut room);
        self.width = 0;
        Ok(self.out.put(room)?)
    }

    /// Closes the file; gives the numbers of offsets and of blocks.
    pub(super) fn finish(mut self) -> Sound<(u64, u64)> {
        self.flush()?;
        Ok((self.items, self.out.finish()?))
    }
}

/// A block taken apart.
struct Block {
    /// The number of its first offset.
    number: u64,
    first: u64,
    count: u64,
    width: u32,
    room: Vec<u8>,
}

impl Block {
    fn of(room: Vec<u8>) -> Option<Block> {
        let (number, rest) = room.split_first_chunk()?;
        let (first, rest) = rest.split_first_chunk()?;
        let (count, rest) = rest.split_first_chunk()?;
        let (number, first) = (u64::from_be_bytes(*number), u64::from_be_bytes(*first));
        let (count, width) = (u64::from(u16::from_be_bytes(*count)), *rest.first()?);
        (count > 0).then(|| Block {
            number,
            first,
            count,
            width: u32::from(width),
            room,
        })
    }

    /// Hands the ways between its first so many offsets to `each`.
    fn steps(&self, offsets: u64, each: impl FnMut(u64)) -> Option<()> {
        let steps = usize::try_from(offsets.checked_sub(1)?).ok()?;
        pack::unpack(self.room.get(HEAD..)?, steps, self.width, each)
    }

    /// An offset by its place in the block.
    fn offset(&self, place: u64) -> Option<u64> {
        let mut offset = self.first;
        self.steps(place + 1, |step| offset = offset.wrapping_add(step))?;
        (place < self.count).then_some(offset)
    }

    fn offsets(&self) -> Option<Vec<u64>> {
        let mut all = vec![self.first];
        let mut offset = self.first;
        self.steps(self.count, |step| {
            offset = offset.wrapping_add(step);
            all.push(offset);
        })?;
        Some(all)
    }
}

/// Reads offsets.
#[derive(Debug)]
pub(super) struct AtFile {
    file: BlockFile,
    items: u64,
}

impl AtFile {
    /// Opens a file that must hold so many offsets in so many blocks.
    pub(super) fn open(path: &Path, seed: &str, items: u64, blocks: u64) -> Sound<AtFile> {
        let file = BlockFile::open(path, seed, blocks)?;
        Ok(AtFile { file, items })
    }

    pub(super) fn items(&self) -> u64 {
        self.items
    }

    fn block(&self, number: u64) -> Sound<Block> {
        match Block::of(self.file.block(number)?) {
            Some(block) => Ok(block),
            None => doubt(format!("block {number} is not one of offsets")),
        }
    }

    /// An offset by its number. Blocks hold about as many each, so the first guess is right or next
    /// to it.
    pub(super) fn item(&self, index: u64) -> Sound<u64> {
        let (mut low, mut high) = (0, self.file.blocks());
        let whole = u128::from(self.items.max(1));
        let mut probe = (u128::from(index) * u128::from(high) / whole) as u64;
        while low < high {
            probe = probe.clamp(low, high - 1);
            let block = self.block(probe)?;
            if let Some(before) = block.number.checked_sub(index).filter(|by| *by > 0) {
                high = probe;
                probe = probe.saturating_sub(before.div_ceil(block.count));
                continue;
            }
            let place = index - block.number;
            if place < block.count {
                return match block.offset(place) {
                    Some(offset) if index < self.items => Ok(offset),
                    _ => doubt(format!("there is no offset {index}")),
                };
            }
            low = probe + 1;
            probe = probe.saturating_add(place / block.count);
        }
        doubt(format!("there is no offset {index}"))
    }

    /// All offsets in order, one block in memory at a time; ends after the first doubt.
    pub(super) fn into_offsets(self) -> Offsets {
        Offsets {
            file: self,
            next: 0,
            seen: 0,
            block: Vec::new().into_iter(),
        }
    }
}

/// The offsets of a file, in order; ends after the first doubt.
#[derive(Debug)]
pub(super) struct Offsets {
    file: AtFile,
    next: u64,
    seen: u64,
    block: std::vec::IntoIter<u64>,
}

impl Offsets {
    /// The offsets of the next block; none after the last.
    fn draw(&mut self) -> Sound<Option<Vec<u64>>> {
        if self.next >= self.file.file.blocks() {
            return match self.seen == self.file.items {
                true => Ok(None),
                false => doubt("a run has not as many offsets as entries"),
            };
        }
        let block = self.file.block(self.next)?;
        match block.offsets().filter(|_| block.number == self.seen) {
            Some(offsets) => {
                self.next += 1;
                self.seen += block.count;
                Ok(Some(offsets))
            }
            None => doubt(format!("block {} is not one of offsets", self.next)),
        }
    }
}

impl Iterator for Offsets {
    type Item = Sound<u64>;

    fn next(&mut self) -> Option<Sound<u64>> {
        if let Some(offset) = self.block.next() {
            return Some(Ok(offset));
        }
        match self.draw() {
            Ok(offsets) => {
                self.block = offsets?.into_iter();
                self.block.next().map(Ok)
            }
            Err(doubt) => {
                // Nothing is drawn after a doubt.
                (self.next, self.seen) = (u64::MAX, self.file.items);
                Some(Err(doubt))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn every_offset_is_found_again(
            stretches in prop::collection::vec((0..24_u32, 1..3000_u64), 1..6), begin in any::<u32>(),
        ) {
            let mut at = u64::from(begin);
            let mut offsets = Vec::new();
            for (width, many) in stretches {
                for turn in 0..many {
                    offsets.push(at);
                    at += (1 << width) - turn % 7 % (1 << width);
                }
            }
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("x.at");
            let mut writer = AtWriter::create(&path, "x.at").unwrap();
            offsets.iter().for_each(|at| writer.push(*at).unwrap());
            let (items, blocks) = writer.finish().unwrap();
            prop_assert_eq!(items, offsets.len() as u64);
            let file = AtFile::open(&path, "x.at", items, blocks).unwrap();
            for (index, at) in offsets.iter().enumerate() {
                prop_assert_eq!(file.item(index as u64), Ok(*at));
            }
            prop_assert!(file.item(items).is_err());
            let back: Sound<Vec<u64>> = file.into_offsets().collect();
            prop_assert_eq!(back, Ok(offsets));
            let short = AtFile::open(&path, "x.at", items + 1, blocks).unwrap();
            prop_assert!(short.into_offsets().any(|item| item.is_err()));
        }
    }
}
