//! The stance view (§7.2): how a country stands toward another, words and deeds, state and
//! others apart. Owns the key of its rows and the fold; evidence, rules and weights lie in
//! a file each.

pub mod evidence;
mod plain;
pub mod rules;
pub mod swing;
pub mod weight;

use std::collections::BTreeMap;

use super::figure;
use super::rows::{self, StanceRow};
use super::tally::Tally;
use crate::facts::Scope;
use evidence::{Collector, Evidence};
use rules::{AxisName, Rule, RuleTable};
use weight::Weighted;

/// How the view is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Only rows of these countries; empty = all.
    pub countries: Vec<String>,
    /// Only rows toward this one.
    pub toward: Option<String>,
    /// Spread blocs over their members of the day.
    pub members: bool,
    /// List the evidence of each row.
    pub why: bool,
}

/// Country, toward, actors: in the order of the rows.
pub type RowKey = (String, String, &'static str);

#[derive(Debug, Default)]
struct Group<'r> {
    words: Weighted,
    deeds: Weighted,
    disputed: u64,
    evidence: Vec<(u64, &'r Rule, u64)>,
}

/// The rows, in order of country, toward, actors.
pub fn rows(
    scope: &Scope<'_>,
    rules: &RuleTable,
    options: &Options,
    tally: &mut Tally,
) -> Vec<StanceRow> {
    let collector = Collector {
        scope,
        rules,
        members: options.members,
    };
    let mut groups: BTreeMap<RowKey, Group<'_>> = BTreeMap::new();
    collector.collect(tally, |evidence| {
        let actors = if evidence.state { "state" } else { "others" };
        for (country, toward) in &evidence.pairs {
            if wanted(country, toward, options) {
                let key = (country.clone(), toward.clone(), actors);
                groups.entry(key).or_default().add(&evidence, options.why);
            }
        }
    });
    groups
        .into_iter()
        .map(|(key, group)| group.into_row(key, rules, options.why))
        .collect()
}

fn wanted(country: &str, toward: &str, options: &Options) -> bool {
    let of_country = options.countries.is_empty() || options.countries.iter().any(|c| c == country);
    of_country && options.toward.as_deref().is_none_or(|code| code == toward)
}

impl<'r> Group<'r> {
    fn add(&mut self, evidence: &Evidence<'r>, why: bool) {
        let axis = match evidence.rule.axis {
            AxisName::Words => &mut self.words,
            AxisName::Deeds => &mut self.deeds,
        };
        axis.add(evidence.rule.score, evidence.age_days);
        self.disputed += u64::from(evidence.disputed);
        if why {
            let one = (evidence.position, evidence.rule, evidence.age_days);
            self.evidence.push(one);
        }
    }

    fn into_row(mut self, key: RowKey, rules: &RuleTable, why: bool) -> StanceRow {
        self.evidence
            .sort_by_key(|(position, rule, _)| (*position, rule.axis));
        let positions = self.evidence.iter().map(|(position, ..)| *position);
        StanceRow {
            entries: why.then(|| positions.collect()),
            evidence: why.then(|| self.evidence.iter().map(shown).collect()),
            ..row(key, [&self.words, &self.deeds], self.disputed, rules)
        }
    }
}

/// A row from the sums of its two axes, words first; without its evidence.
pub fn row(
    key: RowKey,
    [words, deeds]: [&Weighted; 2],
    disputed: u64,
    rules: &RuleTable,
) -> StanceRow {
    let (country, toward, actors) = key;
    let gap = deeds.score().zip(words.score());
    StanceRow {
        country,
        toward,
        actors,
        words: axis(words, rules),
        deeds: axis(deeds, rules),
        gap: gap.map(|(deeds, words)| figure::hundredths(deeds - words)),
        disputed,
        entries: None,
        evidence: None,
    }
}

fn axis(sum: &Weighted, rules: &RuleTable) -> Option<rows::Axis> {
    let score = sum.score()?;
    let weight = sum.weight();
    Some(rows::Axis {
        score: figure::hundredths(score),
        n: sum.n(),
        weight: figure::hundredths(weight),
        label: rules.label(score, weight),
    })
}

fn shown((position, rule, age_days): &(u64, &Rule, u64)) -> rows::Evidence {
    let mut alone = Weighted::default();
    alone.add(rule.score, *age_days);
    rows::Evidence {
        position: *position,
        axis: rule.axis.name(),
        cameo: rule.cameo.clone(),
        score: figure::hundredths(rule.score),
        age_days: i64::try_from(*age_days).unwrap_or(i64::MAX),
        weight: figure::hundredths(alone.weight()),
    }
}
