//! The command line as clap sees it, built from the one list of commands; usage errors in
//! both forms (text, JSON). Holds no command.

use std::io::Write;

use clap::builder::Styles;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, ColorChoice, Command};

use super::commands::{self, Spec};
use super::context::Context;
use super::env::Env;
use super::error::{BAD_INPUT, CliError};
use super::globals;
use super::report;
use crate::render::block::clean;

/// Columns of an example's line, so that an 80-column terminal leaves it whole.
const LONGEST_EXAMPLE: usize = 74;

const ABOUT: &str = "An event-sourced timeline store for geopolitics and finance.

Every event is sourced and typed, nothing is ever edited, and every answer can be asked
again as of what had happened, what was public, and what this store knew.";

const AFTER: &str =
    "Start with `dateline demo` for a tour of a real story, or `dateline init` for a store of \
your own.
`dateline COMMAND --help` explains each command with examples.

A REF names an entry: @17, its label, its id, or the last six or more digits of its id.
Dates: 2026, 2026-01, 2026-01-22, 2026-Q1, 2026-01-20/2026-01-31, today.";

/// The whole command line. A command's flags are made when it is the one that is run: all of them
/// take longer than most answers. Whoever looks at flags calls `build` first.
pub fn command() -> Command {
    command_of(|_| true)
}

/// The command line with some of the commands only.
fn command_of(wanted: impl Fn(&Spec) -> bool) -> Command {
    let specs = commands::ALL.iter().filter(|spec| wanted(spec));
    let root = Command::new("dateline")
        .version(env!("CARGO_PKG_VERSION"))
        .about(ABOUT.lines().next().unwrap_or_default())
        .long_about(ABOUT)
        .after_help(AFTER)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .max_term_width(100)
        .styles(Styles::styled())
        .subcommands(specs.map(named));
    globals::add(root)
}

fn named(spec: &Spec) -> Command {
    Command::new(spec.name).about(spec.about).defer(built)
}

/// A command with its flags, and its examples under the help; those lines are run by a test.
fn built(command: Command) -> Command {
    let name = command.get_name();
    match commands::ALL.iter().find(|spec| spec.name == name) {
        Some(spec) => with_examples((spec.build)(command), spec),
        None => command,
    }
}

fn with_examples(command: Command, spec: &Spec) -> Command {
    let examples: String = spec
        .examples
        .iter()
        .map(|example| format!("\n{}", example_lines(example)))
        .collect();
    let own = command.get_after_help().map(ToString::to_string);
    let own = own.map(|text| format!("{text}\n\n")).unwrap_or_default();
    command.after_help(format!("{own}Examples:{examples}"))
}

/// An example as one would type it, long ones continued on the next line.
pub fn example_lines(example: &str) -> String {
    let mut text = String::from("  $ dateline");
    let mut used = text.len();
    for part in example.split(" --") {
        let flag = if used == "  $ dateline".len() {
            ""
        } else {
            "--"
        };
        if used + part.len() + 3 > LONGEST_EXAMPLE && used > 30 {
            text.push_str(" \\\n     ");
            used = 5;
        }
        text.push_str(&format!(" {flag}{part}"));
        used += part.len() + 1 + flag.len();
    }
    text
}

/// Reads the arguments. A command that no argument names cannot be meant, and every command takes
/// a copy of the global flags: so those that are named come first, and all of them only to say what
/// is wrong, or to help.
///
/// # Errors
/// Wrong usage; also a request for help or the version.
pub fn parse(env: &Env) -> Result<ArgMatches, clap::Error> {
    let args = || env.args.iter().skip(1);
    let few = command_of(|spec| args().any(|arg| arg == spec.name));
    if let Ok(matches) = few.try_get_matches_from(&env.args) {
        return Ok(matches);
    }
    command().color(choice(env)).try_get_matches_from(&env.args)
}

fn choice(env: &Env) -> ColorChoice {
    let texts: Vec<&str> = env.args.iter().filter_map(|arg| arg.to_str()).collect();
    let asks = |value: &str| {
        texts.contains(&format!("--color={value}").as_str())
            || texts.windows(2).any(|pair| pair == ["--color", value])
    };
    match (asks("never"), asks("always")) {
        (true, _) => ColorChoice::Never,
        (_, true) => ColorChoice::Always,
        _ => ColorChoice::Auto,
    }
}

/// Runs the command that was named.
///
/// # Errors
/// Those of the command.
pub fn dispatch(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let found = matches.subcommand().and_then(|(name, matches)| {
        let spec = commands::ALL.iter().find(|spec| spec.name == name)?;
        Some((spec, matches))
    });
    match found {
        Some((spec, matches)) => (spec.run)(matches, context),
        None => Err(CliError::bad_input(
            "usage",
            "no command was given",
            "run `dateline --help`",
        )),
    }
}

/// Prints a usage error, the help or the version; gives the exit code.
pub fn report_usage(error: &clap::Error, env: &Env) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader who closed the pipe has read enough of the help.
            let _ = error.print();
            let _ = std::io::stdout().flush();
            0
        }
        _ if report::wants_json(env) => report::print(&usage_error(error), true, env),
        _ => {
            let plain = error.render().to_string();
            let safe = clean(&plain);
            // What was typed may hold what a terminal acts on; then colour is left out.
            let _ = match safe == plain {
                true => error.print(),
                false => std::io::stderr().lock().write_all(safe.as_bytes()),
            };
            BAD_INPUT
        }
    }
}

/// A usage error with its suggestion.
pub fn usage_error(error: &clap::Error) -> CliError {
    let text = error.to_string();
    let first = text.split("\n\n").next().unwrap_or(&text);
    let message = first.strip_prefix("error: ").unwrap_or(first).trim();
    let suggestion = error
        .context()
        .find_map(|(kind, value)| match (kind, value) {
            (
                ContextKind::SuggestedSubcommand
                | ContextKind::SuggestedArg
                | ContextKind::SuggestedValue,
                value,
            ) => Some(words(value)),
            _ => None,
        });
    let hint = match suggestion {
        Some(name) if !name.is_empty() => format!("did you mean {name}?"),
        _ => "run the command with --help".to_owned(),
    };
    CliError::bad_input("usage", message, hint)
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(" or "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_sound() {
        super::command().debug_assert();
    }
}
