//! The rules about figures: values that contradict each other, and levels of several series
//! side by side. Owns which levels are compared; what contradicts is the contradictions view's.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::rules::{CONTRADICTION, SERIES_MIXED};
use super::{Ledger, joined};
use crate::event::when::Instant;
use crate::event::{Kind, sentence};
use crate::facts::scope::Claims;
use crate::facts::{Level, Scope, Standing};
use crate::projection::contradictions::{self, TOLERANCE};
use crate::projection::divestment::RowKey;
use crate::projection::divestment::levels::Held;
use crate::projection::entries::Filter;
use crate::projection::rows::{About, ContradictionRow};
use crate::projection::tally::Tally;

pub(super) fn look(scope: &Scope<'_>, ledger: &mut Ledger<'_>) {
    if ledger.asks(&CONTRADICTION) {
        contradict(scope, ledger);
    }
    if ledger.asks(&SERIES_MIXED) {
        mixed(scope, ledger);
    }
}

fn contradict(scope: &Scope<'_>, ledger: &mut Ledger<'_>) {
    let options = contradictions::Options {
        tolerance: TOLERANCE,
        filter: Filter::default(),
        why: false,
    };
    let found = contradictions::Found::of(scope, &options, &mut Tally::default());
    for row in found.rows() {
        let [first, second] = row.positions;
        ledger.add_beside(&CONTRADICTION, first, &[second], apart(&row), &[]);
    }
}

/// `JP treasury holder rank: 2 (@44, 2025-11) against 1 (@75, 2025-11), 50 % apart`.
fn apart(row: &ContradictionRow) -> String {
    let (what, unit) = match &row.about {
        About::Holding {
            holder,
            asset,
            issuer,
            currency,
        } => {
            let of = issuer.as_ref().map(|issuer| format!(":{issuer}"));
            let what = format!("{holder} {asset}{}", of.unwrap_or_default());
            (what, format!(" {currency}"))
        }
        About::YieldMove { issuer, tenor, .. } => (format!("{issuer}/{tenor}"), " %".to_owned()),
        About::Observation {
            subject,
            measure,
            unit,
        } => {
            let unit = match unit.as_str() {
                "percent" => " %".to_owned(),
                "count" | "rank" => String::new(),
                currency => format!(" {currency}"),
            };
            (format!("{subject} {}", measure.replace('_', " ")), unit)
        }
    };
    let [one, other] = [0, 1].map(|at| {
        let of = |texts: &[String; 2]| texts.get(at).cloned().unwrap_or_default();
        let position = row.positions.get(at).copied().unwrap_or_default();
        let (value, happened) = (of(&row.values), of(&row.happened));
        format!("{value}{unit} (@{position}, {happened})")
    });
    format!(
        "{what}: {one} against {other}, {} % apart",
        row.apart_percent
    )
}

/// The latest level of each series of each row, no series first.
type Latest = BTreeMap<RowKey, BTreeMap<Option<String>, Held>>;

fn age(held: &Held) -> (Instant, u64) {
    (held.level.happened.latest, held.position)
}

fn hold(rows: &mut Latest, key: RowKey, held: Held) {
    let series = rows.entry(key).or_default();
    match series.get_mut(&held.level.series) {
        Some(latest) if age(latest) >= age(&held) => {}
        Some(latest) => *latest = held,
        None => {
            series.insert(held.level.series.clone(), held);
        }
    }
}

fn mixed(scope: &Scope<'_>, ledger: &mut Ledger<'_>) {
    // Whoever is later stays, whichever thread comes first.
    let rows = Mutex::new(Latest::default());
    scope.gather(&[Kind::Holding], |(): &mut (), entry, known| {
        if scope.standing(known, Claims::IfAsked) != Standing::InView {
            return;
        }
        if let Some(level) = Level::of(&known.event) {
            let held = Held {
                position: entry.position,
                level,
                disputed: !known.disputes.is_empty(),
            };
            let key = held.key();
            // Nobody panics with the rows in hand.
            if let Ok(mut rows) = rows.lock() {
                hold(&mut rows, key, held);
            }
        }
    });
    let rows = rows.into_inner().unwrap_or_default();
    for (key, series) in rows.into_iter().filter(|(_, series)| series.len() > 1) {
        let mut latest: Vec<&Held> = series.values().collect();
        let about = several(&key, &latest);
        latest.sort_by_key(|one| one.position);
        if let [first, others @ ..] = latest.as_slice() {
            let beside: Vec<u64> = others.iter().map(|one| one.position).collect();
            ledger.add_beside(&SERIES_MIXED, first.position, &beside, about, &[]);
        }
    }
}

/// `CN us_treasury:US has levels in 2 series: none (…) and tic-mfh (…)`.
fn several(key: &RowKey, latest: &[&Held]) -> String {
    let words = latest.iter().map(|one| {
        let series = one.level.series.as_deref().unwrap_or("none");
        let money = sentence::money(&one.level.amount);
        format!("{series} ({money} on {})", one.level.happened.text)
    });
    let of = key.issuer.as_ref().map(|issuer| format!(":{issuer}"));
    format!(
        "{} {}{} has levels in {} series: {}",
        key.holder.as_deref().unwrap_or_default(),
        key.asset,
        of.unwrap_or_default(),
        latest.len(),
        joined(&words.collect::<Vec<_>>())
    )
}
