//! The audit: what an editor asks of the record before it is printed. Owns which entries are
//! asked about, the order of findings, and which of them are listed; the rules are data
//! (`rules`), and each family of them has a file of its own.

mod amendments;
mod exits;
mod figures;
mod links;
mod rests;
pub mod rules;
mod sources;
mod threats;

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::HAPPENINGS;
use super::entries::Filter;
use super::rows::{AuditRow, AuditView};
use super::tally::Tally;
use crate::event::source::Source;
use crate::event::{Event, Kind, sentence};
use crate::facts::scope::Claims;
use crate::facts::{AsKnown, Scope};
use crate::log::Entry;
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
    let mut ledger = Ledger {
        rules: &options.rules,
        lost: &options.lost,
        found: Vec::new(),
    };
    events(scope, &mut ledger, tally);
    links::look(scope, &mut ledger);
    exits::look(scope, &mut ledger);
    figures::look(scope, &mut ledger);
    threats::look(scope, &mut ledger);
    let reach = rests::Reach::of(scope, about);
    let mut found = ledger.found;
    found.retain(|finding| {
        reach.takes(finding.entry.position, &finding.beside, &finding.entries)
            && is_chosen(scope, &finding.entries, &options.filter)
    });
    found.sort_by(|one, other| {
        let key = |finding: &Finding<'_>| (finding.rule.rank(), finding.entry.position);
        let by_entry = key(one).cmp(&key(other));
        by_entry.then_with(|| one.beside.cmp(&other.beside))
    });
    let rows: Vec<AuditRow> = found
        .into_iter()
        .map(|finding| row(scope, finding, options.why))
        .collect();
    AuditView {
        total: rows.len() as u64,
        rows,
    }
}

/// One look at every event and link: what the clocks leave out is counted here, once, whatever
/// is asked, and the rules about single events are asked.
fn events<'h>(scope: &Scope<'h>, ledger: &mut Ledger<'_, 'h>, tally: &mut Tally) {
    for entry in scope.entries() {
        let kind = entry.event.kind();
        let claims = match kind {
            Kind::Link => Claims::Always,
            kind if HAPPENINGS.contains(&kind) => Claims::IfAsked,
            _ => continue,
        };
        let known = scope.see(entry);
        if !tally.admits(scope.standing(&known, claims)) || kind == Kind::Link {
            continue;
        }
        let seen = Seen {
            entry,
            sources: known.event.sources(),
            known,
        };
        sources::look(&seen, ledger);
        amendments::look(scope, &seen, ledger);
    }
}

/// An event in view.
struct Seen<'h> {
    entry: &'h Entry,
    known: AsKnown<'h>,
    sources: Vec<Source>,
}

/// Something that a rule found.
struct Finding<'h> {
    rule: &'static Rule,
    /// The entry that it is about; of several that are on a par, the first.
    entry: &'h Entry,
    /// Positions of the others.
    beside: Vec<u64>,
    about: String,
    /// Positions of all that it rests on, ascending.
    entries: BTreeSet<u64>,
}

/// What is asked, and what was found so far.
struct Ledger<'r, 'h> {
    rules: &'r [&'static Rule],
    lost: &'r Lost,
    found: Vec<Finding<'h>>,
}

impl<'h> Ledger<'_, 'h> {
    fn asks(&self, rule: &Rule) -> bool {
        self.rules.iter().any(|asked| asked.name == rule.name)
    }

    /// Notes a finding about one entry, which rests on others as well.
    fn add(&mut self, rule: &'static Rule, entry: &'h Entry, about: String, others: &[u64]) {
        self.add_beside(rule, entry, Vec::new(), about, others);
    }

    /// Notes a finding about several entries that are on a par.
    fn add_beside(
        &mut self,
        rule: &'static Rule,
        entry: &'h Entry,
        beside: Vec<u64>,
        about: String,
        others: &[u64],
    ) {
        let own = std::iter::once(entry.position).chain(beside.iter().copied());
        self.found.push(Finding {
            rule,
            entry,
            entries: own.chain(others.iter().copied()).collect(),
            beside,
            about,
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
        let dispute = scope.history().at(*position);
        match dispute.and_then(|entry| entry.event.text("by")) {
            Some(by) => format!("{by} (@{position})"),
            None => format!("@{position}"),
        }
    };
    let names: Vec<String> = disputes.iter().map(name).collect();
    format!("disputed by {}", joined(&names))
}

fn is_chosen(scope: &Scope<'_>, entries: &BTreeSet<u64>, filter: &Filter) -> bool {
    if *filter == Filter::default() {
        return true;
    }
    let mut entries = entries.iter().filter_map(|at| scope.history().at(*at));
    entries.any(|entry| filter.takes(&scope.see(entry).event))
}

fn row<'h>(scope: &Scope<'h>, finding: Finding<'h>, why: bool) -> AuditRow {
    let position = finding.entry.position;
    let event = scope.see(finding.entry).event;
    let other = finding.beside.first().or(finding.entries.last()).copied();
    AuditRow {
        rule: finding.rule.name,
        level: finding.rule.level.name(),
        position,
        beside: finding.beside,
        id: finding.entry.id.to_string(),
        label: event.label().map(str::to_owned),
        kind: event.kind().name(),
        claimed_by: event.claimed_by().map(str::to_owned),
        about: finding.about,
        why: finding.rule.why,
        settle: finding.rule.settle_for(&name_of(&event, position), other),
        entries: why.then(|| finding.entries.into_iter().collect()),
        headline: sentence::headline(&event),
    }
}
