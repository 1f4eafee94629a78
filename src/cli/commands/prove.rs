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
     without the store. The format is C2SP tlog-proof; see schema/proof.md.";

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
            Wanted::Entry(found.map_err(|error| attest::told(error, Wanted::Head))?)
        }
        None => Wanted::Since(attest::position(matches, "from")?.unwrap_or_default()),
    };
    let attested = attest::attest(matches, context, wanted)?;
    attest::print(&attested, context)?;
    Ok(0)
}
