//! The kinds of events, closed: adding one is a change of the vocabulary. Owns their
//! names and which of them are amendments.

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Kind {
    Threat,
    FundExit,
    Holding,
    YieldMove,
    PolicyShift,
    Sanction,
    Statement,
    Observation,
    Forecast,
    Link,
    Correction,
    Retraction,
    Dispute,
    Corroboration,
    Citation,
}

impl Kind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Kind; 15] = [
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
        Kind::Correction,
        Kind::Retraction,
        Kind::Dispute,
        Kind::Corroboration,
        Kind::Citation,
    ];

    /// The name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Threat => "threat",
            Kind::FundExit => "fund_exit",
            Kind::Holding => "holding",
            Kind::YieldMove => "yield_move",
            Kind::PolicyShift => "policy_shift",
            Kind::Sanction => "sanction",
            Kind::Statement => "statement",
            Kind::Observation => "observation",
            Kind::Forecast => "forecast",
            Kind::Link => "link",
            Kind::Correction => "correction",
            Kind::Retraction => "retraction",
            Kind::Dispute => "dispute",
            Kind::Corroboration => "corroboration",
            Kind::Citation => "citation",
        }
    }

    /// What an event of this kind says: one line, no full stop.
    pub fn about(self) -> &'static str {
        match self {
            Kind::Threat => {
                "somebody threatened countries with a consequence, perhaps on a condition"
            }
            Kind::FundExit => {
                "a holder announced, carries out, completed or cancelled the sale of an asset"
            }
            Kind::Holding => "what a holder held of an asset at a date: a level, not a flow",
            Kind::YieldMove => "a bond's yield: its level, its change, or a record",
            Kind::PolicyShift => "a state or an institution changed its policy in an area",
            Kind::Sanction => "a sanction or tariff was threatened, imposed, changed or lifted",
            Kind::Statement => "somebody said something that bears on others",
            Kind::Observation => "a figure about a country or party: money, percent, count or rank",
            Kind::Forecast => "somebody said what is to be expected",
            Kind::Link => "one event bears on another: a causal claim between two entries",
            Kind::Correction => "replaces details of an earlier entry; the entry itself stays",
            Kind::Retraction => "withdraws an earlier entry, or an amendment, as a whole",
            Kind::Dispute => "somebody contests an earlier entry",
            Kind::Corroboration => "adds sources to an earlier entry",
            Kind::Citation => "pins what an article relied on; written by the command cite",
        }
    }

    /// The kind of that name, `None` when there is none.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether it is about an earlier entry and replaces, withdraws, contests or supports it.
    pub fn is_amendment(self) -> bool {
        matches!(
            self,
            Kind::Correction | Kind::Retraction | Kind::Dispute | Kind::Corroboration
        )
    }
}
