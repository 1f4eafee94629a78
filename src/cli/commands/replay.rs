//! `replay`: history entry by entry, each with the change that it makes to a view; digests; the
//! counterfactual. Owns the flags, and what people are told beside the rows.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Spec;
use crate::answer::follow::Followed;
use crate::answer::replay::{Replay, replay};
use crate::answer::without::{Counterfactual, counterfactual, parse};
use crate::cli::ask::{Reading, glimpse};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;
use crate::clocks::Clocks;
use crate::facts::{History, Scope};
use crate::render::replay::Writer;

pub const SPEC: Spec = Spec {
    name: "replay",
    about: "Go through history entry by entry: what each changes in a view",
    examples: &[
        "replay",
        "replay --view stance --from @100 --to @110 -v",
        "replay --digest --view chain --json",
        "replay --without publisher=Reuters",
    ],
    build,
    run,
};

const AFTER: &str =
    "--without is the counterfactual: sources of that publisher or origin are left out, and with
them the events that no other source vouches for; entries of that author, or the entry named,
are left out whole. The replay is then that of the rest, and at its end stands what changes.";

fn build(command: Command) -> Command {
    let command = command
        .arg(
            Arg::new("view")
                .long("view")
                .value_name("NAME")
                .default_value("divestment")
                .help("The view whose rows are followed"),
        )
        .arg(
            Arg::new("from")
                .long("from")
                .value_name("DATE|@N")
                .help("The first entry to tell of"),
        )
        .arg(
            Arg::new("to")
                .long("to")
                .value_name("DATE|@N")
                .help("The last entry to take in")
                .conflicts_with("known"),
        )
        .arg(
            Arg::new("digest")
                .long("digest")
                .action(ArgAction::SetTrue)
                .help("Only the SHA-256 of the rows after each commit"),
        )
        .arg(
            Arg::new("without")
                .long("without")
                .value_name("WHAT")
                .action(ArgAction::Append)
                .help("Leave out publisher=NAME, origin=NAME, author=NAME or a REF"),
        )
        .after_help(AFTER);
    read::clock_args(command)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let view = Followed::named(read::given(matches, "view").unwrap_or_default())?;
    let reading = Reading::of(context)?;
    let history = &reading.history;
    let clocks = ends(matches, history)?;
    let scope = Scope::new(history, &clocks).map_err(crate::answer::beyond_head)?;
    let without = matches.get_many::<String>("without");
    let without = without
        .into_iter()
        .flatten()
        .map(|text| parse(&scope, text))
        .collect::<Result<Vec<_>, _>>()?;
    let asked = Replay {
        view,
        from: from(matches, history)?,
        to: clocks.known,
        digest: matches.get_flag("digest"),
        without,
    };
    let less = match asked.without.as_slice() {
        [] => None,
        without => Some(counterfactual(history, &clocks, view, without)?),
    };
    if let Some((_, found)) = &less {
        warn(context, found);
    }
    let (told_of, less) = match &less {
        Some((bare, found)) => (bare, Some(found)),
        None => (history, None),
    };
    let (citation, steps) = replay(told_of, &clocks, &asked)?;
    let names = |name: &str| glimpse(&scope, name);
    let mut writer = Writer::new(view, &names, context.style(), context.globals.verbose);
    let mut elsewhere = Vec::new();
    context.page(|out| {
        writer.begin(&citation, asked.digest, out)?;
        for step in steps {
            writer.step(step, asked.digest, out)?;
        }
        elsewhere = writer.end(&citation, less, out)?;
        Ok(())
    })?;
    for text in elsewhere {
        context.note(&text);
    }
    Ok(reading.close(citation.position, context))
}

/// The clocks, `--to` being another name of `--known`.
fn ends(matches: &ArgMatches, history: &History) -> Result<Clocks, CliError> {
    let clocks = read::clocks(matches, history)?;
    let to = read::given(matches, "to");
    let to = to
        .map(|text| read::position("to", text, history))
        .transpose()?;
    Ok(Clocks {
        known: to.or(clocks.known),
        ..clocks
    })
}

/// Of a date: the first entry recorded then or later.
fn from(matches: &ArgMatches, history: &History) -> Result<Option<u64>, CliError> {
    let Some(text) = read::given(matches, "from") else {
        return Ok(None);
    };
    if text.starts_with(['@', '#']) {
        return read::position("from", text, history).map(Some);
    }
    let date = read::parse_date("from", text)?;
    let entries = history.entries();
    let before = entries.partition_point(|entry| entry.recorded_at < date.earliest);
    Ok(Some(before as u64 + 1))
}

fn warn(context: &Context<'_>, found: &Counterfactual) {
    for one in &found.unmatched {
        context.warn(&format!(
            "--without {one}: nothing in the log has to do with it, so it changes nothing"
        ));
    }
}
