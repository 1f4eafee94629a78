//! Rows from chains and levels: by holder, by country, by asset. Owns what a roll-up leaves
//! out (blocs, levels of others than countries) and the counts that a row carries.

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::exits::State;
use super::levels::Series;
use super::terms::Part;
use super::{Grouping, RowKey};
use crate::crew;
use crate::event::when::{Instant, When};
use crate::facts::book::{Book, Name};
use crate::facts::compact::LevelRow;
use crate::facts::ids::{ById, ByWord};
use crate::projection::band::Range;
use crate::projection::rows::DivestmentRow;
use crate::projection::tally::Tally;

/// Rows that a thread makes at once.
const AT_ONCE: usize = 256;

/// Parts and levels by row.
#[derive(Debug)]
pub struct Groups {
    by: Grouping,
    why: bool,
    /// What a holder's rows have in common, by the number of its key.
    heads: Heads,
    places: ById<usize>,
    groups: Vec<Group>,
    /// Of a group and the name of a series where that is among its series.
    series: ByWord<usize>,
}

/// Numbers of countries, in the order in which they were met; by holder keys stand for themselves.
#[derive(Debug, Default)]
struct Heads {
    of_key: Vec<Option<Name>>,
    countries: BTreeMap<Option<String>, Name>,
}

#[derive(Debug)]
struct Group {
    /// Of one of its holders.
    key: Name,
    asset: Name,
    currency: Name,
    pending: Range,
    executed: Range,
    unquantified: u64,
    overdue: u64,
    /// When the states of the chains happened, and what these executed.
    done: Vec<(Instant, Range)>,
    series: Vec<Series>,
    /// Entries that it rests on, and whether each is disputed; the undisputed only when asked.
    rests_on: Vec<(u64, bool)>,
    /// The holder last named, and where.
    named: Option<(u64, Name)>,
}

impl Groups {
    /// No rows yet; with `why` they list the entries that they rest on.
    pub fn new(by: Grouping, why: bool) -> Groups {
        Groups {
            by,
            why,
            heads: Heads::default(),
            places: ById::default(),
            groups: Vec::new(),
            series: ByWord::default(),
        }
    }

    /// Adds what a chain contributes. A bloc's exit is left out of the roll-up by asset, and
    /// counted once, however many rows it would have gone to.
    pub fn add_exit(
        &mut self,
        state: &State<'_>,
        book: &Book,
        horizon: Instant,
        tally: &mut Tally,
    ) {
        let parts = state.terms().parts(horizon);
        if self.leaves_out(state.at.holder, book) {
            if parts.iter().any(Option::is_some) {
                tally.leave_out("blocs");
            }
            return;
        }
        for part in parts.into_iter().flatten() {
            self.add_part(state, book, &part);
        }
    }

    fn add_part(&mut self, state: &State<'_>, book: &Book, part: &Part<Name>) {
        let at = state.at;
        let currency = part.currency.unwrap_or(crate::facts::book::NONE);
        let (why, named) = (self.why, is_named(at.holder, book));
        let place = self.place(at.holder, at.asset, currency, book);
        let Some(group) = self.groups.get_mut(place) else {
            return;
        };
        group.pending = group.pending.plus(part.pending.unwrap_or(Range::ZERO));
        group.executed = group.executed.plus(part.executed.unwrap_or(Range::ZERO));
        group.unquantified += u64::from(part.unquantified);
        group.overdue += u64::from(part.overdue);
        let executed = part.executed.map(|executed| (at.happened.latest, executed));
        group.done.extend(executed);
        for stage in state.rests_on() {
            group.rest(stage.position, stage.disputed, why);
        }
        group.name(at.position, at.holder, named);
    }

    /// Adds a level, where the roll-up shows it: of countries by country, none by asset.
    pub fn add_level(&mut self, level: &LevelRow, book: &Book, tally: &mut Tally) {
        if self.leaves_out(level.holder, book) {
            tally.leave_out("blocs");
        }
        let is_country = |holder| book.holder_at(holder).is_some_and(|it| it.is_country);
        let shown = match self.by {
            Grouping::Holder => true,
            Grouping::Country => is_country(level.holder),
            Grouping::Asset => false,
        };
        if !shown {
            return;
        }
        let (why, named) = (self.why, is_named(level.holder, book));
        let place = self.place(level.holder, level.asset, level.currency, book);
        if let Some(group) = self.groups.get_mut(place) {
            let next = group.series.len();
            let key = (place as u64) << 32 | u64::from(level.series);
            let at = *self.series.entry(key).or_insert(next);
            if at == next {
                group.series.push(Series::default());
            }
            if let Some(series) = group.series.get_mut(at) {
                series.add(level);
            }
            group.rest(level.position, level.disputed, why);
            group.name(level.position, level.holder, named);
        }
    }

    fn leaves_out(&self, holder: Name, book: &Book) -> bool {
        let is_bloc = || book.holder_at(holder).is_some_and(|it| it.is_bloc);
        self.by == Grouping::Asset && is_bloc()
    }

    /// Where the group of a row is.
    fn place(&mut self, holder: Name, asset: Name, currency: Name, book: &Book) -> usize {
        let key = book.key_of(holder);
        let head = match self.by {
            Grouping::Holder => key,
            Grouping::Country => self.heads.country(key, book),
            Grouping::Asset => 0,
        };
        let [head, of, money] = [head, asset, currency].map(u128::from);
        let next = self.groups.len();
        let place = *self
            .places
            .entry(head << 64 | of << 32 | money)
            .or_insert(next);
        if place == next {
            self.groups.push(Group::new(key, asset, currency));
        }
        place
    }

    fn row_key(&self, group: &Group, book: &Book) -> RowKey {
        let (country, holder) = book.key_at(group.key).cloned().unwrap_or_default();
        let asset = book.asset_at(group.asset).cloned();
        let (asset, issuer) = asset.map(|it| (it.class, it.issuer)).unwrap_or_default();
        RowKey {
            country: country.filter(|_| self.by != Grouping::Asset),
            holder: (self.by == Grouping::Holder).then_some(holder),
            asset,
            issuer,
            currency: book.text_at(group.currency).map(str::to_owned),
        }
    }

    /// The rows that are wanted, in order.
    pub fn into_rows(
        self,
        since: Option<&When>,
        book: &Book,
        wanted: impl Fn(&RowKey) -> bool,
    ) -> Vec<DivestmentRow> {
        let groups = self.groups.iter();
        let mut keyed: Vec<(RowKey, &Group)> = groups
            .map(|group| (self.row_key(group, book), group))
            .filter(|(key, _)| wanted(key))
            .collect();
        keyed.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let mut rows = Vec::with_capacity(keyed.len());
        let mut keyed = keyed.into_iter();
        let done: Result<(), Infallible> = crew::in_order(
            &mut || {
                let some: Vec<_> = keyed.by_ref().take(AT_ONCE).collect();
                Ok((!some.is_empty()).then_some(some))
            },
            &|| {
                |some: Vec<(RowKey, &Group)>| {
                    let some = some.into_iter();
                    let some = some.map(|(key, group)| group.to_row(key, since, self.why, book));
                    some.collect::<Vec<DivestmentRow>>()
                }
            },
            &mut |some| {
                rows.extend(some);
                Ok(())
            },
        );
        let Ok(()) = done;
        rows
    }
}

fn is_named(holder: Name, book: &Book) -> bool {
    let holder = book.holder_at(holder);
    holder.is_some_and(|holder| holder.name.is_some())
}

impl Heads {
    fn country(&mut self, key: Name, book: &Book) -> Name {
        let place = key as usize;
        if self.of_key.len() <= place {
            self.of_key.resize(place + 1, None);
        }
        if let Some(Some(number)) = self.of_key.get(place) {
            return *number;
        }
        let country = book.key_at(key).and_then(|(country, _)| country.clone());
        let next = Name::try_from(self.countries.len()).unwrap_or(Name::MAX);
        let number = *self.countries.entry(country).or_insert(next);
        if let Some(known) = self.of_key.get_mut(place) {
            *known = Some(number);
        }
        number
    }
}

impl Group {
    fn new(key: Name, asset: Name, currency: Name) -> Self {
        Group {
            key,
            asset,
            currency,
            pending: Range::ZERO,
            executed: Range::ZERO,
            unquantified: 0,
            overdue: 0,
            done: Vec::new(),
            series: Vec::new(),
            rests_on: Vec::new(),
            named: None,
        }
    }

    fn rest(&mut self, position: u64, disputed: bool, why: bool) {
        if why || disputed {
            self.rests_on.push((position, disputed));
        }
    }

    fn name(&mut self, position: u64, holder: Name, named: bool) {
        if named && self.named.is_none_or(|(last, _)| last <= position) {
            self.named = Some((position, holder));
        }
    }

    fn to_row(&self, key: RowKey, since: Option<&When>, why: bool, book: &Book) -> DivestmentRow {
        let latest_level = self.series.iter().filter_map(Series::latest).max();
        let after = latest_level.map(|level| self.executed_after(level));
        let mut series: Vec<&Series> = self.series.iter().collect();
        series.sort_by_key(|series| book.text_at(series.name()));
        let levels = series
            .into_iter()
            .filter_map(|series| series.told(since, book));
        let mut rests_on = self.rests_on.clone();
        rests_on.sort_unstable();
        rests_on.dedup();
        let disputed = rests_on.iter().filter(|(_, disputed)| *disputed).count();
        let named = self.named.filter(|_| key.holder.is_some());
        let holder = named.and_then(|(_, holder)| book.holder_at(holder));
        DivestmentRow {
            holder: key.holder,
            country: key.country,
            asset: key.asset,
            issuer: key.issuer,
            currency: key.currency,
            pending: self.pending.shown(),
            executed: self.executed.shown(),
            unquantified: self.unquantified,
            overdue: self.overdue,
            levels: levels.collect(),
            executed_after_level: after.map(Range::shown),
            disputed: disputed as u64,
            entries: why.then(|| rests_on.iter().map(|(position, _)| *position).collect()),
            periods: None,
            holder_name: holder.and_then(|holder| holder.name.clone()),
        }
    }

    /// Executed, of chains whose state happened after the latest level.
    fn executed_after(&self, level: Instant) -> Range {
        let later = self.done.iter().filter(|(happened, _)| *happened > level);
        later
            .map(|(_, executed)| *executed)
            .fold(Range::ZERO, Range::plus)
    }
}
