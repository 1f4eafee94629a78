//! Where data goes: standard output or the file of `-o`. Owns what a closed pipe means
//! (the reader has had enough: no error). A file appears when the first byte is written.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::error::CliError;
use super::pager::{Pager, Paging};

/// The way out for data.
#[derive(Debug)]
pub struct Sink {
    target: Target,
    closed: bool,
}

#[derive(Debug)]
enum Target {
    Standard(BufWriter<io::Stdout>),
    Waiting(PathBuf),
    File(BufWriter<File>),
    Paged(Box<BufWriter<Pager>>),
    Dropped,
}

impl Sink {
    /// Standard output.
    pub fn standard() -> Sink {
        Sink {
            target: Target::Standard(BufWriter::new(io::stdout())),
            closed: false,
        }
    }

    /// Standard output, or the file named by `-o` (`-` is standard output).
    ///
    /// # Errors
    /// When the file lies in no directory, or is one of a store's own.
    pub fn open(file: Option<&Path>) -> Result<Sink, CliError> {
        let Some(path) = file.filter(|path| *path != Path::new("-")) else {
            return Ok(Sink::standard());
        };
        let parent = path.parent().filter(|parent| *parent != Path::new(""));
        if path.is_dir() || parent.is_some_and(|parent| !parent.is_dir()) {
            return Err(CliError::bad_input(
                "bad_output",
                format!("-o {}: not a file that can be written", path.display()),
                "name a file in a directory that exists",
            ));
        }
        if let Some(store) = store_of(path) {
            return Err(CliError::bad_input(
                "bad_output",
                format!(
                    "-o {}: a file of the store {}",
                    path.display(),
                    store.display()
                ),
                "name another file: the answer would stand in its place",
            ));
        }
        Ok(Sink {
            target: Target::Waiting(path.to_owned()),
            closed: false,
        })
    }

    /// Drops what could not be written, so that it is not tried again at the end.
    pub fn give_up(&mut self) {
        self.target = Target::Dropped;
    }

    /// From now on standard output is shown in a pager once it is longer than the terminal.
    pub fn page_by(&mut self, paging: Paging) {
        if let Target::Standard(writer) = &mut self.target {
            // What came before stands before it; if that fails, so will the page.
            let _ = writer.flush();
            self.target = Target::Paged(Box::new(BufWriter::new(Pager::new(paging))));
        }
    }

    /// Ends the page when its reader has done; then standard output is as before. Whoever left
    /// early left only the page.
    ///
    /// # Errors
    /// What went wrong with writing it, else with showing it.
    pub fn end_page(&mut self, written: io::Result<()>) -> io::Result<()> {
        let standard = Target::Standard(BufWriter::new(io::stdout()));
        let Target::Paged(mut writer) = std::mem::replace(&mut self.target, standard) else {
            return written;
        };
        let written = written.and_then(|()| writer.flush());
        let shown = writer.get_mut().finish();
        match written.and(shown) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = false;
                Ok(())
            }
            other => other,
        }
    }

    /// Whether the reader closed its end.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    fn writer(&mut self) -> io::Result<&mut dyn Write> {
        if let Target::Waiting(path) = &self.target {
            let file = File::create(path)?;
            self.target = Target::File(BufWriter::new(file));
        }
        match &mut self.target {
            Target::Standard(writer) => Ok(writer),
            Target::File(writer) => Ok(writer),
            Target::Paged(writer) => Ok(writer),
            Target::Waiting(_) | Target::Dropped => Err(ErrorKind::NotFound.into()),
        }
    }

    fn noting<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result
            && error.kind() == ErrorKind::BrokenPipe
        {
            self.closed = true;
        }
        result
    }
}

/// The store that a file is part of: an answer must never stand in the place of the truth.
fn store_of(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?;
    let parent = path.parent().filter(|parent| *parent != Path::new(""));
    let beside = parent.unwrap_or(Path::new(".")).canonicalize();
    // Through a link as well, if there is one.
    let full = path
        .canonicalize()
        .or_else(|_| beside.map(|dir| dir.join(name)))
        .ok()?;
    let store = full
        .ancestors()
        .skip(1)
        .find(|dir| dir.join("dateline.toml").is_file())?;
    let first = full.strip_prefix(store).ok()?.components().next()?;
    let own = [
        "dateline.toml",
        "log.jsonl",
        "head",
        "lock",
        "evidence",
        "cache",
        "recovered",
    ];
    own.iter()
        .any(|name| first.as_os_str() == *name)
        .then(|| store.to_owned())
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer().and_then(|writer| writer.write(bytes));
        self.noting(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if matches!(self.target, Target::Waiting(_) | Target::Dropped) {
            return Ok(());
        }
        let flushed = self.writer().and_then(|writer| writer.flush());
        self.noting(flushed)
    }
}
