//! `dot`: a chain as a graph that Graphviz draws: links that the dates contradict are struck,
//! those that a retraction broke are faint. Owns the text of nodes and edges, every part of it
//! quoted; where they stand on the page is Graphviz's business.

use std::collections::HashMap;
use std::io::Write;

use super::graph::{self, Picture, Spot, Wanted};
use super::{ExportError, Passage, Progress};
use crate::answer::Side;
use crate::chart::words;
use crate::projection::rows::Edge;
use crate::projection::tally::Tally;
use crate::render::citation_line;
use crate::say::template::Values;
use crate::say::{self, Book, Lang};

/// The most links that are drawn: Graphviz needs minutes for more.
pub const MOST: usize = 5_000;

/// Letters of a line in a node.
const LINE: usize = 36;

/// The colour of what is contradicted, and of what no longer holds.
const WRONG: &str = "#b3261e";
const FAINT: &str = "#a8a49a";

/// What may be asked of a picture.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which way from the event that was named, if one was.
    pub side: Side,
    /// Also over links that the dates contradict or that are broken.
    pub all: bool,
    /// The language of its words.
    pub lang: Lang,
}

impl Options {
    /// What is drawn, if a picture holds so many links.
    pub(super) fn wanted(&self, most: usize) -> Wanted {
        Wanted {
            side: self.side,
            all: self.all,
            most,
        }
    }
}

/// Writes the graph; gives the number of its links.
///
/// # Errors
/// A REF that names no event, too many links, what the log says, or the writer.
pub fn write(
    passage: &Passage<'_>,
    options: &Options,
    tally: &mut Tally,
    progress: &mut Progress<'_>,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let picture = graph::picture(passage, &options.wanted(MOST), tally, progress)?;
    let citation = citation_line(&passage.citation(tally));
    writeln!(out, "digraph dateline {{")?;
    writeln!(
        out,
        "  graph [rankdir=TB, labelloc=b, labeljust=l, fontname=\"sans-serif\", fontsize=9, label={}];",
        left(&wrapped(&citation, 110))
    )?;
    writeln!(
        out,
        "  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11];"
    )?;
    writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=9];")?;
    nodes_and_edges(&picture, options.lang, out)?;
    writeln!(out, "}}")?;
    Ok(picture.edges.len() as u64)
}

fn nodes_and_edges(picture: &Picture, lang: Lang, out: &mut dyn Write) -> std::io::Result<()> {
    let names: HashMap<&str, u64> = picture
        .spots
        .iter()
        .map(|spot| (spot.id.as_str(), spot.position))
        .collect();
    for spot in &picture.spots {
        writeln!(out, "  e{} [{}];", spot.position, node(spot, lang))?;
    }
    for link in &picture.edges {
        if let (Some(cause), Some(effect)) =
            (names.get(&link.cause[..]), names.get(&link.effect[..]))
        {
            writeln!(out, "  e{cause} -> e{effect} [{}];", edge(link, lang))?;
        }
    }
    Ok(())
}

fn node(spot: &Spot, lang: Lang) -> String {
    let name = say::name(Book::of(lang), &spot.event);
    let mut lines = vec![format!("@{}  {}", spot.position, spot.happened())];
    lines.extend(wrapped(&name, LINE));
    lines.extend(marks(spot, lang));
    let mut parts = vec![
        format!("id={}", quoted(&spot.id)),
        format!("label={}", quoted(&lines.join("\n"))),
        format!("tooltip={}", quoted(&name)),
    ];
    if spot.retracted {
        parts.push(format!(
            "style=\"rounded,dashed\", color={0}, fontcolor={0}",
            quoted(FAINT)
        ));
    } else if spot.asked {
        parts.push("penwidth=2".to_owned());
    }
    parts.join(", ")
}

/// What one should know of an event beside its name.
pub(super) fn marks(spot: &Spot, lang: Lang) -> Vec<String> {
    let words = words::of(lang);
    let claimed = spot.event.claimed_by();
    let claimed = claimed.map(|who| words.say("page.claimed", &Values::new().with("who", who)));
    let retracted = spot.retracted.then(|| words.text("page.retracted"));
    retracted.into_iter().chain(claimed).collect()
}

/// What a link says, in a line: relation, confidence, what the dates say of it, whose claim.
pub(super) fn said(link: &Edge, lang: Lang) -> String {
    let words = words::of(lang);
    let relation = words.word("relation", &link.relation);
    let confidence = link.confidence.as_ref().map(|number| number.to_string());
    let flags = link
        .flags
        .iter()
        .map(|flag| words.text(&format!("flag.{flag}")));
    let claimed = link.claimed_by.as_deref();
    let claimed = claimed.map(|who| words.say("page.claimed", &Values::new().with("who", who)));
    let parts = confidence.into_iter().chain(flags).chain(claimed);
    std::iter::once(relation)
        .chain(parts)
        .collect::<Vec<_>>()
        .join(", ")
}

fn edge(link: &Edge, lang: Lang) -> String {
    let flag = |name: &str| link.flags.contains(&name);
    let relation = words::of(lang).word("relation", &link.relation);
    let label = match &link.confidence {
        Some(confidence) => format!("{relation} {confidence}"),
        None => relation,
    };
    let mut parts = vec![
        format!("id={}", quoted(&link.id)),
        format!("tooltip={}", quoted(&said(link, lang))),
    ];
    if flag("impossible") {
        // Struck; and it must not turn the order of time upside down.
        parts.push(format!("label=<<S>{}</S>>", html(&format!("✗ {label}"))));
        parts.push(format!(
            "color={0}, fontcolor={0}, style=dashed, constraint=false",
            quoted(WRONG)
        ));
    } else {
        parts.push(format!("label={}", quoted(&label)));
        if flag("order_unclear") {
            parts.push("style=dotted".to_owned());
        }
    }
    if flag("broken") {
        parts.push(format!("color={0}, fontcolor={0}", quoted(FAINT)));
    }
    parts.join(", ")
}

/// A text cut into lines of about so many letters of half width, at spaces where there are some.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_inclusive(' ') {
        let length: usize = word.trim_end().chars().map(width).sum();
        if used > 0 && used + length > most {
            lines.push(String::new());
            used = 0;
        }
        for letter in word.chars() {
            if used >= most && letter != ' ' {
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(letter);
            }
            used += width(letter);
        }
    }
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

fn width(letter: char) -> usize {
    unicode_width::UnicodeWidthChar::width(letter).unwrap_or(0)
}

/// A text between quotes, with its line feeds as Graphviz writes them; nothing in it is an
/// escape of theirs, and no control character is left.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            letter if letter.is_control() => quoted.push(' '),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// Lines that stand at the left, between quotes.
fn left(lines: &[String]) -> String {
    let lines = lines.iter().map(|line| {
        let quoted = quoted(line);
        let inside = quoted
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        format!("{}\\l", inside.unwrap_or_default())
    });
    format!("\"{}\"", lines.collect::<String>())
}

/// A text in an HTML-like label.
fn html(text: &str) -> String {
    maud::html! { (text) }.into_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_it() {
        assert_eq!(quoted("a \"b\" \\N\nc\u{1b}"), "\"a \\\"b\\\" \\\\N\\nc \"");
        assert_eq!(html("<b>&"), "&lt;b&gt;&amp;");
    }

    #[test]
    fn long_names_take_several_lines() {
        let lines = wrapped("Denmark said it would sell all of its bonds", 20);
        assert_eq!(lines, ["Denmark said it", "would sell all of", "its bonds"]);
        assert_eq!(wrapped("格陵兰格陵兰", 4), ["格陵", "兰格", "陵兰"]);
        assert_eq!(wrapped("", 4), [""]);
    }
}
