//! Micro-benchmarks of what the rows of `tools/bench/run` are made of: the fast way and the exact
//! way into the stored form, leaves and roots, a line written down. Owns no target; they tell
//! where the time of a row goes.

use dateline::event::{decode, quick::Bench};
use dateline::merkle::{Frontier, leaf_hash};
use divan::{Bencher, black_box, counter::BytesCount};

/// One event of each of the commonest shapes, as a desk sends them.
const EVENTS: &[&str] = &[
    r#"{"kind":"holding","happened":"2026-01","label":"holding-1-0000001","holder":{"id":"holder-12","name":"Nordic Teachers Pension","names":{"zh":"丹麦第13养老基金"},"country":"DK","type":"pension_fund"},"asset":{"class":"us_treasury","issuer":"US"},"amount":{"value":"2300000000","currency":"USD","bound":"about"},"series":"annual_report","basis":"market","title":"Nordic Teachers Pension held about 2.3 billion dollars of Treasuries","titles":{"zh":"丹麦第13养老基金持有约23亿美元美国国债"},"tags":["treasuries"],"sources":[{"publisher":"Example Wire","url":"https://example.org/2026-01/123456","published":"2026-01-22","accessed":"2026-01-23","lang":"en","quote":"We hold what our members need."}]}"#,
    r#"{"kind":"statement","happened":"2026-01-20","by":{"country":"DK"},"act":"warns","toward":["US"],"speaker":"A. Minister","quote":"It is not a small thing.","title":"Denmark warned the United States","sources":[{"publisher":"Example Wire","published":"2026-01-20"}]}"#,
    r#"{"kind":"yield_move","happened":"2026-01-20","instrument":{"issuer":"JP","tenor":"30Y"},"level":"3.91","change_bp":"27","series":"mof","basis":"close","sources":[{"publisher":"Ministry of Finance","published":"2026-01-20","url":"https://example.org/jgb"}]}"#,
];

fn main() {
    divan::main();
}

#[divan::bench(args = [0, 1, 2])]
fn stored_form_fast(bencher: Bencher, which: usize) {
    let text = EVENTS[which];
    let mut bench = Bench::default();
    assert!(bench.read(text).is_some(), "the fast way takes it");
    bencher
        .counter(BytesCount::of_str(text))
        .bench_local(|| bench.read(black_box(text)).map(|quick| quick.stored.len()));
}

#[divan::bench(args = [0, 1, 2])]
fn stored_form_exact(bencher: Bencher, which: usize) {
    let text = EVENTS[which];
    bencher.counter(BytesCount::of_str(text)).bench(|| {
        decode::decode_text(black_box(text)).map(|input| input.event.canonical().len())
    });
}

#[divan::bench]
fn parse_alone(bencher: Bencher) {
    let text = EVENTS[0];
    bencher
        .counter(BytesCount::of_str(text))
        .bench(|| serde_json::from_str::<serde_json::Value>(black_box(text)));
}

#[divan::bench(args = [200, 770, 4096])]
fn leaf(bencher: Bencher, bytes: usize) {
    let line = vec![b'x'; bytes];
    bencher
        .counter(BytesCount::from(bytes))
        .bench(|| leaf_hash(black_box(&line)));
}

#[divan::bench]
fn tree_of_a_thousand() -> [u8; 32] {
    let mut tree = Frontier::new();
    for at in 0..1000_u32 {
        tree.push(leaf_hash(&at.to_be_bytes()));
    }
    tree.root()
}
