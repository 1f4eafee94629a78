//! `parquet`: one file, one row for each state of each entry, typed and compressed. Owns the row
//! groups (so that memory stays bounded) and what the footer says; which entries go out is the
//! passage's, which states they have `flat`'s. The normative text is `schema/export-parquet.md`.

pub mod leaves;
pub mod schema;

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;

use super::flat::states::states;
use super::{ExportError, Passage, Progress};
use crate::answer::Citation;
use crate::projection::tally::Tally;
use leaves::Leaves;

/// A row group ends at so many rows, or bytes of text.
const MOST_ROWS: usize = 50_000;
const MOST_BYTES: usize = 24 << 20;

/// The version of the columns and of what they mean.
const FORM: &str = "1";

/// Writes the file; gives the number of entries in it.
///
/// # Errors
/// What the log says, or the writer.
pub fn write(
    passage: &Passage<'_>,
    tally: &mut Tally,
    progress: &mut Progress<'_>,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let mut file = File::begin(out)?;
    let point = passage.scope().point();
    let mut left = passage.limit();
    let mut written = 0;
    passage.listed(tally, progress, &mut |seen| {
        if left == 0 || !passage.filter().takes(&seen.known.event) {
            return Ok(());
        }
        left -= 1;
        written += 1;
        for state in states(seen.entry, passage.ledger(), point)? {
            file.rows.push(seen.entry, &state);
        }
        file.turn()
    })?;
    file.end(&passage.citation(tally))?;
    Ok(written)
}

/// A file being written.
struct File<'o> {
    writer: SerializedFileWriter<Vec<u8>>,
    rows: Leaves,
    out: &'o mut dyn Write,
}

impl<'o> File<'o> {
    fn begin(out: &'o mut dyn Write) -> Result<File<'o>, ExportError> {
        let schema = parse_message_type(&schema::message()).map_err(wrong)?;
        let level = ZstdLevel::try_new(3).map_err(wrong)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by(format!("dateline version {}", env!("CARGO_PKG_VERSION")))
            .build();
        let writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties));
        Ok(File {
            writer: writer.map_err(wrong)?,
            rows: Leaves::default(),
            out,
        })
    }

    /// Ends the row group when it is full.
    fn turn(&mut self) -> Result<(), ExportError> {
        match self.rows.count() >= MOST_ROWS || self.rows.bytes() >= MOST_BYTES {
            true => self.group(),
            false => Ok(()),
        }
    }

    fn group(&mut self) -> Result<(), ExportError> {
        let rows = std::mem::take(&mut self.rows);
        let mut group = self.writer.next_row_group().map_err(wrong)?;
        rows.write(&mut group).map_err(wrong)?;
        group.close().map_err(wrong)?;
        self.writer.flush()?;
        // What is whole goes out; the writer keeps count of where it stands.
        let whole = std::mem::take(self.writer.inner_mut());
        Ok(self.out.write_all(&whole)?)
    }

    fn end(mut self, citation: &Citation) -> Result<(), ExportError> {
        if self.rows.count() > 0 {
            self.group()?;
        }
        let told = [
            ("dateline.form", FORM.to_owned()),
            ("dateline.citation", text(citation)),
        ];
        for (key, value) in told {
            let told = KeyValue::new(key.to_owned(), value);
            self.writer.append_key_value_metadata(told);
        }
        let rest = self.writer.into_inner().map_err(wrong)?;
        Ok(self.out.write_all(&rest)?)
    }
}

/// A citation as JSON in one line.
fn text(citation: &Citation) -> String {
    let value = serde_json::to_value(citation).unwrap_or_default();
    crate::event::json::canonical(&value)
}

/// The file is made in memory: nothing but a schema at odds with its rows can go wrong there.
fn wrong(error: ParquetError) -> ExportError {
    ExportError::Output(io::Error::other(error))
}
