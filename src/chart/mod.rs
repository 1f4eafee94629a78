//! Charts as SVG, drawn from rows that others folded. Owns scales, marks, and where a label
//! finds room; chooses no row, computes no figure that a reader could quote, and never asks
//! for a font, a script or a network. Floats are pixels here, never money.

pub mod arcs;
pub mod bands;
pub mod dumbbell;
pub mod lanes;
pub mod scale;
pub mod spans;
pub mod words;

use maud::{Markup, PreEscaped, html};

/// The look of every chart, light and dark, shared with the pages that embed one.
pub const STYLE: &str = include_str!("chart.css");

/// A coordinate, to a tenth of a pixel.
pub(crate) fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The outer element of a chart: scales with its container, and says to a screen reader what
/// it shows; the figures are in the table that stands with it.
pub(crate) fn frame(width: f64, height: f64, title: &str, class: &str, inside: &Markup) -> Markup {
    let view = format!("0 0 {} {}", px(width), px(height));
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(view) class={ "chart " (class) } role="img" aria-label=(title) {
            title { (title) }
            (inside)
        }
    }
}

/// A chart as a file of its own: with its style, and its size in pixels.
pub fn standalone(chart: &Markup) -> String {
    standalone_with(chart, &[])
}

/// The same with lines of text under it.
pub fn standalone_with(chart: &Markup, foot: &[String]) -> String {
    let style = format!("<style>{STYLE}svg.chart{{background:var(--paper)}}</style>");
    let text = footed(&chart.clone().into_string(), foot);
    match text.find("<title>") {
        Some(at) => {
            let (head, tail) = text.split_at(at);
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{head}{style}{tail}\n")
        }
        None => text,
    }
}

/// A chart made higher by the lines under it; as it was, if it is no chart of `frame`.
fn footed(chart: &str, foot: &[String]) -> String {
    let framed = || {
        let (head, rest) = chart.split_once("viewBox=\"0 0 ")?;
        let (size, rest) = rest.split_once('"')?;
        let (width, height) = size.split_once(' ')?;
        let body = rest.strip_suffix("</svg>")?;
        let (width, height): (f64, f64) = (width.parse().ok()?, height.parse().ok()?);
        Some((head, body, width, height))
    };
    let (Some((head, body, width, height)), false) = (framed(), foot.is_empty()) else {
        return chart.to_owned();
    };
    let lines: Vec<String> = foot
        .iter()
        .flat_map(|line| lines_of(line, width - 2.0 * FOOT_LEFT))
        .collect();
    let line = |place: usize| height + FOOT_LINE * (place as f64 + 1.0);
    let texts = html! {
        @for (place, text) in lines.iter().enumerate() {
            text class="soft" x=(px(FOOT_LEFT)) y=(px(line(place))) { (text) }
        }
    };
    let size = format!("{} {}", px(width), px(line(lines.len())));
    let texts = texts.into_string();
    format!("{head}viewBox=\"0 0 {size}\"{body}{texts}</svg>")
}

const FOOT_LEFT: f64 = 12.0;
const FOOT_LINE: f64 = 15.0;

/// A text in lines of about so many pixels, cut at spaces where there are some.
fn lines_of(text: &str, width: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for word in text.split_inclusive(' ') {
        if used > 0.0 && used + text_width(word.trim_end()) > width {
            lines.push(String::new());
            used = 0.0;
        }
        for letter in word.chars() {
            if used + letter_width(letter) > width && letter != ' ' {
                lines.push(String::new());
                used = 0.0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(letter);
            }
            used += letter_width(letter);
        }
    }
    lines
}

/// A text cut to about so many pixels, at 11 pixels a letter of full width and 6 of half.
pub(crate) fn fit(text: &str, width: f64) -> String {
    let mut used = 0.0;
    let mut kept = String::new();
    for letter in text.chars() {
        used += letter_width(letter);
        if used > width {
            let shorter = kept.trim_end().to_owned();
            return format!("{shorter}…");
        }
        kept.push(letter);
    }
    kept
}

/// About how many pixels a text takes in the charts' type.
pub(crate) fn text_width(text: &str) -> f64 {
    text.chars().map(letter_width).sum()
}

fn letter_width(letter: char) -> f64 {
    use unicode_width::UnicodeWidthChar;
    match letter.width() {
        Some(2) => 11.5,
        Some(0) | None => 0.0,
        _ => 6.1,
    }
}

/// A link around marks, to the entry they stand for; none when there is nowhere to go.
pub(crate) fn linked(href: Option<&str>, inside: &Markup) -> Markup {
    match href {
        Some(href) => html! { a href=(href) { (inside) } },
        None => PreEscaped(inside.0.clone()),
    }
}
