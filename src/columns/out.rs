//! Where the bytes of a part go: into memory, a file without a name, or one that gets its name when it
//! is whole. Owns that choice; knows nothing of what is written.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::Sound;
use super::block::Slot;
use super::part::{Bytes, Part, Span};
use crate::log::Head;

/// The blocks of more entries are not held in memory, if a scratch file can be had.
const IN_MEMORY: u64 = 1 << 20;

/// Bytes gathered before they are written.
const BUFFER: usize = 1 << 20;

/// Where a part is written to.
pub(super) enum Out<'a> {
    Memory(Vec<u8>),
    /// A file without a name, for what is too much for memory.
    Scratch(BufWriter<File>),
    File(BufWriter<NamedTempFile>, &'a Path),
}

impl Write for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Out::Memory(all) => all.write(bytes),
            Out::Scratch(file) => file.write(bytes),
            Out::File(file, _) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Out::Memory(_) => Ok(()),
            Out::Scratch(file) => file.flush(),
            Out::File(file, _) => file.flush(),
        }
    }
}

impl<'a> Out<'a> {
    /// To be known by its name in a directory.
    pub(super) fn named(file: NamedTempFile, dir: &'a Path) -> Self {
        Out::File(BufWriter::with_capacity(BUFFER, file), dir)
    }

    /// Without a name, for so many entries.
    pub(super) fn of(entries: u64) -> Self {
        let scratch = (entries > IN_MEMORY).then(tempfile::tempfile);
        match scratch {
            Some(Ok(file)) => Out::Scratch(BufWriter::with_capacity(BUFFER, file)),
            _ => Out::Memory(Vec::new()),
        }
    }

    /// What was written so far, to be read.
    pub(super) fn part(
        &self,
        name: &str,
        after: &Head,
        last: u64,
        slots: Vec<Slot>,
    ) -> Sound<Part> {
        let bytes = match self {
            Out::Memory(all) => Bytes::Memory(all.clone()),
            Out::Scratch(file) => Bytes::File(file.get_ref().try_clone()?),
            Out::File(file, _) => Bytes::File(file.get_ref().reopen()?),
        };
        Ok(Part::over(name, (after.position + 1, last), slots, bytes))
    }

    /// The part as it stays.
    pub(super) fn keep(self, span: &Span) -> Sound<Part> {
        match self {
            Out::Memory(all) => Part::of(Bytes::Memory(all), span),
            Out::Scratch(file) => {
                let file = file
                    .into_inner()
                    .map_err(std::io::IntoInnerError::into_error)?;
                Part::of(Bytes::File(file), span)
            }
            Out::File(file, dir) => {
                let file = file
                    .into_inner()
                    .map_err(std::io::IntoInnerError::into_error)?;
                match file.persist(dir.join(span.file())) {
                    Ok(_) => Part::open(dir, span),
                    Err(error) => Err(error.error.into()),
                }
            }
        }
    }
}
