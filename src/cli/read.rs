//! What the read commands share: the flags of the clocks and filters, resolved (`today` to its
//! date, a date of `--known` to a position), and the way to a printed answer. Chooses no row.

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};

use super::ask::{Reading, glimpse};
use super::context::Context;
use super::env::SystemClock;
use super::error::CliError;
use crate::answer::{Answer, Filters, Question, View, answer};
use crate::clocks::Clocks;
use crate::desk::Clock;
use crate::event::when::When;
use crate::event::{Kind, codes};
use crate::export::Cut;
use crate::facts::{History, Scope};
use crate::projection::periods::Every;
use crate::render;

const CLOCKS: &str = "The three clocks";
const FILTERS: &str = "Which rows";
const PERIODS: &str = "Periods";

/// Adds the flags of the three clocks.
pub fn clock_args(command: Command) -> Command {
    command.args([
        option(
            "on",
            "DATE",
            "What had happened by then (through that day)",
            CLOCKS,
        ),
        option(
            "published",
            "DATE",
            "What the public could have known by then",
            CLOCKS,
        ),
        option(
            "known",
            "DATE|@N",
            "What this store held by then, or at position N",
            CLOCKS,
        ),
        switch(
            "possible",
            "Also what has possibly happened by --on",
            CLOCKS,
        ),
        switch("claims", "Also what others claim", CLOCKS),
    ])
}

/// Adds the flags of the filters that make sense for a command.
pub fn filter_args(command: Command, names: &[&str]) -> Command {
    names.iter().fold(command, |command, name| {
        command.arg(match *name {
            "kind" => listed("kind", "KIND", "Only these kinds"),
            "country" => listed(
                "country",
                "CODE",
                "Only what these countries or blocs take part in",
            ),
            "tag" => listed("tag", "TAG", "Only with one of these tags"),
            "publisher" => listed("publisher", "NAME", "Only what these published"),
            "since" => option("since", "DATE", "Only what happened from then on", FILTERS),
            "until" => option("until", "DATE", "Only what happened until then", FILTERS),
            _ => option("limit", "N", "At most so many rows", FILTERS)
                .value_parser(clap::value_parser!(u64)),
        })
    })
}

fn option(
    name: &'static str,
    value: &'static str,
    help: &'static str,
    heading: &'static str,
) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .help(help)
        .help_heading(heading)
}

fn switch(name: &'static str, help: &'static str, heading: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .help(help)
        .help_heading(heading)
        .action(ArgAction::SetTrue)
}

fn listed(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    option(name, value, help, FILTERS)
        .action(ArgAction::Append)
        .value_delimiter(',')
}

/// A date of a flag.
///
/// # Errors
/// A date that is none.
pub fn date(matches: &ArgMatches, flag: &'static str) -> Result<Option<When>, CliError> {
    match given(matches, flag) {
        None => Ok(None),
        Some(text) => parse_date(flag, text).map(Some),
    }
}

/// A date written for a flag.
///
/// # Errors
/// A date that is none.
pub fn parse_date(flag: &str, text: &str) -> Result<When, CliError> {
    let text = When::rewrite_short(text.trim(), SystemClock.now());
    When::parse_filter(&text).map_err(|fault| CliError::flag(flag, fault))
}

/// The text of a flag that the command may not even have.
pub fn given<'a>(matches: &'a ArgMatches, flag: &str) -> Option<&'a str> {
    let value = matches.try_get_one::<String>(flag).ok().flatten();
    value.map(String::as_str)
}

/// Whether a switch is on that the command may not even have.
pub fn is_on(matches: &ArgMatches, flag: &str) -> bool {
    matches!(matches.try_get_one::<bool>(flag), Ok(Some(true)))
}

/// The clocks of a command.
///
/// # Errors
/// A date or position that is none.
pub fn clocks(matches: &ArgMatches, history: &History) -> Result<Clocks, CliError> {
    let known = match given(matches, "known") {
        None => None,
        Some(text) => Some(position("known", text, history)?),
    };
    clocks_at(matches, known)
}

/// The same, the position of `--known` being found out already.
///
/// # Errors
/// A date that is none.
pub fn clocks_at(matches: &ArgMatches, known: Option<u64>) -> Result<Clocks, CliError> {
    Ok(Clocks {
        on: date(matches, "on")?,
        published: date(matches, "published")?,
        known,
        possible: is_on(matches, "possible"),
        claims: is_on(matches, "claims"),
    })
}

/// A position of a flag: `@N`, or a date for the last entry recorded by then.
///
/// # Errors
/// A date or position that is none.
pub fn position(flag: &str, text: &str, history: &History) -> Result<u64, CliError> {
    match cut(flag, text)? {
        Cut::At(position) => Ok(position),
        Cut::By(date) => Ok(history.recorded_by(date)),
        Cut::Head => Ok(history.position()),
    }
}

/// What a flag says of how far into the log is looked: `@N`, or a date.
///
/// # Errors
/// A date or position that is none.
pub fn cut(flag: &str, text: &str) -> Result<Cut, CliError> {
    let Some(number) = text.strip_prefix(['@', '#']) else {
        let date = parse_date(flag, text).map_err(|error| bare_number(flag, text, error))?;
        return Ok(Cut::By(date.latest));
    };
    number.parse().map(Cut::At).map_err(|_| {
        CliError::bad_input(
            "bad_position",
            format!("--{flag} {text}: not a position"),
            format!("a position is @ and a number, for instance --{flag} @12; or give a date"),
        )
    })
}

/// `--known 12` is a date to us, and probably was not meant as one.
fn bare_number(flag: &str, text: &str, mut error: CliError) -> CliError {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        error.hint = Some(format!(
            "for the log at that position write --{flag} @{text}"
        ));
    }
    error
}

/// The filters of a command.
///
/// # Errors
/// Unknown kinds and countries, dates that are none, and a span that runs backwards.
pub fn filters(matches: &ArgMatches) -> Result<Filters, CliError> {
    let (since, until) = (date(matches, "since")?, date(matches, "until")?);
    if let (Some(since), Some(until)) = (&since, &until)
        && since.earliest > until.latest
    {
        return Err(CliError::bad_input(
            "backwards_span",
            format!(
                "--since {} is later than --until {}",
                since.text, until.text
            ),
            format!(
                "turn them round: --since {} --until {}",
                until.text, since.text
            ),
        ));
    }
    Ok(Filters {
        kind: list(matches, "kind")
            .iter()
            .map(|name| kind(name))
            .collect::<Result<_, _>>()?,
        country: list(matches, "country")
            .iter()
            .map(|text| country("--country", text))
            .collect::<Result<_, _>>()?,
        tag: list(matches, "tag"),
        publisher: list(matches, "publisher"),
        since,
        until,
        every: every(matches),
        limit: matches.try_get_one::<u64>("limit").ok().flatten().copied(),
    })
}

/// Adds the flags of periods, and the bounds that they take.
pub fn period_args(command: Command) -> Command {
    let period = |short: char, name: &'static str, help: &'static str| {
        switch(name, help, PERIODS).short(short)
    };
    let until = option("until", "DATE", "The last period", PERIODS).requires("period");
    command
        .args([
            period('M', "monthly", "A column a month, as of its end"),
            period('Q', "quarterly", "A column a quarter"),
            period('Y', "yearly", "A column a year"),
        ])
        .group(ArgGroup::new("period").args(["monthly", "quarterly", "yearly"]))
        .arg(until)
}

fn every(matches: &ArgMatches) -> Option<Every> {
    let named = [
        ("monthly", Every::Month),
        ("quarterly", Every::Quarter),
        ("yearly", Every::Year),
    ];
    let found = named.into_iter().find(|(name, _)| is_on(matches, name));
    found.map(|(_, every)| every)
}

fn list(matches: &ArgMatches, flag: &str) -> Vec<String> {
    let values = matches.try_get_many::<String>(flag).ok().flatten();
    let values = values
        .into_iter()
        .flatten()
        .map(|text| text.trim().to_owned());
    values.filter(|text| !text.is_empty()).collect()
}

/// A kind by its name, hyphens allowed.
fn kind(text: &str) -> Result<String, CliError> {
    let name = text.to_lowercase().replace('-', "_");
    if Kind::from_name(&name).is_some() {
        return Ok(name);
    }
    let nearest = Kind::ALL.into_iter().max_by(|one, other| {
        let near = |kind: &Kind| strsim::jaro_winkler(kind.name(), &name);
        near(one).total_cmp(&near(other))
    });
    Err(CliError::bad_input(
        "unknown_kind",
        format!("--kind {text}: there is no such kind"),
        nearest.map_or(String::new(), |kind| {
            format!("did you mean {}?", kind.name())
        }),
    ))
}

/// A country or bloc code, lower case allowed.
///
/// # Errors
/// A code that is none, with the one probably meant.
pub fn country(flag: &str, text: &str) -> Result<String, CliError> {
    let code = text.trim().to_uppercase();
    if codes::is_country_or_bloc(&code) {
        return Ok(code);
    }
    Err(CliError::bad_input(
        "unknown_country",
        format!("{flag}: {text:?} is not a country or bloc code"),
        match codes::nearest_country(text) {
            Some(near) => format!("did you mean {near}?"),
            None => "use an ISO 3166-1 alpha-2 code such as DK, or a bloc such as EU".to_owned(),
        },
    ))
}

/// What one should know before using an answer.
fn cautions(view: &View) -> Vec<&'static str> {
    match view {
        View::Say(rows) if rows.is_empty() => {
            vec!["nothing to say: the clocks leave this entry out; `show` gives it all the same"]
        }
        View::Say(rows) => rows.iter().flat_map(|row| row.cautions.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Asks a question of the store and prints the answer; exit code 4 if the log is damaged, the
/// answer then resting on the sound commits before the damage.
///
/// # Errors
/// No store, nothing readable in it, or a question without an answer.
pub fn ask(
    matches: &ArgMatches,
    context: &mut Context<'_>,
    question: &Question,
) -> Result<u8, CliError> {
    ask_and(matches, context, question, |_, _| Ok(()))
}

/// The same; `finish` adds to the answer what lies beside the log.
///
/// # Errors
/// As `ask`, and what `finish` says.
pub fn ask_and(
    matches: &ArgMatches,
    context: &mut Context<'_>,
    question: &Question,
    finish: impl FnOnce(&mut Answer, &Context<'_>) -> Result<(), CliError>,
) -> Result<u8, CliError> {
    let (reading, clocks, mut answer) = answered(matches, context, question)?;
    finish(&mut answer, context)?;
    show(context, &reading.history, &clocks, &answer)?;
    // Not taken apart, if it is large: the process is about to end.
    let answer = std::mem::ManuallyDrop::new(answer);
    Ok(reading.close(answer.citation.position, context))
}

/// The answer, and what it was read from: facts in files, if these can be believed to the end.
fn answered(
    matches: &ArgMatches,
    context: &Context<'_>,
    question: &Question,
) -> Result<(Reading, Clocks, Answer), CliError> {
    let mut reading = Reading::of_facts(context)?;
    let (clocks, answer) = reading.sure(context, |history| {
        let clocks = clocks(matches, history)?;
        let answer = answer(history, &clocks, question)?;
        Ok((clocks, answer))
    })?;
    Ok((reading, clocks, answer))
}

/// Prints an answer.
///
/// # Errors
/// When it cannot be written.
pub fn show(
    context: &mut Context<'_>,
    history: &History,
    clocks: &Clocks,
    answer: &Answer,
) -> Result<(), CliError> {
    let scope = Scope::new(history, clocks).ok();
    let names = |name: &str| glimpse(scope.as_ref()?, name);
    let store = context.store().ok();
    let evidence = |name: &str| store.as_ref()?.evidence_file(name);
    let style = context.style();
    let mut beside = None;
    context.page(|out| {
        beside = render::write(answer, &names, &evidence, style, out)?;
        Ok(())
    })?;
    beside.iter().for_each(|citation| context.note(citation));
    for caution in cautions(&answer.view) {
        context.warn(caution);
    }
    Ok(())
}
