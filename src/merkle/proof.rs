//! Proofs over the tree (RFC 6962, sections 2.1.1 and 2.1.2): of which subtrees one consists,
//! gathering their roots in one pass over leaf hashes, and checking. Takes any sizes, believes
//! no length; knows no event and no file.

use std::ops::Range;

use super::{Frontier, Hash, node_hash, sha256};

/// The largest power of two smaller than a number of leaves, of which there are two or more.
fn split(count: u64) -> u64 {
    1 << (63 - count.saturating_sub(1).max(1).leading_zeros())
}

/// The subtrees whose roots are the inclusion proof of a leaf, as ranges of leaves: its
/// sibling first, a child of the root last. `None` if there is no such leaf.
pub fn inclusion_parts(index: u64, size: u64) -> Option<Vec<Range<u64>>> {
    if index >= size {
        return None;
    }
    let mut parts = Vec::new();
    let mut inside = 0..size;
    while inside.end - inside.start > 1 {
        let middle = inside.start + split(inside.end - inside.start);
        if index < middle {
            parts.push(middle..inside.end);
            inside.end = middle;
        } else {
            parts.push(inside.start..middle);
            inside.start = middle;
        }
    }
    parts.reverse();
    Some(parts)
}

/// The subtrees whose roots are the consistency proof of two sizes, in its order. Of the empty
/// tree, and of a tree and itself, there are none; `None` if the old tree is the larger.
pub fn consistency_parts(old: u64, size: u64) -> Option<Vec<Range<u64>>> {
    if old > size {
        return None;
    }
    let mut parts = Vec::new();
    let mut inside = 0..size;
    while old > 0 && inside.end > old {
        let middle = inside.start + split(inside.end - inside.start);
        if old <= middle {
            parts.push(middle..inside.end);
            inside.end = middle;
        } else {
            parts.push(inside.start..middle);
            inside.start = middle;
        }
    }
    // What is left ends where the old tree ends; when it is all of it, its root is known.
    if inside.start > 0 {
        parts.push(inside);
    }
    parts.reverse();
    Some(parts)
}

/// The root that an inclusion proof leads to. `None` if there is no such leaf, or if the proof
/// has another number of hashes than it must have.
pub fn root_of_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash]) -> Option<Hash> {
    let parts = inclusion_parts(index, size)?;
    if parts.len() != proof.len() {
        return None;
    }
    let steps = parts.iter().zip(proof);
    Some(steps.fold(leaf, |node, (part, hash)| {
        if part.start > index {
            node_hash(&node, hash)
        } else {
            node_hash(hash, &node)
        }
    }))
}

/// The roots of the old and of the new tree that a consistency proof leads to; `root` is the
/// old one, from which a proof may start. `None` if the sizes or the number of hashes are wrong.
pub fn roots_of_consistency(
    old: u64,
    root: Hash,
    size: u64,
    new_root: Hash,
    proof: &[Hash],
) -> Option<(Hash, Hash)> {
    let parts = consistency_parts(old, size)?;
    if parts.len() != proof.len() {
        return None;
    }
    let mut steps = parts.iter().zip(proof).peekable();
    if old == 0 {
        return Some((sha256(b""), new_root));
    }
    // The first part ends the old tree, unless the old tree is itself a subtree of the new.
    let seed = match steps.next_if(|(part, _)| part.end == old) {
        Some((_, hash)) => *hash,
        None => root,
    };
    Some(steps.fold((seed, seed), |(before, after), (part, hash)| {
        if part.start >= old {
            (before, node_hash(&after, hash))
        } else {
            (node_hash(hash, &before), node_hash(hash, &after))
        }
    }))
}

/// Whether a proof shows that the tree of `size` leaves has the old one as its beginning.
pub fn is_consistent(old: (u64, Hash), new: (u64, Hash), proof: &[Hash]) -> bool {
    roots_of_consistency(old.0, old.1, new.0, new.1, proof) == Some((old.1, new.1))
}

/// The roots of some subtrees, gathered while the leaf hashes go by once. Holds one hash a
/// part and one frontier, however large the tree.
#[derive(Debug, Clone)]
pub struct Gather {
    /// Ranges that do not overlap, the first leaves first, each with its place in the proof.
    parts: Vec<(usize, Range<u64>)>,
    due: usize,
    open: Frontier,
    at: u64,
    found: Vec<Hash>,
}

impl Gather {
    /// Of parts as [`inclusion_parts`] or [`consistency_parts`] give them.
    pub fn new(parts: Vec<Range<u64>>) -> Gather {
        let found = vec![Hash::default(); parts.len()];
        let mut parts: Vec<(usize, Range<u64>)> = parts.into_iter().enumerate().collect();
        parts.sort_by_key(|(_, part)| part.start);
        Gather {
            parts,
            due: 0,
            open: Frontier::new(),
            at: 0,
            found,
        }
    }

    /// Takes the next leaf hash.
    pub fn push(&mut self, leaf: Hash) {
        let at = self.at;
        self.at += 1;
        let Some((place, part)) = self.parts.get(self.due) else {
            return;
        };
        if at < part.start {
            return;
        }
        self.open.push(leaf);
        if at + 1 == part.end {
            let root = std::mem::take(&mut self.open).root();
            if let Some(found) = self.found.get_mut(*place) {
                *found = root;
            }
            self.due += 1;
        }
    }

    /// The proof; `None` if leaves are missing.
    pub fn finish(self) -> Option<Vec<Hash>> {
        (self.due == self.parts.len()).then_some(self.found)
    }
}
