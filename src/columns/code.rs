//! How columns are written: numbers from a base on in the fewest bytes that hold them, few
//! different numbers as places in a list of them, ids in full, texts one after the other. Owns
//! those bytes both ways (little-endian); knows not what a column means. Layout: `schema/cache.md`.

use std::collections::HashMap;

use super::{Sound, doubt};

/// A column of places in a list of numbers is marked by this in its first byte.
const LISTED: u8 = 0x80;

/// Of so many rows for each different number on, a list of them pays.
const WORTH: usize = 3;

/// Writes columns.
#[derive(Debug, Default)]
pub(super) struct Encoder {
    bytes: Vec<u8>,
}

impl Encoder {
    /// What was written.
    pub(super) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn count(&mut self, len: usize) {
        // A block holds the rows of one part of a log: far fewer than four billion.
        let count = u32::try_from(len).unwrap_or(u32::MAX);
        self.bytes.extend_from_slice(&count.to_le_bytes());
    }

    /// Numbers that are near each other.
    pub(super) fn numbers(&mut self, values: &[i64]) {
        let low = values.iter().copied().min().unwrap_or(0);
        let high = values.iter().copied().max().unwrap_or(0);
        let width = width_of(u128::from(high.abs_diff(low)));
        self.bytes.push(width as u8);
        self.count(values.len());
        self.bytes.extend_from_slice(&low.to_le_bytes());
        for value in values {
            let over = value.abs_diff(low).to_le_bytes();
            self.bytes
                .extend_from_slice(over.get(..width).unwrap_or_default());
        }
    }

    /// Numbers of which few differ, such as dates.
    pub(super) fn repeated(&mut self, values: &[i64]) {
        let mut places: HashMap<i64, i64> = HashMap::new();
        let mut list: Vec<i64> = Vec::new();
        let mut column = Vec::with_capacity(values.len());
        for value in values {
            let place = *places.entry(*value).or_insert_with(|| {
                list.push(*value);
                list.len() as i64 - 1
            });
            column.push(place);
            if list.len() * WORTH > values.len() {
                return self.numbers(values);
            }
        }
        self.bytes.push(LISTED);
        self.numbers(&list);
        self.numbers(&column);
    }

    /// Ids, and amounts in millionths.
    pub(super) fn wide(&mut self, values: &[i128]) {
        let low = values.iter().copied().min().unwrap_or(0);
        let high = values.iter().copied().max().unwrap_or(0);
        let width = width_of(high.abs_diff(low));
        self.bytes.push(width as u8);
        self.count(values.len());
        self.bytes.extend_from_slice(&low.to_le_bytes());
        for value in values {
            let over = value.abs_diff(low).to_le_bytes();
            self.bytes
                .extend_from_slice(over.get(..width).unwrap_or_default());
        }
    }

    /// Texts.
    pub(super) fn texts<'a>(&mut self, texts: impl Iterator<Item = &'a str> + Clone) {
        let lengths: Vec<i64> = texts.clone().map(|text| text.len() as i64).collect();
        self.numbers(&lengths);
        for text in texts {
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }
}

/// 0, 1, 2, 4, 8 or 16 bytes.
fn width_of(span: u128) -> usize {
    match span {
        0 => 0,
        1..=0xff => 1,
        0x100..=0xffff => 2,
        0x1_0000..=0xffff_ffff => 4,
        0x1_0000_0000..=0xffff_ffff_ffff_ffff => 8,
        _ => 16,
    }
}

/// Reads columns. Whatever the bytes are, it ends with values or a doubt.
#[derive(Debug)]
pub(super) struct Decoder<'a> {
    rest: &'a [u8],
}

impl<'a> Decoder<'a> {
    /// Of a block whose checksum was right.
    pub(super) fn new(bytes: &'a [u8]) -> Decoder<'a> {
        Decoder { rest: bytes }
    }

    fn take(&mut self, len: usize) -> Sound<&'a [u8]> {
        match self.rest.split_at_checked(len) {
            Some((taken, rest)) => {
                self.rest = rest;
                Ok(taken)
            }
            None => doubt("a block ends too early"),
        }
    }

    fn array<const N: usize>(&mut self) -> Sound<[u8; N]> {
        let taken = self.take(N)?;
        taken
            .try_into()
            .or_else(|_| doubt("a block ends too early"))
    }

    fn head(&mut self) -> Sound<(u8, usize)> {
        let [width] = self.array()?;
        if width == LISTED {
            return Ok((width, 0));
        }
        let count = u32::from_le_bytes(self.array()?);
        Ok((width, count as usize))
    }

    /// Passes over a column of numbers.
    pub(super) fn skip(&mut self) -> Sound<()> {
        let (width, count) = self.head()?;
        if width == LISTED {
            self.skip_plain()?;
            return self.skip_plain();
        }
        self.take(count.saturating_mul(usize::from(width)).saturating_add(8))?;
        Ok(())
    }

    fn skip_plain(&mut self) -> Sound<()> {
        let (width, count) = self.head()?;
        self.take(count.saturating_mul(usize::from(width)).saturating_add(8))?;
        Ok(())
    }

    /// A column of either form of numbers.
    pub(super) fn numbers(&mut self) -> Sound<Vec<i64>> {
        let (width, count) = self.head()?;
        if width == LISTED {
            let list = self.plain()?;
            let places = self.plain()?;
            let value = |place: &i64| list.get(usize::try_from(*place).ok()?).copied();
            let values: Option<Vec<i64>> = places.iter().map(value).collect();
            return values.map_or_else(|| doubt("a place beyond its list"), Ok);
        }
        self.over(width, count)
    }

    fn plain(&mut self) -> Sound<Vec<i64>> {
        match self.head()? {
            (LISTED, _) => doubt("a list of lists"),
            (width, count) => self.over(width, count),
        }
    }

    fn over(&mut self, width: u8, count: usize) -> Sound<Vec<i64>> {
        let low = i64::from_le_bytes(self.array()?);
        let from = |over: u64| low.wrapping_add_unsigned(over);
        Ok(match width {
            0 => vec![low; self.bounded(count)?],
            1 => self.each::<1, _>(count, |over| from(u64::from(over[0])))?,
            2 => self.each::<2, _>(count, |over| from(u64::from(u16::from_le_bytes(over))))?,
            4 => self.each::<4, _>(count, |over| from(u64::from(u32::from_le_bytes(over))))?,
            8 => self.each::<8, _>(count, |over| from(u64::from_le_bytes(over)))?,
            _ => return doubt("a column of no known width"),
        })
    }

    /// Ids, or amounts.
    pub(super) fn wide(&mut self) -> Sound<Vec<i128>> {
        let (width, count) = self.head()?;
        if width == LISTED {
            return doubt("a list where ids should be");
        }
        let low = i128::from_le_bytes(self.array()?);
        let from = |over: u128| low.wrapping_add_unsigned(over);
        Ok(match width {
            0 => vec![low; self.bounded(count)?],
            1 => self.each::<1, _>(count, |over| from(u128::from(over[0])))?,
            2 => self.each::<2, _>(count, |over| from(u128::from(u16::from_le_bytes(over))))?,
            4 => self.each::<4, _>(count, |over| from(u128::from(u32::from_le_bytes(over))))?,
            8 => self.each::<8, _>(count, |over| from(u128::from(u64::from_le_bytes(over))))?,
            16 => self.each::<16, _>(count, |over| from(u128::from_le_bytes(over)))?,
            _ => return doubt("a column of no known width"),
        })
    }

    /// A column of no bytes could claim any length.
    fn bounded(&self, count: usize) -> Sound<usize> {
        match count <= super::MOST_ROWS {
            true => Ok(count),
            false => doubt("a block of too many rows"),
        }
    }

    fn each<const N: usize, T>(
        &mut self,
        count: usize,
        of: impl Fn([u8; N]) -> T,
    ) -> Sound<Vec<T>> {
        let bytes = self.take(count.saturating_mul(N))?;
        let (items, _) = bytes.as_chunks::<N>();
        Ok(items.iter().map(|item| of(*item)).collect())
    }

    /// Texts.
    pub(super) fn texts(&mut self) -> Sound<Vec<&'a str>> {
        let lengths = self.numbers()?;
        let mut texts = Vec::with_capacity(lengths.len());
        for length in lengths {
            let Ok(length) = usize::try_from(length) else {
                return doubt("a text of negative length");
            };
            match std::str::from_utf8(self.take(length)?) {
                Ok(text) => texts.push(text),
                Err(_) => return doubt("a text that is not UTF-8"),
            }
        }
        Ok(texts)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_written_is_read(
            numbers in prop::collection::vec(any::<i64>(), 0..40),
            small in prop::collection::vec(-3_i64..3, 0..40),
            wide in prop::collection::vec(any::<i128>(), 0..40),
            texts in prop::collection::vec(".{0,6}", 0..9),
        ) {
            let mut out = Encoder::default();
            out.numbers(&numbers);
            out.repeated(&small);
            out.repeated(&numbers);
            out.wide(&wide);
            out.texts(texts.iter().map(String::as_str));
            let bytes = out.finish();
            let mut read = Decoder::new(&bytes);
            prop_assert_eq!(read.numbers().unwrap(), numbers.clone());
            prop_assert_eq!(read.numbers().unwrap(), small);
            prop_assert_eq!(read.numbers().unwrap(), numbers);
            prop_assert_eq!(read.wide().unwrap(), wide);
            prop_assert_eq!(read.texts().unwrap(), texts);
            prop_assert!(read.numbers().is_err());
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Decoder::new(&bytes).numbers();
            let _ = Decoder::new(&bytes).wide();
            let _ = Decoder::new(&bytes).texts();
        }
    }
}
