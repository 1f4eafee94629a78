//! `find`: entries by the words of their texts. Owns the flags, the number of rows shown to
//! people who name none, and telling them what became of the index; finds nothing itself.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Spec;
use crate::answer::query::OF_EVENTS;
use crate::answer::{Answer, Find, Question, View, answer};
use crate::cli::ask::Reading;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::meter::Meter;
use crate::cli::read;
use crate::clocks::Clocks;
use crate::finder::{Closing, Looked, Wanted};
use crate::render::Format;

pub const SPEC: Spec = Spec {
    name: "find",
    about: "Find entries by words in titles, quotes, names, notes and labels",
    examples: &[
        "find akademiker",
        "find 美债 --claims --limit 5",
        "find “false narrative” --json",
        "find treasur sell --country DK --published 2026-01-21",
    ],
    build,
    run,
};

/// Rows of a table, unless `--limit` says otherwise.
const SHOWN: u64 = 50;

const SYNTAX: &str = "All words must be found, each as a word or as the beginning of one, in any \
script; case and accents do not count (aero finds Ærø). Chinese, Japanese and Korean are found \
anywhere in a text. Words in quotation marks (“…”, or \"…\" where the shell lets them through) are \
found next to each other and whole. A table shows the first 50.";

fn build(command: Command) -> Command {
    let command = command
        .after_help(SYNTAX)
        .arg(
            Arg::new("words")
                .value_name("WORDS")
                .required(true)
                .num_args(1..)
                .help("What to look for"),
        )
        .arg(
            Arg::new("retracted")
                .long("retracted")
                .action(ArgAction::SetTrue)
                .help("Also what was retracted"),
        );
    read::filter_args(read::clock_args(command), OF_EVENTS)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let Question::Find(mut find) = question(matches)? else {
        return Ok(0);
    };
    let shown = (context.globals.format == Format::Table).then_some(SHOWN);
    find.filters.limit = find.filters.limit.or(shown);
    let mut reading = Reading::of_facts(context)?;
    let mut tries = 0;
    let (clocks, answer) = loop {
        let found = found(matches, context, &find, &reading);
        if reading.stands(tries, context)? {
            break found.map_err(|error| reading.missed(error))?;
        }
        tries += 1;
    };
    read::show(context, &reading.history, &clocks, &answer)?;
    elsewhere(context, &answer);
    Ok(reading.close(answer.citation.position, context))
}

/// The answer. Where no index can say where to look, every entry is looked at.
fn found(
    matches: &ArgMatches,
    context: &Context<'_>,
    find: &Find,
    reading: &Reading,
) -> Result<(Clocks, Answer), CliError> {
    let mut find = find.clone();
    let mut closing = Closing::default();
    // A query that is none is the answer's to refuse.
    if let Ok(wanted) = Wanted::parse(&find.words) {
        let looked = look(&wanted, context, reading)?;
        if context.globals.verbose {
            looked.notes.iter().for_each(|note| context.note(note));
        }
        (find.within, closing) = (looked.within, looked.closing);
    }
    let clocks = read::clocks(matches, &reading.history)?;
    let answer = answer(&reading.history, &clocks, &Question::Find(find))?;
    drop(closing);
    Ok((clocks, answer))
}

/// Where else the words were found, when what was asked for holds them nowhere.
fn elsewhere(context: &Context<'_>, answer: &Answer) {
    let View::Found(found) = &answer.view else {
        return;
    };
    for (flag, what) in [("claims", "claimed by others"), ("retracted", "retracted")] {
        let count = answer.citation.left_out.get(flag).copied().unwrap_or(0);
        if found.rows.is_empty() && count > 0 {
            context.note(&format!(
                "found where it is {what} ({count}): look there with --{flag}"
            ));
        }
    }
}

/// What is asked; all that is found is wanted, and looked for everywhere.
///
/// # Errors
/// A flag whose value is none.
pub fn question(matches: &ArgMatches) -> Result<Question, CliError> {
    let words = matches.get_many::<String>("words").into_iter().flatten();
    let words: Vec<&str> = words.map(String::as_str).collect();
    Ok(Question::Find(Find {
        words: words.join(" "),
        retracted: matches.get_flag("retracted"),
        within: None,
        filters: read::filters(matches)?,
    }))
}

/// Where to look, as the index knows.
fn look(wanted: &Wanted, context: &Context<'_>, reading: &Reading) -> Result<Looked, CliError> {
    let mut meter = Meter::of("entries indexed", context);
    let mut progress = |done: u64, all: u64| meter.tell(done, all);
    let (history, whole) = (&reading.history, reading.is_whole());
    let looked = context
        .store()?
        .look_for(wanted, history, whole, &mut progress);
    drop(meter);
    Ok(looked)
}
