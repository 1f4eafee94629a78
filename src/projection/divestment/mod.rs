//! The divestment view (§7.1): who leaves which asset, pending and executed, beside the
//! levels held. Owns the key of its rows and the order of the fold; the arithmetic of
//! chains, levels and roll-ups lies in a file each.

pub mod chains;
pub mod exits;
pub mod levels;
pub mod periods;
pub mod rollup;
pub mod terms;

use super::rows::DivestmentRow;
use super::tally::Tally;
use crate::event::asset::Asset;
use crate::event::when::When;
use crate::facts::book::Book;
use crate::facts::{Holder, Scope};

/// What a row stands for; sorts as the rows do, nulls first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey {
    /// Country of the holder; null when rolled up by asset.
    pub country: Option<String>,
    /// Key of the holder; null when rolled up.
    pub holder: Option<String>,
    /// Class of the asset.
    pub asset: String,
    /// Its issuer.
    pub issuer: Option<String>,
    /// Currency; null when only an amount would tell.
    pub currency: Option<String>,
}

impl RowKey {
    /// The row of a holder, an asset and a currency.
    pub fn of(holder: &Holder, asset: &Asset, currency: Option<String>) -> RowKey {
        RowKey {
            country: holder.country.clone(),
            holder: Some(holder.key.clone()),
            asset: asset.class.clone(),
            issuer: asset.issuer.clone(),
            currency,
        }
    }
}

/// What makes up a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grouping {
    /// One row a holder.
    #[default]
    Holder,
    /// Summed over the holders of a country.
    Country,
    /// Summed over all holders, blocs left out.
    Asset,
}

/// How the view is asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// What makes up a row.
    pub by: Grouping,
    /// `us_treasury`, or `us_treasury:US`: only rows of that asset.
    pub asset: Option<String>,
    /// Only rows of these countries; empty = all.
    pub countries: Vec<String>,
    /// Where the change of levels is measured from.
    pub since: Option<When>,
    /// List the entries that each row rests on.
    pub why: bool,
}

/// The rows, in order of country, holder, asset, issuer, currency, nulls first.
pub fn rows(scope: &Scope<'_>, options: &Options, tally: &mut Tally) -> Vec<DivestmentRow> {
    let mut book = Book::default();
    let exits = exits::Exits::read(scope, &mut book, tally);
    fold(scope, exits, &mut book, options, tally)
}

/// The rows of exits, and of the levels of the scope, which are read once the exits have made room.
fn fold(
    scope: &Scope<'_>,
    exits: exits::Exits,
    book: &mut Book,
    options: &Options,
    tally: &mut Tally,
) -> Vec<DivestmentRow> {
    let mut groups = rollup::Groups::new(options.by, options.why);
    for state in exits.states() {
        groups.add_exit(&state, book, scope.horizon(), tally);
    }
    drop(exits);
    let left = scope.levels(book, &mut |book, level| {
        groups.add_level(&level, book, tally);
    });
    tally.leave_out_all(&left);
    groups.into_rows(options.since.as_ref(), book, |key| is_wanted(key, options))
}

/// Whether the filters choose the row of a key.
fn is_wanted(key: &RowKey, options: &Options) -> bool {
    chosen(
        &key.asset,
        key.issuer.as_ref(),
        key.country.as_ref(),
        options,
    )
}

fn chosen(
    asset: &str,
    issuer: Option<&String>,
    country: Option<&String>,
    options: &Options,
) -> bool {
    let of_asset = match options.asset.as_deref().map(|asset| asset.split_once(':')) {
        None => true,
        Some(None) => options.asset.as_deref() == Some(asset),
        Some(Some((class, of))) => class == asset && issuer.is_some_and(|issuer| issuer == of),
    };
    let listed = |country: &String| options.countries.contains(country);
    let of_country = options.countries.is_empty() || country.is_some_and(listed);
    of_asset && of_country
}
