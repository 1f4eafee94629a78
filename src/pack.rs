//! Numbers packed into as many bits as the largest of them needs, one after the other, the lowest
//! bit first. Owns those bits both ways; knows not what they count.

/// The widest numbers that are read by one look at eight bytes, wherever they begin.
const ONE_LOOK: u32 = 56;

/// Bits that a number needs; between one look and a whole word there is nothing.
pub fn width_of(largest: u64) -> u32 {
    match 64 - largest.leading_zeros() {
        width @ 0..=ONE_LOOK => width,
        _ => 64,
    }
}

/// Bytes of so many numbers.
pub fn bytes_of(count: usize, width: u32) -> usize {
    count.saturating_mul(width as usize).div_ceil(8)
}

/// Adds packed numbers, none wider than that.
pub fn pack(numbers: impl Iterator<Item = u64>, width: u32, out: &mut Vec<u8>) {
    if width == 64 {
        numbers.for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
        return;
    }
    let (mut held, mut bits) = (0_u64, 0);
    for number in numbers {
        held |= number << bits;
        bits += width;
        while bits >= 8 {
            out.push(held as u8);
            held >>= 8;
            bits -= 8;
        }
    }
    if bits > 0 {
        out.push(held as u8);
    }
}

/// Hands so many numbers to `each`; eight bytes beyond the last must be there. `None` if they are
/// not, or no number is so wide.
pub fn unpack(bytes: &[u8], count: usize, width: u32, mut each: impl FnMut(u64)) -> Option<()> {
    if width == 0 {
        (0..count).for_each(|_| each(0));
        return Some(());
    }
    if width == 64 {
        let (words, _) = bytes.get(..count.checked_mul(8)?)?.as_chunks::<8>();
        words
            .iter()
            .for_each(|word| each(u64::from_le_bytes(*word)));
        return Some(());
    }
    if width > ONE_LOOK {
        return None;
    }
    let mask = (1_u64 << width) - 1;
    let mut bit = 0_usize;
    for _ in 0..count {
        let word = bytes.get(bit / 8..)?.first_chunk::<8>()?;
        each(u64::from_le_bytes(*word) >> (bit % 8) & mask);
        bit += width as usize;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_of_any_width_come_back(
            width in 0..=64_u32, numbers in prop::collection::vec(any::<u64>(), 0..50),
        ) {
            let cut = |number: u64| match width {
                0 => 0,
                width => number >> (64 - width),
            };
            let numbers: Vec<u64> = numbers.into_iter().map(cut).collect();
            let width = width_of(numbers.iter().copied().max().unwrap_or(0));
            let mut bytes = Vec::new();
            pack(numbers.iter().copied(), width, &mut bytes);
            prop_assert_eq!(bytes.len(), bytes_of(numbers.len(), width));
            bytes.extend_from_slice(&[0xff; 8]);
            let mut back = Vec::new();
            unpack(&bytes, numbers.len(), width, |number| back.push(number)).unwrap();
            prop_assert_eq!(back, numbers);
        }
    }
}
