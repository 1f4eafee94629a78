//! How far long work has come, on standard error where somebody watches: a bar where the end is
//! known, else a count. Owns that one line, and clears it; measures nothing that an answer rests
//! on, and catches no signal: who interrupts the work ends it, which no store minds.

use std::io::Write;
use std::time::{Duration, Instant};

use super::context::Context;

/// Shorter work shows nothing.
const AFTER: Duration = Duration::from_secs(1);

/// Then the line is written anew so often.
const EVERY: Duration = Duration::from_millis(200);

/// Letters of a bar.
const WIDE: u64 = 24;

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
        let (what, spent) = (self.what, self.begun.elapsed());
        self.show(|| bar(done, all, what, spent));
    }

    /// So many are done, and nobody knows of how many.
    pub fn count(&mut self, done: u64) {
        let (what, spent) = (self.what, self.begun.elapsed());
        self.show(|| count(done, what, spent));
    }

    fn show(&mut self, line: impl FnOnce() -> String) {
        let is_due = match self.told {
            Some(told) => told.elapsed() >= EVERY,
            None => self.begun.elapsed() >= AFTER,
        };
        if self.shows && is_due {
            self.told = Some(Instant::now());
            // A closed standard error leaves nobody to tell.
            let _ = write!(std::io::stderr(), "\r\u{1b}[2K{}", line());
        }
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if self.told.is_some() {
            let _ = write!(std::io::stderr(), "\r\u{1b}[2K");
        }
    }
}

fn bar(done: u64, all: u64, what: &str, spent: Duration) -> String {
    let (done, all) = (done.min(all.max(1)), all.max(1));
    let of = |whole: u64| u128::from(done) * u128::from(whole) / u128::from(all);
    let full = usize::try_from(of(WIDE)).unwrap_or(0);
    let empty = usize::try_from(WIDE).unwrap_or(0).saturating_sub(full);
    let left = match done {
        0 => String::new(),
        done => {
            let left = spent.as_secs_f64() * (all - done) as f64 / done as f64;
            format!(", {left:.0} s to go")
        }
    };
    let (full, empty, percent) = ("#".repeat(full), ".".repeat(empty), of(100));
    format!("[{full}{empty}] {percent:>3} % of {all} {what}{left}")
}

fn count(done: u64, what: &str, spent: Duration) -> String {
    let rate = done as f64 / spent.as_secs_f64().max(0.001);
    format!("{done} {what}, {rate:.0} a second")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{bar, count};

    #[test]
    fn a_line_says_how_far_and_how_long_and_fits_a_terminal() {
        let spent = Duration::from_secs(3);
        assert_eq!(
            bar(0, 400, "entries", spent),
            "[........................]   0 % of 400 entries"
        );
        assert_eq!(
            bar(100, 400, "entries", spent),
            "[######..................]  25 % of 400 entries, 9 s to go"
        );
        assert_eq!(
            bar(500, 400, "entries", spent),
            "[########################] 100 % of 400 entries, 0 s to go"
        );
        assert_eq!(
            bar(0, 0, "bytes", spent),
            "[........................]   0 % of 1 bytes"
        );
        assert!(bar(1 << 40, 1 << 41, "bytes", spent).len() < 80);
        assert_eq!(count(1_200, "lines", spent), "1200 lines, 400 a second");
        assert_eq!(
            count(1_200, "lines", Duration::ZERO),
            "1200 lines, 1200000 a second"
        );
    }
}
