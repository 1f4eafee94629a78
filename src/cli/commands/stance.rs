//! `stance`: what countries said and did toward others. Owns the flags and reads the rule
//! file; scores nothing.

use std::io::Read;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Spec;
use crate::answer::{Question, Rules};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;
use crate::merkle;

pub const SPEC: Spec = Spec {
    name: "stance",
    about: "How countries stand toward others: words beside deeds",
    examples: &[
        "stance DK --toward US",
        "stance DK --toward US --why",
        "stance --toward US --published 2026-01-21 --format csv",
    ],
    build,
    run,
};

const LONGEST_RULES: u64 = 1 << 20;

fn build(command: Command) -> Command {
    let command = command
        .arg(
            Arg::new("who")
                .value_name("COUNTRY")
                .help("Whose stance [default: everybody's]"),
        )
        .arg(
            Arg::new("toward")
                .long("toward")
                .value_name("CODE")
                .help("Toward whom [default: everybody]"),
        )
        .arg(
            Arg::new("members")
                .long("members")
                .action(ArgAction::SetTrue)
                .help("Spread what blocs do, and what is done to them, over their members"),
        )
        .arg(
            Arg::new("rules")
                .long("rules")
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .help("Score by this table instead of schema/stance.toml"),
        )
        .arg(why());
    read::filter_args(read::clock_args(command), &["limit"])
}

/// `--why`.
pub fn why() -> Arg {
    Arg::new("why")
        .long("why")
        .action(ArgAction::SetTrue)
        .help("Also the entries behind each row, so that the sum can be redone by hand")
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    read::ask(matches, context, &question(matches)?)
}

/// What is asked.
///
/// # Errors
/// A flag whose value is none.
pub fn question(matches: &ArgMatches) -> Result<Question, CliError> {
    let code = |argument: &str, name: &str| {
        let given = read::given(matches, argument);
        given.map(|text| read::country(name, text)).transpose()
    };
    Ok(Question::Stance {
        country: code("who", "COUNTRY")?,
        toward: code("toward", "--toward")?,
        members: matches.get_flag("members"),
        rules: matches.get_one::<PathBuf>("rules").map(rules).transpose()?,
        why: matches.get_flag("why"),
        filters: read::filters(matches)?,
    })
}

fn rules(path: &PathBuf) -> Result<Rules, CliError> {
    let name = path.display().to_string();
    let failed = |error| CliError::unreadable(&name, &error);
    // A device or a pipe has no length to be asked for.
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut file = file.take(LONGEST_RULES + 1);
    file.read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LONGEST_RULES {
        return Err(CliError::bad_input(
            "bad_rules",
            format!("{name}: larger than 1 MiB"),
            "a rule file is a table like schema/stance.toml",
        ));
    }
    let sha256 = merkle::sha256(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Rules { name, text, sha256 }),
        Err(_) => Err(CliError::bad_input(
            "bad_rules",
            format!("{name}: not UTF-8 text"),
            "a rule file is a table like schema/stance.toml",
        )),
    }
}
