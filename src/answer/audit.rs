//! Runs the audit: which rules a question asks, and the entries it is about. Owns what it means
//! to name a rule (it alone, whatever its level); finds nothing itself.

use super::query::Named;
use super::run::{Found, filter};
use super::{AnswerError, Audit, View, refs};
use crate::facts::Scope;
use crate::projection::audit::rules::Rule;
use crate::projection::audit::{self, Options};
use crate::projection::tally::Tally;

impl Audit {
    /// The rules that are asked: those named, else those of the level.
    pub fn asked(&self) -> Vec<&'static Rule> {
        match self.rules.as_slice() {
            [] => Rule::of_level(self.level),
            named => named.to_vec(),
        }
    }
}

pub(super) fn view<'h>(
    scope: &Scope<'h>,
    audit: &Audit,
    tally: &mut Tally,
) -> Result<Found<'h>, AnswerError> {
    let about = audit.about.iter().map(|text| refs::entry(scope, text));
    let about: Vec<_> = about.collect::<Result<_, _>>()?;
    let view = audit::view(scope, &options(audit), &about, tally);
    Ok(Found {
        view: View::Audit(view),
        named: Named {
            all: about,
            ..Named::default()
        },
        rules: None,
    })
}

/// How the findings are asked for.
pub(super) fn options(audit: &Audit) -> Options {
    Options {
        rules: audit.asked(),
        filter: filter(&audit.filters),
        why: audit.why,
        lost: audit.lost.clone(),
    }
}
