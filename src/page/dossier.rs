//! What a page is made from: the answers to one set of clocks and filters, asked of one
//! history. Owns which questions those are; draws nothing, folds nothing.

use std::collections::BTreeMap;

use crate::answer::periods::divestment_at;
use crate::answer::{Answer, AnswerError, Audit, By, Citation, Filters, Question, View, answer};
use crate::clocks::Clocks;
use crate::event::decimal::Decimal;
use crate::event::when::{Instant, When};
use crate::event::{Event, Kind};
use crate::facts::{History, Scope};
use crate::projection::rows::{DivestmentRow, EntryRow};
use crate::projection::saying;
use crate::projection::tally::Tally;
use crate::say::Lang;

/// The most entries that one page shows in full; it says how many more there are.
pub const MOST_ENTRIES: usize = 2_000;

/// The most instants at which exits and levels are drawn.
const MOST_STEPS: usize = 60;

/// Answers on one point of the three clocks.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The clocks.
    pub clocks: Clocks,
    /// D, that ages and deadlines are measured against.
    pub horizon: Instant,
    /// When the last considered entry was recorded.
    pub recorded: Option<Instant>,
    /// `timeline`.
    pub timeline: Answer,
    /// `log`, amendments and links among them.
    pub log: Answer,
    /// `divestment --by holder --why`.
    pub divestment: Answer,
    /// The same rows with their figures at each step of time.
    pub over_time: Vec<DivestmentRow>,
    /// `stance --why`.
    pub stance: Answer,
    /// `chain` of everything.
    pub chain: Answer,
    /// `audit --why`.
    pub audit: Answer,
    /// `threats`, `sanctions`, `yields`, `observations`, `contradictions`, `sources`.
    pub tables: BTreeMap<&'static str, Answer>,
    /// A sentence for each entry shown, by position.
    pub sentences: BTreeMap<u64, String>,
}

/// Whether a question belongs to a page: its rows are of entries, or of figures.
const TABLES: [&str; 6] = [
    "threats",
    "sanctions",
    "yields",
    "observations",
    "contradictions",
    "sources",
];

fn table(name: &str, filters: &Filters) -> Question {
    let (why, filters) = (true, filters.clone());
    match name {
        "threats" => Question::Threats { why, filters },
        "sanctions" => Question::Sanctions { why, filters },
        "yields" => Question::Yields { why, filters },
        "observations" => Question::Observations { why, filters },
        "contradictions" => Question::Contradictions {
            // Half a percent, as the command has it.
            tolerance: Decimal(500_000),
            why,
            filters,
        },
        _ => Question::Sources { why, filters },
    }
}

impl Dossier {
    /// Asks everything that a page shows.
    ///
    /// # Errors
    /// As `answer`.
    pub fn ask(
        history: &History,
        clocks: &Clocks,
        filters: &Filters,
        lang: Lang,
    ) -> Result<Dossier, AnswerError> {
        let ask = |question: &Question| answer(history, clocks, question);
        let filters = &Filters {
            limit: None,
            every: None,
            ..filters.clone()
        };
        let log = ask(&Question::Log(filters.clone()))?;
        let scope = Scope::new(history, clocks).map_err(crate::answer::beyond_head)?;
        let mut tables = BTreeMap::new();
        for name in TABLES {
            tables.insert(name, ask(&table(name, filters))?);
        }
        Ok(Dossier {
            horizon: scope.horizon(),
            recorded: scope.entries().last().map(|entry| entry.recorded_at),
            timeline: ask(&Question::Timeline(filters.clone()))?,
            divestment: ask(&divestment(filters))?,
            over_time: divestment_at(history, clocks, filters, &steps(&scope))?,
            stance: ask(&stance(filters))?,
            chain: ask(&Question::Graph)?,
            audit: ask(&audit(filters))?,
            sentences: sentences(&scope, &log, lang),
            clocks: clocks.clone(),
            log,
            tables,
        })
    }

    /// The citation that the page as a whole rests on.
    pub fn citation(&self) -> &Citation {
        &self.log.citation
    }

    /// That of one section; none for what is not asked by one command.
    pub fn citation_of(&self, section: &str) -> Option<&Citation> {
        let answer = match section {
            "timeline" => &self.timeline,
            "divestment" => &self.divestment,
            "stance" => &self.stance,
            "audit" => &self.audit,
            "entries" => &self.log,
            other => self.tables.get(other)?,
        };
        Some(&answer.citation)
    }

    /// The entries shown in full, in recorded order.
    pub fn entries(&self) -> &[EntryRow] {
        let rows = rows_of(&self.log);
        rows.get(..rows.len().min(MOST_ENTRIES)).unwrap_or_default()
    }

    /// How many more there are.
    pub fn unseen(&self) -> usize {
        rows_of(&self.log).len().saturating_sub(MOST_ENTRIES)
    }

    /// The events in the order in which they happened.
    pub fn happenings(&self) -> &[EntryRow] {
        rows_of(&self.timeline)
    }
}

fn rows_of(answer: &Answer) -> &[EntryRow] {
    match &answer.view {
        View::Entries(rows) => rows,
        _ => &[],
    }
}

fn divestment(filters: &Filters) -> Question {
    Question::Divestment {
        by: By::Holder,
        asset: None,
        why: true,
        filters: filters.clone(),
    }
}

fn audit(filters: &Filters) -> Question {
    Question::Audit(Audit {
        why: true,
        filters: filters.clone(),
        ..Audit::default()
    })
}

fn stance(filters: &Filters) -> Question {
    Question::Stance {
        country: None,
        toward: None,
        members: false,
        rules: None,
        why: true,
        filters: filters.clone(),
    }
}

/// The instants at which an exit or a level changes anything, thinned out evenly when there
/// are many; the last one always stays.
fn steps(scope: &Scope<'_>) -> Vec<Instant> {
    let dated = |event: &Event| event.happened().map(|when: When| when.latest);
    let mut ends: Vec<Instant> = scope
        .entries()
        .iter()
        .filter(|entry| matches!(entry.event.kind(), Kind::FundExit | Kind::Holding))
        .filter_map(|entry| dated(&scope.see(entry).event))
        .filter(|end| *end <= scope.horizon())
        .collect();
    ends.sort_unstable();
    ends.dedup();
    let count = ends.len();
    if count <= MOST_STEPS {
        return ends;
    }
    let kept = (1..=MOST_STEPS).filter_map(|nth| ends.get(nth * count / MOST_STEPS - 1));
    kept.copied().collect()
}

fn sentences(scope: &Scope<'_>, log: &Answer, lang: Lang) -> BTreeMap<u64, String> {
    let mut said = BTreeMap::new();
    for row in rows_of(log).iter().take(MOST_ENTRIES) {
        let entry = scope.history().at(row.position);
        let rows =
            entry.map(|entry| saying::rows(scope, entry, lang, false, &mut Tally::default()));
        if let Some(row) = rows.and_then(|mut rows| rows.pop()) {
            said.insert(row.position, row.sentence);
        }
    }
    said
}
