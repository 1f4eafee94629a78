//! `verify`: everything re-derived from the bytes. Owns how a report is printed and
//! `--accept-head`; the checking is the `verify` room's.

use std::io::Write;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Spec;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::keys;
use crate::cli::published::{self, Given};
use crate::log::file::{Accepted, FileLog};
use crate::render::view::findings;
use crate::render::{Format, csv, json, jsonl, markdown, table};
use crate::store::Store;
use crate::verify::{Against, Asked, Kind, Report, verify_asked};

pub const SPEC: Spec = Spec {
    name: "verify",
    about: "Check the whole store again from its bytes",
    examples: &[
        "verify",
        "verify --json",
        "verify --no-cache",
        "verify --against published.txt",
    ],
    build,
    run,
};

fn build(command: Command) -> Command {
    let command = keys::key_arg(command);
    let help =
        "What was published of this log: a checkpoint, the printed line in quotes, or another copy";
    published::against_arg(command, help)
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
        .after_help("Exit codes: 0 sound, or notes only; 1 findings: something to see to (a torn tail, a lost head, a bad signature, lost evidence, a citation of another log, a fork); 4 damage.")
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
    let asked = asked(matches, context, &store)?;
    let report = verify_asked(store.dir(), asked, &mut |done, all| {
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

/// Whose signatures count, and what was published.
fn asked(matches: &ArgMatches, context: &Context<'_>, store: &Store) -> Result<Asked, CliError> {
    let mut asked = Asked {
        use_cache: !context.globals.no_cache,
        trust: keys::trust(matches, context, Some(store))?,
        ..Asked::default()
    };
    let given = published::given(matches, context.env)?;
    // A header that cannot be read is what `verify` will tell of.
    let log = store.dir().join("log.jsonl");
    let origin = published::origin_of(&log, "log.jsonl").unwrap_or_default();
    for (what, given) in given {
        let mut add = |theirs: Option<&str>, kind: Kind| {
            if let Some(ours) = &origin {
                published::same_origin(&what, theirs, ours)?;
            }
            let what = what.clone();
            asked.against.push(Against { what, kind });
            Ok::<(), CliError>(())
        };
        match given {
            Given::Copy(log) => {
                let theirs = published::origin_of(&log, &what)?;
                add(theirs.as_deref(), Kind::Copy(log))?;
            }
            Given::Heads(heads, note) => {
                for head in heads {
                    add(head.origin(), Kind::Head(head.clone()))?;
                }
                if let Some(note) = note {
                    let bad = asked.trust.judge(&note.text, &note.signatures).bad;
                    asked
                        .forged
                        .extend(bad.into_iter().map(|key| (what.clone(), key)));
                }
            }
        }
    }
    Ok(asked)
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
