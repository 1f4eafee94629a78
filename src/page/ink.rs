//! What every part of a page writes with: the words of its language, figures and dates in its
//! form, and the way to an entry. Owns where a fact links to, and which addresses are fit to be
//! links at all; lays nothing out.

use std::collections::BTreeSet;

use maud::{Markup, html};
use serde_json::Value;

use super::citation::Seal;
use super::dossier::Dossier;
use crate::answer::Citation;
use crate::chart::words;
use crate::event::Event;
use crate::event::asset::Asset;
use crate::event::decimal::Decimal;
use crate::projection::rows::{Band, EntryRow};
use crate::say::template::Values;
use crate::say::{self, Book, Lang};

/// Rows that a page shows of a table.
const MOST_ROWS: usize = 200;

/// Entries that a row lists.
const MOST_ENTRIES: usize = 12;

/// Where the way to an entry leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Links {
    /// To its place in the same document.
    Anchors,
    /// To its own page; what follows the `?` (the clocks) goes along.
    Pages(String),
}

/// Words, figures and links of one page.
#[derive(Debug)]
pub struct Ink<'d> {
    /// What the page is made from.
    pub dossier: &'d Dossier<'d>,
    lang: Lang,
    words: &'static Book,
    says: &'static Book,
    links: Links,
    seal: Option<&'d Seal>,
    shown: BTreeSet<u64>,
}

impl<'d> Ink<'d> {
    /// Ink for a page.
    pub fn new(dossier: &'d Dossier<'d>, lang: Lang, links: Links) -> Ink<'d> {
        let shown = match links {
            Links::Anchors => dossier.log().map(|log| log.rows.as_slice()),
            Links::Pages(_) => None,
        };
        let shown = shown.unwrap_or_default().iter().map(|row| row.position);
        Ink {
            shown: shown.collect(),
            words: words::of(lang),
            says: Book::of(lang),
            dossier,
            lang,
            links,
            seal: None,
        }
    }

    /// The same, with what the store attests.
    pub fn sealed(self, seal: Option<&'d Seal>) -> Ink<'d> {
        Ink { seal, ..self }
    }

    /// What the store attests, if it does.
    pub fn seal(&self) -> Option<&'d Seal> {
        self.seal
    }

    /// Whether everything stands in the same document.
    pub fn is_one_document(&self) -> bool {
        self.links == Links::Anchors
    }

    /// The ways to a section's own page and to its JSON, where they have addresses.
    pub fn ways(&self, section: &str) -> Option<(String, String)> {
        let Links::Pages(clocks) = &self.links else {
            return None;
        };
        let mark = if clocks.is_empty() { "" } else { "?" };
        let why = match section {
            "timeline" | "chain" | "audit" => "",
            _ if clocks.is_empty() => "?why=true",
            _ => "&why=true",
        };
        Some((
            format!("/{section}{mark}{clocks}"),
            format!("/{section}.json{mark}{clocks}{why}"),
        ))
    }

    /// The way to the checkpoint as a file: inside the document, or from the server.
    pub fn checkpoint_href(&self, seal: &Seal) -> String {
        match &self.links {
            Links::Anchors => data_of(&seal.checkpoint),
            Links::Pages(_) => format!("/checkpoint?known=@{}", self.dossier.position()),
        }
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// A phrase without slots.
    pub fn text(&self, key: &str) -> String {
        self.words.text(key)
    }

    /// A phrase with its slots filled.
    pub fn say(&self, key: &str, values: &Values) -> String {
        self.words.say(key, values)
    }

    /// A word of the vocabulary.
    pub fn word(&self, list: &str, word: &str) -> String {
        self.words.word(list, word)
    }

    /// The title of the page.
    pub fn title(&self) -> String {
        let values = Values::new().with("origin", self.dossier.origin());
        self.say("page.title", &values)
    }

    /// A date as recorded, in the language's form.
    pub fn date(&self, text: &str) -> String {
        say::when(self.says, text)
    }

    /// A country by its code.
    pub fn place(&self, code: &str) -> String {
        say::place(self.says, code)
    }

    /// A decimal string in the language's digits.
    pub fn number(&self, text: &str) -> String {
        say::number(self.says, text)
    }

    /// An asset by its class and issuer.
    pub fn asset(&self, class: &str, issuer: Option<&str>) -> String {
        let asset = Asset {
            class: class.to_owned(),
            issuer: issuer.map(str::to_owned),
        };
        say::asset(self.says, &asset)
    }

    /// A sum that may be a range.
    pub fn band(&self, band: &Band) -> String {
        let about = if band.approx { "~" } else { "" };
        let low = self.number(&band.low);
        match &band.high {
            Some(high) if *high == band.low => format!("{about}{low}"),
            Some(high) => format!("{about}{low}–{}", self.number(high)),
            None => format!("≥ {about}{low}"),
        }
    }

    /// What an entry is called.
    pub fn name(&self, position: u64) -> String {
        match self.dossier.row(position) {
            Some(row) => self.name_of(&row),
            None => format!("@{position}"),
        }
    }

    /// The row of an entry by its id, if the clocks reach it.
    pub fn row(&self, id: &str) -> Option<EntryRow> {
        self.dossier.row_of(id)
    }

    /// What an entry row is called.
    pub fn name_of(&self, row: &EntryRow) -> String {
        called(self.dossier, self.says, row)
    }

    /// The way to an entry, if the page has one.
    pub fn href(&self, position: u64) -> Option<String> {
        match &self.links {
            Links::Anchors => self
                .shown
                .contains(&position)
                .then(|| format!("#e{position}")),
            Links::Pages(clocks) if clocks.is_empty() => Some(format!("/entry/{position}")),
            Links::Pages(clocks) => Some(format!("/entry/{position}?{clocks}")),
        }
    }

    /// An entry's position as a link to it.
    pub fn at(&self, position: u64) -> Markup {
        let text = format!("@{position}");
        match self.href(position) {
            Some(href) => html! { a href=(href) { (text) } },
            None => html! { (text) },
        }
    }

    /// Some positions, each a link; of many the first and how many more there are.
    pub fn all(&self, positions: &[u64]) -> Markup {
        let shown = match positions.len() {
            few if few <= MOST_ENTRIES + 1 => few,
            _ => MOST_ENTRIES,
        };
        let more = positions.len() - shown;
        html! {
            @for position in positions.iter().take(shown) { (self.at(*position)) " " }
            @if more > 0 { small { (self.say("page.and", &Values::new().with("count", self.number(&more.to_string())))) } }
        }
    }

    /// As many rows as a page shows of a table.
    pub fn few<'r, R>(&self, rows: &'r [R]) -> &'r [R] {
        rows.get(..MOST_ROWS).unwrap_or(rows)
    }

    /// How many rows there are, where a page does not show all.
    pub fn rest(&self, count: usize) -> Markup {
        let values = Values::new()
            .with("shown", MOST_ROWS.to_string())
            .with("count", self.number(&count.to_string()));
        html! { @if count > MOST_ROWS { p { (self.say("page.first", &values)) } } }
    }

    /// That a picture shows some rows of so many.
    pub fn drawn(&self, shown: usize, count: usize) -> Markup {
        let values = Values::new()
            .with("shown", shown.to_string())
            .with("count", self.number(&count.to_string()));
        html! { @if shown < count { p { small { (self.say("page.drawn", &values)) } } } }
    }

    /// A text as a link to an entry.
    pub fn to(&self, position: u64, text: &str) -> Markup {
        match self.href(position) {
            Some(href) => html! { a href=(href) { (text) } },
            None => html! { (text) },
        }
    }

    /// What an answer left out, in a line; nothing when it left out nothing.
    pub fn left_out(&self, citation: &Citation) -> Markup {
        let count = |count: u64| Values::new().with("count", count.to_string());
        let undated =
            (citation.undated > 0).then(|| self.say("page.undated", &count(citation.undated)));
        let others = citation
            .left_out
            .iter()
            .map(|(reason, count)| format!("{count} {}", self.word("left_out", reason)));
        let what: Vec<String> = undated.into_iter().chain(others).collect();
        html! {
            @if !what.is_empty() {
                p { small { (self.say("page.left_out", &Values::new().with("what", what.join(", ")))) } }
            }
        }
    }

    /// A table with its headings, under a chart or alone; the columns in `right` are figures.
    pub fn table(&self, columns: &[&str], right: &[usize], rows: &[Vec<Markup>]) -> Markup {
        let class = |at: usize| right.contains(&at).then_some("n");
        html! {
            div class="wide" {
                table {
                    thead { tr {
                        @for (at, column) in columns.iter().enumerate() {
                            th scope="col" class=[class(at)] { (self.text(&format!("column.{column}"))) }
                        }
                    } }
                    tbody {
                        @for row in rows {
                            tr { @for (at, cell) in row.iter().enumerate() { td class=[class(at)] { (cell) } } }
                        }
                    }
                }
            }
        }
    }

    /// A chart that scrolls on small screens.
    pub fn chart(&self, chart: Option<Markup>) -> Markup {
        html! { @if let Some(chart) = chart { div class="scroll" { (chart) } } }
    }

    /// The same figures as a table, folded away under a chart.
    pub fn folded(&self, table: &Markup) -> Markup {
        html! { details { summary { (self.text("page.table")) } (table) } }
    }

    /// That there is nothing to show.
    pub fn nothing(&self) -> Markup {
        html! { p class="soft" { (self.text("page.nothing")) } }
    }
}

/// What a row is called. A link or amendment without a title names others by their ids, which
/// tell nobody anything: then it is called by its sentence.
fn called(dossier: &Dossier<'_>, says: &Book, row: &EntryRow) -> String {
    let about = ["cause", "target"].map(|name| !field(row, name).is_empty());
    let nameless = about.contains(&true) && field(row, "title").is_empty();
    let sentence = nameless.then(|| dossier.sentence(row.position)).flatten();
    match sentence {
        Some(sentence) => sentence.trim_end_matches(['.', '。']).to_owned(),
        None => name(says, row),
    }
}

fn name(says: &Book, row: &EntryRow) -> String {
    match event(row) {
        Some(event) => say::name(says, &event),
        None => row.headline.clone(),
    }
}

/// The event of a row.
pub fn event(row: &EntryRow) -> Option<Event> {
    Event::from_log(row.event.clone())
}

/// A field of an event as text; empty when absent.
pub fn field<'r>(row: &'r EntryRow, name: &str) -> &'r str {
    row.event.get(name).and_then(Value::as_str).unwrap_or("")
}

/// A text as an address that holds it, so that a page can hand over a file by itself.
fn data_of(text: &str) -> String {
    let mut address = String::from("data:text/plain;charset=utf-8,");
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'-' | b'/' => {
                address.push(char::from(byte));
            }
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address
}

/// Those of some rows that rest on the most, at most so many, in the order in which they were.
pub fn heaviest<R>(rows: Vec<R>, most: usize, weight: impl Fn(&R) -> u64) -> Vec<R> {
    if rows.len() <= most {
        return rows;
    }
    let mut rows: Vec<(usize, R)> = rows.into_iter().enumerate().collect();
    rows.sort_by_key(|(place, row)| (std::cmp::Reverse(weight(row)), *place));
    rows.truncate(most);
    rows.sort_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// A figure for drawing; never printed.
pub fn pixels(text: &str) -> f64 {
    Decimal::parse(text).map_or(0.0, |value| value.0 as f64 / 1_000_000.0)
}

/// An address that a page may link to: of the web, and nothing that runs.
pub fn is_web(url: &str) -> bool {
    let lower = url.trim_start().to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}
