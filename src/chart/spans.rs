//! Spans on a time axis, a row each: sanctions from the day they took effect, to the day they
//! expire or with an open end. Owns the bars; which are in force comes in.

use maud::{Markup, html};

use super::scale::TimeScale;
use super::{fit, frame, linked, px, words};
use crate::event::when::Instant;
use crate::say::book::Lang;

const WIDTH: f64 = 1040.0;
const NAMES: f64 = 330.0;
const ROW: f64 = 20.0;

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// Where a click leads, if anywhere.
    pub href: Option<String>,
    /// What it is called.
    pub name: String,
    /// Its beginning.
    pub from: Instant,
    /// Its end, if it has one.
    pub to: Option<Instant>,
}

/// The chart; `end` is where the picture ends. None without rows.
pub fn draw(spans: &[Span], end: Instant, lang: Lang) -> Option<Markup> {
    if spans.is_empty() {
        return None;
    }
    let ends: Vec<(Instant, Instant)> = spans
        .iter()
        .map(|span| (span.from, span.to.unwrap_or(end).max(span.from)))
        .collect();
    let scale = TimeScale::fit(&ends, NAMES, WIDTH - 16.0)?;
    let bottom = 26.0 + spans.len() as f64 * ROW;
    let inside = html! {
        (super::lanes::axis(&scale, bottom, lang))
        @for (nth, span) in spans.iter().enumerate() {
            @let y = 26.0 + nth as f64 * ROW;
            @let (left, right) = (scale.x(span.from), span.to.map_or(WIDTH - 16.0, |to| scale.x(to)));
            (linked(span.href.as_deref(), &html! {
                text x="0" y=(px(y + 14.0)) { (fit(&span.name, NAMES - 12.0)) }
                rect class="bar" x=(px(left)) y=(px(y + 5.0)) width=(px((right - left).max(2.0))) height="10" {}
                @if span.to.is_none() {
                    polygon class="bar" points={ (px(right)) "," (px(y + 5.0)) " " (px(right + 8.0)) "," (px(y + 10.0)) " " (px(right)) "," (px(y + 15.0)) } {}
                }
            }))
        }
    };
    let title = words::of(lang).text("chart.spans");
    Some(frame(WIDTH, bottom + 6.0, &title, "spans", &inside))
}
