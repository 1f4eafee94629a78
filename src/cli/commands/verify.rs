//! `verify`: everything re-derived from the bytes. Owns how a report is printed and
//! `--accept-head`; the checking is the `verify` room's.

use std::io::Write;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Spec;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::log::file::{Accepted, FileLog};
use crate::render::view::findings;
use crate::render::{Format, csv, json, jsonl, markdown, table};
use crate::verify::{Report, verify};

pub const SPEC: Spec = Spec {
    name: "verify",
    about: "Check the whole store again from its bytes",
    examples: &["verify", "verify --json", "verify --no-cache"],
    build,
    run,
};

fn build(command: Command) -> Command {
    command
        .arg(
            Arg::new("accept-head")
                .long("accept-head")
                .action(ArgAction::SetTrue)
                .help("Take a shorter, restored log as the new head, on purpose"),
        )
        .arg(
            Arg::new("lock-timeout")
                .long("lock-timeout")
                .value_name("SECONDS")
                .value_parser(clap::value_parser!(u64).range(0..=86_400))
                .help("With --accept-head: how long to wait while another process writes [default: 10]"),
        )
        .after_help("Exit codes: 0 sound, 1 findings (a torn tail, a lost head, a cache that differs), 4 damage.")
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let store = context.store()?;
    if matches.get_flag("accept-head") {
        let seconds = matches
            .get_one::<u64>("lock-timeout")
            .copied()
            .unwrap_or(10);
        let accepted = FileLog::accept_head(store.dir(), Duration::from_secs(seconds))?;
        context.note(&accepted_words(&accepted));
    }
    let mut shown = 0;
    let shows = context.env.warns && !context.globals.quiet;
    let report = verify(store.dir(), !context.globals.no_cache, &mut |done, all| {
        let percent = done.saturating_mul(100) / all.max(1);
        if shows && all > 100_000_000 && percent != shown {
            shown = percent;
            let _ = write!(std::io::stderr(), "\rchecked {percent} %");
        }
    });
    if shown > 0 {
        let _ = writeln!(std::io::stderr());
    }
    print(&report, context)?;
    Ok(report.exit_code())
}

fn accepted_words(accepted: &Accepted) -> String {
    let now = accepted.head.position;
    let mut words = match accepted.before {
        Some(before) if before == now => format!("the head was at @{now} already"),
        Some(before) => format!("the head is at @{now} now, it was at @{before}"),
        None => format!("the head was lost; it is at @{now} now"),
    };
    if let Some(moved) = &accepted.moved {
        words.push_str(&format!(
            "; bytes after the last commit are in {}",
            moved.display()
        ));
    }
    words
}

fn print(report: &Report, context: &mut Context<'_>) -> Result<(), CliError> {
    let style = context.style();
    context.put(|out| match style.format {
        Format::Json => json::write_value(report, out),
        Format::Jsonl => jsonl::line(report, out),
        Format::Csv => csv::write_rows(&report.findings, out),
        Format::Table => table::write(&findings(report), style, out),
        Format::Markdown => markdown::write(&findings(report), out),
    })
}
