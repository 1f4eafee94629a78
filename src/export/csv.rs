//! `csv`: a flat table for spreadsheets, one row an event, the same columns for every store. Owns
//! the columns (made from the field tables) and what keeps a cell from being taken for a formula;
//! quoting is the csv format's own.

use std::io::Write;

use serde_json::Value;

use super::{ExportError, Passage, Progress, Seen};
use crate::event::amount::Amount;
use crate::event::decimal::Decimal;
use crate::event::field::{Field, FieldType as Ty};
use crate::event::source::{Source, first_published, independent};
use crate::event::when::When;
use crate::event::{Event, sentence, tables};
use crate::facts::scope::Claims;
use crate::projection::catalog::HAPPENINGS;
use crate::projection::tally::Tally;
use crate::render::csv::write_record;

/// What some spreadsheets need in front to read UTF-8 as what it is.
pub const BOM: &[u8] = b"\xef\xbb\xbf";

/// What stands between the items of a list in a cell.
const BETWEEN: &str = "; ";

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name in the first row.
    pub name: String,
    /// What stands in it.
    pub about: String,
    part: Part,
}

/// What of an entry stands in a cell.
#[derive(Debug, Clone, Copy)]
enum Part {
    Position,
    Id,
    RecordedAt,
    RecordedBy,
    Kind,
    Headline,
    Revisions,
    Disputed,
    Field(&'static str, Of),
    Sources(OfSources),
}

/// What of a field.
#[derive(Debug, Clone, Copy)]
enum Of {
    Whole,
    Earliest,
    Latest,
    /// A member of an object.
    Member(&'static str),
    /// The country of a party, or a list of codes.
    Country,
}

/// What of the sources.
#[derive(Debug, Clone, Copy)]
enum OfSources {
    Count,
    Independent,
    Members(&'static str),
    Published(Of),
}

/// Every column, in order.
pub fn columns() -> Vec<Column> {
    let mut columns = Columns(Vec::new());
    columns.own("position", "place of the entry in the log", Part::Position);
    columns.own("id", "identity of the entry, a UUID", Part::Id);
    columns.common("label");
    columns.own("kind", "kind of the event", Part::Kind);
    let about = "the title, else a sentence made from the fields";
    columns.own("headline", about, Part::Headline);
    columns.common("happened");
    columns.common("ongoing");
    columns.common("claimed_by");
    let about = "number of corrections that count";
    columns.own("revisions", about, Part::Revisions);
    columns.own("disputed", "number of disputes that count", Part::Disputed);
    for kind in HAPPENINGS {
        for field in tables::fields(*kind) {
            columns.field(field);
        }
    }
    columns.sources();
    for name in ["title", "titles", "tags", "note"] {
        columns.common(name);
    }
    let about = "when the store recorded it, UTC";
    columns.own("recorded_at", about, Part::RecordedAt);
    columns.own("recorded_by", "who recorded it", Part::RecordedBy);
    columns.0
}

struct Columns(Vec<Column>);

impl Columns {
    /// Kinds share fields; of those of one name the first gives the column.
    fn own(&mut self, name: &str, about: &str, part: Part) {
        if self.0.iter().all(|known| known.name != name) {
            self.0.push(Column {
                name: name.to_owned(),
                about: about.to_owned(),
                part,
            });
        }
    }

    fn common(&mut self, name: &str) {
        let all = HAPPENINGS.iter().flat_map(|kind| tables::common(*kind));
        if let Some(field) = all.into_iter().find(|field| field.name == name) {
            self.field(field);
        }
    }

    fn field(&mut self, field: &'static Field) {
        let name = field.name;
        let part = |of: Of| Part::Field(name, of);
        let member = |member: &'static str| part(Of::Member(member));
        let whole = field.help;
        match field.ty {
            Ty::Date => {
                self.own(
                    name,
                    &format!("{whole}: as recorded, EDTF"),
                    part(Of::Whole),
                );
                let first = format!("{name}_earliest");
                self.own(
                    &first,
                    "first day that it can mean, UTC",
                    part(Of::Earliest),
                );
                let last = format!("{name}_latest");
                self.own(&last, "last day that it can mean, UTC", part(Of::Latest));
            }
            Ty::Party => {
                self.own(name, &format!("{whole}: the name"), member("name"));
                self.own(&format!("{name}_id"), "the party's slug", member("id"));
                let about = "its country, or the countries themselves";
                self.own(&format!("{name}_country"), about, part(Of::Country));
                self.own(&format!("{name}_type"), "the party's type", member("type"));
            }
            Ty::Codes if name == "by" => {
                let about = "its country, or the countries themselves";
                self.own("by_country", about, part(Of::Country));
            }
            Ty::Amount => {
                self.own(name, &format!("{whole}: the figure"), member("value"));
                let about = "upper end, of a range";
                self.own(&format!("{name}_high"), about, member("high"));
                let about = "ISO 4217 code";
                self.own(&format!("{name}_currency"), about, member("currency"));
                let about = "exact, about, at_least or at_most";
                self.own(&format!("{name}_bound"), about, member("bound"));
            }
            Ty::Asset => {
                self.own(name, &format!("{whole}: the class"), member("class"));
                self.own(&format!("{name}_issuer"), "its issuer", member("issuer"));
            }
            Ty::Instrument => {
                self.own(name, &format!("{whole}: its issuer"), member("issuer"));
                self.own(&format!("{name}_tenor"), "its tenor", member("tenor"));
            }
            _ => self.own(name, whole, part(Of::Whole)),
        }
    }

    fn sources(&mut self) {
        let mut own = |name: &str, about: &str, of| self.own(name, about, Part::Sources(of));
        own("sources", "number of sources", OfSources::Count);
        let about = "number of them that do not relay one another";
        own("independent_sources", about, OfSources::Independent);
        for (name, member, about) in [
            ("publishers", "publisher", "who published it"),
            ("urls", "url", "addresses of the sources"),
            ("origins", "origin", "whom the sources relay"),
            ("source_titles", "title", "titles of the sources"),
            (
                "archive_urls",
                "archive_url",
                "addresses of archived copies",
            ),
            ("evidence", "evidence", "names of kept copies"),
        ] {
            own(name, about, OfSources::Members(member));
        }
        let about = "first date on which a source published it: as recorded, EDTF";
        own("published", about, OfSources::Published(Of::Whole));
        let about = "first day that it can mean, UTC";
        own(
            "published_earliest",
            about,
            OfSources::Published(Of::Earliest),
        );
        let about = "last day that it can mean, UTC";
        own("published_latest", about, OfSources::Published(Of::Latest));
    }
}

/// Writes the table; gives the number of its rows.
///
/// # Errors
/// What the log says, or the writer.
pub fn write(
    passage: &Passage<'_>,
    bom: bool,
    tally: &mut Tally,
    progress: &mut Progress<'_>,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let columns = columns();
    if bom {
        out.write_all(BOM)?;
    }
    write_record(columns.iter().map(|column| &column.name[..]), out)?;
    let mut rows = 0;
    passage.events(Claims::Always, tally, progress, &mut |seen| {
        let cells: Vec<String> = columns.iter().map(|column| cell(column, &seen)).collect();
        write_record(cells.iter().map(String::as_str), out)?;
        rows += 1;
        Ok(())
    })?;
    Ok(rows)
}

fn cell(column: &Column, seen: &Seen<'_>) -> String {
    let (entry, event) = (seen.entry, &*seen.known.event);
    let count = |number: usize| match number {
        0 => String::new(),
        number => number.to_string(),
    };
    let text = match column.part {
        Part::Position => entry.position.to_string(),
        Part::Id => entry.id.to_string(),
        Part::RecordedAt => entry.recorded_at.to_text(),
        Part::RecordedBy => entry.recorded_by.clone(),
        Part::Kind => event.kind().name().to_owned(),
        Part::Headline => sentence::headline(event),
        Part::Revisions => count(seen.known.corrections.len() + seen.known.skipped.len()),
        Part::Disputed => count(seen.known.disputes.len()),
        Part::Field(name, of) => field(event, name, of),
        Part::Sources(of) => sources(&event.sources(), of),
    };
    harmless(text)
}

fn field(event: &Event, name: &str, of: Of) -> String {
    let Some(value) = event.fields().get(name) else {
        return String::new();
    };
    match of {
        Of::Whole => plain(value),
        Of::Earliest | Of::Latest => day(event.when(name).as_ref(), of),
        // Nothing said of how sure an amount is means exact (a column with gaps would mislead).
        Of::Member("bound") => Amount::from_stored(value)
            .map_or(String::new(), |amount| amount.bound.name().to_owned()),
        Of::Member(member) => plain(value.get(member).unwrap_or(&Value::Null)),
        Of::Country => match value {
            Value::Array(_) => plain(value),
            party => plain(party.get("country").unwrap_or(&Value::Null)),
        },
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => joined(items.iter().map(plain)),
        Value::Object(texts) => {
            let texts = texts.iter();
            joined(texts.map(|(tag, text)| format!("{tag}={}", plain(text))))
        }
        other => other.to_string(),
    }
}

fn joined(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(BETWEEN)
}

fn day(when: Option<&When>, of: Of) -> String {
    match (when, of) {
        (None, _) => String::new(),
        (Some(when), Of::Earliest) => when.earliest.day_text(),
        (Some(when), Of::Latest) => when.latest.day_text(),
        (Some(when), _) => when.text.clone(),
    }
}

fn sources(sources: &[Source], of: OfSources) -> String {
    match of {
        OfSources::Count => sources.len().to_string(),
        OfSources::Independent => independent(sources).to_string(),
        OfSources::Published(of) => day(first_published(sources).as_ref(), of),
        OfSources::Members(name) => {
            let all = sources.iter().filter_map(|source| match name {
                "publisher" => source.publisher.clone(),
                "url" => source.url.clone(),
                "origin" => source.origin.clone(),
                "title" => source.title.clone(),
                "archive_url" => source.archive_url.clone(),
                _ => source.evidence.clone(),
            });
            let mut met: Vec<String> = Vec::new();
            for text in all.filter(|text| !text.is_empty()) {
                if !met.contains(&text) {
                    met.push(text);
                }
            }
            met.join(BETWEEN)
        }
    }
}

/// A text that a spreadsheet would take for a formula, with an apostrophe before it; a negative
/// number is a number.
fn harmless(text: String) -> String {
    let first = text.trim_start().chars().next();
    let runs = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
    );
    let led = text.starts_with(['\t', '\r', '\n']);
    match (runs || led) && Decimal::parse(&text).is_none() {
        true => format!("'{text}"),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_run_is_made_text_and_numbers_stay_numbers() {
        let same = |text: &str| harmless(text.to_owned()) == text;
        assert!(same("-3.5") && same("25") && same("plain") && same("a=b") && same(""));
        for text in [
            "=1+1", "+1", "-", "-cmd", "@SUM(A1)", " =1", "\t=1", "＝1", "--1",
        ] {
            assert_eq!(harmless(text.to_owned()), format!("'{text}"));
        }
    }

    #[test]
    fn a_column_has_one_name() {
        let columns = columns();
        for (at, column) in columns.iter().enumerate() {
            let before = columns.iter().take(at);
            assert!(before.clone().all(|other| other.name != column.name));
            assert!(!column.about.is_empty(), "{}", column.name);
        }
    }
}
