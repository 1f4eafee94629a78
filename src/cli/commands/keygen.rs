//! `keygen`: a new key to sign commits and checkpoints with. Owns where the private half goes
//! (a file of its owner's alone, outside every store, never over another) and what is said.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use super::Spec;
use crate::cli::context::Context;
use crate::cli::env::fresh_seed;
use crate::cli::error::{CliError, plain};
use crate::cli::keys;
use crate::cli::sink::Sink;
use crate::note::PrivateKey;
use crate::render::json;

pub const SPEC: Spec = Spec {
    name: "keygen",
    about: "Make a key that signs commits and checkpoints",
    examples: &[
        "keygen",
        "keygen --name example.org/treasury-desk -o desk.key",
    ],
    build,
    run,
};

const AFTER: &str = "The private key goes to the file of -o, else to $DATELINE_KEY, else to dateline/key \
     in the config directory. From then on, if it is found by $DATELINE_KEY or in the \
     config directory, every commit is signed. The public key is printed: give it to \
     readers by a way that does not lead through the store, for them to use with --key or \
     to list in their config.toml:\n  trusted_keys = [\"name+id+key\"]\n\n--public prints that \
     line again, of the key that signs here, and makes none.";

fn build(command: Command) -> Command {
    command
        .arg(Arg::new("name").long("name").value_name("NAME").help(
            "Whose key it is, without spaces [default: the origin of the store that is here]",
        ))
        .arg(
            Arg::new("public")
                .long("public")
                .action(ArgAction::SetTrue)
                .conflicts_with("name")
                .help("Make none: print the public half of the key that signs here"),
        )
        .after_help(AFTER)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    if matches.get_flag("public") {
        return public(context);
    }
    let name = name(matches, context)?;
    let (path, found) = place(context)?;
    let seed = fresh_seed()
        .map_err(|error| CliError::unreadable("the system's source of random bytes", &error))?;
    let key = PrivateKey::new(&name, &seed).map_err(|error| {
        CliError::bad_input(
            "bad_key_name",
            error.to_string(),
            "for instance --name example.org/treasury-desk",
        )
    })?;
    write(&path, &key)?;
    let shown = path.display().to_string();
    let made = json!({
        "name": key.public().name(),
        "public_key": key.public().to_string(),
        "path": shown,
    });
    // -o names the private key's file; what is printed goes to standard output.
    let mut out = Sink::standard();
    let printed = match context.style().format.is_json() {
        true => json::write_value(&made, &mut out),
        false => writeln!(out, "{}", key.public()),
    };
    match printed.and_then(|()| out.flush()) {
        Err(error) if !out.is_closed() => return Err(CliError::output(error)),
        _ => {}
    }
    context.note(&format!(
        "the private key is in {shown}, for you alone: keep a copy of it in a safe place"
    ));
    context.note(match found {
        true => "every commit is signed with it from now on",
        false => "to sign with it, let $DATELINE_KEY name that file",
    });
    context.note(
        "the line above is the public key: give it to readers by a way that does not lead through the store",
    );
    context.note(&format!(
        "they trust it with --key, or in their config.toml, as you do with this line in yours:\n  trusted_keys = [\"{}\"]",
        key.public()
    ));
    Ok(0)
}

/// Prints the public half of the key that is present: the line can be asked for at any time.
fn public(context: &mut Context<'_>) -> Result<u8, CliError> {
    let key = keys::signer_needed(context.env)?;
    let path = keys::private_path(context.env).map(|(path, _)| path.display().to_string());
    let told = json!({
        "name": key.public().name(),
        "public_key": key.public().to_string(),
        "path": path,
    });
    let is_json = context.style().format.is_json();
    context.put(|out| match is_json {
        true => json::write_value(&told, out),
        false => writeln!(out, "{}", key.public()),
    })?;
    Ok(0)
}

fn name(matches: &ArgMatches, context: &Context<'_>) -> Result<String, CliError> {
    let given = matches.get_one::<String>("name").cloned();
    let here = || context.store().ok()?.origin();
    given.or_else(here).ok_or_else(|| {
        CliError::bad_input(
            "bad_key_name",
            "there is no store here whose origin could be the key's name",
            "name the key, for instance --name example.org/treasury-desk",
        )
    })
}

/// Where the key goes, and whether it is found there without more.
fn place(context: &Context<'_>) -> Result<(PathBuf, bool), CliError> {
    let usual = keys::private_path(context.env).map(|(path, _)| path);
    let path = match &context.globals.output {
        Some(path) if path == Path::new("-") => None,
        Some(path) => Some(context.env.directory.join(path)),
        None => usual.clone(),
    };
    let path = path.ok_or_else(|| {
        CliError::bad_input(
            "bad_output",
            "there is no file for the private key",
            "name one: keygen -o FILE",
        )
    })?;
    if let Some(store) = store_around(&path) {
        return Err(CliError::bad_input(
            "key_in_store",
            format!("{} lies in the store {}", path.display(), store.display()),
            "keep the private key elsewhere: who copies the store must not get the key",
        ));
    }
    let found = usual.as_ref() == Some(&path);
    Ok((path, found))
}

/// The store that a file would lie in, also through links.
fn store_around(path: &Path) -> Option<PathBuf> {
    let there = path.ancestors().skip(1).find(|dir| dir.is_dir())?;
    let full = there.canonicalize().ok()?;
    let store = full
        .ancestors()
        .find(|dir| dir.join("dateline.toml").is_file())?;
    Some(store.to_owned())
}

fn write(path: &Path, key: &PrivateKey) -> Result<(), CliError> {
    let failed = |error: std::io::Error| {
        CliError::bad_input(
            "bad_output",
            format!("{}: {}", path.display(), plain(&error)),
            "name a file in a directory that you may write to: keygen -o FILE",
        )
    };
    if let Some(dir) = path.parent().filter(|dir| !dir.exists()) {
        directory().create(dir).map_err(failed)?;
    }
    let mut file = match own_file().open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(CliError::bad_input(
                "key_exists",
                format!(
                    "{} is there already, and a key is never written over",
                    path.display()
                ),
                "use it, name another file with -o, or move it away first",
            ));
        }
        Err(error) => return Err(failed(error)),
    };
    let text = format!("{}\n", key.secret_text());
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| sync_directory(path));
    written.map_err(|error| {
        // Half a key would be in the way of the next try.
        let _ = std::fs::remove_file(path);
        failed(error)
    })
}

#[cfg(unix)]
fn sync_directory(path: &Path) -> std::io::Result<()> {
    let dir = path.parent().filter(|dir| *dir != Path::new(""));
    File::open(dir.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// A new file that only its owner may read.
fn own_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// New directories that only their owner may enter.
fn directory() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}
