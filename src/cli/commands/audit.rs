//! `audit`: what an editor asks before publication. Owns the flags, what a bare word means (a
//! rule, else an entry), and that a clean record is told by silence; the rules are the projection's.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use super::Spec;
use crate::answer::query::OF_EVENTS;
use crate::answer::{Audit, Question, View, answer};
use crate::cli::ask::Reading;
use crate::cli::context::Context;
use crate::cli::error::{CliError, FINDINGS};
use crate::cli::evidence::lost;
use crate::cli::read;
use crate::event::text::shown;
use crate::evidence::Shelf;
use crate::facts::History;
use crate::projection::audit::rules::{EVIDENCE_LOST, Level, RULES, Rule};
use crate::render::view::audit as page;
use crate::render::{Format, csv, json, jsonl, markdown, table};

pub const SPEC: Spec = Spec {
    name: "audit",
    about: "What an editor asks before publication: what is weak, late, contradicted",
    examples: &[
        "audit",
        "audit --level court --on 2026-02-05 --json",
        "audit akademiker-exit --claims",
        "audit single_origin no_dated_source --country DK",
        "audit --list --level basic",
    ],
    build,
    run,
};

/// Names less alike than this (of 1) are not suggested.
const ALIKE: f64 = 0.8;

const AFTER: &str = "A word is a rule, which is then asked alone, whatever its level; else a REF: \
only what was found of that entry and of what it rests on.

Levels: basic asks what contradicts the record itself or is missing from it; publish (the default) \
also what an attentive reader could hold against it; court also what the other side would ask.

What others claim is asked about with --claims; contradictions and links always take claims in, \
marked. evidence_lost hashes the copies of the store again.

Exit codes: 0 nothing found (nothing is printed, but JSON), 1 findings.";

fn build(command: Command) -> Command {
    let command = command
        .after_help(AFTER)
        .arg(
            Arg::new("what")
                .value_name("RULE|REF")
                .num_args(0..)
                .help("Ask only these rules, or only about these entries"),
        )
        .arg(
            Arg::new("rule")
                .long("rule")
                .value_name("NAME")
                .action(ArgAction::Append)
                .value_delimiter(',')
                .help("Ask only this rule"),
        )
        .arg(
            Arg::new("level")
                .long("level")
                .value_name("LEVEL")
                .value_parser(Level::ALL.map(Level::name))
                .hide_possible_values(true)
                .conflicts_with("rule")
                .help("How strictly: basic, publish or court [default: publish]"),
        )
        .arg(
            Arg::new("list")
                .long("list")
                .action(ArgAction::SetTrue)
                .help("List the rules instead (all of them, or those of --level)"),
        );
    read::filter_args(read::clock_args(command), OF_EVENTS)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    if matches.get_flag("list") {
        return list(matches, context);
    }
    // What is wrong with the flags is told before the log is read.
    words(matches)?;
    read::filters(matches)?;
    let shelf = context.store()?.evidence();
    let mut reading = Reading::of_facts(context)?;
    let (clocks, answer) = reading.sure(context, |history| {
        let question = question(matches, history, &shelf)?;
        let clocks = read::clocks(matches, history)?;
        let answer = answer(history, &clocks, &question)?;
        Ok((clocks, answer))
    })?;
    let total = match &answer.view {
        View::Audit(view) => view.total,
        _ => 0,
    };
    match total == 0 && !context.style().format.is_json() {
        // Silence, also in the file of -o, which may hold older findings.
        true => context.put(|out| out.write(b"").map(|_| ()))?,
        false => read::show(context, &reading.history, &clocks, &answer)?,
    }
    if total == 0 && context.globals.verbose {
        context.note(&format!(
            "nothing found up to @{}",
            answer.citation.position
        ));
    }
    Ok(match reading.close(answer.citation.position, context) {
        0 if total > 0 => FINDINGS,
        code => code,
    })
}

/// What is asked; a bare word may be an entry of this history.
///
/// # Errors
/// A flag whose value is none, a rule that is none.
pub fn question(
    matches: &ArgMatches,
    history: &History,
    shelf: &Shelf,
) -> Result<Question, CliError> {
    let (mut rules, words) = words(matches)?;
    rules.dedup();
    let mut about = Vec::new();
    for word in words {
        about.push(reference(word, history)?);
    }
    let mut audit = Audit {
        level: level(matches).unwrap_or_default(),
        rules,
        about,
        why: true,
        filters: read::filters(matches)?,
        ..Audit::default()
    };
    if audit.asked().contains(&&EVIDENCE_LOST) {
        audit.lost = lost(history, shelf);
    }
    Ok(Question::Audit(audit))
}

fn level(matches: &ArgMatches) -> Option<Level> {
    read::given(matches, "level").and_then(Level::from_name)
}

/// The rules that are named, in the order of the table, and the words that are no rules.
fn words(matches: &ArgMatches) -> Result<(Vec<&'static Rule>, Vec<&str>), CliError> {
    let mut rules = Vec::new();
    let mut others = Vec::new();
    let named = matches.get_many::<String>("rule").into_iter().flatten();
    for name in named {
        rules.push(Rule::named(name).ok_or_else(|| unknown(name))?);
    }
    for word in matches.get_many::<String>("what").into_iter().flatten() {
        match Rule::named(word) {
            Some(rule) => rules.push(rule),
            None => others.push(word.as_str()),
        }
    }
    if !rules.is_empty() && level(matches).is_some() {
        return Err(CliError::bad_input(
            "usage",
            "a rule that is named is asked alone, whatever its level",
            "leave --level out, or name no rule",
        ));
    }
    rules.sort_by_key(|rule| rule.rank());
    Ok((rules, others))
}

/// A word that is no rule names an entry, unless it names none and looks like a rule.
fn reference(word: &str, history: &History) -> Result<String, CliError> {
    let found = !history.resolve(word).is_empty();
    let meant_as_rule = word.contains('_') || nearest(word).is_some();
    match !found && meant_as_rule {
        true => Err(unknown(word)),
        false => Ok(word.to_owned()),
    }
}

fn nearest(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase().replace('-', "_");
    let alike = |rule: &&&Rule| strsim::jaro_winkler(rule.name, &name);
    let nearest = RULES
        .iter()
        .max_by(|one, other| alike(one).total_cmp(&alike(other)))?;
    (alike(&nearest) >= ALIKE).then_some(nearest.name)
}

fn unknown(name: &str) -> CliError {
    CliError::bad_input(
        "unknown_rule",
        format!("there is no rule `{}`", shown(name)),
        match nearest(name) {
            Some(meant) => format!("did you mean {meant}? `dateline audit --list` has them all"),
            None => "`dateline audit --list` has them all".to_owned(),
        },
    )
}

fn list(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let (named, words) = words(matches)?;
    if let Some(word) = words.first() {
        return Err(unknown(word));
    }
    let rules = match (named.is_empty(), level(matches)) {
        (false, _) => named,
        (true, Some(level)) => Rule::of_level(level),
        (true, None) => RULES.to_vec(),
    };
    let style = context.style();
    context.put(|out| match style.format {
        Format::Json => json::write_value(&json!({ "rules": rules }), out),
        Format::Jsonl => rules.iter().try_for_each(|rule| jsonl::line(rule, out)),
        Format::Csv => csv::write_rows(&rules, out),
        Format::Table => table::write(&page::rules(&rules), style, out),
        Format::Markdown => markdown::write(&page::rules(&rules), out),
    })?;
    Ok(0)
}
