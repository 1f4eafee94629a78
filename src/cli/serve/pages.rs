//! Pages put together: the frame around sections that are made one after another, so that the
//! first is read while the next is folded; and pages made at once. Owns their order.

use std::sync::Arc;

use maud::{Markup, html};

use super::asked::Asked;
use super::live::NotYet;
use super::waiting::anew;
use super::{Pages, Refused, held};
use crate::answer::{Question, Side, View};
use crate::chart::words;
use crate::cli::commands::show;
use crate::cli::error::CliError;
use crate::cli::evidence::lost;
use crate::clocks::Clocks;
use crate::facts::History;
use crate::page::site::{self, Frame, Stops, address};
use crate::page::{Dossier, Ink};
use crate::web::{Body, Hand, Reply};

const HTML: &str = "text/html; charset=utf-8";

/// A page with a status.
pub fn html_reply(status: u16, body: Body) -> Reply {
    Reply {
        body,
        ..Reply::whole(status, HTML, "")
    }
}

/// What a page looks at: the log, where sliders halt, and the clocks.
pub type Point<'p> = (&'p History, &'p Stops, &'p Clocks);

/// A page made at once.
pub(super) fn whole_page(
    pages: &Pages,
    path: &str,
    (history, stops, clocks): Point<'_>,
    asked: &Asked,
    body: impl FnOnce(&Ink<'_>, &mut Frame<'_>) -> Markup,
) -> Result<Reply, Refused> {
    let (_, filters) = asked.clocks(history)?;
    let trouble = pages.trouble(asked);
    let mut frame = pages.frame(path, asked, stops, trouble.as_deref());
    let dossier = Dossier::new(history, clocks, &filters, asked.lang)?;
    let ink = site::ink(&dossier, &frame);
    let body = body(&ink, &mut frame);
    let page = frame.document(&body).into_string();
    Ok(html_reply(200, Body::Whole(page.into_bytes())))
}

impl Pages {
    pub(super) fn trouble(&self, asked: &Asked) -> Option<String> {
        let trouble = self.live.trouble()?;
        let values = crate::say::template::Values::new().with("what", trouble.what);
        Some(words::of(asked.lang).say(trouble.key, &values))
    }

    fn frame<'f>(
        &self,
        path: &'f str,
        asked: &'f Asked,
        stops: &'f Stops,
        trouble: Option<&'f str>,
    ) -> Frame<'f> {
        let query = asked.query();
        let mark = if query.is_empty() { "" } else { "?" };
        let name = if path == "/" { "/index" } else { path };
        Frame {
            path,
            pairs: &asked.pairs,
            lang: asked.lang,
            title: String::new(),
            head: self.live.position(),
            stops,
            trouble,
            json: Some(format!("{name}.json{mark}{query}")),
        }
    }

    /// The page of some sections, part by part; `latest` adds the latest entries of the log.
    pub(super) fn view(
        self: &Arc<Self>,
        path: &str,
        sections: &'static [&'static str],
        latest: bool,
        asked: Asked,
    ) -> Result<Reply, Refused> {
        // What is wrong with the address is told before the first part is.
        let position = self.live.position();
        self.live.read(|history, _| {
            let (clocks, filters) = asked.clocks(history)?;
            Dossier::new(history, &clocks, &filters, asked.lang)?;
            Ok::<_, Refused>(())
        })??;
        let (pages, path) = (Arc::clone(self), path.to_owned());
        Ok(html_reply(
            200,
            Body::Parts(Box::new(move |hand| {
                pages.parts(&path, sections, latest, &asked, position, hand);
            })),
        ))
    }

    fn parts(
        &self,
        path: &str,
        sections: &[&'static str],
        latest: bool,
        asked: &Asked,
        position: u64,
        hand: &mut Hand<'_>,
    ) {
        let title = match sections {
            [one] => *one,
            _ => "",
        };
        let first = self.part(path, asked, position, "", |ink, frame| {
            frame.title = site::title(ink, title);
            let (before, after) = frame.around();
            let heading = site::heading(ink, &ink.title()).into_string();
            (before + &heading, after)
        });
        let Ok(Some((before, after))) = first else {
            hand(anew(asked));
            return;
        };
        if !hand(before) {
            return;
        }
        // Between two parts the log may grow; each asks again, at the same position.
        for id in sections {
            let part = match self.live.is_filed() {
                true => self.slow_section(path, asked, position, id, hand),
                false => self.section(path, asked, position, id).map(Some),
            };
            match part {
                Ok(Some(part)) => {
                    if !hand(part) {
                        return;
                    }
                }
                Ok(None) => return,
                Err(NotYet) => {
                    hand(anew(asked) + &after);
                    return;
                }
            }
        }
        if latest {
            let rows = self.latest(path, asked, position);
            hand(rows.unwrap_or_else(|NotYet| anew(asked)));
        }
        hand(after);
    }

    fn section(
        &self,
        path: &str,
        asked: &Asked,
        position: u64,
        id: &'static str,
    ) -> Result<String, NotYet> {
        let part = self.part(path, asked, position, id, |ink, _| {
            site::section(ink, id).into_string()
        });
        part.map(Option::unwrap_or_default)
    }

    /// A section of a long log, made once; none if nobody waits for it any more.
    fn slow_section(
        &self,
        path: &str,
        asked: &Asked,
        position: u64,
        id: &'static str,
        hand: &mut Hand<'_>,
    ) -> Result<Option<String>, NotYet> {
        let key = format!("{id} {position} {} {}", asked.lang.tag(), asked.query());
        if let Some(section) = self.kept.get(&key) {
            return Ok(Some(section));
        }
        // White space tells whether somebody reads; and a browser to show what it has.
        let Some(_turn) = self.kept.turn(&mut || hand("\n".to_owned())) else {
            return Ok(None);
        };
        if let Some(section) = self.kept.get(&key) {
            return Ok(Some(section));
        }
        let section = self.section(path, asked, position, id)?;
        self.kept.put(key, &section);
        Ok(Some(section))
    }

    /// A page of the log: few rows of many may lie far apart, so the frame comes first.
    pub(super) fn log_parts(&self, before: u64, asked: &Asked, position: u64, hand: &mut Hand<'_>) {
        let first = self.part("/log", asked, position, "", |ink, frame| {
            frame.title = ink.text("site.log");
            let (before, after) = frame.around();
            let heading = site::heading(ink, &ink.title()).into_string();
            (before + &heading, after)
        });
        let Ok(Some((head, after))) = first else {
            hand(anew(asked));
            return;
        };
        if !hand(head) {
            return;
        }
        let rows = self.part("/log", asked, position, "", |ink, frame| {
            let found = ink.dossier.log_before(before, site::ENTRIES + 1);
            let rows = found.get(..site::ENTRIES).unwrap_or(&found);
            site::log(ink, frame, rows, found.len() > rows.len()).into_string()
        });
        hand(match rows {
            Ok(rows) => rows.unwrap_or_default(),
            Err(NotYet) => anew(asked),
        });
        hand(after);
    }

    /// The page of an entry: what it says at once, then what takes a fold of all links.
    pub(super) fn entry_parts(
        &self,
        path: &str,
        at: u64,
        asked: &Asked,
        position: u64,
        hand: &mut Hand<'_>,
    ) {
        let first = self.part(path, asked, position, "", |ink, frame| {
            let row = ink.dossier.row(at)?;
            frame.title = ink.name_of(&row);
            let (before, after) = frame.around();
            let head = site::entry_head(ink, &row).into_string();
            Some((before + &head, after))
        });
        let Ok(Some(Some((before, after)))) = first else {
            hand(anew(asked));
            return;
        };
        if !hand(before) {
            return;
        }
        let reference = format!("@{at}");
        let rest = self.part(path, asked, position, "", |ink, frame| {
            let show = Question::Show {
                reference: reference.clone(),
                history: true,
            };
            let chain = Question::Chain {
                reference,
                side: Side::Both,
                to: None,
                all: false,
                filters: ink.dossier.filters.clone(),
            };
            let mut shown = ink.dossier.ask(&show)?;
            let View::Entry(view) = &mut shown.view else {
                return None;
            };
            show::held_by(view, &self.live.store().evidence());
            let chain = ink.dossier.ask(&chain);
            let page = site::EntryPage {
                shown: view,
                chain: chain.as_ref(),
            };
            Some(site::entry(ink, frame, &page).into_string())
        });
        hand(match rest {
            Ok(rest) => rest.flatten().unwrap_or_default(),
            Err(NotYet) => anew(asked),
        });
        hand(after);
    }

    fn latest(&self, path: &str, asked: &Asked, position: u64) -> Result<String, NotYet> {
        let part = self.part(path, asked, position, "", |ink, frame| {
            let dossier = ink.dossier;
            let rows = dossier.log_before(u64::MAX, site::LATEST);
            site::log(ink, frame, &rows, rows.len() == site::LATEST).into_string()
        });
        part.map(Option::unwrap_or_default)
    }

    fn part<T>(
        &self,
        path: &str,
        asked: &Asked,
        position: u64,
        section: &str,
        make: impl FnOnce(&Ink<'_>, &mut Frame<'_>) -> T,
    ) -> Result<Option<T>, NotYet> {
        let trouble = self.trouble(asked);
        let look = |history: &History, stops: &Stops| {
            let (clocks, filters) = asked.clocks(history).ok()?;
            let clocks = held(&clocks, position);
            let mut dossier = Dossier::new(history, &clocks, &filters, asked.lang).ok()?;
            if section == "audit" && history.holds_entries() {
                dossier.lost = lost(history, &self.live.store().evidence());
            }
            let mut frame = self.frame(path, asked, stops, trouble.as_deref());
            let ink = site::ink(&dossier, &frame);
            Some(make(&ink, &mut frame))
        };
        match section {
            "audit" if self.live.fits_memory() => self.live.read_whole(look),
            _ => self.live.read(look),
        }
    }

    /// What is wrong, in the words of the command.
    pub fn error_page(&self, asked: &Asked, error: &CliError) -> String {
        let words = words::of(asked.lang);
        let lang: Vec<(String, String)> = asked
            .pairs
            .iter()
            .filter(|(name, _)| name == "lang")
            .cloned()
            .collect();
        let home = address::encode(
            lang.iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        let home = if home.is_empty() {
            "/".to_owned()
        } else {
            format!("/?{home}")
        };
        let trouble = self.trouble(asked);
        let body = html! {
            h1 { (words.text("site.error")) }
            p { (error.message) }
            @if let Some(hint) = &error.hint { p class="lead" { (hint) } }
            p { small { code { (error.code) } } }
            p { a href=(home) { (words.text("site.home")) } }
        };
        let frame = |stops: &Stops| {
            let frame = Frame {
                path: "/",
                pairs: &asked.pairs,
                lang: asked.lang,
                title: words.text("site.error"),
                head: self.live.position(),
                stops,
                trouble: trouble.as_deref(),
                json: None,
            };
            frame.document(&body).into_string()
        };
        let page = self.live.read(|_, stops| frame(stops));
        // What is wrong with an address can be said before anything was read.
        page.unwrap_or_else(|NotYet| frame(&Stops::default()))
    }
}
