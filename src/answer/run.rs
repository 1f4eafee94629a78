//! Runs the view that a question asks for. Owns the way from the flags of a command to the
//! options of its projection; folds nothing itself.

use super::query::Named;
use super::{
    AnswerError, By, Filters, Lang, Question, Rules, Side, View, audit, found, others, refs,
};
use crate::facts::Scope;
use crate::merkle;
use crate::projection::chain::walk::Walk;
use crate::projection::entries::{Filter, show};
use crate::projection::stance::rules::{BUILT_IN, BadRules, RuleTable};
use crate::projection::tally::Tally;
use crate::projection::{around, chain, divestment, saying, stance};

/// A view, the entries that its REFs named, and the rule table that it was made with.
pub(super) struct Found<'h> {
    pub(super) view: View,
    pub(super) named: Named<'h>,
    pub(super) rules: Option<String>,
}

impl Found<'_> {
    fn plain(view: View) -> Self {
        Found {
            view,
            named: Named::default(),
            rules: None,
        }
    }
}

pub(super) fn run<'h>(
    scope: &Scope<'h>,
    question: &Question,
    tally: &mut Tally,
) -> Result<Found<'h>, AnswerError> {
    let view = match question {
        Question::Log(filters) => others::log(scope, filters, tally),
        Question::Timeline(filters) => others::timeline(scope, filters, tally),
        Question::Say {
            reference,
            lang,
            history,
        } => return say_of(scope, reference, *lang, *history, tally),
        Question::Find(find) => found::view(scope, find, tally)?,
        Question::Audit(audit) => return audit::view(scope, audit, tally),
        Question::Divestment { .. } => {
            let options = divestment_options(question).unwrap_or_default();
            View::Divestment(divestment::rows(scope, &options, tally))
        }
        Question::Threats { why, filters } => others::threats(scope, *why, filters, tally),
        Question::Sanctions { why, filters } => others::sanctions(scope, *why, filters, tally),
        Question::Yields { why, filters } => others::yields(scope, *why, filters, tally),
        Question::Observations { why, filters } => {
            others::observations(scope, *why, filters, tally)
        }
        Question::Sources { why, filters } => others::sources(scope, *why, filters, tally),
        Question::Contradictions {
            tolerance,
            why,
            filters,
        } => others::contradictions(scope, *tolerance, *why, filters, tally),
        Question::Show { reference, history } => {
            return show_of(scope, reference, *history, tally);
        }
        Question::Around {
            reference,
            days,
            filters,
        } => return around_of(scope, reference, *days, filters, tally),
        Question::Graph => View::Chain(chain::whole(scope, tally)),
        Question::Chain {
            reference,
            side,
            to,
            all,
            ..
        } => return chain_of(scope, reference, *side, to.as_deref(), *all, tally),
        Question::Stance {
            country,
            toward,
            members,
            rules,
            why,
            filters,
        } => {
            let options = stance::Options {
                countries: country.iter().cloned().collect(),
                toward: toward.clone(),
                members: *members,
                why: *why,
            };
            return stance_of(scope, rules.as_ref(), &options, filters, tally);
        }
    };
    Ok(Found::plain(view))
}

/// How the divestment view is asked for, if it is.
pub(super) fn divestment_options(question: &Question) -> Option<divestment::Options> {
    let Question::Divestment {
        by,
        asset,
        why,
        filters,
    } = question
    else {
        return None;
    };
    Some(divestment::Options {
        by: grouping(*by),
        asset: asset.clone(),
        countries: filters.country.clone(),
        since: filters.since.clone(),
        why: *why,
    })
}

fn show_of<'h>(
    scope: &Scope<'h>,
    reference: &str,
    history: bool,
    tally: &mut Tally,
) -> Result<Found<'h>, AnswerError> {
    let entry = refs::entry(scope, reference)?;
    let view = show::view(scope, entry, history, tally);
    let named = Named {
        reference: Some(entry),
        ..Named::default()
    };
    Ok(Found {
        named,
        ..Found::plain(View::Entry(Box::new(view)))
    })
}

fn around_of<'h>(
    scope: &Scope<'h>,
    reference: &str,
    days: u32,
    filters: &Filters,
    tally: &mut Tally,
) -> Result<Found<'h>, AnswerError> {
    let root = refs::event(scope, reference)?;
    let rows = around::rows(scope, root, days, &filter(filters), filters.limit, tally);
    let named = Named {
        reference: Some(root),
        ..Named::default()
    };
    Ok(Found {
        named,
        ..Found::plain(View::Around(rows))
    })
}

fn say_of<'h>(
    scope: &Scope<'h>,
    reference: &str,
    lang: Lang,
    history: bool,
    tally: &mut Tally,
) -> Result<Found<'h>, AnswerError> {
    let entry = refs::entry(scope, reference)?;
    let rows = saying::rows(scope, entry, lang, history, tally);
    let named = Named {
        reference: Some(entry),
        ..Named::default()
    };
    Ok(Found {
        named,
        ..Found::plain(View::Say(rows))
    })
}

fn chain_of<'h>(
    scope: &Scope<'h>,
    reference: &str,
    side: Side,
    to: Option<&str>,
    all: bool,
    tally: &mut Tally,
) -> Result<Found<'h>, AnswerError> {
    let root = refs::event(scope, reference)?;
    let to = to.map(|to| refs::event(scope, to)).transpose()?;
    let walk = Walk {
        causes: side != Side::Effects,
        effects: side != Side::Causes,
        all,
    };
    let view = chain::view(scope, root, walk, to.map(|to| to.id), tally);
    let named = Named {
        reference: Some(root),
        to,
        ..Named::default()
    };
    Ok(Found {
        named,
        ..Found::plain(View::Chain(view))
    })
}

fn stance_of<'h>(
    scope: &Scope<'h>,
    rules: Option<&Rules>,
    options: &stance::Options,
    filters: &Filters,
    tally: &mut Tally,
) -> Result<Found<'h>, AnswerError> {
    let (table, sha256) = match rules {
        Some(rules) => {
            let table = RuleTable::parse(&rules.text).map_err(|bad| bad_rules(&rules.name, bad));
            (table?, rules.sha256.clone())
        }
        None => {
            let table = RuleTable::built_in().map_err(|bad| bad_rules("schema/stance.toml", bad));
            (table?, merkle::sha256_hex(BUILT_IN.as_bytes()))
        }
    };
    let mut rows = stance::rows(scope, &table, options, tally);
    rows.retain(|row| filters.country.is_empty() || filters.country.contains(&row.country));
    Ok(Found {
        rules: Some(sha256),
        ..Found::plain(View::Stance(rows))
    })
}

pub(super) fn bad_rules(name: &str, bad: BadRules) -> AnswerError {
    const EXAMPLE: &str =
        "schema/stance.toml is a complete example: copy it and change its figures";
    let place = match bad.line {
        Some(line) => format!("{name}:{line}"),
        None => name.to_owned(),
    };
    AnswerError {
        code: "bad_rules",
        message: format!("{place}: {}", bad.message),
        hint: match bad.near {
            Some(near) => format!("did you mean {near}? {EXAMPLE}"),
            None => EXAMPLE.to_owned(),
        },
    }
}

fn grouping(by: By) -> divestment::Grouping {
    match by {
        By::Holder => divestment::Grouping::Holder,
        By::Country => divestment::Grouping::Country,
        By::Asset => divestment::Grouping::Asset,
    }
}

pub(super) fn filter(filters: &Filters) -> Filter {
    Filter {
        kinds: filters.kind.clone(),
        countries: filters.country.clone(),
        tags: filters.tag.clone(),
        publishers: filters.publisher.clone(),
        since: filters.since.clone(),
        until: filters.until.clone(),
    }
}
