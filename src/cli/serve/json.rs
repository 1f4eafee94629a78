//! The same as JSON: the bytes that the command prints, and the index of where each view has its
//! own. Owns what an address asks of a command.

use clap::ArgMatches;

use super::asked::Asked;
use super::{JSON, Pages, ROWS, Refused, no_page, reference_of};
use crate::answer::{Find, Question, View, answer};
use crate::cli::commands::{audit, cite, show};
use crate::cli::error::CliError;
use crate::facts::History;
use crate::page::Dossier;
use crate::page::site::PAGES;
use crate::render::json;
use crate::web::Reply;

impl Pages {
    /// The answer of a command, as the command prints it with `--format json`.
    pub(super) fn json(&self, name: &str, asked: &Asked) -> Result<Reply, Refused> {
        let mut asked = asked.clone();
        if name == "index" {
            return self.index(&asked);
        }
        if let Some(reference) = name.strip_prefix("entry/") {
            asked.set("history", "true");
            let matches = asked.matches(&show::SPEC, &[&reference_of(reference)])?;
            return self.answered(&matches, |_| show::question(&matches));
        }
        let is_list = matches!(name, "log" | "timeline") || self.live.is_filed();
        if is_list && asked.value("limit").is_empty() {
            asked.set("limit", ROWS);
        }
        let words = asked.value("words").to_owned();
        let country = asked.value("country").to_owned();
        let words: Vec<&str> = match name {
            "find" => vec![&words],
            // What is a filter elsewhere is an argument there.
            "stance" if !country.is_empty() => {
                asked.set("country", "");
                vec![&country]
            }
            _ => Vec::new(),
        };
        if name == audit::SPEC.name {
            let matches = asked.matches(&audit::SPEC, &words)?;
            return self.answered(&matches, |history| {
                audit::question(&matches, history, &self.live.store().evidence())
            });
        }
        let known = cite::CITABLE.iter().find(|(spec, _)| spec.name == name);
        let shown = PAGES.contains(&name) || matches!(name, "log" | "find");
        let Some((spec, question)) = known.filter(|_| shown) else {
            return Err(no_page(&format!("/{name}.json")));
        };
        let matches = asked.matches(spec, &words)?;
        self.answered(&matches, |_| question(&matches))
    }

    fn answered(
        &self,
        matches: &ArgMatches,
        question: impl Fn(&History) -> Result<Question, CliError>,
    ) -> Result<Reply, Refused> {
        self.live.read(|history, _| {
            let clocks = crate::cli::read::clocks(matches, history)?;
            let mut question = question(history)?;
            self.look_for(&mut question, history);
            let mut answer = answer(history, &clocks, &question)?;
            if let View::Entry(view) = &mut answer.view {
                show::held_by(view, &self.live.store().evidence());
            }
            let mut body = Vec::new();
            json::write(&answer, &mut body).map_err(CliError::output)?;
            Ok(Reply::whole(200, JSON, body))
        })?
    }

    /// Where to look for words, by the index that `find` keeps.
    pub(super) fn look_for(&self, question: &mut Question, history: &History) {
        if let Question::Find(Find { words, within, .. }) = question
            && let Ok(wanted) = crate::finder::Wanted::parse(words)
        {
            let whole = self.live.is_whole();
            let store = self.live.store();
            *within = store
                .look_for(&wanted, history, whole, &mut |_, _| {})
                .within;
        }
    }

    /// The overview as JSON: what it rests on, and where each view has its own.
    fn index(&self, asked: &Asked) -> Result<Reply, Refused> {
        let citation = self.live.read(|history, _| {
            let (clocks, filters) = asked.clocks(history)?;
            let dossier = Dossier::new(history, &clocks, &filters, asked.lang)?;
            Ok::<_, Refused>(dossier.citation().clone())
        })??;
        let query = asked.query();
        let mark = if query.is_empty() { "" } else { "?" };
        let view = |name: &str| (name.to_owned(), format!("/{name}.json{mark}{query}").into());
        let views = PAGES.iter().copied().chain(["log"]).map(view);
        let views: serde_json::Map<String, serde_json::Value> = views.collect();
        let mut body = Vec::new();
        let index = serde_json::json!({ "citation": citation, "views": views });
        json::write_value(&index, &mut body).map_err(CliError::output)?;
        Ok(Reply::whole(200, JSON, body))
    }
}
