//! What the write commands share: who writes, at which position, how long to wait for the
//! lock; the way from fields to a commit, and the receipt. Validates nothing itself.

use std::io::Write;
use std::time::Duration;

use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value};

use super::config;
use super::context::Context;
use super::env::{SystemClock, SystemIds};
use super::error::CliError;
use super::evidence::{Files, Unheld};
use super::fields::flag_hint;
use super::keys;
use crate::desk::{Draft, Drafts, Options, Outcome, Place, Receipt, Singly, Source};
use crate::event::decode::{self, Input};
use crate::event::{Kind, Problem};
use crate::render::{Format, csv, json, jsonl};

const HEADING: &str = "Recording";

/// Adds the flags of a write.
pub fn args(command: Command) -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name(value)
            .help(help)
            .help_heading(HEADING)
            .display_order(800)
    };
    command.args([
        option(
            "author",
            "NAME",
            "Who records [default: $DATELINE_AUTHOR, else the config file, else the user's name]",
        ),
        option("expect", "@N", "Record only if the log is at this position"),
        option(
            "lock-timeout",
            "SECONDS",
            "How long to wait while another process writes [default: 10]",
        )
        .value_parser(clap::value_parser!(u64).range(0..=86_400)),
    ])
}

fn expected(matches: &ArgMatches) -> Result<Option<u64>, CliError> {
    let Some(text) = matches.get_one::<String>("expect") else {
        return Ok(None);
    };
    let number = text.strip_prefix(['@', '#']).unwrap_or(text);
    number.parse().map(Some).map_err(|_| {
        CliError::bad_input(
            "bad_position",
            format!("--expect {text}: not a position"),
            "a position is @ and a number, for instance --expect @12",
        )
    })
}

/// Decodes fields that came from flags; `faults` are those found while reading the flags.
///
/// # Errors
/// Every problem of the event at once.
pub fn decoded(fields: Map<String, Value>, faults: Vec<Problem>) -> Result<Input, CliError> {
    let kind = fields
        .get("kind")
        .and_then(Value::as_str)
        .and_then(Kind::from_name);
    let found = decode::decode(fields);
    match found {
        Ok(input) if faults.is_empty() => Ok(input),
        Ok(_) => Err(CliError::problems(faults)),
        Err(mut problems) => {
            // What is missing only because its flag was refused is not said twice.
            problems.retain(|problem| {
                !faults.iter().any(|fault| {
                    fault.field == problem.field
                        || fault.field.split('.').next() == Some(problem.field.as_str())
                })
            });
            for problem in problems
                .iter_mut()
                .filter(|found| found.fault.code == "missing_field")
            {
                let hint = kind.and_then(|kind| flag_hint(kind, &problem.field));
                problem.fault.hint = hint.or(problem.fault.hint.take());
            }
            let mut all = faults;
            all.extend(problems);
            Err(CliError::problems(all))
        }
    }
}

/// Records one event given by flags, keeps the files that it cites, and prints the receipt.
///
/// # Errors
/// Whatever kept it from being recorded.
pub fn one(
    matches: &ArgMatches,
    context: &mut Context<'_>,
    fields: Map<String, Value>,
    faults: Vec<Problem>,
    files: Files,
) -> Result<u8, CliError> {
    let input = decoded(fields, faults)?;
    let draft = Draft {
        input,
        place: Place::default(),
    };
    let outcome = commit_with(matches, context, &mut std::iter::once(Ok(draft)), files)?;
    print(context, &outcome.receipt, false)
}

/// Writes one commit and passes its warnings on; files are kept when all is checked, just
/// before the entries are appended.
///
/// # Errors
/// Whatever kept it from being recorded.
pub fn commit_with(
    matches: &ArgMatches,
    context: &mut Context<'_>,
    drafts: &mut Drafts<'_>,
    files: Files,
) -> Result<Outcome, CliError> {
    write(matches, context, &mut Singly(drafts), false, files)
}

/// The same from pages of events, which bring no files.
///
/// # Errors
/// Whatever kept it from being recorded.
pub fn commit_from(
    matches: &ArgMatches,
    context: &mut Context<'_>,
    source: &mut dyn Source,
    dry_run: bool,
) -> Result<Outcome, CliError> {
    write(matches, context, source, dry_run, Files::default())
}

fn write(
    matches: &ArgMatches,
    context: &mut Context<'_>,
    source: &mut dyn Source,
    dry_run: bool,
    mut files: Files,
) -> Result<Outcome, CliError> {
    let options = Options {
        author: config::author(matches, context.env)?,
        expect: expected(matches)?,
        dry_run,
    };
    let signer = keys::signer(context.env)?;
    let store = context.store()?.signed_by(signer);
    if context.globals.verbose {
        context.note(&format!(
            "recording in {} as {}",
            store.dir().display(),
            options.author
        ));
    }
    let seconds = matches
        .get_one::<u64>("lock-timeout")
        .copied()
        .unwrap_or(10);
    let mut unheld = Unheld::over(store.evidence(), files.coming());
    let outcome = store.write_after(
        &mut unheld.looking(source),
        &options,
        &SystemClock,
        &mut SystemIds,
        Duration::from_secs(seconds),
        &mut || files.keep(),
    )?;
    files.tell(context);
    let unheld = unheld.warning().filter(|_| outcome.receipt.entries > 0);
    for warning in outcome.warnings.iter().chain(&unheld) {
        context.warn(warning);
    }
    Ok(outcome)
}

/// Prints a receipt. The entries are recorded by now: output that fails is told, not an error
/// that would say that nothing was written.
///
/// # Errors
/// None but a closed pipe.
pub fn print(context: &mut Context<'_>, receipt: &Receipt, dry_run: bool) -> Result<u8, CliError> {
    let line = sentence(receipt, dry_run);
    let format = context.style().format;
    let printed = context.put(|out| match format {
        Format::Json => json::write_value(receipt, out),
        Format::Jsonl => jsonl::line(receipt, out),
        Format::Csv => csv::write_rows(std::slice::from_ref(receipt), out),
        Format::Table | Format::Markdown => writeln!(out, "{line}"),
    });
    self::printed(context, printed, &line)
}

/// What came of printing `line`, or more, of something that is recorded by now.
///
/// # Errors
/// None but a closed pipe.
pub fn printed(
    context: &mut Context<'_>,
    printed: Result<(), CliError>,
    line: &str,
) -> Result<u8, CliError> {
    let printed = printed.and_then(|()| context.out.flush().map_err(CliError::output));
    if let Err(error) = printed {
        if context.out.is_closed() {
            return Err(error);
        }
        context.out.give_up();
        context.warn(&format!("{line}, but {}", error.message));
    }
    Ok(0)
}

/// A receipt in words.
pub fn sentence(receipt: &Receipt, dry_run: bool) -> String {
    let first = receipt.position.saturating_sub(receipt.entries) + 1;
    let verb = if dry_run { "would record" } else { "recorded" };
    let mut line = match receipt.entries {
        0 if receipt.already > 0 => {
            format!("already recorded; the log stays at @{}", receipt.position)
        }
        0 => format!("nothing to record; the log stays at @{}", receipt.position),
        _ if dry_run => format!("{verb} {}", counted(receipt.entries)),
        1 => format!("{verb} @{}", receipt.position),
        _ => format!(
            "{verb} {} as @{first}–@{}",
            counted(receipt.entries),
            receipt.position
        ),
    };
    if receipt.entries == 1
        && let Some([id]) = receipt.ids.as_deref()
        && !dry_run
    {
        line.push_str(&format!(" (id {id})"));
    }
    if receipt.corrected > 0 {
        line.push_str(&format!(", {} of them corrections", receipt.corrected));
    }
    if receipt.already > 0 && receipt.entries > 0 {
        line.push_str(&format!(", {} already recorded", receipt.already));
    }
    line
}

fn counted(entries: u64) -> String {
    match entries {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_a_sentence() {
        let mut receipt = Receipt {
            position: 12,
            entries: 3,
            already: 1,
            corrected: 0,
            ids: None,
            root: String::new(),
        };
        assert_eq!(
            sentence(&receipt, false),
            "recorded 3 entries as @10–@12, 1 already recorded"
        );
        receipt.entries = 0;
        assert_eq!(
            sentence(&receipt, false),
            "already recorded; the log stays at @12"
        );
    }
}
