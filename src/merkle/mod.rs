//! The RFC 6962 tree over entry lines: leaf and node hashes, the frontier that lets an
//! append cost O(log n), roots of any prefix. Pure; knows no event and no file.
//! Own code (small, frozen format); `ct-merkle` is its oracle in the tests.

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// SHA-256(0x00 ‖ leaf).
pub fn leaf_hash(_leaf: &[u8]) -> Hash {
    todo!()
}

/// SHA-256 of bytes, unprefixed (header binding, evidence, digests).
pub fn sha256(_bytes: &[u8]) -> Hash {
    todo!()
}

/// Standard base64 with padding, as roots are written and compared.
pub fn base64(_hash: &Hash) -> String {
    todo!()
}

/// The roots of the perfect subtrees that make up a tree of `size` leaves, largest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The empty tree.
    pub fn new() -> Frontier {
        Frontier::default()
    }
    /// From parts, `None` unless there is one peak per set bit of `size`.
    pub fn from_parts(_size: u64, _peaks: Vec<Hash>) -> Option<Frontier> {
        todo!()
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
    pub fn push(&mut self, _leaf: Hash) {
        todo!()
    }
    /// The tree head; of the empty tree SHA-256 of nothing.
    pub fn root(&self) -> Hash {
        todo!()
    }
}
