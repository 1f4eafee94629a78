//! `completions`: a script that makes a shell complete commands, flags and closed words. Made
//! from the same definition as the help; knows no store.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use super::Spec;
use crate::answer::follow::FOLLOWED;
use crate::cli::app;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::{fields, mapped};
use crate::event::{Kind, tables};

pub const SPEC: Spec = Spec {
    name: "completions",
    about: "Print a script that completes commands and flags in a shell",
    examples: &["completions bash", "completions zsh"],
    build,
    run,
};

fn build(command: Command) -> Command {
    command
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(value_parser!(Shell))
                .hide_possible_values(true)
                .help("bash, zsh, fish, elvish or powershell"),
        )
        .after_help(
            "For bash: dateline completions bash > ~/.local/share/bash-completion/completions/dateline\n\
             For zsh, in a directory of $fpath: dateline completions zsh > _dateline\n\
             For fish: dateline completions fish > ~/.config/fish/completions/dateline.fish",
        )
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let Some(shell) = matches.get_one::<Shell>("shell").copied() else {
        return Err(CliError::bad_input("usage", "no shell", "name a shell"));
    };
    let mut script = Vec::new();
    let mut command = app::command();
    command.build();
    let mut command = with_words(command);
    clap_complete::generate(shell, &mut command, "dateline", &mut script);
    context.put(|out| out.write_all(&script))?;
    Ok(0)
}

/// The closed words of fields and the kinds of `--kind` as values that a shell can offer. Only
/// for the script: what is typed is read by the vocabulary, which forgives more.
fn with_words(command: Command) -> Command {
    let kind = Kind::from_name(&command.get_name().replace('-', "_"));
    let name = command.get_name().to_owned();
    let command = command.mut_args(|arg| {
        let id = arg.get_id().as_str();
        let words: Vec<&'static str> = match (kind, fields::name_of(id)) {
            (Some(kind), Some(name)) => {
                let field = tables::field(kind, name);
                field
                    .and_then(|field| field.ty.words())
                    .unwrap_or_default()
                    .to_vec()
            }
            _ if id == "mapping" => mapped::names().collect(),
            _ if id == "kind" => tables::writable().map(Kind::name).collect(),
            _ if id == "view" => FOLLOWED.iter().map(|view| view.listed.name).collect(),
            _ if name == "man" && id == "words" => {
                super::ALL.iter().map(|spec| spec.name).collect()
            }
            _ => Vec::new(),
        };
        match words.is_empty() {
            true => arg,
            false => arg.value_parser(PossibleValuesParser::new(words)),
        }
    });
    command.mut_subcommands(with_words)
}
