//! `demo`: a store from the bundled fixture, one commit a file in the order in which a desk
//! learnt it, then the tour. Owns which directories it takes and the mark it leaves there.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Arg, ArgMatches, Command};
use serde_json::json;

use super::{Spec, tour};
use crate::cli::context::Context;
use crate::cli::env::{SystemClock, SystemIds};
use crate::cli::error::CliError;
use crate::desk::Options;
use crate::import::Lines;
use crate::render::json;
use crate::store::{Store, StoreError};

pub const SPEC: Spec = Spec {
    name: "demo",
    about: "Make a store from a real story and tour its answers",
    examples: &["demo", "demo my-demo --json"],
    build,
    run,
};

/// A file of the fixture: its name in messages and its text, which is part of the program.
macro_rules! bundled {
    ($name:literal) => {
        (
            concat!($name, ".jsonl"),
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/fixtures/treasury-standoff/",
                $name,
                ".jsonl"
            )),
        )
    };
}

/// The bundled fixture, a commit a file.
const FILES: [(&str, &str); 8] = [
    bundled!("01-commentary-statements"),
    bundled!("02-dated-background"),
    bundled!("03-commentary-claims"),
    bundled!("04-official-figures"),
    bundled!("05-reports-of-january"),
    bundled!("06-corrections"),
    bundled!("07-disputes"),
    bundled!("08-march-revision"),
];

/// The file that says that a finished demo made the store, and from what.
const MARK: &str = "demo.toml";
const MARK_TEXT: &str = "# Made by `dateline demo`; used again by it. Delete the directory to start afresh.\n\
fixture = \"treasury-standoff\"\n";

fn build(command: Command) -> Command {
    command
        .arg(
            Arg::new("dir")
                .value_name("DIR")
                .value_parser(clap::value_parser!(PathBuf))
                .default_value("dateline-demo")
                .help("Where; an earlier demo there is used again"),
        )
        .after_help("With -q or --json the store is made and the tour left out.")
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let shown = matches
        .get_one::<PathBuf>("dir")
        .cloned()
        .unwrap_or_default();
    let dir = context.env.directory.join(&shown);
    let made = !dir.join(MARK).is_file();
    let store = match made {
        true => make(&dir, &shown, context)?,
        false => Store::at(&dir)?,
    };
    let format = context.style().format;
    if format.is_json() {
        let (history, _) = store.history()?;
        let summary = json!({
            "store": store.dir().display().to_string(),
            "origin": history.header().origin,
            "log": history.header().id,
            "position": history.entries().len(),
            "made": made,
        });
        context.put(|out| json::write_value(&summary, out))?;
        return Ok(0);
    }
    let verb = if made { "made" } else { "found" };
    context.put(|out| writeln!(out, "{verb} a demo store in {}", shown.display()))?;
    if context.globals.quiet {
        return Ok(0);
    }
    tour::guide(&dir, &shown, context)
}

fn make(dir: &Path, shown: &Path, context: &Context<'_>) -> Result<Store, CliError> {
    let store =
        Store::init(dir, None, &SystemClock, &mut SystemIds).map_err(|error| match error {
            StoreError::Exists(_) | StoreError::NotEmpty(_) => CliError::bad_input(
                "not_a_demo",
                format!(
                    "{} holds something that no finished demo made",
                    shown.display()
                ),
                "name another directory, or remove it: dateline demo DIR",
            ),
            other => other.into(),
        })?;
    let options = Options {
        author: "demo desk".to_owned(),
        expect: None,
        dry_run: false,
    };
    for (name, text) in FILES {
        let mut lines = Lines::over(name.to_owned(), Box::new(text.as_bytes()));
        let outcome = store.write(
            &mut lines,
            &options,
            &SystemClock,
            &mut SystemIds,
            Duration::from_secs(10),
        )?;
        if context.globals.verbose {
            for warning in &outcome.warnings {
                context.warn(warning);
            }
        }
    }
    let mark = dir.join(MARK);
    std::fs::write(&mark, MARK_TEXT).map_err(|source| {
        CliError::from(StoreError::Log(crate::log::LogError::Io {
            action: "write",
            path: mark.display().to_string(),
            source,
        }))
    })?;
    Ok(store)
}
