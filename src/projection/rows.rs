//! The rows of the views, in the order and shape of contract §7: what JSON prints and what
//! tables are made from. Holds no logic.

mod audit;
mod others;

use serde::Serialize;
use serde_json::{Number, Value};

pub use audit::{AuditRow, AuditView};
pub use others::{
    About, AroundRow, ContradictionRow, FigurePeriod, LevelPeriod, ObservationRow, SanctionRow,
    SourceRow, ThreatRow, YieldRow,
};

/// A sum that may be a range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Band {
    /// Decimal string.
    pub low: String,
    /// Decimal string; null = unbounded.
    pub high: Option<String>,
    /// Any addend was `about`.
    pub approx: bool,
}

/// Levels of one series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Level {
    pub series: Option<String>,
    pub basis: Option<String>,
    pub attribution: Option<String>,
    pub current: String,
    pub current_on: String,
    pub peak: String,
    pub peak_on: String,
    pub below_peak: String,
    pub change: Option<String>,
    pub change_from: Option<String>,
}

/// A row of `divestment` as it stood at the end of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct DivestmentPeriod {
    pub period: String,
    pub on: String,
    pub pending: Band,
    pub executed: Band,
    pub unquantified: u64,
    pub overdue: u64,
    pub levels: Vec<Level>,
}

/// What the exits of all rows in one currency come to, blocs left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Total {
    pub currency: String,
    pub pending: Band,
    pub executed: Band,
    pub periods: Vec<TotalPeriod>,
}

/// The same at the end of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct TotalPeriod {
    pub period: String,
    pub on: String,
    pub pending: Band,
    pub executed: Band,
}

/// §7.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct DivestmentRow {
    pub holder: Option<String>,
    pub country: Option<String>,
    pub asset: String,
    pub issuer: Option<String>,
    pub currency: Option<String>,
    pub pending: Band,
    pub executed: Band,
    pub unquantified: u64,
    pub overdue: u64,
    pub levels: Vec<Level>,
    pub executed_after_level: Option<Band>,
    pub disputed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub periods: Option<Vec<DivestmentPeriod>>,
    /// Display name of the holder as last recorded, for tables only.
    #[serde(skip)]
    pub holder_name: Option<String>,
}

/// One axis of a stance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Axis {
    pub score: Number,
    pub n: u64,
    pub weight: Number,
    pub label: &'static str,
}

/// One contribution to a stance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Evidence {
    pub position: u64,
    pub axis: &'static str,
    pub cameo: Option<String>,
    pub score: Number,
    pub age_days: i64,
    pub weight: Number,
}

/// §7.2.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct StanceRow {
    pub country: String,
    pub toward: String,
    pub actors: &'static str,
    pub words: Option<Axis>,
    pub deeds: Option<Axis>,
    pub gap: Option<Number>,
    pub disputed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Vec<Evidence>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<u64>>,
}

/// §7.3, a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Node {
    pub id: String,
    pub position: u64,
    pub label: Option<String>,
    pub kind: &'static str,
    pub happened: Option<String>,
    pub title: Option<String>,
    pub claimed_by: Option<String>,
    /// Null in the whole graph.
    pub depth: Option<i64>,
    /// Title, or the sentence made from the fields: for tables only.
    #[serde(skip)]
    pub headline: String,
}

/// §7.3, an edge.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Edge {
    pub id: String,
    pub position: u64,
    pub cause: String,
    pub effect: String,
    pub relation: String,
    pub confidence: Option<Number>,
    pub claimed_by: Option<String>,
    pub flags: Vec<&'static str>,
}

/// §7.3, a path of `--to`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Path {
    pub nodes: Vec<String>,
    pub edges: Vec<String>,
    pub weakest: Option<Number>,
}

/// §7.3.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ChainView {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<Vec<Path>>,
}

/// §6, a row of `log` and `timeline`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct EntryRow {
    pub position: u64,
    pub id: String,
    pub recorded_at: String,
    pub recorded_by: String,
    /// As known, sources of corroborations included.
    pub event: Value,
    pub status: &'static str,
    pub revisions: u64,
    pub disputed: u64,
    /// Title, or the sentence made from the fields: for tables only.
    #[serde(skip)]
    pub headline: String,
}

/// What `show` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntryView {
    /// As known now, and what its links are.
    pub entry: EntryRow,
    /// The amendments of the entry, in order, with whether each counts.
    pub amendments: Vec<AmendmentRow>,
    /// With `--history`: the event as recorded and after each counted correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versions: Option<Vec<Version>>,
    /// Links in view that touch the entry.
    pub links: Vec<Edge>,
    /// What the store has of the files that the entry cites. It is of the disk, not of the log:
    /// no fold knows it, and whoever has the disk fills it in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Vec<HeldRow>>,
    /// Headlines of the other ends of the links, by id: for tables only.
    #[serde(skip)]
    pub others: Vec<(String, String)>,
}

/// A file that an entry cites, as the store has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldRow {
    /// `sha256:` and 64 digits.
    pub name: String,
    /// `held`, `altered`, `missing`, `unreadable`.
    pub state: &'static str,
    /// Its size, if it is there.
    pub bytes: Option<u64>,
}

/// `say`: a sentence for publication.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct SayRow {
    pub position: u64,
    pub id: String,
    pub lang: &'static str,
    pub sentence: String,
    /// What who prints it should know first: for people only.
    #[serde(skip)]
    pub cautions: Vec<&'static str>,
}

/// An amendment of an entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct AmendmentRow {
    pub position: u64,
    pub id: String,
    pub kind: &'static str,
    pub recorded_at: String,
    pub recorded_by: String,
    /// `counted`, `retracted`, `not_public`, `skipped`.
    pub state: &'static str,
    pub event: Value,
}

/// One version of an entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Version {
    /// Position of the entry or of the correction.
    pub position: u64,
    pub recorded_at: String,
    pub reason: Option<String>,
    pub event: Value,
}
