//! `drift`: what was cited, asked again now; with `--notice` the draft of a correction note.
//! Owns the flags, the rule tables at hand, and exit code 1; the comparison is the `answer`
//! room's, the words are `render`'s.

use clap::{Arg, ArgMatches, Command};

use super::Spec;
use crate::answer::drift::{DriftView, drift};
use crate::answer::{Answer, View};
use crate::cli::ask::{Reading, glimpse};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;
use crate::clocks::Clocks;
use crate::evidence::Name;
use crate::facts::Scope;
use crate::render::notice::{self, Form};

pub const SPEC: Spec = Spec {
    name: "drift",
    about: "What became of the answers that articles relied on",
    examples: &["drift", "drift --json", "drift --notice markdown"],
    build,
    run,
};

/// Something differs, or was amended.
const DRIFTED: u8 = 1;

/// Larger rule tables are not read.
const LONGEST_RULES: u64 = 1 << 20;

const AFTER: &str =
    "Asks each citation again at the end of the log (or at --known), its other clocks \
as they were. Told are the rows that differ, what they rested on that was corrected, retracted or \
disputed since, and an answer that can no longer be derived as it was. Retracted citations are \
skipped.

--notice drafts a correction note: markdown, claimreview (schema.org, JSON-LD), or both.

Exit codes: 0 nothing drifted, 1 something did.";

fn build(command: Command) -> Command {
    command
        .arg(
            Arg::new("slug")
                .value_name("SLUG")
                .help("The citation, by its name or another REF [default: every one]"),
        )
        .arg(
            Arg::new("notice")
                .long("notice")
                .value_name("FORM")
                .num_args(0..=1)
                .default_missing_value("both")
                .help("Draft a correction note: markdown, claimreview or both"),
        )
        .arg(
            Arg::new("known")
                .long("known")
                .value_name("DATE|@N")
                .help("Ask as of then instead of now")
                .help_heading("The three clocks"),
        )
        .after_help(AFTER)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let (slug, form) = asked(matches)?;
    let mut reading = Reading::of_facts(context)?;
    let shelf = context.store()?.evidence();
    let tables = |sha256: &str| {
        let name = Name::of_hex(sha256)?;
        String::from_utf8(shelf.read(&name, LONGEST_RULES)?).ok()
    };
    let (known, mut answer) = reading.sure(context, |history| {
        let known = read::given(matches, "known");
        let known = known.map(|text| read::position("known", text, history));
        let known = known.transpose()?;
        Ok((known, drift(history, known, slug, &tables)?))
    })?;
    let history = &reading.history;
    if let (View::Drift(view), false) = (&mut answer.view, reading.is_whole()) {
        view.readable = Some(history.position());
    }
    let clocks = Clocks {
        known,
        ..Clocks::default()
    };
    match form {
        None => read::show(context, history, &clocks, &answer)?,
        Some(form) => {
            let scope = Scope::new(history, &clocks).ok();
            let names = |name: &str| glimpse(scope.as_ref()?, name);
            let notices = notice::notices(&answer, &names);
            if notices.is_empty() {
                context.note(match reading.is_whole() {
                    true => "nothing drifted: there is nothing to correct",
                    false => "nothing drifted of what can be read",
                });
            }
            let format = context.style().format;
            context.put(|out| notice::write(&notices, &answer.citation, form, format, out))?;
        }
    }
    let found = code(&answer);
    match reading.close(answer.citation.position, context) {
        0 => Ok(found),
        damaged => Ok(damaged),
    }
}

/// The citation that is named, and the form of a note. `--notice SLUG` is forgiven: no citation
/// need be named twice.
fn asked(matches: &ArgMatches) -> Result<(Option<&str>, Option<Form>), CliError> {
    let slug = read::given(matches, "slug");
    let Some(text) = read::given(matches, "notice") else {
        return Ok((slug, None));
    };
    match (Form::named(text), slug) {
        (Some(form), slug) => Ok((slug, Some(form))),
        (None, None) => Ok((Some(text), Some(Form::Both))),
        (None, Some(_)) => Err(CliError::bad_input(
            "usage",
            format!("--notice {text}: there is no such form"),
            "markdown, claimreview or both",
        )),
    }
}

fn code(answer: &Answer) -> u8 {
    match &answer.view {
        View::Drift(DriftView { rows, .. }) if !rows.is_empty() => DRIFTED,
        _ => 0,
    }
}
