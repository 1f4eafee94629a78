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

/// What was asked for: the format, and the argument and flags that it alone has.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Its name.
    pub format: &'static str,
    /// The REF of an event, where a format is about one; at last its id.
    pub reference: Option<String>,
    /// Its flags, as a citation gives them.
    pub flags: Map<String, Value>,
}

/// The citation of an export.
pub fn citation(
    header: &Header,
    reached: Reached,
    asked: &Asked,
    (clocks, filters): (&Clocks, &Filters),
    tally: &Tally,
) -> Citation {
    let mut query = query::clocks(clocks);
    let arguments = std::iter::once(asked.format).chain(asked.reference.as_deref());
    let arguments: Vec<&str> = arguments.collect();
    query.insert("command".to_owned(), json!("export"));
    query.insert("arguments".to_owned(), json!(arguments));
    query::put(&mut query, query::OF_EVENTS, filters);
    query.extend(asked.flags.clone());
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
