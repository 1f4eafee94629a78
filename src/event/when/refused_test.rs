//! Every date that is refused, by what it is called and what its hint says to write.
//! Holds the vectors of refusals; those of meaning stand beside `when.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

/// text, code, part of the hint
const REFUSED: &[(&str, &str, &str)] = &[
    ("", "bad_date", "leave the field out"),
    ("today", "bad_date", "the command line takes today"),
    ("Yesterday", "bad_date", "the command line takes today"),
    ("2026-Q1", "bad_date", "2026-33"),
    ("2026q4?", "bad_date", "2026-36?"),
    ("2026-1-22", "bad_date", "write it as 2026-01-22"),
    ("20260122", "bad_date", "write it as 2026-01-22"),
    ("2026/01/22", "bad_date", "write it as 2026-01-22"),
    ("2026/01", "bad_date", "write it as 2026-01"),
    (" 2026-01-22 ", "bad_date", "write it as 2026-01-22"),
    ("22.01.2026", "bad_date", "write it as 2026-01-22"),
    ("01/22/2026", "bad_date", "write it as 2026-01-22"),
    ("05/06/2026", "bad_date", "write a day, like"),
    ("20 January 2026", "bad_date", "write it as 2026-01-20"),
    ("Jan 20, 2026", "bad_date", "write it as 2026-01-20"),
    ("Nov 2025", "bad_date", "write it as 2025-11"),
    ("2026年1月22日", "bad_date", "write it as 2026-01-22"),
    ("soon", "bad_date", "write a day, like"),
    ("2026-01-22T14:30:00", "bad_date", "end it with Z"),
    (
        "2026-01-22T14:30Z",
        "bad_date",
        "hours, minutes and seconds",
    ),
    ("2026-01-22T14:30:00+1", "bad_date", "end it with Z"),
    (
        "2026-01-22t14:30:00z",
        "bad_date",
        "write it as 2026-01-22T14:30:00Z",
    ),
    (
        "2026-01-22 14:30:00Z",
        "bad_date",
        "write it as 2026-01-22T14:30:00Z",
    ),
    (
        "2026-01-22T14:30:00,5Z",
        "bad_date",
        "hours, minutes and seconds",
    ),
    ("2026-01-22T14:30:00.Z", "bad_date", "write a day, like"),
    ("2026-02-30", "impossible_date", "check the day"),
    ("2026-02-29", "impossible_date", "check the day"),
    ("1900-02-29", "impossible_date", "check the day"),
    ("2026-04-31", "impossible_date", "check the day"),
    ("2026-00-10", "impossible_date", "check the day"),
    ("2026-13-01", "impossible_date", "check the day"),
    ("2026-13", "impossible_date", "check the day"),
    ("2026-99", "impossible_date", "check the day"),
    ("0000", "impossible_date", "check the day"),
    ("2026-01-22T24:00:00Z", "impossible_date", "check the day"),
    ("2026-01-22T23:60:00Z", "impossible_date", "check the day"),
    ("2016-12-31T23:59:60Z", "impossible_date", "check the day"),
    (
        "2026-01-22T14:30:00+24:00",
        "impossible_date",
        "check the day",
    ),
    (
        "0001-01-01T00:00:00+00:01",
        "impossible_date",
        "check the day",
    ),
    (
        "9999-12-31T23:59:59-00:01",
        "impossible_date",
        "check the day",
    ),
    ("2026-21", "unsupported_date", "2026-03/2026-05"),
    ("2026-24", "unsupported_date", "2026-03/2026-05"),
    ("2026-40", "unsupported_date", "2026-03/2026-05"),
    ("202X", "unsupported_date", "the span that it stands for"),
    (
        "2026-01-XX",
        "unsupported_date",
        "the span that it stands for",
    ),
    (
        "Y17000000002",
        "unsupported_date",
        "the span that it stands for",
    ),
    ("-0044", "unsupported_date", "the span that it stands for"),
    ("1950S2", "unsupported_date", "the span that it stands for"),
    (
        "?2026-01-22",
        "unsupported_date",
        "the span that it stands for",
    ),
    (
        "2026?-01",
        "unsupported_date",
        "the span that it stands for",
    ),
    (
        "[2025,2026]",
        "unsupported_date",
        "the span that it stands for",
    ),
    (
        "{2025..2026}",
        "unsupported_date",
        "the span that it stands for",
    ),
    (
        "2026-01-31/2026-01-20",
        "backwards_interval",
        "2026-01-20/2026-01-31",
    ),
    ("2026-02/2026-01", "backwards_interval", "2026-01/2026-02"),
    ("2026-01-22/..", "open_interval", "\"ongoing\": true"),
    ("2026-01-22/", "open_interval", "\"ongoing\": true"),
    ("../2026-01-22", "open_interval", "only a filter"),
    ("/2026-01-22", "open_interval", "only a filter"),
    ("../..", "open_interval", "\"ongoing\": true"),
];

#[test]
fn what_is_refused_says_what_to_write() {
    for &(text, code, hint) in REFUSED {
        let fault = When::parse(text).unwrap_err();
        assert_eq!(fault.code, code, "{text}: {fault:?}");
        assert!(
            fault.hint.as_deref().unwrap().contains(hint),
            "{text}: {fault:?}"
        );
    }
}
