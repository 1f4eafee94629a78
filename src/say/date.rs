//! Dates as a language writes them, at the precision in which they were recorded: `on 20
//! January 2026`, `2026年1月20日前后`. Owns the parts of an EDTF text and the shape of an
//! interval; what instants a date means is `event/when.rs`'s.

use super::book::Book;
use super::template::Values;

/// One date without a slash, in its parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Point {
    year: String,
    /// 1 to 12, or a quarter.
    month: Option<u8>,
    quarter: Option<u8>,
    day: Option<u8>,
    /// Time of day and its zone, as recorded.
    time: Option<(String, String)>,
    /// With `?`, `~` or `%`.
    around: bool,
}

impl Point {
    fn read(text: &str) -> Option<Point> {
        let bare = text.strip_suffix(['?', '~', '%']);
        let (date, time) = match bare.unwrap_or(text).split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (bare.unwrap_or(text), None),
        };
        let mut parts = date.split('-');
        let year = parts.next()?.trim_start_matches('0').to_owned();
        let second = parts.next().map(|part| part.parse::<u8>().ok());
        let day = parts.next().map(|part| part.parse::<u8>().ok());
        let (month, quarter) = match second {
            None => (None, None),
            Some(number) => match number? {
                month @ 1..=12 => (Some(month), None),
                quarter @ 33..=36 => (None, Some(quarter - 32)),
                _ => return None,
            },
        };
        let day = match day {
            None => None,
            Some(day) => Some(day?),
        };
        Some(Point {
            year,
            month,
            quarter,
            day,
            time: time.map(clock),
            around: bare.is_some(),
        })
    }

    fn shape(&self) -> &'static str {
        match self {
            Point { time: Some(_), .. } => "moment",
            Point { day: Some(_), .. } => "day",
            Point { month: Some(_), .. } => "month",
            Point {
                quarter: Some(_), ..
            } => "quarter",
            _ => "year",
        }
    }

    fn values(&self, book: &Book) -> Values {
        let from = |list: &str, number: Option<u8>| {
            let index = usize::from(number?).checked_sub(1)?;
            book.list(list).get(index).cloned()
        };
        let zone = self.time.as_ref().map(|(_, zone)| match zone.as_str() {
            "Z" => book.text("date.utc"),
            offset => book.say("date.offset", &Values::new().with("offset", offset)),
        });
        Values::new()
            .with("year", self.year.as_str())
            .with_some("month", from("date.months", self.month))
            .with_some("quarter", from("date.quarters", self.quarter))
            .with_some("day", self.day.map(|day| day.to_string()))
            .with_some("time", self.time.as_ref().map(|(time, _)| time.clone()))
            .with_some("zone", zone)
    }

    /// The date alone, without a preposition.
    fn said(&self, book: &Book) -> String {
        let plain = book.say(&format!("date.{}", self.shape()), &self.values(book));
        match self.around {
            true => book.say("date.around", &Values::new().with("date", plain)),
            false => plain,
        }
    }

    fn short(&self, book: &Book) -> String {
        book.say(&format!("date.short.{}", self.shape()), &self.values(book))
    }
}

/// Hours and minutes, seconds only when they say something; and the zone.
fn clock(text: &str) -> (String, String) {
    let zone = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (time, zone) = text.split_at(zone);
    let time = match time.strip_suffix(":00") {
        Some(short) if time.len() == "00:00:00".len() => short,
        _ => time,
    };
    (time.to_owned(), zone.to_owned())
}

/// An EDTF text in a use of dates (`on`, `by`, `until` …: the sections of the phrase book), with
/// its preposition where there is one. A text of no known form is said as it stands.
pub fn date(book: &Book, text: &str, usage: &str) -> String {
    let used = |shape: &str, values: &Values| {
        let keys = [format!("date.{usage}.{shape}"), format!("date.{usage}.any")];
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        book.say_first(&keys, values)
    };
    let as_it_stands = || used("any", &Values::new().with("date", text));
    match text.split_once('/') {
        None => match Point::read(text) {
            Some(point) => {
                let shape = match point.around && book.has(&format!("date.{usage}.around")) {
                    true => "around",
                    false => point.shape(),
                };
                used(shape, &Values::new().with("date", point.said(book)))
            }
            None => as_it_stands(),
        },
        Some((from, to)) => match (Point::read(from), Point::read(to)) {
            (Some(from), Some(to)) => {
                let values = Values::new()
                    .with("date", interval(book, &from, &to, usage))
                    .with("from", from.said(book))
                    .with("to", to.said(book));
                used("interval", &values)
            }
            _ => as_it_stands(),
        },
    }
}

/// A date alone, without a preposition.
pub fn bare(book: &Book, text: &str) -> String {
    match text.split_once('/') {
        None => Point::read(text).map_or_else(|| text.to_owned(), |point| point.said(book)),
        Some((from, to)) => match (Point::read(from), Point::read(to)) {
            (Some(from), Some(to)) => interval(book, &from, &to, ""),
            _ => text.to_owned(),
        },
    }
}

/// What both ends share is said once. A language shortens the end that it shortens: it is
/// given both ways.
fn interval(book: &Book, from: &Point, to: &Point, usage: &str) -> String {
    let joint = book.say_first(
        &[&format!("date.{usage}.joint"), "date.joint"],
        &Values::new(),
    );
    let shape = from.shape();
    let plain = !from.around && !to.around && shape == to.shape();
    let same_year = plain && from.year == to.year && matches!(shape, "day" | "month");
    let same_month = same_year && shape == "day" && from.month == to.month;
    let mut values = to.values(book).with("joint", joint);
    let key = if same_month {
        let day = |point: &Point| point.day.map(|day| day.to_string());
        values = values
            .with_some("from_day", day(from))
            .with_some("to_day", day(to));
        "date.interval.same_month"
    } else if same_year {
        values = values
            .with("from_short", from.short(book))
            .with("to_short", to.short(book));
        "date.interval.same_year"
    } else {
        "date.interval.any"
    };
    let values = values
        .with("from", from.said(book))
        .with("to", to.said(book));
    book.say(key, &values)
}
