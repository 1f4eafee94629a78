//! Delimited text to records: headings (one row, repeated blocks, none), wide tables. Owns what
//! is wrong with a row as such: too many cells, too few, a file cut off in the middle of one.
//! Holds one row at a time, and those above that may be headings.

use std::collections::VecDeque;
use std::rc::Rc;

use super::encoding::{Decoded, END, Gauge};
use super::map::{Heading, Mapping, pattern};
use super::record::{Headings, Record};
use crate::event::Fault;

/// What reading on met.
pub enum Met {
    /// A record.
    Record(Record),
    /// A row that is none: its line, what is wrong, and its text.
    Bad(u64, Fault, String),
    /// The file cannot be taken at all: the line, and what is wrong.
    Fatal(u64, Fault),
}

/// A row as it stands.
#[derive(Debug, Clone, Default)]
struct Row {
    line: u64,
    cells: Vec<String>,
}

/// Reads the rows of one file.
pub struct Table<'m> {
    mapping: &'m Mapping,
    delimiter: u8,
    reader: csv::Reader<Decoded>,
    gauge: Gauge,
    ahead: Option<Result<Row, (u64, csv::Error)>>,
    above: VecDeque<Row>,
    rows: u64,
    headings: Option<Rc<Headings>>,
    wide: Vec<(usize, Vec<(String, String)>)>,
    queue: VecDeque<Record>,
    needs: Vec<String>,
    ended: bool,
}

impl<'m> Table<'m> {
    /// Over a stream of text; its marks are the delimiter, and whether quotes enclose cells.
    pub fn new(
        mapping: &'m Mapping,
        (delimiter, quotes): (u8, bool),
        text: Decoded,
        gauge: Gauge,
    ) -> Table<'m> {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .quoting(quotes)
            .buffer_capacity(1 << 16)
            .from_reader(text);
        let headings = (mapping.heading == Heading::None).then(Rc::default);
        let mut table = Table {
            needs: mapping.outside(),
            mapping,
            delimiter,
            reader,
            gauge,
            ahead: None,
            above: VecDeque::new(),
            rows: 0,
            headings,
            wide: Vec::new(),
            queue: VecDeque::new(),
            ended: false,
        };
        table.ahead = table.read();
        table
    }

    /// One row as the file has it; `None` at its end.
    fn read(&mut self) -> Option<Result<Row, (u64, csv::Error)>> {
        self.gauge.row();
        let mut record = csv::StringRecord::new();
        match self.reader.read_record(&mut record) {
            Ok(false) => None,
            Err(error) => Some(Err((self.reader.position().line(), error))),
            Ok(true) => {
                let inner: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
                let after = self.reader.position().line();
                // A row ends with a line feed, but for one that swallowed the end of the file.
                let torn = record.len() > 1 || record.get(0).is_some_and(|cell| cell != END);
                let torn = torn && record.iter().any(|cell| cell.contains(END));
                let line = after.saturating_sub(u64::from(!torn) + inner as u64).max(1);
                let cells = record.iter().map(str::to_owned).collect();
                Some(Ok(Row { line, cells }))
            }
        }
    }

    /// The next row; told as fatal where the file ends inside it.
    fn row(&mut self) -> Option<Result<Row, Met>> {
        let row = match self.ahead.take()? {
            Ok(row) => row,
            Err((line, error)) => return Some(Err(fatal(line, error))),
        };
        if row.cells.len() == 1 && row.cells.first().is_some_and(|cell| cell == END) {
            return None;
        }
        if row.cells.iter().any(|cell| cell.contains(END)) {
            return Some(Err(Met::Fatal(row.line, cut_off("inside quotes"))));
        }
        self.ahead = self.read();
        Some(Ok(row))
    }

    /// The cells of the next row, whatever they are; `None` at the end or at what is no row.
    pub fn cells(&mut self) -> Option<Vec<String>> {
        Some(self.row()?.ok()?.cells)
    }

    /// Whether the row just taken is the last, and no line feed stands after it.
    fn is_cut_off(&self) -> bool {
        let last = match &self.ahead {
            None => true,
            Some(Ok(row)) => row.cells.first().is_some_and(|cell| cell == END),
            Some(Err(_)) => false,
        };
        last && !self.gauge.ended_with_line()
    }

    fn take_row(&mut self, row: Row) -> Option<Met> {
        self.rows += 1;
        match &self.mapping.heading {
            Heading::None => {}
            Heading::Row(number) if self.rows < *number => return None,
            Heading::Row(number) if self.rows == *number => {
                let line = row.line;
                return self.head(row.cells, line);
            }
            Heading::Row(_) => {}
            Heading::Blocks { starts, above } => {
                let first = row
                    .cells
                    .first()
                    .map(|cell| cell.trim())
                    .unwrap_or_default();
                if starts.iter().any(|start| start == first) {
                    let line = row.line;
                    let names = stacked(&self.above, &row.cells);
                    self.above.clear();
                    return self.head(names, line);
                }
                if *above > 0 {
                    while self.above.len() >= *above {
                        self.above.pop_front();
                    }
                    self.above.push_back(row.clone());
                }
            }
        }
        let headings = Rc::clone(self.headings.as_ref()?);
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        if let Some(expected) = self.wrong_length(row.cells.len(), &headings) {
            if self.is_cut_off() {
                return Some(Met::Fatal(row.line, cut_off(&expected)));
            }
            let shown = self.shown(&row.cells);
            return Some(Met::Bad(row.line, bad_row(&expected), shown));
        }
        self.spread(row, headings);
        None
    }

    /// Headings, and the columns of a wide table that they name.
    fn head(&mut self, names: Vec<String>, line: u64) -> Option<Met> {
        let names = names.iter().map(|name| name.trim().to_owned()).collect();
        let headings = Headings::new(names);
        if let Some(wide) = &self.mapping.wide {
            let named = headings.names.iter().enumerate();
            let named =
                named.filter_map(|(at, name)| Some((at, pattern::first(&wide.header, name)?)));
            self.wide = named.collect();
            if self.wide.is_empty() {
                return Some(Met::Fatal(line, no_wide(&headings)));
            }
        }
        let missing = self
            .needs
            .iter()
            .find(|name| !headings.by_name.contains_key(*name));
        let missing = missing.map(|name| Met::Fatal(line, missing_column(name, &headings)));
        self.headings = Some(Rc::new(headings));
        missing
    }

    fn wrong_length(&self, found: usize, headings: &Headings) -> Option<String> {
        let allowed = match (self.mapping.fields.as_slice(), headings.names.len()) {
            ([], 0) => return None,
            ([], headings) => vec![headings],
            (fields, _) => fields.to_vec(),
        };
        // Of blocks with words between them a row may stop where nothing follows.
        let blocks = matches!(self.mapping.heading, Heading::Blocks { .. });
        let may_stop = blocks && (found == 1 || !self.is_cut_off());
        if allowed.contains(&found) || may_stop && found < headings.names.len() {
            return None;
        }
        let allowed: Vec<String> = allowed.iter().map(usize::to_string).collect();
        let cells = if found == 1 { "cell" } else { "cells" };
        let allowed = allowed.join(" or ");
        Some(format!("{found} {cells} where there are {allowed}"))
    }

    /// A row to its records.
    fn spread(&mut self, row: Row, headings: Rc<Headings>) {
        let line = row.line;
        let cells = Rc::new(row.cells);
        let record = |parts| Record {
            line,
            cells: Rc::clone(&cells),
            headings: Rc::clone(&headings),
            parts,
            ..Record::default()
        };
        let Some(wide) = &self.mapping.wide else {
            self.queue.push_back(record(Vec::new()));
            return;
        };
        for (at, holes) in &self.wide {
            let cell = cells.get(*at).map(|cell| cell.trim()).unwrap_or_default();
            if cell.is_empty() || wide.empty.iter().any(|empty| empty == cell) {
                continue;
            }
            let mut parts = holes.clone();
            parts.push(("cell".to_owned(), cell.to_owned()));
            self.queue.push_back(record(parts));
        }
    }

    /// A row as text again.
    fn shown(&self, cells: &[String]) -> String {
        shown(self.delimiter, cells)
    }
}

/// Cells as one line of delimited text.
pub fn shown(delimiter: u8, cells: &[String]) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_writer(Vec::new());
    let written = writer.write_record(cells).is_ok();
    let bytes = writer.into_inner().unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    match written {
        true => text.trim_end_matches('\n').to_owned(),
        false => String::new(),
    }
}

/// Headings of several rows: the cells of a column from above to below.
fn stacked(above: &VecDeque<Row>, last: &[String]) -> Vec<String> {
    let rows = || above.iter().map(|row| row.cells.as_slice()).chain([last]);
    (0..last.len())
        .map(|at| {
            let cells = rows().filter_map(|cells| cells.get(at));
            let cells = cells
                .map(|cell| cell.trim())
                .filter(|cell| !cell.is_empty());
            cells.collect::<Vec<_>>().join(" ")
        })
        .collect()
}

fn fatal(line: u64, error: csv::Error) -> Met {
    let told = error.to_string();
    let fault = match error.into_kind() {
        csv::ErrorKind::Io(source) => super::unreadable_text(&source),
        _ => Fault::new("bad_row", told, "save the file as delimited text in UTF-8"),
    };
    Met::Fatal(line, fault)
}

fn cut_off(how: &str) -> Fault {
    Fault::new(
        "cut_off",
        format!("the file ends in the middle of a row ({how})"),
        "it was probably not loaded to its end: get it again",
    )
}

fn bad_row(how: &str) -> Fault {
    Fault::new(
        "bad_row",
        how,
        "check the delimiter and the quotes of this row, or say `fields` in the mapping",
    )
}

fn missing_column(name: &str, headings: &Headings) -> Fault {
    let names = headings.names.iter().filter(|name| !name.is_empty());
    let near = names
        .clone()
        .map(|known| {
            (
                strsim::damerau_levenshtein(&known.to_lowercase(), &name.to_lowercase()),
                known,
            )
        })
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, known)| *distance * 3 <= known.chars().count());
    let names: Vec<&str> = names.map(String::as_str).take(20).collect();
    let message = match names.is_empty() {
        true => format!("there is no column `{name}`: the headings are blank"),
        false => format!(
            "there is no column `{name}` among the headings: {}",
            names.join(", ")
        ),
    };
    let way_on = "the mapping may be for another file; or add the column under [columns]";
    let hint = match near {
        Some((_, near)) => format!("did you mean {near}?"),
        None => way_on.to_owned(),
    };
    Fault::new("missing_column", message, hint)
}

fn no_wide(headings: &Headings) -> Fault {
    let names: Vec<&str> = headings.names.iter().map(String::as_str).take(20).collect();
    Fault::new(
        "missing_column",
        format!(
            "no heading reads as `wide.header` says: {}",
            names.join(", ")
        ),
        "the mapping may be for another file; or mend `header` under [wide]",
    )
}

impl Iterator for Table<'_> {
    type Item = Met;

    fn next(&mut self) -> Option<Met> {
        loop {
            if let Some(record) = self.queue.pop_front() {
                return Some(Met::Record(record));
            }
            if self.ended {
                return None;
            }
            let met = match self.row() {
                Some(Ok(row)) => self.take_row(row),
                Some(Err(met)) => Some(met),
                None => {
                    self.ended = true;
                    let headless = self.headings.is_none() && self.rows > 0;
                    headless.then(|| Met::Fatal(self.rows, no_headings()))
                }
            };
            if let Some(met) = met {
                self.ended |= matches!(met, Met::Fatal(..));
                return Some(met);
            }
        }
    }
}

fn no_headings() -> Fault {
    Fault::new(
        "missing_column",
        "the file has no row of headings as the mapping says",
        "the mapping may be for another file; or mend `header` in it",
    )
}
