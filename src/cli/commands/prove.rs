//! `prove`: a file that shows, without the store, that an entry is in the log, or that the log
//! has an earlier one as its beginning. Owns the flags; attesting is the store's.

use clap::{Arg, ArgMatches, Command};

use super::Spec;
use crate::cli::attest;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::store::attest::Wanted;

pub const SPEC: Spec = Spec {
    name: "prove",
    about: "Prove an entry, or that the log only grew, in a file of its own",
    examples: &[
        "prove akademiker-exit -o exit.tlog-proof",
        "prove @3 --known @100",
        "prove --from @100 -o since-100.txt",
    ],
    build,
    run,
};

const AFTER: &str = "The file holds the entry itself, the hashes that lead from it to the root, and the \
     checkpoint with the signatures that the commit has; `dateline check-proof` checks it \
     without the store. It shows what was recorded, not that it still stands: a \
     correction or a retraction is an entry of its own, with a proof of its own. The format is C2SP tlog-proof; see schema/proof.md.";

fn build(command: Command) -> Command {
    let command = command
        .arg(
            Arg::new("reference")
                .value_name("REF")
                .required_unless_present("from")
                .conflicts_with("from")
                .help("The entry"),
        )
        .arg(
            Arg::new("from")
                .long("from")
                .value_name("@N")
                .help("Prove that the log at position N is the beginning of this one"),
        );
    attest::args(command).after_help(AFTER)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let wanted = match matches.get_one::<String>("reference") {
        Some(reference) => {
            let found = context.store()?.position_of(reference);
            let position = found.map_err(|error| attest::told(error, Wanted::Head))?;
            Wanted::Entry(position)
        }
        None => Wanted::Since(attest::position(matches, "from")?.unwrap_or_default()),
    };
    let attested = attest::attest(matches, context, wanted)?;
    if let Wanted::Entry(position) = wanted {
        warn_of_amendments(position, context)?;
    }
    attest::print(&attested, context)?;
    Ok(0)
}

/// A proof is of the entry as it was recorded: whoever hands it on should know what became of it.
fn warn_of_amendments(position: u64, context: &Context<'_>) -> Result<(), CliError> {
    let looked = context.store()?.look(|look| {
        let Ok(entry) = look.entry(&format!("@{position}"))? else {
            return Ok(Vec::new());
        };
        let known = look.as_known(&entry)?;
        let retracted = known.retracted_by.map(|by| ("retracted", by));
        let corrected = known.corrections.last().map(|by| ("corrected", *by));
        let disputed = known.disputes.last().map(|by| ("disputed", *by));
        let all = [retracted, corrected, disputed].into_iter().flatten();
        Ok(all.collect::<Vec<_>>())
    });
    // What is wrong with the log, attesting to it says.
    for (what, by) in looked.unwrap_or_default() {
        context.warn(&format!(
            "@{position} is {what} by @{by}: the proof shows what was recorded, not that it still stands; prove @{by}, too"
        ));
    }
    Ok(())
}
