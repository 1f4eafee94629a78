//! The observation fact: a figure about somebody at a time, as one entry reports it. Owns the
//! reading of an `observation` and the unit of its figure; never compares two figures.

use serde_json::Value;

use super::holder::Holder;
use crate::event::amount::Amount;
use crate::event::decimal::Decimal;
use crate::event::when::When;
use crate::event::{Event, Kind};

/// A figure with what it can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// As recorded.
    pub value: Decimal,
    /// Lowest that it can mean.
    pub low: Decimal,
    /// Highest that it can mean; `None` = unbounded.
    pub high: Option<Decimal>,
}

impl Figure {
    /// A figure that means itself.
    pub fn exact(value: Decimal) -> Figure {
        Figure {
            value,
            low: value,
            high: Some(value),
        }
    }

    /// That of an amount.
    pub fn of(amount: &Amount) -> Figure {
        Figure {
            value: amount.value,
            low: amount.low(),
            high: amount.upper(),
        }
    }
}

/// A figure about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// Whom it is about.
    pub subject: Holder,
    /// What is measured.
    pub measure: String,
    /// How much.
    pub figure: Figure,
    /// A currency, `percent`, `count` or `rank`.
    pub unit: String,
    /// Figures compare only inside one series.
    pub series: Option<String>,
    /// When it was so.
    pub happened: When,
}

impl Observation {
    /// The fact of an `observation`; `None` for other kinds.
    pub fn of(event: &Event) -> Option<Observation> {
        if event.kind() != Kind::Observation {
            return None;
        }
        let (figure, unit) = figure(event)?;
        Some(Observation {
            subject: Holder::of(&event.party("subject")?),
            measure: event.text("measure")?.to_owned(),
            figure,
            unit,
            series: event.text("series").map(str::to_owned),
            happened: event.happened()?,
        })
    }
}

/// Exactly one of the four is given.
fn figure(event: &Event) -> Option<(Figure, String)> {
    if let Some(amount) = event.amount("amount") {
        return Some((Figure::of(&amount), amount.currency));
    }
    if let Some(percent) = event.text("percent") {
        let value = Decimal::parse(percent)?;
        return Some((Figure::exact(value), "percent".to_owned()));
    }
    ["count", "rank"].into_iter().find_map(|unit| {
        // Large counts are stored as text.
        let value = match event.fields().get(unit)? {
            Value::Number(number) => Decimal::parse(&number.to_string())?,
            Value::String(text) => Decimal::parse(text)?,
            _ => return None,
        };
        Some((Figure::exact(value), unit.to_owned()))
    })
}
