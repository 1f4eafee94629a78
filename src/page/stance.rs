//! The stance section: words beside deeds for each country, the state and others apart, with
//! how far single events carry each score.

use maud::{Markup, html};

use super::ink::{Ink, heaviest};
use crate::answer::View;
use crate::chart::dumbbell::{self, Pair, Score};
use crate::projection::rows::{Axis, StanceRow};
use crate::projection::stance::swing::swing;
use crate::say::template::Values;

/// Pairs of one picture.
const MOST: usize = 60;

/// The section.
pub fn body(ink: &Ink<'_>) -> Markup {
    let Some(answer) = ink.dossier.answer("stance") else {
        return ink.nothing();
    };
    let View::Stance(rows) = &answer.view else {
        return ink.nothing();
    };
    if rows.is_empty() {
        return ink.nothing();
    }
    let counted = |axis: Option<&Axis>| axis.map_or(0, |axis| axis.n);
    let drawn = heaviest(rows.iter().collect(), MOST, |row: &&StanceRow| {
        counted(row.words.as_ref()) + counted(row.deeds.as_ref())
    });
    html! {
        (ink.chart(dumbbell::draw(&pairs(ink, &drawn), ink.lang())))
        (ink.drawn(drawn.len(), rows.len()))
        (ink.folded(&html! { (table(ink, ink.few(rows))) (ink.rest(rows.len())) }))
        (ink.left_out(&answer.citation))
    }
}

fn pairs(ink: &Ink<'_>, rows: &[&StanceRow]) -> Vec<Pair> {
    let pair = |row: &&StanceRow| Pair {
        name: format!(
            "{} → {} · {}",
            ink.place(&row.country),
            ink.place(&row.toward),
            ink.word("actors", row.actors)
        ),
        words: score(row, "words", row.words.as_ref()),
        deeds: score(row, "deeds", row.deeds.as_ref()),
    };
    rows.iter().map(pair).collect()
}

fn score(row: &StanceRow, name: &str, axis: Option<&Axis>) -> Option<Score> {
    let swing = swing(row, name).map(|(low, high)| (low as f64 / 100.0, high as f64 / 100.0));
    Some(Score {
        at: axis?.score.as_f64()?,
        swing,
    })
}

fn table(ink: &Ink<'_>, rows: &[StanceRow]) -> Markup {
    let row = |row: &StanceRow| {
        vec![
            html! { (ink.place(&row.country)) },
            html! { (ink.place(&row.toward)) },
            html! { (ink.word("actors", row.actors)) },
            axis(ink, row, "words", row.words.as_ref()),
            axis(ink, row, "deeds", row.deeds.as_ref()),
            html! { @if let Some(gap) = &row.gap { (two(&gap.to_string())) } },
            html! { (ink.all(row.entries.as_deref().unwrap_or_default())) },
        ]
    };
    let rows: Vec<Vec<Markup>> = rows.iter().map(row).collect();
    let columns = [
        "country", "toward", "actors", "words", "deeds", "gap", "source",
    ];
    ink.table(&columns, &[5], &rows)
}

fn axis(ink: &Ink<'_>, row: &StanceRow, name: &str, axis: Option<&Axis>) -> Markup {
    let Some(axis) = axis else {
        return html! { (ink.text("stance.none")) };
    };
    let counted = Values::new()
        .with("count", axis.n.to_string())
        .with("weight", two(&axis.weight.to_string()));
    let moved = swing(row, name).map(|(low, high)| {
        let ends = Values::new()
            .with("low", signed(low))
            .with("high", signed(high));
        ink.say("stance.swing", &ends)
    });
    html! {
        (two(&axis.score.to_string())) " " (ink.word("stance.label", axis.label))
        br; small { (ink.say("stance.n", &counted)) }
        @if let Some(moved) = moved { br; small { (moved) } }
    }
}

/// Two places and a true minus.
fn two(text: &str) -> String {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{}.{part:0<2}", whole.replace('-', "−"))
}

fn signed(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "−" } else { "" };
    let size = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}
