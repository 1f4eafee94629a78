//! The three clocks of a read: happened (`on`), published, recorded (`known`), and the
//! two switches that widen it (`possible`, `claims`). Owns what a filter date means;
//! never reads the system's clock.

use crate::event::when::When;

/// What a read asks for on each clock; `None` = no filter on that clock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clocks {
    /// What had happened by then (through the latest instant of the date).
    pub on: Option<When>,
    /// What the public could have known by then.
    pub published: Option<When>,
    /// The log at this position; the head when absent. Already resolved from a date.
    pub known: Option<u64>,
    /// Also keep what has possibly happened by `on`.
    pub possible: bool,
    /// Also take in what others claim.
    pub claims: bool,
}
