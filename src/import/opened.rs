//! A file of a mapped import, opened: once, or twice where what stands at its end bears on its
//! beginning (standard input is kept in a temporary file then). Owns the way from a name to
//! records; holds neither the file nor its rows.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use super::encoding::{Decoded, Gauge};
use super::ftm::{Entities, Ftm};
use super::map::{Format, Mapping, NoteValues};
use super::table::{Met, Table};
use super::{STDIN, open, unreadable_text};
use crate::desk::{DeskError, Place, Placed};
use crate::event::Fault;

/// A file whose rows can be read.
pub struct Opened {
    /// What messages call it.
    pub name: String,
    /// Values that stand elsewhere in it.
    pub notes: NoteValues,
    entities: Entities,
    text: Decoded,
    gauge: Gauge,
}

/// Bytes that can be read again.
enum Bytes {
    Named(String),
    Kept(File),
}

impl Bytes {
    fn reader(&self) -> Result<Box<dyn Read>, DeskError> {
        match self {
            Bytes::Named(name) => Ok(open(name)?.1),
            Bytes::Kept(file) => {
                let again = file.try_clone().and_then(|mut file| {
                    file.rewind()?;
                    Ok(file)
                });
                Ok(Box::new(again.map_err(|source| input(STDIN, source))?))
            }
        }
    }
}

impl Opened {
    /// Opens a file, or standard input for `-`, and reads what has to be known beforehand.
    ///
    /// # Errors
    /// A file that cannot be read, or is no text in the encodings of the mapping.
    pub fn new(given: &str, mapping: &Mapping) -> Result<Opened, DeskError> {
        let (name, reader) = open(given)?;
        if !mapping.reads_twice() {
            let (text, gauge) = decoded(&name, reader, mapping)?;
            let (notes, entities) = Default::default();
            return Ok(Opened {
                name,
                notes,
                entities,
                text,
                gauge,
            });
        }
        let bytes = match name == STDIN {
            true => Bytes::Kept(kept(reader).map_err(|source| input(&name, source))?),
            false => Bytes::Named(given.to_owned()),
        };
        let (text, gauge) = decoded(&name, bytes.reader()?, mapping)?;
        let (mut notes, mut entities) = (NoteValues::new(), Entities::default());
        match mapping.format {
            Format::Ftm => entities = Entities::read(text, gauge),
            Format::Delimited { delimiter, quotes } => {
                let table = Table::new(mapping, (delimiter, quotes), text, gauge);
                notes = read_notes(mapping, table).map_err(|fault| refused(&name, None, fault))?;
            }
        }
        let (text, gauge) = decoded(&name, bytes.reader()?, mapping)?;
        Ok(Opened {
            name,
            notes,
            entities,
            text,
            gauge,
        })
    }

    /// The last part of its name without the ending: what `{file}` stands for.
    pub fn stem(&self) -> Option<String> {
        let named = (self.name != STDIN).then(|| Path::new(&self.name).file_stem())?;
        Some(named?.to_string_lossy().into_owned())
    }

    /// Its records, one by one, and its notes.
    pub fn rows(self, mapping: &Mapping) -> (Box<dyn Iterator<Item = Met> + '_>, NoteValues) {
        let rows: Box<dyn Iterator<Item = Met> + '_> = match mapping.format {
            Format::Ftm => Box::new(Ftm::new(self.entities, self.text, self.gauge)),
            Format::Delimited { delimiter, quotes } => Box::new(Table::new(
                mapping,
                (delimiter, quotes),
                self.text,
                self.gauge,
            )),
        };
        (rows, self.notes)
    }
}

fn input(name: &str, source: io::Error) -> DeskError {
    let name = name.to_owned();
    DeskError::Input { name, source }
}

/// A refusal of a file, or of a line of it.
pub fn refused(name: &str, line: Option<u64>, fault: Fault) -> DeskError {
    let file = Some(name.to_owned());
    DeskError::Refused(vec![Placed {
        place: Place { file, line },
        problem: fault.at(""),
    }])
}

fn decoded(
    name: &str,
    reader: Box<dyn Read>,
    mapping: &Mapping,
) -> Result<(Decoded, Gauge), DeskError> {
    Decoded::open(reader, &mapping.encodings).map_err(|source| match source.kind() {
        io::ErrorKind::InvalidData => refused(name, None, unreadable_text(&source)),
        _ => input(name, source),
    })
}

fn kept(mut reader: Box<dyn Read>) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut reader, &mut file)?;
    Ok(file)
}

/// The notes of a file. Rows that cannot be read are told when the file is read for good.
fn read_notes(mapping: &Mapping, mut table: Table<'_>) -> Result<NoteValues, Fault> {
    let mut found = NoteValues::new();
    while let Some(cells) = table.cells() {
        let cells = cells
            .iter()
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty());
        let row = cells.collect::<Vec<_>>().join(" ");
        for (name, notes) in &mapping.notes {
            let Some(holes) = notes.pattern.read(&row) else {
                continue;
            };
            let mut holes = holes.into_iter().filter(|(name, _)| !name.is_empty());
            let (Some((_, key)), Some((_, value))) = (holes.next(), holes.next()) else {
                continue;
            };
            let value = match &notes.date {
                Some(dates) => dates.read(&value)?,
                None => value,
            };
            found.entry(name.clone()).or_default().insert(key, value);
        }
    }
    Ok(found)
}
