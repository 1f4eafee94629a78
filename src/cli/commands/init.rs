//! `init`: a new store in a new or empty directory. Owns what is said about it afterwards;
//! the store makes itself.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use serde_json::json;

use super::Spec;
use crate::cli::context::Context;
use crate::cli::env::{SystemClock, SystemIds};
use crate::cli::error::CliError;
use crate::render::json;
use crate::store::Store;

pub const SPEC: Spec = Spec {
    name: "init",
    about: "Make a new store",
    examples: &[
        "init my-desk",
        "init treasury --origin example.org/treasury-desk",
    ],
    build,
    run,
};

fn build(command: Command) -> Command {
    command
        .arg(
            Arg::new("dir")
                .value_name("DIR")
                .value_parser(clap::value_parser!(PathBuf))
                .help("Where; made if it is missing [default: --store, else here]"),
        )
        .arg(Arg::new("origin").long("origin").value_name("NAME").help(
            "Its name in citations and checkpoints, without spaces [default: the directory's name and the log's id]",
        ))
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let given = matches.get_one::<PathBuf>("dir").cloned();
    let dir = given
        .or_else(|| context.globals.store.clone())
        .unwrap_or_else(|| PathBuf::from("."));
    // `.` at the end would be no name for the origin to be made of.
    let dir: PathBuf = context.env.directory.join(dir).components().collect();
    let origin = matches.get_one::<String>("origin");
    let store = Store::init(
        &dir,
        origin.map(String::as_str),
        &SystemClock,
        &mut SystemIds,
    )?;
    let (history, _) = store.history()?;
    let header = history.header();
    let made = json!({
        "store": store.dir().display().to_string(),
        "origin": header.origin,
        "log": header.id,
        "created_at": header.created_at.to_text(),
    });
    let is_json = context.style().format.is_json();
    context.put(|out| match is_json {
        true => json::write_value(&made, out),
        false => writeln!(
            out,
            "made a store in {} (origin {})",
            store.dir().display(),
            header.origin
        ),
    })?;
    context.note("record the first event with `dateline add KIND`; `dateline add` lists the kinds");
    Ok(0)
}
