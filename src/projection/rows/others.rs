//! The rows of the further views, in the order and shape of contract §7.4. Beside them what
//! tables say and JSON does not (names, points of a series). Holds no logic.

use serde::Serialize;
use serde_json::Number;

use super::EntryRow;
use crate::projection::series::Point;

/// §7.4, a row of `threats`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct ThreatRow {
    pub position: u64,
    pub id: String,
    pub label: Option<String>,
    pub by: String,
    pub against: Vec<String>,
    pub happened: String,
    pub consequence: String,
    pub until: Option<String>,
    pub response: Option<&'static str>,
    pub response_by: Option<u64>,
    pub status: &'static str,
    pub status_by: Option<u64>,
    pub disputed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<u64>>,
    /// Name and country of who threatens, for tables only.
    #[serde(skip)]
    pub by_name: String,
}

/// §7.4, a row of `sanctions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct SanctionRow {
    pub position: u64,
    pub id: String,
    pub by: Vec<String>,
    pub against: Vec<String>,
    pub entities: Vec<String>,
    pub measure: String,
    pub program: Option<String>,
    pub since: String,
    pub expires: Option<String>,
    pub disputed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<u64>>,
}

/// A row of `yields` as it stood at the end of a period: its latest level by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct LevelPeriod {
    pub period: String,
    pub on: String,
    pub level: Option<String>,
    pub level_on: Option<String>,
    pub n: u64,
}

/// A row of `observations` as it stood at the end of a period: its latest figure by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct FigurePeriod {
    pub period: String,
    pub on: String,
    pub value: Option<String>,
    pub value_on: Option<String>,
    pub n: u64,
}

/// §7.4, a row of `yields`. Levels in percent, changes in basis points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct YieldRow {
    pub issuer: String,
    pub tenor: String,
    pub series: Option<String>,
    pub level: Option<String>,
    pub level_on: Option<String>,
    pub change_bp: Option<String>,
    pub high: Option<String>,
    pub high_on: Option<String>,
    pub low: Option<String>,
    pub low_on: Option<String>,
    pub n: u64,
    pub disputed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub periods: Option<Vec<LevelPeriod>>,
    /// The levels, the earliest first: for sparklines and periods only.
    #[serde(skip)]
    pub points: Vec<Point>,
    /// The latest record without a figure, its date and position: for tables only.
    #[serde(skip)]
    pub record: Option<(String, String, u64)>,
}

/// §7.4, a row of `observations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct ObservationRow {
    pub subject: String,
    pub country: Option<String>,
    pub measure: String,
    pub series: Option<String>,
    pub value: String,
    pub unit: String,
    pub on: String,
    pub first: String,
    pub first_on: String,
    pub n: u64,
    pub disputed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub periods: Option<Vec<FigurePeriod>>,
    /// The figures, the earliest first: for sparklines and periods only.
    #[serde(skip)]
    pub points: Vec<Point>,
    /// Display name of the subject as last recorded, for tables only.
    #[serde(skip)]
    pub subject_name: Option<String>,
}

/// §7.4, a row of `sources`: how much rests on a publisher, and on whom it relays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct SourceRow {
    pub publisher: Option<String>,
    pub origin: Option<String>,
    pub events: u64,
    pub sole_source: u64,
    pub with_evidence: u64,
    pub first_published: Option<String>,
    pub last_published: Option<String>,
    pub disputed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<u64>>,
}

/// What two events give different values for; values compare only inside one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum About {
    Holding {
        holder: String,
        asset: String,
        issuer: Option<String>,
        currency: String,
    },
    YieldMove {
        issuer: String,
        tenor: String,
        basis: Option<String>,
    },
    Observation {
        subject: String,
        measure: String,
        unit: String,
    },
}

/// §7.4, a row of `contradictions`; of each pair the earlier recorded comes first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ContradictionRow {
    pub positions: [u64; 2],
    pub about: About,
    pub values: [String; 2],
    pub happened: [String; 2],
    pub series: [Option<String>; 2],
    pub apart_percent: Number,
    pub disputed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<u64>>,
}

/// A row of `around`: an entry row with its distance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AroundRow {
    /// The entry.
    #[serde(flatten)]
    pub entry: EntryRow,
    /// Days from the event asked about: below 0 before it, 0 when the spans overlap.
    pub days: i64,
    /// It is the event asked about: for tables only.
    #[serde(skip)]
    pub is_center: bool,
}
