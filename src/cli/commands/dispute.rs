//! `dispute`: somebody contests an entry, which stands from then on with that mark. Owns the
//! flags; the desk checks the target.

use clap::{Arg, ArgMatches, Command};

use super::Spec;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::{fields, sources, write};
use crate::event::Kind;

pub const SPEC: Spec = Spec {
    name: "dispute",
    about: "Record that somebody contests an entry",
    examples: &[
        "dispute @1 --claim \"no such threat was made\" --by \"a spokesman\" --publisher Reuters --published 2026-01-23",
    ],
    build,
    run,
};

fn build(command: Command) -> Command {
    let command = command
        .arg(
            Arg::new("target")
                .value_name("REF")
                .required(true)
                .help("The entry contested"),
        )
        .args(fields::args(Kind::Dispute, &["target"]))
        .args(sources::args(Kind::Dispute));
    write::args(command)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    super::amend(Kind::Dispute, matches, context)
}
