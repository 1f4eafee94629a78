//! How columns are written: each in that form of a few which takes the fewest bytes, numbers packed
//! into as many bits as they need. Owns the choice and those bytes (little-endian; `decode` reads
//! them); knows not what a column means. Layout: `schema/cache.md`.

use crate::facts::ids::ByWord;
use crate::pack::{self, width_of};

/// Numbers over a base, in steps of a unit.
pub(super) const PACKED: u8 = 0;
/// A first number, and the way from each to the next.
pub(super) const STEPPED: u8 = 1;
/// Places in a list of the different numbers.
pub(super) const LISTED: u8 = 2;
/// One number, but for some rows.
pub(super) const MOSTLY: u8 = 3;

/// Bytes that may be read beyond the last packed number of a block.
const SLACK: usize = 8;

/// Writes columns.
#[derive(Debug, Default)]
pub(super) struct Encoder {
    bytes: Vec<u8>,
}

/// A number in as few bytes as it needs, seven bits in each.
fn short(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Small numbers of either sign become small numbers.
fn folded(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn common(one: u64, other: u64) -> u64 {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// A column to be packed: the least number, the unit of the ways up from it, and their width.
#[derive(Debug, Clone, Copy)]
struct Shape {
    low: i64,
    unit: u64,
    width: u32,
}

impl Shape {
    fn of(values: impl Iterator<Item = i64> + Clone) -> Shape {
        let (mut low, mut high) = (i64::MAX, i64::MIN);
        for value in values.clone() {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            (low, high) = (0, 0);
        }
        let mut unit = 0;
        for value in values {
            if unit == 1 {
                break;
            }
            let over = value.abs_diff(low);
            if unit == 0 || over % unit != 0 {
                unit = common(over, unit);
            }
        }
        let unit = unit.max(1);
        Shape {
            low,
            unit,
            width: width_of(high.abs_diff(low) / unit),
        }
    }

    fn bits(self, rows: usize) -> usize {
        rows.saturating_mul(self.width as usize)
    }

    fn write(self, values: impl Iterator<Item = i64> + Clone, out: &mut Vec<u8>) {
        out.push(PACKED);
        short(out, values.clone().count() as u64);
        short(out, folded(self.low));
        short(out, self.unit);
        out.push(self.width as u8);
        let over = values.map(|value| value.abs_diff(self.low) / self.unit);
        pack::pack(over, self.width, out);
    }
}

/// A column that holds no other: packed, or in steps if that is shorter.
fn flat(values: &[i64], out: &mut Vec<u8>) {
    let shape = Shape::of(values.iter().copied());
    shorter(values, shape, steps(values), out);
}

/// The shorter of both forms.
fn shorter(values: &[i64], shape: Shape, steps: Option<(Vec<i64>, Shape)>, out: &mut Vec<u8>) {
    match steps {
        Some((steps, of_steps)) if of_steps.bits(steps.len()) < shape.bits(values.len()) => {
            out.push(STEPPED);
            short(out, folded(values.first().copied().unwrap_or(0)));
            of_steps.write(steps.into_iter(), out);
        }
        _ => shape.write(values.iter().copied(), out),
    }
}

/// The way from each number to the next, if no way is too long.
fn steps(values: &[i64]) -> Option<(Vec<i64>, Shape)> {
    let pairs = values.iter().zip(values.get(1..)?);
    let steps = pairs.map(|(before, value)| value.checked_sub(*before));
    let steps: Vec<i64> = steps.collect::<Option<_>>()?;
    let shape = Shape::of(steps.iter().copied());
    (!values.is_empty()).then_some((steps, shape))
}

/// The different numbers in order, and the place of each row's among them; none, if they are many, or
/// too many by what so many of them would take.
fn listed(values: &[i64], too_long: impl Fn(usize) -> bool) -> Option<(Vec<i64>, Vec<i64>)> {
    let mut list: Vec<i64> = Vec::new();
    let mut met: ByWord<i64> = ByWord::default();
    for value in values {
        let before = list.len();
        met.entry(*value as u64).or_insert_with(|| {
            list.push(*value);
            0
        });
        if list.len() > before && (list.len() * 4 > values.len() || too_long(list.len())) {
            return None;
        }
    }
    list.sort_unstable();
    for (place, value) in list.iter().enumerate() {
        met.insert(*value as u64, place as i64);
    }
    let places = values
        .iter()
        .map(|value| met.get(&(*value as u64)).copied());
    let places = places.map(Option::unwrap_or_default).collect();
    Some((list, places))
}

/// The number that more than half of the rows have, if there is one; else it is any.
fn usual(values: &[i64]) -> i64 {
    let (mut candidate, mut lead) = (0, 0_usize);
    for value in values {
        if lead == 0 {
            candidate = *value;
        }
        match *value == candidate {
            true => lead += 1,
            false => lead -= 1,
        }
    }
    candidate
}

/// Bits that tell one of so many things from the others.
fn telling(many: usize) -> usize {
    many.max(1).ilog2() as usize + 1
}

impl Encoder {
    /// What was written.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.bytes.extend_from_slice(&[0; SLACK]);
        self.bytes
    }

    /// Numbers, in the form that is likely to take the fewest bytes.
    pub(super) fn numbers(&mut self, values: &[i64]) {
        let out = &mut self.bytes;
        let rows = values.len();
        let shape = Shape::of(values.iter().copied());
        let width = shape.width as usize;
        let steps = steps(values);
        let of_steps = match &steps {
            Some((steps, shape)) => shape.bits(steps.len()),
            None => usize::MAX,
        };
        let best = of_steps.min(rows * width);
        let usual = usual(values);
        let others = values.iter().filter(|value| **value != usual).count();
        let apart = telling(rows.checked_div(others).unwrap_or(0)) + 1 + width;
        let of_others = others * apart;
        // Where there are few rows or narrow ones, a list is not worth looking for.
        let of_many = |many: usize| many * width + rows * telling(many);
        let too_long = |many: usize| of_many(many) >= best || of_many(many) > of_others;
        let list = match width > 4 && rows > 16 {
            true => listed(values, too_long),
            false => None,
        };
        let of_list = match &list {
            Some((list, _)) => of_many(list.len()),
            None => usize::MAX,
        };
        if of_others < best.min(of_list) {
            out.push(MOSTLY);
            short(out, rows as u64);
            short(out, folded(usual));
            let others = values.iter().copied().zip(0_i64..);
            let others = others.filter(|(value, _)| *value != usual);
            let (others, places): (Vec<i64>, Vec<i64>) = others.unzip();
            flat(&places, out);
            flat(&others, out);
        } else if let (Some((list, places)), true) = (list, of_list < best) {
            out.push(LISTED);
            flat(&list, out);
            flat(&places, out);
        } else {
            shorter(values, shape, steps, out);
        }
    }

    /// Ids, and amounts in millionths: as numbers if they are small enough, else in two halves.
    pub(super) fn wide(&mut self, values: &[i128]) {
        let small = values.iter().map(|value| i64::try_from(*value));
        let small: Result<Vec<i64>, _> = small.collect();
        self.bytes.push(u8::from(small.is_err()));
        match small {
            Ok(small) => self.numbers(&small),
            Err(_) => {
                let high = values.iter().map(|value| (value >> 64) as i64);
                self.numbers(&high.collect::<Vec<i64>>());
                let low = values.iter().map(|value| *value as i64);
                self.numbers(&low.collect::<Vec<i64>>());
            }
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

    /// Texts of which many begin as the one before does.
    pub(super) fn alike<'a>(&mut self, texts: impl Iterator<Item = &'a str>) {
        let (mut shared, mut ends) = (Vec::new(), Vec::new());
        let mut before = "";
        for text in texts {
            let pairs = before.bytes().zip(text.bytes());
            let mut same = pairs.take_while(|(one, other)| one == other).count();
            while !text.is_char_boundary(same) {
                same -= 1;
            }
            shared.push(same as i64);
            ends.push(text.get(same..).unwrap_or_default());
            before = text;
        }
        self.numbers(&shared);
        self.texts(ends.into_iter());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::super::decode::Decoder;
    use super::*;
    use proptest::prelude::*;

    fn numbers() -> impl Strategy<Value = Vec<i64>> {
        let wild = prop::collection::vec(any::<i64>(), 0..40);
        let small = prop::collection::vec(-3_i64..3, 0..40);
        let ends =
            prop::collection::vec(prop_oneof![Just(i64::MIN), Just(i64::MAX), Just(0)], 0..9);
        let shifted =
            (any_shift(), prop::collection::vec(0_i64..5000, 0..40)).prop_map(|(shift, values)| {
                values
                    .into_iter()
                    .map(|value| (value << shift) - 7)
                    .collect()
            });
        let sorted = prop::collection::vec(any::<i32>().prop_map(i64::from), 0..40);
        let days =
            prop::collection::vec((0..20_000_i64).prop_map(|day| day * 86_400_000_000), 0..40);
        let rare = prop::collection::vec(prop_oneof![9 => Just(5_i64), 1 => any::<i64>()], 0..60);
        let sorted = sorted.prop_map(|mut values| {
            values.sort_unstable();
            values
        });
        prop_oneof![wild, small, ends, shifted, days, rare, sorted]
    }

    fn any_shift() -> impl Strategy<Value = u32> {
        0..50_u32
    }

    proptest! {
        #[test]
        fn what_is_passed_over_is_as_long_as_what_is_read(values in numbers(), after in numbers()) {
            let wide: Vec<i128> = values.iter().map(|value| i128::from(*value) << 40).collect();
            let mut out = Encoder::default();
            out.numbers(&values);
            out.wide(&wide);
            out.wide(&values.iter().copied().map(i128::from).collect::<Vec<_>>());
            out.numbers(&after);
            let bytes = out.finish();
            let mut read = Decoder::new(&bytes);
            read.pass_numbers().unwrap();
            read.pass_wide().unwrap();
            read.pass_wide().unwrap();
            prop_assert_eq!(read.numbers().unwrap(), after);
        }

        #[test]
        fn what_was_written_is_read(
            columns in prop::collection::vec(numbers(), 1..6),
            wide in prop::collection::vec(any::<i128>(), 0..40),
            texts in prop::collection::vec("[a-cé]{0,6}", 0..9),
        ) {
            let small: Vec<i128> = columns[0].iter().copied().map(i128::from).collect();
            let mut out = Encoder::default();
            columns.iter().for_each(|column| out.numbers(column));
            out.wide(&wide);
            out.wide(&small);
            out.texts(texts.iter().map(String::as_str));
            out.alike(texts.iter().map(String::as_str));
            let bytes = out.finish();
            let mut read = Decoder::new(&bytes);
            for column in columns {
                prop_assert_eq!(read.numbers().unwrap(), column);
            }
            prop_assert_eq!(read.wide().unwrap(), wide);
            prop_assert_eq!(read.wide().unwrap(), small);
            prop_assert_eq!(read.texts().unwrap(), texts.clone());
            prop_assert_eq!(read.alike().unwrap(), texts);
            prop_assert_eq!(read.rest(), &[0; SLACK]);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Decoder::new(&bytes).numbers();
            let _ = Decoder::new(&bytes).wide();
            let _ = Decoder::new(&bytes).texts();
            let _ = Decoder::new(&bytes).alike();
            let _ = Decoder::new(&bytes).pass_numbers();
            let _ = Decoder::new(&bytes).pass_wide();
        }
    }
}
