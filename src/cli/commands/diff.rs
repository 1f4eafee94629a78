//! `diff`: which rows of which views are other at one point than at another. Owns the flags:
//! exactly one clock is given a range, the others stay where they are.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Spec;
use crate::answer::diff::{Moving, diff};
use crate::answer::follow::{FOLLOWED, Followed};
use crate::cli::ask::{Reading, glimpse};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;
use crate::clocks::Clocks;
use crate::facts::{History, Scope};
use crate::render::diff::Writer;

pub const SPEC: Spec = Spec {
    name: "diff",
    about: "What changed between two points: rows before and after, and why",
    examples: &[
        "diff --known @100..@120",
        "diff --on 2026-01-21..2026-02-05 --view divestment",
        "diff --published 2026-01-20..2026-01-22 --view stance --json",
    ],
    build,
    run,
};

const AFTER: &str =
    "Give exactly one of --known, --on and --published a range A..B; the other clocks stay where
they are. Views: every one that draws conclusions; audit and timeline too, if they
are named.";

fn build(command: Command) -> Command {
    let command = command
        .arg(
            Arg::new("view")
                .long("view")
                .value_name("NAME")
                .action(ArgAction::Append)
                .value_delimiter(',')
                .help("Only this view [default: all of them]"),
        )
        .after_help(AFTER);
    read::filter_args(read::clock_args(command), &["limit"])
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let views = views(matches)?;
    let (moving, ends) = range(matches)?;
    let limit = read::filters(matches)?.limit.unwrap_or(u64::MAX);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut reading = Reading::of_facts(context)?;
    let (to, citation, rows) = reading.sure(context, |history| {
        let [from, to] = points(matches, history, moving, ends)?;
        let (citation, rows) = diff(history, [&from, &to], moving, &views)?;
        Ok((to, citation, rows))
    })?;
    let scope = Scope::new(&reading.history, &to).map_err(crate::answer::beyond_head)?;
    let names = |name: &str| glimpse(&scope, name);
    let mut writer = Writer::new(&names, context.style());
    let mut elsewhere = None;
    context.page(|out| {
        writer.begin(&citation, out)?;
        for row in rows.take(limit) {
            writer.row(&row?, out)?;
        }
        elsewhere = writer.end(&citation, out)?;
        Ok(())
    })?;
    if let Some(text) = elsewhere {
        context.note(&text);
    }
    Ok(reading.close(citation.position, context))
}

/// The two points, the earlier first.
fn points(
    matches: &ArgMatches,
    history: &History,
    moving: Moving,
    ends: [&str; 2],
) -> Result<[Clocks; 2], CliError> {
    let fixed = fixed(matches, history, moving)?;
    let [from, to] = ends.map(|end| moved(&fixed, history, moving, end));
    let points = [from?, to?];
    match is_backwards(&points[0], &points[1]) {
        true => Err(backwards(moving, matches)),
        false => Ok(points),
    }
}

fn views(matches: &ArgMatches) -> Result<Vec<&'static Followed>, CliError> {
    let named = matches.get_many::<String>("view");
    let Some(named) = named else {
        return Ok(FOLLOWED.iter().filter(|view| view.concludes).collect());
    };
    let found: Result<Vec<_>, _> = named.map(|name| Followed::named(name)).collect();
    let mut found = found?;
    let mut met = std::collections::HashSet::new();
    found.retain(|view| met.insert(view.listed.name));
    Ok(found)
}

/// The ends of a range; not those of an open date, `../2026-01-22`.
fn ends(text: &str) -> Option<[&str; 2]> {
    let (from, to) = text.split_once("..")?;
    (!to.starts_with('/') && !from.ends_with('/')).then_some([from.trim(), to.trim()])
}

/// The one clock that was given a range.
fn range(matches: &ArgMatches) -> Result<(Moving, [&str; 2]), CliError> {
    let mut found = Vec::new();
    for moving in [Moving::Known, Moving::On, Moving::Published] {
        let given = read::given(matches, moving.name());
        found.extend(given.and_then(ends).map(|ends| (moving, ends)));
    }
    let hint =
        "give exactly one of --known, --on and --published a range, for instance --known @12..@40";
    match found.as_slice() {
        [(moving, [from, to])] if from.is_empty() || to.is_empty() => Err(CliError::bad_input(
            "half_range",
            format!("--{} needs both ends of its range", moving.name()),
            "write it like @12..@40 or 2026-01-20..2026-01-31",
        )),
        [one] => Ok(*one),
        [] => Err(CliError::bad_input(
            "no_range",
            "there are no two points to compare",
            hint,
        )),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|(moving, _)| format!("--{}", moving.name()))
                .collect();
            Err(CliError::bad_input(
                "several_ranges",
                format!("{} each have a range", names.join(" and ")),
                hint,
            ))
        }
    }
}

/// The clocks that stay where they are.
fn fixed(matches: &ArgMatches, history: &History, moving: Moving) -> Result<Clocks, CliError> {
    let date = |other: Moving| match other == moving {
        true => Ok(None),
        false => read::date(matches, other.name()),
    };
    let known = match moving {
        Moving::Known => None,
        _ => read::given(matches, "known"),
    };
    Ok(Clocks {
        on: date(Moving::On)?,
        published: date(Moving::Published)?,
        known: known
            .map(|text| read::position("known", text, history))
            .transpose()?,
        possible: read::is_on(matches, "possible"),
        claims: read::is_on(matches, "claims"),
    })
}

fn moved(fixed: &Clocks, history: &History, moving: Moving, end: &str) -> Result<Clocks, CliError> {
    let mut clocks = fixed.clone();
    match moving {
        Moving::Known => clocks.known = Some(read::position("known", end, history)?),
        Moving::On => clocks.on = Some(read::parse_date("on", end)?),
        Moving::Published => clocks.published = Some(read::parse_date("published", end)?),
    }
    Ok(clocks)
}

fn is_backwards(from: &Clocks, to: &Clocks) -> bool {
    let later = |one: &Clocks, other: &Clocks| {
        let on = |clocks: &Clocks| clocks.on.as_ref().map(|on| on.latest);
        let published = |clocks: &Clocks| clocks.published.as_ref().map(|by| by.latest);
        one.known > other.known || on(one) > on(other) || published(one) > published(other)
    };
    later(from, to)
}

fn backwards(moving: Moving, matches: &ArgMatches) -> CliError {
    let flag = moving.name();
    let [from, to] = read::given(matches, flag)
        .and_then(ends)
        .unwrap_or(["", ""]);
    CliError::bad_input(
        "backwards_span",
        format!("--{flag} {from}..{to}: the first point is later than the second"),
        format!("turn them round: --{flag} {to}..{from}"),
    )
}
