//! From the query of an address to the flags of a command, so that a page is asked for in the
//! words of the command line and refused in them. Owns which flags an address may not give:
//! none that reads a file or never ends.

use clap::{ArgAction, ArgMatches, ColorChoice, Command};

use crate::answer::Filters;
use crate::cli::app;
use crate::cli::commands::Spec;
use crate::cli::error::CliError;
use crate::cli::read;
use crate::clocks::Clocks;
use crate::facts::History;
use crate::page::site::address;
use crate::say::Lang;

/// The filters of a page.
const FILTERS: [&str; 6] = ["kind", "country", "tag", "publisher", "since", "until"];
/// What a page takes and a command need not: left out where the command has no such flag.
const OF_PAGES: [&str; 6] = ["lang", "before", "words", "retracted", "limit", "why"];
/// Flags that an address cannot give.
const REFUSED: [&str; 3] = ["rules", "follow", "list"];

/// The pairs of an address.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// As they came, those without a value left out.
    pub pairs: Vec<(String, String)>,
    /// The language.
    pub lang: Lang,
}

impl Asked {
    /// Reads a query.
    ///
    /// # Errors
    /// A query that is none, or a language that is none.
    pub fn of(query: &str, default: Lang) -> Result<Asked, CliError> {
        let Some(mut pairs) = address::decode(query) else {
            return Err(CliError::bad_input(
                "usage",
                "the address holds an escape that is none",
                "write % as %25",
            ));
        };
        pairs.retain(|(_, value)| !value.trim().is_empty());
        let mut asked = Asked {
            pairs,
            lang: default,
        };
        if let Some((_, tag)) = asked.pairs.iter().find(|(name, _)| name == "lang") {
            asked.lang = Lang::from_tag(tag).ok_or_else(|| {
                CliError::bad_input(
                    "usage",
                    format!(
                        "lang {}: not a language of these pages",
                        crate::event::text::shown(tag)
                    ),
                    "en or zh",
                )
            })?;
        }
        Ok(asked)
    }

    /// The value of a name; empty if it is not given.
    pub fn value(&self, name: &str) -> &str {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Sets a value; an empty one is none.
    pub fn set(&mut self, name: &str, value: &str) {
        self.pairs.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.pairs.push((name.to_owned(), value.to_owned()));
        }
    }

    /// The same as text.
    pub fn query(&self) -> String {
        let pairs = self.pairs.iter();
        address::encode(pairs.map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// The flags of a command, and its arguments.
    ///
    /// # Errors
    /// What the command line says of them.
    pub fn matches(&self, spec: &Spec, words: &[&str]) -> Result<ArgMatches, CliError> {
        self.flags((spec.build)(Command::new(spec.name)), words)
    }

    /// The clocks and filters of a page.
    ///
    /// # Errors
    /// As the command line has it.
    pub fn clocks(&self, history: &History) -> Result<(Clocks, Filters), CliError> {
        let command = read::filter_args(read::clock_args(Command::new("serve")), &FILTERS);
        let matches = self.flags(command, &[])?;
        Ok((read::clocks(&matches, history)?, read::filters(&matches)?))
    }

    fn flags(&self, command: Command, words: &[&str]) -> Result<ArgMatches, CliError> {
        let mut line = Vec::new();
        for (name, value) in &self.pairs {
            let known = command
                .get_arguments()
                .find(|arg| arg.get_long() == Some(name));
            match known.map(|arg| arg.get_action()) {
                _ if REFUSED.contains(&name.as_str()) => return Err(not_here(name)),
                None if FILTERS.contains(&name.as_str()) || OF_PAGES.contains(&name.as_str()) => {}
                Some(ArgAction::SetTrue) => match value.trim() {
                    "true" | "1" | "on" => line.push(format!("--{name}")),
                    "false" | "0" => {}
                    _ => return Err(no_switch(name, value)),
                },
                _ => line.push(format!("--{name}={value}")),
            }
        }
        if !words.is_empty() {
            line.push("--".to_owned());
            line.extend(words.iter().map(|word| (*word).to_owned()));
        }
        let command = command
            .no_binary_name(true)
            .disable_help_flag(true)
            .color(ColorChoice::Never);
        let matches = command.try_get_matches_from(line);
        matches.map_err(|error| {
            let error = app::usage_error(&error);
            let plain = error
                .hint
                .as_ref()
                .is_some_and(|hint| hint.contains("--help"));
            let hint =
                "an address takes the flags of the command by their names, such as ?on=2026-01-22";
            CliError {
                hint: if plain {
                    Some(hint.to_owned())
                } else {
                    error.hint
                },
                ..error
            }
        })
    }
}

fn not_here(name: &str) -> CliError {
    CliError::bad_input(
        "usage",
        format!("--{name} is for the command line: an address cannot give it"),
        "leave it out",
    )
}

fn no_switch(name: &str, value: &str) -> CliError {
    CliError::bad_input(
        "usage",
        format!(
            "--{name} takes no value: {}",
            crate::event::text::shown(value)
        ),
        format!("write {name}=true, or leave it out"),
    )
}

/// A position: `@12`, or its number alone.
///
/// # Errors
/// A text that is none.
pub fn position(name: &str, text: &str) -> Result<u64, CliError> {
    let number = text.strip_prefix('@').unwrap_or(text);
    number.parse().map_err(|_| {
        CliError::bad_input(
            "bad_position",
            format!(
                "--{name} {}: not a position",
                crate::event::text::shown(text)
            ),
            format!("a position is @ and a number, for instance {name}=@12"),
        )
    })
}
