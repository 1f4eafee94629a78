//! The sanction fact: one stage of a measure against others, as one entry reports it. Owns
//! the reading of a `sanction`; never looks at the stages before it.

use uuid::Uuid;

use crate::event::when::When;
use crate::event::{Event, Kind};

/// What a stage does with the measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Only said: nothing is in force by it.
    Threatened,
    /// Imposed, tightened, extended or eased: in force after it.
    InForce,
    /// Lifted or withdrawn: over.
    Ended,
}

impl Action {
    /// What the action of that name in the log comes to.
    pub fn from_name(name: &str) -> Option<Action> {
        match name {
            "threatened" => Some(Action::Threatened),
            "imposed" | "tightened" | "extended" | "eased" => Some(Action::InForce),
            "lifted" | "withdrawn" => Some(Action::Ended),
            _ => None,
        }
    }
}

/// One stage of a sanction. Lists are empty where the stage says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sanction {
    /// Country or bloc codes of those who impose it.
    pub by: Vec<String>,
    /// Country or bloc codes of those whom it hits.
    pub against: Vec<String>,
    /// Names of persons and companies whom it hits.
    pub entities: Vec<String>,
    /// `asset_freeze`, `tariff`, …
    pub measure: String,
    /// What the stage does.
    pub action: Action,
    /// Name of the programme.
    pub program: Option<String>,
    /// Through when it applies.
    pub expires: Option<When>,
    /// The entry of the stage before.
    pub follows: Option<Uuid>,
    /// From when it applies: `effective`, else `happened`.
    pub from: When,
}

impl Sanction {
    /// The fact of a `sanction`; `None` for other kinds.
    pub fn of(event: &Event) -> Option<Sanction> {
        if event.kind() != Kind::Sanction {
            return None;
        }
        let list = |field| event.list(field).into_iter().map(str::to_owned).collect();
        Some(Sanction {
            by: list("by"),
            against: list("against"),
            entities: list("entities"),
            measure: event.text("measure")?.to_owned(),
            action: Action::from_name(event.text("action")?)?,
            program: event.text("program").map(str::to_owned),
            expires: event.when("expires"),
            follows: event.reference("follows"),
            from: event.when("effective").or_else(|| event.happened())?,
        })
    }
}
