//! The audit: what an editor asks of the record before it is printed. Owns which entries are
//! asked about, the order of findings, and which of them are listed; the rules are data
//! (`rules`), and each family of them has a file of its own.

mod amendments;
mod exits;
mod figures;
mod finding;
mod links;
mod rests;
pub mod rules;
mod sources;
mod threats;

use std::collections::BTreeMap;

use uuid::Uuid;

use super::catalog::HAPPENINGS;
use super::entries::Filter;
use super::rows::{AuditRow, AuditView};
use super::tally::Tally;
use crate::event::source::Source;
use crate::event::{Event, Kind, sentence};
use crate::facts::scope::Claims;
use crate::facts::{AsKnown, Scope};
use crate::log::Entry;
use finding::{Finding, Findings};
use rules::Rule;

/// Copies that sources cite and the store does not hold as they were kept: each name (`sha256:…`)
/// and what became of it in a word. Whoever asks has looked; a fold reads no file.
pub type Lost = BTreeMap<String, &'static str>;

/// How the audit is asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// The rules that are asked.
    pub rules: Vec<&'static Rule>,
    /// A finding is listed when one of the entries that it rests on is one of these.
    pub filter: Filter,
    /// List the entries that each finding rests on.
    pub why: bool,
    /// What became of the copies that sources cite.
    pub lost: Lost,
}

/// The findings: in the order of the rules, then of positions. `about` are the entries asked
/// about, all if it is empty; what each of them rests on is asked about, too.
pub fn view<'h>(
    scope: &Scope<'h>,
    options: &Options,
    about: &[&'h Entry],
    tally: &mut Tally,
) -> AuditView {
    let found = Found::of(scope, options, about, tally);
    let rows: Vec<AuditRow> = found.rows(scope).collect();
    AuditView {
        total: rows.len() as u64,
        rows,
    }
}

/// What was found, in order, no row of it made yet: there may be many.
#[derive(Debug)]
pub struct Found {
    findings: Findings,
    why: bool,
}

impl Found {
    /// In a scope, as [`view`].
    pub fn of<'h>(
        scope: &Scope<'h>,
        options: &Options,
        about: &[&'h Entry],
        tally: &mut Tally,
    ) -> Found {
        let mut ledger = Ledger::of(options);
        // What needs the most room while it is looked for comes first, when little is found yet.
        figures::look(scope, &mut ledger);
        links::look(scope, &mut ledger);
        exits::look(scope, &mut ledger);
        threats::look(scope, &mut ledger);
        events(scope, options, &mut ledger, tally);
        let reach = rests::Reach::of(scope, about);
        let mut findings = ledger.found;
        findings.settle(|finding| {
            reach.takes(finding.position, finding.beside, finding.entries)
                && is_chosen(scope, finding.entries, &options.filter)
        });
        Found {
            findings,
            why: options.why,
        }
    }

    /// The rows, some thousands made at a time.
    pub fn rows<'a>(&'a self, scope: &'a Scope<'_>) -> impl Iterator<Item = AuditRow> + 'a {
        self.findings.some(SOME).flat_map(|some| {
            let positions: Vec<u64> = some.iter().map(|finding| finding.position).collect();
            let events = scope.history().each_at(&positions, |entry| {
                let event = scope.see(entry).event.into_owned();
                Some((entry.position, entry.id, event))
            });
            // Whatever cannot be read has no row.
            let mut events = events.into_iter().peekable();
            let rows = some.iter().filter_map(|finding| {
                let (_, id, event) = events.next_if(|(at, ..)| *at == finding.position)?;
                Some(row(finding, id, &event, self.why))
            });
            rows.collect::<Vec<AuditRow>>()
        })
    }
}

/// So many entries are read at a time.
const SOME: usize = 4096;

/// What one look at a part of the entries gives.
#[derive(Debug, Default)]
struct Part {
    tally: Tally,
    found: Findings,
}

/// One look at every event and link: what the clocks leave out is counted here, once, whatever
/// is asked, and the rules about single events are asked.
fn events(scope: &Scope<'_>, options: &Options, ledger: &mut Ledger<'_>, tally: &mut Tally) {
    let kinds: Vec<Kind> = HAPPENINGS.iter().copied().chain([Kind::Link]).collect();
    let parts = scope.gather(&kinds, |part: &mut Part, entry, known| {
        let is_link = entry.event.kind() == Kind::Link;
        let claims = match is_link {
            true => Claims::Always,
            false => Claims::IfAsked,
        };
        if !part.tally.admits(scope.standing(known, claims)) || is_link {
            return;
        }
        let seen = Seen {
            position: entry.position,
            sources: known.event.sources(),
            known,
        };
        let mut ledger = Ledger {
            found: std::mem::take(&mut part.found),
            ..Ledger::of(options)
        };
        sources::look(&seen, &mut ledger);
        amendments::look(scope, &seen, &mut ledger);
        part.found = ledger.found;
    });
    for part in parts {
        tally.add(&part.tally);
        ledger.found.append(part.found);
    }
}

/// An event in view.
struct Seen<'e> {
    position: u64,
    known: &'e AsKnown<'e>,
    sources: Vec<Source>,
}

/// What is asked, and what was found so far.
struct Ledger<'r> {
    rules: &'r [&'static Rule],
    lost: &'r Lost,
    found: Findings,
}

impl<'r> Ledger<'r> {
    fn of(options: &'r Options) -> Ledger<'r> {
        Ledger {
            rules: &options.rules,
            lost: &options.lost,
            found: Findings::default(),
        }
    }

    fn asks(&self, rule: &Rule) -> bool {
        self.rules.iter().any(|asked| asked.name == rule.name)
    }

    /// Notes a finding about one entry, which rests on others as well.
    fn add(&mut self, rule: &'static Rule, position: u64, about: String, others: &[u64]) {
        self.add_beside(rule, position, &[], about, others);
    }

    /// Notes a finding about several entries that are on a par.
    fn add_beside(
        &mut self,
        rule: &'static Rule,
        position: u64,
        beside: &[u64],
        about: String,
        others: &[u64],
    ) {
        let mut entries = [&[position], beside, others].concat();
        entries.sort_unstable();
        entries.dedup();
        self.found.note(Finding {
            rule,
            position,
            beside,
            about: &about,
            entries: &entries,
        });
    }
}

/// What an entry is called: its label, else its position.
fn name_of(event: &Event, position: u64) -> String {
    match event.label() {
        Some(label) => label.to_owned(),
        None => format!("@{position}"),
    }
}

/// Positions in words: `@7`, `@7 and @9`, `@7, @9 and @12`.
fn listed(positions: &[u64]) -> String {
    let names: Vec<String> = positions.iter().map(|at| format!("@{at}")).collect();
    joined(&names)
}

/// At most four; of more, three and how many there are besides.
fn joined(names: &[String]) -> String {
    match names {
        [one, two, three, _, rest @ ..] if !rest.is_empty() => {
            format!("{one}, {two}, {three} and {} more", rest.len() + 1)
        }
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The disputes of an entry that count and after which it was not corrected.
fn open_disputes(known: &AsKnown<'_>) -> Vec<u64> {
    let mended = known.corrections.last().copied().unwrap_or(0);
    let disputes = known.disputes.iter().copied();
    disputes.filter(|dispute| *dispute > mended).collect()
}

/// Who disputes, and where: `disputed by AkademikerPension (@109)`.
fn disputed_by(scope: &Scope<'_>, disputes: &[u64]) -> String {
    let name = |position: &u64| {
        let dispute = scope.history().read(*position);
        match dispute.as_ref().and_then(|entry| entry.event.text("by")) {
            Some(by) => format!("{by} (@{position})"),
            None => format!("@{position}"),
        }
    };
    let names: Vec<String> = disputes.iter().map(name).collect();
    format!("disputed by {}", joined(&names))
}

fn is_chosen(scope: &Scope<'_>, entries: &[u64], filter: &Filter) -> bool {
    if *filter == Filter::default() {
        return true;
    }
    let mut entries = entries.iter().filter_map(|at| scope.history().read(*at));
    entries.any(|entry| filter.takes(&scope.see(&entry).event))
}

fn row(finding: &Finding<'_>, id: Uuid, event: &Event, why: bool) -> AuditRow {
    let position = finding.position;
    let other = finding.beside.first().or(finding.entries.last()).copied();
    AuditRow {
        rule: finding.rule.name,
        level: finding.rule.level.name(),
        position,
        beside: finding.beside.to_vec(),
        id: id.to_string(),
        label: event.label().map(str::to_owned),
        kind: event.kind().name(),
        claimed_by: event.claimed_by().map(str::to_owned),
        about: finding.about.to_string(),
        why: finding.rule.why,
        settle: finding.rule.settle_for(&name_of(event, position), other),
        entries: why.then(|| finding.entries.to_vec()),
        headline: sentence::headline(event),
    }
}
