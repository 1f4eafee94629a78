//! The one list of views: name, version and the kinds that each takes in. A view's version
//! goes up when the same history and query would give other rows. Folds nothing.

use crate::event::Kind;

/// A view as the catalog lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Name of the command.
    pub name: &'static str,
    /// Goes up when its meaning changes.
    pub version: u32,
    /// Kinds of the events that its rows rest on.
    pub kinds: &'static [Kind],
    /// One sentence.
    pub about: &'static str,
}

/// Events that happened: everything but links, amendments and citations.
pub const HAPPENINGS: &[Kind] = &[
    Kind::Threat,
    Kind::FundExit,
    Kind::Holding,
    Kind::YieldMove,
    Kind::PolicyShift,
    Kind::Sanction,
    Kind::Statement,
    Kind::Observation,
    Kind::Forecast,
];

/// `log`.
pub const LOG: Listed = Listed {
    name: "log",
    version: 1,
    kinds: &Kind::ALL,
    about: "every entry in the order in which it was recorded",
};

/// `timeline`.
pub const TIMELINE: Listed = Listed {
    name: "timeline",
    version: 1,
    kinds: HAPPENINGS,
    about: "events in the order in which they happened",
};

/// `find`.
pub const FIND: Listed = Listed {
    name: "find",
    version: 1,
    kinds: &Kind::ALL,
    about: "entries in whose texts all words of a query stand",
};

/// `show`.
pub const SHOW: Listed = Listed {
    name: "show",
    version: 1,
    kinds: &Kind::ALL,
    about: "one entry, its amendments, versions and links",
};

/// `say`.
pub const SAY: Listed = Listed {
    name: "say",
    version: 1,
    kinds: &Kind::ALL,
    about: "one entry as a sentence for publication",
};

/// `divestment`.
pub const DIVESTMENT: Listed = Listed {
    name: "divestment",
    version: 1,
    kinds: &[Kind::FundExit, Kind::Holding],
    about: "who leaves which asset: pending, executed, and the levels beside them",
};

/// `stance`.
pub const STANCE: Listed = Listed {
    name: "stance",
    version: 1,
    kinds: &[
        Kind::Threat,
        Kind::Sanction,
        Kind::FundExit,
        Kind::PolicyShift,
        Kind::Statement,
    ],
    about: "how countries stand toward others, words and deeds apart",
};

/// `chain`.
pub const CHAIN: Listed = Listed {
    name: "chain",
    version: 1,
    kinds: &[
        Kind::Threat,
        Kind::FundExit,
        Kind::Holding,
        Kind::YieldMove,
        Kind::PolicyShift,
        Kind::Sanction,
        Kind::Statement,
        Kind::Observation,
        Kind::Forecast,
        Kind::Link,
    ],
    about: "causes and effects of an event, as somebody linked them",
};

/// `around`.
pub const AROUND: Listed = Listed {
    name: "around",
    version: 1,
    kinds: HAPPENINGS,
    about: "what happened in the days before and after an event",
};

/// `threats`.
pub const THREATS: Listed = Listed {
    name: "threats",
    version: 1,
    kinds: &[Kind::Threat, Kind::Link],
    about: "who threatened whom, how it was answered, and what came of it",
};

/// `sanctions`.
pub const SANCTIONS: Listed = Listed {
    name: "sanctions",
    version: 1,
    kinds: &[Kind::Sanction],
    about: "sanctions in force",
};

/// `yields`.
pub const YIELDS: Listed = Listed {
    name: "yields",
    version: 1,
    kinds: &[Kind::YieldMove],
    about: "where yields stand, and how far they moved",
};

/// `observations`.
pub const OBSERVATIONS: Listed = Listed {
    name: "observations",
    version: 1,
    kinds: &[Kind::Observation],
    about: "the latest and the first figure of each series",
};

/// `sources`.
pub const SOURCES: Listed = Listed {
    name: "sources",
    version: 1,
    kinds: HAPPENINGS,
    about: "how much rests on each publisher, and on whom it relays",
};

/// `audit`.
pub const AUDIT: Listed = Listed {
    name: "audit",
    version: 1,
    kinds: CHAIN.kinds,
    about: "what an editor asks before publication",
};

/// `contradictions`.
pub const CONTRADICTIONS: Listed = Listed {
    name: "contradictions",
    version: 1,
    kinds: &[Kind::Holding, Kind::YieldMove, Kind::Observation],
    about: "independent events that give different values for the same thing",
};

/// Every view.
pub const VIEWS: &[Listed] = &[
    LOG,
    TIMELINE,
    FIND,
    SHOW,
    SAY,
    AROUND,
    DIVESTMENT,
    STANCE,
    CHAIN,
    THREATS,
    SANCTIONS,
    YIELDS,
    OBSERVATIONS,
    SOURCES,
    CONTRADICTIONS,
    AUDIT,
];
