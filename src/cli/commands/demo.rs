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
use crate::cli::keys;
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
static FILES: [(&str, &str); 8] = [
    bundled!("01-commentary-statements"),
    bundled!("02-dated-background"),
    bundled!("03-commentary-claims"),
    bundled!("04-official-figures"),
    bundled!("05-reports-of-january"),
    bundled!("06-corrections"),
    bundled!("07-disputes"),
    bundled!("08-march-revision"),
];

/// What the store's marker calls the fixture.
const FIXTURE: &str = "treasury-standoff";

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
    let found = Store::at(&dir)
        .ok()
        .filter(|store| store.demo() == Some(FIXTURE));
    let made = found.is_none();
    let store = match found {
        Some(store) => store,
        None => make(&dir, &shown)?,
    };
    let store = store.signed_by(keys::signer(context.env)?);
    record(&store, context)?;
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

fn make(dir: &Path, shown: &Path) -> Result<Store, CliError> {
    Store::init_demo(dir, FIXTURE, &SystemClock, &mut SystemIds).map_err(|error| match error {
        StoreError::Exists(_) | StoreError::NotEmpty(_) => CliError::bad_input(
            "not_a_demo",
            format!("{} holds something that no demo made", shown.display()),
            "name another directory: dateline demo DIR",
        ),
        other => other.into(),
    })
}

/// Records what is not yet recorded: all of it, the rest if an earlier demo was interrupted
/// between two commits, nothing if the store holds as much as the fixture.
fn record(store: &Store, context: &Context<'_>) -> Result<(), CliError> {
    let (history, damage) = store.history()?;
    if let Some(damage) = damage {
        return Err(damage.into());
    }
    let options = Options {
        author: "demo desk".to_owned(),
        expect: None,
        dry_run: false,
    };
    let held = history.entries().len();
    for (name, text) in rest(held) {
        let mut lines = Lines::over((*name).to_owned(), Box::new(text.as_bytes()));
        let patience = Duration::from_secs(10);
        let outcome = store.write(&mut lines, &options, &SystemClock, &mut SystemIds, patience)?;
        if context.globals.verbose {
            outcome.warnings.iter().for_each(|text| context.warn(text));
        }
    }
    Ok(())
}

/// The files that follow the first `held` entries; none where somebody else wrote in between,
/// because the story cannot be continued there.
fn rest(held: usize) -> &'static [(&'static str, &'static str)] {
    let mut before = 0;
    for (index, (_, text)) in FILES.iter().enumerate() {
        if before == held {
            return FILES.get(index..).unwrap_or(&[]);
        }
        before += text.lines().count();
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::rest;

    #[test]
    fn an_interrupted_demo_goes_on_at_a_commit() {
        assert_eq!(rest(0).len(), 8);
        assert_eq!(rest(22).len(), 7);
        assert_eq!(rest(120).len(), 1);
        assert_eq!(rest(124).len(), 0);
        assert_eq!(rest(23).len(), 0);
    }
}
