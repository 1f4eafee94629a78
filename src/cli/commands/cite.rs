//! `cite`: pins the answer that an article relies on. Owns the flags and which reads can be
//! cited; what is pinned of an answer is the `answer` room's. The log is synced before it is
//! attested to.

use clap::{Arg, ArgMatches, Command};
use serde::Serialize;
use serde_json::Value;

use super::{Spec, around, chain, contradictions, divestment, find, log, observations, sanctions};
use super::{say, show, sources, stance, threats, timeline, yields};
use crate::answer::drift::ages;
use crate::answer::pin::{Pinned, pin};
use crate::answer::{AnswerError, Question};
use crate::cli::ask::Reading;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::evidence::Files;
use crate::cli::{read, write};
use crate::desk::{Draft, Place, Receipt};
use crate::event::{asked, decode};
use crate::render::{Format, csv, json, jsonl};

pub const SPEC: Spec = Spec {
    name: "cite",
    about: "Pin the answer that an article relies on",
    examples: &[
        "cite divestment --on 2026-01-25 --by country --as danish-exits",
        "cite akademiker-exit --as akademiker --title \"Pension fund to sell its Treasuries\"",
        "cite stance DK --toward US --on 2026-01-25 --as dk-us --url https://example.org/story",
    ],
    build,
    run,
};

/// A read and what it asks.
pub type Citable = (&'static Spec, fn(&ArgMatches) -> Result<Question, CliError>);

/// The reads whose answers can be asked again from their query.
pub const CITABLE: &[Citable] = &[
    (&log::SPEC, log::question),
    (&timeline::SPEC, timeline::question),
    (&find::SPEC, find::question),
    (&show::SPEC, show::question),
    (&say::SPEC, say::question),
    (&around::SPEC, around::question),
    (&stance::SPEC, stance::question),
    (&divestment::SPEC, divestment::question),
    (&chain::SPEC, chain::question),
    (&threats::SPEC, threats::question),
    (&sanctions::SPEC, sanctions::question),
    (&yields::SPEC, yields::question),
    (&observations::SPEC, observations::question),
    (&sources::SPEC, sources::question),
    (&contradictions::SPEC, contradictions::question),
];

const HEADING: &str = "The citation";

/// Flag, placeholder, help, and the field that it fills.
const FIELDS: [(&str, &str, &str, &str); 5] = [
    (
        "as",
        "SLUG",
        "Its name, as the article knows it [needed]",
        "label",
    ),
    ("title", "TEXT", "Headline of the article", "title"),
    ("url", "URL", "Where the article stands", "url"),
    (
        "claim",
        "TEXT",
        "What the article says on the strength of it",
        "claim",
    ),
    ("note", "TEXT", "A remark of the desk", "note"),
];

const AFTER: &str = "VIEW is a read with its own arguments and flags; a REF alone is what `show REF` \
answers. Recorded are the query (with the position, pinned where --known was not given), the root \
of the log there and the SHA-256 of the answer, not its rows: they can be asked again. `dateline \
drift` later says what became of them. Say --on, or what happens later is drift.";

fn build(command: Command) -> Command {
    let command = command
        .arg(
            Arg::new("reference")
                .value_name("REF")
                .help("An entry, as `show` answers it"),
        )
        .args(FIELDS.map(|(flag, value, help, _)| {
            Arg::new(id(flag))
                .long(flag)
                .value_name(value)
                .help(help)
                .help_heading(HEADING)
                .display_order(700)
        }))
        .after_help(AFTER);
    let command = write::args(command).mut_args(|arg| match arg.is_positional() {
        true => arg,
        false => arg.global(true),
    });
    let command = read::clock_args(command)
        .subcommand_value_name("VIEW")
        .subcommand_help_heading("Views")
        .disable_help_subcommand(true);
    let command = CITABLE.iter().fold(command, |command, (spec, _)| {
        command.subcommand((spec.build)(Command::new(spec.name).about(spec.about)))
    });
    // Taken with whatever follows, so that it can be said why it cannot be cited.
    let others = super::ALL.iter().filter(|spec| !is_citable(spec.name));
    others.fold(command, |command, spec| {
        let rest = Arg::new("rest")
            .num_args(0..)
            .trailing_var_arg(true)
            .allow_hyphen_values(true);
        let other = Command::new(spec.name).hide(true).arg(rest);
        command.subcommand(other)
    })
}

fn is_citable(name: &str) -> bool {
    CITABLE.iter().any(|(spec, _)| spec.name == name)
}

/// Why a command has no answer that an article could rely on, and what has.
fn uncitable(name: &str) -> CliError {
    let (why, hint) = match name {
        "diff" | "replay" | "drift" => (
            "it compares answers, and a later one compares others",
            "cite the view itself, at each point that the article speaks of",
        ),
        "audit" => (
            "it says what is to be mended in the record, not what the record says",
            "cite the view that the article prints; audit --known @N asks again what was found then",
        ),
        "verify" | "checkpoint" | "prove" | "check-proof" => (
            "it speaks of the log's bytes, not of the world",
            "print the head of the log beside the article: dateline checkpoint --short",
        ),
        "report" | "export" | "serve" => (
            "it holds many answers",
            "cite each view that the article relies on",
        ),
        _ => (
            "it asks nothing",
            "cite a view with its flags, or an entry by its REF: dateline cite --help",
        ),
    };
    CliError::bad_input(
        "not_citable",
        format!("{name} cannot be cited: {why}"),
        hint,
    )
}

/// Arguments of `cite` live under ids of their own: a view may have one of the same name.
fn id(flag: &str) -> String {
    format!("cite-{flag}")
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let (question, asked) = question(matches)?;
    let fields = fields(matches)?;
    let mut reading = Reading::of_facts(context)?.sound()?;
    let (clocks, pinned) = reading.sure(context, |history| {
        let clocks = read::clocks(asked, history)?;
        let pinned = pin(history, &clocks, &question).map_err(|error| meant(error, matches))?;
        Ok((clocks, pinned))
    })?;
    if clocks.on.is_none() && ages(&question) {
        context.warn(
            "asked without --on: what happens later, and time itself, will show as drift; --on DATE fixes the day",
        );
    }
    record(matches, context, &question, pinned, fields)
}

/// The question, and the flags that its clocks are read from.
fn question(matches: &ArgMatches) -> Result<(Question, &ArgMatches), CliError> {
    let reference = matches.get_one::<String>("reference");
    let Some((name, inner)) = matches.subcommand() else {
        let Some(reference) = reference.cloned() else {
            return Err(CliError::bad_input(
                "usage",
                "what is cited? A REF, or a view with its flags",
                "for instance: dateline cite divestment --on 2026-01-25 --as SLUG",
            ));
        };
        let history = false;
        return Ok((Question::Show { reference, history }, matches));
    };
    if !is_citable(name) {
        return Err(uncitable(name));
    }
    let flags = ["on", "published", "known", "possible", "claims"];
    let early = flags
        .into_iter()
        .find(|flag| read::given(matches, flag).is_some() || read::is_on(matches, flag));
    if let Some(flag) = reference.cloned().or(early.map(|flag| format!("--{flag}"))) {
        return Err(CliError::bad_input(
            "usage",
            format!("{flag} stands before {name}"),
            format!("write it after: dateline cite {name} … {flag} …"),
        ));
    }
    let citable = CITABLE.iter().find(|(spec, _)| spec.name == name);
    match citable {
        Some((_, ask)) if !read::is_on(inner, "follow") => Ok((ask(inner)?, inner)),
        _ => Err(CliError::bad_input(
            "not_citable",
            "a log that is followed has no end to cite",
            "leave --follow out",
        )),
    }
}

/// The fields of the citation that flags give.
fn fields(matches: &ArgMatches) -> Result<serde_json::Map<String, Value>, CliError> {
    let mut fields = serde_json::Map::new();
    for (flag, _, _, field) in FIELDS {
        if let Some(text) = matches.get_one::<String>(&id(flag)) {
            fields.insert(field.to_owned(), text.as_str().into());
        }
    }
    match fields.contains_key("label") {
        true => Ok(fields),
        false => Err(CliError::bad_input(
            "usage",
            "the citation needs a name",
            "add --as SLUG, for instance --as danish-exits: it is how `drift` finds it",
        )),
    }
}

/// A REF that names no entry may have been meant for a view.
fn meant(error: AnswerError, matches: &ArgMatches) -> AnswerError {
    let reference = matches.get_one::<String>("reference");
    let near = reference.and_then(|reference| {
        CITABLE
            .iter()
            .map(|(spec, _)| (strsim::jaro_winkler(spec.name, reference), spec.name))
            .filter(|(alike, _)| *alike >= 0.85)
            .max_by(|(one, _), (two, _)| one.total_cmp(two))
    });
    match near {
        Some((_, name)) if error.code == "ref_unknown" || error.code == "bad_reference" => {
            AnswerError {
                hint: format!("did you mean the view {name}?"),
                ..error
            }
        }
        _ => error,
    }
}

fn record(
    matches: &ArgMatches,
    context: &mut Context<'_>,
    question: &Question,
    pinned: Pinned,
    mut fields: serde_json::Map<String, Value>,
) -> Result<u8, CliError> {
    fields.extend(pinned.fields.clone());
    let slug = fields.get("label").cloned().unwrap_or_default();
    let input = decode::citation(fields).map_err(CliError::problems)?;
    let mut files = Files::default();
    if let Question::Stance {
        rules: Some(rules), ..
    } = question
    {
        // Asked again without it, it would be another question.
        files.text(context, "the rule table", &rules.text)?;
    }
    context.store()?.sync()?;
    let draft = Draft {
        input,
        place: Place::default(),
    };
    let outcome = write::commit_with(matches, context, &mut std::iter::once(Ok(draft)), files)?;
    print(context, &outcome.receipt, &pinned, slug)
}

/// What was pinned, beside the receipt.
#[derive(Debug, Serialize)]
struct Cited<'a> {
    #[serde(flatten)]
    receipt: &'a Receipt,
    cited: serde_json::Map<String, Value>,
}

/// The citation is recorded by now: output that fails is told.
fn print(
    context: &mut Context<'_>,
    receipt: &Receipt,
    pinned: &Pinned,
    slug: Value,
) -> Result<u8, CliError> {
    let mut cited = pinned.fields.clone();
    cited.insert("slug".into(), slug);
    let cited = Cited { receipt, cited };
    let citation = &pinned.answer.citation;
    let text = |name: &str| pinned.fields.get(name).and_then(Value::as_str);
    let line = format!(
        "{}\n  {}\n  root {} at @{}\n  sha256 {}",
        write::sentence(receipt, false),
        crate::render::block::clean(&asked::words(&citation.query)),
        citation.root,
        citation.position,
        text("digest").unwrap_or_default()
    );
    let format = context.style().format;
    let printed = context.put(|out| match format {
        Format::Json => json::write_value(&cited, out),
        Format::Jsonl => jsonl::line(&cited, out),
        Format::Csv => csv::write_rows(std::slice::from_ref(&cited), out),
        Format::Table | Format::Markdown => writeln!(out, "{line}"),
    });
    write::printed(context, printed, &write::sentence(receipt, false))
}
