//! Stance as words beside deeds: on one axis from −10 to +10 a circle for what was said and a
//! square for what was done, the gap between them, and whiskers for how far each moves when
//! any one event is left out. Owns the drawing; scores come in.

use maud::{Markup, html};

use super::scale::Linear;
use super::{fit, frame, px, words};
use crate::say::book::Lang;

const WIDTH: f64 = 1040.0;
const NAMES: f64 = 300.0;
const ROW: f64 = 30.0;

/// A score, and the least and largest it becomes without any one of its events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// −10 to +10.
    pub at: f64,
    /// The range of the score with one event left out; none when there is one event only.
    pub swing: Option<(f64, f64)>,
}

/// A row: who, and both scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Country, target, actors.
    pub name: String,
    /// What was said.
    pub words: Option<Score>,
    /// What was done.
    pub deeds: Option<Score>,
}

/// The chart; none without rows.
pub fn draw(rows: &[Pair], lang: Lang) -> Option<Markup> {
    if rows.is_empty() {
        return None;
    }
    let scale = Linear {
        from: -10.0,
        to: 10.0,
        start: NAMES + 20.0,
        end: WIDTH - 20.0,
    };
    let bottom = 30.0 + rows.len() as f64 * ROW;
    let book = words::of(lang);
    let inside = html! {
        g class="axis" {
            @for value in [-10, -6, -2, 0, 2, 6, 10] {
                @let x = px(scale.at(f64::from(value)));
                line class=(if value == 0 { "zero" } else { "rule" }) x1=(x) x2=(x) y1="20" y2=(px(bottom)) {}
                text class="mid" x=(x) y="12" { (signed(value)) }
            }
            @for (name, from, to) in [("hostile", -10.0, -6.0), ("distancing", -6.0, -2.0), ("neutral", -2.0, 2.0), ("engaging", 2.0, 6.0), ("aligned", 6.0, 10.0)] {
                text class="mid soft" x=(px((scale.at(from) + scale.at(to)) / 2.0)) y=(px(bottom + 14.0)) { (book.word("stance.label", name)) }
            }
        }
        @for (nth, row) in rows.iter().enumerate() {
            (pair(row, 30.0 + nth as f64 * ROW + ROW / 2.0, scale))
        }
    };
    let title = book.text("chart.stance");
    Some(frame(WIDTH, bottom + 22.0, &title, "stance", &inside))
}

fn signed(value: i32) -> String {
    match value {
        0 => "0".to_owned(),
        below if below < 0 => format!("−{}", below.abs()),
        above => format!("+{above}"),
    }
}

fn pair(row: &Pair, y: f64, scale: Linear) -> Markup {
    let both = row.words.zip(row.deeds);
    // Where they coincide both must still be seen.
    let near =
        both.is_some_and(|(words, deeds)| (scale.at(words.at) - scale.at(deeds.at)).abs() < 11.0);
    let apart = if near { 5.0 } else { 0.0 };
    html! {
        text x="0" y=(px(y + 4.0)) { (fit(&row.name, NAMES)) }
        @if let Some((words, deeds)) = both {
            line class="gap" x1=(px(scale.at(words.at))) x2=(px(scale.at(deeds.at))) y1=(px(y)) y2=(px(y)) {}
        }
        @if let Some(words) = row.words {
            (swing(words, y - 8.0 - apart, "words", scale))
            circle class="mark words" cx=(px(scale.at(words.at))) cy=(px(y - apart)) r="5" {}
        }
        @if let Some(deeds) = row.deeds {
            (swing(deeds, y + 8.0 + apart, "deeds", scale))
            rect class="mark deeds" x=(px(scale.at(deeds.at) - 4.5)) y=(px(y - 4.5 + apart)) width="9" height="9" {}
        }
    }
}

fn swing(score: Score, y: f64, class: &str, scale: Linear) -> Markup {
    let class = format!("swing {class}");
    html! {
        @if let Some((low, high)) = score.swing {
            @let (left, right) = (px(scale.at(low)), px(scale.at(high)));
            line class=(class) x1=(left) x2=(right) y1=(px(y)) y2=(px(y)) {}
            line class=(class) x1=(left) x2=(left) y1=(px(y - 3.0)) y2=(px(y + 3.0)) {}
            line class=(class) x1=(right) x2=(right) y1=(px(y - 3.0)) y2=(px(y + 3.0)) {}
        }
    }
}
