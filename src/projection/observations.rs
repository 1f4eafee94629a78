//! The observations view (§7.4): the latest and the first figure of each subject, country, measure
//! and series. Owns what makes up a row; figures of different units never share one.

use std::collections::BTreeMap;

use super::rows::ObservationRow;
use super::series::{self, Point};
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

/// What a row stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    subject: String,
    country: Option<String>,
    measure: String,
    series: Option<String>,
    unit: String,
}

/// The figures of a row, and the subject of each.
type Group = Vec<(Point, Holder)>;

/// The rows, in order of subject, country, measure, series, unit, nulls first.
pub fn rows(scope: &Scope<'_>, options: &Options, tally: &mut Tally) -> Vec<ObservationRow> {
    let mut groups: BTreeMap<Key, Group> = BTreeMap::new();
    for drawn in scope.facts(&[Kind::Observation], Claims::IfAsked, Observation::of) {
        if !tally.admits(drawn.standing) {
            continue;
        }
        let Some(fact) = drawn.fact else {
            continue;
        };
        let key = Key {
            subject: fact.subject.key.clone(),
            country: fact.subject.country.clone(),
            measure: fact.measure,
            series: fact.series,
            unit: fact.unit,
        };
        let point = Point {
            on: fact.happened,
            value: fact.figure.value,
            position: drawn.position,
            disputed: drawn.disputed,
        };
        groups.entry(key).or_default().push((point, fact.subject));
    }
    groups
        .into_iter()
        .filter_map(|(key, group)| row(key, group, options.why))
        .filter(|row| wanted(row, &options.countries))
        .collect()
}

fn wanted(row: &ObservationRow, countries: &[String]) -> bool {
    let listed = |country: &String| countries.contains(country);
    countries.is_empty() || row.country.as_ref().is_some_and(listed)
}

fn row(key: Key, mut group: Group, why: bool) -> Option<ObservationRow> {
    group.sort_by_key(|(point, _)| point.order());
    let named = group.iter().filter(|(_, subject)| subject.name.is_some());
    let last_named = named.max_by_key(|(point, _)| point.position);
    let subject_name = last_named.and_then(|(_, subject)| subject.name.clone());
    let points: Vec<Point> = group.into_iter().map(|(point, _)| point).collect();
    let (disputed, entries) = series::rests_on(&points);
    let (first, last) = (points.first()?, points.last()?);
    Some(ObservationRow {
        subject: key.subject,
        country: key.country,
        measure: key.measure,
        series: key.series,
        value: last.value.to_string(),
        unit: key.unit,
        on: last.on.text.clone(),
        first: first.value.to_string(),
        first_on: first.on.text.clone(),
        n: points.len() as u64,
        disputed,
        entries: why.then_some(entries),
        periods: None,
        points,
        subject_name,
    })
}
