//! `stance` folded forward. Owns the sums of each row by day of what they rest on: an arrival
//! adds to a few rows, and a new D weighs every row again, once for each day of it and not for
//! each entry.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sha2::{Digest as _, Sha256};

use super::board::Board;
use super::due::Due;
use super::exits::{Chain, Exits};
use super::{Arrival, Change, Fold};
use crate::event::Kind;
use crate::facts::{Act, Scope};
use crate::log::Entry;
use crate::projection::stance::evidence::{Collector, Evidence};
use crate::projection::stance::rules::{AxisName, BadRules, RuleTable};
use crate::projection::stance::weight::Weighted;
use crate::projection::stance::{self, RowKey};
use crate::projection::tally::Tally;

/// The fields of a key.
const NAMES: &[(&str, &str)] = &[
    ("country", "country"),
    ("toward", "toward"),
    ("actors", "actors"),
];

/// Who speaks: an act by its position, or the state of a chain of exits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Voice {
    Act(u64),
    Exit(Chain),
}

/// What one voice says in each of its rows.
#[derive(Debug)]
struct Said {
    axis: AxisName,
    score: i64,
    day: i64,
    disputed: bool,
    rows: Vec<RowKey>,
}

/// Scores of one axis by day: their sum and number; and the same weighed at D.
#[derive(Debug, Default)]
struct Axis {
    days: BTreeMap<i64, (i64, i64)>,
    now: Weighted,
}

impl Axis {
    /// Adds (`n` = 1) or takes out (−1) a score.
    fn add(&mut self, score: i64, n: i64, day: i64, today: i64) {
        let (sum, count) = self.days.entry(day).or_default();
        *sum += score * n;
        *count += n;
        if *count == 0 {
            self.days.remove(&day);
        }
        self.now.add_all(score * n, n, age(day, today));
    }

    fn weigh(&mut self, today: i64) {
        self.now = Weighted::default();
        for (day, (sum, count)) in &self.days {
            self.now.add_all(*sum, *count, age(*day, today));
        }
    }
}

fn age(day: i64, today: i64) -> u64 {
    u64::try_from(today - day).unwrap_or(0)
}

#[derive(Debug, Default)]
struct Group {
    words: Axis,
    deeds: Axis,
    disputed: u64,
}

/// The state of the fold.
#[derive(Debug)]
pub struct Stance {
    rules: RuleTable,
    exits: Exits,
    said: HashMap<Voice, Said>,
    groups: BTreeMap<RowKey, Group>,
    /// Acts that D turns into others when it passes the instant from which they are effective.
    effective: Due<u64>,
    board: Board<RowKey>,
    today: i64,
}

impl Stance {
    /// Nothing said yet, by the rules that the program brings.
    ///
    /// # Errors
    /// Were they unreadable.
    pub fn built_in() -> Result<Stance, BadRules> {
        RuleTable::built_in().map(Stance::new)
    }

    fn new(rules: RuleTable) -> Stance {
        Stance {
            rules,
            exits: Exits::default(),
            said: HashMap::new(),
            groups: BTreeMap::new(),
            effective: Due::default(),
            board: Board::new(NAMES),
            today: i64::MIN,
        }
    }
}

impl<'h> Fold<'h> for Stance {
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change> {
        let new_day = self.today != scope.horizon().day();
        if new_day {
            self.today = scope.horizon().day();
            for group in self.groups.values_mut() {
                group.words.weigh(self.today);
                group.deeds.weigh(self.today);
            }
            self.turn(scope);
        }
        let mut touched = BTreeSet::new();
        let subject = arrival.subject;
        if subject.event.kind() == Kind::FundExit {
            for chain in self.exits.take(scope, subject) {
                self.hear_exit(scope, chain, &mut touched);
            }
        } else if subject.position <= scope.point().known {
            self.hear(scope, subject, &mut touched);
        }
        let rows: BTreeSet<RowKey> = match new_day {
            true => touched.iter().chain(self.groups.keys()).cloned().collect(),
            false => touched.iter().cloned().collect(),
        };
        let mut changes = Vec::new();
        for key in rows {
            let aged = !touched.contains(&key);
            if let Some(change) = self.settle(key) {
                changes.push(Change { aged, ..change });
            }
        }
        changes
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        self.board.write(out);
    }

    fn seal(&mut self) -> Sha256 {
        self.board.seal(Sha256::new(), false)
    }
}

impl Stance {
    /// Hears again what D turned into something else. All rows are made again on such a day.
    fn turn(&mut self, scope: &Scope<'_>) {
        while let Some(position) = self.effective.reached(scope.horizon()) {
            if let Some(entry) = scope.history().at(position) {
                // A row that loses all it rested on goes with those that this day touches anyway.
                self.hear(scope, entry, &mut BTreeSet::new());
            }
        }
    }

    fn hear(&mut self, scope: &Scope<'_>, entry: &Entry, touched: &mut BTreeSet<RowKey>) {
        self.forget(Voice::Act(entry.position), touched);
        let effective = Act::of(&scope.see(entry).event).and_then(|act| act.effective);
        if let Some(from) = effective
            && from.latest > scope.horizon()
        {
            self.effective.put(from.latest, entry.position);
        }
        let said = self.collector(scope).of_entry(entry, &mut Tally::default());
        let said = said.map(Said::of);
        self.remember(Voice::Act(entry.position), said, touched);
    }

    fn hear_exit(&mut self, scope: &Scope<'_>, chain: Chain, touched: &mut BTreeSet<RowKey>) {
        self.forget(Voice::Exit(chain), touched);
        let said = self.exits.state(chain).and_then(|(state, _)| {
            let collector = self.collector(scope);
            let evidence = collector.of_exit(&state, &mut Tally::default());
            evidence.map(Said::of)
        });
        self.remember(Voice::Exit(chain), said, touched);
    }

    fn collector<'s, 'h>(&'s self, scope: &'s Scope<'h>) -> Collector<'s, 'h, 's> {
        Collector {
            scope,
            rules: &self.rules,
            members: false,
        }
    }

    fn forget(&mut self, voice: Voice, touched: &mut BTreeSet<RowKey>) {
        if let Some(said) = self.said.remove(&voice) {
            self.count(&said, -1);
            touched.extend(said.rows);
        }
    }

    fn remember(&mut self, voice: Voice, said: Option<Said>, touched: &mut BTreeSet<RowKey>) {
        if let Some(said) = said {
            self.count(&said, 1);
            touched.extend(said.rows.iter().cloned());
            self.said.insert(voice, said);
        }
    }

    fn count(&mut self, said: &Said, n: i64) {
        for row in &said.rows {
            let group = self.groups.entry(row.clone()).or_default();
            let axis = match said.axis {
                AxisName::Words => &mut group.words,
                AxisName::Deeds => &mut group.deeds,
            };
            axis.add(said.score, n, said.day, self.today);
            let disputed = n * i64::from(said.disputed);
            group.disputed = group.disputed.saturating_add_signed(disputed);
        }
    }

    fn settle(&mut self, key: RowKey) -> Option<Change> {
        let silent = |group: &Group| group.words.days.is_empty() && group.deeds.days.is_empty();
        if self.groups.get(&key).is_some_and(silent) {
            self.groups.remove(&key);
        }
        let row = self.groups.get(&key).map(|group| {
            let sums = [&group.words.now, &group.deeds.now];
            stance::row(key.clone(), sums, group.disputed, &self.rules)
        });
        self.board.put(key, row.as_ref())
    }
}

impl Said {
    fn of(evidence: Evidence<'_>) -> Said {
        let actors = if evidence.state { "state" } else { "others" };
        let pairs = evidence.pairs.into_iter();
        Said {
            axis: evidence.rule.axis,
            score: evidence.rule.score,
            day: evidence.day,
            disputed: evidence.disputed,
            rows: pairs
                .map(|(country, toward)| (country, toward, actors))
                .collect(),
        }
    }
}
