//! Runs the view that a question asks for. Owns the way from the flags of a command to the
//! options of its projection; folds nothing itself.

use super::query::Named;
use super::{AnswerError, By, Filters, Lang, Question, Rules, Side, View, refs};
use crate::facts::Scope;
use crate::merkle;
use crate::projection::chain::walk::Walk;
use crate::projection::entries::{Filter, show};
use crate::projection::stance::rules::{BUILT_IN, BadRules, RuleTable};
use crate::projection::tally::Tally;
use crate::projection::{chain, divestment, entries, saying, stance};

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
    match question {
        Question::Log(filters) => {
            let rows = entries::log(scope, &filter(filters), tally);
            Ok(Found::plain(View::Entries(rows)))
        }
        Question::Timeline(filters) => {
            let rows = entries::timeline(scope, &filter(filters), tally);
            Ok(Found::plain(View::Entries(rows)))
        }
        Question::Show { reference, history } => {
            let entry = refs::entry(scope, reference)?;
            let view = show::view(scope, entry, *history, tally);
            let named = Named {
                reference: Some(entry),
                to: None,
            };
            Ok(Found {
                named,
                ..Found::plain(View::Entry(Box::new(view)))
            })
        }
        Question::Say {
            reference,
            lang,
            history,
        } => say_of(scope, reference, *lang, *history, tally),
        Question::Divestment {
            by,
            asset,
            why,
            filters,
        } => {
            let options = divestment::Options {
                by: grouping(*by),
                asset: asset.clone(),
                countries: filters.country.clone(),
                since: filters.since.clone(),
                why: *why,
            };
            let rows = divestment::rows(scope, &options, tally);
            Ok(Found::plain(View::Divestment(rows)))
        }
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
            stance_of(scope, rules.as_ref(), &options, filters, tally)
        }
        Question::Chain {
            reference,
            side,
            to,
            all,
            ..
        } => chain_of(scope, reference, *side, to.as_deref(), *all, tally),
    }
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
        to: None,
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
    let (text, sha256) = match rules {
        Some(rules) => (rules.text.as_str(), rules.sha256.clone()),
        None => (BUILT_IN, hex(&merkle::sha256(BUILT_IN.as_bytes()))),
    };
    let table = RuleTable::parse(text).map_err(bad_rules)?;
    let mut rows = stance::rows(scope, &table, options, tally);
    rows.retain(|row| filters.country.is_empty() || filters.country.contains(&row.country));
    Ok(Found {
        rules: Some(sha256),
        ..Found::plain(View::Stance(rows))
    })
}

fn bad_rules(BadRules { line, message }: BadRules) -> AnswerError {
    let place = line
        .map(|line| format!("line {line}: "))
        .unwrap_or_default();
    AnswerError {
        code: "bad_rules",
        message: format!("the rule file: {place}{message}"),
        hint: "schema/stance.toml is a complete example: copy it and change its figures".to_owned(),
    }
}

fn hex(hash: &merkle::Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn grouping(by: By) -> divestment::Grouping {
    match by {
        By::Holder => divestment::Grouping::Holder,
        By::Country => divestment::Grouping::Country,
        By::Asset => divestment::Grouping::Asset,
    }
}

fn filter(filters: &Filters) -> Filter {
    Filter {
        kinds: filters.kind.clone(),
        countries: filters.country.clone(),
        tags: filters.tag.clone(),
        publishers: filters.publisher.clone(),
        since: filters.since.clone(),
        until: filters.until.clone(),
    }
}
