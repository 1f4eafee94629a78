//! Roots at any position: the roots of whole subtrees of 64 and of 4096 leaves are kept, the leaves
//! after the last of them are hashed again from their lines. Owns that arithmetic; knows no file.

use crate::merkle::{Frontier, Hash};

/// Leaves of a small subtree.
pub(super) const TWIG: u64 = 64;

/// Leaves of a large one.
pub(super) const BOUGH: u64 = 4096;

/// Subtree roots in the making.
#[derive(Debug)]
pub(super) struct Roots {
    /// Of the tree whose leaves are the large subtrees so far.
    top: Frontier,
    /// Of the tree whose leaves are the small subtrees of the large one under way.
    bough: Frontier,
    /// Of the small subtree under way.
    twig: Frontier,
    /// Roots of the small subtrees that were completed since these were last taken.
    pub(super) twigs: Vec<Hash>,
    /// Roots of the large ones.
    pub(super) boughs: Vec<Hash>,
}

impl Roots {
    /// After a tree of which the frontier is known.
    pub(super) fn after(frontier: &Frontier) -> Roots {
        // A tree has a peak for each bit of its size, the largest first.
        let mut peaks = frontier.peaks().to_vec();
        let mut below = |size: u64| {
            let many = size.count_ones() as usize;
            let under = peaks.split_off(peaks.len().saturating_sub(many));
            Frontier::from_parts(size, under).unwrap_or_default()
        };
        let size = frontier.size();
        Roots {
            twig: below(size % TWIG),
            bough: below(size % BOUGH / TWIG),
            top: below(size / BOUGH),
            twigs: Vec::new(),
            boughs: Vec::new(),
        }
    }

    /// Adds a leaf.
    pub(super) fn push(&mut self, leaf: Hash) {
        self.twig.push(leaf);
        if self.twig.size() == TWIG {
            let root = std::mem::take(&mut self.twig).root();
            self.twigs.push(root);
            self.bough.push(root);
        }
        if self.bough.size() == BOUGH / TWIG {
            let root = std::mem::take(&mut self.bough).root();
            self.boughs.push(root);
            self.top.push(root);
        }
    }

    /// The frontier of everything so far.
    pub(super) fn frontier(&self) -> Option<Frontier> {
        joined([&self.top, &self.bough, &self.twig])
    }
}

/// The tree over large subtrees, small ones after them, and leaves after these.
fn joined([top, bough, twig]: [&Frontier; 3]) -> Option<Frontier> {
    let size = top.size() * BOUGH + bough.size() * TWIG + twig.size();
    let peaks = [top, bough, twig].map(Frontier::peaks).concat();
    Frontier::from_parts(size, peaks)
}

/// The root over whole subtrees, large and small, and the leaves after them.
pub(super) fn root_over(boughs: &[Hash], twigs: &[Hash], leaves: &[Hash]) -> Option<Hash> {
    let [top, bough, twig] = [boughs, twigs, leaves].map(|hashes| {
        let mut tree = Frontier::new();
        hashes.iter().for_each(|hash| tree.push(*hash));
        tree
    });
    Some(joined([&top, &bough, &twig])?.root())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::merkle::leaf_hash;

    #[test]
    fn roots_from_subtrees_are_those_of_the_leaves() {
        let leaves: Vec<Hash> = (0..9000_u32).map(|n| leaf_hash(&n.to_le_bytes())).collect();
        for start in [0, 1, 63, 64, 65, 700, 4095, 4096, 4097, 4160, 8192, 8500] {
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
        for size in [
            1, 63, 64, 65, 4095, 4096, 4097, 4160, 8191, 8192, 8999, 9000,
        ] {
            let (boughs, twigs) = (size / 4096, size / 64);
            let found = root_over(
                &roots.boughs[..boughs],
                &roots.twigs[boughs * 64..twigs],
                &leaves[twigs * 64..size],
            );
            let mut plain = Frontier::new();
            leaves[..size].iter().for_each(|leaf| plain.push(*leaf));
            assert_eq!(found, Some(plain.root()), "{size}");
        }
    }
}
