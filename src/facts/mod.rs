//! Facts: typed rows drawn purely from entries. Owns what each kind contributes to the views
//! (exit stage, level, act, edge, yield, …), the history of a log held in memory for a read, and the
//! scope through which the three clocks let one see it. Does no I/O; folds nothing.
//!
//! A fact belongs to one entry as known, and holds nothing of any other entry: a correction
//! yields a whole new row for its target, which supersedes the old one from its position on.

pub mod act;
pub mod book;
pub mod compact;
pub mod draw;
pub mod edge;
pub mod exit;
pub mod files;
pub mod history;
pub mod holder;
pub mod ids;
mod labels;
pub mod level;
pub mod observation;
pub mod rows;
pub mod sanction;
pub mod scope;
mod shelf;
pub mod texts;
pub mod threat;

pub mod without;
pub mod yield_move;

pub use crate::amend::AsKnown;
pub use act::Act;
pub use edge::Edge;
pub use exit::{Exit, Stage};
pub use history::History;
pub use holder::Holder;
pub use level::Level;
pub use observation::Observation;
pub use sanction::Sanction;
pub use scope::{Scope, Standing};
pub use threat::Threat;
pub use yield_move::YieldMove;

use crate::event::{Event, Kind};

/// What one event contributes to the views.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A stage of a fund's exit.
    Exit(Exit),
    /// A level held.
    Level(Level),
    /// A word or a deed toward others.
    Act(Act),
    /// A causal claim.
    Edge(Edge),
    /// A threat.
    Threat(Threat),
    /// A stage of a sanction.
    Sanction(Sanction),
    /// A yield.
    Yield(YieldMove),
    /// A figure about somebody.
    Observation(Observation),
}

/// The facts of an event as known; none when no view folds its kind. An event with an
/// unreadable field (which decoding never lets through) yields none rather than half a row.
pub fn facts_of(event: &Event) -> Vec<Fact> {
    let fact = match event.kind() {
        Kind::FundExit => Exit::of(event).map(Fact::Exit),
        Kind::Holding => Level::of(event).map(Fact::Level),
        Kind::Threat => Threat::of(event).map(Fact::Threat),
        Kind::Sanction => Sanction::of(event).map(Fact::Sanction),
        Kind::YieldMove => YieldMove::of(event).map(Fact::Yield),
        Kind::Observation => Observation::of(event).map(Fact::Observation),
        Kind::Link => Edge::of(event).map(Fact::Edge),
        _ => None,
    };
    let act = Act::of(event).map(Fact::Act);
    fact.into_iter().chain(act).collect()
}
