//! Instants as columns: most are the first or the last microsecond of a day, so days and what is
//! over them are columns of their own. Owns that, and the spans of dates.

use super::code::Encoder;
use super::decode::Decoder;
use super::{Sound, doubt};
use crate::event::when::Instant;
use crate::facts::compact::Span;

const DAY: i64 = 86_400_000_000;

/// Writes instants.
pub(super) fn write(out: &mut Encoder, instants: &[i64]) {
    let column = |of: fn(i64) -> i64| instants.iter().map(|at| of(*at)).collect::<Vec<i64>>();
    out.numbers(&column(|at| at.div_euclid(DAY)));
    out.numbers(&column(|at| at.rem_euclid(DAY)));
}

/// Reads instants.
pub(super) fn read(read: &mut Decoder<'_>) -> Sound<Vec<i64>> {
    let (mut days, over) = (read.numbers()?, read.numbers()?);
    if days.len() != over.len() {
        return doubt("columns of different lengths");
    }
    for (day, over) in days.iter_mut().zip(over) {
        *day = day.wrapping_mul(DAY).wrapping_add(over);
    }
    Ok(days)
}

/// Spans as two columns of instants.
#[derive(Debug, Default)]
pub(super) struct Spans {
    earliest: Vec<i64>,
    latest: Vec<i64>,
}

impl Spans {
    /// Writes spans.
    pub(super) fn write(out: &mut Encoder, spans: impl Iterator<Item = Span>) {
        let (earliest, length): (Vec<i64>, Vec<i64>) = spans
            .map(|span| {
                let (first, last) = (span.earliest.0, span.latest.0);
                (first, last.wrapping_sub(first))
            })
            .unzip();
        write(out, &earliest);
        out.numbers(&length);
    }

    /// Reads spans.
    pub(super) fn read(from: &mut Decoder<'_>) -> Sound<Spans> {
        let earliest = read(from)?;
        let mut latest = from.numbers()?;
        if earliest.len() != latest.len() {
            return doubt("columns of different lengths");
        }
        for (last, first) in latest.iter_mut().zip(&earliest) {
            *last = last.wrapping_add(*first);
        }
        Ok(Spans { earliest, latest })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.earliest.len()
    }

    /// The span of a row.
    pub(super) fn at(&self, row: usize) -> Option<Span> {
        Some(Span {
            earliest: Instant(*self.earliest.get(row)?),
            latest: Instant(*self.latest.get(row)?),
        })
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = Span> {
        let both = self.earliest.iter().zip(&self.latest);
        both.map(|(earliest, latest)| Span {
            earliest: Instant(*earliest),
            latest: Instant(*latest),
        })
    }
}
