//! Makes realistic events, deterministically: `gen N SEED` writes them as JSON lines for
//! `dateline import`, `--store DIR` a whole store in many commits on a simulated clock.
//! Owns the command line and where events go; what they say is decided in the other files.

mod amend;
mod chains;
mod dates;
mod draft;
mod plain;
mod rng;
mod store;
mod words;
mod world;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use world::World;

const USAGE: &str = "usage: gen N SEED [--ids | --store DIR]";

/// What was asked for.
struct Args {
    count: u64,
    seed: u64,
    ids: bool,
    store: Option<PathBuf>,
}

fn arguments() -> Option<Args> {
    let mut given = std::env::args().skip(1);
    let mut args = Args {
        count: given.next()?.replace('_', "").parse().ok()?,
        seed: given.next()?.parse().ok()?,
        ids: false,
        store: None,
    };
    while let Some(flag) = given.next() {
        match flag.as_str() {
            "--ids" => args.ids = true,
            "--store" => args.store = Some(given.next()?.into()),
            _ => return None,
        }
    }
    Some(args)
}

fn lines(args: &Args) -> io::Result<()> {
    let mut world = World::new(args.count, args.seed);
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    for _ in 0..args.count {
        let draft = world.next();
        let id = args.ids.then_some(draft.id);
        out.write_all(draft.line(id).as_bytes())?;
    }
    out.flush()
}

fn main() -> ExitCode {
    let Some(args) = arguments() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let done = match &args.store {
        Some(dir) => store::write(dir, args.count, args.seed),
        None => lines(&args).map_err(Into::into),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gen: {error}");
            ExitCode::FAILURE
        }
    }
}
