//! `timelinejs`: the JSON that TimelineJS 3 reads, one slide an event and a title slide that
//! carries the citation. Owns what a slide says and how a date becomes a date object; every text
//! of the log is escaped, and only web addresses become links.

use std::io::Write;

use maud::{Markup, html};
use serde_json::{Map, Value, json};

use super::{ExportError, Passage, Progress, Seen};
use crate::chart::words;
use crate::event::source::Source;
use crate::event::when::{Instant, When};
use crate::facts::scope::Claims;
use crate::projection::tally::Tally;
use crate::render::citation_line;
use crate::say::template::Values;
use crate::say::{self, Book, Fate, Lang, Story};

/// What may be asked of it.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Headline of the title slide; without it that of the report.
    pub title: Option<String>,
    /// Language of the sentences.
    pub lang: Lang,
}

/// Writes the timeline; gives the number of its slides.
///
/// # Errors
/// What the log says, or the writer.
pub fn write(
    passage: &Passage<'_>,
    options: &Options,
    tally: &mut Tally,
    progress: &mut Progress<'_>,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let book = Book::of(options.lang);
    let mut slides = 0;
    write!(out, "{{\"scale\":\"human\",\"events\":[")?;
    passage.events(Claims::Always, tally, progress, &mut |seen| {
        let fate = Fate {
            disputes: passage.disputes(&seen)?,
            ..Fate::default()
        };
        if let Some(slide) = slide(&seen, &fate, book) {
            let comma = if slides == 0 { "" } else { "," };
            write!(out, "{comma}\n{slide}")?;
            slides += 1;
        }
        Ok(())
    })?;
    // What was left out is known only now; the order of members means nothing in JSON.
    writeln!(out, "\n],\n\"title\":{}}}", title(passage, options, tally))?;
    Ok(slides)
}

fn title(passage: &Passage<'_>, options: &Options, tally: &Tally) -> Value {
    let citation = passage.citation(tally);
    let headline = options.title.clone().unwrap_or_else(|| {
        let name = citation.origin.strip_suffix(&format!("/{}", citation.log));
        let values = Values::new().with("origin", name.unwrap_or(&citation.origin));
        words::of(options.lang).say("page.title", &values)
    });
    let text = html! { p { small { (citation_line(&citation)) } } };
    json!({
        "autolink": false,
        "text": {"headline": escaped(&headline), "text": text.into_string()},
    })
}

fn slide(seen: &Seen<'_>, fate: &Fate, book: &Book) -> Option<Value> {
    let event = &*seen.known.event;
    let happened = event.happened()?;
    let mut slide = Map::new();
    dates(&happened, &mut slide);
    let id = event.label().map(str::to_owned);
    let id = id.unwrap_or_else(|| seen.entry.id.to_string());
    let group = event.kind().name().replace('_', " ");
    slide.insert("unique_id".to_owned(), json!(id));
    slide.insert("group".to_owned(), json!(group));
    slide.insert("autolink".to_owned(), json!(false));
    let headline = escaped(&say::name(book, event));
    let story = Story {
        fate,
        ..Story::of(event)
    };
    let text = body(&story, book).into_string();
    slide.insert(
        "text".to_owned(),
        json!({"headline": headline, "text": text}),
    );
    Some(Value::Object(slide))
}

/// The sentence with its attribution and what is contested, the words quoted, and the sources.
fn body(story: &Story<'_>, book: &Book) -> Markup {
    let sources = story.event.sources();
    let shown = sources.iter().filter(|source| !is_withheld(source));
    html! {
        p { (say::sentence(story, book)) }
        @if let Some(quote) = story.event.text("quote") { blockquote { (quote) } }
        ul { @for source in shown { li { (cited(source)) } } }
    }
}

fn cited(source: &Source) -> Markup {
    let named = [source.publisher.as_deref(), source.title.as_deref()];
    let named: Vec<&str> = named.into_iter().flatten().collect();
    let url = source.url.as_deref();
    let text = match named.is_empty() {
        true => url.unwrap_or_default().to_owned(),
        false => named.join(": "),
    };
    html! {
        @match url.filter(|url| is_web(url)) {
            Some(url) => a href=(url) { (text) },
            None => (text),
        }
        @if let Some(published) = &source.published { ", " (published.text) }
        @if let Some(archive) = source.archive_url.as_deref().filter(|url| is_web(url)) {
            " (" a href=(archive) { "archived" } ")"
        }
    }
}

/// Whether a source spoke on terms that keep it out of print.
pub(super) fn is_withheld(source: &Source) -> bool {
    matches!(
        source.terms.as_deref(),
        Some("deep_background" | "off_record")
    )
}

/// Whether an address leads to a page, not to a program.
pub(super) fn is_web(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    url.starts_with("https://") || url.starts_with("http://")
}

/// Headlines are HTML as well.
fn escaped(text: &str) -> String {
    html! { (text) }.into_string()
}

/// The start, the end if it has one of its own, and the date as recorded where its parts do not
/// say it.
fn dates(when: &When, slide: &mut Map<String, Value>) {
    let plain = plain(&when.text);
    let mut ends = when.text.split('/').map(bare);
    let (first, last) = (ends.next().unwrap_or_default(), ends.next());
    let mut start = parts(&first, when.earliest);
    let quarter = is_quarter(&first);
    if quarter {
        // The parts that are left out say how exact a date is: a quarter is exact to the month.
        start.remove("day");
    }
    slide.insert("start_date".to_owned(), Value::Object(start));
    let end = match last {
        Some(last) => Some(last),
        None if quarter => Some(first),
        None => None,
    };
    if let Some(end) = end {
        let mut end_date = parts(&end, when.latest);
        if is_quarter(&end) {
            end_date.remove("day");
        }
        slide.insert("end_date".to_owned(), Value::Object(end_date));
    }
    if !plain {
        slide.insert("display_date".to_owned(), json!(shown(&when.text)));
    }
}

/// A date without its qualifier.
fn bare(text: &str) -> String {
    text.trim_end_matches(['?', '~', '%']).to_owned()
}

/// Whether the date objects alone show what was recorded: years, months, days, and spans of them.
fn plain(text: &str) -> bool {
    text.split('/').all(|end| {
        matches!(end.len(), 4 | 7 | 10)
            && !is_quarter(end)
            && end
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'-')
    })
}

/// `2026-33` to `2026-36`.
fn is_quarter(text: &str) -> bool {
    let season = text.split_once('-').map(|(_, rest)| rest);
    matches!(season, Some("33" | "34" | "35" | "36"))
}

/// A date for people: quarters by their name.
fn shown(text: &str) -> String {
    let one = |end: &str| {
        let quarters = [
            ("-33", "-Q1"),
            ("-34", "-Q2"),
            ("-35", "-Q3"),
            ("-36", "-Q4"),
        ];
        let named = quarters
            .iter()
            .find(|(season, _)| is_quarter(&bare(end)) && end.contains(season));
        named.map_or(end.to_owned(), |(season, name)| end.replace(season, name))
    };
    text.split('/').map(one).collect::<Vec<_>>().join("/")
}

/// The parts of an instant in UTC that a date names.
fn parts(text: &str, at: Instant) -> Map<String, Value> {
    let full = at.to_text();
    let part =
        |from: usize, to: usize| full.get(from..to).and_then(|part| part.parse::<u64>().ok());
    let timed = text.contains('T');
    let named = [
        ("year", part(0, 4), true),
        ("month", part(5, 7), text.len() > 4),
        ("day", part(8, 10), text.len() > 7),
        ("hour", part(11, 13), timed),
        ("minute", part(14, 16), timed),
        ("second", part(17, 19), timed),
    ];
    let kept = named.into_iter().filter(|(_, _, kept)| *kept);
    kept.map(|(name, value, _)| (name.to_owned(), json!(value)))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(text: &str) -> Value {
        let mut slide = Map::new();
        dates(&When::parse(text).unwrap(), &mut slide);
        Value::Object(slide)
    }

    #[test]
    fn a_date_is_as_exact_as_it_was_recorded() {
        assert_eq!(of("2026"), json!({"start_date": {"year": 2026}}));
        assert_eq!(
            of("2026-01"),
            json!({"start_date": {"year": 2026, "month": 1}})
        );
        assert_eq!(
            of("2026-01-22"),
            json!({"start_date": {"year": 2026, "month": 1, "day": 22}})
        );
        assert_eq!(
            of("2026-01-22~"),
            json!({"start_date": {"year": 2026, "month": 1, "day": 22}, "display_date": "2026-01-22~"})
        );
        assert_eq!(
            of("2026-33"),
            json!({"start_date": {"year": 2026, "month": 1}, "end_date": {"year": 2026, "month": 3},
                "display_date": "2026-Q1"})
        );
        assert_eq!(
            of("2025-12/2026-01-31"),
            json!({"start_date": {"year": 2025, "month": 12},
                "end_date": {"year": 2026, "month": 1, "day": 31}})
        );
    }

    #[test]
    fn a_time_of_day_is_placed_in_utc_and_shown_as_recorded() {
        assert_eq!(
            of("2026-01-22T23:30:00-05:00"),
            json!({"start_date": {"year": 2026, "month": 1, "day": 23, "hour": 4, "minute": 30, "second": 0},
                "display_date": "2026-01-22T23:30:00-05:00"})
        );
    }
}
