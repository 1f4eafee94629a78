//! Many at once: eight processes appending while others read, some of them killed; and clocks
//! that jump. Every acknowledged batch is there, whole and once; readers see whole commits.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use dateline::desk::{Clock, Draft, Ids, Options, Place};
use dateline::event::decode::decode_text;
use dateline::event::when::Instant;
use dateline::store::Store;

use super::judge::seen;
use super::scene::{PROGRAM, Scene, line, lines, program};
use super::{Dice, rounds, skip, tell};
use crate::verify::kit;

/// Entries of each batch: a reader that sees another number than a multiple sees half of one.
const BATCH: u64 = 5;

/// One writer: several batches, some of them killed on the way; the names of those that were
/// acknowledged.
fn write(scene: &Scene, writer: u64, rounds: u64) -> Vec<String> {
    let mut dice = Dice(writer);
    let mut acknowledged = Vec::new();
    for round in 0..rounds {
        let name = format!("batch-{writer}-{round}");
        let file = format!("{name}.jsonl");
        scene.file(&file, lines(&name, BATCH));
        let args = ["import", &file, "--json", "--lock-timeout", "300"];
        let mut child = program(scene.path(), PROGRAM, &args).spawn().unwrap();
        if dice.roll(4) == 0 {
            std::thread::sleep(Duration::from_millis(dice.roll(60)));
            let _ = child.kill();
        }
        let output = child.wait_with_output().unwrap();
        assert!(
            !String::from_utf8_lossy(&output.stderr).contains("panicked"),
            "{output:?}"
        );
        if output.status.success() {
            acknowledged.push(name);
        } else {
            assert_eq!(
                output.status.code(),
                None,
                "only a killed one may fail: {output:?}"
            );
        }
    }
    acknowledged
}

#[test]
fn eight_processes_append_while_others_read() {
    let scene = Scene::new();
    let rounds = rounds(3, 40);
    let (done, looks) = (AtomicBool::new(false), AtomicU64::new(0));
    let acknowledged: Vec<String> = std::thread::scope(|scope| {
        let scene = &scene;
        let reader = scope.spawn(|| {
            let mut before = 0;
            while !done.load(Ordering::Relaxed) {
                let (entries, error) = seen(&scene.desk());
                assert!(error.is_none(), "{error:?}");
                assert_eq!(entries.len() as u64 % BATCH, 0, "half a commit was read");
                assert!(entries.len() >= before, "the log became shorter");
                before = entries.len();
                // An append may be under way; nothing worse may be seen.
                assert!(kit::ours(&scene.desk()).exit < 2);
                looks.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        let writers: Vec<_> = (0..8)
            .map(|writer| scope.spawn(move || write(scene, writer, rounds)))
            .collect();
        let all = writers
            .into_iter()
            .flat_map(|writer| writer.join().unwrap())
            .collect();
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap();
        all
    });
    let there = scene.labels("after the crowd");
    let distinct: BTreeSet<&String> = there.iter().collect();
    assert_eq!(distinct.len(), there.len(), "something was recorded twice");
    for name in &acknowledged {
        for number in 1..=BATCH {
            let label = format!("{name}-{number}");
            assert!(
                distinct.contains(&label),
                "{label} was acknowledged and is lost"
            );
        }
    }
    for batch in there.chunks(BATCH as usize) {
        let name = |label: &String| label.rsplit_once('-').unwrap().0.to_owned();
        assert!(
            batch.iter().all(|label| name(label) == name(&batch[0])),
            "{batch:?}"
        );
    }
    scene.file("next.jsonl", line("the-next-writer"));
    scene.ok(&["import", "next.jsonl", "-q"]);
    assert_eq!(kit::ours(&scene.desk()).exit, 0);
    tell(&format!(
        "8 processes, {} batches, some killed: {} acknowledged, {} there, each whole and once; {} looks of a reader, whole commits each time",
        8 * rounds,
        acknowledged.len(),
        there.len() as u64 / BATCH,
        looks.load(Ordering::Relaxed)
    ));
}

/// A clock that is somewhere else each time.
struct At(i64);

impl Clock for At {
    fn now(&self) -> Instant {
        Instant(self.0)
    }
}

struct Count(u128);

impl Ids for Count {
    fn fresh(&mut self) -> uuid::Uuid {
        self.0 += 1;
        uuid::Uuid::from_u128(0x0198_c000_0000_7000_8000_0000_0000_0000 + self.0)
    }
}

#[test]
fn a_clock_that_jumps_keeps_the_log_in_order() {
    let scene = Scene::new();
    let store = Store::at(&scene.desk()).unwrap();
    let mut dice = Dice(8);
    let mut ids = Count(0);
    let (mut last, mut back, mut warned) = (i64::MIN, 0, 0);
    let rounds = rounds(60, 1000);
    for round in 0..rounds {
        let now = 1_700_000_000_000_000 + dice.roll(1_000_000_000) as i64 * 1_000;
        let input = decode_text(line(&format!("event-{round}")).trim_end()).unwrap();
        let place = Place::default();
        let mut drafts = std::iter::once(Ok(Draft { input, place }));
        let options = Options {
            author: "tester".to_owned(),
            expect: None,
            dry_run: false,
        };
        let outcome = store
            .write(
                &mut drafts,
                &options,
                &At(now),
                &mut ids,
                Duration::from_secs(10),
            )
            .unwrap();
        assert_eq!(outcome.receipt.position, round + 1);
        back += u64::from(now < last);
        warned += outcome.warnings.len() as u64;
        last = last.max(now);
    }
    let (entries, error) = seen(&scene.desk());
    assert!(error.is_none() && entries.len() as u64 == rounds);
    assert!(
        entries
            .windows(2)
            .all(|pair| pair[0].recorded_at < pair[1].recorded_at)
    );
    assert_eq!(kit::ours(&scene.desk()).exit, 0);
    // Once the log is ahead, a clock between two instants of it is behind it too.
    assert!(
        warned >= back && back > 10,
        "{warned} warnings, {back} times back"
    );
    tell(&format!(
        "{rounds} appends under a clock that jumps: {back} times set back, recorded strictly later each time"
    ));
}

/// The same with the system's clock, where there is a `faketime` to set it.
#[test]
fn the_systems_clock_set_back() {
    let there = Command::new("faketime").arg("--version").output();
    if !there.is_ok_and(|output| output.status.success()) {
        return skip("faketime is missing: the system's clock is set back in process only");
    }
    let scene = Scene::new();
    for (number, shift) in ["+2d", "-1y", "+1d", "-10y"].iter().enumerate() {
        let file = format!("{number}.jsonl");
        scene.file(&file, line(&format!("event-{number}")));
        let output = program(
            scene.path(),
            "faketime",
            &["-f", shift, PROGRAM, "import", &file],
        )
        .output()
        .unwrap();
        assert!(output.status.success(), "{shift}: {output:?}");
        let told = String::from_utf8_lossy(&output.stderr).contains("clock");
        assert_eq!(told, number > 0, "{shift}: {output:?}");
    }
    assert_eq!(scene.labels("faketime").len(), 4);
    assert_eq!(kit::ours(&scene.desk()).exit, 0);
    tell("4 appends with the system's clock set forward and back: in order, and told");
}
