//! `corroborate`: a further source for an entry. Owns the flags; the source is added to the
//! entry's wherever it is shown or counted.

use clap::{Arg, ArgMatches, Command};

use super::Spec;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::{fields, sources, write};
use crate::event::Kind;

pub const SPEC: Spec = Spec {
    name: "corroborate",
    about: "Add a further source to an entry",
    examples: &["corroborate @1 --publisher Bloomberg --published 2026-01-22 --origin Bloomberg"],
    build,
    run,
};

fn build(command: Command) -> Command {
    let command = command
        .arg(
            Arg::new("target")
                .value_name("REF")
                .required(true)
                .help("The entry supported"),
        )
        .args(fields::args(Kind::Corroboration, &["target"]))
        .args(sources::args(Kind::Corroboration));
    write::args(command)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    super::amend(Kind::Corroboration, matches, context)
}
