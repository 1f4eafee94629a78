//! Evidence on the command line: files that are given are copied and hashed before an event is
//! checked, and kept only when it is recorded; names that are given are looked for. Owns what
//! is said of a file that cannot be taken; the copying is the `evidence` room's.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::clocks::Clocks;
use crate::desk::{DeskError, Page, Source};
use crate::event::Kind;
use crate::evidence::{EvidenceError, Kept, Name, Shelf, Staged, State};
use crate::facts::{History, Scope};
use crate::log::LogError;
use crate::projection::audit::Lost;

use super::context::Context;
use super::error::CliError;

/// Copies of files that were given, on their way.
#[derive(Debug, Default)]
pub struct Files {
    staged: Vec<(String, Staged)>,
    kept: Vec<(String, Kept)>,
}

impl Files {
    /// What an `--evidence` cites: the name that was given, or that of the file, which is copied.
    ///
    /// # Errors
    /// A file that cannot be taken, or a store that cannot keep it.
    pub fn cited(&mut self, context: &Context<'_>, text: &str) -> Result<String, CliError> {
        if text.starts_with("sha256:") {
            return Ok(text.to_owned());
        }
        let staged = stage(&context.store()?.evidence(), text)?;
        let name = staged.name.to_string();
        self.staged.push((text.to_owned(), staged));
        Ok(name)
    }

    /// Copies a text that the program itself holds.
    ///
    /// # Errors
    /// A store that cannot keep it.
    pub fn text(&mut self, context: &Context<'_>, what: &str, text: &str) -> Result<(), CliError> {
        let staged = context.store()?.evidence().stage(&mut text.as_bytes());
        let staged = staged.map_err(|error| refused(what, error))?;
        self.staged.push((what.to_owned(), staged));
        Ok(())
    }

    /// The same as `cited` for `--set sources.0.evidence=FILE`; other texts stay as they are.
    ///
    /// # Errors
    /// As `cited`.
    pub fn cited_in_set(&mut self, context: &Context<'_>, text: &str) -> Result<String, CliError> {
        let Some((path, value)) = text.split_once('=') else {
            return Ok(text.to_owned());
        };
        let steps: Vec<&str> = path.trim().split('.').collect();
        match steps.as_slice() {
            ["sources", _, "evidence"] => Ok(format!("{path}={}", self.cited(context, value)?)),
            _ => Ok(text.to_owned()),
        }
    }

    /// The names of those that are on their way.
    pub fn coming(&self) -> Vec<Name> {
        let staged = self.staged.iter();
        staged.map(|(_, staged)| staged.name.clone()).collect()
    }

    /// Takes others in.
    pub fn also(&mut self, others: Files) {
        self.staged.extend(others.staged);
    }

    /// Puts every copy under its name.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keep(&mut self) -> Result<(), LogError> {
        for (file, staged) in self.staged.drain(..) {
            self.kept.push((file, staged.keep()?));
        }
        Ok(())
    }

    /// Tells what was kept.
    pub fn tell(&self, context: &Context<'_>) {
        for (file, kept) in &self.kept {
            context.note(&format!("{}, {}", told(file, kept), kept.name));
        }
    }
}

/// A file that was kept, in words: `page.html: 12345 bytes, now held`.
pub fn told(file: &str, kept: &Kept) -> String {
    let unit = if kept.bytes == 1 { "byte" } else { "bytes" };
    let when = if kept.already { "already" } else { "now" };
    format!("{}: {} {unit}, {when} held", shown(file), kept.bytes)
}

/// What a file is called in messages.
pub fn shown(file: &str) -> &str {
    if file == "-" { "standard input" } else { file }
}

/// Copies and hashes a file, or standard input for `-`.
///
/// # Errors
/// A file that cannot be taken, or a store that cannot keep it.
pub fn stage(shelf: &Shelf, file: &str) -> Result<Staged, CliError> {
    check(file)?;
    let mut input: Box<dyn Read> = match file {
        "-" => Box::new(io::stdin().lock()),
        path => Box::new(File::open(path).map_err(|error| CliError::unreadable(file, &error))?),
    };
    let staged = shelf.stage(&mut *input);
    staged.map_err(|error| refused(shown(file), error))
}

fn refused(what: &str, error: EvidenceError) -> CliError {
    match error {
        EvidenceError::Input(error) => CliError::unreadable(what, &error),
        EvidenceError::Empty => CliError::bad_input(
            "empty_evidence",
            format!("{what}: 0 bytes show nothing"),
            "look whether the download or the copy went wrong",
        ),
        EvidenceError::Store(error) => error.into(),
    }
}

/// Refuses what cannot be copied to an end, before anything is.
///
/// # Errors
/// A directory, a device, or a file that is not there or may not be read.
pub fn check(file: &str) -> Result<(), CliError> {
    if file == "-" {
        return Ok(());
    }
    let failed = |error| CliError::unreadable(file, &error);
    let found = std::fs::metadata(file).map_err(failed)?;
    if found.is_dir() {
        return Err(CliError::bad_input(
            "unreadable_input",
            format!("{file}: is a directory"),
            "name the files in it, or an archive of them",
        ));
    }
    if is_device(Path::new(file)) {
        return Err(CliError::bad_input(
            "unreadable_input",
            format!("{file}: is a device, and may never end"),
            "save what it gives to a file first",
        ));
    }
    match found.is_file() {
        true => File::open(file).map(|_| ()).map_err(failed),
        // To open a pipe and leave it would end whoever writes to it.
        false => Ok(()),
    }
}

#[cfg(unix)]
fn is_device(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let kind = std::fs::metadata(path).map(|found| found.file_type());
    kind.is_ok_and(|kind| kind.is_char_device() || kind.is_block_device())
}

#[cfg(not(unix))]
fn is_device(_: &Path) -> bool {
    false
}

/// What became of the copies that entries cite and the store does not hold as they were kept;
/// every byte of the others is read.
pub fn lost(history: &History, shelf: &Shelf) -> Lost {
    // Whatever an entry cites has to be there, known on some day or not.
    let Ok(scope) = Scope::new(history, &Clocks::default()) else {
        return Lost::default();
    };
    let found = scope.gather(&Kind::ALL, |names: &mut BTreeSet<String>, entry, _| {
        let cited = entry.event.evidence().into_iter();
        names.extend(cited.filter_map(|name| Some(Name::parse(name)?.to_string())));
    });
    let names: BTreeSet<String> = found.into_iter().flatten().collect();
    let looked = names.into_iter().filter_map(|name| {
        let state = shelf.look(&Name::parse(&name)?).state;
        (state != State::Held).then(|| (name, state.word()))
    });
    looked.collect()
}

/// Names that events cite and the store does not hold. Counted, not kept: an import may bring
/// millions.
#[derive(Debug)]
pub struct Unheld {
    shelf: Shelf,
    coming: Vec<Name>,
    first: Option<Name>,
    count: u64,
}

/// Events on their way, looked at as they go by.
pub struct Looking<'a> {
    unheld: &'a mut Unheld,
    source: &'a mut dyn Source,
}

impl Source for Looking<'_> {
    fn feed(
        &mut self,
        take: &mut dyn FnMut(Page) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        self.source.feed(&mut |page| {
            page.evidence().for_each(|name| self.unheld.look(name));
            take(page)
        })
    }
}

impl Unheld {
    /// None so far; what is on its way to the shelf is held as good as already.
    pub fn over(shelf: Shelf, coming: Vec<Name>) -> Unheld {
        Unheld {
            shelf,
            coming,
            first: None,
            count: 0,
        }
    }

    /// Looks for what the events of a source cite while it hands them over.
    pub fn looking<'a>(&'a mut self, source: &'a mut dyn Source) -> Looking<'a> {
        Looking {
            unheld: self,
            source,
        }
    }

    fn look(&mut self, name: &str) {
        if let Some(name) = Name::parse(name)
            && !self.coming.contains(&name)
            && !self.shelf.has(&name)
        {
            self.count += 1;
            self.first.get_or_insert(name);
        }
    }

    /// What a writer should be told of them.
    pub fn warning(&self) -> Option<String> {
        let first = self.first.as_ref()?;
        let way = "`dateline attach FILE` adds it; until then `verify` says that it is missing";
        Some(match self.count {
            1 => format!("{first} is cited, and this store does not hold it; {way}"),
            count => format!(
                "{count} sources cite files that this store does not hold, the first {first}; {way}"
            ),
        })
    }
}
