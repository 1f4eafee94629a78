//! `svg`: a chain as the picture of the report, in a file of its own that asks nothing of a
//! network. Owns what stands under it; the arcs are the chart room's.

use std::collections::HashMap;
use std::io::Write;

use maud::{Markup, html};

use super::dot::{Options, marks, said};
use super::graph::{self, Picture};
use super::{ExportError, Passage, Progress};
use crate::chart::arcs::{self, Arc, Stop};
use crate::chart::{self, words};
use crate::projection::tally::Tally;
use crate::render::citation_line;
use crate::say::{self, Book, Lang};

/// The most links that are drawn: a page of more is nothing that one can read.
pub const MOST: usize = 500;

/// Writes the picture; gives the number of its links.
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
    let (stops, arcs) = drawn(&picture, options.lang);
    let mut foot = legend(&arcs, options.lang);
    foot.push(citation_line(&passage.citation(tally)));
    let chart = arcs::draw(&stops, &arcs, options.lang);
    let chart = chart.unwrap_or_else(|| nothing(options.lang));
    out.write_all(chart::standalone_with(&chart, &foot).as_bytes())?;
    Ok(picture.edges.len() as u64)
}

fn drawn(picture: &Picture, lang: Lang) -> (Vec<Stop>, Vec<Arc>) {
    let book = Book::of(lang);
    let stops = picture.spots.iter().map(|spot| {
        // The marks first: a long name is cut.
        let marks = match marks(spot, lang).join(", ") {
            none if none.is_empty() => none,
            marks => format!("({marks}) "),
        };
        let name = say::name(book, &spot.event);
        let label = format!("@{} {marks}{name}", spot.position);
        Stop {
            href: None,
            date: spot.happened().to_owned(),
            label,
        }
    });
    let places: HashMap<&str, usize> = picture
        .spots
        .iter()
        .enumerate()
        .map(|(place, spot)| (spot.id.as_str(), place))
        .collect();
    let arcs = picture.edges.iter().filter_map(|link| {
        let flag = |name: &str| link.flags.contains(&name);
        Some(Arc {
            from: *places.get(&link.cause[..])?,
            to: *places.get(&link.effect[..])?,
            label: said(link, lang),
            impossible: flag("impossible"),
            unclear: flag("order_unclear"),
            broken: flag("broken"),
        })
    });
    (stops.collect(), arcs.collect())
}

/// A picture that says that there is none.
fn nothing(lang: Lang) -> Markup {
    let words = words::of(lang);
    let text = html! { text class="soft" x="12" y="24" { (words.text("page.nothing")) } };
    chart::frame(1040.0, 36.0, &words.text("chart.arcs"), "arcs", &text)
}

/// What the marks of this picture mean.
fn legend(arcs: &[Arc], lang: Lang) -> Vec<String> {
    let words = words::of(lang);
    let marks = [
        (
            arcs.iter().any(|arc| arc.impossible),
            "chart.struck",
            "flag.impossible",
        ),
        (
            arcs.iter().any(|arc| arc.unclear),
            "chart.dotted",
            "flag.order_unclear",
        ),
        (
            arcs.iter().any(|arc| arc.broken),
            "chart.faint",
            "flag.broken",
        ),
    ];
    let met = marks.into_iter().filter(|(met, _, _)| *met);
    let lines: Vec<String> = met
        .map(|(_, mark, flag)| format!("{}: {}", words.text(mark), words.text(flag)))
        .collect();
    match lines.is_empty() {
        true => Vec::new(),
        false => vec![lines.join(" · ")],
    }
}
