//! Roots at any position: the roots of whole subtrees of 1024 leaves are kept, the leaves after the
//! last of them are hashed again from their lines. Owns that arithmetic; knows no file.

use crate::merkle::{Frontier, Hash};

/// Leaves of a subtree.
pub(super) const LEAVES: u64 = 1024;

/// Subtree roots in the making.
#[derive(Debug)]
pub(super) struct Roots {
    /// Of the tree whose leaves are the whole subtrees so far.
    top: Frontier,
    /// Of the subtree under way.
    open: Frontier,
    /// Roots of the subtrees that were completed here.
    pub(super) done: Vec<Hash>,
}

impl Roots {
    /// After a tree of which the frontier is known.
    pub(super) fn after(frontier: &Frontier) -> Roots {
        let open = frontier.size() % LEAVES;
        let many = open.count_ones() as usize;
        let peaks = frontier.peaks();
        let below = peaks.get(peaks.len().saturating_sub(many)..);
        let below = below.unwrap_or_default().to_vec();
        let above = peaks.get(..peaks.len().saturating_sub(many));
        let above = above.unwrap_or_default().to_vec();
        Roots {
            open: Frontier::from_parts(open, below).unwrap_or_default(),
            top: Frontier::from_parts(frontier.size() / LEAVES, above).unwrap_or_default(),
            done: Vec::new(),
        }
    }

    /// Adds a leaf.
    pub(super) fn push(&mut self, leaf: Hash) {
        self.open.push(leaf);
        if self.open.size() == LEAVES {
            let root = self.open.root();
            self.top.push(root);
            self.done.push(root);
            self.open = Frontier::new();
        }
    }

    /// The frontier of everything so far.
    pub(super) fn frontier(&self) -> Option<Frontier> {
        let size = self.top.size() * LEAVES + self.open.size();
        let mut peaks = self.top.peaks().to_vec();
        peaks.extend_from_slice(self.open.peaks());
        Frontier::from_parts(size, peaks)
    }
}

/// The root over whole subtrees and the leaves after them.
pub(super) fn root_over(subtrees: &[Hash], leaves: &[Hash]) -> Option<Hash> {
    let mut top = Frontier::new();
    for root in subtrees {
        top.push(*root);
    }
    let mut rest = Frontier::new();
    for leaf in leaves {
        rest.push(*leaf);
    }
    let size = subtrees.len() as u64 * LEAVES + leaves.len() as u64;
    let mut peaks = top.peaks().to_vec();
    peaks.extend_from_slice(rest.peaks());
    Some(Frontier::from_parts(size, peaks)?.root())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::merkle::leaf_hash;

    #[test]
    fn roots_from_subtrees_are_those_of_the_leaves() {
        let leaves: Vec<Hash> = (0..3000_u32).map(|n| leaf_hash(&n.to_le_bytes())).collect();
        for start in [0, 1, 700, 1023, 1024, 1025, 2048, 2500] {
            let mut plain = Frontier::new();
            leaves[..start].iter().for_each(|leaf| plain.push(*leaf));
            let mut roots = Roots::after(&plain);
            for (at, leaf) in leaves.iter().enumerate().skip(start) {
                plain.push(*leaf);
                roots.push(*leaf);
                if at % 97 == 0 || at == leaves.len() - 1 {
                    assert_eq!(roots.frontier().as_ref(), Some(&plain), "{start} {at}");
                }
            }
        }
        let mut roots = Roots::after(&Frontier::new());
        leaves.iter().for_each(|leaf| roots.push(*leaf));
        for size in [1, 1023, 1024, 1025, 2047, 2048, 2999, 3000] {
            let whole = size / 1024;
            let found = root_over(&roots.done[..whole], &leaves[whole * 1024..size]);
            let mut plain = Frontier::new();
            leaves[..size].iter().for_each(|leaf| plain.push(*leaf));
            assert_eq!(found, Some(plain.root()), "{size}");
        }
    }
}
