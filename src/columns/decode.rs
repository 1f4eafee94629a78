//! How columns are read again: whatever the bytes are, it ends with values or a doubt. Owns that
//! alone; `code` says which forms there are.

use super::code::{LISTED, MOSTLY, PACKED, STEPPED};
use super::{MOST_ROWS, Sound, doubt};
use crate::pack;

fn unfolded(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// Reads columns.
#[derive(Debug)]
pub(super) struct Decoder<'a> {
    rest: &'a [u8],
}

impl<'a> Decoder<'a> {
    /// Of a block whose checksum was right.
    pub(super) fn new(bytes: &'a [u8]) -> Decoder<'a> {
        Decoder { rest: bytes }
    }

    /// What was not read yet.
    #[cfg(test)]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
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

    fn byte(&mut self) -> Sound<u8> {
        match self.rest.split_first() {
            Some((byte, rest)) => {
                self.rest = rest;
                Ok(*byte)
            }
            None => doubt("a block ends too early"),
        }
    }

    fn short(&mut self) -> Sound<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        doubt("a number without an end")
    }

    fn count(&mut self) -> Sound<usize> {
        // A column of no bytes could claim any length.
        match usize::try_from(self.short()?) {
            Ok(count) if count <= MOST_ROWS => Ok(count),
            _ => doubt("a block of too many rows"),
        }
    }

    /// A column of numbers.
    pub(super) fn numbers(&mut self) -> Sound<Vec<i64>> {
        match self.byte()? {
            LISTED => {
                let list = self.flat()?;
                let mut values = self.flat()?;
                for value in &mut values {
                    let place = usize::try_from(*value).unwrap_or(usize::MAX);
                    match list.get(place) {
                        Some(number) => *value = *number,
                        None => return doubt("a place beyond its list"),
                    }
                }
                Ok(values)
            }
            MOSTLY => {
                let count = self.count()?;
                let mut values = vec![unfolded(self.short()?); count];
                let (places, numbers) = (self.flat()?, self.flat()?);
                if places.len() != numbers.len() {
                    return doubt("columns of different lengths");
                }
                for (place, number) in places.into_iter().zip(numbers) {
                    let place = usize::try_from(place).unwrap_or(usize::MAX);
                    match values.get_mut(place) {
                        Some(value) => *value = number,
                        None => return doubt("a value of no row"),
                    }
                }
                Ok(values)
            }
            form => self.of_form(form),
        }
    }

    /// Passes a column of numbers over.
    pub(super) fn pass_numbers(&mut self) -> Sound<()> {
        match self.byte()? {
            LISTED => {
                self.pass_flat()?;
                self.pass_flat()
            }
            MOSTLY => {
                self.count()?;
                self.short()?;
                self.pass_flat()?;
                self.pass_flat()
            }
            form => self.pass_form(form),
        }
    }

    fn pass_flat(&mut self) -> Sound<()> {
        let form = self.byte()?;
        self.pass_form(form)
    }

    fn pass_form(&mut self, form: u8) -> Sound<()> {
        if form == STEPPED {
            self.short()?;
        }
        let form = match form {
            STEPPED => self.byte()?,
            other => other,
        };
        if form != PACKED {
            return doubt("a column of no known form");
        }
        let count = self.count()?;
        self.short()?;
        self.short()?;
        let width = u32::from(self.byte()?);
        self.take(pack::bytes_of(count, width)).map(|_| ())
    }

    /// Passes a column of ids or amounts over.
    pub(super) fn pass_wide(&mut self) -> Sound<()> {
        if self.byte()? != 0 {
            self.pass_numbers()?;
        }
        self.pass_numbers()
    }

    /// A column in one of the forms that hold no other column.
    fn flat(&mut self) -> Sound<Vec<i64>> {
        let form = self.byte()?;
        self.of_form(form)
    }

    fn of_form(&mut self, form: u8) -> Sound<Vec<i64>> {
        match form {
            PACKED => self.packed(None),
            STEPPED => {
                let first = unfolded(self.short()?);
                match self.byte()? {
                    PACKED => self.packed(Some(first)),
                    _ => doubt("a column of no known form"),
                }
            }
            _ => doubt("a column of no known form"),
        }
    }

    /// Packed numbers; or, with a first one before them, each the way to the next.
    fn packed(&mut self, first: Option<i64>) -> Sound<Vec<i64>> {
        let count = self.count()?;
        let low = unfolded(self.short()?);
        let unit = self.short()?;
        let width = u32::from(self.byte()?);
        let bytes = self.rest;
        self.take(pack::bytes_of(count, width))?;
        let from = |over: u64| low.wrapping_add_unsigned(over.wrapping_mul(unit));
        let Some(first) = first else {
            let mut values = Vec::with_capacity(count);
            let done = pack::unpack(bytes, count, width, |over| values.push(from(over)));
            return done.map_or_else(|| doubt("a column of no known width"), |()| Ok(values));
        };
        let mut at = first;
        let mut values = Vec::with_capacity(count.saturating_add(1));
        values.push(first);
        let done = pack::unpack(bytes, count, width, |over| {
            at = at.wrapping_add(from(over));
            values.push(at);
        });
        done.map_or_else(|| doubt("a column of no known width"), |()| Ok(values))
    }

    /// Ids, or amounts.
    pub(super) fn wide(&mut self) -> Sound<Vec<i128>> {
        if self.byte()? == 0 {
            return Ok(self.numbers()?.into_iter().map(i128::from).collect());
        }
        let (high, low) = (self.numbers()?, self.numbers()?);
        if high.len() != low.len() {
            return doubt("columns of different lengths");
        }
        let halves = high.into_iter().zip(low);
        let whole = halves.map(|(high, low)| i128::from(high) << 64 | i128::from(low as u64));
        Ok(whole.collect())
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

    /// Texts of which many begin as the one before does.
    pub(super) fn alike(&mut self) -> Sound<Vec<String>> {
        let mut texts = Vec::new();
        self.each_alike(&mut |text| texts.push(text.to_owned()))?;
        Ok(texts)
    }

    /// Hands them over one by one.
    pub(super) fn each_alike(&mut self, each: &mut dyn FnMut(&str)) -> Sound<()> {
        let (shared, ends) = (self.numbers()?, self.texts()?);
        if shared.len() != ends.len() {
            return doubt("columns of different lengths");
        }
        let mut text = String::new();
        for (shared, end) in shared.into_iter().zip(ends) {
            let shared = usize::try_from(shared).unwrap_or(usize::MAX);
            if !text.is_char_boundary(shared) {
                return doubt("a text that begins as no other does");
            }
            text.truncate(shared);
            text.push_str(end);
            each(&text);
        }
        Ok(())
    }
}
