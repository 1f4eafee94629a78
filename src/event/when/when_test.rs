//! Frozen meaning of dates.
//!
//! Who is hurt if a vector here moves: everybody who cited an answer. A date is stored as
//! text and its span is derived on every read, so a changed span silently changes what had
//! happened, and what was public, under a citation that is already in print. Add vectors;
//! never edit one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use proptest::prelude::*;

/// text, earliest, latest, (start timed, end timed)
const SPANS: &[(&str, &str, &str, (bool, bool))] = &[
    (
        "2026",
        "2026-01-01T00:00:00.000000Z",
        "2026-12-31T23:59:59.999999Z",
        (false, false),
    ),
    (
        "0001",
        "0001-01-01T00:00:00.000000Z",
        "0001-12-31T23:59:59.999999Z",
        (false, false),
    ),
    (
        "9999",
        "9999-01-01T00:00:00.000000Z",
        "9999-12-31T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2026-01",
        "2026-01-01T00:00:00.000000Z",
        "2026-01-31T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2026-02",
        "2026-02-01T00:00:00.000000Z",
        "2026-02-28T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2024-02",
        "2024-02-01T00:00:00.000000Z",
        "2024-02-29T23:59:59.999999Z",
        (false, false),
    ),
    (
        "1900-02",
        "1900-02-01T00:00:00.000000Z",
        "1900-02-28T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2000-02",
        "2000-02-01T00:00:00.000000Z",
        "2000-02-29T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2026-01-22",
        "2026-01-22T00:00:00.000000Z",
        "2026-01-22T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2024-02-29",
        "2024-02-29T00:00:00.000000Z",
        "2024-02-29T23:59:59.999999Z",
        (false, false),
    ),
    (
        "1969-12-31",
        "1969-12-31T00:00:00.000000Z",
        "1969-12-31T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2026-01-22?",
        "2026-01-22T00:00:00.000000Z",
        "2026-01-22T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2026-01~",
        "2026-01-01T00:00:00.000000Z",
        "2026-01-31T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2013%",
        "2013-01-01T00:00:00.000000Z",
        "2013-12-31T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2026-33",
        "2026-01-01T00:00:00.000000Z",
        "2026-03-31T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2026-34",
        "2026-04-01T00:00:00.000000Z",
        "2026-06-30T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2026-35",
        "2026-07-01T00:00:00.000000Z",
        "2026-09-30T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2026-36",
        "2026-10-01T00:00:00.000000Z",
        "2026-12-31T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2024-33?",
        "2024-01-01T00:00:00.000000Z",
        "2024-03-31T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2026-01-22T14:30:00Z",
        "2026-01-22T14:30:00.000000Z",
        "2026-01-22T14:30:00.999999Z",
        (true, true),
    ),
    (
        "2026-01-22T14:30:00+01:00",
        "2026-01-22T13:30:00.000000Z",
        "2026-01-22T13:30:00.999999Z",
        (true, true),
    ),
    (
        "2026-01-22T14:30:00+09",
        "2026-01-22T05:30:00.000000Z",
        "2026-01-22T05:30:00.999999Z",
        (true, true),
    ),
    (
        "2026-01-22T23:30:00-05:30",
        "2026-01-23T05:00:00.000000Z",
        "2026-01-23T05:00:00.999999Z",
        (true, true),
    ),
    (
        "2026-01-01T00:00:00+14:00",
        "2025-12-31T10:00:00.000000Z",
        "2025-12-31T10:00:00.999999Z",
        (true, true),
    ),
    (
        "2026-01-22T14:30:00.5Z",
        "2026-01-22T14:30:00.500000Z",
        "2026-01-22T14:30:00.599999Z",
        (true, true),
    ),
    (
        "2026-01-22T14:30:00.123Z",
        "2026-01-22T14:30:00.123000Z",
        "2026-01-22T14:30:00.123999Z",
        (true, true),
    ),
    (
        "2026-01-22T14:30:00.123456Z",
        "2026-01-22T14:30:00.123456Z",
        "2026-01-22T14:30:00.123456Z",
        (true, true),
    ),
    (
        "2026-01-22T14:30:00.123456999Z",
        "2026-01-22T14:30:00.123456Z",
        "2026-01-22T14:30:00.123456Z",
        (true, true),
    ),
    (
        "2026-01-22T23:59:59Z?",
        "2026-01-22T23:59:59.000000Z",
        "2026-01-22T23:59:59.999999Z",
        (true, true),
    ),
    (
        "2026-01-20/2026-01-31",
        "2026-01-20T00:00:00.000000Z",
        "2026-01-31T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2026-01-20?/2026-01~",
        "2026-01-20T00:00:00.000000Z",
        "2026-01-31T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2026-01-31/2026-01",
        "2026-01-31T00:00:00.000000Z",
        "2026-01-31T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2025-33/2025-34",
        "2025-01-01T00:00:00.000000Z",
        "2025-06-30T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2013/2025-11",
        "2013-01-01T00:00:00.000000Z",
        "2025-11-30T23:59:59.999999Z",
        (false, false),
    ),
    (
        "2026-01-20/2026-01-22T14:30:00Z",
        "2026-01-20T00:00:00.000000Z",
        "2026-01-22T14:30:00.999999Z",
        (false, true),
    ),
    (
        "2026-01-22/2026-01-22",
        "2026-01-22T00:00:00.000000Z",
        "2026-01-22T23:59:59.999999Z",
        (false, false),
    ),
];

#[test]
fn spans_are_frozen() {
    for &(text, earliest, latest, timed) in SPANS {
        let when = When::parse(text).unwrap();
        assert_eq!(when.text, text);
        assert_eq!(when.earliest.to_text(), earliest, "{text}");
        assert_eq!(when.latest.to_text(), latest, "{text}");
        assert_eq!(when.timed, timed, "{text}");
        assert_eq!(When::parse_filter(text).unwrap(), when);
    }
}

#[test]
fn a_filter_may_leave_its_start_open() {
    let when = When::parse_filter("../2026-01-22").unwrap();
    assert_eq!(when.earliest, Instant::MIN);
    assert_eq!(when.latest.to_text(), "2026-01-22T23:59:59.999999Z");
    for text in [
        "2026-01-22/..",
        "2026-01-22/",
        "../..",
        "/2026",
        "../soon",
        "../2026-02-30",
    ] {
        assert!(When::parse_filter(text).is_err(), "{text}");
    }
    let fault = When::parse_filter("2026/..").unwrap_err();
    assert!(fault.hint.unwrap().contains("--since"));
}

#[test]
fn short_forms_are_rewritten_and_nothing_else() {
    let today = Instant::from_text("2026-03-01T10:02:03.123456Z").unwrap();
    for (short, stored) in [
        ("today", "2026-03-01"),
        ("Yesterday", "2026-02-28"),
        ("2026-Q1", "2026-33"),
        ("2026-q4~", "2026-36~"),
        ("2026-Q1/2026-q2", "2026-33/2026-34"),
        ("2026-01-20/today", "2026-01-20/2026-03-01"),
        ("../yesterday", "../2026-02-28"),
        ("2026-01-22", "2026-01-22"),
        ("2026-Q5", "2026-Q5"),
        ("soon", "soon"),
        ("", ""),
    ] {
        assert_eq!(When::rewrite_short(short, today), stored);
    }
}

#[test]
fn a_year_before() {
    for (text, before) in [
        ("2026-01-22", "2025-01-22"),
        ("2024-02-29", "2023-02-28"),
        ("2024-02-29?", "2023-02-28?"),
        ("2024-02-29T12:00:00Z", "2023-02-28T12:00:00Z"),
        ("2026", "2025"),
        ("2026-33~", "2025-33~"),
        ("2026-01-20/2026-01-31", "2025-01-20/2025-01-31"),
        (
            "2024-02-28T23:00:00Z/2024-02-29T01:00:00Z",
            "2023-02-28T01:00:00Z",
        ),
    ] {
        let when = When::parse(text).unwrap();
        assert_eq!(when.year_before().unwrap().text, before);
    }
    assert_eq!(When::parse("0001-05").unwrap().year_before(), None);
    let open = When::parse_filter("../2026").unwrap();
    assert_eq!(open.year_before().unwrap().text, "../2025");
}

#[test]
fn days_and_instants() {
    assert_eq!(When::from_day(0).text, "1970-01-01");
    assert_eq!(When::from_day(-1), When::parse("1969-12-31").unwrap());
    assert_eq!(When::from_day(i64::MIN).text, "0001-01-01");
    assert_eq!(When::from_day(i64::MAX).text, "9999-12-31");
    assert_eq!(When::parse("0001-01-01").unwrap().earliest, Instant::MIN);
    assert_eq!(When::parse("9999-12-31").unwrap().latest, Instant::MAX);
    for text in [
        "2026-01-25T10:02:03.12345Z",
        "2026-01-25T10:02:03Z",
        "2026-01-25T10:02:03.123456+00:00",
        "2026-02-30T10:02:03.123456Z",
        "2026-01-25T24:02:03.123456Z",
        "",
        "Z",
        "é",
        "2026-01-25-01T10:02:03.123456Z",
        "0000-01-25T10:02:03.123456Z",
        "2026-01-25T10:02:60.123456Z",
    ] {
        assert_eq!(Instant::from_text(text), None, "{text}");
    }
    for extreme in [i64::MIN, i64::MAX] {
        let _ = (Instant(extreme).to_text(), Instant(extreme).end_of_day());
    }
    let years = [(-63_000_000_000, "-027-"), (253_402_300_800, "10000-")];
    for (second, year) in years {
        let text = Instant(second * 1_000_000).to_text();
        assert!(text.starts_with(year), "{text}");
    }
}

#[test]
fn the_calendar_agrees_with_another() {
    let mut day = chrono::NaiveDate::from_ymd_opt(1895, 1, 1).unwrap();
    let mut number = Instant::from_text("1895-01-01T00:00:00.000000Z")
        .unwrap()
        .day();
    while number < 60_000 {
        assert_eq!(When::from_day(number).text, day.to_string());
        assert_eq!(
            When::parse(&day.to_string()).unwrap().earliest.day(),
            number
        );
        (day, number) = (day.succ_opt().unwrap(), number + 1);
    }
}

proptest! {
    #[test]
    fn instants_print_and_read_back(micros in Instant::MIN.0..=Instant::MAX.0) {
        let instant = Instant(micros);
        prop_assert_eq!(Instant::from_text(&instant.to_text()), Some(instant));
        let other = chrono::DateTime::from_timestamp_micros(micros).unwrap();
        let other = other.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
        prop_assert_eq!(instant.to_text(), other);
        let day = When::parse(&instant.day_text()).unwrap();
        prop_assert!(day.earliest <= instant && instant <= day.latest);
        prop_assert_eq!(day.latest, instant.end_of_day());
    }

    #[test]
    fn no_text_panics(text in "[0-9TZQX:./?~%+-]{0,40}|.*") {
        if let Ok(when) = When::parse_filter(&text) {
            prop_assert!(when.earliest <= when.latest);
            let _ = when.year_before();
        }
        let _ = (When::parse(&text), When::rewrite_short(&text, Instant(0)));
    }
}
