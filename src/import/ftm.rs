//! FollowTheMoney entities to records: one JSON object a line, properties as lists of values.
//! An entity names others by id; a first walk over the file keeps their captions and countries.
//! Owns that form; what becomes of a Sanction or an Event is the mapping's.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader, Read};

use serde_json::Value;

use super::encoding::{Decoded, END, Gauge, LONGEST_ROW};
use super::record::Record;
use super::table::Met;
use crate::event::Fault;

/// What others say of an entity that they name.
#[derive(Debug, Clone, Default)]
struct Named {
    caption: String,
    country: Vec<String>,
}

/// The entities of a file, by id.
#[derive(Debug, Default)]
pub struct Entities(HashMap<String, Named>);

/// Reads the entities of one file.
pub struct Ftm {
    entities: Entities,
    reader: BufReader<Decoded>,
    gauge: Gauge,
    line: u64,
    ended: bool,
}

impl Entities {
    /// The first walk. What is wrong with the file is told by the second.
    pub fn read(text: Decoded, gauge: Gauge) -> Entities {
        let mut found = HashMap::new();
        for met in Ftm::new(Entities::default(), text, gauge) {
            let Met::Record(record) = met else { continue };
            let first = |name: &str| record.named.get(name).and_then(|values| values.first());
            let (Some(id), Some(caption)) = (first("id"), first("caption")) else {
                continue;
            };
            let country = record.named.get("country").cloned().unwrap_or_default();
            let caption = caption.clone();
            found.insert(id.clone(), Named { caption, country });
        }
        Entities(found)
    }
}

impl Ftm {
    /// Over a stream of text.
    pub fn new(entities: Entities, text: Decoded, gauge: Gauge) -> Ftm {
        Ftm {
            entities,
            reader: BufReader::with_capacity(1 << 16, text),
            gauge,
            line: 0,
            ended: false,
        }
    }

    fn read(&mut self) -> std::io::Result<String> {
        self.gauge.row();
        self.line += 1;
        let mut text = String::new();
        let most = LONGEST_ROW as u64;
        self.reader.by_ref().take(most).read_line(&mut text)?;
        if text.len() >= LONGEST_ROW && !text.ends_with('\n') {
            let endless = super::encoding::BadText::EndlessRow;
            return Err(std::io::Error::new(
                std::io::ErrorKind::InvalidData,
                endless,
            ));
        }
        Ok(text)
    }

    fn entity(&self, text: &str) -> Met {
        let value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) if error.is_eof() => {
                let fault = Fault::new(
                    "cut_off",
                    "the file ends in the middle of a row (of JSON)",
                    "it was probably not loaded to its end: get it again",
                );
                return match self.gauge.ended_with_line() {
                    false => Met::Fatal(self.line, fault),
                    true => self.bad("JSON that ends early", text),
                };
            }
            Err(error) => return self.bad(&format!("no JSON at column {}", error.column()), text),
        };
        match self.record(&value) {
            Some(record) => Met::Record(record),
            None => self.bad("no entity: it has no id, schema and properties", text),
        }
    }

    fn bad(&self, what: &str, text: &str) -> Met {
        let fault = Fault::new(
            "bad_row",
            what,
            "an entity of FollowTheMoney is one JSON object on a line of its own",
        );
        Met::Bad(self.line, fault, text.to_owned())
    }

    fn record(&self, value: &Value) -> Option<Record> {
        let properties = value.get("properties")?.as_object()?;
        let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, values) in properties {
            let values = match values {
                Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
                Value::String(text) => vec![text.as_str()],
                _ => Vec::new(),
            };
            let values = values.into_iter().map(|text| text.trim().to_owned());
            let values: Vec<String> = values.filter(|text| !text.is_empty()).collect();
            let others: Vec<&Named> = values
                .iter()
                .filter_map(|id| self.entities.0.get(id))
                .collect();
            if !others.is_empty() {
                let captions = others.iter().map(|other| other.caption.clone());
                named.insert(format!("{name}.caption"), captions.collect());
                let mut countries: Vec<String> = Vec::new();
                for country in others.iter().flat_map(|other| &other.country) {
                    if !countries.contains(country) {
                        countries.push(country.clone());
                    }
                }
                named.insert(format!("{name}.country"), countries);
            }
            named.insert(name.clone(), values);
        }
        let own = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let caption = own("caption").or_else(|| named.get("name")?.first().cloned());
        named.insert("id".to_owned(), vec![own("id")?]);
        named.insert("schema".to_owned(), vec![own("schema")?]);
        named.insert("caption".to_owned(), caption.into_iter().collect());
        Some(Record {
            line: self.line,
            named,
            ..Record::default()
        })
    }
}

impl Iterator for Ftm {
    type Item = Met;

    fn next(&mut self) -> Option<Met> {
        while !self.ended {
            let text = match self.read() {
                Ok(text) => text,
                Err(error) => {
                    self.ended = true;
                    return Some(Met::Fatal(self.line, super::unreadable_text(&error)));
                }
            };
            let row = text.trim();
            if row == END || text.is_empty() {
                self.ended = true;
            } else if !row.is_empty() {
                return Some(self.entity(row));
            }
        }
        None
    }
}
