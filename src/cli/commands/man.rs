//! `man`: the manual page of a command, or all of them as files. Made from the same
//! definition as the help; knows no store.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use clap_mangen::Man;

use super::Spec;
use crate::cli::app;
use crate::cli::context::Context;
use crate::cli::error::{CliError, plain};

pub const SPEC: Spec = Spec {
    name: "man",
    about: "Print the manual page of a command, or write all of them",
    examples: &["man", "man add fund-exit", "man --dir man1"],
    build,
    run,
};

fn build(command: Command) -> Command {
    command
        .arg(
            Arg::new("words")
                .value_name("COMMAND")
                .action(ArgAction::Append)
                .conflicts_with("dir")
                .help("The command, for instance add threat [default: dateline itself]"),
        )
        .arg(
            Arg::new("dir")
                .long("dir")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help("Write every page into this directory, made if missing"),
        )
        .after_help("To read a page at once: dateline man add | man -l -")
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let mut root = app::command();
    root.build();
    if let Some(dir) = matches.get_one::<PathBuf>("dir") {
        let count = write_all(&root, &context.env.directory.join(dir), dir)?;
        context.note(&format!("wrote {count} pages into {}", dir.display()));
        return Ok(0);
    }
    let words = matches.get_many::<String>("words").into_iter().flatten();
    let mut found = &root;
    for word in words {
        found = found
            .find_subcommand(word)
            .ok_or_else(|| unknown(found, word))?;
    }
    let page = page(found.clone())?;
    context.put(|out| out.write_all(&page))?;
    Ok(0)
}

fn page(command: Command) -> Result<Vec<u8>, CliError> {
    let mut page = Vec::new();
    let version = concat!("dateline ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command).source(version).manual("dateline");
    let rendered = man.render(&mut page);
    rendered.map_err(CliError::output)?;
    Ok(page)
}

/// The page of a command and of those under it; how many there were.
fn write_all(command: &Command, dir: &Path, shown: &Path) -> Result<usize, CliError> {
    let failed = |error: std::io::Error| {
        CliError::bad_input(
            "bad_output",
            format!("--dir {}: {}", shown.display(), plain(&error)),
            "name a directory that can be made or written to",
        )
    };
    fs::create_dir_all(dir).map_err(failed)?;
    let name = command.get_display_name().unwrap_or(command.get_name());
    let path = dir.join(format!("{name}.1"));
    fs::write(path, page(command.clone())?).map_err(failed)?;
    let under = command.get_subcommands();
    let under = under.filter(|inner| inner.get_name() != "help");
    under
        .map(|inner| write_all(inner, dir, shown))
        .sum::<Result<usize, _>>()
        .map(|count| count + 1)
}

fn unknown(command: &Command, word: &str) -> CliError {
    let names = command.get_subcommands().map(Command::get_name);
    let near = names.max_by(|one, other| {
        let alike = |name: &str| strsim::jaro_winkler(name, word);
        alike(one).total_cmp(&alike(other))
    });
    CliError::bad_input(
        "unknown_command",
        format!("{} has no command {word:?}", command.get_name()),
        match near {
            Some(near) => format!("did you mean {near}?"),
            None => format!("ask for `dateline man {}`", command.get_name()),
        },
    )
}
