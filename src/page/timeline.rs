//! The timeline section: a lane for each country in which somebody acts, and the events as a
//! table under it. Owns which lane an event goes to.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::ink::{Ink, event, field};
use crate::chart::lanes::{self, Lane, Mark, Sort};
use crate::event::source::first_published;
use crate::event::when::Instant;
use crate::event::{Event, Kind};
use crate::projection::rows::EntryRow;
use crate::say::template::Values;

/// The section.
pub fn body(ink: &Ink<'_>) -> Markup {
    let Some(part) = ink.dossier.timeline() else {
        return ink.nothing();
    };
    let (rows, all) = (part.rows.as_slice(), part.total);
    if rows.is_empty() {
        return ink.nothing();
    }
    html! {
        (ink.chart(lanes::draw(&lanes_of(ink, rows), ink.lang())))
        @if let Some((day, count)) = common_day(rows) {
            p { small { (ink.say("timeline.recorded", &Values::new().with("count", count.to_string()).with("all", rows.len().to_string()).with("date", ink.date(&Instant::from_day(day).day_text())))) } }
        }
        @if all > rows.len() {
            p { (ink.say("page.more", &Values::new().with("count", ink.number(&(all - rows.len()).to_string())))) }
        }
        (ink.folded(&table(ink, rows)))
        (ink.left_out(&part.citation))
    }
}

/// The lanes, busiest first; what names no country comes last.
pub fn lanes_of(ink: &Ink<'_>, rows: &[EntryRow]) -> Vec<Lane> {
    let common = common_day(rows).map(|(day, _)| day);
    let mut marks: BTreeMap<Option<String>, Vec<Mark>> = BTreeMap::new();
    for row in rows {
        let Some(event) = event(row) else { continue };
        if let Some(mark) = mark(ink, row, &event, common) {
            marks.entry(country(&event)).or_default().push(mark);
        }
    }
    let mut lanes: Vec<(Option<String>, Vec<Mark>)> = marks.into_iter().collect();
    lanes.sort_by_key(|(code, marks)| (code.is_none(), std::cmp::Reverse(marks.len())));
    let name = |code: Option<String>| match code {
        Some(code) => ink.place(&code),
        None => ink.text("page.unnamed"),
    };
    let lane = |(code, marks)| Lane {
        name: name(code),
        marks,
    };
    lanes.into_iter().map(lane).collect()
}

/// The day on which half of the events or more were recorded, and how many: said once, since
/// as many rings would say nothing.
fn common_day(rows: &[EntryRow]) -> Option<(i64, usize)> {
    let mut days: BTreeMap<i64, usize> = BTreeMap::new();
    for at in rows
        .iter()
        .filter_map(|row| Instant::from_text(&row.recorded_at))
    {
        *days.entry(at.day()).or_default() += 1;
    }
    let most = days.into_iter().max_by_key(|(_, count)| *count)?;
    (most.1 * 2 >= rows.len()).then_some(most)
}

/// The country in which whoever acts is at home.
fn country(event: &Event) -> Option<String> {
    let parties = ["by", "holder", "subject"];
    let of_party = parties.iter().find_map(|name| event.party(name)?.country);
    of_party
        .or_else(|| event.list("by").first().map(|code| (*code).to_owned()))
        .or_else(|| event.instrument("instrument").map(|bond| bond.issuer))
}

fn mark(ink: &Ink<'_>, row: &EntryRow, event: &Event, common: Option<i64>) -> Option<Mark> {
    Some(Mark {
        href: ink.href(row.position),
        label: ink.name_of(row),
        sort: sort(event.kind()),
        happened: event.happened()?,
        published: first_published(&event.sources()).map(|first| first.latest),
        recorded: Instant::from_text(&row.recorded_at).filter(|at| Some(at.day()) != common),
        claimed: event.claimed_by().is_some(),
    })
}

fn sort(kind: Kind) -> Sort {
    match kind {
        Kind::FundExit | Kind::PolicyShift | Kind::Sanction => Sort::Deeds,
        Kind::Holding | Kind::YieldMove | Kind::Observation => Sort::Figures,
        _ => Sort::Words,
    }
}

fn table(ink: &Ink<'_>, rows: &[EntryRow]) -> Markup {
    let row = |row: &EntryRow| {
        let event = event(row);
        let sources = event.as_ref().map(Event::sources).unwrap_or_default();
        let published = first_published(&sources).map(|first| ink.date(&first.text));
        let voices: Vec<String> = sources
            .iter()
            .filter_map(|source| source.publisher.clone())
            .collect();
        vec![
            html! { (ink.at(row.position)) },
            html! { (ink.date(field(row, "happened"))) },
            html! { (ink.word("kind", field(row, "kind"))) },
            html! { (ink.to(row.position, &ink.name_of(row))) " " (super::entries::marks(ink, row)) },
            html! { (published.unwrap_or_else(|| ink.text("source.undated"))) },
            html! { (voices.join(", ")) },
        ]
    };
    let rows: Vec<Vec<Markup>> = rows.iter().map(row).collect();
    let columns = [
        "recorded",
        "happened",
        "kind",
        "what",
        "published",
        "source",
    ];
    ink.table(&columns, &[], &rows)
}
