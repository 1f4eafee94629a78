//! Every single bit of the log and of its head flipped, one at a time; lines swapped, doubled,
//! dropped; commits dropped from the end. Each must be noticed by the reader and by both
//! verifiers, and what stands before it must stay readable.

use super::forty::{Forty, forty};
use super::judge::{Change, Judge, python, words};
use super::{is_long, tell};

/// Of the bits of a log, those that a short run tries: all of header and commit lines, of each
/// entry line its frame (the first and last bytes) and every 151st bit.
fn is_tried(sound: &Forty, bit: usize) -> bool {
    if is_long() || bit.is_multiple_of(151) {
        return true;
    }
    let byte = bit / 8;
    let begin = sound.log[..byte].iter().rposition(|b| *b == b'\n');
    let begin = begin.map_or(0, |feed| feed + 1);
    let line = &sound.log[begin..];
    let end = line.iter().position(|b| *b == b'\n').unwrap();
    if !line.starts_with(b"{\"entry\"") {
        // One bit of each byte, another one at each.
        return bit % 8 == byte % 8;
    }
    let (after, before) = (byte - begin, begin + end - byte);
    bit % 8 == byte % 8 && (after < 4 || before < 12)
}

#[test]
fn every_flipped_bit_of_the_log_is_noticed() {
    let sound = forty();
    let judge = Judge::new(sound);
    judge.put(&sound.log, Some(&sound.head));
    let bits: Vec<usize> = (0..8 * sound.log.len())
        .filter(|bit| is_tried(sound, *bit))
        .collect();
    let mut said = Vec::new();
    let mut changes = Vec::new();
    for bit in &bits {
        let (at, byte) = (bit / 8, sound.log[bit / 8] ^ 1 << (bit % 8));
        let name = format!("bit {} of byte {at}", bit % 8);
        let verdict = judge.with_byte(at, byte, &name);
        assert_eq!(verdict.verify.exit, 4, "{name}: {verdict:?}");
        assert_eq!(
            verdict.read,
            sound.position_within(at),
            "{name}: what stands before it is readable"
        );
        said.push(words(&verdict.verify));
        changes.push(Change::byte(at, byte));
    }
    let all = 8 * sound.log.len();
    tell(&format!(
        "{} of the {all} bits of a 40-entry log flipped: {} noticed by the reader and by verify",
        bits.len(),
        said.len()
    ));
    // Python is slower: a short run asks it about every third.
    let step = if is_long() { 1 } else { 3 };
    let asked: Vec<Change> = changes.into_iter().step_by(step).collect();
    let Some(theirs) = python(sound, &[("head", &sound.head)], &asked) else {
        return;
    };
    let ours: Vec<_> = said.into_iter().step_by(step).collect();
    for ((theirs, ours), bit) in theirs.iter().zip(&ours).zip(bits.iter().step_by(step)) {
        assert_eq!(theirs, ours, "bit {bit}");
    }
    assert_eq!(theirs.len(), asked.len());
    tell(&format!(
        "{} of them judged the same by tools/verify_log.py",
        theirs.len()
    ));
}

#[test]
fn every_flipped_bit_of_head_costs_no_entry() {
    let sound = forty();
    let judge = Judge::new(sound);
    judge.put(&sound.log, Some(&sound.head));
    let (mut tried, mut noticed) = (0, 0);
    for bit in 0..8 * sound.head.len() {
        let text = bit / 8 % 4096 < 700;
        if !is_long() && (bit % 21 != 0 || !text && bit % 16 != 0) {
            continue;
        }
        let (at, byte) = (bit / 8, sound.head[bit / 8] ^ 1 << (bit % 8));
        judge.poke("head", at, byte);
        let verdict = judge.verdict(&format!("bit {bit} of head"));
        judge.poke("head", at, sound.head[at]);
        assert_eq!(verdict.read, 40, "bit {bit}: {verdict:?}");
        assert!(verdict.verify.exit < 2, "bit {bit}: {verdict:?}");
        tried += 1;
        noticed += u64::from(verdict.verify.exit == 1);
    }
    tell(&format!(
        "{tried} bits of head flipped: no entry lost; {noticed} were in the slot that counts, and noticed"
    ));
    assert!(noticed > tried / 3);
}

/// What one line more, less or elsewhere makes of the log.
fn moved_lines(sound: &Forty) -> Vec<(String, Vec<u8>)> {
    let lines = sound.lines();
    let mut states = Vec::new();
    for one in 0..lines.len() {
        let mut without = lines.clone();
        without.remove(one);
        states.push((format!("line {one} dropped"), without.concat()));
        let mut doubled = lines.clone();
        doubled.insert(one, lines[one]);
        states.push((format!("line {one} doubled"), doubled.concat()));
        let mut hole = sound.log.clone();
        let begin: usize = lines[..one].iter().map(|line| line.len()).sum();
        hole[begin..begin + lines[one].len()].fill(0);
        states.push((format!("line {one} is a hole"), hole));
        let step = if is_long() { 1 } else { 7 };
        for other in (one + 1..lines.len()).step_by(step) {
            let mut swapped = lines.clone();
            swapped.swap(one, other);
            states.push((format!("lines {one} and {other} swapped"), swapped.concat()));
        }
    }
    states
}

fn first_difference(one: &[u8], other: &[u8]) -> usize {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    same.min(one.len()).min(other.len())
}

#[test]
fn lines_swapped_doubled_or_dropped_are_noticed() {
    let sound = forty();
    let judge = Judge::new(sound);
    let states = moved_lines(sound);
    let mut changes = Vec::new();
    let mut said = Vec::new();
    for (name, log) in &states {
        judge.put(log, Some(&sound.head));
        let verdict = judge.verdict(name);
        let at = first_difference(&sound.log, log);
        // The last line doubled stands beyond the head, and everything before it is whole.
        let beyond = at >= sound.log.len();
        assert_eq!(verdict.verify.exit, if beyond { 1 } else { 4 }, "{name}");
        assert_eq!(
            verdict.read,
            sound.position_within(at),
            "{name}: {verdict:?}"
        );
        said.push(words(&verdict.verify));
        changes.push(Change {
            head: "head".to_owned(),
            edits: vec![(0, sound.log.len(), log.clone())],
        });
    }
    if let Some(theirs) = python(sound, &[("head", &sound.head)], &changes) {
        for ((theirs, ours), (name, _)) in theirs.iter().zip(&said).zip(&states) {
            assert_eq!(theirs, ours, "{name}");
        }
    }
    tell(&format!(
        "{0} states with lines swapped, doubled, dropped or zeroed: {0} noticed by all three",
        states.len()
    ));
}

#[test]
fn commits_dropped_from_the_end_are_a_loss() {
    let sound = forty();
    let judge = Judge::new(sound);
    let whole = sound.ends.len() - 1;
    for kept in 0..whole {
        let (bytes, position) = sound.ends[kept];
        judge.put(&sound.log[..bytes], Some(&sound.head));
        let verdict = judge.verdict(&format!("{kept} commits kept"));
        assert_eq!((verdict.verify.exit, verdict.read), (4, position));
        assert!(verdict.verify.codes.contains("lost_entries"), "{verdict:?}");
        // Without any head the loss cannot be seen, and that is said.
        judge.put(&sound.log[..bytes], None);
        let verdict = judge.verdict("without head");
        assert_eq!((verdict.verify.exit, verdict.read), (1, position));
        assert!(verdict.verify.codes.contains("head_lost"), "{verdict:?}");
    }
    tell(&format!(
        "{whole} times one commit or more dropped from the end: each a loss, or with head gone too a lost head"
    ));
}
