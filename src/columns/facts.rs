//! Exits, levels and moments as columns. Owns the bytes of those tables, both ways: what is told of each
//! entry beside its fact, the fact, and, of versions, which corrections led to it.

use super::code::{Decoder, Encoder};
use super::gather::Told;
use super::spine::{kind_of, number_of};
use super::{Sound, doubt};
use crate::event::when::Instant;
use crate::facts::Stage;
use crate::facts::book::{NONE, Name};
use crate::facts::compact::{ExitRow, LevelRow, MomentRow, Money, Span};
use crate::facts::scope::Standing;

const STAGES: [Stage; 4] = [
    Stage::Announced,
    Stage::UnderWay,
    Stage::Completed,
    Stage::Cancelled,
];

/// Rows of a table with what the clocks are asked of them.
#[derive(Debug, Default)]
pub(super) struct Rows<R> {
    pub(super) positions: Vec<i64>,
    pub(super) ends: Vec<i64>,
    pub(super) claimed: Vec<i64>,
    pub(super) published: Vec<i64>,
    pub(super) rows: Vec<R>,
}

impl<R: Columned> Rows<R> {
    /// Reads a block.
    pub(super) fn decode(bytes: &[u8]) -> Sound<Rows<R>> {
        Rows::from(&mut Decoder::new(bytes))
    }

    pub(super) fn from(read: &mut Decoder<'_>) -> Sound<Rows<R>> {
        let mut found = Rows {
            positions: read.numbers()?,
            ends: read.numbers()?,
            claimed: read.numbers()?,
            published: read.numbers()?,
            rows: Vec::new(),
        };
        found.rows = R::decode(read)?;
        let rows = found.rows.len();
        let heads = [
            &found.positions,
            &found.ends,
            &found.claimed,
            &found.published,
        ];
        if heads.iter().any(|column| column.len() != rows) {
            return doubt("columns of different lengths");
        }
        for (row, position) in found.rows.iter_mut().zip(&found.positions) {
            row.stand_at(u64::try_from(*position).unwrap_or(0));
        }
        Ok(found)
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
    out.numbers(&column(|told| super::spine::end_of(told.id)));
    out.numbers(&column(|told| i64::from(told.claimed)));
    out.repeated(&column(|told| told.published));
    let ids: Vec<i128> = told.iter().map(|(told, _)| told.id as i128).collect();
    let rows: Vec<R> = told.iter().map(|(_, row)| *row).collect();
    R::encode(&rows, &ids, out);
}

/// A compact row that has columns.
pub(super) trait Columned: Sized {
    fn encode(rows: &[Self], ids: &[i128], out: &mut Encoder);
    fn decode(read: &mut Decoder<'_>) -> Sound<Vec<Self>>;
    fn stand_at(&mut self, position: u64);
}

fn names<R>(out: &mut Encoder, rows: &[R], of: impl Fn(&R) -> Name) {
    let number = |row| match of(row) {
        NONE => -1,
        name => i64::from(name),
    };
    out.numbers(&rows.iter().map(number).collect::<Vec<i64>>());
}

fn instants<R>(out: &mut Encoder, rows: &[R], of: impl Fn(&R) -> Instant) {
    out.repeated(&rows.iter().map(|row| of(row).0).collect::<Vec<i64>>());
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
    let column = |of: fn(&Money) -> i128| values.iter().map(of).collect::<Vec<i128>>();
    out.wide(&column(|money| money.low));
    // −1 is no upper end of anything.
    out.wide(&column(|money| money.high.unwrap_or(-1)));
    let about = values.iter().map(|money| i64::from(money.about));
    out.numbers(&about.collect::<Vec<i64>>());
    names(out, &values, |money| money.currency);
}

fn name(number: i64) -> Name {
    Name::try_from(number).unwrap_or(NONE)
}

/// The next number of a column that is known to have one.
fn next<'a>(column: &mut impl Iterator<Item = &'a i64>) -> i64 {
    column.next().copied().unwrap_or(-1)
}

fn named<'a>(column: &mut impl Iterator<Item = &'a i64>) -> Name {
    name(next(column))
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
    let (low, high) = (read.wide()?, read.wide()?);
    let (about, currency) = (read.numbers()?, read.numbers()?);
    let columns = low.into_iter().zip(high).zip(about).zip(currency);
    let values = columns.map(|(((low, high), about), currency)| Money {
        low,
        high: (high >= 0).then_some(high),
        about: about != 0,
        currency: name(currency),
    });
    put(rows, &places, values.collect(), set)
}

impl Columned for ExitRow {
    fn encode(rows: &[ExitRow], ids: &[i128], out: &mut Encoder) {
        out.wide(ids);
        names(out, rows, |row| row.holder);
        names(out, rows, |row| row.asset);
        let stage = |row: &ExitRow| STAGES.iter().position(|stage| *stage == row.stage);
        let stages = rows.iter().map(|row| stage(row).unwrap_or(0) as i64);
        out.numbers(&stages.collect::<Vec<i64>>());
        instants(out, rows, |row| row.happened.earliest);
        instants(out, rows, |row| row.happened.latest);
        let follows = given(out, rows, |row| row.follows.map(|id| id as i128));
        out.wide(&follows);
        let deadlines = given(out, rows, |row| row.deadline.map(|deadline| deadline.0));
        out.repeated(&deadlines);
        moneys(out, rows, |row| row.amount);
        moneys(out, rows, |row| row.done);
    }

    fn decode(read: &mut Decoder<'_>) -> Sound<Vec<ExitRow>> {
        let ids = read.wide()?;
        let (holders, assets, stages) = (read.numbers()?, read.numbers()?, read.numbers()?);
        let (earliest, latest) = (read.numbers()?, read.numbers()?);
        let lengths = [&holders, &assets, &stages, &earliest, &latest];
        if lengths.iter().any(|column| column.len() != ids.len()) {
            return doubt("columns of different lengths");
        }
        let columns = ids.into_iter().zip(holders).zip(assets).zip(stages);
        let columns = columns.zip(earliest).zip(latest);
        let mut rows = Vec::new();
        for (((((id, holder), asset), stage), earliest), latest) in columns {
            let Some(stage) = STAGES.get(usize::try_from(stage).unwrap_or(usize::MAX)) else {
                return doubt("no such stage");
            };
            rows.push(ExitRow {
                position: 0,
                id: id as u128,
                follows: None,
                holder: name(holder),
                asset: name(asset),
                stage: *stage,
                amount: None,
                done: None,
                deadline: None,
                happened: Span {
                    earliest: Instant(earliest),
                    latest: Instant(latest),
                },
                standing: Standing::InView,
                disputed: false,
            });
        }
        let (places, follows) = (read.numbers()?, read.wide()?);
        put(&mut rows, &places, follows, |row, id| {
            row.follows = Some(id as u128);
        })?;
        let (places, deadlines) = (read.numbers()?, read.numbers()?);
        put(&mut rows, &places, deadlines, |row, deadline| {
            row.deadline = Some(Instant(deadline));
        })?;
        read_moneys(read, &mut rows, |row, money| row.amount = Some(money))?;
        read_moneys(read, &mut rows, |row, money| row.done = Some(money))?;
        Ok(rows)
    }

    fn stand_at(&mut self, position: u64) {
        self.position = position;
    }
}

impl Columned for MomentRow {
    fn encode(rows: &[MomentRow], _ids: &[i128], out: &mut Encoder) {
        let kinds = rows.iter().map(|row| number_of(row.kind));
        out.numbers(&kinds.collect::<Vec<i64>>());
        let spans = given(out, rows, |row| row.happened);
        instants(out, &spans, |span| span.earliest);
        instants(out, &spans, |span| span.latest);
    }

    fn decode(read: &mut Decoder<'_>) -> Sound<Vec<MomentRow>> {
        let row = |number: i64| {
            kind_of(number).map(|kind| MomentRow {
                position: 0,
                kind,
                happened: None,
                standing: Standing::InView,
                if_live: Standing::InView,
            })
        };
        let rows: Option<Vec<MomentRow>> = read.numbers()?.into_iter().map(row).collect();
        let Some(mut rows) = rows else {
            return doubt("no such kind");
        };
        let places = read.numbers()?;
        let (earliest, latest) = (read.numbers()?, read.numbers()?);
        let spans = earliest.into_iter().zip(latest);
        let spans = spans.map(|(earliest, latest)| Span {
            earliest: Instant(earliest),
            latest: Instant(latest),
        });
        put(&mut rows, &places, spans.collect(), |row, span| {
            row.happened = Some(span);
        })?;
        Ok(rows)
    }

    fn stand_at(&mut self, position: u64) {
        self.position = position;
    }
}

impl Columned for LevelRow {
    fn encode(rows: &[LevelRow], _ids: &[i128], out: &mut Encoder) {
        names(out, rows, |row| row.holder);
        names(out, rows, |row| row.asset);
        names(out, rows, |row| row.currency);
        names(out, rows, |row| row.series);
        names(out, rows, |row| row.basis);
        names(out, rows, |row| row.attribution);
        names(out, rows, |row| row.on);
        instants(out, rows, |row| row.happened.earliest);
        instants(out, rows, |row| row.happened.latest);
        out.wide(&rows.iter().map(|row| row.value).collect::<Vec<i128>>());
    }

    fn decode(read: &mut Decoder<'_>) -> Sound<Vec<LevelRow>> {
        let mut columns = Vec::new();
        for _ in 0..9 {
            columns.push(read.numbers()?);
        }
        let values = read.wide()?;
        let [
            holder,
            asset,
            currency,
            series,
            basis,
            attribution,
            on,
            earliest,
            latest,
        ] = columns.as_slice()
        else {
            return doubt("columns are missing");
        };
        if columns.iter().any(|column| column.len() != values.len()) {
            return doubt("columns of different lengths");
        }
        let [mut holder, mut asset, mut currency] = [holder, asset, currency].map(|it| it.iter());
        let [mut series, mut basis] = [series, basis].map(|it| it.iter());
        let [mut attribution, mut on] = [attribution, on].map(|it| it.iter());
        let [mut earliest, mut latest] = [earliest, latest].map(|it| it.iter());
        let row = |value| LevelRow {
            position: 0,
            holder: named(&mut holder),
            asset: named(&mut asset),
            currency: named(&mut currency),
            value,
            series: named(&mut series),
            basis: named(&mut basis),
            attribution: named(&mut attribution),
            happened: Span {
                earliest: Instant(next(&mut earliest)),
                latest: Instant(next(&mut latest)),
            },
            on: named(&mut on),
            disputed: false,
        };
        Ok(values.into_iter().map(row).collect())
    }

    fn stand_at(&mut self, position: u64) {
        self.position = position;
    }
}
