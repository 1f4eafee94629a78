//! What a page is made from: the answers to one set of clocks and filters, asked of one
//! history. Owns which questions those are; draws nothing, folds nothing.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::answer::part::{self, Links, Part};
use crate::answer::periods::divestment_at;
use crate::answer::{Answer, AnswerError, Audit, By, Citation, Filters, Question, answer};
use crate::clocks::Clocks;
use crate::event::Kind;
use crate::event::decimal::Decimal;
use crate::event::when::Instant;
use crate::facts::scope::Claims;
use crate::facts::{History, Scope};
use crate::projection::audit::Lost;
use crate::projection::rows::{DivestmentRow, EntryRow};
use crate::projection::tally::Tally;
use crate::projection::{entries, saying};
use crate::say::Lang;

/// The most entries that one page shows in full; it says how many more there are.
pub const MOST_ENTRIES: usize = 2_000;

/// The same of a log in files, whose other parts are long.
const MOST_ENTRIES_OF_LONG: usize = 500;

/// The most events that the timeline draws and lists; the latest stay.
pub const MOST_EVENTS: usize = 500;

/// The most links that a page joins events by; the latest stay.
const MOST_LINKS: usize = 200;

/// The most instants at which exits and levels are drawn.
const MOST_STEPS: usize = 60;

/// The same of a log in files, which is folded for each.
const MOST_STEPS_OF_LONG: usize = 8;

/// Answers on one point of the three clocks, each asked when it is first needed.
#[derive(Debug)]
pub struct Dossier<'h> {
    /// The clocks.
    pub clocks: Clocks,
    /// The filters.
    pub filters: Filters,
    /// The language of its sentences.
    pub lang: Lang,
    /// Copies that the store does not hold as it should: of the disk, so whoever has it says.
    pub lost: Lost,
    scope: Scope<'h>,
    citation: OnceCell<Citation>,
    timeline: OnceCell<Option<Part>>,
    log: OnceCell<Option<Part>>,
    over_time: OnceCell<Vec<DivestmentRow>>,
    links: OnceCell<Option<Links>>,
    answers: BTreeMap<&'static str, OnceCell<Option<Answer>>>,
}

/// The answers of a page, by section.
const ASKED: [&str; 9] = [
    "divestment",
    "stance",
    "threats",
    "sanctions",
    "yields",
    "observations",
    "contradictions",
    "audit",
    "sources",
];

fn question(name: &str, filters: &Filters) -> Question {
    let (why, filters) = (true, filters.clone());
    match name {
        "divestment" => divestment(&filters),
        "stance" => stance(&filters),
        "audit" => audit(&filters),
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

impl<'h> Dossier<'h> {
    /// What a page is made from.
    ///
    /// # Errors
    /// As `answer`.
    pub fn new(
        history: &'h History,
        clocks: &Clocks,
        filters: &Filters,
        lang: Lang,
    ) -> Result<Dossier<'h>, AnswerError> {
        let filters = Filters {
            limit: None,
            every: None,
            ..filters.clone()
        };
        let empty = |name: &'static str| (name, OnceCell::new());
        Ok(Dossier {
            scope: Scope::new(history, clocks).map_err(crate::answer::beyond_head)?,
            clocks: clocks.clone(),
            filters,
            lang,
            lost: Lost::default(),
            citation: OnceCell::new(),
            timeline: OnceCell::new(),
            log: OnceCell::new(),
            over_time: OnceCell::new(),
            links: OnceCell::new(),
            answers: ASKED.into_iter().map(empty).collect(),
        })
    }

    /// What the page as a whole rests on; the root is worked out when it is first needed.
    pub fn citation(&self) -> &Citation {
        let cite = || part::citation(&self.scope, &self.clocks, &self.filters);
        self.citation.get_or_init(cite)
    }

    /// The last entry considered.
    pub fn position(&self) -> u64 {
        self.scope.point().known
    }

    /// The name of the log: its origin, without the id that a default one ends in.
    pub fn origin(&self) -> &str {
        let header = self.scope.history().header();
        let own = header.origin.strip_suffix(&format!("/{}", header.id));
        own.unwrap_or(&header.origin)
    }

    /// The answer of a section. Its question is one that cannot fail once the clocks are known
    /// to be within the log; if it does, there is nothing to show.
    /// The audit of a log in files is none: it would take every entry into memory.
    pub fn answer(&self, name: &str) -> Option<&Answer> {
        if name == "audit" && self.is_long() {
            return None;
        }
        let ask = || {
            let mut question = question(name, &self.filters);
            if let Question::Audit(audit) = &mut question {
                audit.lost = self.lost.clone();
            }
            answer(self.scope.history(), &self.clocks, &question).ok()
        };
        self.answers.get(name)?.get_or_init(ask).as_ref()
    }

    /// Whether the log is so long that its facts are in files.
    pub fn is_long(&self) -> bool {
        !self.scope.history().holds_entries()
    }

    /// The latest links, with the events that they join.
    pub fn links(&self) -> Option<&Links> {
        let ask = || part::last_of_links(self.scope.history(), &self.clocks, MOST_LINKS).ok();
        self.links.get_or_init(ask).as_ref()
    }

    /// The answer to another question on the same clocks; none if it has none.
    pub fn ask(&self, question: &Question) -> Option<Answer> {
        answer(self.scope.history(), &self.clocks, question).ok()
    }

    /// The latest events, in the order in which they happened.
    pub fn timeline(&self) -> Option<&Part> {
        let (history, filters) = (self.scope.history(), &self.filters);
        let ask = || part::last_of_timeline(history, &self.clocks, filters, MOST_EVENTS).ok();
        self.timeline.get_or_init(ask).as_ref()
    }

    /// The entries shown in full, in recorded order, amendments and links among them.
    pub fn log(&self) -> Option<&Part> {
        let (history, filters) = (self.scope.history(), &self.filters);
        let most = match self.is_long() {
            true => MOST_ENTRIES_OF_LONG,
            false => MOST_ENTRIES,
        };
        let ask = || part::first_of_log(history, &self.clocks, filters, most).ok();
        self.log.get_or_init(ask).as_ref()
    }

    /// Entries recorded before a position, the latest first.
    pub fn log_before(&self, before: u64, most: usize) -> Vec<EntryRow> {
        let (history, filters) = (self.scope.history(), &self.filters);
        part::log_before(history, &self.clocks, filters, before, most).unwrap_or_default()
    }

    /// The rows of `divestment` with their figures at each step of time.
    pub fn over_time(&self) -> &[DivestmentRow] {
        let (history, filters) = (self.scope.history(), &self.filters);
        let ask = || divestment_at(history, &self.clocks, filters, &steps(&self.scope));
        self.over_time.get_or_init(|| ask().unwrap_or_default())
    }

    /// The citation of one section; none for what no command asks.
    pub fn citation_of(&self, section: &str) -> Option<&Citation> {
        match section {
            "timeline" => self.timeline().map(|part| &part.citation),
            "entries" => self.log().map(|part| &part.citation),
            "chain" => None,
            other => self.answer(other).map(|answer| &answer.citation),
        }
    }

    /// D, that ages and deadlines are measured against.
    pub fn horizon(&self) -> Instant {
        self.scope.horizon()
    }

    /// When the last considered entry was recorded.
    pub fn recorded(&self) -> Option<Instant> {
        self.scope.history().recorded_at(self.position())
    }

    /// The entry at a position, as known.
    pub fn row(&self, position: u64) -> Option<EntryRow> {
        let within = position <= self.position();
        let entry = within.then(|| self.scope.history().read(position))??;
        Some(entries::row(&self.scope, &entry))
    }

    /// The entry of an id, as known.
    pub fn row_of(&self, id: &str) -> Option<EntryRow> {
        let entry = self.scope.find(uuid::Uuid::parse_str(id).ok()?)?;
        Some(entries::row(&self.scope, entry))
    }

    /// An entry in a sentence.
    pub fn sentence(&self, position: u64) -> Option<String> {
        let entry = self.scope.history().at(position)?;
        let rows = saying::rows(&self.scope, entry, self.lang, false, &mut Tally::default());
        rows.into_iter().next_back().map(|row| row.sentence)
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
    let moments = scope.moments(&[Kind::FundExit, Kind::Holding], Claims::Always);
    let happened = moments.iter().filter_map(|moment| moment.happened);
    let mut ends: Vec<Instant> = happened
        .map(|happened| happened.latest)
        .filter(|end| *end <= scope.horizon())
        .collect();
    ends.sort_unstable();
    ends.dedup();
    let count = ends.len();
    let most = match scope.history().holds_entries() {
        true => MOST_STEPS,
        false => MOST_STEPS_OF_LONG,
    };
    if count <= most {
        return ends;
    }
    let kept = (1..=most).filter_map(|nth| ends.get(nth * count / most - 1));
    kept.copied().collect()
}
