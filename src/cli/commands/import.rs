//! `import`: many events from files or standard input as one commit, all or none. Owns the
//! flags and plain JSONL; rows of other files by a mapping are `cli::mapped`'s. Reading lines
//! is the `import` room's, checking them the desk's.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Spec;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::meter::Meter;
use crate::cli::{mapped, sources, write};
use crate::import::{Lines, Pages};

pub const SPEC: Spec = Spec {
    name: "import",
    about: "Record many events from JSONL files or other data files, all or none",
    examples: &[
        "import events.jsonl --dry-run",
        "import events.jsonl --author mette@example.org",
        "import DGS10.csv --mapping fred",
        "import list.csv --mapping my-list.toml --publisher \"Example Wire\" --dry-run",
    ],
    build,
    run,
};

fn build(command: Command) -> Command {
    let command = command
        .arg(
            Arg::new("files")
                .value_name("FILE")
                .action(ArgAction::Append)
                .required(true)
                .help(
                    "Files of one JSON event a line, or what --mapping reads; - is standard input",
                ),
        )
        .arg(
            Arg::new("mapping")
                .long("mapping")
                .value_name("NAME|FILE")
                .help(mapped::help()),
        )
        .arg(
            Arg::new("rejects")
                .long("rejects")
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .requires("mapping")
                .help(
                    "Write rows that are no events there, with the reason, and record the others",
                ),
        )
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help(
                    "Check everything, record nothing; with --mapping, print the events as JSONL",
                ),
        )
        .after_help(
            "Several files are one commit. Every problem of every line is told at once, as\n\
             file:line: field: what and how to mend; nothing is recorded unless all is well.\n\n\
             A mapping says how the rows of a CSV, TSV or FollowTheMoney file become\n\
             events; one's own takes ten lines of TOML (schema/import.md). A row has the\n\
             same id whenever it is read: a newer download records what is new, and a\n\
             changed value as a correction.",
        )
        .args(sources::args_of_import());
    write::args(command)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let files: Vec<&String> = matches.get_many("files").into_iter().flatten().collect();
    if files.iter().filter(|file| file.as_str() == "-").count() > 1 {
        return Err(CliError::bad_input(
            "usage",
            "standard input can be read once only",
            "give - once",
        ));
    }
    let dry_run = matches.get_flag("dry-run");
    if let Some(mapping) = matches.get_one::<String>("mapping") {
        return mapped::run(matches, context, mapping, &files, dry_run);
    }
    let mut lines = Vec::new();
    for file in files {
        lines.push(Lines::open(file)?);
    }
    let (mut seen, mut meter) = (0u64, Meter::of("lines read", context));
    let mut progress = |more: usize| {
        seen += more as u64;
        meter.count(seen);
    };
    let mut pages = Pages::new(lines, &mut progress);
    let outcome = write::commit_from(matches, context, &mut pages, dry_run);
    drop(meter);
    let outcome = outcome?;
    if seen == 0 {
        context.note("the import holds no events");
    }
    write::print(context, &outcome.receipt, dry_run)
}
