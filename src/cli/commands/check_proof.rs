//! `check-proof`: what holds of a proof file or a checkpoint, without any store. Owns reading
//! the file and printing; the checking is the `verify` room's.

use std::io::Read as _;

use clap::{Arg, ArgMatches, Command};

use super::Spec;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::keys;
use crate::cli::published::{self, Given};
use crate::note::{MOST_BYTES, Proof, Published};
use crate::render::view::proved;
use crate::render::{Format, csv, json, jsonl, markdown, table};
use crate::verify::check_proof;

pub const SPEC: Spec = Spec {
    name: "check-proof",
    about: "Check a proof or a checkpoint, without a store",
    examples: &[
        "check-proof exit.tlog-proof",
        "check-proof exit.tlog-proof --against published.txt --json",
    ],
    build,
    run,
};

const AFTER: &str = "Exit codes: 0 it holds, 1 it does not, or nobody who is trusted vouches for it, 2 it \
     is no proof. Without --key, trusted keys and --against it can only be said whether \
     it holds in itself: anybody can make up a log.";

fn build(command: Command) -> Command {
    let command = command.arg(
        Arg::new("file")
            .value_name("FILE")
            .required(true)
            .help("The proof or checkpoint; - is standard input"),
    );
    let command = keys::key_arg(command);
    let help = "A head that was published: a checkpoint file, or the printed line in quotes";
    published::against_arg(command, help).after_help(AFTER)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let trust = keys::trust(matches, context, None)?;
    let mut heads: Vec<(String, Published)> = Vec::new();
    for (what, given) in published::given(matches, context.env)? {
        match given {
            Given::Heads(all, _) => heads.extend(all.into_iter().map(|head| (what.clone(), head))),
            Given::Copy(_) => {
                return Err(CliError::bad_input(
                    "bad_checkpoint",
                    format!("--against {what}: a log, and a proof is held against a head"),
                    "give a checkpoint of it: dateline checkpoint --store …",
                ));
            }
        }
    }
    let name = matches.get_one::<String>("file").map_or("", String::as_str);
    let text = text(name, context)?;
    let name = shown(name);
    let proof = Proof::parse(&text).map_err(|error| {
        CliError::bad_input(
            "bad_proof",
            format!("{name}: neither a proof nor a checkpoint: {error}"),
            "ask for it again; it is a file that `dateline prove` or `dateline checkpoint` made",
        )
    })?;
    let report = check_proof(&proof, &trust, &heads);
    let style = context.style();
    context.put(|out| match style.format {
        Format::Json => json::write_value(&report, out),
        Format::Jsonl => jsonl::line(&report, out),
        Format::Csv => csv::write_rows(&report.findings, out),
        Format::Table => table::write(&proved(&report), style, out),
        Format::Markdown => markdown::write(&proved(&report), out),
    })?;
    Ok(report.exit_code())
}

/// The file as messages call it.
fn shown(name: &str) -> &str {
    match name {
        "-" => "standard input",
        name => name,
    }
}

fn text(name: &str, context: &Context<'_>) -> Result<String, CliError> {
    let text = match name {
        "-" => {
            let mut bytes = Vec::new();
            let read = std::io::stdin()
                .take(MOST_BYTES + 1)
                .read_to_end(&mut bytes);
            read.map_err(|error| CliError::unreadable(shown(name), &error))?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        name => published::read(&context.env.directory.join(name), name)?,
    };
    match text.len() as u64 > MOST_BYTES {
        false => Ok(text),
        true => Err(CliError::bad_input(
            "bad_proof",
            format!(
                "{}: too long for a proof (at most {MOST_BYTES} bytes)",
                shown(name)
            ),
            "ask for it again; it is a file that `dateline prove` or `dateline checkpoint` made",
        )),
    }
}
