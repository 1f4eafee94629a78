//! Writers killed with `kill -9` at moments that are spread over the whole of an `add`, and of
//! a large import, and at the moments that matter most: when the log is seen to grow, when the
//! head is seen to change. What a process acknowledged before it died is there; each batch is
//! whole or absent. Counted is where each was met, from what it left on the disk.

use std::io::Read as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::scene::{Batch, PROGRAM, Scene, lines, program};
use super::{Dice, is_long, rounds, tell};
use crate::verify::kit;

/// When a writer is killed.
#[derive(Clone, Copy)]
enum Moment {
    /// After this part of the time that a whole run takes.
    Part(f64),
    /// So long after the log is seen to grow.
    Log(Duration),
    /// So long after `head` is seen to change.
    Head(Duration),
}

/// How long a whole run takes at the machine's present pace, and so when to kill.
struct Pace {
    whole: Duration,
    dice: Dice,
}

impl Pace {
    fn new(whole: Duration, seed: u64) -> Pace {
        let dice = Dice(seed);
        Pace { whole, dice }
    }

    /// Three of five are spread evenly over a run and a little beyond its end (multiples of
    /// the golden ratio leave no gap), one hits the log being written, one the head.
    fn moment(&mut self, round: u64) -> Moment {
        let short = Duration::from_micros(self.dice.roll(1500));
        match round % 5 {
            3 => Moment::Log(short),
            4 => Moment::Head(short / 3),
            _ => Moment::Part((round as f64 * 0.618_033_988_75).fract() * 1.1),
        }
    }

    /// A run that was done tells how long one takes now; one that was not, that it takes longer
    /// than it was given.
    fn learn(&mut self, run: &Run) {
        self.whole = match run.met {
            Met::Done => (self.whole + run.lasted) / 2,
            _ => self.whole.max(run.lasted),
        };
    }
}

/// Where a writer was when it died.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Met {
    /// The log is as it was.
    Nothing,
    /// Part of the batch is in it.
    Torn,
    /// All of the batch is in it, and `head` does not know.
    Written,
    /// `head` knows, and nobody was told.
    Headed,
    /// It was acknowledged.
    Done,
}

/// A run that was killed, or that was done before.
struct Run {
    met: Met,
    lasted: Duration,
}

/// What of a store changes as a writer goes on: length of the log, and `head`.
fn state(scene: &Scene) -> (u64, Vec<u8>) {
    let log = std::fs::metadata(scene.desk().join("log.jsonl"));
    let head = std::fs::read(scene.desk().join("head"));
    (log.map_or(0, |facts| facts.len()), head.unwrap_or_default())
}

/// Bytes of the log up to the end of its last commit line.
fn sound(scene: &Scene) -> u64 {
    let log = std::fs::read(scene.desk().join("log.jsonl")).unwrap();
    let mut end = log.len();
    for line in log.rsplit(|byte| *byte == b'\n') {
        let begin = end - line.len();
        if line.starts_with(b"{\"commit\"") && end < log.len() {
            return end as u64 + 1;
        }
        end = begin.saturating_sub(1);
    }
    0
}

/// Runs the program and kills it at a moment.
fn killed(scene: &Scene, args: &[&str], moment: Moment, whole: Duration) -> Run {
    let (before, sound_before) = (state(scene), sound(scene));
    let mut child = program(scene.path(), PROGRAM, args)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let mut due = match moment {
        Moment::Part(part) => Some(whole.mul_f64(part)),
        _ => None,
    };
    while child.try_wait().unwrap().is_none() {
        let lasted = begun.elapsed();
        match moment {
            Moment::Log(after) if due.is_none() => {
                due = (state(scene).0 != before.0).then_some(lasted + after);
            }
            Moment::Head(after) if due.is_none() => {
                due = (state(scene).1 != before.1).then_some(lasted + after);
            }
            _ => {}
        }
        if due.is_some_and(|due| due <= lasted) {
            break;
        }
        std::thread::sleep(Duration::from_micros(20));
    }
    let lasted = begun.elapsed();
    let _ = child.kill();
    let status = child.wait().unwrap();
    let mut said = String::new();
    let _ = child.stdout.take().unwrap().read_to_string(&mut said);
    let (after, sound_after) = (state(scene), sound(scene));
    let met = match () {
        // It is acknowledged by the exit code, or as soon as the receipt is out.
        () if status.success() || said.contains("\"position\"") => Met::Done,
        () if sound_after > sound_before && after.1 != before.1 => Met::Headed,
        () if sound_after > sound_before => Met::Written,
        // What an earlier one left is not of this one.
        () if after.0 > sound_after && after.0 != before.0 => Met::Torn,
        () => Met::Nothing,
    };
    Run { met, lasted }
}

/// Where writers were met, and in which tenth of a run those were killed that are spread.
#[derive(Default)]
struct Counts {
    met: [u64; 5],
    tenths: [u64; 11],
}

impl Counts {
    fn count(&mut self, run: &Run, moment: Moment) {
        self.met[run.met as usize] += 1;
        if let Moment::Part(part) = moment {
            self.tenths[(part * 10.0) as usize] += 1;
        }
    }

    /// In words. A long run in which none died early, none while it wrote, or none after all
    /// was said would show nothing.
    fn told(&self) -> String {
        let [nothing, torn, written, headed, done] = self.met;
        let met = format!(
            "{nothing} before the log grew, {torn} with a part in it, {written} with all in it and head old, {headed} with head new, {done} acknowledged"
        );
        assert!(
            !is_long() || nothing.min(done).min(torn + written + headed) > 0,
            "the moments are not spread: {met}"
        );
        let tenths = self.tenths.map(|count| count.to_string());
        format!("{met}; by tenths of a run {}", tenths.join(" "))
    }
}

/// One undisturbed run, on a copy.
fn usual(scene: &Scene, args: &[&str]) -> Duration {
    let copy = scene.copy();
    let begun = Instant::now();
    copy.ok(args);
    begun.elapsed()
}

/// The words of an `add`.
fn add(label: &str) -> Vec<String> {
    let words =
        "add statement --by US --act comments --happened 2026-01-21 --publisher Wire --json";
    let words = words.split(' ').chain(["--label", label]);
    words.map(str::to_owned).collect()
}

fn refs(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

#[test]
fn adds_killed_at_any_moment() {
    let scene = Scene::new();
    let mut batches: Vec<Batch> = Vec::new();
    let mut pace = Pace::new(usual(&scene, &refs(&add("probe-1"))), 4);
    let mut counts = Counts::default();
    let rounds = rounds(20, 200);
    for round in 0..rounds {
        let name = format!("add-{round}");
        let words = add(&format!("{name}-1"));
        let moment = pace.moment(round);
        let run = killed(&scene, &refs(&words), moment, pace.whole);
        pace.learn(&run);
        counts.count(&run, moment);
        batches.push(Batch::new(&name, 1, run.met == Met::Done));
        let there = scene.labels(&name);
        let missing = batches
            .iter()
            .find(|batch| batch.acknowledged && !there.contains(&format!("{}-1", batch.name)));
        assert!(missing.is_none(), "round {round}: acknowledged and lost");
    }
    let found = scene.nothing_lost(&batches, "adds");
    tell(&format!(
        "{rounds} adds killed at any moment: {}; {found} there, none lost",
        counts.told()
    ));
}

#[test]
fn imports_killed_at_any_moment() {
    let count = rounds(400, 3000);
    let scene = Scene::new();
    scene.file("in.jsonl", lines("probe", count));
    let mut pace = Pace::new(usual(&scene, &["import", "in.jsonl", "-q"]), 9);
    let mut counts = Counts::default();
    let mut batches: Vec<Batch> = Vec::new();
    let rounds = rounds(20, 200);
    for round in 0..rounds {
        let name = format!("import-{round}");
        scene.file("in.jsonl", lines(&name, count));
        let moment = pace.moment(round);
        let run = killed(
            &scene,
            &["import", "in.jsonl", "--json"],
            moment,
            pace.whole,
        );
        pace.learn(&run);
        counts.count(&run, moment);
        let acknowledged = run.met == Met::Done;
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
    let found = scene.nothing_lost(&batches, "imports");
    if kit::has_python() {
        let said = &kit::theirs(&[scene.desk()])[0];
        assert_eq!((said.exit, &said.root), (0, &kit::ours(&scene.desk()).root));
    }
    tell(&format!(
        "{rounds} imports of {count} events killed at any moment: {}; {found} there, each whole, none lost",
        counts.told()
    ));
}
