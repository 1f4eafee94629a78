//! Rows from chains and levels: by holder, by country, by asset. Owns what a roll-up leaves
//! out (blocs, levels of others than countries) and the counts that a row carries.

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::exits::State;
use super::levels;
use super::terms::Part;
use super::{Grouping, RowKey};
use crate::crew;
use crate::event::when::{Instant, When};
use crate::facts::book::{Book, Name};
use crate::facts::compact::LevelRow;
use crate::facts::ids::ById;
use crate::projection::band::Range;
use crate::projection::rows::DivestmentRow;
use crate::projection::tally::Tally;

/// Rows that a thread makes at once.
const AT_ONCE: usize = 256;

/// Parts and levels by row.
#[derive(Debug)]
pub struct Groups<'a> {
    by: Grouping,
    why: bool,
    book: &'a Book,
    /// What a holder's rows have in common, by the number of its key.
    heads: Heads,
    places: ById<usize>,
    groups: Vec<Group<'a>>,
}

/// Numbers of countries, in the order in which they were met; by holder keys stand for themselves.
#[derive(Debug, Default)]
struct Heads {
    of_key: Vec<Option<Name>>,
    countries: BTreeMap<Option<String>, Name>,
}

#[derive(Debug)]
struct Group<'a> {
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
    levels: Vec<&'a LevelRow>,
    /// Entries that it rests on, and whether each is disputed; the undisputed only when asked.
    rests_on: Vec<(u64, bool)>,
    /// The holder last named, and where.
    named: Option<(u64, Name)>,
}

impl<'a> Groups<'a> {
    /// No rows yet; with `why` they list the entries that they rest on.
    pub fn new(by: Grouping, why: bool, book: &'a Book) -> Groups<'a> {
        Groups {
            by,
            why,
            book,
            heads: Heads::default(),
            places: ById::default(),
            groups: Vec::new(),
        }
    }

    /// Adds what a chain contributes. A bloc's exit is left out of the roll-up by asset, and
    /// counted once, however many rows it would have gone to.
    pub fn add_exit(&mut self, state: &State<'a>, horizon: Instant, tally: &mut Tally) {
        let parts = state.terms().parts(horizon);
        if self.leaves_out(state.at.holder) {
            if parts.iter().any(Option::is_some) {
                tally.leave_out("blocs");
            }
            return;
        }
        for part in parts.into_iter().flatten() {
            self.add_part(state, &part);
        }
    }

    fn add_part(&mut self, state: &State<'a>, part: &Part<Name>) {
        let at = state.at;
        let currency = part.currency.unwrap_or(crate::facts::book::NONE);
        let (why, named) = (self.why, self.is_named(at.holder));
        let Some(group) = self.group(at.holder, at.asset, currency) else {
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
    pub fn add_level(&mut self, level: &'a LevelRow, tally: &mut Tally) {
        if self.leaves_out(level.holder) {
            tally.leave_out("blocs");
        }
        let is_country = |holder| self.book.holder_at(holder).is_some_and(|it| it.is_country);
        let shown = match self.by {
            Grouping::Holder => true,
            Grouping::Country => is_country(level.holder),
            Grouping::Asset => false,
        };
        if !shown {
            return;
        }
        let (why, named) = (self.why, self.is_named(level.holder));
        if let Some(group) = self.group(level.holder, level.asset, level.currency) {
            group.levels.push(level);
            group.rest(level.position, level.disputed, why);
            group.name(level.position, level.holder, named);
        }
    }

    fn leaves_out(&self, holder: Name) -> bool {
        let is_bloc = || self.book.holder_at(holder).is_some_and(|it| it.is_bloc);
        self.by == Grouping::Asset && is_bloc()
    }

    fn is_named(&self, holder: Name) -> bool {
        let holder = self.book.holder_at(holder);
        holder.is_some_and(|holder| holder.name.is_some())
    }

    fn group(&mut self, holder: Name, asset: Name, currency: Name) -> Option<&mut Group<'a>> {
        let key = self.book.key_of(holder);
        let head = match self.by {
            Grouping::Holder => key,
            Grouping::Country => self.heads.country(key, self.book),
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
        self.groups.get_mut(place)
    }

    fn row_key(&self, group: &Group<'_>) -> RowKey {
        let (country, holder) = self.book.key_at(group.key).cloned().unwrap_or_default();
        let asset = self.book.asset_at(group.asset).cloned();
        let (asset, issuer) = asset.map(|it| (it.class, it.issuer)).unwrap_or_default();
        RowKey {
            country: country.filter(|_| self.by != Grouping::Asset),
            holder: (self.by == Grouping::Holder).then_some(holder),
            asset,
            issuer,
            currency: self.book.text_at(group.currency).map(str::to_owned),
        }
    }

    /// The rows that are wanted, in order.
    pub fn into_rows(
        self,
        since: Option<&When>,
        wanted: impl Fn(&RowKey) -> bool,
    ) -> Vec<DivestmentRow> {
        let groups = self.groups.iter();
        let mut keyed: Vec<(RowKey, &Group<'_>)> = groups
            .map(|group| (self.row_key(group), group))
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
                |some: Vec<(RowKey, &Group<'_>)>| {
                    let some = some.into_iter();
                    let some =
                        some.map(|(key, group)| group.to_row(key, since, self.why, self.book));
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

impl Group<'_> {
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
            levels: Vec::new(),
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
        let latest_level = self.levels.iter().map(|level| level.happened.latest);
        let after = latest_level.max().map(|level| self.executed_after(level));
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
            levels: levels::by_series(&self.levels, since, book),
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
