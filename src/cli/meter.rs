//! How far long work has come, on standard error where somebody watches: counts and rate, now and
//! then. Owns that one line, and clears it; measures nothing that an answer rests on.

use std::io::Write;
use std::time::{Duration, Instant};

use super::context::Context;

/// Shorter work shows nothing; after that the line is written anew so often.
const EVERY: Duration = Duration::from_millis(200);

/// One line that is written over and over.
#[derive(Debug)]
pub struct Meter {
    shows: bool,
    begun: Instant,
    told: Option<Instant>,
    what: &'static str,
}

impl Meter {
    /// Of work on so many of these (`entries`).
    pub fn of(what: &'static str, context: &Context<'_>) -> Meter {
        Meter {
            shows: context.env.warns && !context.globals.quiet,
            begun: Instant::now(),
            told: None,
            what,
        }
    }

    /// So many are done of so many.
    pub fn tell(&mut self, done: u64, all: u64) {
        let since = self.told.unwrap_or(self.begun).elapsed();
        if !self.shows || since < EVERY {
            return;
        }
        self.told = Some(Instant::now());
        let percent = done.saturating_mul(100) / all.max(1);
        let rate = done as f64 / self.begun.elapsed().as_secs_f64().max(0.001);
        let what = self.what;
        // A closed standard error leaves nobody to tell.
        let _ = write!(
            std::io::stderr(),
            "\r{done} of {all} {what} ({percent} %, {rate:.0} a second) "
        );
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if self.told.is_some() {
            let _ = write!(std::io::stderr(), "\r\u{1b}[2K");
        }
    }
}
