//! `export sqlite` and `export parquet` on the command line. Both may be left out of a build, by
//! the features of the same names: the command then says so. Owns that and their words; the forms
//! are the `export` room's.

use super::Work;
use super::forms::{FILTERS, Form};
use crate::cli::error::CliError;

/// A database in one file.
pub(super) const SQLITE: Form = Form {
    name: "sqlite",
    about: "A database for Datasette, SQL and full-text search",
    notes: "Entries, events, links, amendments and sources as tables that refer to each other, a\n\
            view for each kind, the rows of every view (view_divestment, view_stance, …), full\n\
            text in any script, and the citation in metadata. Figures are exact text; a column\n\
            of the name and _num sorts them. The tables are described in schema/export-sqlite.md.\n\
            The rows of the views make it several times as large; --no-views leaves them out.",
    examples: &[
        "export sqlite -o store.db",
        "export sqlite --published 2026-01-25 --no-views -o public.db",
    ],
    flags: || {
        vec![super::forms::switch(
            "no-views",
            "Leave out the rows of the views",
        )]
    },
    filters: FILTERS,
    write: sqlite,
};

/// A typed table in one file.
pub(super) const PARQUET: Form = Form {
    name: "parquet",
    about: "One typed, compressed table for DuckDB, pandas and the like",
    notes: "One row for each state of each entry: what it said from which position of the log on,\n\
            and for which public. `WHERE current` keeps what the clocks ask for. Exact decimals,\n\
            dates with their first and last instant, sources as a list. The columns are described\n\
            in schema/export-parquet.md; schema/sql/ has stance, divestment and chain as SQL.",
    examples: &[
        "export parquet -o store.parquet",
        "export parquet --kind holding --country CN -o china.parquet",
    ],
    flags: Vec::new,
    filters: FILTERS,
    write: parquet,
};

#[cfg(feature = "sqlite")]
fn sqlite(work: &mut Work<'_>) -> Result<String, CliError> {
    use crate::export::sqlite;
    let options = sqlite::Options {
        views: !work.matches.get_flag("no-views"),
    };
    let place = work.out.part().map(std::path::Path::to_owned);
    let to = (place.as_deref(), &mut *work.out as &mut dyn std::io::Write);
    super::forms::counted(
        "entry",
        "entries",
        sqlite::write(
            work.passage,
            options,
            work.facts,
            &mut work.tally,
            work.progress,
            to,
        ),
    )
}

#[cfg(feature = "parquet")]
fn parquet(work: &mut Work<'_>) -> Result<String, CliError> {
    use crate::export::parquet;
    super::forms::counted(
        "entry",
        "entries",
        parquet::write(work.passage, &mut work.tally, work.progress, work.out),
    )
}

#[cfg(not(feature = "sqlite"))]
fn sqlite(_: &mut Work<'_>) -> Result<String, CliError> {
    Err(left_out("sqlite", "csv"))
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &mut Work<'_>) -> Result<String, CliError> {
    Err(left_out("parquet", "csv"))
}

/// A format that this program was built without.
#[cfg_attr(
    all(feature = "sqlite", feature = "parquet"),
    allow(dead_code, reason = "this build has both")
)]
fn left_out(feature: &str, instead: &str) -> CliError {
    CliError::bad_input(
        "feature_left_out",
        format!("this dateline was built without `export {feature}`"),
        format!("build it with --features {feature}, or use `export {instead}`"),
    )
}

#[cfg(test)]
mod tests {
    use super::left_out;

    #[test]
    fn a_format_left_out_is_named() {
        let error = left_out("parquet", "csv");
        assert_eq!(error.code, "feature_left_out");
        assert!(error.message.contains("`export parquet`"));
        assert!(
            error
                .hint
                .is_some_and(|hint| hint.contains("--features parquet"))
        );
    }
}
