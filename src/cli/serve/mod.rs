//! What `serve` shows: from an address to a question, from its answer to a page or to the JSON
//! that the command prints. Owns the addresses (`schema/page.md`); asks the same answers as the
//! commands do, and decides nothing about events.

mod asked;
mod json;
mod kept;
mod live;
mod pages;
mod waiting;

use std::sync::Arc;

use asked::Asked;
use kept::Kept;
pub use live::Live;
use live::NotYet;
use pages::{html_reply, whole_page};

use super::attest;
use super::commands::find;
use super::error::{BAD_INPUT, CliError};
use super::report::to_json;
use crate::answer::{AnswerError, Question, answer};
use crate::clocks::Clocks;
use crate::evidence::Name;
use crate::page::Dossier;
use crate::page::site::{self, PAGES, address};
use crate::render;
use crate::say::Lang;
use crate::store::attest::Wanted;
use crate::web::{Body, Reply, Request, Site};

const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// Rows of `log` and `timeline` as JSON, and of every list of a long log, unless the address says
/// `limit`.
const ROWS: &str = "1000";
/// Entries that a search shows.
const FOUND: u64 = 50;
/// How often a page is begun again whose log turned out to be read anew.
const TRIES: u32 = 3;
/// The largest evidence file that is handed out.
const LARGEST: u64 = 256 << 20;

/// The pages of a store.
#[derive(Debug)]
pub struct Pages {
    /// The log, followed.
    pub live: Live,
    /// The language where an address names none.
    pub lang: Lang,
    /// Sections that were made of a long log.
    kept: Kept,
}

impl Site for Pages {
    fn reply(self: Arc<Self>, request: &Request) -> Reply {
        let mut waits = 0..TRIES;
        loop {
            match self.routed(request) {
                Ok(reply) => return reply,
                Err(Refused::Said { status, error }) => {
                    return self.refused(request, status, &error);
                }
                Err(Refused::NotYet) if waits.next().is_none() => return self.waiting(request),
                Err(Refused::NotYet) if !self.live.wait(waiting::PATIENCE) => {
                    return self.waiting(request);
                }
                Err(Refused::NotYet) => {}
            }
        }
    }

    fn position(&self) -> u64 {
        self.live.position()
    }
}

/// Why an address gives nothing.
#[derive(Debug)]
enum Refused {
    /// What is wrong, and with which status.
    Said { status: u16, error: CliError },
    /// The log is being read.
    NotYet,
}

impl From<NotYet> for Refused {
    fn from(_: NotYet) -> Refused {
        Refused::NotYet
    }
}

impl From<CliError> for Refused {
    fn from(error: CliError) -> Refused {
        let status = match (error.code, error.exit) {
            ("ref_unknown", _) => 404,
            (_, BAD_INPUT) => 400,
            _ => 500,
        };
        Refused::Said { status, error }
    }
}

impl From<AnswerError> for Refused {
    fn from(error: AnswerError) -> Refused {
        CliError::from(error).into()
    }
}

/// That an address is none of ours.
fn no_page(path: &str) -> Refused {
    let error = CliError::bad_input(
        "usage",
        format!("there is no page {}", crate::event::text::shown(path)),
        "the pages are / and, for instance, /stance, /log, /entry/1, /find?words=…",
    );
    Refused::Said { status: 404, error }
}

impl Pages {
    /// The pages of a log.
    pub fn new(live: Live, lang: Lang) -> Pages {
        Pages {
            live,
            lang,
            kept: Kept::default(),
        }
    }

    fn routed(self: &Arc<Self>, request: &Request) -> Result<Reply, Refused> {
        let asked = Asked::of(&request.query, self.lang)?;
        let path = address::plain(&request.path, false).unwrap_or_default();
        let whole = path.strip_prefix('/').unwrap_or_default();
        if let Some(name) = whole.strip_suffix(".json") {
            return self.json(name, &asked);
        }
        match whole.split_once('/') {
            None if whole == "style.css" => {
                Ok(Reply::whole(200, "text/css; charset=utf-8", site::style()))
            }
            None if whole == "site.js" => Ok(Reply::whole(
                200,
                "text/javascript; charset=utf-8",
                site::SCRIPT,
            )),
            None if whole.is_empty() => self.view("/", &PAGES, true, asked),
            None if whole == "log" => self.log(&asked),
            None if whole == "find" => self.find(&asked),
            None if whole == "checkpoint" => self.attested(Wanted::Head, "checkpoint.txt", &asked),
            None => match PAGES.iter().position(|page| *page == whole) {
                Some(at) => self.view(&path, PAGES.get(at..=at).unwrap_or_default(), false, asked),
                None => Err(no_page(&path)),
            },
            Some(("entry", name)) if !name.contains('/') => self.entry(&path, name, &asked),
            Some(("evidence", name)) => self.evidence(&path, name),
            Some(_) => Err(no_page(&path)),
        }
    }

    fn evidence(&self, path: &str, name: &str) -> Result<Reply, Refused> {
        let name = Name::parse(name).ok_or_else(|| no_page(path))?;
        let bytes = self.live.store().evidence().read(&name, LARGEST);
        let bytes = bytes.ok_or_else(|| no_page(path))?;
        Ok(Reply {
            file: Some(name.to_string().replace(':', "-")),
            ..Reply::whole(200, "application/octet-stream", bytes)
        })
    }

    /// A checkpoint or proof as a file, the log synced before.
    fn attested(&self, wanted: Wanted, file: &str, asked: &Asked) -> Result<Reply, Refused> {
        let (clocks, _) = self.live.read(|history, _| asked.clocks(history))??;
        let attested = self
            .live
            .store()
            .attest(wanted, clocks.known, &mut |_, _| {});
        let attested = attested.map_err(|error| attest::told(error, wanted))?;
        Ok(Reply {
            file: Some(file.to_owned()),
            ..Reply::whole(200, TEXT, attested.attested.to_text())
        })
    }

    fn entry(self: &Arc<Self>, path: &str, name: &str, asked: &Asked) -> Result<Reply, Refused> {
        let name = name.strip_prefix('@').unwrap_or(name);
        if let Some(position) = name.strip_suffix(".tlog-proof") {
            let position = position.parse().map_err(|_| no_page(path))?;
            return self.attested(Wanted::Entry(position), name, asked);
        }
        // Whom the address means is told before the first part is; a sentence is soon said.
        let end = self.live.position();
        let say = Question::Say {
            reference: reference_of(name),
            lang: asked.lang,
            history: false,
        };
        let position = self.live.read(|history, _| {
            let (clocks, filters) = asked.clocks(history)?;
            let clocks = held(&clocks, end);
            let said = answer(history, &clocks, &say)?;
            let named = said.citation.query.get("arguments");
            let id = named.and_then(|all| all.get(0)?.as_str());
            let dossier = Dossier::new(history, &clocks, &filters, asked.lang)?;
            let row = id.and_then(|id| dossier.row_of(id));
            Ok::<_, Refused>(row.ok_or_else(|| no_page(path))?.position)
        })??;
        let (pages, path, asked) = (Arc::clone(self), path.to_owned(), asked.clone());
        Ok(html_reply(
            200,
            Body::Parts(Box::new(move |hand| {
                pages.entry_parts(&path, position, &asked, end, hand);
            })),
        ))
    }

    fn find(&self, asked: &Asked) -> Result<Reply, Refused> {
        if asked.value("words").trim().is_empty() {
            let query = asked.query();
            let mark = if query.is_empty() { "" } else { "?" };
            return Ok(Reply {
                location: Some(format!("/{mark}{query}")),
                ..Reply::whole(303, TEXT, "")
            });
        }
        let words = asked.value("words").to_owned();
        let matches = asked.matches(&find::SPEC, &[&words])?;
        self.live.read(|history, stops| {
            let clocks = super::read::clocks(&matches, history)?;
            let mut question = find::question(&matches)?;
            self.look_for(&mut question, history);
            if let Question::Find(find) = &mut question {
                find.filters.limit = find.filters.limit.or(Some(FOUND));
            }
            let found = answer(history, &clocks, &question)?;
            let point = (history, stops, &clocks);
            whole_page(self, "/find", point, asked, |ink, frame| {
                frame.title = ink.text("site.search");
                maud::html! {
                    (site::heading(ink, &format!("{}: {words}", ink.text("site.search"))))
                    (site::found(ink, &found))
                }
            })
        })?
    }

    fn log(self: &Arc<Self>, asked: &Asked) -> Result<Reply, Refused> {
        let before = match asked.value("before") {
            "" => u64::MAX,
            text => asked::position("before", text)?,
        };
        // What is wrong with the address is told before the first part is.
        let end = self.live.position();
        self.live.read(|history, _| {
            let (clocks, filters) = asked.clocks(history)?;
            Dossier::new(history, &clocks, &filters, asked.lang)?;
            Ok::<_, Refused>(())
        })??;
        let (pages, asked) = (Arc::clone(self), asked.clone());
        Ok(html_reply(
            200,
            Body::Parts(Box::new(move |hand| {
                pages.log_parts(before, &asked, end, hand);
            })),
        ))
    }

    /// An error as the page or the JSON that was asked for, in the words of the command.
    fn refused(&self, request: &Request, status: u16, error: &CliError) -> Reply {
        if request.path.ends_with(".json") {
            let mut body = Vec::new();
            // Memory takes what is written to it.
            let _ = render::json::write_value(&to_json(error), &mut body);
            return Reply::whole(status, JSON, body);
        }
        let asked = Asked::of(&request.query, self.lang).unwrap_or_default();
        let body = self.error_page(&asked, error);
        html_reply(status, Body::Whole(body.into_bytes()))
    }
}

/// A REF as it stands in an address: digits alone are a position.
fn reference_of(name: &str) -> String {
    match !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
        true => format!("@{name}"),
        false => name.to_owned(),
    }
}

/// The clocks of a page, its position held fast while its parts are made.
fn held(clocks: &Clocks, position: u64) -> Clocks {
    Clocks {
        known: Some(clocks.known.unwrap_or(position)),
        ..clocks.clone()
    }
}
