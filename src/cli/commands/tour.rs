//! The guided tour of `demo`: each stop prints a command as one would type it, runs that very
//! command, and says in a line or two what to see in it. Owns the choice of stops.

use std::path::Path;

use crate::cli::app;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::render::block::{Block, Cell, Tone};
use crate::render::table;

struct Stop {
    says: &'static str,
    line: &'static str,
}

const STOPS: [Stop; 9] = [
    Stop {
        says: "A desk checks a commentary about a sale of US Treasuries. Its main events, in the \
               order in which they happened; marks say what the desk corrected since, and what is only \
               somebody's claim.",
        line: "timeline --since 2026-01-19 --until 2026-01-22 --kind threat,fund-exit,statement,forecast",
    },
    Stop {
        says: "What was only announced, what was carried out, and how far China stands below its peak. \
               Levels are never added to exits, nor currencies to each other.",
        line: "divestment --on 2026-01-25",
    },
    Stop {
        says: "Eleven days later the announced deadline has passed without news: overdue.",
        line: "divestment --country DK --on 2026-02-05",
    },
    Stop {
        says: "What the public could know on 21 January: the sales of 2025 came out that day; a reduction \
               that no dated source reports is left out, and counted in the last line.",
        line: "divestment --on 2026-01-21 --published 2026-01-21",
    },
    Stop {
        says: "What Denmark says beside what it does, the state and others apart. --why lists every \
               contribution with its age and weight.",
        line: "stance DK --toward US --on 2026-01-25",
    },
    Stop {
        says: "What led to the exit? The commentary says the threat did. The dates say that it cannot \
               have: the fund announced two days before it.",
        line: "chain akademiker-exit --causes",
    },
    Stop {
        says: "What the threat led to, in the log as it stood at @100: when the minister's dismissal was said \
               is known to a few days only, so its link to the threat is unclear.",
        line: "chain trump-threat --effects --known @100",
    },
    Stop {
        says: "Then the desk found that it was said two days before the threat, and recorded a correction. \
               Nothing was edited: the old answer can still be asked, and this is today's.",
        line: "chain trump-threat --effects",
    },
    Stop {
        says: "Every byte read again, every hash made again, by code that shares almost nothing with \
               the code that wrote it.",
        line: "verify",
    },
];

/// Walks through the stops.
///
/// # Errors
/// A stop that fails, which a sound demo store never does.
pub fn guide(dir: &Path, shown: &Path, context: &mut Context<'_>) -> Result<u8, CliError> {
    let style = context.style();
    say(context, &[prompt(&format!("cd {}", shown.display()))])?;
    let mut worst = 0;
    for stop in &STOPS {
        let lead = [
            Block::Gap,
            Block::text(stop.says),
            Block::Gap,
            prompt(&format!("dateline {}", stop.line)),
        ];
        context.put(|out| table::write(&lead, style, out))?;
        worst = worst.max(run(stop.line, dir, context)?);
    }
    say(
        context,
        &[
            Block::Gap,
            Block::text(
                "Next: `dateline show akademiker-exit --history`, `dateline add --help`, or `dateline init` for a store of your own.",
            ),
        ],
    )?;
    Ok(worst)
}

fn say(context: &mut Context<'_>, blocks: &[Block]) -> Result<(), CliError> {
    let style = context.style();
    context.put(|out| table::write(blocks, style, out))
}

fn prompt(line: &str) -> Block {
    Block::Line(
        0,
        vec![Cell::toned("$ ", Tone::Dim), Cell::toned(line, Tone::Head)],
    )
}

/// Runs a command line (words without spaces in them) on the demo store.
fn run(line: &str, dir: &Path, context: &mut Context<'_>) -> Result<u8, CliError> {
    let words = std::iter::once("dateline").chain(line.split(' '));
    let matches = app::command()
        .try_get_matches_from(words)
        .map_err(|error| {
            CliError::bad_input("usage", error.to_string(), "tell the makers of dateline")
        })?;
    let mut globals = context.globals.clone();
    globals.store = Some(dir.to_owned());
    // The stops follow each other: a page between them would hide the next.
    globals.pages = false;
    app::dispatch(
        &matches,
        &mut Context::new(context.env, globals, context.out),
    )
}
