//! What `checkpoint` and `prove` share: which log is meant, the errors, the signature, and how
//! the text is printed. The attesting is the store's.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde::Serialize;

use super::context::Context;
use super::error::CliError;
use super::keys;
use super::meter::Meter;
use crate::merkle;
use crate::note::{Short, Signature};
use crate::page::Seal;
use crate::render::{Format, csv, json, jsonl};
use crate::store::attest::{AttestError, Attested, Wanted};

/// An attestation as programs take it.
#[derive(Debug, Serialize)]
struct Told<'a> {
    proof: &'static str,
    origin: &'a str,
    position: u64,
    root: String,
    short: &'a str,
    entry_position: Option<u64>,
    from: Option<u64>,
    signed_by: Vec<String>,
    text: &'a str,
}

/// Adds `--known` and `--sign`.
pub fn args(command: Command) -> Command {
    command
        .arg(
            Arg::new("known")
                .long("known")
                .value_name("@N")
                .help("The log as it was at position N [default: the head]"),
        )
        .arg(
            Arg::new("sign")
                .long("sign")
                .action(ArgAction::SetTrue)
                .help("Sign it with your key (see keygen)"),
        )
}

/// A position of a flag, `@N`.
///
/// # Errors
/// A text that is none.
pub fn position(matches: &ArgMatches, flag: &str) -> Result<Option<u64>, CliError> {
    let Some(text) = matches.get_one::<String>(flag) else {
        return Ok(None);
    };
    let number = text.strip_prefix(['@', '#']).unwrap_or(text);
    number.parse().map(Some).map_err(|_| {
        CliError::bad_input(
            "bad_position",
            format!("--{flag} {text}: not a position"),
            format!("a position is @ and a number, for instance --{flag} @12"),
        )
    })
}

/// Attests to what is wanted, and signs it if `--sign` says so.
///
/// # Errors
/// No such position; no key; damage.
pub fn attest(
    matches: &ArgMatches,
    context: &Context<'_>,
    wanted: Wanted,
) -> Result<Attested, CliError> {
    let known = position(matches, "known")?;
    let key = match matches.get_flag("sign") {
        true => Some(keys::signer_needed(context.env)?),
        false => None,
    };
    let store = context.store()?;
    let mut meter = Meter::of("entries hashed", context);
    let attested = store.attest(wanted, known, &mut |done, all| meter.tell(done, all));
    drop(meter);
    let attestation = attested.map_err(|error| told(error, wanted))?;
    if attestation.head_lost {
        context.warn("head is lost, so that entries are missing at the end cannot be ruled out; run `dateline verify`");
    }
    let mut attested = attestation.attested;
    if let Some(key) = key {
        let line = key.sign(&attested.checkpoint().text());
        attested.note_mut().add(line);
    }
    Ok(attested)
}

/// An error in words; `wanted` says which flag a position came from.
pub fn told(error: AttestError, wanted: Wanted) -> CliError {
    match error {
        AttestError::Store(error) => error.into(),
        AttestError::Reference(fault) => {
            let hint = fault.hint.unwrap_or_default();
            CliError::bad_input(fault.code, fault.message, hint)
        }
        AttestError::Beyond {
            asked,
            end,
            is_head: true,
        } => {
            let flag = match wanted {
                Wanted::Since(from) if from == asked => "from",
                _ => "known",
            };
            CliError::bad_input(
                "known_beyond_head",
                format!("--{flag} @{asked} is beyond the end of the log, which is at @{end}"),
                format!("ask with --{flag} @{end} or less"),
            )
        }
        AttestError::Beyond { asked, end, .. } => match wanted {
            Wanted::Since(_) => CliError::bad_input(
                "backwards_span",
                format!("--from @{asked} is later than --known @{end}"),
                format!("turn them round: --from @{end} --known @{asked}"),
            ),
            _ => CliError::bad_input(
                "after_known",
                format!("@{asked} was recorded after --known @{end}"),
                format!("ask with --known @{asked} or later, or without it"),
            ),
        },
    }
}

/// An attestation of a head as pages show it.
pub fn seal(attested: &Attested) -> Seal {
    let checkpoint = attested.checkpoint();
    Seal {
        checkpoint: attested.to_text(),
        short: Short::new(checkpoint.position, &checkpoint.root).to_string(),
        signed: !attested.note().signatures.is_empty(),
    }
}

/// Prints an attestation: the text itself, or an object that holds it.
///
/// # Errors
/// When it cannot be written.
pub fn print(attested: &Attested, context: &mut Context<'_>) -> Result<(), CliError> {
    let checkpoint = attested.checkpoint();
    let text = attested.to_text();
    let short = Short::new(checkpoint.position, &checkpoint.root).to_string();
    let (proof, entry_position, from) = match attested {
        Attested::Head(..) => ("checkpoint", None, None),
        Attested::Entry(one) => ("entry", Some(one.index + 1), None),
        Attested::Since(one) => ("extension", None, Some(one.old)),
    };
    let lines = attested.note().signatures.iter();
    let told = Told {
        proof,
        origin: &checkpoint.origin,
        position: checkpoint.position,
        root: merkle::base64(&checkpoint.root),
        short: &short,
        entry_position,
        from,
        signed_by: lines
            .filter_map(|line| Some(Signature::parse(line).ok()?.handle()))
            .collect(),
        text: &text,
    };
    let format = context.style().format;
    context.put(|out| match format {
        Format::Json => json::write_value(&told, out),
        Format::Jsonl => jsonl::line(&told, out),
        Format::Csv => csv::write_rows(std::slice::from_ref(&told), out),
        Format::Table => out.write_all(text.as_bytes()),
        Format::Markdown => write!(out, "```\n{text}```\n\nIn print: `{short}`\n"),
    })?;
    if told.signed_by.is_empty() {
        context.note("nobody signed it: --sign does so with your key");
    }
    if matches!(format, Format::Table) {
        context.note(&format!("in print: {short}"));
    }
    Ok(())
}
