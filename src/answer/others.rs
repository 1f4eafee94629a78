//! Runs the listings, and the further views (§7.4), that name no entry. Owns the way from their flags to the
//! options of each projection; folds nothing itself.

use super::run::filter;
use super::{Filters, View};
use crate::event::decimal::Decimal;
use crate::facts::Scope;
use crate::projection::tally::Tally;
use crate::projection::{
    contradictions, entries, observations, sanctions, sources, threats, yields,
};

pub(super) fn log(scope: &Scope<'_>, filters: &Filters, tally: &mut Tally) -> View {
    let rows = entries::log(scope, &filter(filters), filters.limit, tally);
    View::Entries(rows)
}

pub(super) fn timeline(scope: &Scope<'_>, filters: &Filters, tally: &mut Tally) -> View {
    let rows = entries::timeline(scope, &filter(filters), filters.limit, tally);
    View::Entries(rows)
}

pub(super) fn threats(scope: &Scope<'_>, why: bool, filters: &Filters, tally: &mut Tally) -> View {
    let filter = filter(filters);
    let options = threats::Options { filter, why };
    View::Threats(threats::rows(scope, &options, tally))
}

pub(super) fn sanctions(
    scope: &Scope<'_>,
    why: bool,
    filters: &Filters,
    tally: &mut Tally,
) -> View {
    let countries = filters.country.clone();
    let options = sanctions::Options { countries, why };
    View::Sanctions(sanctions::rows(scope, &options, tally))
}

pub(super) fn yields(scope: &Scope<'_>, why: bool, filters: &Filters, tally: &mut Tally) -> View {
    let options = yields::Options {
        countries: filters.country.clone(),
        since: filters.since.clone(),
        why,
    };
    View::Yields(yields::rows(scope, &options, tally))
}

pub(super) fn observations(
    scope: &Scope<'_>,
    why: bool,
    filters: &Filters,
    tally: &mut Tally,
) -> View {
    let countries = filters.country.clone();
    let options = observations::Options { countries, why };
    View::Observations(observations::rows(scope, &options, tally))
}

pub(super) fn sources(scope: &Scope<'_>, why: bool, filters: &Filters, tally: &mut Tally) -> View {
    let publishers = filters.publisher.clone();
    let options = sources::Options { publishers, why };
    View::Sources(sources::rows(scope, &options, tally))
}

pub(super) fn contradictions(
    scope: &Scope<'_>,
    tolerance: Decimal,
    why: bool,
    filters: &Filters,
    tally: &mut Tally,
) -> View {
    let options = contradictions::Options {
        tolerance,
        filter: filter(filters),
        why,
    };
    let found = contradictions::Found::of(scope, &options, tally);
    let most = filters.limit.map_or(usize::MAX, |limit| {
        usize::try_from(limit).unwrap_or(usize::MAX)
    });
    View::Contradictions(found.rows().take(most).collect())
}
