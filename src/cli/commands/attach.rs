//! `attach`: copies files into the store under their SHA-256, and prints the names under which
//! sources cite them. Owns the flags and the order: every file is looked at before any is
//! copied. The copying is the `evidence` room's.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde::Serialize;
use serde_json::json;

use super::Spec;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::evidence::{check, shown, stage, told};
use crate::render::{Format, csv, json, jsonl};

pub const SPEC: Spec = Spec {
    name: "attach",
    about: "Keep a copy of a file as evidence, by its SHA-256",
    examples: &["attach page.html", "attach page.html scan.pdf --json"],
    build,
    run,
};

fn build(command: Command) -> Command {
    command
        .arg(
            Arg::new("files")
                .value_name("FILE")
                .action(ArgAction::Append)
                .required(true)
                .help("Files to keep; - is standard input"),
        )
        .after_help(
            "Prints the name of each: cite it with --evidence sha256:…, or let `add --evidence FILE`\n\
             do both at once. The same file twice is kept once.",
        )
}

/// A file that was kept.
#[derive(Debug, Serialize)]
struct Row {
    file: String,
    name: String,
    bytes: u64,
    already: bool,
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
    for file in &files {
        check(file)?;
    }
    let shelf = context.store()?.evidence();
    let mut rows = Vec::new();
    for file in files {
        let kept = stage(&shelf, file)?.keep()?;
        context.note(&told(file, &kept));
        rows.push(Row {
            file: shown(file).to_owned(),
            name: kept.name.to_string(),
            bytes: kept.bytes,
            already: kept.already,
        });
    }
    print(&rows, context)
}

/// The files are kept by now; output that fails is told.
fn print(rows: &[Row], context: &mut Context<'_>) -> Result<u8, CliError> {
    let format = context.style().format;
    context.put(|out| match format {
        Format::Json => json::write_value(&json!({ "evidence": rows }), out),
        Format::Jsonl => rows.iter().try_for_each(|row| jsonl::line(row, out)),
        Format::Csv => csv::write_rows(rows, out),
        Format::Table => rows
            .iter()
            .try_for_each(|row| writeln!(out, "{}", row.name)),
        Format::Markdown => rows
            .iter()
            .try_for_each(|row| writeln!(out, "- `{}`", row.name)),
    })?;
    Ok(0)
}
