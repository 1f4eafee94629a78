//! The command line: one file a command. Hands the environment, clock and streams to the
//! library, maps errors to text, hints and exit codes. Decides nothing about events.

pub mod app;
pub mod ask;
pub mod attest;
pub mod commands;
pub mod config;
pub mod context;
pub mod converse;
pub mod env;
pub mod error;
pub mod evidence;
pub mod fields;
pub mod follow;
pub mod globals;
pub mod keys;
pub mod mapped;
pub mod meter;
pub mod pager;
pub mod parties;
pub mod patch;
pub mod published;
pub mod read;
pub mod report;
#[cfg(feature = "web")]
pub mod serve;
pub mod sink;
pub mod sources;
pub mod write;

use std::io::Write;
use std::mem::ManuallyDrop;
use std::process::ExitCode;

use context::Context;
use env::Env;
use error::CliError;
use globals::Globals;
use sink::Sink;

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    hush_contained();
    let env = Env::of_process();
    ExitCode::from(run(&env))
}

/// A panic that the finder contains is told by it, in words, on `-v`: the process's own report
/// would only frighten. Set once, before there is any other thread.
fn hush_contained() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !crate::finder::is_contained() {
            report(panic);
        }
    }));
}

/// Runs one command line to its exit code; everything a person sees is printed here.
fn run(env: &Env) -> u8 {
    let matches = match app::parse(env) {
        // Not taken apart: the process ends with it.
        Ok(matches) => ManuallyDrop::new(matches),
        Err(usage) => return app::report_usage(&usage, env),
    };
    let globals = Globals::from_matches(&matches, env);
    let mut out = Sink::standard();
    let outcome = globals.and_then(|globals| {
        out = Sink::open(globals.output.as_deref())?;
        app::dispatch(&matches, &mut Context::new(env, globals, &mut out))
    });
    let outcome = outcome.and_then(|code| match out.flush() {
        Ok(()) => Ok(code),
        Err(_) if out.is_closed() => Ok(code),
        Err(error) => Err(CliError::output(error)),
    });
    match outcome {
        Ok(code) => code,
        // Whoever read our output has had enough of it: nobody is left to tell.
        Err(_) if out.is_closed() => 0,
        Err(error) => report::print(&error, report::wants_json(env), env),
    }
}
