//! Levels (§7.1, the `L` of a row): what holdings of one series say about now, the peak and the change.
//! Owns "latest", "largest" and "lies wholly at or before".
//! Never compares across series.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{dates, known::Known, money};

/// One `L` per series, null first.
pub fn of_series(levels: &[Known], since: Option<&str>) -> Vec<Value> {
    let series: BTreeSet<Option<&str>> = levels.iter().map(|level| level.text("series")).collect();
    series
        .iter()
        .map(|name| {
            let same: Vec<&Known> = levels
                .iter()
                .filter(|l| l.text("series") == *name)
                .collect();
            one_series(*name, &same, since)
        })
        .collect()
}

fn value(level: &Known) -> i128 {
    money::value_of(&level.event["amount"])
}

/// By latest happened, then position.
fn latest<'a>(levels: &[&'a Known]) -> Option<&'a Known> {
    levels
        .iter()
        .copied()
        .max_by_key(|level| (level.happened().latest, level.position))
}

fn one_series(series: Option<&str>, levels: &[&Known], since: Option<&str>) -> Value {
    let current = latest(levels).expect("a series has a level");
    let most = levels
        .iter()
        .map(|level| value(level))
        .max()
        .expect("a level");
    let peak = levels
        .iter()
        .filter(|level| value(level) == most)
        .min_by_key(|level| (level.happened().latest, level.position))
        .expect("a peak");
    let current_on = current.text("happened").expect("a date");
    let since = since
        .map(str::to_owned)
        .or_else(|| dates::a_year_less(current_on));
    let earlier = since.and_then(|since| {
        let by = dates::span(&since).expect("since is a date").latest;
        let before: Vec<&Known> = levels
            .iter()
            .copied()
            .filter(|level| level.happened().latest <= by)
            .collect();
        latest(&before)
    });
    json!({
        "series": series,
        "basis": current.text("basis"),
        "attribution": current.text("attribution"),
        "current": money::show(value(current)),
        "current_on": current_on,
        "peak": money::show(most),
        "peak_on": peak.text("happened"),
        "below_peak": money::show(most - value(current)),
        "change": earlier.map(|earlier| money::show(value(current) - value(earlier))),
        "change_from": earlier.and_then(|earlier| earlier.text("happened")),
    })
}
