//! The sections that are tables first: threats, sanctions in force, yields, observations,
//! contradictions, sources. Owns which figure stands in which column.

use maud::{Markup, html};

use super::ink::{Ink, heaviest, pixels};
use crate::answer::{Answer, View};
use crate::chart::bands::{self, Levels};
use crate::chart::spans::{self, Span};
use crate::event::when::When;
use crate::projection::rows::{ObservationRow, SanctionRow, ThreatRow, YieldRow};
use crate::projection::series::Point;
use crate::say::template::Values;

/// Bars that a picture of sanctions holds, the latest.
const BARS: usize = 60;
/// Series that get a picture of their own.
const LINES: usize = 12;
/// Points of a line.
const POINTS: usize = 200;

fn answer<'i>(ink: &'i Ink<'_>, name: &str) -> Option<&'i Answer> {
    ink.dossier.answer(name)
}

fn finished(ink: &Ink<'_>, name: &str, count: usize, body: Markup) -> Markup {
    html! {
        @if count == 0 { (ink.nothing()) } @else { (body) (ink.rest(count)) }
        @if let Some(answer) = answer(ink, name) { (ink.left_out(&answer.citation)) }
    }
}

fn places(ink: &Ink<'_>, codes: &[String]) -> String {
    let names: Vec<String> = codes.iter().map(|code| ink.place(code)).collect();
    names.join(", ")
}

fn entries(ink: &Ink<'_>, positions: Option<&Vec<u64>>) -> Markup {
    ink.all(positions.map(Vec::as_slice).unwrap_or_default())
}

/// Threats, and what became of them.
pub fn threats(ink: &Ink<'_>) -> Markup {
    let Some(View::Threats(rows)) = answer(ink, "threats").map(|answer| &answer.view) else {
        return ink.nothing();
    };
    let row = |row: &ThreatRow| {
        let by = |word: Option<&str>, position: Option<u64>| {
            html! {
                @if let Some(word) = word { (ink.word("status", word)) }
                @if let Some(position) = position { " " (ink.at(position)) }
            }
        };
        vec![
            html! { (ink.at(row.position)) },
            html! { (ink.date(&row.happened)) },
            html! { (row.by_name) },
            html! { (places(ink, &row.against)) },
            html! { (ink.to(row.position, &row.consequence)) },
            html! { @if let Some(until) = &row.until { (ink.date(until)) } },
            by(row.response, row.response_by),
            by(Some(row.status), row.status_by),
        ]
    };
    let columns = [
        "recorded",
        "happened",
        "by",
        "against",
        "consequence",
        "until",
        "response",
        "status",
    ];
    let cells: Vec<Vec<Markup>> = ink.few(rows).iter().map(row).collect();
    finished(ink, "threats", rows.len(), ink.table(&columns, &[], &cells))
}

/// Sanctions in force, with a bar from the day each took effect.
pub fn sanctions(ink: &Ink<'_>) -> Markup {
    let Some(View::Sanctions(rows)) = answer(ink, "sanctions").map(|answer| &answer.view) else {
        return ink.nothing();
    };
    let on = |row: &SanctionRow| {
        let mut on = row
            .against
            .iter()
            .map(|code| ink.place(code))
            .collect::<Vec<_>>();
        on.extend(row.entities.iter().cloned());
        on.join(", ")
    };
    let span = |row: &SanctionRow| {
        Some(Span {
            href: ink.href(row.position),
            name: format!(
                "{} → {} · {}",
                places(ink, &row.by),
                on(row),
                row.measure.replace('_', " ")
            ),
            from: When::parse(&row.since).ok()?.earliest,
            to: row
                .expires
                .as_deref()
                .and_then(|date| When::parse(date).ok())
                .map(|date| date.latest),
        })
    };
    let row = |row: &SanctionRow| {
        vec![
            html! { (ink.at(row.position)) },
            html! { (places(ink, &row.by)) },
            html! { (on(row)) },
            html! { (row.measure.replace('_', " ")) },
            html! { @if let Some(program) = &row.program { (program) } },
            html! { (ink.date(&row.since)) },
            html! { @if let Some(expires) = &row.expires { (ink.date(expires)) } },
        ]
    };
    let first = rows.len().saturating_sub(BARS);
    let latest = rows.get(first..).unwrap_or_default();
    let spans: Vec<Span> = latest.iter().filter_map(span).collect();
    let cells: Vec<Vec<Markup>> = ink.few(rows).iter().map(row).collect();
    let columns = [
        "recorded", "by", "against", "measure", "program", "since", "expires",
    ];
    let body = html! {
        (ink.chart(spans::draw(&spans, ink.dossier.horizon(), ink.lang())))
        @if first > 0 { p { small { (ink.say("page.last_drawn", &Values::new().with("shown", BARS.to_string()).with("count", ink.number(&rows.len().to_string())))) } } }
        (ink.folded(&ink.table(&columns, &[], &cells)))
    };
    finished(ink, "sanctions", rows.len(), body)
}

/// Points that a line goes through, the last always among them; more would not be told apart.
fn thinned(points: &[Point]) -> impl Iterator<Item = &Point> {
    let count = points.len();
    let kept = move |nth: &usize| (nth + 1) * POINTS / count > nth * POINTS / count;
    let points = points.iter().enumerate();
    let kept = points.filter(move |(nth, _)| count <= POINTS || kept(nth));
    kept.map(|(_, point)| point)
}

/// A line for a series with enough points to be one.
fn line(ink: &Ink<'_>, points: &[Point]) -> Markup {
    if points.len() < 3 {
        return html! {};
    }
    let line = Levels {
        name: String::new(),
        points: thinned(points)
            .map(|point| (point.on.latest, pixels(&point.value.to_string())))
            .collect(),
    };
    let Some((end, _)) = line.points.last().copied() else {
        return html! {};
    };
    let most = points
        .iter()
        .map(|point| point.value)
        .max()
        .map(|value| ink.number(&value.to_string()));
    let most = most.unwrap_or_default();
    ink.chart(bands::draw(&[], &[line], end, ["", &most], ink.lang()))
}

/// Yields by bond and series.
pub fn yields(ink: &Ink<'_>) -> Markup {
    let Some(View::Yields(rows)) = answer(ink, "yields").map(|answer| &answer.view) else {
        return ink.nothing();
    };
    let dated = |value: Option<&String>, on: Option<&String>| {
        html! {
            @if let Some(value) = value { (ink.number(value)) " %" }
            @if let Some(on) = on { br; small { (ink.date(on)) } }
        }
    };
    let row = |row: &YieldRow| {
        vec![
            html! { (ink.place(&row.issuer)) " " (row.tenor) },
            html! { @if let Some(series) = &row.series { (series) } },
            dated(row.level.as_ref(), row.level_on.as_ref()),
            html! { @if let Some(change) = &row.change_bp { (ink.number(change)) " bp" } },
            dated(row.high.as_ref(), row.high_on.as_ref()),
            dated(row.low.as_ref(), row.low_on.as_ref()),
            html! { (row.n) },
            entries(ink, row.entries.as_ref()),
        ]
    };
    let cells: Vec<Vec<Markup>> = ink.few(rows).iter().map(row).collect();
    let columns = [
        "instrument",
        "series",
        "rate",
        "move",
        "high",
        "low",
        "count",
        "source",
    ];
    let lines: Vec<&YieldRow> = rows.iter().filter(|row| row.points.len() >= 3).collect();
    let drawable = lines.len();
    let lines = heaviest(lines, LINES, |row| row.n);
    let body = html! {
        (ink.drawn(lines.len(), drawable))
        @for row in lines {
            h3 { (ink.place(&row.issuer)) " " (row.tenor) }
            (line(ink, &row.points))
        }
        (ink.table(&columns, &[2, 3, 4, 5, 6], &cells))
    };
    finished(ink, "yields", rows.len(), body)
}

/// Figures about somebody.
pub fn observations(ink: &Ink<'_>) -> Markup {
    let Some(View::Observations(rows)) = answer(ink, "observations").map(|answer| &answer.view)
    else {
        return ink.nothing();
    };
    let row = |row: &ObservationRow| {
        let subject = row
            .subject_name
            .clone()
            .unwrap_or_else(|| ink.place(&row.subject));
        vec![
            html! { (subject) },
            html! { (row.measure.replace('_', " ")) @if let Some(series) = &row.series { br; small { (series) } } },
            html! { (ink.number(&row.value)) " " small { (row.unit) } br; small { (ink.date(&row.on)) } },
            html! { (ink.number(&row.first)) br; small { (ink.date(&row.first_on)) } },
            html! { (row.n) },
            entries(ink, row.entries.as_ref()),
        ]
    };
    let cells: Vec<Vec<Markup>> = ink.few(rows).iter().map(row).collect();
    let columns = ["subject", "measure", "value", "first", "count", "source"];
    let body = ink.table(&columns, &[2, 3, 4], &cells);
    finished(ink, "observations", rows.len(), body)
}

/// Events that give different values for the same thing.
pub fn contradictions(ink: &Ink<'_>) -> Markup {
    let Some(View::Contradictions(rows)) = answer(ink, "contradictions").map(|answer| &answer.view)
    else {
        return ink.nothing();
    };
    let cells: Vec<Vec<Markup>> = ink
        .few(rows)
        .iter()
        .map(|row| {
            let [one, other] = row.positions;
            vec![
                html! { (ink.at(one)) " " (ink.name(one)) br; (ink.at(other)) " " (ink.name(other)) },
                html! { @for (value, on) in row.values.iter().zip(&row.happened) { div { (value) " " small { (ink.date(on)) } } } },
                html! { (row.apart_percent.to_string()) " %" },
            ]
        })
        .collect();
    let body = ink.table(&["what", "values", "apart"], &[1, 2], &cells);
    finished(ink, "contradictions", rows.len(), body)
}

/// Who published, and whom they relay.
pub fn sources(ink: &Ink<'_>) -> Markup {
    let Some(View::Sources(rows)) = answer(ink, "sources").map(|answer| &answer.view) else {
        return ink.nothing();
    };
    let date = |date: Option<&String>| html! { @if let Some(date) = date { (ink.date(date)) } };
    let cells: Vec<Vec<Markup>> = ink
        .few(rows)
        .iter()
        .map(|row| {
            vec![
                html! { @if let Some(name) = &row.publisher { (name) } },
                html! { @if let Some(name) = &row.origin { (name) } },
                html! { (row.events) },
                html! { (row.sole_source) },
                html! { (row.with_evidence) },
                date(row.first_published.as_ref()),
                date(row.last_published.as_ref()),
            ]
        })
        .collect();
    let columns = [
        "publisher",
        "origin",
        "events",
        "sole",
        "evidence",
        "since",
        "until",
    ];
    let body = ink.table(&columns, &[2, 3, 4], &cells);
    finished(ink, "sources", rows.len(), body)
}
