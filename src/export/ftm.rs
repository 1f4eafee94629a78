//! `ftm`: FollowTheMoney entities, one JSON object a line: parties and places, sources as
//! articles, sanctions as `Sanction`, all else that happened as `Event`. Owns how an event is cut
//! into entities and what joins them; what a party or a date looks like there is in `ftm_parts`.

use std::collections::{HashMap, HashSet};
use std::io::Write;

use serde_json::Value;
use uuid::Uuid;

use super::ftm_parts::{self as parts, Entity, Names};
use super::timelinejs::{is_web, is_withheld};
use super::{ExportError, Passage, Progress, Seen};
use crate::event::source::Source;
use crate::event::when::When;
use crate::event::{Event, Kind, codes, sentence};
use crate::facts::scope::Claims;
use crate::log::LogError;
use crate::merkle;
use crate::projection::tally::Tally;
use crate::say::{self, Book, Lang, Story};

/// Writes them; gives the number of their lines.
///
/// # Errors
/// What the log says, or the writer.
pub fn write(
    passage: &Passage<'_>,
    tally: &mut Tally,
    progress: &mut Progress<'_>,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let ended = ended(passage, progress)?;
    let mut flow = Flow {
        passage,
        names: Names::of(&passage.ledger().header().id.to_string()),
        ended,
        written: HashSet::new(),
        lines: 0,
        out,
    };
    passage.events(Claims::IfAsked, tally, progress, &mut |seen| {
        flow.event(&seen)
    })?;
    Ok(flow.lines)
}

/// When the stages of sanctions that were lifted ended, by their ids.
fn ended(
    passage: &Passage<'_>,
    progress: &mut Progress<'_>,
) -> Result<HashMap<Uuid, String>, ExportError> {
    let mut ended = HashMap::new();
    let all = passage.unfiltered();
    all.events(
        Claims::IfAsked,
        &mut Tally::default(),
        progress,
        &mut |seen| {
            let event = &*seen.known.event;
            if event.kind() == Kind::Sanction && event.text("action") == Some("lifted") {
                let date = event.text("effective").or(event.text("happened"));
                note_end(passage, event, date.unwrap_or_default(), &mut ended)?;
            }
            Ok(())
        },
    )?;
    Ok(ended)
}

/// Notes the end of every stage that a lifted one follows.
fn note_end(
    passage: &Passage<'_>,
    lifted: &Event,
    date: &str,
    ended: &mut HashMap<Uuid, String>,
) -> Result<(), LogError> {
    let mut before = lifted.reference("follows");
    while let Some(id) = before.filter(|id| !ended.contains_key(id)) {
        let Some(entry) = passage.ledger().find(id)? else {
            break;
        };
        let known = passage.see(&entry)?;
        if known.event.text("action") == Some("lifted") {
            break;
        }
        ended.insert(id, date.to_owned());
        before = known.event.reference("follows");
    }
    Ok(())
}

/// Entities on their way out; of those that many events share each is written once.
struct Flow<'w, 'l> {
    passage: &'w Passage<'l>,
    names: Names,
    ended: HashMap<Uuid, String>,
    written: HashSet<merkle::Hash>,
    lines: u64,
    out: &'w mut dyn Write,
}

impl Flow<'_, '_> {
    fn event(&mut self, seen: &Seen<'_>) -> Result<(), ExportError> {
        let event = &*seen.known.event;
        let mut involved = Vec::new();
        for party in event.parties() {
            if let Some(entity) = self.names.party(party) {
                involved.push(self.shared(entity)?);
            }
        }
        for field in ["by", "against", "toward"] {
            for code in event.list(field) {
                involved.push(self.shared(self.names.place(code))?);
            }
        }
        let sources = event.sources();
        let shown: Vec<&Source> = sources
            .iter()
            .filter(|source| !is_withheld(source))
            .collect();
        let mut proof = Vec::new();
        for source in &shown {
            proof.push(self.shared(article(source))?);
        }
        let mut entity = match is_sanction(event) {
            true => self.sanction(seen)?,
            false => happening(event, involved),
        };
        entity.put("proof", proof);
        for source in shown {
            entity.put("publisher", source.publisher.clone());
            entity.put("sourceUrl", source.url.clone().filter(|url| is_web(url)));
        }
        let origin = &self.passage.ledger().header().origin;
        let record = format!("{origin} @{}", seen.entry.position);
        entity.put("recordId", Some(record));
        entity.id = seen.entry.id.to_string();
        self.line(&entity)
    }

    fn sanction(&mut self, seen: &Seen<'_>) -> Result<Entity, ExportError> {
        let event = &*seen.known.event;
        let mut entity = Entity::of("Sanction");
        let mut hit = Vec::new();
        for name in event.list("entities") {
            hit.push(self.shared(self.names.named(name))?);
        }
        for code in event.list("against") {
            hit.push(self.shared(self.names.place(code))?);
        }
        entity.put("entity", hit);
        for code in event.list("by") {
            entity.put(
                "authority",
                Some(codes::name(code).unwrap_or(code).to_owned()),
            );
            entity.put("country", parts::country(code));
        }
        let text = |field: &str| event.text(field).map(str::to_owned);
        entity.put("program", text("program"));
        entity.put("status", text("action"));
        entity.put(
            "provisions",
            text("measure").map(|measure| measure.replace('_', " ")),
        );
        entity.put(
            "listingDate",
            event.happened().and_then(|when| parts::first(&when)),
        );
        let since = event.when("effective").or(event.happened());
        entity.put("startDate", since.and_then(|when| parts::first(&when)));
        let lifted = self.ended.get(&seen.entry.id);
        let lifted = lifted.and_then(|text| When::parse(text).ok());
        let until = lifted.or_else(|| event.when("expires"));
        entity.put("endDate", until.and_then(|when| parts::last(&when)));
        entity.put("summary", Some(sentence(event)));
        Ok(entity)
    }

    /// Writes what several events may share, once; gives its id.
    fn shared(&mut self, entity: Entity) -> Result<String, ExportError> {
        if self
            .written
            .insert(merkle::sha256(entity.json().to_string().as_bytes()))
        {
            self.line(&entity)?;
        }
        Ok(entity.id)
    }

    fn line(&mut self, entity: &Entity) -> Result<(), ExportError> {
        writeln!(self.out, "{}", entity.json())?;
        self.lines += 1;
        Ok(())
    }
}

/// Whether it put something into force; a threat, a withdrawal and an end are events.
fn is_sanction(event: &Event) -> bool {
    let action = event.text("action");
    event.kind() == Kind::Sanction
        && matches!(action, Some("imposed" | "tightened" | "extended" | "eased"))
}

fn sentence(event: &Event) -> String {
    say::sentence(&Story::of(event), Book::of(Lang::En))
}

fn happening(event: &Event, involved: Vec<String>) -> Entity {
    let mut entity = Entity::of("Event");
    let name = sentence::headline(event);
    entity.put("name", Some(name.clone()));
    if let Some(Value::Object(titles)) = event.fields().get("titles") {
        let titles = titles.values().filter_map(Value::as_str);
        let titles = titles.filter(|title| *title != name);
        entity.put("alias", titles.map(str::to_owned).collect::<Vec<_>>());
    }
    entity.put("summary", Some(sentence(event)));
    entity.put("description", event.text("quote").map(str::to_owned));
    entity.put("involved", involved);
    for field in ["by", "against", "toward"] {
        let countries = event.list(field).into_iter().filter_map(parts::country);
        entity.put("country", countries.collect::<Vec<_>>());
    }
    for party in event.parties() {
        let code = party.get("country").and_then(Value::as_str);
        entity.put("country", code.and_then(parts::country));
    }
    let kind = event.kind().name().replace('_', " ");
    entity.put("keywords", Some(kind));
    let tags = event.list("tags").into_iter().map(str::to_owned);
    entity.put("keywords", tags.collect::<Vec<_>>());
    if let Some(happened) = event.happened() {
        let ongoing = event.fields().contains_key("ongoing");
        parts::span(&happened, ongoing, &mut entity);
    }
    entity
}

/// A source as an article.
fn article(source: &Source) -> Entity {
    let mut entity = Entity::of("Article");
    entity.put("title", source.title.clone().or(source.publisher.clone()));
    entity.put("publisher", source.publisher.clone());
    entity.put("author", source.origin.clone());
    entity.put("summary", source.quote.clone());
    for url in [&source.url, &source.archive_url] {
        entity.put("sourceUrl", url.clone().filter(|url| is_web(url)));
    }
    let day = |when: &Option<When>| when.as_ref().and_then(parts::first);
    entity.put("publishedAt", day(&source.published));
    entity.put("retrievedAt", day(&source.accessed));
    entity.id = parts::hashed("article", &entity.json().to_string());
    entity
}
