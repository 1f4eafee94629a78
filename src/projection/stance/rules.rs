//! The rule table: what each act says about a stance, and the limits of the labels. Owns the
//! reading of `schema/stance.toml` and of files given in its place; scores nothing.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::plain;
use crate::event::decimal::Decimal;
use crate::event::nearest::nearest_word;

/// The table that is used when no other is given.
pub const BUILT_IN: &str = include_str!("../../../schema/stance.toml");

/// Every row that a table has to hold, by section.
pub(super) const ROWS: &[(&str, &[&str])] = &[
    ("threat", &["military", "economic"]),
    (
        "sanction",
        &[
            "threatened",
            "not_yet_effective",
            "imposed",
            "tightened",
            "extended",
            "eased",
            "lifted",
        ],
    ),
    ("fund_exit", &["announced", "under_way", "completed"]),
    ("policy_shift", &["away", "neutral", "closer"]),
    (
        "statement",
        &[
            "comments",
            "dismisses",
            "reassures",
            "considers",
            "denies",
            "appeals",
            "pledges",
            "consults",
            "negotiates",
            "praises",
            "supports",
            "concedes",
            "demands",
            "criticises",
            "accuses",
            "rejects",
            "warns",
        ],
    ),
];

pub(super) const LIMITS: &[&str] = &[
    "stale_below",
    "hostile_up_to",
    "distancing_up_to",
    "neutral_below",
    "engaging_below",
];

/// Words are what was said or announced, deeds what was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AxisName {
    /// What was done.
    Deeds,
    /// What was said or announced.
    Words,
}

impl AxisName {
    /// As rows show it.
    pub fn name(self) -> &'static str {
        match self {
            AxisName::Deeds => "deeds",
            AxisName::Words => "words",
        }
    }
}

/// What an act says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Words or deeds.
    pub axis: AxisName,
    /// CAMEO code; `None` for a house rule.
    pub cameo: Option<String>,
    /// Goldstein's score in hundredths, −1000 to 1000.
    pub score: i64,
}

/// A rule table, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTable {
    pub(super) rules: BTreeMap<(&'static str, &'static str), Rule>,
    /// Limits in hundredths, in the order of `LIMITS`.
    pub(super) limits: [i64; 5],
}

/// What is wrong with a rule file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRules {
    /// 1-based line; `None` when something is missing from the file as a whole.
    pub line: Option<usize>,
    /// One sentence without a full stop.
    pub message: String,
    /// What was probably meant.
    pub near: Option<&'static str>,
}

impl RuleTable {
    /// The table of `schema/stance.toml`.
    ///
    /// # Errors
    /// Were it unreadable.
    pub fn built_in() -> Result<RuleTable, BadRules> {
        plain::read(BUILT_IN).map_or_else(|| RuleTable::parse(BUILT_IN), Ok)
    }

    /// Reads a table: every section, row and limit, and nothing else.
    pub fn parse(text: &str) -> Result<RuleTable, BadRules> {
        let reader = Reader { text };
        let whole = DeTable::parse(text).map_err(|error| BadRules {
            line: error.span().map(|span| reader.line(span.start)),
            message: error.message().to_owned(),
            near: None,
        })?;
        let whole = whole.get_ref();
        let sections: Vec<&'static str> = ROWS.iter().map(|(section, _)| *section).collect();
        let names: Vec<&'static str> = ["labels"].into_iter().chain(sections).collect();
        reader.only(whole, &names, "section")?;
        let mut rules = BTreeMap::new();
        for (section, rows) in ROWS {
            let table = reader.table(whole, section, "section")?;
            reader.only(table, rows, "row")?;
            for row in *rows {
                rules.insert((*section, *row), reader.rule(table, row)?);
            }
        }
        let labels = reader.table(whole, "labels", "section")?;
        reader.only(labels, LIMITS, "limit")?;
        let mut limits = [0; 5];
        for (place, name) in limits.iter_mut().zip(LIMITS) {
            *place = reader.figure(labels, name)?;
        }
        Ok(RuleTable { rules, limits })
    }

    /// The rule of an act: a section and a row of it.
    pub fn rule(&self, section: &str, row: &str) -> Option<&Rule> {
        let (section, rows) = ROWS.iter().find(|(name, _)| *name == section)?;
        let row = rows.iter().find(|name| **name == row)?;
        self.rules.get(&(*section, *row))
    }

    /// The label of a rounded score and a rounded weight, both in hundredths.
    pub fn label(&self, score: i64, weight: i64) -> &'static str {
        let [stale, hostile, distancing, neutral, engaging] = self.limits;
        if weight < stale {
            "stale"
        } else if score <= hostile {
            "hostile"
        } else if score <= distancing {
            "distancing"
        } else if score < neutral {
            "neutral"
        } else if score < engaging {
            "engaging"
        } else {
            "aligned"
        }
    }
}

/// A decimal from -10 to 10 of at most two places, in hundredths, read from its digits.
pub(super) fn hundredths(digits: &str) -> Option<i64> {
    let exact = Decimal::parse(digits.strip_prefix('+').unwrap_or(digits))?.0;
    let whole = exact % 10_000 == 0 && (-10_000_000..=10_000_000).contains(&exact);
    i64::try_from(exact / 10_000).ok().filter(|_| whole)
}

struct Reader<'t> {
    text: &'t str,
}

type Value<'t> = Spanned<DeValue<'t>>;

impl<'t> Reader<'t> {
    fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().iter().take(offset);
        before.filter(|byte| **byte == b'\n').count() + 1
    }

    fn bad<T>(&self, offset: usize, message: String) -> Result<T, BadRules> {
        Err(BadRules {
            line: Some(self.line(offset)),
            message,
            near: None,
        })
    }

    fn only(
        &self,
        table: &DeTable<'t>,
        names: &[&'static str],
        what: &str,
    ) -> Result<(), BadRules> {
        let stray =
            |(key, _): &(&Spanned<_>, _)| !names.contains(&AsRef::<str>::as_ref(key.get_ref()));
        match table.iter().find(stray) {
            None => Ok(()),
            Some((key, _)) => {
                let found: &str = key.get_ref().as_ref();
                Err(BadRules {
                    line: Some(self.line(key.span().start)),
                    message: format!(
                        "there is no {what} `{found}`; there are {}",
                        names.join(", ")
                    ),
                    near: nearest_word(found, names.iter().copied()),
                })
            }
        }
    }

    fn get<'v>(&self, table: &'v DeTable<'t>, name: &str) -> Result<&'v Value<'t>, BadRules> {
        table.get(name).ok_or_else(|| BadRules {
            line: table
                .values()
                .map(|value| self.line(value.span().start))
                .min(),
            message: format!("`{name}` is missing"),
            near: None,
        })
    }

    fn table<'v>(
        &self,
        table: &'v DeTable<'t>,
        name: &str,
        what: &str,
    ) -> Result<&'v DeTable<'t>, BadRules> {
        let value = self.get(table, name)?;
        match value.get_ref().as_table() {
            Some(inner) => Ok(inner),
            None => self.bad(value.span().start, format!("{what} `{name}` is no table")),
        }
    }

    fn text<'v>(&self, table: &'v DeTable<'t>, name: &str) -> Result<&'v str, BadRules> {
        let value = self.get(table, name)?;
        match value.get_ref().as_str() {
            Some(text) => Ok(text),
            None => self.bad(value.span().start, format!("`{name}` is no text")),
        }
    }

    /// A figure in hundredths.
    fn figure(&self, table: &DeTable<'t>, name: &str) -> Result<i64, BadRules> {
        let value = self.get(table, name)?;
        let digits = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            _ => "",
        };
        match hundredths(digits) {
            Some(figure) => Ok(figure),
            None => self.bad(
                value.span().start,
                format!("`{name}` is no number from -10 to 10 with at most two decimals"),
            ),
        }
    }

    fn rule(&self, section: &DeTable<'t>, row: &str) -> Result<Rule, BadRules> {
        let table = self.table(section, row, "row")?;
        self.only(table, &["axis", "cameo", "score"], "field")?;
        let axis = match self.text(table, "axis")? {
            "words" => AxisName::Words,
            "deeds" => AxisName::Deeds,
            other => {
                let at = self.get(table, "axis")?.span().start;
                return self.bad(at, format!("`axis` is words or deeds, not `{other}`"));
            }
        };
        let cameo = self.text(table, "cameo")?;
        Ok(Rule {
            axis,
            cameo: (cameo != "none").then(|| cameo.to_owned()),
            score: self.figure(table, "score")?,
        })
    }
}
