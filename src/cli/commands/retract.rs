//! `retract`: an entry withdrawn as a whole. Shows what goes and which links break, and asks on
//! a terminal; a script that names the entry and gives a reason has said what it wants.

use std::io::{BufRead, Write};

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Spec;
use crate::answer::{Question, View, answer};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::{fields, sources, write};
use crate::clocks::Clocks;
use crate::event::Kind;
use crate::projection::rows::EntryView;
use crate::render::block::{Block, Cell, Tone};

pub const SPEC: Spec = Spec {
    name: "retract",
    about: "Withdraw an entry as a whole, with a reason",
    examples: &["retract @1 --reason \"the interview was not what it was taken for\" --yes"],
    build,
    run,
};

fn build(command: Command) -> Command {
    let command = command
        .arg(Arg::new("target").value_name("REF").required(true).help("The entry, or an amendment to undo"))
        .arg(
            Arg::new("yes")
                .long("yes")
                .short('y')
                .action(ArgAction::SetTrue)
                .help("Do not ask on a terminal"),
        )
        .args(fields::args(Kind::Retraction, &["target"]))
        .args(sources::args(Kind::Retraction))
        .after_help(
            "Nothing is deleted: the entry stays in the log, marked. Retracting a retraction (or a\n\
             dispute) undoes it.",
        );
    write::args(command)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let (mut event, mut faults) = fields::read(Kind::Retraction, matches);
    let reference = matches
        .get_one::<String>("target")
        .cloned()
        .unwrap_or_default();
    let target = target(context, &reference)?;
    event.insert("target".into(), target.entry.id.as_str().into());
    let files = sources::add(Kind::Retraction, matches, context, &mut event, &mut faults)?;
    // What is wrong with the retraction is told before anybody is asked.
    write::decoded(event.clone(), faults.clone())?;
    let asks = context.env.asks && !matches.get_flag("yes");
    if asks || !context.globals.quiet {
        context.show(&preview(&target));
    }
    if asks && !confirmed()? {
        context.note("nothing was retracted");
        return Ok(0);
    }
    write::one(matches, context, event, faults, files)
}

/// The entry, what became of it, and its links.
fn target(context: &Context<'_>, reference: &str) -> Result<EntryView, CliError> {
    let (history, damage) = context.store()?.history()?;
    if let Some(damage) = damage {
        return Err(damage.into());
    }
    let question = Question::Show {
        reference: reference.to_owned(),
        history: false,
    };
    match answer(&history, &Clocks::default(), &question)?.view {
        View::Entry(entry) => Ok(*entry),
        _ => Err(CliError::bad_input(
            "ref_unknown",
            format!("{reference} names no entry"),
            "list the entries with `dateline log`",
        )),
    }
}

fn preview(target: &EntryView) -> Vec<Block> {
    let entry = &target.entry;
    let mut page = vec![Block::Line(
        0,
        vec![
            Cell::new("withdraws "),
            Cell::toned(format!("@{} ", entry.position), Tone::Dim),
            Cell::toned(&entry.headline, Tone::Head),
        ],
    )];
    if !target.links.is_empty() {
        page.push(Block::text(match target.links.len() {
            1 => "1 link breaks:".to_owned(),
            count => format!("{count} links break:"),
        }));
    }
    for edge in &target.links {
        let outgoing = edge.cause == entry.id;
        let other = if outgoing { &edge.effect } else { &edge.cause };
        let name = target.others.iter().find(|(id, _)| id == other);
        page.push(Block::Line(
            2,
            vec![
                Cell::toned(format!("@{} ", edge.position), Tone::Dim),
                Cell::new(edge.relation.replace('_', " ")),
                Cell::new(if outgoing { " → " } else { " ← " }),
                Cell::new(name.map_or(other.as_str(), |(_, headline)| headline)),
            ],
        ));
    }
    page
}

fn confirmed() -> Result<bool, CliError> {
    let asked = write!(std::io::stderr(), "Retract it? [y/N] ");
    asked.map_err(CliError::output)?;
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|error| CliError::unreadable("standard input", &error))?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}
