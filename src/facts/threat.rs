//! The threat fact: who threatened whom with what, as one entry reports it. Owns the reading
//! of a `threat`; never asks what came of it (the links do).

use super::holder::Holder;
use crate::event::when::When;
use crate::event::{Event, Kind};

/// A threat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threat {
    /// Who threatens.
    pub by: Holder,
    /// Country or bloc codes of those threatened.
    pub against: Vec<String>,
    /// What is threatened.
    pub consequence: String,
    /// When it lapses.
    pub until: Option<When>,
    /// When it was made.
    pub happened: When,
}

impl Threat {
    /// The fact of a `threat`; `None` for other kinds.
    pub fn of(event: &Event) -> Option<Threat> {
        if event.kind() != Kind::Threat {
            return None;
        }
        let against = event.list("against").into_iter();
        Some(Threat {
            by: Holder::of(&event.party("by")?),
            against: against.map(str::to_owned).collect(),
            consequence: event.text("consequence")?.to_owned(),
            until: event.when("until"),
            happened: event.happened()?,
        })
    }
}
