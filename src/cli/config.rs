//! The user's config file, whom it trusts, and who writes: `--author`, else `$DATELINE_AUTHOR`, else the
//! config file, else the system's user name. Reads one file; writes none.

use std::path::PathBuf;

use clap::ArgMatches;

use super::env::Env;
use super::error::CliError;

/// `config.toml`.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    author: Option<String>,
    #[serde(default)]
    trusted_keys: Vec<String>,
}

/// Who records, as `recorded_by` will say it.
///
/// # Errors
/// A config file that cannot be read, or a name that is no single line of text.
pub fn author(matches: &ArgMatches, env: &Env) -> Result<String, CliError> {
    let given = matches.get_one::<String>("author").cloned();
    let author = match given.or_else(|| env.var("DATELINE_AUTHOR")) {
        Some(author) => author,
        None => match load(env)?.author {
            Some(author) => author,
            None => env.user().unwrap_or_default(),
        },
    };
    let author = author.trim();
    let bad = |what: &str| {
        let hint = "say who records, for instance --author mette@example.org";
        Err(CliError::bad_input("bad_author", what, hint))
    };
    if author.is_empty() {
        return bad("nobody is named as the author");
    }
    if author.chars().count() > 200 || author.chars().any(char::is_control) {
        return bad("the author is not one line of at most 200 characters");
    }
    Ok(author.to_owned())
}

/// The public keys that the user trusts, as they stand there.
///
/// # Errors
/// A config file that cannot be read.
pub fn trusted_keys(env: &Env) -> Result<Vec<String>, CliError> {
    Ok(load(env)?.trusted_keys)
}

/// The directory of the config file and of the private key.
pub fn directory(env: &Env) -> Option<PathBuf> {
    let base = env
        .path_var("XDG_CONFIG_HOME")
        .filter(|dir| dir.is_absolute())
        .or_else(|| env.path_var("HOME").map(|home| home.join(".config")))?;
    Some(base.join("dateline"))
}

fn load(env: &Env) -> Result<Config, CliError> {
    let Some(path) = directory(env).map(|dir| dir.join("config.toml")) else {
        return Ok(Config::default());
    };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Config::default()),
        Err(error) => return Err(CliError::unreadable(&path.display().to_string(), &error)),
    };
    toml::from_str(&text).map_err(|error| {
        CliError::bad_input(
            "bad_config",
            format!("{}: {}", path.display(), error.message()),
            "it may hold author = \"mette@example.org\" and trusted_keys = [\"name+id+key\"]",
        )
    })
}
