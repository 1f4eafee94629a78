//! The counterfactual of `replay --without`: what is left out, what falls away with it, and
//! which rows it changes in the end. Owns how `--without` is read; the history without it is
//! made by `facts`.

use serde::Serialize;

use super::diff::{self, ChangeRow};
use super::follow::Followed;
use super::{AnswerError, refs, replay};
use crate::clocks::Clocks;
use crate::facts::without::{Missing, Without};
use crate::facts::{History, Scope};

/// What leaving something out comes to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counterfactual {
    /// What was left out, as the command line writes it.
    pub named: Vec<String>,
    /// Those of them that no entry has to do with.
    pub unmatched: Vec<String>,
    /// Positions of the entries that fall away with it.
    pub entries: Vec<u64>,
    /// Positions of entries that lose some of their sources.
    pub thinned: Vec<u64>,
    /// The rows at the end that are other without it: before is with, after is without.
    pub rows: Vec<ChangeRow>,
}

/// Reads `publisher=X`, `origin=X`, `author=X` or a REF.
///
/// # Errors
/// `bad_without`, `ref_unknown`, `ref_ambiguous`.
pub fn parse(scope: &Scope<'_>, text: &str) -> Result<Without, AnswerError> {
    let Some((what, name)) = text.split_once('=') else {
        return Ok(Without::Entry(refs::entry(scope, text)?.id));
    };
    let name = name.to_owned();
    match what {
        _ if name.is_empty() => Err(bad(text)),
        "publisher" => Ok(Without::Publisher(name)),
        "origin" => Ok(Without::Origin(name)),
        "author" => Ok(Without::Author(name)),
        _ => Err(bad(text)),
    }
}

fn bad(text: &str) -> AnswerError {
    AnswerError {
        code: "bad_without",
        message: format!(
            "--without {}: not something that can be left out",
            crate::event::text::shown(text)
        ),
        hint: "write publisher=NAME, origin=NAME, author=NAME, or a REF such as @12".to_owned(),
    }
}

/// The history without some things, and what a view comes to in it at a point.
///
/// # Errors
/// Those of the answers.
pub fn counterfactual(
    history: &History,
    clocks: &Clocks,
    view: &'static Followed,
    without: &[Without],
) -> Result<(History, Counterfactual), AnswerError> {
    let bare = history.without(Missing::of(without));
    let rows = diff::between([history, &bare], clocks, view)?;
    let loss = match Scope::new(&bare, clocks) {
        Ok(scope) => scope.loss(),
        Err(beyond) => return Err(super::beyond_head(beyond)),
    };
    let within = history.first(clocks.known.unwrap_or(history.position()));
    let unmatched = without.iter().filter(|one| one.misses(within));
    let found = Counterfactual {
        named: without.iter().map(replay::named).collect(),
        unmatched: unmatched.map(replay::named).collect(),
        entries: loss.entries,
        thinned: loss.thinned,
        rows,
    };
    Ok((bare, found))
}
