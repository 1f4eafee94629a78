//! `log --follow`: rows as their entries are recorded, until nobody reads or enough were printed.
//! Owns the wait between two looks, which notices a reader who leaves while nothing is recorded,
//! and the one line of an entry; chooses no row.

use std::path::Path;
use std::time::Duration;

use clap::ArgMatches;

use super::context::Context;
use super::error::CliError;
use super::read;
use crate::answer::{Filters, entries_after};
use crate::render::view::entry_line;
use crate::render::{Format, jsonl, table};

/// How often the head is looked at.
const PAUSE: Duration = Duration::from_millis(500);

/// Prints what is there, then what comes.
///
/// # Errors
/// Wrong usage; what the log says.
pub fn follow(
    matches: &ArgMatches,
    context: &mut Context<'_>,
    filters: &Filters,
) -> Result<u8, CliError> {
    let format = context.globals.format;
    if !matches!(format, Format::Table | Format::Jsonl) {
        return Err(CliError::bad_input(
            "usage",
            "--follow prints a line an entry: neither one object nor a table of known width",
            "leave --format out, or use --format jsonl",
        ));
    }
    let mut follower = context.store()?.follow()?;
    let clocks = read::clocks(matches, follower.history())?;
    let mut left = filters.limit.unwrap_or(u64::MAX);
    let mut after = 0;
    loop {
        let history = follower.history();
        let rows = entries_after(history, &clocks, filters, after)?;
        after = history.position();
        let style = context.style();
        let count = usize::try_from(left).unwrap_or(usize::MAX);
        for row in rows.iter().take(count) {
            left -= 1;
            context.put(|out| match format {
                Format::Jsonl => jsonl::line(row, out),
                _ => table::write(&[entry_line(row)], style, out),
            })?;
        }
        context.put(|out| out.flush())?;
        if left == 0 {
            return Ok(0);
        }
        while follower.poll()? == 0 {
            if wait(context) {
                return Ok(0);
            }
        }
    }
}

/// Waits until the next look, or until nobody reads: whether that is so.
fn wait(context: &Context<'_>) -> bool {
    let file = context.globals.output.as_deref();
    if file.is_some_and(|file| file != Path::new("-")) {
        std::thread::sleep(PAUSE);
        return false;
    }
    is_closed_within(PAUSE)
}

/// Whether the reader of standard output leaves within that time.
#[cfg(unix)]
fn is_closed_within(pause: Duration) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let out = std::io::stdout();
    // Nothing is asked for: that the other end is gone is told all the same.
    let mut watched = [PollFd::new(&out, PollFlags::empty())];
    let told = Timespec::try_from(pause)
        .ok()
        .and_then(|pause| poll(&mut watched, Some(&pause)).ok());
    if told.is_none() {
        std::thread::sleep(pause);
    }
    let gone = PollFlags::ERR | PollFlags::HUP;
    watched.iter().any(|out| out.revents().intersects(gone))
}

/// Elsewhere the next line that is written finds out.
#[cfg(not(unix))]
fn is_closed_within(pause: Duration) -> bool {
    std::thread::sleep(pause);
    false
}
