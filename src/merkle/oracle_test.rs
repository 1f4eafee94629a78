//! The tree against what others published: the vectors of the Certificate Transparency
//! project, and the crate `ct-merkle`. Never compared with its own output.
#![allow(clippy::unwrap_used)]

use super::*;

/// The eight leaves of the reference test of certificate-transparency (`merkle_tree_test.cc`).
pub(super) const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];

/// Tree heads over the first 1 … 8 of them, from the same test.
pub(super) const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
        .collect()
}

#[test]
fn the_empty_tree_is_the_hash_of_nothing() {
    assert_eq!(
        hex(&Frontier::new().root()),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}

#[test]
fn published_vectors_hold() {
    let mut tree = Frontier::new();
    for (leaf, root) in LEAVES.iter().zip(ROOTS) {
        tree.push(leaf_hash(&unhex(leaf)));
        assert_eq!(hex(&tree.root()), root, "at {}", tree.size());
    }
}

#[test]
fn every_size_agrees_with_ct_merkle() {
    let mut oracle = ct_merkle::mem_backed_tree::MemoryBackedTree::<sha2::Sha256, Vec<u8>>::new();
    let mut tree = Frontier::new();
    for number in 0..300_u32 {
        let leaf = number.to_be_bytes().repeat(1 + number as usize % 40);
        tree.push(leaf_hash(&leaf));
        oracle.push(leaf);
        assert_eq!(tree.root().as_slice(), oracle.root().as_bytes().as_slice());
        assert_eq!(tree.peaks().len(), tree.size().count_ones() as usize);
    }
}

#[test]
fn parts_must_fit_the_size() {
    let peak = leaf_hash(b"x");
    assert!(Frontier::from_parts(0, vec![]).is_some());
    assert!(Frontier::from_parts(0, vec![peak]).is_none());
    assert!(Frontier::from_parts(3, vec![peak]).is_none());
    assert!(Frontier::from_parts(u64::MAX, vec![peak; 64]).is_some());
}

#[test]
fn base64_reads_only_what_it_writes() {
    let root = Frontier::new().root();
    let text = base64(&root);
    assert_eq!(text, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    assert_eq!(from_base64(&text), Some(root));
    for bad in [
        "",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=",
        "47DEQpj8HBSa-_TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        " 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    ] {
        assert_eq!(from_base64(bad), None, "{bad}");
    }
}

#[test]
fn the_start_of_a_hash_is_that_of_the_whole_one_at_any_length() {
    for length in 0..200_u8 {
        let text: Vec<u8> = (0..length).collect();
        let mut whole = vec![length];
        whole.extend_from_slice(&text);
        let hash = super::sha256(&whole);
        let due = u64::from_be_bytes(hash[..8].try_into().unwrap());
        assert_eq!(super::sha256_start(length, &text), due, "{length} bytes");
    }
}
