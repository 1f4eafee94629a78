//! The rules about figures: values that contradict each other, and levels of several series
//! side by side. Owns which levels are compared; what contradicts is the contradictions view's.

use std::collections::BTreeMap;

use super::rules::{CONTRADICTION, SERIES_MIXED};
use super::{Ledger, joined};
use crate::event::sentence;
use crate::facts::Scope;
use crate::projection::contradictions::{self, TOLERANCE};
use crate::projection::divestment::RowKey;
use crate::projection::divestment::levels::{self, Held};
use crate::projection::entries::Filter;
use crate::projection::rows::{About, ContradictionRow};
use crate::projection::tally::Tally;

pub(super) fn look<'h>(scope: &Scope<'h>, ledger: &mut Ledger<'_, 'h>) {
    if ledger.asks(&CONTRADICTION) {
        contradict(scope, ledger);
    }
    if ledger.asks(&SERIES_MIXED) {
        mixed(scope, ledger);
    }
}

fn contradict<'h>(scope: &Scope<'h>, ledger: &mut Ledger<'_, 'h>) {
    let options = contradictions::Options {
        tolerance: TOLERANCE,
        filter: Filter::default(),
        why: false,
    };
    for row in contradictions::rows(scope, &options, &mut Tally::default()) {
        let [first, second] = row.positions;
        if let Some(entry) = scope.history().at(first) {
            let about = apart(&row);
            ledger.add_beside(&CONTRADICTION, entry, vec![second], about, &[]);
        }
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

/// The latest level of each series of a row, none first.
type BySeries<'a, 'h> = BTreeMap<Option<&'a str>, &'a Held<'h>>;

fn mixed<'h>(scope: &Scope<'h>, ledger: &mut Ledger<'_, 'h>) {
    let held = levels::read(scope, &mut Tally::default());
    let mut rows: BTreeMap<RowKey, BySeries<'_, 'h>> = BTreeMap::new();
    let age = |one: &Held<'_>| (one.level.happened.latest, one.entry.position);
    for one in &held {
        let series = rows.entry(one.key()).or_default();
        let latest = series.entry(one.level.series.as_deref()).or_insert(one);
        if age(one) > age(latest) {
            *latest = one;
        }
    }
    for (key, series) in rows.into_iter().filter(|(_, series)| series.len() > 1) {
        let mut latest: Vec<&Held<'_>> = series.into_values().collect();
        let about = several(&key, &latest);
        latest.sort_by_key(|one| one.entry.position);
        if let [first, others @ ..] = latest.as_slice() {
            let beside = others.iter().map(|one| one.entry.position).collect();
            ledger.add_beside(&SERIES_MIXED, first.entry, beside, about, &[]);
        }
    }
}

/// `CN us_treasury:US has levels in 2 series: none (…) and tic-mfh (…)`.
fn several(key: &RowKey, latest: &[&Held<'_>]) -> String {
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
