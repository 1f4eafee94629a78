//! The head in print: position and the first 160 bits of the root, short enough for the foot
//! of an article (`schema/proof.md` §5). Owns the letters; compares, and decides nothing.

use std::fmt;

use super::decimal;
use crate::log::codec::MAX_POSITION;
use crate::merkle::Hash;

/// RFC 4648 base32 in lower case: no 0 and no 1, which look like o and l.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// Letters of a root, five bits each.
const LENGTH: usize = 32;

/// Letters between two hyphens.
const GROUP: usize = 4;

/// A head as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Short {
    /// The position.
    pub position: u64,
    /// The letters, without hyphens.
    letters: String,
}

impl Short {
    /// Of a position and the root there.
    pub fn new(position: u64, root: &Hash) -> Short {
        let mut letters = String::with_capacity(LENGTH);
        // Five bytes are eight letters.
        for bytes in root.chunks_exact(5).take(LENGTH / 8) {
            let bits = bytes
                .iter()
                .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            for place in (0..8).rev() {
                let at = usize::try_from(bits >> (5 * place) & 31).unwrap_or_default();
                letters.extend(LETTERS.get(at).map(|letter| char::from(*letter)));
            }
        }
        Short { position, letters }
    }

    /// Reads what was printed, however it was typed; `None` for anything else.
    pub fn parse(text: &str) -> Option<Short> {
        let text = text.trim().to_ascii_lowercase();
        let text = text.strip_prefix("dateline").unwrap_or(&text).trim_start();
        let text = text.strip_prefix(['@', '#'])?;
        let (position, rest) = text.split_once([' ', '\t', '\n', ':'])?;
        let letters: String = rest
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        let fits = letters.len() == LENGTH && letters.bytes().all(|byte| LETTERS.contains(&byte));
        let position = decimal(position).filter(|position| *position <= MAX_POSITION)?;
        fits.then_some(Short { position, letters })
    }

    /// Whether a root is the one that was printed.
    pub fn fits(&self, root: &Hash) -> bool {
        self.agreeing(root) == LENGTH
    }

    /// How many of the 32 letters are those of a root.
    pub fn agreeing(&self, root: &Hash) -> usize {
        let other = Short::new(self.position, root).letters;
        let pairs = self.letters.bytes().zip(other.bytes());
        pairs.filter(|(one, other)| one == other).count()
    }

    /// Whether it differs from a root in so few letters that somebody mistyped it.
    pub fn is_slip(&self, root: &Hash) -> bool {
        (LENGTH / 2..LENGTH).contains(&self.agreeing(root))
    }
}

impl fmt::Display for Short {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "dateline @{}", self.position)?;
        for (at, letter) in self.letters.chars().enumerate() {
            let gap = match at {
                0 => " ",
                at if at % GROUP == 0 => "-",
                _ => "",
            };
            write!(out, "{gap}{letter}")?;
        }
        Ok(())
    }
}
