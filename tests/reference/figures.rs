//! `yields` and `observations` (§7.4): series of figures as first, latest, highest and lowest.
//! Owns what is a level of a yield, the unit of an observation, and the order in time.
//! Never compares across series or units.

use std::{cmp::Reverse, collections::BTreeMap};

use serde_json::{Value, json};

use super::{dates, known::Known, money, party, rests, world::World};

/// When it ended, then where it stands in the log: the order in time.
fn time(known: &Known) -> (i64, u64) {
    (known.happened().latest, known.position)
}

/// A figure in millionths, and the entry that gives it.
type Figure<'a> = (i128, &'a Known);

fn earliest<'a, 'b>(figures: impl Iterator<Item = &'b Figure<'a>>) -> Option<&'b Figure<'a>>
where
    'a: 'b,
{
    figures.min_by_key(|(_, known)| time(known))
}

fn latest<'a, 'b>(figures: &'b [Figure<'a>]) -> Option<&'b Figure<'a>> {
    figures.iter().max_by_key(|(_, known)| time(known))
}

/// One row per issuer, tenor and series, nulls first. A move without level counts only if it is a record.
pub fn yields(world: &mut World, since: Option<&str>, why: bool) -> Vec<Value> {
    let claims = world.claims;
    let moves = world.in_view(claims, |k| k.kind() == "yield_move");
    let since = since.map(|text| dates::span(text).expect("since is a date").earliest);
    let counted = |k: &&Known| {
        (k.text("level").is_some() || k.text("record").is_some())
            && since.is_none_or(|since| k.happened().earliest >= since)
    };
    let mut series: BTreeMap<[Option<&str>; 3], Vec<&Known>> = BTreeMap::new();
    for known in moves.iter().filter(counted) {
        let instrument = &known.event["instrument"];
        let key = [
            instrument["issuer"].as_str(),
            instrument["tenor"].as_str(),
            known.text("series"),
        ];
        series.entry(key).or_default().push(known);
    }
    series
        .iter()
        .map(|(key, moves)| yield_row(key, moves, why))
        .collect()
}

fn yield_row([issuer, tenor, series]: &[Option<&str>; 3], moves: &[&Known], why: bool) -> Value {
    let levels: Vec<Figure> = moves
        .iter()
        .filter_map(|k| Some((money::signed(k.text("level")?)?, *k)))
        .collect();
    let (first, last) = (earliest(levels.iter()), latest(&levels));
    let high = levels
        .iter()
        .max_by_key(|(level, known)| (*level, Reverse(time(known))));
    let low = levels
        .iter()
        .min_by_key(|(level, known)| (*level, time(known)));
    let figure = |f: Option<&Figure>| f.map(|(level, _)| money::show(*level));
    let date = |f: Option<&Figure>| f.map(|(_, known)| known.event["happened"].clone());
    let change = last
        .zip(first)
        .map(|(last, first)| money::show((last.0 - first.0) * 100));
    let row = json!({
        "issuer": issuer, "tenor": tenor, "series": series,
        "level": figure(last), "level_on": date(last), "change_bp": change,
        "high": figure(high), "high_on": date(high), "low": figure(low), "low_on": date(low),
        "n": levels.len(),
    });
    // A record without a level says nothing in a row that has levels.
    let with_level: Vec<&Known> = levels.iter().map(|(_, known)| *known).collect();
    let entries = if levels.is_empty() {
        moves
    } else {
        &with_level
    };
    rests::on(row, entries, why)
}

/// The figure of an observation in millionths, and its unit: a currency, `percent`, `count` or `rank`.
pub fn observed(observation: &Value) -> (i128, String) {
    if let Some(amount) = observation.get("amount") {
        return (money::value_of(amount), money::currency_of(amount));
    }
    let (unit, value) = ["percent", "count", "rank"]
        .iter()
        .find_map(|unit| Some((*unit, observation.get(unit)?)))
        .expect("an observation has a figure");
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let figure = money::signed(&text).expect("an accepted figure");
    (figure, unit.to_owned())
}

/// One row per subject, measure, series and unit, nulls first. The country is that of the latest figure that names one.
pub fn observations(world: &mut World, why: bool) -> Vec<Value> {
    let claims = world.claims;
    let all = world.in_view(claims, |k| k.kind() == "observation");
    let mut series: BTreeMap<[Option<String>; 4], Vec<Figure>> = BTreeMap::new();
    for known in &all {
        let (figure, unit) = observed(&known.event);
        let key = [
            party::key(&known.event["subject"]),
            known.text("measure").map(str::to_owned),
            known.text("series").map(str::to_owned),
            Some(unit),
        ];
        series.entry(key).or_default().push((figure, known));
    }
    series
        .iter()
        .map(|([subject, measure, series, unit], figures)| {
            let first = earliest(figures.iter()).expect("a figure");
            let last = latest(figures).expect("a figure");
            let placed = figures
                .iter()
                .filter(|(_, known)| known.event["subject"].get("country").is_some());
            let country = placed
                .max_by_key(|(_, known)| time(known))
                .and_then(|(_, known)| party::country(&known.event["subject"]));
            let row = json!({
                "subject": subject, "country": country, "measure": measure, "series": series,
                "value": money::show(last.0), "unit": unit, "on": last.1.event["happened"],
                "first": money::show(first.0), "first_on": first.1.event["happened"],
                "n": figures.len(),
            });
            let entries: Vec<&Known> = figures.iter().map(|(_, known)| *known).collect();
            rests::on(row, &entries, why)
        })
        .collect()
}
