//! The timeline as lanes: a lane a country or kind, a mark an event, at the day it happened
//! or over the span in which it must have. Owns how marks and labels share a lane; which
//! events there are, and what they are called, comes in.

use maud::{Markup, html};

use super::scale::TimeScale;
use super::{fit, frame, linked, px, text_width, words};
use crate::event::when::{Instant, When};
use crate::say::book::Lang;

const WIDTH: f64 = 1040.0;
const NAMES: f64 = 128.0;
const ROW: f64 = 17.0;
/// Rows that a lane may grow to before labels are left out.
const MOST_ROWS: usize = 9;
/// The longest label, in pixels.
const LABEL: f64 = 230.0;

/// What sort of thing a mark stands for; each has a colour and a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Said or foreseen: a circle.
    Words,
    /// Done: a square.
    Deeds,
    /// Measured: a diamond.
    Figures,
}

/// An event on a lane.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where a click leads, if anywhere.
    pub href: Option<String>,
    /// What it is called.
    pub label: String,
    /// Words, deeds or figures.
    pub sort: Sort,
    /// When it happened.
    pub happened: When,
    /// From when on the public could know.
    pub published: Option<Instant>,
    /// When the desk wrote it down; none where that is said once for all.
    pub recorded: Option<Instant>,
    /// Somebody else's assertion.
    pub claimed: bool,
}

/// A row of marks under one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// Country or kind.
    pub name: String,
    /// In the order in which they happened.
    pub marks: Vec<Mark>,
}

/// A mark with its place.
struct Placed<'m> {
    mark: &'m Mark,
    row: usize,
    left: f64,
    /// Where the shape ends.
    shape: f64,
    /// Where the label may begin: after the day of publication, if that is later.
    right: f64,
    label: Option<Label>,
}

/// The chart; empty lanes are left out, and there is none without marks.
pub fn draw(lanes: &[Lane], lang: Lang) -> Option<Markup> {
    let spans: Vec<(Instant, Instant)> = lanes
        .iter()
        .flat_map(|lane| &lane.marks)
        .map(|mark| (mark.happened.earliest, mark.happened.latest))
        .collect();
    let scale = TimeScale::fit(&spans, NAMES, WIDTH - 8.0)?;
    let mut top = 26.0;
    let mut drawn = Vec::new();
    for lane in lanes.iter().filter(|lane| !lane.marks.is_empty()) {
        let (placed, rows) = place(&lane.marks, &scale);
        let height = rows as f64 * ROW + 6.0;
        drawn.push(html! {
            line class="rule" x1="0" x2=(px(WIDTH)) y1=(px(top)) y2=(px(top)) {}
            text class="name" x="0" y=(px(top + 15.0)) { (fit(&lane.name, NAMES - 10.0)) }
            @for one in &placed { (draw_mark(one, top + 11.0, &scale)) }
        });
        top += height;
    }
    let inside = html! {
        (axis(&scale, top, lang))
        @for lane in &drawn { (lane) }
        (key(top + 18.0, lang))
    };
    let title = words::of(lang).text("chart.lanes");
    Some(frame(WIDTH, top + 30.0, &title, "lanes", &inside))
}

/// Puts every mark into the first row in which it and its label find room; a label that has
/// none to the right of its mark goes to the left, and labels go first when a lane is full.
fn place<'m>(marks: &'m [Mark], scale: &TimeScale) -> (Vec<Placed<'m>>, usize) {
    let mut rows: Vec<f64> = Vec::new();
    let mut placed = Vec::new();
    for mark in marks {
        let (from, to) = drawn(&mark.happened);
        let left = scale.x(from) - 5.0;
        let shape = scale.x(to).max(left + 10.0) + 2.0;
        let lag = later(mark, shape, scale);
        let right = lag.into_iter().flatten().fold(shape, f64::max);
        let label = Label::of(mark, left, right);
        let (start, end) = label
            .as_ref()
            .map_or((left, right), |label| label.taking(left, right));
        let free = |rows: &[f64], least: f64| rows.iter().position(|end| *end <= least);
        let (row, label, end) = match free(&rows, start) {
            Some(row) => (row, label, end),
            None if rows.len() < MOST_ROWS => (rows.len(), label, end),
            None => (least_full(&rows), None, right),
        };
        if label.is_none() {
            uncover(&mut placed, row, left, right);
        }
        match rows.get_mut(row) {
            Some(taken) => *taken = taken.max(end),
            None => rows.push(end),
        }
        placed.push(Placed {
            mark,
            row,
            left,
            shape,
            right,
            label,
        });
    }
    (placed, rows.len().max(1))
}

/// Takes the labels away that a mark without room of its own would stand upon.
fn uncover(placed: &mut [Placed<'_>], row: usize, left: f64, right: f64) {
    for other in placed.iter_mut().filter(|other| other.row == row) {
        let (from, to) = match &other.label {
            None => continue,
            Some(label) => label.taking(other.left, other.right),
        };
        if from < right && left < to {
            other.label = None;
        }
    }
}

fn least_full(rows: &[f64]) -> usize {
    let order = rows.iter().enumerate();
    let least = order.min_by(|one, other| one.1.total_cmp(other.1));
    least.map_or(0, |(row, _)| row)
}

/// What a mark is called, beside it.
struct Label {
    text: String,
    /// To the left of its mark, where the right has no room.
    before: bool,
}

impl Label {
    /// None for figures: there are many, and their lane and table say enough.
    fn of(mark: &Mark, left: f64, right: f64) -> Option<Label> {
        if mark.sort == Sort::Figures {
            return None;
        }
        let text = fit(&mark.label, LABEL);
        let wide = text_width(&text) + 8.0;
        let before = right + wide > WIDTH;
        let has_room = !before || left - wide > NAMES;
        has_room.then_some(Label { text, before })
    }

    /// The stretch that a mark takes with its label.
    fn taking(&self, left: f64, right: f64) -> (f64, f64) {
        let wide = text_width(&self.text) + 10.0;
        match self.before {
            true => (left - wide, right),
            false => (left, right + wide),
        }
    }
}

/// What is drawn of a date: the span in which it must lie, a day as its middle.
fn drawn(when: &When) -> (Instant, Instant) {
    const DAY: i64 = 86_400_000_000;
    let (from, to) = (when.earliest, when.latest);
    if to.0 - from.0 < DAY {
        let middle = Instant(from.0 + (to.0 - from.0) / 2);
        return (middle, middle);
    }
    (from, to)
}

fn draw_mark(one: &Placed<'_>, top: f64, scale: &TimeScale) -> Markup {
    let y = top + one.row as f64 * ROW;
    let mark = one.mark;
    let sort = match mark.sort {
        Sort::Words => "words",
        Sort::Deeds => "deeds",
        Sort::Figures => "figures",
    };
    let claimed = if mark.claimed { " claimed" } else { "" };
    let class = format!("mark {sort}{claimed}");
    let inside = html! {
        title { (mark.label) " (" (mark.happened.text) ")" }
        (lag(one, y, scale))
        (shape(one, y, &class))
        @if let Some(label) = &one.label {
            @let x = if label.before { one.left - 5.0 } else { one.right + 4.0 };
            text class=[label.before.then_some("end")] x=(px(x)) y=(px(y + 4.0)) { (label.text) }
        }
    };
    linked(mark.href.as_deref(), &inside)
}

/// The shape: a bar where the date is a span that can be seen, else the sign of its sort.
fn shape(one: &Placed<'_>, y: f64, class: &str) -> Markup {
    let x = one.left + 5.0;
    if one.shape - one.left > 14.0 {
        return html! {
            rect class={ (class) " span" } x=(px(x)) y=(px(y - 4.0)) width=(px(one.shape - one.left - 7.0)) height="8" rx="4" {}
        };
    }
    match one.mark.sort {
        Sort::Words => html! { circle class=(class) cx=(px(x)) cy=(px(y)) r="4" {} },
        Sort::Deeds => html! {
            rect class=(class) x=(px(x - 4.0)) y=(px(y - 4.0)) width="8" height="8" {}
        },
        Sort::Figures => {
            let points = [(x, y - 4.5), (x + 4.5, y), (x, y + 4.5), (x - 4.5, y)];
            let points = points
                .map(|(x, y)| format!("{},{}", px(x), px(y)))
                .join(" ");
            html! { polygon class=(class) points=(points) {} }
        }
    }
}

/// Where published and recorded lie, if they fall later than the shape and on the axis.
fn later(mark: &Mark, shape: f64, scale: &TimeScale) -> [Option<f64>; 2] {
    [mark.published, mark.recorded].map(|at| {
        let at = at.filter(|at| scale.holds(*at))?;
        Some(scale.x(at)).filter(|x| *x > shape + 4.0)
    })
}

/// A dotted way from the shape to an upright stroke (published) and a small ring (recorded).
fn lag(one: &Placed<'_>, y: f64, scale: &TimeScale) -> Markup {
    let [published, recorded] = later(one.mark, one.shape, scale);
    html! {
        @if one.right > one.shape {
            line class="lag" x1=(px(one.shape)) x2=(px(one.right)) y1=(px(y)) y2=(px(y)) {}
        }
        @if let Some(x) = published {
            line class="public" x1=(px(x)) x2=(px(x)) y1=(px(y - 4.0)) y2=(px(y + 4.0)) {}
        }
        @if let Some(x) = recorded {
            circle class="kept" cx=(px(x)) cy=(px(y)) r="2.5" {}
        }
    }
}

/// The ticks over the lanes, and the place where the measure changes.
pub(super) fn axis(scale: &TimeScale, bottom: f64, lang: Lang) -> Markup {
    html! {
        g class="axis" {
            @for tick in scale.ticks(lang, 58.0) {
                line class="rule" x1=(px(tick.x)) x2=(px(tick.x)) y1="18" y2=(px(bottom)) {}
                text x=(px(tick.x)) y="12" class=[(tick.x > 30.0).then_some("mid")] { (tick.label) }
            }
            @if let Some(x) = scale.cut() {
                line class="zero" x1=(px(x - 2.0)) x2=(px(x + 2.0)) y1="24" y2="14" {}
                line class="zero" x1=(px(x + 2.0)) x2=(px(x + 6.0)) y1="24" y2="14" {}
            }
        }
    }
}

fn key(y: f64, lang: Lang) -> Markup {
    let words = words::of(lang);
    let text = |key: &str| words.text(key);
    let said = [
        ("words", "key.words"),
        ("deeds", "key.deeds"),
        ("figures", "key.figures"),
    ];
    let mut x = NAMES;
    let mut items = Vec::new();
    for (class, name) in said {
        let label = text(name);
        let class = format!("mark {class}");
        items.push(html! {
            @match name {
                "key.words" => { circle class=(class) cx=(px(x + 4.0)) cy=(px(y - 4.0)) r="4" {} }
                "key.deeds" => { rect class=(class) x=(px(x)) y=(px(y - 8.0)) width="8" height="8" {} }
                _ => { rect class=(class) x=(px(x + 1.0)) y=(px(y - 7.0)) width="6" height="6" transform={ "rotate(45 " (px(x + 4.0)) " " (px(y - 4.0)) ")" } {} }
            }
            text class="soft" x=(px(x + 12.0)) y=(px(y)) { (label) }
        });
        x += text_width(&label) + 30.0;
    }
    html! {
        @for item in &items { (item) }
        line class="public" x1=(px(x + 4.0)) x2=(px(x + 4.0)) y1=(px(y - 8.0)) y2=(px(y)) {}
        text class="soft" x=(px(x + 10.0)) y=(px(y)) { (text("key.published")) }
        circle class="kept" cx=(px(x + text_width(&text("key.published")) + 28.0)) cy=(px(y - 4.0)) r="2" {}
        text class="soft" x=(px(x + text_width(&text("key.published")) + 35.0)) y=(px(y)) { (text("key.recorded")) }
    }
}
