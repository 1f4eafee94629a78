//! What stands twice, found in bounded memory: keys are sorted in chunks, spilled to files
//! without a name, and merged. Owns the finding of pairs; knows not what the keys are of.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, Write as _};

/// Keys held in memory before a sorted chunk is spilled: 32 MiB.
const CHUNK: usize = 1 << 20;

/// Bytes of a spilled item: key and position.
const WIDTH: usize = 24;

/// A key and the position where it stands.
type Item = (u128, u64);

/// Collects keys.
#[derive(Debug)]
pub(super) struct Doubles {
    chunk: Vec<Item>,
    most: usize,
    spilled: Vec<Sorted>,
}

impl Default for Doubles {
    fn default() -> Doubles {
        Doubles {
            chunk: Vec::new(),
            most: CHUNK,
            spilled: Vec::new(),
        }
    }
}

/// A sorted chunk.
#[derive(Debug)]
enum Sorted {
    Memory(std::vec::IntoIter<Item>),
    File(BufReader<File>, u64),
}

impl Sorted {
    fn draw(&mut self) -> io::Result<Option<Item>> {
        match self {
            Sorted::Memory(items) => Ok(items.next()),
            Sorted::File(_, 0) => Ok(None),
            Sorted::File(file, left) => {
                let (mut key, mut position) = ([0; 16], [0; 8]);
                file.read_exact(&mut key)?;
                file.read_exact(&mut position)?;
                *left -= 1;
                Ok(Some((
                    u128::from_be_bytes(key),
                    u64::from_be_bytes(position),
                )))
            }
        }
    }
}

impl Doubles {
    /// Notes that a key stands at a position.
    pub(super) fn push(&mut self, key: u128, position: u64) -> io::Result<()> {
        self.chunk.push((key, position));
        if self.chunk.len() < self.most {
            return Ok(());
        }
        let mut chunk = std::mem::take(&mut self.chunk);
        chunk.sort_unstable();
        let mut out = BufWriter::new(tempfile::tempfile()?);
        for (key, position) in &chunk {
            let mut item = [0; WIDTH];
            let (first, second) = item.split_at_mut(16);
            first.copy_from_slice(&key.to_be_bytes());
            second.copy_from_slice(&position.to_be_bytes());
            out.write_all(&item)?;
        }
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        self.spilled
            .push(Sorted::File(BufReader::new(file), chunk.len() as u64));
        Ok(())
    }

    /// The later ones up to a position, each with the first of its key: of them all the `most`
    /// that stand first in the log, in order; and how many more there are.
    pub(super) fn later(mut self, upto: u64, most: usize) -> io::Result<(Vec<(u64, u64)>, u64)> {
        self.chunk.sort_unstable();
        self.spilled.push(Sorted::Memory(self.chunk.into_iter()));
        let mut heads = BinaryHeap::new();
        for (index, stream) in self.spilled.iter_mut().enumerate() {
            heads.extend(stream.draw()?.map(|item| Reverse((item, index))));
        }
        let mut kept = BinaryHeap::new();
        let mut more = 0;
        let mut first: Option<Item> = None;
        while let Some(Reverse((item, index))) = heads.pop() {
            match first {
                Some((key, at)) if key == item.0 && item.1 <= upto => kept.push((item.1, at)),
                Some((key, _)) if key == item.0 => {}
                _ => first = Some(item),
            }
            if kept.len() > most {
                kept.pop();
                more += 1;
            }
            if let Some(stream) = self.spilled.get_mut(index) {
                heads.extend(stream.draw()?.map(|item| Reverse((item, index))));
            }
        }
        Ok((kept.into_sorted_vec(), more))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn later_ones_are_found_whether_spilled_or_not() {
        for most in [1, 2, 3, 7, 1000] {
            let mut doubles = Doubles {
                most,
                ..Doubles::default()
            };
            // Keys 0, 1, 2, 0, 3, 1, 4 … : some stand twice, zero stands often.
            for position in 1..=60_u64 {
                let key = if position % 5 == 0 {
                    0
                } else {
                    u128::from(position % 40)
                };
                doubles.push(key << 100, position).unwrap();
            }
            let due: Vec<(u64, u64)> = (1..=60)
                .filter_map(|position| match position {
                    _ if position % 5 == 0 => (position > 5).then_some((position, 5)),
                    41.. => Some((position, position - 40)),
                    _ => None,
                })
                .collect();
            let upto_50: Vec<_> = due.iter().copied().filter(|(at, _)| *at <= 50).collect();
            let (found, more) = doubles.later(50, 10).unwrap();
            assert_eq!(found, upto_50[..10], "chunks of {most}");
            assert_eq!(more, upto_50.len() as u64 - 10);
        }
    }
}
