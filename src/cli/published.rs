//! `--against`: what was published of a log, as a head in print, a checkpoint or proof file, or
//! another copy of the log. Reads the files; what a head is, `note` says.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::env::Env;
use super::error::CliError;
use crate::log::codec;
use crate::note::{MOST_BYTES, Note, Published, Short};

/// One value of `--against`, read.
#[derive(Debug)]
pub enum Given {
    /// Heads, and the note that was signed, if there is one.
    Heads(Vec<Published>, Option<Note>),
    /// A copy of the log.
    Copy(PathBuf),
}

/// Adds `--against`.
pub fn against_arg(command: Command, help: &'static str) -> Command {
    command.arg(
        Arg::new("against")
            .long("against")
            .value_name("PUBLISHED")
            .action(ArgAction::Append)
            .help(help),
    )
}

/// The values, each with the text that it was given as.
///
/// # Errors
/// A file that cannot be read, or is nothing of the kind.
pub fn given(matches: &ArgMatches, env: &Env) -> Result<Vec<(String, Given)>, CliError> {
    let texts = matches.get_many::<String>("against").into_iter().flatten();
    texts
        .map(|text| Ok((shown(text), one(text, env)?)))
        .collect()
}

/// As messages call it: what was typed, a head in print as it is printed.
fn shown(text: &str) -> String {
    Short::parse(text).map_or_else(|| text.to_owned(), |short| short.to_string())
}

fn one(text: &str, env: &Env) -> Result<Given, CliError> {
    if let Some(short) = Short::parse(text) {
        return Ok(Given::Heads(vec![Published::Short(short)], None));
    }
    let path = env.directory.join(text);
    if path.is_dir() {
        return copy(text, path.join("log.jsonl"));
    }
    let typed = text.trim_start().to_ascii_lowercase();
    if !path.exists()
        && ["@", "#", "dateline"]
            .iter()
            .any(|one| typed.starts_with(one))
    {
        return Err(bad(text, "it begins as a head in print, and is none"));
    }
    let content = read(&path, text)?;
    if content.starts_with("{\"log\":") {
        return copy(text, path);
    }
    let (heads, note) = Published::all(&content).map_err(|error| bad(text, &error.to_string()))?;
    Ok(Given::Heads(heads, note))
}

fn bad(text: &str, why: &str) -> CliError {
    CliError::bad_input(
        "bad_checkpoint",
        format!(
            "--against {text}: neither a checkpoint, a proof, a head in print nor a copy of a log: {why}"
        ),
        "give the file that `dateline checkpoint` made, or the printed line in quotes: \"dateline @124 …\"",
    )
}

/// A text of a size that may be read at once; of a longer one the beginning.
///
/// # Errors
/// A file that cannot be read.
pub fn read(path: &Path, shown: &str) -> Result<String, CliError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| CliError::unreadable(shown, &error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn copy(text: &str, log: PathBuf) -> Result<Given, CliError> {
    match origin_of(&log, text)? {
        Some(_) => Ok(Given::Copy(log)),
        None => Err(bad(text, "it has no header line of a log")),
    }
}

/// The origin in the header line of a log file; `None` if it has none.
///
/// # Errors
/// A file that cannot be read.
pub fn origin_of(log: &Path, shown: &str) -> Result<Option<String>, CliError> {
    let mut bytes = Vec::new();
    File::open(log)
        .and_then(|file| file.take(64 << 10).read_to_end(&mut bytes))
        .map_err(|error| CliError::unreadable(shown, &error))?;
    let line = bytes.split(|byte| *byte == b'\n').next();
    let header = line.and_then(|line| codec::decode_header(line).ok());
    Ok(header.map(|header| header.origin))
}

/// Refuses what is of another log.
///
/// # Errors
/// `other_origin`.
pub fn same_origin(what: &str, theirs: Option<&str>, ours: &str) -> Result<(), CliError> {
    match theirs {
        Some(theirs) if theirs != ours => Err(CliError::bad_input(
            "other_origin",
            format!("--against {what}: that is of the log {theirs}, and this is {ours}"),
            "hold it against the store that it was published of",
        )),
        _ => Ok(()),
    }
}
