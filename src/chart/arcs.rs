//! A causal chain as arcs beside a list: time runs down the page, an arrow leads from cause to
//! effect. An arrow that must run up is contradicted by the dates as recorded, and struck.
//! Owns the arcs; which links are impossible, unclear or broken comes in.

use maud::{Markup, html};

use super::{fit, frame, linked, px, words};
use crate::say::book::Lang;

const WIDTH: f64 = 1040.0;
const ARCS: f64 = 210.0;
const DATES: f64 = 110.0;
const ROW: f64 = 24.0;
const ASIDE: f64 = 9.0;

/// An event of the chain; the list comes in the order in which they happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// Where a click leads, if anywhere.
    pub href: Option<String>,
    /// Its date, as recorded.
    pub date: String,
    /// What it is called, marks included.
    pub label: String,
}

/// A link between two events of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Arc {
    /// Place of the cause in the list.
    pub from: usize,
    /// Place of the effect.
    pub to: usize,
    /// What it says, for who points at it.
    pub label: String,
    /// The dates contradict it.
    pub impossible: bool,
    /// The dates do not tell the order.
    pub unclear: bool,
    /// An end is retracted.
    pub broken: bool,
}

/// The chart; none without events.
pub fn draw(stops: &[Stop], arcs: &[Arc], lang: Lang) -> Option<Markup> {
    if stops.is_empty() {
        return None;
    }
    let y = |place: usize| 20.0 + place as f64 * ROW;
    let longest = arcs.iter().map(|arc| arc.from.abs_diff(arc.to)).max();
    let longest = longest.unwrap_or(1).max(1) as f64;
    // Wide steps get wide arcs, by the root so that near neighbours stay apart.
    let depth = |arc: &Arc| {
        let share = (arc.from.abs_diff(arc.to) as f64 / longest).sqrt();
        // One that leads back up keeps clear of the one that it answers.
        let aside = if arc.from > arc.to { ASIDE } else { 0.0 };
        18.0 + share * (ARCS - 46.0 - ASIDE) + aside
    };
    let inside = html! {
        @for arc in arcs { (draw_arc(arc, y(arc.from), y(arc.to), depth(arc))) }
        @for (place, stop) in stops.iter().enumerate() {
            circle class="head" cx=(px(ARCS)) cy=(px(y(place))) r="2.5" {}
            (linked(stop.href.as_deref(), &html! {
                text class="soft" x=(px(ARCS + 12.0)) y=(px(y(place) + 4.0)) { (fit(&stop.date, DATES - 8.0)) }
                text x=(px(ARCS + 12.0 + DATES)) y=(px(y(place) + 4.0)) { (fit(&stop.label, WIDTH - ARCS - DATES - 20.0)) }
            }))
        }
    };
    let height = 20.0 + stops.len() as f64 * ROW;
    let title = words::of(lang).text("chart.arcs");
    Some(frame(WIDTH, height, &title, "arcs", &inside))
}

fn draw_arc(arc: &Arc, from: f64, to: f64, depth: f64) -> Markup {
    let class = |name: &str| {
        let flags = [
            (arc.impossible, " impossible"),
            (arc.unclear, " unclear"),
            (arc.broken, " broken"),
        ];
        let on = flags.iter().filter(|(on, _)| *on).map(|(_, name)| *name);
        std::iter::once(name).chain(on).collect::<String>()
    };
    let x = ARCS - 5.0;
    let path = format!(
        "M{x},{from} C{c},{from} {c},{to} {x},{to}",
        x = px(x),
        c = px(x - depth * 1.33),
        from = px(from),
        to = px(to)
    );
    let tip = format!(
        "{},{} {},{} {},{}",
        px(x + 3.0),
        px(to),
        px(x - 5.0),
        px(to - 3.5),
        px(x - 5.0),
        px(to + 3.5)
    );
    let (mid_x, mid_y) = (x - depth, (from + to) / 2.0);
    html! {
        g {
            title { (arc.label) }
            path class=(class("arc")) d=(path) {}
            polygon class=(class("head")) points=(tip) {}
            @if arc.impossible {
                line class="strike" x1=(px(mid_x - 5.0)) x2=(px(mid_x + 5.0)) y1=(px(mid_y - 4.0)) y2=(px(mid_y + 4.0)) {}
                line class="strike" x1=(px(mid_x - 5.0)) x2=(px(mid_x + 5.0)) y1=(px(mid_y + 4.0)) y2=(px(mid_y - 4.0)) {}
            }
        }
    }
}
