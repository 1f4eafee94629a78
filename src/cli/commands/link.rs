//! `link`: a causal claim between two entries, the desk's own or somebody's. Owns the flags;
//! the desk checks the ends.

use clap::{Arg, ArgMatches, Command};

use super::Spec;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::{fields, sources, write};
use crate::event::Kind;

pub const SPEC: Spec = Spec {
    name: "link",
    about: "Say that one event bears on another",
    examples: &[
        "link @1 @2 --relation motivates --confidence low --note \"the desk's own reading\"",
        "link @2 @3 --relation triggers --claimed-by commentary --publisher Reuters",
    ],
    build,
    run,
};

fn build(command: Command) -> Command {
    let end = |name: &'static str, help: &'static str| {
        Arg::new(name).value_name("REF").required(true).help(help)
    };
    let command = command
        .arg(end("cause", "What came first").value_name("CAUSE"))
        .arg(end("effect", "What follows from it").value_name("EFFECT"))
        .args(fields::args(Kind::Link, &["cause", "effect"]))
        .args(sources::args(Kind::Link))
        .after_help(
            "Without a source it is the desk's own inference. A link that the dates contradict may be\n\
             recorded (somebody claimed it); every answer then says so.",
        );
    write::args(command)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let (mut event, mut faults) = fields::read(Kind::Link, matches);
    for end in ["cause", "effect"] {
        if let Some(reference) = matches.get_one::<String>(end) {
            event.insert(end.into(), reference.as_str().into());
        }
    }
    let files = sources::add(Kind::Link, matches, context, &mut event, &mut faults)?;
    write::one(matches, context, event, faults, files)
}
