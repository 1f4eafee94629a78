//! The citation of an export: what was asked, of which log, at which root. Owns the query of
//! `export`; the entries are the export's.

use serde_json::{Map, Value, json};

use super::query;
use super::{Citation, Filters};
use crate::clocks::Clocks;
use crate::log::Header;
use crate::projection::entries::Filter;
use crate::projection::tally::Tally;

/// Where a log was read to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The last entry considered.
    pub position: u64,
    /// The tree head there.
    pub root: String,
}

/// The citation of an export in a format; `asked` are its own arguments and flags.
pub fn citation(
    header: &Header,
    reached: Reached,
    (format, asked): (&str, Map<String, Value>),
    (clocks, filters): (&Clocks, &Filters),
    tally: &Tally,
) -> Citation {
    let mut query = query::clocks(clocks);
    query.insert("command".to_owned(), json!("export"));
    query.insert("arguments".to_owned(), json!([format]));
    query::put(&mut query, query::OF_EVENTS, filters);
    query.extend(asked);
    Citation {
        origin: header.origin.clone(),
        log: header.id.to_string(),
        position: reached.position,
        root: reached.root,
        query,
        undated: tally.undated,
        left_out: tally.left_out.clone(),
        rules: None,
        dateline: env!("CARGO_PKG_VERSION"),
    }
}

impl From<&Filters> for Filter {
    fn from(filters: &Filters) -> Filter {
        super::run::filter(filters)
    }
}
