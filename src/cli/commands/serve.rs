//! `serve`: the pages of the report, live, on this machine. Owns the flags, the socket it asks
//! for, and telling where the pages are; what they show is the `cli::serve` room's.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use super::Spec;
use super::report::{lang, lang_of};
use crate::cli::context::Context;
use crate::cli::error::{CONFLICT, CliError};
use crate::cli::serve::{Live, Pages};
use crate::render::json;
use crate::web;

pub const SPEC: Spec = Spec {
    name: "serve",
    about: "Explore the store in a browser on this machine, live and read-only",
    examples: &["serve", "serve --port 0 --open --lang zh"],
    build,
    run,
};

/// The port unless another is named.
const PORT: &str = "8420";
/// How often the log is looked at.
const PAUSE: Duration = Duration::from_millis(400);

const AFTER: &str = "The pages are those of the report, with three sliders for what had happened, \
what was public and what this store knew. They follow the log while others append. Nobody but this \
machine is answered, nothing is written, and nothing is loaded from elsewhere; Ctrl-C ends it.

Every page is JSON with .json at its end: /divestment.json?by=country is what \
`divestment --by country --json` prints. See schema/page.md.";

fn build(command: Command) -> Command {
    command
        .after_help(AFTER)
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("N")
                .default_value(PORT)
                .value_parser(clap::value_parser!(u16))
                .help("The port on 127.0.0.1; 0 is any that is free"),
        )
        .arg(
            Arg::new("open")
                .long("open")
                .action(ArgAction::SetTrue)
                .help("Show it in the browser"),
        )
        .arg(lang())
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let store = context.store()?;
    let port = matches.get_one::<u16>("port").copied().unwrap_or_default();
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| no_port(port, &error))?;
    let port = listener
        .local_addr()
        .map_err(|error| no_port(port, &error))?
        .port();
    let live = Live::open(store)?;
    if let Some(trouble) = live.trouble() {
        context.warn(&trouble.what);
    }
    let pages = Arc::new(Pages::new(live, lang_of(matches)));
    let url = format!("http://127.0.0.1:{port}/");
    let is_json = context.globals.format.is_json();
    context.put(|out| {
        match is_json {
            true => json::write_value(&json!({ "url": url }), out)?,
            false => writeln!(out, "{url}")?,
        }
        out.flush()
    })?;
    context.note("for reading only, on this machine only; Ctrl-C ends it");
    if matches.get_flag("open") && !open(&url) {
        context.warn("no browser could be started: open the address yourself");
    }
    let followed = Arc::clone(&pages);
    std::thread::spawn(move || {
        loop {
            followed.live.rest(PAUSE);
            followed.live.poll();
        }
    });
    web::serve(listener, pages).map_err(CliError::output)?;
    Ok(0)
}

fn no_port(port: u16, error: &std::io::Error) -> CliError {
    let what = match error.kind() {
        ErrorKind::AddrInUse => "another program has it".to_owned(),
        ErrorKind::PermissionDenied => "the system keeps it for others".to_owned(),
        _ => error.to_string(),
    };
    let message = format!("port {port} cannot be used: {what}");
    let hint = "name another with --port N; --port 0 takes any that is free";
    CliError::new(CONFLICT, "no_port", message, hint)
}

/// Asks the system to show an address; whether it could be asked.
fn open(url: &str) -> bool {
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let started = std::process::Command::new(program)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    started.is_ok()
}
