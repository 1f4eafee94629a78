//! The one list of commands; one file each. A command reads its flags, asks the library,
//! and prints; it decides nothing about events.

mod add;
mod around;
mod attach;
pub(super) mod audit;
mod chain;
mod check_proof;
mod checkpoint;
pub(super) mod cite;
mod completions;
mod contradictions;
mod correct;
mod corroborate;
mod demo;
mod diff;
mod dispute;
mod divestment;
mod drift;
mod export;
pub(super) mod find;
mod import;
mod init;
mod keygen;
mod link;
mod log;
mod man;
mod observations;
mod prove;
mod replay;
mod report;
mod retract;
mod sanctions;
mod say;
#[cfg(feature = "web")]
mod serve;
pub(super) mod show;
mod sources;
mod stance;
mod threats;
mod timeline;
mod tour;
mod verify;
mod yields;

use clap::{ArgMatches, Command};

use super::context::Context;
use super::error::CliError;
use super::{fields, write};
use crate::event::Kind;

/// A command: its words for people, its flags, and what it does.
pub struct Spec {
    /// Name on the command line.
    pub name: &'static str,
    /// What it is for, in the words of the task.
    pub about: &'static str,
    /// Command lines that work on the demo store, without the program's name. A test runs them.
    pub examples: &'static [&'static str],
    /// Adds its flags.
    pub build: fn(Command) -> Command,
    /// Does it; gives the exit code.
    pub run: fn(&ArgMatches, &mut Context<'_>) -> Result<u8, CliError>,
}

/// Every command, in the order of the help.
pub const ALL: &[Spec] = &[
    init::SPEC,
    demo::SPEC,
    add::SPEC,
    import::SPEC,
    link::SPEC,
    correct::SPEC,
    retract::SPEC,
    dispute::SPEC,
    corroborate::SPEC,
    attach::SPEC,
    log::SPEC,
    timeline::SPEC,
    find::SPEC,
    show::SPEC,
    say::SPEC,
    around::SPEC,
    stance::SPEC,
    divestment::SPEC,
    chain::SPEC,
    threats::SPEC,
    sanctions::SPEC,
    yields::SPEC,
    observations::SPEC,
    sources::SPEC,
    contradictions::SPEC,
    diff::SPEC,
    replay::SPEC,
    cite::SPEC,
    drift::SPEC,
    report::SPEC,
    export::SPEC,
    #[cfg(feature = "web")]
    serve::SPEC,
    verify::SPEC,
    audit::SPEC,
    keygen::SPEC,
    checkpoint::SPEC,
    prove::SPEC,
    check_proof::SPEC,
    completions::SPEC,
    man::SPEC,
];

/// Records an amendment whose target is the positional REF.
fn amend(kind: Kind, matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let (mut event, mut faults) = fields::read(kind, matches);
    if let Some(reference) = matches.get_one::<String>("target") {
        event.insert("target".into(), reference.as_str().into());
    }
    let files = super::sources::add(kind, matches, context, &mut event, &mut faults)?;
    write::one(matches, context, event, faults, files)
}
