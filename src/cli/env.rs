//! What the process was given: arguments, variables, directory, terminals, the system's
//! clock and ids. The one place that asks the operating system for them.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

use uuid::Uuid;

use crate::desk::{Clock, Ids};
use crate::event::when::Instant;

/// A snapshot of the surroundings of one run.
#[derive(Debug, Clone)]
pub struct Env {
    /// Arguments, the program's name first.
    pub args: Vec<OsString>,
    /// Working directory.
    pub directory: PathBuf,
    /// Whether somebody can be asked.
    pub asks: bool,
    /// Whether standard output is a terminal.
    pub shows: bool,
    /// Whether standard error is a terminal.
    pub warns: bool,
    /// Width of the terminal, if standard output is one.
    pub width: Option<usize>,
}

impl Env {
    /// Reads the surroundings of this process.
    pub fn of_process() -> Env {
        let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let shows = std::io::stdout().is_terminal();
        Env {
            args: std::env::args_os().collect(),
            directory: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            asks: std::io::stdin().is_terminal() && std::io::stderr().is_terminal(),
            shows,
            warns: std::io::stderr().is_terminal(),
            width: width.filter(|_| shows),
        }
    }

    /// A variable, if it is set, not empty, and text.
    pub fn var(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }

    /// A variable that names a path.
    pub fn path_var(&self, name: &str) -> Option<PathBuf> {
        let value = std::env::var_os(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from)
    }

    /// The name under which the operating system knows the user.
    pub fn user(&self) -> Option<String> {
        ["USER", "LOGNAME", "USERNAME"]
            .into_iter()
            .find_map(|name| self.var(name))
            .or_else(account)
    }
}

/// The account of this process, from the system's own table.
#[cfg(unix)]
fn account() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let user = std::fs::metadata("/proc/self").ok()?.uid();
    let table = std::fs::read_to_string("/etc/passwd").ok()?;
    let named = table.lines().find_map(|line| {
        let mut parts = line.split(':');
        let (name, id) = (parts.next()?, parts.nth(1)?);
        (id.parse() == Ok(user)).then(|| name.to_owned())
    });
    named.or_else(|| Some(format!("uid-{user}")))
}

#[cfg(not(unix))]
fn account() -> Option<String> {
    None
}

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant(chrono::Utc::now().timestamp_micros())
    }
}

/// 32 bytes that nobody can guess.
///
/// # Errors
/// When the system has none.
pub fn fresh_seed() -> std::io::Result<[u8; 32]> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(std::io::Error::other)?;
    Ok(seed)
}

/// New UUIDs v7 from the system's clock and random source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn fresh(&mut self) -> Uuid {
        Uuid::now_v7()
    }
}
