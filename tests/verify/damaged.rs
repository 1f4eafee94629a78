//! Bytes that changed after they were written: flips, cuts, swaps, holes, and heads that are
//! torn, old or gone.

use super::kit::{Bytes, both_say, plan};

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect()
}

fn numbers(seed: u64) -> impl Iterator<Item = usize> {
    let mut state = seed;
    std::iter::repeat_with(move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    })
}

/// A case: name, log, head, exit code.
fn case(name: impl Into<String>, log: Vec<u8>, head: &[u8], exit: u8) -> (String, Bytes, u8) {
    (
        name.into(),
        Bytes {
            log,
            head: head.to_vec(),
        },
        exit,
    )
}

#[test]
fn every_flipped_bit_before_the_head_is_damage() {
    let good = plan().bytes();
    let mut numbers = numbers(2026);
    let mut cases = Vec::new();
    let everywhere = (0..good.log.len()).step_by(23);
    let anywhere = numbers
        .by_ref()
        .take(120)
        .map(|number| number % good.log.len());
    for (count, place) in everywhere.chain(anywhere.collect::<Vec<_>>()).enumerate() {
        let mut log = good.log.clone();
        log[place] ^= 1 << (count % 8);
        cases.push(case(
            format!("bit {} of byte {place}", count % 8),
            log,
            &good.head,
            4,
        ));
    }
    both_say(&cases);
}

#[test]
fn every_bit_of_a_line_feed_a_digit_and_a_root_counts() {
    let good = plan().bytes();
    let commit = good
        .log
        .windows(10)
        .position(|part| part == b"{\"commit\":")
        .unwrap();
    let mut cases = Vec::new();
    for place in commit - 1..commit + 100 {
        let mut log = good.log.clone();
        log[place] ^= 1 << (place % 7);
        cases.push(case(format!("byte {place}"), log, &good.head, 4));
    }
    both_say(&cases);
}

#[test]
fn lines_swapped_dropped_doubled_or_emptied_are_damage() {
    let good = plan().bytes();
    let all = lines(&good.log);
    let mut cases = Vec::new();
    for number in 0..all.len() {
        let mut swapped = all.clone();
        swapped.swap(number, (number + 1) % all.len());
        cases.push(case(
            format!("line {number} swapped with the next"),
            swapped.concat(),
            &good.head,
            4,
        ));
        let mut dropped = all.clone();
        dropped.remove(number);
        cases.push(case(
            format!("line {number} dropped"),
            dropped.concat(),
            &good.head,
            4,
        ));
        let mut doubled = all.clone();
        doubled.insert(number, all[number].clone());
        // The last line doubled stands after the head's end: a torn tail, the rest is whole.
        let exit = if number + 1 == all.len() { 1 } else { 4 };
        cases.push(case(
            format!("line {number} doubled"),
            doubled.concat(),
            &good.head,
            exit,
        ));
        let mut zeros = all.clone();
        zeros[number].fill(0);
        cases.push(case(
            format!("line {number} is a hole"),
            zeros.concat(),
            &good.head,
            4,
        ));
        let mut returned = all.clone();
        returned[number].insert(all[number].len() - 1, b'\r');
        cases.push(case(
            format!("line {number} with a carriage return"),
            returned.concat(),
            &good.head,
            4,
        ));
    }
    both_say(&cases);
}

#[test]
fn a_cut_log_has_lost_entries_wherever_it_is_cut() {
    let good = plan().bytes();
    let mut cases = Vec::new();
    for length in (0..good.log.len())
        .step_by(29)
        .chain(good.log.len() - 3..good.log.len())
    {
        cases.push(case(
            format!("cut at {length}"),
            good.log[..length].to_vec(),
            &good.head,
            4,
        ));
    }
    both_say(&cases);
}

#[test]
fn a_cut_log_without_head_is_a_tail_and_a_doubt() {
    let good = plan().bytes();
    let header = lines(&good.log)[0].len();
    let mut cases = Vec::new();
    for length in (header..good.log.len()).step_by(31) {
        cases.push(case(
            format!("cut at {length}, no head"),
            good.log[..length].to_vec(),
            b"",
            1,
        ));
    }
    for length in [0, 1, header - 1] {
        cases.push(case(
            format!("cut at {length}, no head"),
            good.log[..length].to_vec(),
            b"",
            4,
        ));
    }
    both_say(&cases);
}

#[test]
fn a_flip_without_head_is_damage_unless_only_the_last_append_is_hit() {
    let good = plan().bytes();
    let all = lines(&good.log);
    let last: usize = all[all.len() - 3..].iter().map(Vec::len).sum();
    let begin = good.log.len() - last;
    let mut cases = Vec::new();
    // Entry lines only: a change of the header is damage with or without a head, and one that
    // hides where the last but one commit line begins leaves a rest with one commit line.
    let entries = (0..good.log.len()).filter(|place| {
        let before = &good.log[..*place];
        let begin = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |feed| feed + 1);
        good.log[begin..].starts_with(b"{\"entry\":") && good.log[*place] != b'\n'
    });
    for place in entries.step_by(37) {
        let mut log = good.log.clone();
        log[place] ^= 4;
        let exit = if place < begin { 4 } else { 1 };
        cases.push(case(format!("byte {place}, no head"), log, b"", exit));
    }
    both_say(&cases);
}

#[test]
fn heads_torn_old_foreign_or_absent_are_findings() {
    let good = plan().bytes();
    let (new, old) = good.head.split_at(4096);
    let torn = |slot: &[u8]| [&slot[..200], &vec![0; 3896][..]].concat();
    let swapped = [old, new].concat();
    let flip = |place: usize| {
        let mut head = good.head.clone();
        head[place] ^= 1;
        head
    };
    let text = String::from_utf8(good.head.clone()).unwrap();
    let foreign = text.replace("0198c000", "0198c001").into_bytes();
    let head = |name: &str, head: Vec<u8>, exit| case(name, good.log.clone(), &head, exit);
    both_say(&[
        head("absent", Vec::new(), 1),
        head("both torn", [torn(new), torn(old)].concat(), 1),
        head(
            "the new one torn: the last commit is a kept tail",
            [torn(new), old.to_vec()].concat(),
            1,
        ),
        head(
            "the old one torn: no harm",
            [new.to_vec(), torn(old)].concat(),
            0,
        ),
        head("half a file", new.to_vec(), 0),
        head("in each other's place", swapped, 1),
        head("flipped in the sequence", flip(70), 1),
        head("flipped in the padding of the new one", flip(4000), 1),
        head(
            "flipped in the last line feed of the new one",
            flip(4095),
            1,
        ),
        head("of another log", foreign, 1),
        head("garbage", vec![0xff; 8192], 1),
        head(
            "longer than two slots",
            [good.head.clone(), vec![b'x'; 9]].concat(),
            0,
        ),
    ]);
}

#[test]
fn every_flipped_bit_of_the_head_that_counts_is_noticed() {
    let good = plan().bytes();
    let cases: Vec<_> = (0..700)
        .step_by(7)
        .map(|place| {
            let mut head = good.head.clone();
            head[place] ^= 1 << (place % 8);
            case(format!("byte {place} of head"), good.log.clone(), &head, 1)
        })
        .collect();
    both_say(&cases);
}

#[test]
fn bytes_beyond_the_head_are_a_tail() {
    let mut longer = plan();
    let whole = longer.bytes();
    longer.commits.pop();
    let good = longer.bytes();
    let more = &whole.log[good.log.len()..];
    let mut cases = Vec::new();
    for length in [1, 20, more.len() - 1, more.len()] {
        let log = [&good.log, &more[..length]].concat();
        cases.push(case(
            format!("{length} bytes of an append"),
            log,
            &good.head,
            1,
        ));
    }
    for rest in [&b"\n"[..], b"garbage", b"garbage\n", &[0; 100], &good.log] {
        let log = [&good.log, rest].concat();
        cases.push(case("something else", log, &good.head, 1));
    }
    let mut bad = more.to_vec();
    bad[100] ^= 1;
    cases.push(case(
        "a whole append that does not check",
        [&good.log[..], &bad].concat(),
        &good.head,
        1,
    ));
    both_say(&cases);
}

#[test]
fn a_head_that_speaks_of_another_place_is_a_mismatch() {
    let good = plan().bytes();
    let mut other = plan();
    other.commits[3][1].event = other.commits[3][1].event.replace("feed", "food");
    let twin = other.bytes();
    assert_eq!(good.log.len(), twin.log.len());
    let mut shorter = plan();
    shorter.commits[3][1].event = shorter.commits[3][1].event.replace("feed", "fee");
    both_say(&[
        case(
            "a head of a log with another end",
            good.log.clone(),
            &twin.head,
            4,
        ),
        case(
            "a head that ends inside a line",
            good.log.clone(),
            &shorter.bytes().head,
            4,
        ),
    ]);
}

#[test]
fn lines_that_never_end_are_bounded() {
    let good = plan().bytes();
    let all = lines(&good.log);
    let long = vec![b'x'; 2 << 20];
    let deep = [
        b"{\"entry\":{\"event\":".to_vec(),
        vec![b'['; 300_000],
        b"\n".to_vec(),
    ]
    .concat();
    let at = |number: usize, with: &[u8]| {
        let mut changed = all.clone();
        changed[number] = with.to_vec();
        changed.concat()
    };
    let long_line = [&long[..], b"\n"].concat();
    both_say(&[
        case("a long header", at(0, &long_line), &good.head, 4),
        case("a long line", at(2, &long_line), &good.head, 4),
        case("a deep line", at(2, &deep), &good.head, 4),
        case(
            "a long tail",
            [&good.log[..], &long].concat(),
            &good.head,
            1,
        ),
        case(
            "a long tail with an end",
            [&good.log[..], &long_line].concat(),
            &good.head,
            1,
        ),
    ]);
}
