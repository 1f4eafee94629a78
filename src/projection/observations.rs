//! The observations view (§7.4): the latest and the first figure of each subject, measure and
//! series. Owns what makes up a row, and the country that it shows; figures of different units
//! never share one.

use std::collections::BTreeMap;

use super::rows::ObservationRow;
use super::series::{self, Point, Summary};
use super::tally::Tally;
use crate::event::Kind;
use crate::facts::scope::Claims;
use crate::facts::{Holder, Observation, Scope};

/// How the view is asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Only rows about these countries; empty = all.
    pub countries: Vec<String>,
    /// List the entries that each row rests on.
    pub why: bool,
}

/// What a row stands for. The subject is its key: a party that was given another country, or
/// another name beside its id, is the same one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    subject: String,
    measure: String,
    series: Option<String>,
    unit: String,
}

/// A figure that an entry gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Its row.
    pub key: Key,
    /// When it was so, and how much.
    pub point: Point,
    /// Whom it is about.
    pub subject: Holder,
}

/// The rows, in order of subject, measure, series, unit, nulls first.
pub fn rows(scope: &Scope<'_>, options: &Options, tally: &mut Tally) -> Vec<ObservationRow> {
    let mut groups: BTreeMap<Key, Vec<Figure>> = BTreeMap::new();
    for drawn in scope.facts(&[Kind::Observation], Claims::IfAsked, Observation::of) {
        if tally.admits(drawn.standing)
            && let Some(fact) = drawn.fact
        {
            let figure = figure(fact, drawn.position, drawn.disputed);
            groups.entry(figure.key.clone()).or_default().push(figure);
        }
    }
    groups
        .into_iter()
        .filter_map(|(key, group)| whole_row(key, group, options.why))
        .filter(|row| wanted(row, &options.countries))
        .collect()
}

/// What the fact of an entry gives.
pub fn figure(fact: Observation, position: u64, disputed: bool) -> Figure {
    Figure {
        key: Key {
            subject: fact.subject.key.clone(),
            measure: fact.measure,
            series: fact.series,
            unit: fact.unit,
        },
        point: Point {
            on: fact.happened,
            value: fact.figure.value,
            position,
            disputed,
        },
        subject: fact.subject,
    }
}

fn wanted(row: &ObservationRow, countries: &[String]) -> bool {
    let listed = |country: &String| countries.contains(country);
    countries.is_empty() || row.country.as_ref().is_some_and(listed)
}

fn whole_row(key: Key, mut group: Vec<Figure>, why: bool) -> Option<ObservationRow> {
    group.sort_by_key(|figure| figure.point.order());
    let named = group.iter().filter(|figure| figure.subject.name.is_some());
    let last_named = named.max_by_key(|figure| figure.point.position);
    let subject_name = last_named.and_then(|figure| figure.subject.name.clone());
    let placed = group.iter().rev();
    let country = placed.map(|figure| &figure.subject.country);
    let country = country.flatten().next().cloned();
    let points: Vec<Point> = group.into_iter().map(|figure| figure.point).collect();
    let (disputed, entries) = series::rests_on(&points);
    let found = series::summary(&points)?;
    Some(ObservationRow {
        entries: why.then_some(entries),
        subject_name,
        ..row(&key, country, &found, points.len() as u64, disputed)
    })
    .map(|row| ObservationRow { points, ..row })
}

/// A row without what only answers have. `country` is that of the latest figure whose party names
/// one.
pub fn row(
    key: &Key,
    country: Option<String>,
    found: &Summary<'_>,
    n: u64,
    disputed: u64,
) -> ObservationRow {
    ObservationRow {
        subject: key.subject.clone(),
        country,
        measure: key.measure.clone(),
        series: key.series.clone(),
        value: found.last.value.to_string(),
        unit: key.unit.clone(),
        on: found.last.on.text.clone(),
        first: found.first.value.to_string(),
        first_on: found.first.on.text.clone(),
        n,
        disputed,
        entries: None,
        periods: None,
        points: Vec::new(),
        subject_name: None,
    }
}
