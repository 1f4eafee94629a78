//! The level fact: what a holder held at a time, as one entry reports it. Owns the reading
//! of a `holding`; never compares two levels.

use super::holder::Holder;
use crate::event::amount::Amount;
use crate::event::asset::Asset;
use crate::event::when::When;
use crate::event::{Event, Kind};

/// A level, not a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Who holds.
    pub holder: Holder,
    /// What is held.
    pub asset: Asset,
    /// How much.
    pub amount: Amount,
    /// Levels compare only inside one series.
    pub series: Option<String>,
    /// `market`, `face`, `book`, `unknown`.
    pub basis: Option<String>,
    /// `owner`, `custodian`, `unknown`.
    pub attribution: Option<String>,
    /// When it was so.
    pub happened: When,
}

impl Level {
    /// The fact of a `holding`; `None` for other kinds.
    pub fn of(event: &Event) -> Option<Level> {
        if event.kind() != Kind::Holding {
            return None;
        }
        Some(Level {
            holder: Holder::of(&event.party("holder")?),
            asset: event.asset("asset")?,
            amount: event.amount("amount")?,
            series: event.text("series").map(str::to_owned),
            basis: event.text("basis").map(str::to_owned),
            attribution: event.text("attribution").map(str::to_owned),
            happened: event.happened()?,
        })
    }
}
