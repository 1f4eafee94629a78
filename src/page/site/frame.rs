//! The frame of a page of `serve`: navigation, search, the three clocks as fields with sliders,
//! filters, and the ways to the same as JSON or in the other language. Owns what an address
//! carries along; the text between comes in.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{PAGES, Stops, address};
use crate::chart::words;
use crate::say::Lang;
use crate::say::book::Book;
use crate::say::template::Values;

/// Where the parts of a page go; no text of a log can hold it, for there `<` is escaped.
const PARTS: &str = "<!--parts-->";

/// Filters that a page takes.
const FILTERS: [&str; 6] = ["country", "kind", "tag", "publisher", "since", "until"];

/// What surrounds a page.
#[derive(Debug)]
pub struct Frame<'f> {
    /// The path, such as `/stance`.
    pub path: &'f str,
    /// Clocks, filters and language as the address gave them.
    pub pairs: &'f [(String, String)],
    /// The language.
    pub lang: Lang,
    /// What the page is about, in a line.
    pub title: String,
    /// Where the log ends.
    pub head: u64,
    /// Where the sliders halt.
    pub stops: &'f Stops,
    /// Why the log can no longer be followed, if so.
    pub trouble: Option<&'f str>,
    /// The same as JSON, if there is that.
    pub json: Option<String>,
}

impl Frame<'_> {
    fn words(&self) -> &'static Book {
        words::of(self.lang)
    }

    fn text(&self, key: &str) -> String {
        self.words().text(key)
    }

    fn value(&self, name: &str) -> &str {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// What every link to another page carries along.
    pub fn query(&self) -> String {
        address::encode(self.carried())
    }

    fn carried(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.pairs.iter();
        pairs
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| !matches!(*name, "before" | "words" | "retracted"))
    }

    /// The way to a page, with the clocks.
    pub fn href(&self, path: &str) -> String {
        joined(path, &self.query())
    }

    /// The same, with more.
    pub fn href_with(&self, path: &str, more: &[(&str, &str)]) -> String {
        let kept = self
            .carried()
            .filter(|(name, _)| more.iter().all(|(new, _)| new != name));
        let pairs = kept.chain(more.iter().copied());
        joined(path, &address::encode(pairs))
    }

    /// The page up to where its parts begin, and what follows them.
    pub fn around(&self) -> (String, String) {
        let page = self.document(&PreEscaped(PARTS.to_owned())).into_string();
        match page.split_once(PARTS) {
            Some((before, after)) => (before.to_owned(), after.to_owned()),
            None => (page, String::new()),
        }
    }

    /// The page around a body.
    pub fn document(&self, body: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang=(self.lang.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) }
                    link rel="icon" href="data:,";
                    link rel="stylesheet" href="/style.css";
                    script src="/site.js" defer {}
                }
                body {
                    a class="skip" href="#main" { (self.text("page.skip")) }
                    (self.navigation())
                    (self.controls())
                    @if let Some(trouble) = self.trouble { p class="mark wrong" role="alert" { (trouble) } }
                    main id="main" { (body) }
                    (self.foot())
                }
            }
        }
    }

    fn navigation(&self) -> Markup {
        let link = |path: &str, key: &str| {
            let here = (path == self.path).then_some("page");
            html! { li { a href=(self.href(path)) aria-current=[here] { (self.text(key)) } } }
        };
        html! {
            nav id="pages" aria-label=(self.text("site.pages")) {
                ol {
                    (link("/", "site.overview"))
                    @for page in PAGES { (link(&format!("/{page}"), &format!("section.{page}"))) }
                    (link("/log", "site.log"))
                }
            }
        }
    }

    fn controls(&self) -> Markup {
        let days = |days: Vec<String>| days.join(" ");
        html! {
            form class="find" action="/find" role="search" {
                label { (self.text("site.search")) " " input type="search" name="words" value=(self.value("words")) required; }
                (self.hidden(&["on", "published", "known", "possible", "claims", "lang"]))
                button { (self.text("site.find")) }
            }
            form id="clocks" action=(self.path) aria-label=(self.text("site.clocks")) {
                (self.clock("on", "2026-01-22", &html! { input type="range" min="0" data-stops=(days(self.stops.on())) hidden; }))
                (self.clock("published", "2026-01-22", &html! { input type="range" min="0" data-stops=(days(self.stops.published())) hidden; }))
                (self.clock("known", "@100", &html! { input type="range" min="0" data-head=(self.head) hidden; }))
                p class="wider" {
                    (self.switch("possible")) (self.switch("claims"))
                    @if self.lang != Lang::default() { input type="hidden" name="lang" value=(self.lang.tag()); }
                    @if !self.value("words").is_empty() { (self.hidden(&["words"])) }
                    button { (self.text("site.show")) }
                    " " span id="live" class="live" role="status" data-text=(self.words().say("site.live", &Values::new().with("position", "{position}"))) {}
                }
                details open[FILTERS.iter().any(|name| !self.value(name).is_empty())] {
                    summary { (self.text("site.filters")) }
                    div class="filters" {
                        @for name in FILTERS {
                            label { (self.text(&format!("filter.{name}"))) " " input type="text" name=(name) value=(self.value(name)) autocomplete="off"; }
                        }
                    }
                }
            }
        }
    }

    /// A clock: a field that takes any date (or position), and a slider for who has script.
    fn clock(&self, name: &str, example: &str, slider: &Markup) -> Markup {
        html! {
            div class="clock" {
                label {
                    b { (self.text(&format!("slider.{name}"))) } " "
                    input type="text" name=(name) value=(self.value(name)) placeholder=(example) size="12" autocomplete="off" spellcheck="false";
                }
                span class="slider" data-clock=(name) data-name=(self.text(&format!("slider.{name}"))) data-any=(self.text(&format!("slider.{name}_any"))) { (slider) output {} }
            }
        }
    }

    fn switch(&self, name: &str) -> Markup {
        let on = !matches!(self.value(name), "" | "false" | "0");
        html! { label class="switch" { input type="checkbox" name=(name) value="true" checked[on]; " " (self.text(&format!("slider.{name}"))) } " " }
    }

    fn hidden(&self, names: &[&str]) -> Markup {
        html! {
            @for name in names {
                @let value = self.value(name);
                @if !value.is_empty() { input type="hidden" name=(name) value=(value); }
            }
        }
    }

    fn foot(&self) -> Markup {
        let other = match self.lang {
            Lang::En => ("zh", "中文"),
            Lang::Zh => ("en", "English"),
        };
        let own = self
            .pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| *name != "lang");
        let own: Vec<(&str, &str)> = own.collect();
        let again = |more: &[(&str, &str)]| {
            let kept = own
                .iter()
                .copied()
                .filter(|(name, _)| more.iter().all(|(new, _)| new != name));
            joined(
                self.path,
                &address::encode(kept.chain(more.iter().copied())),
            )
        };
        let here = match self.value("known") {
            "" => format!("@{}", self.head),
            known => known.to_owned(),
        };
        let at = Values::new().with("position", here.as_str());
        html! {
            footer id="foot" {
                a href=(again(&[("known", &here), ("lang", self.value("lang"))])) { (self.words().say("site.permalink", &at)) }
                @if let Some(json) = &self.json { " · " a href=(json) { "JSON" } }
                " · " a href=(again(&[("lang", other.0)])) hreflang=(other.0) lang=(other.0) { (other.1) }
                " · dateline " (env!("CARGO_PKG_VERSION"))
            }
        }
    }
}

fn joined(path: &str, query: &str) -> String {
    match query {
        "" => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}
