//! Scales: where an instant or a figure lies on an axis, and which ticks an axis has. Owns
//! the broken time axis, which gives the busy end of a long history most of the width.

use super::words;
use crate::event::when::{Instant, When};
use crate::say::book::Lang;
use crate::say::template::Values;

const DAY: i64 = 86_400_000_000;

/// Windows that the busy end may take, in days.
const WINDOWS: [i64; 6] = [14, 31, 92, 366, 1_096, 3_653];

/// How much of the width what lies before the busy end keeps.
const BEFORE: f64 = 0.24;

/// A time axis of one or two straight pieces.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeScale {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Piece {
    from: i64,
    to: i64,
    left: f64,
    right: f64,
}

/// A tick of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where.
    pub x: f64,
    /// What it says.
    pub label: String,
}

impl TimeScale {
    /// An axis from `left` to `right` that holds all these spans. With most of them in a small
    /// window at the end, that window gets most of the width.
    pub fn fit(spans: &[(Instant, Instant)], left: f64, right: f64) -> Option<TimeScale> {
        let first = spans.iter().map(|(from, _)| from.day()).min()?;
        let last = spans.iter().map(|(_, to)| to.day()).max()? + 1;
        let whole = Piece {
            from: first * DAY,
            to: last * DAY,
            left,
            right,
        };
        let total = last - first;
        let busy = |days: &i64| {
            let inside = spans.iter().filter(|(from, _)| from.day() >= last - days);
            days * 4 < total && inside.count() * 2 >= spans.len()
        };
        let Some(days) = WINDOWS.iter().find(|days| busy(days)) else {
            return Some(TimeScale {
                pieces: vec![whole],
            });
        };
        let cut = (last - days) * DAY;
        let at = left + (right - left) * BEFORE;
        let before = Piece {
            to: cut,
            right: at,
            ..whole
        };
        let after = Piece {
            from: cut,
            left: at,
            ..whole
        };
        Some(TimeScale {
            pieces: vec![before, after],
        })
    }

    /// Where an instant lies; what lies outside is put at the end.
    pub fn x(&self, at: Instant) -> f64 {
        let piece = self.pieces.iter().find(|piece| at.0 < piece.to);
        match piece.or(self.pieces.last()) {
            Some(piece) => {
                let share = (at.0 - piece.from) as f64 / ((piece.to - piece.from).max(1)) as f64;
                piece.left + share.clamp(0.0, 1.0) * (piece.right - piece.left)
            }
            None => 0.0,
        }
    }

    /// Where the axis changes its measure, if it does.
    pub fn cut(&self) -> Option<f64> {
        match self.pieces.as_slice() {
            [_, after] => Some(after.left),
            _ => None,
        }
    }

    /// Whether an instant lies on the axis.
    pub fn holds(&self, at: Instant) -> bool {
        let ends = self.pieces.first().zip(self.pieces.last());
        ends.is_some_and(|(first, last)| first.from <= at.0 && at.0 <= last.to)
    }

    /// The ticks, at least so many pixels apart.
    pub fn ticks(&self, lang: Lang, apart: f64) -> Vec<Tick> {
        let mut ticks: Vec<Tick> = Vec::new();
        for piece in &self.pieces {
            for tick in piece.ticks(lang, apart) {
                let room = ticks.last().is_none_or(|last| tick.x - last.x >= apart);
                if room {
                    ticks.push(tick);
                }
            }
        }
        ticks
    }
}

/// Steps that people count time in: days, months or years.
const STEPS: [(Step, i64); 14] = [
    (Step::Days, 1),
    (Step::Days, 2),
    (Step::Days, 7),
    (Step::Months, 1),
    (Step::Months, 3),
    (Step::Months, 6),
    (Step::Years, 1),
    (Step::Years, 2),
    (Step::Years, 5),
    (Step::Years, 10),
    (Step::Years, 20),
    (Step::Years, 50),
    (Step::Years, 100),
    (Step::Years, 1000),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Days,
    Months,
    Years,
}

impl Piece {
    fn ticks(&self, lang: Lang, apart: f64) -> Vec<Tick> {
        let days = ((self.to - self.from) / DAY).max(1) as f64;
        let most = ((self.right - self.left) / apart).max(1.0);
        let length = |(step, n): &(Step, i64)| {
            let each = match step {
                Step::Days => 1.0,
                Step::Months => 30.4,
                Step::Years => 365.2,
            };
            each * *n as f64
        };
        let fits = STEPS.iter().find(|step| days / length(step) <= most);
        let (step, n) = *fits.unwrap_or(&(Step::Years, 1000));
        let dates = candidates(
            self.from.div_euclid(DAY),
            (self.to - 1).div_euclid(DAY),
            step,
            n,
        );
        let tick = |(day, parts): (i64, [i64; 3])| {
            let share = (day * DAY - self.from) as f64 / ((self.to - self.from).max(1)) as f64;
            Tick {
                x: self.left + share.max(0.0) * (self.right - self.left),
                label: label(parts, step, lang),
            }
        };
        dates.into_iter().map(tick).collect()
    }
}

/// The days between two on which a step falls, with their year, month and day.
fn candidates(first: i64, last: i64, step: Step, n: i64) -> Vec<(i64, [i64; 3])> {
    let Some(([from, ..], [to, ..])) = parts(first).zip(parts(last)) else {
        return Vec::new();
    };
    let found: Vec<i64> = match step {
        Step::Days => (first..=last)
            .filter(|day| day.rem_euclid(n) == 0)
            .collect(),
        Step::Months => (from..=to)
            .flat_map(|year| (1..=12).map(move |month| (year, month)))
            .filter(|(_, month)| (month - 1) % n == 0)
            .filter_map(|(year, month)| first_of(year, month))
            .collect(),
        Step::Years => (from..=to)
            .filter(|year| year % n == 0)
            .filter_map(|year| first_of(year, 1))
            .collect(),
    };
    let inside = found.into_iter().filter(|day| (first..=last).contains(day));
    inside.filter_map(|day| Some((day, parts(day)?))).collect()
}

/// The number of the first day of a month.
fn first_of(year: i64, month: i64) -> Option<i64> {
    let date = When::parse(&format!("{year:04}-{month:02}-01")).ok()?;
    Some(date.earliest.day())
}

fn parts(day: i64) -> Option<[i64; 3]> {
    let text = Instant::from_day(day).day_text();
    let mut parts = text.split('-').map(str::parse::<i64>);
    Some([
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    ])
}

/// What a tick says.
fn label([year, month, day]: [i64; 3], step: Step, lang: Lang) -> String {
    let key = match step {
        Step::Days => "tick.day",
        Step::Months => "tick.month",
        Step::Years => "tick.year",
    };
    let words = words::of(lang);
    let at = usize::try_from(month - 1).unwrap_or(usize::MAX);
    let name = words.list("tick.months").get(at).cloned();
    let values = Values::new()
        .with("year", year.to_string())
        .with("month", name.unwrap_or_default())
        .with("day", day.to_string());
    words.say(key, &values)
}

/// A straight scale for figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Linear {
    /// The figure at `start`.
    pub from: f64,
    /// The figure at `end`.
    pub to: f64,
    /// The pixel of `from`.
    pub start: f64,
    /// The pixel of `to`.
    pub end: f64,
}

impl Linear {
    /// Where a figure lies; what lies outside is put at the end.
    pub fn at(&self, value: f64) -> f64 {
        let share = match self.to > self.from {
            true => (value - self.from) / (self.to - self.from),
            false => 0.0,
        };
        self.start + share.clamp(0.0, 1.0) * (self.end - self.start)
    }
}
