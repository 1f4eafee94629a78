//! Keys at the edge: whose are trusted (`--key`, the config file) and which one signs
//! (`$DATELINE_KEY`, the config directory). Reads key files; what a key is, `note` says.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::config;
use super::context::Context;
use super::env::Env;
use super::error::CliError;
use crate::note::{PrivateKey, PublicKey, Trust};
use crate::store::Store;

/// No file of keys is longer.
const MOST: u64 = 1 << 20;

/// Adds `--key`.
pub fn key_arg(command: Command) -> Command {
    command.arg(
        Arg::new("key")
            .long("key")
            .value_name("KEY|FILE")
            .action(ArgAction::Append)
            .help("A public key to trust, or a file of them; may be repeated [also: trusted_keys in config.toml]"),
    )
}

/// The keys of a command: given, in the config file, claimed by the store.
///
/// # Errors
/// What is given as a key and is none.
pub fn trust(
    matches: &ArgMatches,
    context: &Context<'_>,
    store: Option<&Store>,
) -> Result<Trust, CliError> {
    let mut given = Vec::new();
    for text in matches.get_many::<String>("key").into_iter().flatten() {
        given.extend(one_or_file(text, context.env)?);
    }
    let mut config = Vec::new();
    for text in config::trusted_keys(context.env)? {
        config.push(parsed("trusted_keys in config.toml", &text)?);
    }
    let mut claimed = Vec::new();
    for text in store.map(Store::claimed_keys).unwrap_or_default() {
        match PublicKey::parse(text.trim()) {
            Ok(key) => claimed.push(key),
            Err(error) => context.warn(&format!(
                "dateline.toml of the store lists under keys what is no public key: {error}"
            )),
        }
    }
    Ok(Trust::new(given, config, claimed))
}

fn parsed(place: &str, text: &str) -> Result<PublicKey, CliError> {
    PublicKey::parse(text.trim()).map_err(|error| {
        CliError::bad_input(
            "bad_key",
            format!("{place}: not a public key: {error}"),
            "a public key is one line as `dateline keygen` prints it: name+id+key",
        )
    })
}

fn one_or_file(text: &str, env: &Env) -> Result<Vec<PublicKey>, CliError> {
    let path = env.directory.join(text);
    if !path.exists() {
        if !text.contains('+') {
            return Err(CliError::bad_input(
                "bad_key",
                format!("--key {text}: neither a public key nor a file"),
                "a public key is one line as `dateline keygen` prints it: name+id+key",
            ));
        }
        return Ok(vec![parsed("--key", text)?]);
    }
    let content = read(&path, text)?;
    let lines = content.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let keys = lines
        .map(|line| parsed(&format!("--key {text}"), line))
        .collect::<Result<Vec<_>, _>>()?;
    match keys.is_empty() {
        false => Ok(keys),
        true => Err(CliError::bad_input(
            "bad_key",
            format!("--key {text}: there is no key in it"),
            "a file of keys has one public key on each line",
        )),
    }
}

fn read(path: &Path, shown: &str) -> Result<String, CliError> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(MOST).read_to_string(&mut text));
    match read {
        Ok(_) => Ok(text),
        Err(error) => Err(CliError::unreadable(shown, &error)),
    }
}

/// Where the private key is kept, and whether `$DATELINE_KEY` says so.
pub fn private_path(env: &Env) -> Option<(PathBuf, bool)> {
    match env.path_var("DATELINE_KEY") {
        Some(path) => Some((env.directory.join(path), true)),
        None => Some((config::directory(env)?.join("key"), false)),
    }
}

/// The key that signs, if one is present.
///
/// # Errors
/// A key that is named and not there, that others may read, or that is none.
pub fn signer(env: &Env) -> Result<Option<PrivateKey>, CliError> {
    let Some((path, named)) = private_path(env) else {
        return Ok(None);
    };
    let shown = path.display().to_string();
    let found = match std::fs::metadata(&path) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return match named {
                false => Ok(None),
                true => Err(CliError::bad_input(
                    "no_key",
                    format!("$DATELINE_KEY names {shown}, and there is no such file"),
                    "make the key with `dateline keygen`, or unset DATELINE_KEY to go on without one",
                )),
            };
        }
        Err(error) => return Err(CliError::unreadable(&shown, &error)),
    };
    if is_loose(&found) {
        return Err(CliError::bad_input(
            "loose_key",
            format!("others than its owner may read or write the private key {shown}"),
            format!("run `chmod 600 {shown}`; if somebody may have read it, make a new key"),
        ));
    }
    let text = read(&path, &shown)?;
    PrivateKey::parse(text.trim()).map(Some).map_err(|error| {
        CliError::bad_input(
            "bad_key",
            format!("{shown}: not a private key: {error}"),
            "restore it from your copy, or make another with `dateline keygen -o FILE`",
        )
    })
}

#[cfg(unix)]
fn is_loose(found: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    found.is_file() && found.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_loose(_: &std::fs::Metadata) -> bool {
    false
}

/// The same, where there must be one.
///
/// # Errors
/// Also that there is none.
pub fn signer_needed(env: &Env) -> Result<PrivateKey, CliError> {
    signer(env)?.ok_or_else(|| {
        CliError::bad_input(
            "no_key",
            "there is no key to sign with",
            "make one with `dateline keygen`, or name yours with $DATELINE_KEY",
        )
    })
}
