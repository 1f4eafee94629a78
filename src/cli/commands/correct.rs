//! `correct`: details of an entry replaced, by an amendment with a reason. Owns the flags;
//! the patch is made from the target as known.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::Value;

use super::Spec;
use crate::amend;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::evidence::Files;
use crate::cli::{fields, parties, patch, sources, write};
use crate::event::Kind;

pub const SPEC: Spec = Spec {
    name: "correct",
    about: "Replace details of an entry, with a reason",
    examples: &[
        "correct @1 --set note=\"checked against the recording\" --reason \"the desk listened again\"",
        "correct @2 --set sources.0.lang=en --reason \"language of the source added\"",
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
                .help("The entry"),
        )
        .arg(
            Arg::new("set")
                .long("set")
                .value_name("FIELD=VALUE")
                .action(ArgAction::Append)
                .help("A field's new value, as the flag of `add` takes it; also sources.0.url"),
        )
        .arg(
            Arg::new("unset")
                .long("unset")
                .value_name("FIELD")
                .action(ArgAction::Append)
                .help("A field to take away"),
        )
        .args(fields::args(Kind::Correction, &["target", "changes"]))
        .args(sources::args(Kind::Correction))
        .after_help(
            "Nothing is edited: the entry stays as it was recorded, and answers as of an earlier\n\
             position (--known) still give it. `dateline show REF --history` lists the versions.",
        );
    write::args(command)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let flags = |name: &str| matches.get_many::<String>(name).into_iter().flatten();
    if flags("set").next().is_none() && flags("unset").next().is_none() {
        return Err(CliError::bad_input(
            "no_change",
            "nothing to correct",
            "say --set FIELD=VALUE or --unset FIELD",
        ));
    }
    let reference = matches
        .get_one::<String>("target")
        .cloned()
        .unwrap_or_default();
    let found = context.store()?.look(|look| {
        Ok(match look.entry(&reference)? {
            Ok(entry) => Ok((look.own_words(&entry)?, entry)),
            Err(fault) => Err(fault),
        })
    })?;
    let (event, entry) = found.map_err(|fault| CliError::problems(vec![fault.at("target")]))?;
    let kind = event.kind();
    let mut files = Files::default();
    let set = flags("set").map(|text| files.cited_in_set(context, text));
    let set = set.collect::<Result<Vec<String>, CliError>>()?;
    let mut wanted = patch::wanted(kind, event.fields(), set.iter(), flags("unset"))
        .map_err(CliError::problems)?;
    let mut unknown = Vec::new();
    parties::fill(kind, context, &mut wanted, &mut unknown)?;
    if !unknown.is_empty() {
        return Err(CliError::problems(unknown));
    }
    let changes = amend::difference(event.fields(), &wanted);
    if changes.is_empty() {
        return Err(CliError::bad_input(
            "no_change",
            format!("@{} already says that", entry.position),
            "look at it with `dateline show REF`",
        ));
    }
    let (mut correction, mut faults) = fields::read(Kind::Correction, matches);
    correction.insert("target".into(), entry.id.to_string().into());
    correction.insert("changes".into(), Value::Object(changes));
    files.also(sources::add(
        Kind::Correction,
        matches,
        context,
        &mut correction,
        &mut faults,
    )?);
    write::one(matches, context, correction, faults, files)
}
