//! Exits, levels and moments as columns. Owns the bytes of those tables, both ways: what is told of each
//! entry beside its fact, the fact, and, of versions, which corrections led to it.

use uuid::Uuid;

use super::code::Encoder;
use super::dates::{self, Spans};
use super::decode::Decoder;
use super::gather::{Told, UNDATED};
use super::spine::{kind_of, number_of};
use super::{Sound, doubt};
use crate::event::Kind;
use crate::event::when::Instant;
use crate::facts::Stage;
use crate::facts::book::{NONE, Name};
use crate::facts::compact::{ExitRow, LevelRow, Millionths, MomentRow, Money, Span};
use crate::facts::scope::Standing;

const STAGES: [Stage; 4] = [
    Stage::Announced,
    Stage::UnderWay,
    Stage::Completed,
    Stage::Cancelled,
];

/// Rows of a table with what the clocks are asked of them.
#[derive(Debug)]
pub(super) struct Rows<R: Columned> {
    pub(super) positions: Vec<i64>,
    pub(super) claimed: Vec<i64>,
    pub(super) published: Vec<i64>,
    pub(super) columns: R::Columns,
}

impl<R: Columned> Rows<R> {
    /// Reads a block.
    pub(super) fn decode(bytes: &[u8]) -> Sound<Rows<R>> {
        Rows::from(&mut Decoder::new(bytes))
    }

    pub(super) fn from(read: &mut Decoder<'_>) -> Sound<Rows<R>> {
        let (positions, claimed) = (read.numbers()?, read.numbers()?);
        let mut published = vec![UNDATED; positions.len()];
        let (places, dated) = (read.numbers()?, dates::read(read)?);
        put(&mut published, &places, dated, |row, at| *row = at)?;
        let columns = R::read(read, positions.len())?;
        match claimed.len() == positions.len() {
            true => Ok(Rows {
                positions,
                claimed,
                published,
                columns,
            }),
            false => doubt("columns of different lengths"),
        }
    }

    /// A row as it stands at its position.
    pub(super) fn row(&self, at: usize) -> Option<R> {
        let position = u64::try_from(*self.positions.get(at)?).ok()?;
        R::row(&self.columns, at, position)
    }
}

/// The bytes of a block.
pub(super) fn encode<R: Columned + Copy>(told: &[(Told, R)]) -> Vec<u8> {
    let mut out = Encoder::default();
    write(&mut out, told);
    out.finish()
}

/// Writes rows.
pub(super) fn write<R: Columned + Copy>(out: &mut Encoder, told: &[(Told, R)]) {
    let column = |of: fn(&Told) -> i64| told.iter().map(|(told, _)| of(told)).collect::<Vec<_>>();
    out.numbers(&column(|told| {
        i64::try_from(told.position).unwrap_or(i64::MAX)
    }));
    out.numbers(&column(|told| i64::from(told.claimed)));
    let dated = |(told, _): &(Told, R)| (told.published != UNDATED).then_some(told.published);
    let dated = given(out, told, dated);
    dates::write(out, &dated);
    let rows: Vec<R> = told.iter().map(|(_, row)| *row).collect();
    R::write(&rows, out);
}

/// A compact row that has columns.
pub(super) trait Columned: Sized {
    /// What its columns are read into.
    type Columns: std::fmt::Debug + Send;
    fn write(rows: &[Self], out: &mut Encoder);
    fn read(read: &mut Decoder<'_>, rows: usize) -> Sound<Self::Columns>;
    /// What it is of.
    fn kind(columns: &Self::Columns, row: usize) -> Kind;
    /// When it happened.
    fn happened(columns: &Self::Columns, row: usize) -> Option<Span>;
    /// The row, of the entry at a position.
    fn row(columns: &Self::Columns, row: usize, position: u64) -> Option<Self>;
}

fn names<R>(out: &mut Encoder, rows: &[R], of: impl Fn(&R) -> Name) {
    let number = |row| match of(row) {
        NONE => -1,
        name => i64::from(name),
    };
    out.numbers(&rows.iter().map(number).collect::<Vec<i64>>());
}

/// The rows that have something, and what.
fn given<R, T>(out: &mut Encoder, rows: &[R], of: impl Fn(&R) -> Option<T>) -> Vec<T> {
    let mut places = Vec::new();
    let mut values = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        if let Some(value) = of(row) {
            places.push(place as i64);
            values.push(value);
        }
    }
    out.numbers(&places);
    values
}

fn moneys<R>(out: &mut Encoder, rows: &[R], of: impl Fn(&R) -> Option<Money>) {
    let values = given(out, rows, of);
    let low = values.iter().map(|money| money.low.0);
    out.wide(&low.collect::<Vec<i128>>());
    // −1 is no upper end of anything; most are the lower end again.
    let above = |money: &Money| match money.high {
        None => -1,
        Some(high) => high.0.wrapping_sub(money.low.0),
    };
    let spread = |money: &Money| match above(money) {
        above if above >= 0 || money.high.is_none() => above,
        _ => -2,
    };
    out.wide(&values.iter().map(spread).collect::<Vec<i128>>());
    let about = values.iter().map(|money| i64::from(money.about));
    out.numbers(&about.collect::<Vec<i64>>());
    names(out, &values, |money| money.currency);
    // A range that runs down, which no valid amount does.
    let downward = |money: &Money| match above(money) < 0 {
        true => money.high.map(|high| high.0),
        false => None,
    };
    let downward = given(out, &values, downward);
    out.wide(&downward);
}

fn name(number: i64) -> Name {
    Name::try_from(number).unwrap_or(NONE)
}

fn put<R, T>(rows: &mut [R], places: &[i64], values: Vec<T>, set: impl Fn(&mut R, T)) -> Sound<()> {
    if places.len() != values.len() {
        return doubt("columns of different lengths");
    }
    for (place, value) in places.iter().zip(values) {
        let place = usize::try_from(*place).unwrap_or(usize::MAX);
        match rows.get_mut(place) {
            Some(row) => set(row, value),
            None => return doubt("a value of no row"),
        }
    }
    Ok(())
}

fn read_moneys<R>(
    read: &mut Decoder<'_>,
    rows: &mut [R],
    set: impl Fn(&mut R, Money),
) -> Sound<()> {
    let places = read.numbers()?;
    let (low, above) = (read.wide()?, read.wide()?);
    let (about, currency) = (read.numbers()?, read.numbers()?);
    let columns = low.into_iter().zip(above).zip(about).zip(currency);
    let values = columns.map(|(((low, above), about), currency)| Money {
        low: Millionths(low),
        high: (above >= 0).then(|| Millionths(low.wrapping_add(above))),
        about: about != 0,
        currency: name(currency),
    });
    let mut values: Vec<Money> = values.collect();
    let (downward, highs) = (read.numbers()?, read.wide()?);
    put(&mut values, &downward, highs, |money, high| {
        money.high = Some(Millionths(high));
    })?;
    put(rows, &places, values, set)
}

impl Columned for ExitRow {
    type Columns = Vec<ExitRow>;

    fn write(rows: &[ExitRow], out: &mut Encoder) {
        let number = |id: Uuid| id.as_u128() as i128;
        out.wide(&rows.iter().map(|row| number(row.id)).collect::<Vec<_>>());
        names(out, rows, |row| row.holder);
        names(out, rows, |row| row.asset);
        let stage = |row: &ExitRow| STAGES.iter().position(|stage| *stage == row.stage);
        let stages = rows.iter().map(|row| stage(row).unwrap_or(0) as i64);
        out.numbers(&stages.collect::<Vec<i64>>());
        Spans::write(out, rows.iter().map(|row| row.happened));
        let follows = given(out, rows, |row| row.follows.map(number));
        out.wide(&follows);
        let deadlines = given(out, rows, |row| row.deadline.map(|deadline| deadline.0));
        dates::write(out, &deadlines);
        moneys(out, rows, |row| row.amount);
        moneys(out, rows, |row| row.done);
    }

    fn read(read: &mut Decoder<'_>, rows: usize) -> Sound<Vec<ExitRow>> {
        let ids = read.wide()?;
        let (holders, assets, stages) = (read.numbers()?, read.numbers()?, read.numbers()?);
        let spans = Spans::read(read)?;
        let lengths = [holders.len(), assets.len(), stages.len(), spans.len()];
        if ids.len() != rows || lengths.iter().any(|length| *length != rows) {
            return doubt("columns of different lengths");
        }
        let columns = ids.into_iter().zip(holders).zip(assets).zip(stages);
        let mut found = Vec::with_capacity(rows);
        for ((((id, holder), asset), stage), happened) in columns.zip(spans.all()) {
            let Some(stage) = STAGES.get(usize::try_from(stage).unwrap_or(usize::MAX)) else {
                return doubt("no such stage");
            };
            found.push(ExitRow {
                position: 0,
                id: Uuid::from_u128(id as u128),
                follows: None,
                holder: name(holder),
                asset: name(asset),
                stage: *stage,
                amount: None,
                done: None,
                deadline: None,
                happened,
                standing: Standing::InView,
                disputed: false,
            });
        }
        let (places, follows) = (read.numbers()?, read.wide()?);
        put(&mut found, &places, follows, |row, id| {
            row.follows = Some(Uuid::from_u128(id as u128));
        })?;
        let (places, deadlines) = (read.numbers()?, dates::read(read)?);
        put(&mut found, &places, deadlines, |row, deadline| {
            row.deadline = Some(Instant(deadline));
        })?;
        read_moneys(read, &mut found, |row, money| row.amount = Some(money))?;
        read_moneys(read, &mut found, |row, money| row.done = Some(money))?;
        Ok(found)
    }

    fn kind(_columns: &Vec<ExitRow>, _row: usize) -> Kind {
        Kind::FundExit
    }

    fn happened(columns: &Vec<ExitRow>, row: usize) -> Option<Span> {
        columns.get(row).map(|row| row.happened)
    }

    fn row(columns: &Vec<ExitRow>, row: usize, position: u64) -> Option<ExitRow> {
        columns.get(row).map(|row| ExitRow { position, ..*row })
    }
}

impl Columned for MomentRow {
    type Columns = Vec<MomentRow>;

    fn write(rows: &[MomentRow], out: &mut Encoder) {
        let kinds = rows.iter().map(|row| number_of(row.kind));
        out.numbers(&kinds.collect::<Vec<i64>>());
        let spans = given(out, rows, |row| row.happened);
        Spans::write(out, spans.into_iter());
    }

    fn read(read: &mut Decoder<'_>, rows: usize) -> Sound<Vec<MomentRow>> {
        let row = |number: i64| {
            kind_of(number).map(|kind| MomentRow {
                position: 0,
                kind,
                happened: None,
                standing: Standing::InView,
                if_live: Standing::InView,
            })
        };
        let found: Option<Vec<MomentRow>> = read.numbers()?.into_iter().map(row).collect();
        let Some(mut found) = found.filter(|found| found.len() == rows) else {
            return doubt("no such kind, or columns of different lengths");
        };
        let (places, spans) = (read.numbers()?, Spans::read(read)?);
        put(&mut found, &places, spans.all().collect(), |row, span| {
            row.happened = Some(span);
        })?;
        Ok(found)
    }

    fn kind(columns: &Vec<MomentRow>, row: usize) -> Kind {
        columns.get(row).map_or(Kind::Citation, |row| row.kind)
    }

    fn happened(columns: &Vec<MomentRow>, row: usize) -> Option<Span> {
        columns.get(row)?.happened
    }

    fn row(columns: &Vec<MomentRow>, row: usize, position: u64) -> Option<MomentRow> {
        columns.get(row).map(|row| MomentRow { position, ..*row })
    }
}

/// Levels, column by column: most are never made rows, since the clocks leave them out.
#[derive(Debug)]
pub(super) struct LevelColumns {
    /// Holder, asset, currency, series, basis, attribution, date as written.
    names: [Vec<i64>; 7],
    happened: Spans,
    values: Vec<i128>,
}

impl Columned for LevelRow {
    type Columns = LevelColumns;

    fn write(rows: &[LevelRow], out: &mut Encoder) {
        names(out, rows, |row| row.holder);
        names(out, rows, |row| row.asset);
        names(out, rows, |row| row.currency);
        names(out, rows, |row| row.series);
        names(out, rows, |row| row.basis);
        names(out, rows, |row| row.attribution);
        names(out, rows, |row| row.on);
        Spans::write(out, rows.iter().map(|row| row.happened));
        out.wide(&rows.iter().map(|row| row.value.0).collect::<Vec<i128>>());
    }

    fn read(read: &mut Decoder<'_>, rows: usize) -> Sound<LevelColumns> {
        let mut names: [Vec<i64>; 7] = Default::default();
        for column in &mut names {
            *column = read.numbers()?;
        }
        let columns = LevelColumns {
            names,
            happened: Spans::read(read)?,
            values: read.wide()?,
        };
        let named = columns.names.iter().all(|column| column.len() == rows);
        match named && columns.happened.len() == rows && columns.values.len() == rows {
            true => Ok(columns),
            false => doubt("columns of different lengths"),
        }
    }

    fn kind(_columns: &LevelColumns, _row: usize) -> Kind {
        Kind::Holding
    }

    fn happened(columns: &LevelColumns, row: usize) -> Option<Span> {
        columns.happened.at(row)
    }

    fn row(columns: &LevelColumns, row: usize, position: u64) -> Option<LevelRow> {
        let [holder, asset, currency, series, basis, attribution, on] = &columns.names;
        let named = |column: &[i64]| column.get(row).map_or(NONE, |number| name(*number));
        Some(LevelRow {
            position,
            holder: named(holder),
            asset: named(asset),
            currency: named(currency),
            value: Millionths(*columns.values.get(row)?),
            series: named(series),
            basis: named(basis),
            attribution: named(attribution),
            happened: columns.happened.at(row)?,
            on: named(on),
            disputed: false,
        })
    }
}
