//! Answers: a view with its citation, the only shapes that outer rooms see. Owns the
//! citation; prints nothing.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

pub mod asked;
mod audit;
mod before;
mod beside;
mod blame;
mod compared;
pub mod diff;
pub mod drift;
pub mod exported;
pub mod follow;
mod found;
mod judged;
mod others;
pub mod part;
pub mod periods;
pub mod pin;
pub mod query;
mod refold;
pub mod refs;
pub mod replay;
mod run;
mod spool;
pub(crate) mod told;
pub mod without;

use crate::clocks::Clocks;
use crate::event::decimal::Decimal;
use crate::facts::scope::BeyondHead;
use crate::facts::{History, Scope};
use crate::projection::audit::Lost;
use crate::projection::audit::rules::{Level, Rule};
use crate::projection::entries::{self, KeptRow};
use crate::projection::find::FoundView;
use crate::projection::periods::Every;
use crate::projection::rows::{
    AroundRow, AuditView, ChainView, ContradictionRow, DivestmentRow, EntryRow, EntryView,
    ObservationRow, SanctionRow, SayRow, SourceRow, StanceRow, ThreatRow, Total, YieldRow,
};
use crate::projection::saying::Lang;
use crate::projection::tally::Tally;

/// Enough to ask again and to hold the answer against a checkpoint (§6).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Citation {
    /// Origin of the log.
    pub origin: String,
    /// Id of the log.
    pub log: String,
    /// The last entry considered.
    pub position: u64,
    /// The tree head there.
    pub root: String,
    /// Command, arguments and every flag, resolved.
    pub query: Map<String, Value>,
    /// Events left out because no source is dated (only with `--published`).
    pub undated: u64,
    /// Counts by reason of what the view would otherwise have taken in.
    pub left_out: BTreeMap<&'static str, u64>,
    /// SHA-256 of the rule file (hex), or null.
    pub rules: Option<String>,
    /// Version of dateline.
    pub dateline: &'static str,
}

/// The rows of a view.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum View {
    /// `log` and `timeline`.
    Entries(Vec<KeptRow>),
    Entry(Box<EntryView>),
    Say(Vec<SayRow>),
    Divestment(Vec<DivestmentRow>),
    Stance(Vec<StanceRow>),
    Chain(ChainView),
    Found(FoundView),
    Around(Vec<AroundRow>),
    Threats(Vec<ThreatRow>),
    Sanctions(Vec<SanctionRow>),
    Yields(Vec<YieldRow>),
    Observations(Vec<ObservationRow>),
    Sources(Vec<SourceRow>),
    Contradictions(Vec<ContradictionRow>),
    Audit(AuditView),
    Drift(drift::DriftView),
}

/// A view with its citation.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// How to ask again.
    pub citation: Citation,
    /// What was found.
    pub view: View,
    /// What rows that may be added come to, by currency; only with periods.
    pub totals: Vec<Total>,
}

/// What is asked: one variant a command, every flag resolved (REFs to ids, dates to EDTF).
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Question {
    Log(Filters),
    Timeline(Filters),
    Find(Find),
    Audit(Audit),
    Show {
        reference: String,
        history: bool,
    },
    Say {
        reference: String,
        lang: Lang,
        history: bool,
    },
    Divestment {
        by: By,
        asset: Option<String>,
        why: bool,
        filters: Filters,
    },
    Stance {
        country: Option<String>,
        toward: Option<String>,
        members: bool,
        rules: Option<Rules>,
        why: bool,
        filters: Filters,
    },
    Chain {
        reference: String,
        side: Side,
        to: Option<String>,
        all: bool,
        filters: Filters,
    },
    /// `chain` without a REF: every event and link in view.
    Graph,
    Around {
        reference: String,
        days: u32,
        filters: Filters,
    },
    Threats {
        why: bool,
        filters: Filters,
    },
    Sanctions {
        why: bool,
        filters: Filters,
    },
    Yields {
        why: bool,
        filters: Filters,
    },
    Observations {
        why: bool,
        filters: Filters,
    },
    Sources {
        why: bool,
        filters: Filters,
    },
    Contradictions {
        /// Percent that two values may be apart.
        tolerance: Decimal,
        why: bool,
        filters: Filters,
    },
}

/// What `find` looks for, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Find {
    /// The query: words, and phrases in quotation marks.
    pub words: String,
    /// Also what was retracted.
    pub retracted: bool,
    /// Positions outside of which nothing can be found, as the finder knows; `None` = look
    /// everywhere. The answer is the same either way, so the citation does not say.
    pub within: Option<Vec<u64>>,
    /// Which of what is found is listed.
    pub filters: Filters,
}

/// What `audit` asks, and of which entries.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Audit {
    /// Rules by name, asked alone; none = those of the level.
    pub rules: Vec<&'static Rule>,
    /// How strictly is asked.
    pub level: Level,
    /// REFs: only these entries, and what they rest on; none = all.
    pub about: Vec<String>,
    /// Also the entries that each finding rests on; the command always asks for them.
    pub why: bool,
    /// Which findings are listed.
    pub filters: Filters,
    /// Copies that are cited and not held, as whoever asks found them on disk.
    pub lost: Lost,
}

/// `--by`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum By {
    Holder,
    Country,
    Asset,
}

/// `--causes`, `--effects`, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Side {
    Both,
    Causes,
    Effects,
}

/// A rule file given with `--rules`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Its name, for what is wrong with it.
    pub name: String,
    /// Its text.
    pub text: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
}

/// The filters that choose rows, never what a fold sees (unless §7 says so).
#[derive(Debug, Clone, Default, PartialEq)]
#[allow(missing_docs)]
pub struct Filters {
    pub kind: Vec<String>,
    pub country: Vec<String>,
    pub tag: Vec<String>,
    pub publisher: Vec<String>,
    pub since: Option<crate::event::when::When>,
    pub until: Option<crate::event::when::When>,
    /// Also the rows as of the end of each such period.
    pub every: Option<Every>,
    pub limit: Option<u64>,
}

/// Why a question has no answer. All of these are bad input (exit 2).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AnswerError {
    /// Stable name, listed in `schema/errors.md`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The way on.
    pub hint: String,
}

/// Answers a question from a history on three clocks.
///
/// # Errors
/// `known_beyond_head`, `bad_reference`, `ref_unknown`, `ref_ambiguous`, `ref_not_event`, `bad_rules`.
pub fn answer(
    history: &History,
    clocks: &Clocks,
    question: &Question,
) -> Result<Answer, AnswerError> {
    let scope = Scope::new(history, clocks).map_err(beyond_head)?;
    let mut tally = Tally::default();
    let mut found = run::run(&scope, question, &mut tally)?;
    let totals = periods::fill(&scope, question, &mut found.view)?;
    let query = query::resolved(clocks, question, found.named);
    let mut answer = Answer {
        citation: cited(&scope, query, tally, found.rules),
        view: found.view,
        totals,
    };
    answer.limit(question.filters().and_then(|filters| filters.limit));
    Ok(answer)
}

/// The citation of what was found in a scope.
fn cited(
    scope: &Scope<'_>,
    query: Map<String, Value>,
    tally: Tally,
    rules: Option<String>,
) -> Citation {
    let history = scope.history();
    let position = scope.point().known;
    Citation {
        origin: history.header().origin.clone(),
        log: history.header().id.to_string(),
        position,
        root: history.root_at(position),
        query,
        undated: tally.undated,
        left_out: tally.left_out,
        rules,
        dateline: env!("CARGO_PKG_VERSION"),
    }
}

/// The entries recorded after a position that `log` lists, as they come: without limit, and its
/// counts are of them alone.
///
/// # Errors
/// `known_beyond_head`.
pub fn entries_after(
    history: &History,
    clocks: &Clocks,
    filters: &Filters,
    after: u64,
) -> Result<Vec<EntryRow>, AnswerError> {
    let scope = Scope::new(history, clocks).map_err(beyond_head)?;
    let filter = run::filter(filters);
    let mut tally = Tally::default();
    Ok(entries::log_after(&scope, after, &filter, &mut tally))
}

/// The error of a position beyond the end of the log.
pub fn beyond_head(BeyondHead { asked, head }: BeyondHead) -> AnswerError {
    AnswerError {
        code: "known_beyond_head",
        message: format!("--known @{asked} is beyond the end of the log, which is at @{head}"),
        hint: format!("ask with --known @{head} or less, or without it"),
    }
}

impl Answer {
    /// The limit cuts rows last, after everything was folded and ordered.
    pub fn limit(&mut self, limit: Option<u64>) {
        let limit = limit.map_or(usize::MAX, |limit| {
            usize::try_from(limit).unwrap_or(usize::MAX)
        });
        match &mut self.view {
            View::Entries(rows) => rows.truncate(limit),
            View::Divestment(rows) => rows.truncate(limit),
            View::Stance(rows) => rows.truncate(limit),
            View::Found(found) => found.rows.truncate(limit),
            View::Around(rows) => rows.truncate(limit),
            View::Threats(rows) => rows.truncate(limit),
            View::Sanctions(rows) => rows.truncate(limit),
            View::Yields(rows) => rows.truncate(limit),
            View::Observations(rows) => rows.truncate(limit),
            View::Sources(rows) => rows.truncate(limit),
            View::Contradictions(rows) => rows.truncate(limit),
            View::Audit(audit) => audit.rows.truncate(limit),
            View::Entry(_) | View::Say(_) | View::Chain(_) | View::Drift(_) => {}
        }
    }
}
