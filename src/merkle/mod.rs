//! The RFC 6962 tree over entry lines: leaf and node hashes, the frontier that lets an
//! append cost O(log n), roots of any prefix, proofs. Pure; knows no event and no file.
//! Own code (small, frozen format); `ct-merkle` is its oracle in the tests.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

pub mod proof;

#[cfg(test)]
pub(crate) mod oracle_test;
#[cfg(test)]
mod proof_test;

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// SHA-256(0x00 ‖ leaf).
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0x00]);
    hasher.update(leaf);
    hasher.finalize().into()
}

/// SHA-256(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    // 65 bytes are two blocks, always filled the same way: straight to the compression.
    let mut blocks = [[0_u8; 64]; 2];
    let [first, second] = &mut blocks;
    first[0] = 0x01;
    first[1..33].copy_from_slice(left);
    first[33..].copy_from_slice(&right[..31]);
    second[0] = right[31];
    second[1] = 0x80;
    second[62..].copy_from_slice(&(65_u16 * 8).to_be_bytes());
    let mut state = INITIAL;
    sha2::block_api::compress256(&mut state, &blocks);
    let mut hash = Hash::default();
    for (to, word) in hash.chunks_exact_mut(4).zip(state) {
        to.copy_from_slice(&word.to_be_bytes());
    }
    hash
}

/// SHA-256 of bytes, unprefixed (header binding, evidence, digests).
pub fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// SHA-256 of parts, one after the other.
pub fn sha256_of(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

/// The first 64 bits of SHA-256(`first` ‖ `text`), big-endian. Short texts, which most keys
/// are, fit in one block and go straight to the compression.
pub fn sha256_start(first: u8, text: &[u8]) -> u64 {
    let length = text.len() + 1;
    let mut block = [0_u8; 64];
    // One byte for the end mark and eight for the length must still fit.
    let Some(room) = block.get_mut(1..length).filter(|_| length <= 55) else {
        let hash = sha256_of(&[&[first], text]);
        return hash
            .iter()
            .take(8)
            .fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
    };
    room.copy_from_slice(text);
    let bits = length as u64 * 8;
    block[0] = first;
    block[56..].copy_from_slice(&bits.to_be_bytes());
    if let Some(mark) = block.get_mut(length) {
        *mark = 0x80;
    }
    let mut state = INITIAL;
    sha2::block_api::compress256(&mut state, &[block]);
    (u64::from(state[0]) << 32) | u64::from(state[1])
}

/// The initial state of SHA-256 (FIPS 180-4 §5.3.3).
const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// SHA-256 of bytes, unprefixed, as 64 lower-case hex digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}

/// 64 lower-case hex digits.
pub fn hex(hash: &Hash) -> String {
    let digit = |half: u8| char::from(half + if half < 10 { b'0' } else { b'a' - 10 });
    let mut text = String::with_capacity(64);
    for byte in hash {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

/// Standard base64 with padding, as roots are written and compared.
pub fn base64(hash: &Hash) -> String {
    let mut text = String::with_capacity(44);
    push_base64(hash, &mut text);
    text
}

/// Adds what [`base64()`] writes.
pub fn push_base64(hash: &Hash, text: &mut String) {
    STANDARD.encode_string(hash, text);
}

/// Reads what [`base64()`] writes; `None` for anything else (44 characters, no stray bits).
pub fn from_base64(text: &str) -> Option<Hash> {
    let bytes = STANDARD.decode(text).ok()?;
    let hash: Hash = bytes.try_into().ok()?;
    Some(hash)
}

/// The roots of the perfect subtrees that make up a tree of `size` leaves, largest first.
#[derive(Debug, Clone, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
    /// Its root, once somebody asked: an append writes it into commit, head and receipt.
    root: OnceLock<Hash>,
}

impl PartialEq for Frontier {
    fn eq(&self, other: &Frontier) -> bool {
        (self.size, &self.peaks) == (other.size, &other.peaks)
    }
}

impl Frontier {
    /// The empty tree.
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// From parts, `None` unless there is one peak per set bit of `size`.
    pub fn from_parts(size: u64, peaks: Vec<Hash>) -> Option<Frontier> {
        (u64::from(size.count_ones()) == peaks.len() as u64).then_some(Frontier {
            size,
            peaks,
            root: OnceLock::new(),
        })
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The peaks, largest subtree first.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Adds a leaf hash.
    pub fn push(&mut self, leaf: Hash) {
        // The trailing one bits of the size are the peaks that the new leaf completes, as in
        // adding one to a binary number.
        let mut carry = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                carry = node_hash(&left, &carry);
            }
        }
        self.peaks.push(carry);
        self.size = self.size.saturating_add(1);
        self.root = OnceLock::new();
    }

    /// The tree head; of the empty tree SHA-256 of nothing.
    pub fn root(&self) -> Hash {
        *self.root.get_or_init(|| {
            let mut peaks = self.peaks.iter().rev();
            let Some(last) = peaks.next() else {
                return sha256(b"");
            };
            peaks.fold(*last, |right, left| node_hash(left, &right))
        })
    }
}
