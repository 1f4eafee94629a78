//! The yield fact: where a bond's yield stood or what record it set, as one entry reports it.
//! Owns the reading of a `yield_move`; never compares two levels.

use crate::event::asset::Instrument;
use crate::event::decimal::Decimal;
use crate::event::when::When;
use crate::event::{Event, Kind};

/// A yield at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YieldMove {
    /// Which bond.
    pub instrument: Instrument,
    /// In percent.
    pub level: Option<Decimal>,
    /// `high` or `low`, when it was said to be a record.
    pub record: Option<String>,
    /// Levels compare only inside one series.
    pub series: Option<String>,
    /// `close` or `intraday`.
    pub basis: Option<String>,
    /// When it was so.
    pub happened: When,
}

impl YieldMove {
    /// The fact of a `yield_move`; `None` for other kinds.
    pub fn of(event: &Event) -> Option<YieldMove> {
        if event.kind() != Kind::YieldMove {
            return None;
        }
        let text = |field| event.text(field).map(str::to_owned);
        Some(YieldMove {
            instrument: event.instrument("instrument")?,
            level: event.text("level").and_then(Decimal::parse),
            record: text("record"),
            series: text("series"),
            basis: text("basis"),
            happened: event.happened()?,
        })
    }
}
