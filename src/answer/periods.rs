//! `-M`, `-Q`, `-Y`: the rows of an answer as of the end of each period. Owns which periods
//! those are: those of `--since` and `--until`, else of what is in view.

use super::{AnswerError, By, Filters, Question, View, beyond_head};
use crate::clocks::Clocks;
use crate::event::when::Instant;
use crate::facts::{History, Scope};
use crate::projection::divestment;
use crate::projection::periods::{Every, MOST, Period, TooMany, between};
use crate::projection::rows::{DivestmentRow, FigurePeriod, LevelPeriod, Total};
use crate::projection::series::Point;
use crate::projection::tally::Tally;

/// Fills in the periods that a question asks for. Gives the totals.
pub(super) fn fill(
    scope: &Scope<'_>,
    question: &Question,
    view: &mut View,
) -> Result<Vec<Total>, AnswerError> {
    let Some(every) = question.filters().and_then(|filters| filters.every) else {
        return Ok(Vec::new());
    };
    let span = match view {
        View::Divestment(_) => divestment::periods::span(scope),
        View::Yields(rows) => span(rows.iter().flat_map(|row| &row.points)),
        View::Observations(rows) => span(rows.iter().flat_map(|row| &row.points)),
        _ => None,
    };
    let periods = periods(question, every, span)?;
    match view {
        View::Divestment(rows) => {
            if let Some(options) = super::run::divestment_options(question) {
                return Ok(divestment::periods::fill(scope, &options, &periods, rows));
            }
        }
        View::Yields(rows) => {
            for row in rows {
                let columns = periods.iter().map(|period| {
                    let (on, last, n) = last(scope, period, &row.points);
                    LevelPeriod {
                        period: period.label.clone(),
                        on,
                        level: last.map(|point| point.value.to_string()),
                        level_on: last.map(|point| point.on.text.clone()),
                        n,
                    }
                });
                row.periods = Some(columns.collect());
            }
        }
        View::Observations(rows) => {
            for row in rows {
                let columns = periods.iter().map(|period| {
                    let (on, last, n) = last(scope, period, &row.points);
                    FigurePeriod {
                        period: period.label.clone(),
                        on,
                        value: last.map(|point| point.value.to_string()),
                        value_on: last.map(|point| point.on.text.clone()),
                        n,
                    }
                });
                row.periods = Some(columns.collect());
            }
        }
        _ => {}
    }
    Ok(Vec::new())
}

/// The rows of `divestment`, each with its figures at these instants: what pictures over time
/// are drawn from. The label of a period is then its day.
pub fn divestment_at(
    history: &History,
    clocks: &Clocks,
    filters: &Filters,
    ends: &[Instant],
) -> Result<Vec<DivestmentRow>, AnswerError> {
    let scope = Scope::new(history, clocks).map_err(beyond_head)?;
    let question = Question::Divestment {
        by: By::Holder,
        asset: None,
        why: true,
        filters: filters.clone(),
    };
    let options = super::run::divestment_options(&question).unwrap_or_default();
    let mut rows = divestment::rows(&scope, &options, &mut Tally::default());
    let day = |end: &Instant| Period {
        label: end.day_text(),
        end: *end,
    };
    let periods: Vec<Period> = ends.iter().map(day).collect();
    divestment::periods::fill(&scope, &options, &periods, &mut rows);
    Ok(rows)
}

/// The last point by the end of a period, and how many there are by then.
fn last<'p>(
    scope: &Scope<'_>,
    period: &Period,
    points: &'p [Point],
) -> (String, Option<&'p Point>, u64) {
    let end = scope.as_of(period.end);
    let mut seen = points.iter().filter(|point| end.has_happened(&point.on));
    let n = seen.clone().count() as u64;
    (end.horizon().day_text(), seen.next_back(), n)
}

fn span<'p>(points: impl Iterator<Item = &'p Point>) -> Option<(Instant, Instant)> {
    points.fold(None, |span, point| {
        let (first, last) = (point.on.earliest, point.on.latest);
        Some(
            span.map_or((first, last), |(from, to): (Instant, Instant)| {
                (from.min(first), to.max(last))
            }),
        )
    })
}

fn periods(
    question: &Question,
    every: Every,
    span: Option<(Instant, Instant)>,
) -> Result<Vec<Period>, AnswerError> {
    let bounds = question.filters();
    let since = bounds.and_then(|filters| filters.since.as_ref());
    let until = bounds.and_then(|filters| filters.until.as_ref());
    // An open beginning, `../2026-01`, is as good as none.
    let since = since.map(|since| since.earliest);
    let since = since.filter(|earliest| *earliest > Instant::MIN);
    let from = since.or(span.map(|(from, _)| from));
    let to = until.map(|until| until.latest).or(span.map(|(_, to)| to));
    let Some((from, to)) = from.zip(to) else {
        return Ok(Vec::new());
    };
    between(every, from, to).map_err(|TooMany(count)| AnswerError {
        code: "too_many_periods",
        message: format!(
            "{count} periods from {} to {}",
            from.day_text(),
            to.day_text()
        ),
        hint: format!(
            "at most {MOST} are shown: bound them with --since and --until, or take -Q or -Y"
        ),
    })
}
