//! A mapped import: files and a mapping to drafts, each row under the id that its key gives it.
//! Owns the identity of rows (what one file says twice, what is refused), the counts and what
//! is rejected. What is already recorded it asks; it holds no row.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::io::Write;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::map::{Built, Mapping, NoteValues, Scope, build};
use super::opened::{Opened, refused};
use super::table::{Met, shown};
use crate::desk::{DeskError, Draft, Place, Placed};
use crate::event::decode::{self, Input};
use crate::event::{Fault, Problem};

/// The namespace of the ids of rows: UUID v5 of the mapping's name, a line feed and the key.
pub const NAMESPACE: Uuid = Uuid::from_u128(0x8f8e_1f4a_2d0b_5c3e_9a47_6b1d_02c5_e7f1);

/// Most ids kept for a receipt.
const LISTED: usize = crate::desk::LARGE;

/// What a row is, held against the store.
#[derive(Debug)]
pub enum Settled {
    /// Never seen: to be recorded.
    New(Input),
    /// Recorded already, in this or an earlier state.
    Already,
    /// Recorded with another value: a correction.
    Correction(Input),
}

/// What an import came to, row by row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records read: rows, or the cells of a wide table.
    pub read: u64,
    /// Left out by rules of the mapping, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Recorded already, or twice in the files.
    pub already: u64,
    /// Corrections of earlier rows.
    pub corrected: u64,
    /// Rejected.
    pub rejected: u64,
    /// Ids of the events, in order, up to a thousand and one.
    pub ids: Vec<Uuid>,
}

/// Where a row was first seen, and a digest of what it said.
#[derive(Debug, Clone, Copy)]
struct Seen {
    said: u64,
    line: u64,
    file: u32,
}

/// Asks the store about a row: what it would record, the file's name.
pub type Settle<'a> = dyn FnMut(Input, &Place) -> Result<Settled, DeskError> + 'a;

/// A mapped import under way.
pub struct Mapped<'a> {
    mapping: &'a Mapping,
    source: Map<String, Value>,
    given: BTreeMap<String, String>,
    settle: &'a mut Settle<'a>,
    rejects: Option<&'a mut dyn Write>,
    seen: HashMap<Uuid, Seen>,
    told: Option<(Option<u64>, Vec<Problem>)>,
    files: Vec<String>,
    waiting: VecDeque<Opened>,
    open: Option<(Box<dyn Iterator<Item = Met> + 'a>, NoteValues)>,
    /// What came of it so far.
    pub counts: Counts,
}

impl<'a> Mapped<'a> {
    /// An import of files by a mapping; `source` are fields of the source given with it.
    /// Rejected rows go to `rejects`, as CSV; without it one of them refuses the import.
    ///
    /// # Errors
    /// When `rejects` cannot be written.
    pub fn new(
        mapping: &'a Mapping,
        files: Vec<Opened>,
        source: Map<String, Value>,
        settle: &'a mut Settle<'a>,
        mut rejects: Option<&'a mut dyn Write>,
    ) -> std::io::Result<Mapped<'a>> {
        if let Some(out) = &mut rejects {
            writeln!(out, "file,line,field,code,message,hint,row")?;
        }
        let mut given = BTreeMap::new();
        if let Some(publisher) = source.get("publisher").and_then(Value::as_str) {
            given.insert("publisher".to_owned(), publisher.to_owned());
        }
        Ok(Mapped {
            mapping,
            source,
            given,
            settle,
            rejects,
            seen: HashMap::new(),
            told: None,
            files: Vec::new(),
            waiting: files.into(),
            open: None,
            counts: Counts::default(),
        })
    }

    /// Goes on to the next file.
    fn advance(&mut self) -> bool {
        let Some(file) = self.waiting.pop_front() else {
            return false;
        };
        self.files.push(file.name.clone());
        match file.stem() {
            Some(stem) => self.given.insert("file".to_owned(), stem),
            None => self.given.remove("file"),
        };
        self.open = Some(file.rows(self.mapping));
        true
    }

    fn met(&mut self, met: Met, notes: &NoteValues) -> Result<Option<Draft>, DeskError> {
        let name = self.files.last().cloned().unwrap_or_default();
        let at = |line| Place {
            file: Some(name.clone()),
            line: Some(line),
        };
        match met {
            Met::Fatal(line, fault) => Err(refused(&name, Some(line), fault)),
            Met::Bad(line, fault, row) => {
                self.counts.read += 1;
                self.reject(at(line), vec![fault.at("")], &row)
            }
            Met::Record(record) => {
                let mut scope = Scope::new(self.mapping, &record, notes, &self.given);
                let built = build(&mut scope, &self.source);
                let problems = match built {
                    Ok(Built::Skipped(None)) => return Ok(None),
                    Ok(Built::Skipped(Some(why))) => {
                        self.counts.read += 1;
                        *self.counts.skipped.entry(why).or_default() += 1;
                        return Ok(None);
                    }
                    Ok(Built::Event(key, fields)) => match decode::decode(fields) {
                        Ok(input) => {
                            self.counts.read += 1;
                            return self.event(at(record.line), key, input);
                        }
                        Err(problems) => problems,
                    },
                    Err(problem) => vec![problem],
                };
                self.counts.read += 1;
                let row = match record.cells.is_empty() {
                    true => serde_json::json!(record.named).to_string(),
                    false => shown(b',', &record.cells),
                };
                self.reject(at(record.line), problems, &row)
            }
        }
    }

    /// An event under the id of its row: seen in the files, else settled with the store.
    fn event(
        &mut self,
        place: Place,
        key: String,
        mut input: Input,
    ) -> Result<Option<Draft>, DeskError> {
        let row = Uuid::new_v5(
            &NAMESPACE,
            format!("{}\n{key}", self.mapping.name).as_bytes(),
        );
        let said = said(&input);
        let file = self.files.len().saturating_sub(1);
        let seen = Seen {
            said,
            line: place.line.unwrap_or_default(),
            file: u32::try_from(file).unwrap_or(u32::MAX),
        };
        if let Some(first) = self.seen.get(&row) {
            if first.said == said {
                self.counts.already += 1;
                self.list(row);
                return Ok(None);
            }
            let fault = twice(&key, *first, &self.files, file);
            let problem = fault.at("");
            return Err(DeskError::Refused(vec![Placed { place, problem }]));
        }
        self.seen.insert(row, seen);
        input.id = Some(row);
        let settled = (self.settle)(input, &place)?;
        let input = match settled {
            Settled::New(input) => input,
            Settled::Already => {
                self.counts.already += 1;
                self.list(row);
                return Ok(None);
            }
            Settled::Correction(input) => {
                self.counts.corrected += 1;
                input
            }
        };
        self.list(input.id.unwrap_or(row));
        Ok(Some(Draft { input, place }))
    }

    fn list(&mut self, id: Uuid) {
        if self.counts.ids.len() <= LISTED {
            self.counts.ids.push(id);
        }
    }

    /// Writes a rejected row down, or refuses the import.
    fn reject(
        &mut self,
        place: Place,
        problems: Vec<Problem>,
        row: &str,
    ) -> Result<Option<Draft>, DeskError> {
        self.counts.rejected += 1;
        let Some(out) = &mut self.rejects else {
            // The cells of one row of a wide table share what is wrong with the row.
            let told = (place.line, problems.clone());
            if self.told.as_ref() == Some(&told) {
                return Ok(None);
            }
            self.told = Some(told);
            let placed = problems.into_iter().map(|problem| Placed {
                place: place.clone(),
                problem,
            });
            return Err(DeskError::Refused(placed.collect()));
        };
        for problem in problems {
            let line = place.line.map(|line| line.to_string()).unwrap_or_default();
            let cells = [
                place.file.clone().unwrap_or_default(),
                line,
                problem.field,
                problem.fault.code.to_owned(),
                problem.fault.message,
                problem.fault.hint.unwrap_or_default(),
                row.to_owned(),
            ];
            writeln!(out, "{}", shown(b',', &cells)).map_err(|source| DeskError::Input {
                name: "--rejects".to_owned(),
                source,
            })?;
        }
        Ok(None)
    }
}

impl Iterator for Mapped<'_> {
    type Item = Result<Draft, DeskError>;

    fn next(&mut self) -> Option<Result<Draft, DeskError>> {
        loop {
            let Some((mut rows, notes)) = self.open.take() else {
                match self.advance() {
                    true => continue,
                    false => return None,
                }
            };
            let Some(met) = rows.next() else { continue };
            let drafted = self.met(met, &notes);
            self.open = Some((rows, notes));
            if let Some(drafted) = drafted.transpose() {
                return Some(drafted);
            }
        }
    }
}

/// A digest of what a row says, its sources left out: where it was read is not what it says.
fn said(input: &Input) -> u64 {
    let mut fields = input.event.fields().clone();
    fields.remove("sources");
    let digest = Sha256::digest(crate::event::json::canonical_object(&fields).as_bytes());
    let first = digest.iter().take(8);
    first.fold(0, |said, byte| said << 8 | u64::from(*byte))
}

fn twice(key: &str, first: Seen, files: &[String], file: usize) -> Fault {
    let same = first.file as usize == file;
    let whose = match files.get(first.file as usize) {
        Some(name) if !same => format!("{name}:{}", first.line),
        _ => format!("line {}", first.line),
    };
    let hint = match same {
        true => "a key names one row: mend the file, or add a column to `key` in the mapping",
        false => "import the older file first, then the newer: the change becomes a correction",
    };
    Fault::new(
        "duplicate_row",
        format!(
            "the row {} stands in {whose} already, with another value",
            crate::event::text::quoted(key)
        ),
        hint,
    )
}
