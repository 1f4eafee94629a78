//! The rows of the audit: one finding each. What JSON prints and tables are made from. Holds
//! no logic.

use serde::Serialize;

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct AuditRow {
    pub rule: &'static str,
    pub level: &'static str,
    /// The entry that it is about; of several that are on a par, the first.
    pub position: u64,
    /// Positions of the others.
    pub beside: Vec<u64>,
    pub id: String,
    pub label: Option<String>,
    pub kind: &'static str,
    pub claimed_by: Option<String>,
    /// What was found.
    pub about: String,
    pub why: &'static str,
    pub settle: String,
    /// Positions of all that it rests on; `audit` always gives them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<u64>>,
    /// Title, or the sentence made from the fields: for tables only.
    #[serde(skip)]
    pub headline: String,
}

/// The findings listed, and how many there are before `--limit`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AuditView {
    /// In the order of the rules, then of positions.
    pub rows: Vec<AuditRow>,
    /// Before the limit.
    pub total: u64,
}
