//! Amendments as columns, and the index of them that a read makes: what amends an entry, and
//! whether it counts. Owns that table and index; the rule is `amend::counts`, as everywhere.

use std::convert::Infallible;
use std::sync::OnceLock;

use uuid::Uuid;

use super::code::Encoder;
use super::dates;
use super::decode::Decoder;
use super::gather::Amending;
use super::spine::{kind_of, number_of};
use super::{Sound, doubt};
use crate::amend::{self, Point, Sign, Signs};
use crate::event::when::Instant;
use crate::facts::ids::ById;

/// The bytes of a block.
pub(super) fn encode(signs: &[Amending]) -> Vec<u8> {
    let column = |of: fn(&Amending) -> i64| signs.iter().map(of).collect::<Vec<i64>>();
    let ids = |of: fn(&Amending) -> u128| signs.iter().map(|it| of(it) as i128).collect::<Vec<_>>();
    let mut out = Encoder::default();
    out.numbers(&column(|it| {
        i64::try_from(it.sign.position).unwrap_or(i64::MAX)
    }));
    out.numbers(&column(|it| number_of(it.sign.kind)));
    out.numbers(&column(|it| i64::from(it.sign.published.is_some())));
    let dated = signs.iter().filter_map(|it| it.sign.published);
    dates::write(&mut out, &dated.map(|at| at.0).collect::<Vec<i64>>());
    out.wide(&ids(|it| it.sign.id.as_u128()));
    out.wide(&ids(|it| it.target));
    out.numbers(&column(|it| i64::try_from(it.offset).unwrap_or(i64::MAX)));
    out.numbers(&column(|it| i64::from(it.of_clocks)));
    out.finish()
}

/// Reads what the amendments of a block amend, and nothing else.
pub(super) fn targets(bytes: &[u8]) -> Sound<Vec<u128>> {
    let mut read = Decoder::new(bytes);
    // Positions, kinds, whether dated, and dates.
    (0..5).try_for_each(|_| read.pass_numbers())?;
    read.pass_wide()?;
    let targets = read.wide()?.into_iter();
    Ok(targets.map(|id: i128| id as u128).collect())
}

/// Reads a block.
pub(super) fn decode(bytes: &[u8]) -> Sound<Vec<Amending>> {
    let mut read = Decoder::new(bytes);
    let (positions, kinds, is_dated) = (read.numbers()?, read.numbers()?, read.numbers()?);
    let dated = dates::read(&mut read)?;
    let (ids, targets) = (read.wide()?, read.wide()?);
    let (offsets, of_clocks) = (read.numbers()?, read.numbers()?);
    let numbers = [&kinds, &is_dated, &offsets, &of_clocks].map(Vec::len);
    let mut lengths = numbers.into_iter().chain([ids.len(), targets.len()]);
    if lengths.any(|length| length != positions.len()) {
        return doubt("columns of different lengths");
    }
    let mut dated = dated.into_iter();
    let columns = positions.into_iter().zip(kinds).zip(is_dated);
    let columns = columns
        .zip(ids)
        .zip(targets)
        .zip(offsets.into_iter().zip(of_clocks));
    let row = |(((((position, kind), is_dated), id), target), (offset, of_clocks))| {
        let (id, target): (i128, i128) = (id, target);
        let published = match is_dated {
            0 => None,
            _ => Some(Instant(dated.next()?)),
        };
        Some(Amending {
            sign: Sign {
                id: Uuid::from_u128(id as u128),
                position: u64::try_from(position).ok()?,
                kind: kind_of(kind)?,
                published,
            },
            target: target as u128,
            offset: u64::try_from(offset).ok()?,
            of_clocks: of_clocks != 0,
        })
    };
    let rows: Option<Vec<Amending>> = columns.map(row).collect();
    rows.map_or_else(|| doubt("an amendment that is none"), Ok)
}

/// Every amendment of a log, found by what it amends: by the position of that, which is how rows are
/// known, or by its id.
#[derive(Debug)]
pub(super) struct Index {
    all: Vec<Amending>,
    /// Positions of what is amended, in order, each with the place of an amendment in `all`.
    places: Vec<(u64, u32)>,
    by_id: OnceLock<Chains>,
}

/// The amendments of each target as a chain of places.
#[derive(Debug)]
struct Chains {
    first: ById<u32>,
    next: Vec<u32>,
}

/// The end of a chain.
const LAST: u32 = u32::MAX;

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(LAST)
}

impl Chains {
    fn of(all: &[Amending]) -> Chains {
        let mut first: ById<u32> = ById::with_capacity_and_hasher(all.len(), Default::default());
        let mut next = vec![LAST; all.len()];
        // From the last on, so that each chain runs forward.
        for (place, amending) in all.iter().enumerate().rev() {
            let later = first.insert(amending.target, number(place));
            if let (Some(later), Some(next)) = (later, next.get_mut(place)) {
                *next = later;
            }
        }
        Chains { first, next }
    }
}

impl Index {
    /// Of amendments in order of position, each with the position of what it amends, 0 where that is
    /// nowhere.
    pub(super) fn of(all: Vec<Amending>, targets: &[u64]) -> Index {
        let places = targets.iter().enumerate();
        let places = places.filter(|(_, target)| **target != 0);
        let mut places: Vec<(u64, u32)> = places
            .map(|(place, target)| (*target, number(place)))
            .collect();
        places.sort_unstable();
        Index {
            all,
            places,
            by_id: OnceLock::new(),
        }
    }

    /// Positions from one to another that are amended, in order, some more than once.
    pub(super) fn amended(&self, first: u64, last: u64) -> impl Iterator<Item = u64> {
        let from = self.places.partition_point(|(at, _)| *at < first);
        let places = self.places.get(from..).unwrap_or_default().iter();
        let places = places.map(|(at, _)| *at);
        places.take_while(move |at| *at <= last)
    }

    /// Whether the entry at a position is amended.
    pub(super) fn is_amended(&self, position: u64) -> bool {
        self.amended(position, position).next().is_some()
    }

    /// The amendments of the entry at a position, in order.
    pub(super) fn of_place(&self, position: u64) -> impl Iterator<Item = &Amending> {
        let from = self.places.partition_point(|(at, _)| *at < position);
        let places = self.places.get(from..).unwrap_or_default().iter();
        let places = places.take_while(move |(at, _)| *at == position);
        places.filter_map(|(_, place)| self.all.get(*place as usize))
    }

    /// The amendments of the entry of an id, in order.
    pub(super) fn of_target(&self, target: u128) -> impl Iterator<Item = &Amending> {
        let chains = self.by_id.get_or_init(|| Chains::of(&self.all));
        let mut next = chains.first.get(&target).copied().unwrap_or(LAST);
        std::iter::from_fn(move || {
            let place = next as usize;
            let found = self.all.get(place)?;
            next = chains.next.get(place).copied().unwrap_or(LAST);
            Some(found)
        })
    }

    /// What is amended after a position, each with such an amendment of it, in order of what it is of.
    pub(super) fn after(&self, position: u64) -> impl Iterator<Item = (u64, &Amending)> {
        let found = |(at, place): &(u64, u32)| Some((*at, self.all.get(*place as usize)?));
        let all = self.places.iter().filter_map(found);
        all.filter(move |(_, amending)| amending.sign.position > position)
    }

    /// Of the amendments after a position, in order, the positions of what they amend.
    pub(super) fn targets_after(&self, position: u64) -> Vec<u64> {
        let from = self.all.partition_point(|it| it.sign.position <= position);
        let mut targets = vec![0; self.all.len() - from];
        for (target, place) in &self.places {
            let place = (*place as usize).checked_sub(from);
            if let Some(slot) = place.and_then(|place| targets.get_mut(place)) {
                *slot = *target;
            }
        }
        targets
    }

    /// Whether an amendment counts at a point.
    pub(super) fn counts(&self, amending: &Amending, point: Point) -> bool {
        let Ok(counts) = amend::counts(placed(amending), &Placed(self), point);
        counts
    }
}

/// The index as asked by the rule of amendments, the position of an entry standing for its id.
struct Placed<'a>(&'a Index);

fn placed(amending: &Amending) -> Sign {
    Sign {
        id: Uuid::from_u128(u128::from(amending.sign.position)),
        ..amending.sign
    }
}

impl Signs for Placed<'_> {
    type Error = Infallible;

    fn signs(&self, target: Uuid) -> Result<Vec<Sign>, Infallible> {
        let position = u64::try_from(target.as_u128()).unwrap_or(0);
        Ok(self.0.of_place(position).map(placed).collect())
    }
}
