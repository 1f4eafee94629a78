//! Writers killed with `kill -9` at moments chosen by a dice: of `add`, and of a large import.
//! What a process acknowledged before it died is there; each batch is whole or absent. The
//! moments follow the machine's pace: about as many die before they are done as after.

use std::io::Read as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::scene::{Batch, PROGRAM, Scene, lines, program};
use super::{Dice, rounds, tell};
use crate::verify::kit;

/// How long one undisturbed run takes.
fn usual(scene: &Scene, args: &[&str]) -> Duration {
    let begun = Instant::now();
    scene.copy().ok(args);
    begun.elapsed()
}

/// When a writer is killed: so long after its start, or so long after the log begins to grow.
#[derive(Clone, Copy)]
enum Moment {
    Started(Duration),
    Grown(Duration),
}

/// The spans from which moments are drawn. Each gets shorter when its last writer was done in
/// time and longer when it was not: a machine under load would else kill all of them early.
struct Pace {
    started: Duration,
    grown: Duration,
}

impl Pace {
    fn new(usual: Duration) -> Pace {
        Pace {
            started: usual,
            grown: Duration::from_millis(2),
        }
    }

    fn moment(&self, round: u64, dice: &mut Dice) -> Moment {
        let part = dice.roll(1000) as f64 / 1000.0;
        match round % 3 {
            0 => Moment::Started(self.started.mul_f64(part)),
            1 => Moment::Grown(self.grown.mul_f64(part)),
            _ => Moment::Grown(Duration::ZERO),
        }
    }

    fn learn(&mut self, round: u64, acknowledged: bool) {
        let factor = if acknowledged { 0.8 } else { 1.25 };
        let (least, most) = (Duration::from_micros(50), Duration::from_secs(60));
        match round % 3 {
            0 => self.started = self.started.mul_f64(factor).clamp(least, most),
            1 => self.grown = self.grown.mul_f64(factor).clamp(least, most),
            _ => {}
        }
    }
}

/// Runs the program and kills it at a moment; whether it acknowledged.
fn killed(scene: &Scene, args: &[&str], moment: Moment) -> bool {
    let log = scene.desk().join("log.jsonl");
    let length = || std::fs::metadata(&log).map_or(0, |facts| facts.len());
    let before = length();
    let mut child = program(scene.path(), PROGRAM, args)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let after = match moment {
        Moment::Started(after) => after,
        Moment::Grown(after) => {
            while length() == before && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_micros(20));
            }
            after
        }
    };
    let begun = Instant::now();
    while begun.elapsed() < after && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(50));
    }
    let _ = child.kill();
    let status = child.wait().unwrap();
    let mut said = String::new();
    let _ = child.stdout.take().unwrap().read_to_string(&mut said);
    // It is acknowledged by the exit code, or as soon as the receipt is out.
    status.success() || said.contains("\"position\"")
}

#[test]
fn adds_killed_at_any_moment() {
    let scene = Scene::new();
    let args = |label: &str| -> Vec<String> {
        [
            "add",
            "statement",
            "--by",
            "US",
            "--act",
            "comments",
            "--happened",
            "2026-01-21",
        ]
        .iter()
        .map(|word| (*word).to_owned())
        .chain(["--publisher", "Wire", "--json", "--label", label].map(str::to_owned))
        .collect()
    };
    let mut dice = Dice(4);
    let mut batches: Vec<Batch> = Vec::new();
    let usual = usual(
        &scene,
        &[
            "add",
            "statement",
            "--by",
            "US",
            "--act",
            "comments",
            "--happened",
            "2026-01-21",
            "--publisher",
            "Wire",
            "--label",
            "probe-1",
        ],
    );
    let mut pace = Pace::new(usual);
    let rounds = rounds(20, 200);
    for round in 0..rounds {
        let name = format!("add-{round}");
        let label = format!("{name}-1");
        let words = args(&label);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let acknowledged = killed(&scene, &words, pace.moment(round, &mut dice));
        pace.learn(round, acknowledged);
        batches.push(Batch::new(&name, 1, acknowledged));
        let there = scene.labels(&name);
        let missing = batches
            .iter()
            .find(|batch| batch.acknowledged && !there.contains(&format!("{}-1", batch.name)));
        assert!(missing.is_none(), "round {round}: acknowledged and lost");
    }
    let acknowledged = batches.iter().filter(|batch| batch.acknowledged).count();
    let found = scene.nothing_lost(&batches, "adds");
    tell(&format!(
        "{rounds} adds killed at any moment: {acknowledged} acknowledged, {found} there, none lost"
    ));
}

#[test]
fn imports_killed_at_any_moment() {
    let count = rounds(400, 3000);
    let scene = Scene::new();
    scene.file("in.jsonl", lines("probe", count));
    let mut pace = Pace::new(usual(&scene, &["import", "in.jsonl", "-q"]));
    let mut dice = Dice(9);
    let mut batches: Vec<Batch> = Vec::new();
    let rounds = rounds(20, 200);
    for round in 0..rounds {
        let name = format!("import-{round}");
        scene.file("in.jsonl", lines(&name, count));
        let moment = pace.moment(round, &mut dice);
        let acknowledged = killed(&scene, &["import", "in.jsonl", "--json"], moment);
        pace.learn(round, acknowledged);
        let there = scene.labels(&name);
        let here = there
            .iter()
            .filter(|label| label.starts_with(&format!("{name}-")))
            .count();
        assert!(
            here == 0 || here as u64 == count,
            "round {round}: {here} of {count}"
        );
        assert!(
            here > 0 || !acknowledged,
            "round {round}: acknowledged and lost"
        );
        batches.push(Batch::new(&name, count, acknowledged));
    }
    let acknowledged = batches.iter().filter(|batch| batch.acknowledged).count();
    let found = scene.nothing_lost(&batches, "imports");
    if kit::has_python() {
        let said = &kit::theirs(&[scene.desk()])[0];
        assert_eq!((said.exit, &said.root), (0, &kit::ours(&scene.desk()).root));
    }
    tell(&format!(
        "{rounds} imports of {count} events killed at any moment: {acknowledged} acknowledged, {found} there, each whole, none lost"
    ));
}
