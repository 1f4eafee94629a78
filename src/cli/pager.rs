//! Long answers page by page, through the program that `$DATELINE_PAGER` or `$PAGER` names.
//! Owns how long is long, and that a pager which cannot be run changes nothing: what it was
//! given is then printed as if nobody had asked for one. Holds one screen, never an answer.

use std::io::{self, ErrorKind, Write};
use std::process::{Child, Command, Stdio};

use crate::render::width;

/// What a shell says of a program that it does not find, or may not run.
const NOT_RUN: [i32; 2] = [126, 127];

/// A pager that is not there is noticed before a pipe is full; so much is kept for that case.
const KEPT: usize = 1 << 20;

/// How an escape sequence of a hyperlink begins and ends.
const LINK: &str = "\u{1b}]8;;";
const LINK_END: &str = "\u{1b}\\";

/// The program that shows pages, and the terminal that it shows them on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// A command line of the shell.
    pub command: String,
    /// Its variables, where they are not set already.
    pub vars: Vec<(&'static str, &'static str)>,
    /// Rows of the terminal.
    pub rows: usize,
    /// Columns of the terminal.
    pub width: usize,
}

/// A way out that shows what is longer than the terminal in a pager.
#[derive(Debug)]
pub struct Pager {
    paging: Paging,
    stage: Stage,
    high: usize,
    partial: Vec<u8>,
    kept: Option<Vec<u8>>,
}

#[derive(Debug)]
enum Stage {
    /// Not yet longer than the terminal.
    Held,
    /// The pager runs.
    Shown(Child),
    /// There is no pager to be had.
    Plain,
    /// The reader has left.
    Left,
}

impl Pager {
    /// Nothing written yet.
    pub fn new(paging: Paging) -> Pager {
        Pager {
            paging,
            stage: Stage::Held,
            high: 0,
            partial: Vec::new(),
            kept: Some(Vec::new()),
        }
    }

    /// Shows what is left, and waits until the reader has read it. A reader who leaves early
    /// has read enough.
    ///
    /// # Errors
    /// Where standard output cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.partial);
        let last = self.lines(&rest);
        match (&mut self.stage, last) {
            (Stage::Left, _) => return Ok(()),
            (_, Err(error)) => return Err(error),
            (Stage::Held, Ok(())) => self.plain()?,
            (Stage::Shown(_), Ok(())) => match self.over() {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
                other => other?,
            },
            (Stage::Plain, Ok(())) => {}
        }
        io::stdout().flush()
    }

    /// Whole lines, or the last one.
    fn lines(&mut self, lines: &[u8]) -> io::Result<()> {
        match &mut self.stage {
            Stage::Held => {
                self.keep(lines);
                self.high += rows(lines, self.paging.width);
                // The prompt takes a row as well.
                match self.high >= self.paging.rows {
                    true => self.start(),
                    false => Ok(()),
                }
            }
            Stage::Shown(_) => {
                self.keep(lines);
                self.give(lines)
            }
            Stage::Plain => io::stdout().write_all(lines),
            Stage::Left => Err(ErrorKind::BrokenPipe.into()),
        }
    }

    fn keep(&mut self, lines: &[u8]) {
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(lines);
        }
        let is_held = matches!(self.stage, Stage::Held);
        self.kept.take_if(|kept| !is_held && kept.len() > KEPT);
    }

    fn start(&mut self) -> io::Result<()> {
        let mut command = shell(&self.paging.command);
        command.envs(self.paging.vars.iter().copied());
        match command.stdin(Stdio::piped()).spawn() {
            Ok(child) => self.stage = Stage::Shown(child),
            Err(_) => return self.plain(),
        }
        let first = self.kept.clone().unwrap_or_default();
        self.give(&first)
    }

    fn give(&mut self, lines: &[u8]) -> io::Result<()> {
        let Stage::Shown(child) = &mut self.stage else {
            return Ok(());
        };
        let written = match &mut child.stdin {
            Some(input) => input.write_all(&without_links(lines)),
            None => Ok(()),
        };
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => self.over(),
            other => other,
        }
    }

    /// The pager has ended, or is to; an error if its reader has left, and also if it was
    /// never there and too much was given to it to be printed now.
    fn over(&mut self) -> io::Result<()> {
        let Stage::Shown(child) = &mut self.stage else {
            return Ok(());
        };
        drop(child.stdin.take());
        let ended = child.wait();
        self.stage = Stage::Left;
        match ended.ok().and_then(|status| status.code()) {
            Some(code) if NOT_RUN.contains(&code) && self.kept.is_some() => self.plain(),
            _ => Err(ErrorKind::BrokenPipe.into()),
        }
    }

    /// Goes on without a pager.
    fn plain(&mut self) -> io::Result<()> {
        self.stage = Stage::Plain;
        io::stdout().write_all(&self.kept.take().unwrap_or_default())
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.partial.extend_from_slice(bytes);
        if let Some(end) = self.partial.iter().rposition(|byte| *byte == b'\n') {
            let rest = self.partial.split_off(end + 1);
            let lines = std::mem::replace(&mut self.partial, rest);
            self.lines(&lines)?;
        }
        Ok(bytes.len())
    }

    /// Nothing to do: what is held is shown by [`Pager::finish`].
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Rows that lines take on a terminal of that width; colours and addresses take none.
fn rows(lines: &[u8], room: usize) -> usize {
    let text = without_links(lines);
    let text = String::from_utf8_lossy(&text);
    let high = |line: &str| {
        width::of(&without_colors(line))
            .div_ceil(room.max(1))
            .max(1)
    };
    text.lines().map(high).sum()
}

/// A line without its colours (`ESC [ … m`).
fn without_colors(line: &str) -> String {
    let mut pieces = line.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |line, piece| {
        line + piece.split_once('m').map_or(piece, |(_, rest)| rest)
    })
}

/// Lines without their hyperlinks: not every pager passes them on. Whole lines only, so that
/// no sequence is cut in two.
fn without_links(lines: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(lines);
    let mut pieces = text.split(LINK);
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        plain.push_str(piece.split_once(LINK_END).map_or(piece, |(_, rest)| rest));
    }
    plain.into_bytes()
}

/// `$PAGER` is a command line of the shell.
#[cfg(unix)]
fn shell(pager: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", pager]);
    command
}

#[cfg(not(unix))]
fn shell(pager: &str) -> Command {
    let mut words = pager.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

#[cfg(test)]
mod tests {
    use super::{rows, without_links};

    #[test]
    fn rows_are_those_of_the_screen() {
        assert_eq!(rows(b"a\nb\n\n", 10), 3);
        assert_eq!(rows("0123456789日本".as_bytes(), 10), 2);
        assert_eq!(rows(b"\x1b[2m0123456789\x1b[0m\n", 10), 1);
        let linked = b"\x1b]8;;https://example.org/long\x1b\\Wire\x1b]8;;\x1b\\\n";
        assert_eq!(rows(linked, 10), 1);
        assert_eq!(rows(b"", 10), 0);
    }

    #[test]
    fn a_pager_gets_the_words_of_a_link() {
        let linked = b"a \x1b]8;;https://example.org\x1b\\Wire\x1b]8;;\x1b\\ b\n";
        assert_eq!(without_links(linked), b"a Wire b\n");
    }
}
