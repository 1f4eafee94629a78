//! Exits and levels of one holder over time: what was carried out as a solid step, what is
//! pending as a pale one above it, each from its low to its high bound, and the levels of a
//! holding as a line on a scale of its own. Owns the drawing; sums come in.

use maud::{Markup, html};

use super::scale::{Linear, TimeScale};
use super::{fit, frame, px, words};
use crate::event::when::Instant;
use crate::say::book::Lang;

const WIDTH: f64 = 1040.0;
const LEFT: f64 = 4.0;
const PANEL: f64 = 64.0;

/// A sum that may be a range; no high end = unbounded.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sum {
    /// Least.
    pub low: f64,
    /// Most.
    pub high: Option<f64>,
}

/// The state from an instant on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// From when on.
    pub at: Instant,
    /// Carried out by then.
    pub executed: Sum,
    /// Announced and not carried out by then.
    pub pending: Sum,
}

/// A series of levels, each with its day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Levels {
    /// Its name.
    pub name: String,
    /// In order of time.
    pub points: Vec<(Instant, f64)>,
}

/// Points that are marked one by one; more would hide their line.
const SPOTS: usize = 80;

/// A holder's picture: exits above, levels below, on one time axis. `end` is where the last
/// state still holds; `most` are the labels of the largest exit and the largest level.
pub fn draw(
    steps: &[Step],
    levels: &[Levels],
    end: Instant,
    most: [&str; 2],
    lang: Lang,
) -> Option<Markup> {
    let times = steps.iter().map(|step| step.at);
    let times = times.chain(
        levels
            .iter()
            .flat_map(|one| one.points.iter().map(|(at, _)| *at)),
    );
    let spans: Vec<_> = times.chain([end]).map(|at| (at, at)).collect();
    let has_steps = steps.iter().any(|step| top(step) > 0.0 || is_open(step));
    let has_levels = levels.iter().any(|one| !one.points.is_empty());
    if !has_steps && !has_levels {
        return None;
    }
    let scale = TimeScale::fit(&spans, LEFT, WIDTH - 130.0)?;
    let upper = if has_steps { 26.0 + PANEL } else { 26.0 };
    let lower = if has_levels {
        upper + PANEL + 8.0
    } else {
        upper
    };
    let inside = html! {
        (super::lanes::axis(&scale, lower, lang))
        @if has_steps { (exits(steps, end, &scale, upper, most[0])) }
        @if has_levels { (held(levels, &scale, upper + 8.0, lower, most[1])) }
    };
    let title = words::of(lang).text("chart.bands");
    Some(frame(WIDTH, lower + 6.0, &title, "bands", &inside))
}

fn top(step: &Step) -> f64 {
    let high = |sum: Sum| sum.high.unwrap_or(sum.low);
    high(step.executed) + high(step.pending)
}

fn is_open(step: &Step) -> bool {
    step.executed.high.is_none() || step.pending.high.is_none()
}

/// The steps: executed from the ground up, pending on top of it; what lies between the low
/// and the high bound is drawn at half strength.
fn exits(steps: &[Step], end: Instant, scale: &TimeScale, bottom: f64, most: &str) -> Markup {
    let largest = steps.iter().map(top).fold(0.0, f64::max);
    let height = Linear {
        from: 0.0,
        to: largest.max(f64::MIN_POSITIVE),
        start: 0.0,
        end: PANEL - 12.0,
    };
    let ends = steps.iter().skip(1).map(|step| step.at).chain([end]);
    let bar = |class: &str, from: f64, to: f64, left: f64, right: f64, faint: bool| {
        let (low, high) = (height.at(from), height.at(to));
        html! {
            @if high > low {
                rect class=(class) opacity=(if faint { "0.5" } else { "1" }) x=(px(left)) width=(px((right - left).max(0.5))) y=(px(bottom - high)) height=(px((high - low).max(0.5))) {}
            }
        }
    };
    html! {
        line class="zero" x1=(px(LEFT)) x2=(px(WIDTH - 130.0)) y1=(px(bottom)) y2=(px(bottom)) {}
        @for (step, until) in steps.iter().zip(ends) {
            @let (left, right) = (scale.x(step.at), scale.x(until));
            @let done = step.executed.high.unwrap_or(largest);
            @let wanted = step.pending.high.unwrap_or(largest);
            (bar("executed", 0.0, step.executed.low, left, right, false))
            (bar("executed", step.executed.low, done, left, right, true))
            (bar("pending", done, done + step.pending.low, left, right, false))
            (bar("pending", done + step.pending.low, done + wanted, left, right, true))
        }
        text class="soft" x=(px(WIDTH - 124.0)) y=(px(bottom - PANEL + 20.0)) { (fit(most, 124.0)) }
        text class="soft" x=(px(WIDTH - 124.0)) y=(px(bottom)) { "0" }
    }
}

fn held(levels: &[Levels], scale: &TimeScale, top: f64, bottom: f64, most: &str) -> Markup {
    let points = || levels.iter().flat_map(|one| &one.points);
    let largest = points().map(|(_, value)| *value).fold(0.0, f64::max);
    let height = Linear {
        from: 0.0,
        to: largest.max(f64::MIN_POSITIVE),
        start: bottom,
        end: top + 10.0,
    };
    let at = |(when, value): &(Instant, f64)| (scale.x(*when), height.at(*value));
    html! {
        line class="zero" x1=(px(LEFT)) x2=(px(WIDTH - 130.0)) y1=(px(bottom)) y2=(px(bottom)) {}
        @for one in levels {
            @let path = one.points.iter().map(|point| { let (x, y) = at(point); format!("{},{}", px(x), px(y)) }).collect::<Vec<_>>().join(" ");
            polyline class="level" points=(path) {}
            @for point in one.points.iter().filter(|_| one.points.len() <= SPOTS) {
                @let (x, y) = at(point);
                circle class="spot" cx=(px(x)) cy=(px(y)) r="2" {}
            }
        }
        text class="soft" x=(px(WIDTH - 124.0)) y=(px(top + 14.0)) { (fit(most, 124.0)) }
        text class="soft" x=(px(WIDTH - 124.0)) y=(px(bottom)) { "0" }
    }
}

/// A part of a whole, to scale: the thin line that shows how little 100 million are.
pub fn share(part: f64, whole: f64, title: &str) -> Option<Markup> {
    if whole <= 0.0 || part < 0.0 {
        return None;
    }
    let inside = html! {
        rect class="whole" x="0" y="2" width=(px(WIDTH)) height="6" {}
        rect class="executed" x="0" y="2" width=(px((part / whole).clamp(0.0005, 1.0) * WIDTH)) height="6" {}
    };
    Some(frame(WIDTH, 10.0, title, "share", &inside))
}
