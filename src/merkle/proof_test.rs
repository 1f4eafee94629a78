//! Proofs against what others published: the paths of the Certificate Transparency project,
//! the literal recursion of RFC 6962, and the crate `ct-merkle`. Hostile sizes and lengths.
#![allow(clippy::unwrap_used)]

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof};
use proptest::prelude::*;
use sha2::Sha256;

use super::oracle_test::{LEAVES, ROOTS, unhex};
use super::proof::*;
use super::*;

fn leaf(number: u64) -> Vec<u8> {
    number
        .to_be_bytes()
        .repeat(1 + usize::try_from(number).unwrap() % 7)
}

fn leaves(count: u64) -> Vec<Vec<u8>> {
    (0..count).map(leaf).collect()
}

fn gathered(parts: Option<Vec<std::ops::Range<u64>>>, leaves: &[Vec<u8>]) -> Vec<Hash> {
    let mut gather = Gather::new(parts.unwrap());
    leaves.iter().for_each(|leaf| gather.push(leaf_hash(leaf)));
    gather.finish().unwrap()
}

fn root(leaves: &[Vec<u8>]) -> Hash {
    let mut tree = Frontier::new();
    leaves.iter().for_each(|leaf| tree.push(leaf_hash(leaf)));
    tree.root()
}

/// The definitions of RFC 6962, section 2.1, word for word.
mod literal {
    use super::{Hash, leaf_hash, node_hash, sha256};

    fn k(n: usize) -> usize {
        let mut k = 1;
        while 2 * k < n {
            k *= 2;
        }
        k
    }

    pub fn mth(d: &[Vec<u8>]) -> Hash {
        match d.len() {
            0 => sha256(b""),
            1 => leaf_hash(&d[0]),
            n => node_hash(&mth(&d[..k(n)]), &mth(&d[k(n)..])),
        }
    }

    pub fn path(m: usize, d: &[Vec<u8>]) -> Vec<Hash> {
        let n = d.len();
        if n == 1 {
            return Vec::new();
        }
        let (mut path, last) = if m < k(n) {
            (self::path(m, &d[..k(n)]), mth(&d[k(n)..]))
        } else {
            (self::path(m - k(n), &d[k(n)..]), mth(&d[..k(n)]))
        };
        path.push(last);
        path
    }

    pub fn subproof(m: usize, d: &[Vec<u8>], whole: bool) -> Vec<Hash> {
        let n = d.len();
        if m == n {
            return if whole { Vec::new() } else { vec![mth(d)] };
        }
        let (mut proof, last) = if m <= k(n) {
            (subproof(m, &d[..k(n)], whole), mth(&d[k(n)..]))
        } else {
            (subproof(m - k(n), &d[k(n)..], false), mth(&d[..k(n)]))
        };
        proof.push(last);
        proof
    }
}

/// Leaf, tree size and path, from `merkle_tree_test` of the Certificate Transparency project.
const PATHS: [(u64, u64, &[&str]); 5] = [
    (0, 1, &[]),
    (
        0,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        &[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        3,
        &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    ),
    (
        1,
        5,
        &[
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];

/// Two sizes and the proof, from the same test.
const EXTENSIONS: [(u64, u64, &[&str]); 4] = [
    (1, 1, &[]),
    (
        1,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        &[
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];

fn published(size: u64) -> Vec<Vec<u8>> {
    let size = usize::try_from(size).unwrap();
    LEAVES[..size].iter().map(|text| unhex(text)).collect()
}

fn published_root(size: u64) -> Hash {
    unhex(ROOTS[usize::try_from(size).unwrap() - 1])
        .try_into()
        .unwrap()
}

fn hexes(proof: &[Hash]) -> Vec<String> {
    proof.iter().map(hex).collect()
}

#[test]
fn published_paths_hold() {
    for (index, size, path) in PATHS {
        let leaves = published(size);
        let proof = gathered(inclusion_parts(index, size), &leaves);
        assert_eq!(hexes(&proof), path, "leaf {index} of {size}");
        let leaf = leaf_hash(&leaves[usize::try_from(index).unwrap()]);
        let root = root_of_inclusion(leaf, index, size, &proof);
        assert_eq!(root, Some(published_root(size)));
    }
}

#[test]
fn published_extensions_hold() {
    for (old, size, path) in EXTENSIONS {
        let proof = gathered(consistency_parts(old, size), &published(size));
        assert_eq!(hexes(&proof), path, "{old} to {size}");
        let (old, new) = ((old, published_root(old)), (size, published_root(size)));
        assert!(is_consistent(old, new, &proof));
    }
}

#[test]
fn every_small_proof_is_the_one_of_the_definition() {
    for size in 1..=33 {
        let leaves = leaves(size);
        let root = literal::mth(&leaves);
        assert_eq!(self::root(&leaves), root);
        for index in 0..size {
            let at = usize::try_from(index).unwrap();
            let proof = gathered(inclusion_parts(index, size), &leaves);
            assert_eq!(
                proof,
                literal::path(at, &leaves),
                "path of {index} in {size}"
            );
            let found = root_of_inclusion(leaf_hash(&leaves[at]), index, size, &proof);
            assert_eq!(found, Some(root));
        }
        for old in 1..=size {
            let at = usize::try_from(old).unwrap();
            let proof = gathered(consistency_parts(old, size), &leaves);
            assert_eq!(
                proof,
                literal::subproof(at, &leaves, true),
                "{old} to {size}"
            );
            let old = (old, literal::mth(&leaves[..at]));
            assert!(is_consistent(old, (size, root), &proof));
        }
    }
}

#[test]
fn the_oracle_makes_and_takes_the_same_proofs() {
    let mut oracle = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    for size in 1..=70_u64 {
        oracle.push(leaf(size - 1));
        let leaves = leaves(size);
        for index in 0..size {
            let at = usize::try_from(index).unwrap();
            let ours = gathered(inclusion_parts(index, size), &leaves);
            assert_eq!(oracle.prove_inclusion(at).as_bytes(), ours.concat());
            let theirs = InclusionProof::try_from_bytes(ours.concat()).unwrap();
            let root = oracle.root();
            root.verify_inclusion(&leaves[at], index, &theirs).unwrap();
        }
        for old in 1..size {
            let added = usize::try_from(size - old).unwrap();
            let ours = gathered(consistency_parts(old, size), &leaves);
            assert_eq!(oracle.prove_consistency(added).as_bytes(), ours.concat());
            ConsistencyProof::<Sha256>::try_from_bytes(ours.concat()).unwrap();
        }
    }
}

#[test]
fn the_empty_tree_begins_every_tree_and_itself() {
    let empty = (0, sha256(b""));
    let other = (7, leaf_hash(b"x"));
    assert!(is_consistent(empty, other, &[]));
    assert!(is_consistent(empty, empty, &[]));
    assert!(!is_consistent((0, other.1), other, &[]));
    assert!(!is_consistent(empty, other, &[other.1]));
    assert!(!is_consistent(other, empty, &[]));
}

#[test]
fn hostile_sizes_and_lengths_are_no_proof() {
    let hash = leaf_hash(b"x");
    for size in [0, 1, 2, u64::MAX - 1, u64::MAX, 1 << 63, (1 << 63) + 1] {
        for index in [0, 1, 2, u64::MAX - 1, u64::MAX, 1 << 63, (1 << 63) - 1] {
            let due = inclusion_parts(index, size).map(|parts| parts.len());
            assert_eq!(due.is_some(), index < size);
            assert!(due.is_none_or(|due| due <= 64));
            for length in [0, 1, 63, 64, 65, 1000] {
                let proof = vec![hash; length];
                let found = root_of_inclusion(hash, index, size, &proof);
                assert_eq!(found.is_some(), due == Some(length));
                let due = consistency_parts(index, size).map(|parts| parts.len());
                let found = roots_of_consistency(index, hash, size, hash, &proof);
                assert_eq!(found.is_some(), due == Some(length));
            }
        }
    }
}

#[test]
fn a_gathering_without_all_leaves_is_no_proof() {
    let mut gather = Gather::new(inclusion_parts(1, 5).unwrap());
    (0..4).for_each(|number| gather.push(leaf_hash(&leaf(number))));
    assert_eq!(gather.clone().finish(), None);
    gather.push(leaf_hash(&leaf(4)));
    assert_eq!(gather.finish().unwrap().len(), 3);
}

proptest! {
    /// Nothing else than the proof proves: every byte, every hash, index and size is bound.
    #[test]
    fn a_changed_proof_does_not_hold(size in 2..200_u64, index in 0..200_u64, old in 1..200_u64, bit in 0..256_usize, at in 0..8_usize) {
        let leaves = leaves(size);
        let (index, old) = (index % size, 1 + old % size);
        let root = root(&leaves);
        let mut proof = gathered(inclusion_parts(index, size), &leaves);
        let own = leaf_hash(&leaves[usize::try_from(index).unwrap()]);
        prop_assert_eq!(root_of_inclusion(own, index, size, &proof), Some(root));
        let other = (index + 1) % size;
        prop_assert_ne!(root_of_inclusion(own, other, size, &proof), Some(root));
        let at = at % proof.len();
        proof[at][bit / 8] ^= 1 << (bit % 8);
        prop_assert_ne!(root_of_inclusion(own, index, size, &proof), Some(root));

        let before = (old, self::root(&leaves[..usize::try_from(old).unwrap()]));
        let mut proof = gathered(consistency_parts(old, size), &leaves);
        prop_assert!(is_consistent(before, (size, root), &proof));
        if let Some(hash) = proof.first_mut() {
            hash[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!is_consistent(before, (size, root), &proof));
        }
        let mut wrong = before;
        wrong.1[bit / 8] ^= 1 << (bit % 8);
        let proof = gathered(consistency_parts(old, size), &leaves);
        prop_assert!(!is_consistent(wrong, (size, root), &proof));
    }
}
