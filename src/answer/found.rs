//! Runs `find`: the query read, or what is wrong with it. Owns those errors; looks for nothing
//! itself.

use super::{AnswerError, Find, View, run};
use crate::facts::Scope;
use crate::projection::find::wanted::{BadQuery, LONGEST, MOST_WORDS, Wanted};
use crate::projection::find::{self, Options};
use crate::projection::tally::Tally;

pub(super) fn view(scope: &Scope<'_>, find: &Find, tally: &mut Tally) -> Result<View, AnswerError> {
    let wanted = Wanted::parse(&find.words).map_err(bad_query)?;
    let options = Options {
        wanted: &wanted,
        retracted: find.retracted,
        within: find.within.as_deref(),
        filter: &run::filter(&find.filters),
    };
    Ok(View::Found(find::view(scope, &options, tally)))
}

/// What is wrong with a query. It is not repeated: it may be ten megabytes.
fn bad_query(bad: BadQuery) -> AnswerError {
    let (code, message, hint) = match bad {
        BadQuery::Empty => (
            "query_empty",
            "there is no letter or digit to look for".to_owned(),
            "name a word, or its beginning, such as `find treasur`; `log` lists everything",
        ),
        BadQuery::TooLong(bytes) => (
            "query_too_long",
            format!("the query has {bytes} bytes, at most {LONGEST} are taken"),
            "look for a few words of it",
        ),
        BadQuery::TooMany(words) => (
            "query_too_long",
            format!("the query has {words} words, at most {MOST_WORDS} are taken"),
            "look for a few words of it",
        ),
    };
    AnswerError {
        code,
        message,
        hint: hint.to_owned(),
    }
}
