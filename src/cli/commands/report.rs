//! `report`: one self-contained page to hand over. Owns the flags and where the page goes;
//! what stands on it is the page's own business.

use clap::{Arg, ArgMatches, Command};

use super::Spec;
use crate::cli::ask::Reading;
use crate::cli::attest;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::evidence::lost;
use crate::cli::read;
use crate::page::{self, Dossier, Seal};
use crate::say::Lang;
use crate::store::attest::Wanted;

pub const SPEC: Spec = Spec {
    name: "report",
    about: "One self-contained page of pictures, tables and sources, to hand over",
    examples: &[
        "report -o /dev/null",
        "report -o /dev/null --on 2026-01-25 --published 2026-01-25 --lang zh",
    ],
    build,
    run,
};

fn build(command: Command) -> Command {
    let command = command.arg(lang());
    read::filter_args(
        read::clock_args(command),
        &["kind", "country", "tag", "publisher", "since", "until"],
    )
}

/// `--lang`.
pub fn lang() -> Arg {
    Arg::new("lang")
        .long("lang")
        .value_name("LANG")
        .value_parser(["en", "zh"])
        .default_value("en")
        .help("The language of headings, dates and figures")
}

/// The language asked for.
pub fn lang_of(matches: &ArgMatches) -> Lang {
    read::given(matches, "lang")
        .and_then(Lang::from_tag)
        .unwrap_or_default()
}

/// What the store attests at the position of the page, the log synced before; nothing of a
/// damaged log.
fn seal(
    reading: &Reading,
    dossier: &Dossier<'_>,
    context: &Context<'_>,
) -> Result<Option<Seal>, CliError> {
    if !reading.is_whole() {
        return Ok(None);
    }
    let position = dossier.position();
    let attested = context
        .store()?
        .attest(Wanted::Head, Some(position), &mut |_, _| {});
    let attested = attested.map_err(|error| attest::told(error, Wanted::Head))?;
    Ok(Some(attest::seal(&attested.attested)))
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let mut reading = Reading::of_page(context)?;
    let mut tries = 0;
    let (text, position) = loop {
        let made = made(matches, &reading, context);
        if reading.stands(tries, context)? {
            break made?;
        }
        tries += 1;
    };
    context.put(|out| out.write_all(text.as_bytes()))?;
    Ok(reading.close(position, context))
}

/// The page, and the position that it rests on.
fn made(
    matches: &ArgMatches,
    reading: &Reading,
    context: &Context<'_>,
) -> Result<(String, u64), CliError> {
    let history = &reading.history;
    let clocks = read::clocks(matches, history)?;
    let filters = read::filters(matches)?;
    let lang = lang_of(matches);
    let mut dossier = Dossier::new(history, &clocks, &filters, lang)?;
    if history.holds_entries() {
        dossier.lost = lost(history, &context.store()?.evidence());
    }
    let seal = seal(reading, &dossier, context)?;
    let text = page::report(&dossier, lang, seal.as_ref());
    Ok((text, dossier.position()))
}
