//! What the process was given: arguments, variables, directory, terminals, the system's
//! clock and ids. The one place that asks the operating system for them.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

use uuid::Uuid;

use super::pager::Paging;
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
    /// Its height, likewise.
    pub height: Option<usize>,
}

/// Terminals that follow hyperlinks, by what they call themselves.
const PROGRAMS: [&str; 9] = [
    "iTerm.app",
    "WezTerm",
    "vscode",
    "Hyper",
    "ghostty",
    "rio",
    "Tabby",
    "mintty",
    "WarpTerminal",
];
const TERMS: [&str; 6] = [
    "xterm-kitty",
    "xterm-ghostty",
    "alacritty",
    "foot",
    "wezterm",
    "contour",
];
/// Variables that only such terminals set.
const SIGNS: [&str; 4] = [
    "KITTY_WINDOW_ID",
    "KONSOLE_VERSION",
    "WT_SESSION",
    "DOMTERM",
];
/// The usual pager: one screen is only printed, colours pass, the text stays when it ends, and
/// Ctrl-C ends it together with us.
const LESS: &str = "less -FRXK";
/// The same for a pager that calls `less`; answers are UTF-8, whatever the locale says.
const LESS_VARS: [(&str, &str); 2] = [("LESS", "FRXK"), ("LESSCHARSET", "utf-8")];
/// The first version of the VTE terminals that follows them, as `VTE_VERSION` writes it.
const VTE: u32 = 5000;

impl Env {
    /// Reads the surroundings of this process.
    pub fn of_process() -> Env {
        let size = terminal_size::terminal_size();
        let width = size.map(|(width, _)| usize::from(width.0));
        let height = size.map(|(_, height)| usize::from(height.0));
        let shows = std::io::stdout().is_terminal();
        Env {
            args: std::env::args_os().collect(),
            directory: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            asks: std::io::stdin().is_terminal() && std::io::stderr().is_terminal(),
            shows,
            warns: std::io::stderr().is_terminal(),
            width: width.filter(|_| shows),
            height: height.filter(|_| shows),
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

    /// Whether the terminal follows hyperlinks (OSC 8), as far as it says so itself. A terminal
    /// inside another (screen, tmux) may hide them: there they have to be asked for.
    pub fn follows_links(&self) -> bool {
        let is = |name: &str, known: &[&str]| {
            let value = self.var(name).unwrap_or_default();
            known.iter().any(|known| value == *known)
        };
        let term = self.var("TERM").unwrap_or_default();
        match self.var("FORCE_HYPERLINK") {
            Some(asked) => asked != "0",
            None if term.starts_with("screen") || term.starts_with("tmux") || term == "dumb" => {
                false
            }
            None => {
                let vte = self
                    .var("VTE_VERSION")
                    .and_then(|text| text.parse::<u32>().ok());
                vte.is_some_and(|version| version >= VTE)
                    || SIGNS.iter().any(|name| self.var(name).is_some())
                    || is("TERM_PROGRAM", &PROGRAMS)
                    || is("TERM", &TERMS)
            }
        }
    }

    /// How long answers are shown, on a terminal whose height is known: by `$DATELINE_PAGER`,
    /// else `$PAGER`, else `less` if it is there. Not if the one that counts is empty or `cat`.
    pub fn paging(&self) -> Option<Paging> {
        let set = |name: &str| Some(std::env::var_os(name)?.to_string_lossy().into_owned());
        let usual = || self.has_program("less").then(|| LESS.to_owned());
        let command = set("DATELINE_PAGER").or_else(|| set("PAGER"));
        let command = command.or_else(usual)?;
        if matches!(command.trim(), "" | "cat") || self.var("TERM").as_deref() == Some("dumb") {
            return None;
        }
        let is_unset = |(name, _): &(&str, &str)| std::env::var_os(name).is_none();
        Some(Paging {
            command,
            vars: LESS_VARS.into_iter().filter(is_unset).collect(),
            rows: self.height?,
            width: self.width?,
        })
    }

    fn has_program(&self, name: &str) -> bool {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|dir| dir.join(name).is_file())
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
