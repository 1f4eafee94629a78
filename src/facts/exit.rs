//! The exit fact: one stage of a holder leaving an asset, as one entry reports it. Owns the
//! reading of a `fund_exit`; never looks at the stages before it.

use uuid::Uuid;

use super::holder::Holder;
use crate::event::amount::Amount;
use crate::event::asset::Asset;
use crate::event::when::When;
use crate::event::{Event, Kind};

/// How far an exit has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Said.
    Announced,
    /// Begun.
    UnderWay,
    /// Done.
    Completed,
    /// Called off.
    Cancelled,
}

impl Stage {
    /// The stage of that name in the log.
    pub fn from_name(name: &str) -> Option<Stage> {
        match name {
            "announced" => Some(Stage::Announced),
            "under_way" => Some(Stage::UnderWay),
            "completed" => Some(Stage::Completed),
            "cancelled" => Some(Stage::Cancelled),
            _ => None,
        }
    }

    /// The name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Announced => "announced",
            Stage::UnderWay => "under_way",
            Stage::Completed => "completed",
            Stage::Cancelled => "cancelled",
        }
    }
}

/// One stage of an exit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// Who leaves.
    pub holder: Holder,
    /// What is left.
    pub asset: Asset,
    /// How far it has come.
    pub stage: Stage,
    /// The whole exit as then reported.
    pub amount: Option<Amount>,
    /// Carried out so far.
    pub done: Option<Amount>,
    /// By when.
    pub deadline: Option<When>,
    /// The entry of the stage before.
    pub follows: Option<Uuid>,
    /// When it happened.
    pub happened: When,
}

impl Exit {
    /// The fact of a `fund_exit`; `None` for other kinds.
    pub fn of(event: &Event) -> Option<Exit> {
        if event.kind() != Kind::FundExit {
            return None;
        }
        Some(Exit {
            holder: Holder::of(&event.party("holder")?),
            asset: event.asset("asset")?,
            stage: Stage::from_name(event.text("stage")?)?,
            amount: event.amount("amount"),
            done: event.amount("done"),
            deadline: event.when("deadline"),
            follows: event.reference("follows"),
            happened: event.happened()?,
        })
    }
}
