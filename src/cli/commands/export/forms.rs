//! The formats of `export` on the command line: words for people, flags of their own, and what
//! writes each. Owns that list; one entry a format.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value, json};

use super::{Work, databases};
use crate::cli::app::example_lines;
use crate::cli::commands::{chain, report};
use crate::cli::error::CliError;
use crate::cli::read;
use crate::export::{ExportError, csv, dot, events, ftm, svg, timelinejs};

/// A format.
pub(super) struct Form {
    /// Its name.
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) notes: &'static str,
    pub(super) examples: &'static [&'static str],
    /// The argument and the flags that it alone has.
    pub(super) flags: fn() -> Vec<Arg>,
    pub(super) filters: &'static [&'static str],
    /// Writes it; gives what was written, in words.
    pub(super) write: fn(&mut Work<'_>) -> Result<String, CliError>,
}

/// Every format, in the order of the help.
pub(super) const FORMS: &[Form] = &[
    Form {
        name: "events",
        about: "JSON lines that `dateline import` takes, to make another store of them",
        notes: "Entries as recorded, in that order, with their ids, amendments and links, and what\n\
                those refer to: imported into a new store they give the same answers. Who recorded\n\
                them and when is the new store's own; citations stay behind.",
        examples: &[
            "export events -o all.jsonl",
            "export events --known @100 --publisher Reuters",
        ],
        flags: Vec::new,
        filters: FILTERS,
        write: events,
    },
    Form {
        name: "csv",
        about: "A flat table for spreadsheets, one row an event",
        notes: "Events as known, without those retracted; claims are marked. A text that a\n\
                spreadsheet would take for a formula has an apostrophe before it. The columns are\n\
                the same for every store, and are described in schema/export.md.",
        examples: &[
            "export csv -o events.csv",
            "export csv --bom --kind fund_exit,holding --country DK",
        ],
        flags: || {
            vec![switch(
                "bom",
                "Begin with a byte order mark, for spreadsheets that need one",
            )]
        },
        filters: FILTERS,
        write: csv,
    },
    Form {
        name: "timelinejs",
        about: "The JSON of TimelineJS, for a timeline on a web page",
        notes: "One slide an event: its sentence, the words quoted, its sources as links. The title\n\
                slide carries the citation. A source whose terms keep it out of print is not named.",
        examples: &[
            "export timelinejs -o timeline.json",
            "export timelinejs --lang zh --title \"格陵兰\" --tag davos",
        ],
        flags: || {
            vec![
                report::lang(),
                Arg::new("title")
                    .long("title")
                    .value_name("TEXT")
                    .help("Headline of the title slide [default: that of the report]"),
            ]
        },
        filters: FILTERS,
        write: timelinejs,
    },
    Form {
        name: "ftm",
        about: "FollowTheMoney entities, for Aleph, OpenSanctions' tools and the like",
        notes: "A JSON object a line: parties, places and sources, sanctions as Sanction, all else as\n\
                Event. Claims are left out unless --claims. A source whose terms keep it out of\n\
                print is not named. An entity may come in several lines: ftm aggregate joins them.",
        examples: &[
            "export ftm -o entities.ftm.json",
            "export ftm --kind sanction --on 2026-01-25",
        ],
        flags: Vec::new,
        filters: FILTERS,
        write: ftm,
    },
    Form {
        name: "dot",
        about: "Causes and effects as a graph for Graphviz",
        notes: "The chain of an event, or all that is linked. Links that the dates contradict are\n\
                struck, those that a retraction broke are faint, unclear ones dotted.\n\
                To make a picture: dateline export dot trump-threat | dot -Tsvg > chain.svg",
        examples: &[
            "export dot akademiker-exit -o chain.dot",
            "export dot @1 --effects --all --lang zh",
        ],
        flags: picture_args,
        filters: OF_PICTURES,
        write: dot,
    },
    Form {
        name: "svg",
        about: "Causes and effects as a picture that opens alone",
        notes: "The picture of the report: time runs down, an arrow leads from cause to effect, and\n\
                one that the dates contradict is struck. The file asks nothing of a network.",
        examples: &[
            "export svg akademiker-exit -o chain.svg",
            "export svg --published 2026-01-25 --country DK",
        ],
        flags: picture_args,
        filters: OF_PICTURES,
        write: svg,
    },
    databases::SQLITE,
    databases::PARQUET,
];

/// What is drawn, and in which language.
fn picture_args() -> Vec<Arg> {
    let mut args = chain::walk_args();
    args.push(report::lang());
    args
}

fn picture(matches: &ArgMatches) -> dot::Options {
    dot::Options {
        side: chain::side(matches),
        all: matches.get_flag("all"),
        lang: report::lang_of(matches),
    }
}

fn dot(work: &mut Work<'_>) -> Result<String, CliError> {
    let options = picture(work.matches);
    counted(
        "link",
        "links",
        dot::write(
            work.passage,
            &options,
            &mut work.tally,
            work.progress,
            work.out,
        ),
    )
}

fn svg(work: &mut Work<'_>) -> Result<String, CliError> {
    let options = picture(work.matches);
    counted(
        "link",
        "links",
        svg::write(
            work.passage,
            &options,
            &mut work.tally,
            work.progress,
            work.out,
        ),
    )
}

pub(super) const FILTERS: &[&str] = &[
    "kind",
    "country",
    "tag",
    "publisher",
    "since",
    "until",
    "limit",
];

/// A picture without some of its links would say something else.
const OF_PICTURES: &[&str] = &["kind", "country", "tag", "publisher", "since", "until"];

/// A format as a sub-command.
pub(super) fn built(form: &Form) -> Command {
    let force = switch("force", "Replace the file of -o if there is one");
    let command = Command::new(form.name)
        .about(form.about)
        .args((form.flags)())
        .arg(force);
    let lines = form.examples.iter().map(|example| example_lines(example));
    let examples: Vec<String> = lines.collect();
    read::filter_args(read::clock_args(command), form.filters).after_help(format!(
        "{}\n\nExamples:\n{}",
        form.notes,
        examples.join("\n")
    ))
}

pub(super) fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .action(ArgAction::SetTrue)
        .help(help)
}

/// The flags that a format alone has, as its citation gives them.
pub(super) fn flags(form: &Form, matches: &ArgMatches) -> Map<String, Value> {
    let flags = (form.flags)();
    let value = |arg: &Arg| match arg.get_action() {
        ArgAction::SetTrue => json!(read::is_on(matches, arg.get_id().as_str())),
        _ => json!(read::given(matches, arg.get_id().as_str())),
    };
    // What has no name of its own is an argument, not a flag.
    let flags = flags.iter().filter(|arg| !arg.is_positional());
    let named = flags.map(|arg| (arg.get_id().to_string(), value(arg)));
    named.collect()
}

fn events(work: &mut Work<'_>) -> Result<String, CliError> {
    counted(
        "entry",
        "entries",
        events::write(work.passage, &mut work.tally, work.progress, work.out),
    )
}

fn csv(work: &mut Work<'_>) -> Result<String, CliError> {
    let bom = work.matches.get_flag("bom");
    counted(
        "row",
        "rows",
        csv::write(work.passage, bom, &mut work.tally, work.progress, work.out),
    )
}

fn timelinejs(work: &mut Work<'_>) -> Result<String, CliError> {
    let options = timelinejs::Options {
        title: read::given(work.matches, "title").map(str::to_owned),
        lang: report::lang_of(work.matches),
    };
    counted(
        "slide",
        "slides",
        timelinejs::write(
            work.passage,
            &options,
            &mut work.tally,
            work.progress,
            work.out,
        ),
    )
}

fn ftm(work: &mut Work<'_>) -> Result<String, CliError> {
    counted(
        "line",
        "lines",
        ftm::write(work.passage, &mut work.tally, work.progress, work.out),
    )
}

/// What was written, in words.
pub(super) fn counted(
    one: &str,
    many: &str,
    written: Result<u64, ExportError>,
) -> Result<String, CliError> {
    Ok(match written? {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    })
}
