//! The columns of a row group while it fills: values with their definition and repetition
//! levels, leaf by leaf in the order of the schema. Owns that shredding; decides no type.

use std::io::Write;

use ::parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType,
    Int64Type,
};
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::writer::SerializedRowGroupWriter;

use super::schema::WIDTH;
use crate::export::flat::{COLUMNS, Cell, SOURCE, State, Type};
use crate::log::Entry;

/// Rows of a row group, column by column.
#[derive(Debug)]
pub struct Leaves {
    columns: Vec<Leaf>,
    sources: Vec<Leaf>,
    count: usize,
    bytes: usize,
}

/// One column of values.
#[derive(Debug)]
struct Leaf {
    values: Values,
    /// How much of the path to each value is there.
    definitions: Vec<i16>,
    /// Whether each value begins a row (0) or goes on with a list (1); none outside of lists.
    repetitions: Vec<i16>,
    shape: Shape,
}

/// What the levels of a column can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Required,
    Optional,
    List,
    OptionalInList,
}

#[derive(Debug)]
enum Values {
    Bytes(Vec<ByteArray>),
    Longs(Vec<i64>),
    Fixed(Vec<FixedLenByteArray>),
    Flags(Vec<bool>),
}

impl Values {
    fn of(ty: Type) -> Values {
        match ty {
            Type::Text | Type::Texts => Values::Bytes(Vec::new()),
            Type::Whole | Type::Instant => Values::Longs(Vec::new()),
            Type::Exact => Values::Fixed(Vec::new()),
            Type::Flag => Values::Flags(Vec::new()),
        }
    }
}

impl Default for Leaves {
    /// No rows.
    fn default() -> Leaves {
        let columns = COLUMNS.iter().map(|column| {
            let shape = match (column.ty, column.required) {
                (Type::Texts, _) => Shape::List,
                (_, true) => Shape::Required,
                (_, false) => Shape::Optional,
            };
            Leaf::new(column.ty, shape)
        });
        let sources = SOURCE
            .iter()
            .map(|column| Leaf::new(column.ty, Shape::OptionalInList));
        Leaves {
            columns: columns.collect(),
            sources: sources.collect(),
            count: 0,
            bytes: 0,
        }
    }
}

impl Leaves {
    /// Rows so far.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Bytes of text so far.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds a row.
    pub fn push(&mut self, entry: &Entry, state: &State<'_>) {
        for (column, leaf) in COLUMNS.iter().zip(&mut self.columns) {
            self.bytes += leaf.push(column.read(entry, state));
        }
        let sources = state.known.event.sources();
        for (column, leaf) in SOURCE.iter().zip(&mut self.sources) {
            if sources.is_empty() {
                leaf.level(0, 0);
            }
            for (nth, source) in sources.iter().enumerate() {
                let cell = (column.read)(source);
                leaf.level(if cell == Cell::Null { 1 } else { 2 }, i16::from(nth > 0));
                self.bytes += leaf.value(cell);
            }
        }
        self.count += 1;
    }

    /// Writes all columns, in order.
    ///
    /// # Errors
    /// When they are not those of the schema.
    pub fn write<W: Write + Send>(self, group: &mut SerializedRowGroupWriter<'_, W>) -> Result<()> {
        for leaf in self.columns.into_iter().chain(self.sources) {
            leaf.write(group)?;
        }
        Ok(())
    }
}

impl Leaf {
    fn new(ty: Type, shape: Shape) -> Leaf {
        Leaf {
            values: Values::of(ty),
            definitions: Vec::new(),
            repetitions: Vec::new(),
            shape,
        }
    }

    fn level(&mut self, definition: i16, repetition: i16) {
        self.definitions.push(definition);
        self.repetitions.push(repetition);
    }

    /// A cell outside of sources; gives the bytes of its text.
    fn push(&mut self, cell: Cell) -> usize {
        match (self.shape, cell) {
            (Shape::List, Cell::Texts(texts)) if !texts.is_empty() => {
                let mut bytes = 0;
                for (nth, text) in texts.into_iter().enumerate() {
                    self.level(1, i16::from(nth > 0));
                    bytes += self.value(Cell::Text(text));
                }
                bytes
            }
            (Shape::List, _) => {
                self.level(0, 0);
                0
            }
            (Shape::Required, cell) => self.value(cell),
            (_, cell) => {
                self.definitions.push(i16::from(cell != Cell::Null));
                self.value(cell)
            }
        }
    }

    fn value(&mut self, cell: Cell) -> usize {
        match (&mut self.values, cell) {
            (Values::Bytes(values), Cell::Text(text)) => {
                let bytes = text.len();
                values.push(ByteArray::from(text.into_bytes()));
                bytes
            }
            (Values::Longs(values), Cell::Whole(number) | Cell::Instant(number)) => {
                values.push(number);
                0
            }
            (Values::Fixed(values), Cell::Exact(millionths)) => {
                let bytes = millionths.to_be_bytes();
                let low = bytes.get(bytes.len() - WIDTH..).unwrap_or_default();
                values.push(FixedLenByteArray::from(low.to_vec()));
                WIDTH
            }
            (Values::Flags(values), Cell::Flag(flag)) => {
                values.push(flag);
                0
            }
            _ => 0,
        }
    }

    fn write<W: Write + Send>(self, group: &mut SerializedRowGroupWriter<'_, W>) -> Result<()> {
        match &self.values {
            Values::Bytes(values) => self.typed::<ByteArrayType, W>(values, group),
            Values::Longs(values) => self.typed::<Int64Type, W>(values, group),
            Values::Fixed(values) => self.typed::<FixedLenByteArrayType, W>(values, group),
            Values::Flags(values) => self.typed::<BoolType, W>(values, group),
        }
    }

    fn typed<T: DataType, W: Write + Send>(
        &self,
        values: &[T::T],
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<()> {
        let defined = (self.shape != Shape::Required).then_some(self.definitions.as_slice());
        let listed = matches!(self.shape, Shape::List | Shape::OptionalInList);
        let repeated = listed.then_some(self.repetitions.as_slice());
        let column = group.next_column()?;
        let mut column = column
            .ok_or_else(|| ParquetError::General("more columns than the schema has".to_owned()))?;
        column.typed::<T>().write_batch(values, defined, repeated)?;
        column.close()
    }
}
