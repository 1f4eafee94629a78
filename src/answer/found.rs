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
        limit: find.filters.limit,
    };
    Ok(View::Found(find::view(scope, &options, tally)))
}

/// What is wrong with a query. It is not repeated: it may be ten megabytes.
fn bad_query(bad: BadQuery) -> AnswerError {
    let too_long = |has: String, most: usize| AnswerError {
        code: "query_too_long",
        message: format!("the query has {has}, at most {most} are taken"),
        hint: "look for a few words of it".to_owned(),
    };
    match bad {
        BadQuery::Empty => AnswerError {
            code: "query_empty",
            message: "there is no letter or digit to look for".to_owned(),
            hint: "name a word, or its beginning, such as `find treasur`; `log` lists everything"
                .to_owned(),
        },
        BadQuery::TooLong(bytes) => too_long(format!("{bytes} bytes"), LONGEST),
        BadQuery::TooMany(words) => too_long(format!("{words} words"), MOST_WORDS),
    }
}
