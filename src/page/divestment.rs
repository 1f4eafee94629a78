//! The divestment section: for each holder and asset a picture over time, the line that shows
//! a sale beside the largest level on record, and all rows as a table.

use maud::{Markup, html};

use super::ink::{Ink, heaviest, pixels};
use crate::answer::View;
use crate::chart::bands::{self, Levels, Step, Sum};
use crate::event::when::{Instant, When};
use crate::projection::rows::{Band, DivestmentPeriod, DivestmentRow, Level};
use crate::say::template::Values;

/// The most rows that get a picture of their own; the table has all.
const MOST: usize = 24;

/// The section.
pub fn body(ink: &Ink<'_>) -> Markup {
    let Some(answer) = ink.dossier.answer("divestment") else {
        return ink.nothing();
    };
    let View::Divestment(rows) = &answer.view else {
        return ink.nothing();
    };
    let pictured: Vec<&DivestmentRow> = ink
        .dossier
        .over_time()
        .iter()
        .filter(|row| has_sums(row) || row.levels.iter().any(|level| level.current != level.peak))
        .collect();
    let changing = pictured.len();
    let pictured = heaviest(pictured, MOST, |row| {
        row.entries.as_ref().map_or(0, |all| all.len() as u64)
    });
    if rows.is_empty() && pictured.is_empty() {
        return ink.nothing();
    }
    html! {
        (ink.drawn(pictured.len(), changing))
        @for row in &pictured {
            h3 { (name(ink, row)) }
            (ink.chart(picture(ink, row)))
            (share(ink, row, rows))
        }
        (ink.folded(&html! { (table(ink, ink.few(rows))) (ink.rest(rows.len())) }))
        (ink.left_out(&answer.citation))
    }
}

fn has_sums(row: &DivestmentRow) -> bool {
    let moved = |band: &Band| band.low != "0" || band.high.as_deref() != Some("0");
    moved(&row.pending) || moved(&row.executed)
}

fn name(ink: &Ink<'_>, row: &DivestmentRow) -> String {
    let country = row.country.as_deref().map(|code| ink.place(code));
    let holder = row.holder_name.clone().or_else(|| row.holder.clone());
    let is_country = holder.is_none() || row.holder == row.country;
    let who = match (holder, country) {
        (Some(holder), Some(country)) if !is_country => format!("{holder} ({country})"),
        (_, Some(country)) => country,
        (Some(holder), None) => holder,
        (None, None) => String::new(),
    };
    format!(
        "{who} · {} {}",
        ink.asset(&row.asset, row.issuer.as_deref()),
        row.currency.as_deref().unwrap_or("")
    )
}

fn sum(band: &Band) -> Sum {
    Sum {
        low: pixels(&band.low),
        high: band.high.as_deref().map(pixels),
    }
}

fn picture(ink: &Ink<'_>, row: &DivestmentRow) -> Option<Markup> {
    let periods = row.periods.as_deref().unwrap_or_default();
    let at = |period: &DivestmentPeriod| When::parse(&period.on).ok().map(|on| on.earliest);
    let step = |period: &DivestmentPeriod| {
        Some(Step {
            at: at(period)?,
            executed: sum(&period.executed),
            pending: sum(&period.pending),
        })
    };
    let first = periods.iter().position(|period| {
        let moved = |band: &Band| band.low != "0" || band.high.as_deref() != Some("0");
        moved(&period.executed) || moved(&period.pending)
    });
    let steps: Vec<Step> = match first {
        Some(first) => periods
            .iter()
            .skip(first.saturating_sub(1))
            .filter_map(step)
            .collect::<Vec<Step>>(),
        None => Vec::new(),
    };
    let mut steps = steps;
    // A day on which only somebody else's exit changed leaves no seam.
    steps.dedup_by(|later, before| {
        (later.executed, later.pending) == (before.executed, before.pending)
    });
    let levels = lines(periods);
    let end = ink.dossier.horizon();
    let top = |pick: fn(&DivestmentPeriod) -> [&Band; 2]| {
        let sums = periods.iter().map(|period| {
            let [one, other] =
                pick(period).map(|band| pixels(band.high.as_deref().unwrap_or(&band.low)));
            (one + other, period)
        });
        sums.max_by(|one, other| one.0.total_cmp(&other.0))
            .map(|(_, period)| period)
    };
    let largest = top(|period| [&period.executed, &period.pending]);
    let sums = largest.map(|period| both(ink, period)).unwrap_or_default();
    let peak = row
        .levels
        .iter()
        .max_by(|one, other| pixels(&one.peak).total_cmp(&pixels(&other.peak)));
    let peak = peak
        .map(|level| ink.number(&level.peak))
        .unwrap_or_default();
    bands::draw(
        &steps,
        &levels,
        until(&steps, &levels, end),
        [&sums, &peak],
        ink.lang(),
    )
}

/// A picture ends a little after its last change, not at a day on which nothing is drawn.
fn until(steps: &[Step], levels: &[Levels], horizon: Instant) -> Instant {
    const QUARTER: i64 = 92 * 86_400_000_000;
    let levels = levels
        .iter()
        .flat_map(|one| one.points.iter().map(|(at, _)| *at));
    let last = steps.iter().map(|step| step.at).chain(levels).max();
    last.map_or(horizon, |last| {
        horizon.min(Instant(last.0.saturating_add(QUARTER)))
    })
}

fn both(ink: &Ink<'_>, period: &DivestmentPeriod) -> String {
    let parts = [&period.executed, &period.pending];
    let moved = parts
        .into_iter()
        .filter(|band| band.low != "0" || band.high.as_deref() != Some("0"));
    moved
        .map(|band| ink.band(band))
        .collect::<Vec<_>>()
        .join(" + ")
}

/// The levels of each series, a point where the current one changes; one point is no line.
fn lines(periods: &[DivestmentPeriod]) -> Vec<Levels> {
    let mut lines: Vec<Levels> = Vec::new();
    for level in periods.iter().flat_map(|period| &period.levels) {
        let Ok(on) = When::parse(&level.current_on) else {
            continue;
        };
        let name = level.series.clone().unwrap_or_default();
        let point = (on.latest, pixels(&level.current));
        match lines.iter_mut().find(|line| line.name == name) {
            Some(line) if line.points.last() != Some(&point) => line.points.push(point),
            Some(_) => {}
            None => lines.push(Levels {
                name,
                points: vec![point],
            }),
        }
    }
    lines.retain(|line| line.points.len() > 1);
    lines
}

/// What the exits of a row are of the largest level on record of the same asset and currency.
fn share(ink: &Ink<'_>, row: &DivestmentRow, rows: &[DivestmentRow]) -> Markup {
    let same = |other: &&DivestmentRow| {
        (&other.asset, &other.issuer, &other.currency) == (&row.asset, &row.issuer, &row.currency)
    };
    let levels = rows
        .iter()
        .filter(same)
        .flat_map(|other| other.levels.iter().map(move |level| (other, level)));
    let largest =
        levels.max_by(|one, other| pixels(&one.1.current).total_cmp(&pixels(&other.1.current)));
    let part = if row.executed.low == "0" {
        &row.pending
    } else {
        &row.executed
    };
    let (Some((holder, level)), true) = (largest, part.low != "0") else {
        return html! {};
    };
    let (small, whole) = (pixels(&part.low), pixels(&level.current));
    let values = Values::new()
        .with("part", ink.band(part))
        .with("percent", percent(small, whole))
        .with("whole", ink.number(&level.current))
        .with("who", name(ink, holder));
    html! {
        div class="scroll" { @if let Some(line) = (small <= whole).then(|| bands::share(small, whole, &ink.text("chart.share"))).flatten() { (line) } }
        p { small { (ink.say("divestment.share", &values)) } }
    }
}

/// A share for people: two digits that count.
fn percent(part: f64, whole: f64) -> String {
    if whole <= 0.0 {
        return "–".to_owned();
    }
    let share = part / whole * 100.0;
    match share {
        large if large >= 10.0 => format!("{large:.0}"),
        middle if middle >= 1.0 => format!("{middle:.1}"),
        small if small >= 0.1 => format!("{small:.2}"),
        tiny => format!("{tiny:.3}"),
    }
}

fn table(ink: &Ink<'_>, rows: &[DivestmentRow]) -> Markup {
    let row = |row: &DivestmentRow| {
        let count = |key: &str, count: u64| {
            let values = Values::new().with("count", count.to_string());
            (count > 0).then(|| ink.say(key, &values))
        };
        let notes = [
            count("divestment.unquantified", row.unquantified),
            count("divestment.overdue", row.overdue),
        ];
        vec![
            html! { (name(ink, row)) },
            html! { (ink.band(&row.pending)) @for note in notes.iter().flatten() { br; small { (note) } } },
            html! { (ink.band(&row.executed)) },
            html! { @for one in &row.levels { div { (level(ink, one)) } } },
            html! { (ink.all(row.entries.as_deref().unwrap_or_default())) },
        ]
    };
    let rows: Vec<Vec<Markup>> = rows.iter().map(row).collect();
    ink.table(
        &["holder", "pending", "executed", "level", "source"],
        &[1, 2],
        &rows,
    )
}

fn level(ink: &Ink<'_>, level: &Level) -> Markup {
    let series = level
        .series
        .as_deref()
        .map(|name| ink.say("divestment.series", &Values::new().with("name", name)));
    let by = level
        .attribution
        .as_deref()
        .map(|who| ink.say("divestment.attributed", &Values::new().with("who", who)));
    let change = level
        .change
        .as_deref()
        .map(|change| change.replace('-', "−"));
    html! {
        (ink.number(&level.current)) " " small { (ink.date(&level.current_on)) }
        @if level.below_peak != "0" { br; small { (ink.text("column.below")) " " (ink.number(&level.below_peak)) " (" (ink.number(&level.peak)) ", " (ink.date(&level.peak_on)) ")" } }
        @if let (Some(change), Some(from)) = (change, &level.change_from) { br; small { (ink.text("column.change")) " " (ink.number(&change.replace('−', "-"))) " ← " (ink.date(from)) } }
        @if series.is_some() || by.is_some() { br; small { (series.into_iter().chain(by).collect::<Vec<_>>().join(", ")) } }
    }
}
