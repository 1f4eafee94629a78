//! Where data goes: standard output or the file of `-o`. Owns what a closed pipe means
//! (the reader has had enough: no error). A file appears when the first byte is written; one that
//! must be whole or not at all appears when it is kept.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

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
    Whole(Box<Whole>),
    Paged(Box<BufWriter<Pager>>),
    Dropped,
}

/// A file on its way: it lies beside the place where it will stand.
#[derive(Debug)]
struct Whole {
    path: PathBuf,
    writer: BufWriter<NamedTempFile>,
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

    /// From now on the file of `-o` is written beside its place, to be moved there by `keep`; what
    /// is not kept leaves nothing. A device or a pipe is written to as it is.
    ///
    /// # Errors
    /// When there is a file already and it is not to be replaced, or none can be made there.
    pub fn whole(&mut self, replace: bool) -> Result<(), CliError> {
        let Target::Waiting(path) = &self.target else {
            return Ok(());
        };
        match std::fs::metadata(path) {
            Ok(there) if !there.is_file() => return Ok(()),
            Ok(_) if !replace => {
                return Err(CliError::bad_input(
                    "output_exists",
                    format!("-o {}: there is such a file already", path.display()),
                    "say --force to replace it, or name another file",
                ));
            }
            _ => {}
        }
        // Through a link, the file that it leads to is the one replaced.
        let path = path.canonicalize().unwrap_or_else(|_| path.clone());
        let beside = path.parent().filter(|parent| *parent != Path::new(""));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".dateline-").suffix(".part");
        // As readable as any new file, once it stands in its place.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let temporary = builder
            .tempfile_in(beside.unwrap_or(Path::new(".")))
            .map_err(CliError::output)?;
        self.target = Target::Whole(Box::new(Whole {
            path,
            writer: BufWriter::new(temporary),
        }));
        Ok(())
    }

    /// The file that is on its way, for those who write to it by its name.
    pub fn part(&self) -> Option<&Path> {
        match &self.target {
            Target::Whole(whole) => Some(whole.writer.get_ref().path()),
            _ => None,
        }
    }

    /// Moves a file that is whole to its place, durably.
    ///
    /// # Errors
    /// What the disk says; then what stood there before still does.
    pub fn keep(&mut self) -> io::Result<()> {
        let Whole { path, writer } = match std::mem::replace(&mut self.target, Target::Dropped) {
            Target::Whole(whole) => *whole,
            other => {
                self.target = other;
                return self.flush();
            }
        };
        let temporary = writer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        temporary.as_file().sync_all()?;
        temporary.persist(path).map_err(|error| error.error)?;
        Ok(())
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
            Target::Whole(whole) => Ok(&mut whole.writer),
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
