//! The flags that every command takes, before or after its name: where the store is, what
//! the output looks like and where it goes. Owns their meaning and their defaults.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::env::Env;
use super::error::CliError;
use crate::render::{Format, Style};
use crate::store::Store;

/// The global flags, read.
#[derive(Debug, Clone)]
pub struct Globals {
    /// `--store`, else `$DATELINE_STORE`.
    pub store: Option<PathBuf>,
    /// Output format.
    pub format: Format,
    /// `-o`.
    pub output: Option<PathBuf>,
    /// `--color`: `auto`, `always`, `never`.
    pub color: String,
    /// Ignore `cache/`.
    pub no_cache: bool,
    /// Say only what went wrong.
    pub quiet: bool,
    /// Say more.
    pub verbose: bool,
    /// Show long answers page by page where somebody reads them.
    pub pages: bool,
}

const HEADING: &str = "Everywhere";

/// Adds the global flags to the root command.
pub fn add(command: Command) -> Command {
    let formats = Format::ALL.map(|(name, _)| name);
    command
        .arg(
            option("store", "DIR", "The store [default: $DATELINE_STORE, else the nearest directory above with dateline.toml]")
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .arg(option("format", "FORMAT", "How to print the answer").value_parser(formats))
        .arg(switch("json", "The same as --format json"))
        .arg(
            option("output", "FILE", "Write the answer to a file")
                .short('o')
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .arg(
            option("color", "WHEN", "Colours: auto, always or never")
                .value_parser(["auto", "always", "never"])
                .hide_possible_values(true),
        )
        .arg(switch("no-cache", "Ignore the store's cache/"))
        .arg(switch("no-pager", "Print long answers at once [default: on a terminal by $DATELINE_PAGER, $PAGER or less]"))
        .arg(switch("quiet", "Say only what went wrong").short('q'))
        .arg(switch("verbose", "Say more about what is done").short('v'))
}

fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(id(name))
        .long(name)
        .value_name(value)
        .help(help)
        .global(true)
        .help_heading(HEADING)
        .display_order(order(name))
}

fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(id(name))
        .long(name)
        .help(help)
        .action(ArgAction::SetTrue)
        .global(true)
        .help_heading(HEADING)
        .display_order(order(name))
}

/// Global flags come last in every help, in this order.
fn order(name: &str) -> usize {
    const ORDER: [&str; 9] = [
        "store", "format", "json", "output", "color", "no-cache", "no-pager", "quiet", "verbose",
    ];
    900 + ORDER.iter().position(|known| *known == name).unwrap_or(0)
}

/// Global flags live under ids of their own: a kind may have a field of the same name.
fn id(name: &str) -> String {
    format!("global-{name}")
}

impl Globals {
    /// Reads the flags.
    ///
    /// # Errors
    /// `--json` beside another `--format`.
    pub fn from_matches(matches: &ArgMatches, env: &Env) -> Result<Globals, CliError> {
        let text = |name: &str| matches.get_one::<String>(&id(name)).cloned();
        let path = |name: &str| matches.get_one::<PathBuf>(&id(name)).cloned();
        let named = text("format").and_then(|name| Format::from_name(&name));
        let json = matches.get_flag(&id("json"));
        let format = match (json, named) {
            (true, Some(other)) if other != Format::Json => {
                return Err(CliError::bad_input(
                    "usage",
                    "--json and --format ask for different formats",
                    "leave one of them out",
                ));
            }
            (true, _) => Format::Json,
            (false, named) => named.unwrap_or(Format::Table),
        };
        Ok(Globals {
            store: path("store").or_else(|| env.path_var("DATELINE_STORE")),
            format,
            output: path("output"),
            color: text("color").unwrap_or_else(|| "auto".to_owned()),
            no_cache: matches.get_flag(&id("no-cache")),
            quiet: matches.get_flag(&id("quiet")),
            verbose: matches.get_flag(&id("verbose")),
            pages: !matches.get_flag(&id("no-pager")),
        })
    }

    /// What the output looks like here.
    pub fn style(&self, env: &Env) -> Style {
        let shown = env.shows && self.output.is_none();
        let color = match self.color.as_str() {
            "always" => true,
            "never" => false,
            _ => {
                shown && env.var("NO_COLOR").is_none() && env.var("TERM").as_deref() != Some("dumb")
            }
        };
        let asked = env.var("COLUMNS").and_then(|text| text.parse().ok());
        let seen = env.width.filter(|_| shown);
        let width = seen.or(asked).unwrap_or(100).clamp(20, 1_000);
        Style {
            format: self.format,
            width,
            color,
            links: shown && self.color != "never" && env.follows_links(),
        }
    }

    /// The store that a command is about.
    ///
    /// # Errors
    /// When there is none.
    pub fn open_store(&self, env: &Env) -> Result<Store, CliError> {
        let store = match &self.store {
            Some(dir) => Store::at(&env.directory.join(dir)),
            None => Store::find(&env.directory),
        };
        Ok(store?.with_cache(!self.no_cache))
    }
}
