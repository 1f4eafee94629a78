//! §7.4's contradictions by example: what is the same thing, overlap, independence, distance
//! and tolerance, and the rule for wide dates.

use dateline::answer::{Filters, Question};
use dateline::event::decimal::Decimal;
use serde_json::{Value, json};

use super::story::*;

fn asked(tolerance: &str) -> Question {
    Question::Contradictions {
        tolerance: Decimal::parse(tolerance).unwrap(),
        why: false,
        filters: Filters::default(),
    }
}

/// A level of China's, as a publisher has it.
fn level(publisher: &str, happened: &str, value: &str) -> Value {
    event(
        "holding",
        happened,
        json!({
            "holder": {"country": "CN"}, "asset": {"class": "us_treasury", "issuer": "US"},
            "amount": amount(value), "sources": [{"publisher": publisher}],
        }),
    )
}

fn with(mut event: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

fn pairs(events: impl IntoIterator<Item = Value>) -> Value {
    let history = Story::of(events);
    let rows = rows(&history, &clocks(), &asked("0.5"));
    json!(
        rows.iter()
            .map(|row| row["positions"].clone())
            .collect::<Vec<_>>()
    )
}

#[test]
fn a_pair_says_what_each_says_and_how_far_apart_they_are() {
    let history = Story::of([
        with(level("A", "2025-11", "683"), json!({"claimed_by": "A"})),
        with(level("B", "2025-11-30", "700"), json!({"series": "tic"})),
        dispute(2),
    ]);
    // 17 / 700 = 2.4286 %.
    let question = Question::Contradictions {
        tolerance: Decimal(500_000),
        why: true,
        filters: Filters::default(),
    };
    assert_eq!(
        row(&history, &clocks(), &question),
        json!({
            "positions": [1, 2],
            "about": {"kind": "holding", "holder": "CN", "asset": "us_treasury", "issuer": "US",
                      "currency": "USD"},
            "values": ["683", "700"], "happened": ["2025-11", "2025-11-30"],
            "series": [null, "tic"], "apart_percent": 2.43, "disputed": 1, "entries": [1, 2],
        })
    );
    let query = ask(&history, &clocks(), &question).citation.query;
    assert_eq!(query["tolerance"], "0.5");
}

#[test]
fn the_tolerance_is_a_percentage_of_the_larger_value() {
    let history = Story::of([
        level("A", "2026-01-20", "995"),
        level("B", "2026-01-20", "1000"),
    ]);
    let found = |tolerance: &str| rows(&history, &clocks(), &asked(tolerance)).len();
    assert_eq!((found("0.5"), found("0.49"), found("0")), (0, 1, 1));
}

#[test]
fn dates_have_to_overlap_and_sources_to_be_independent() {
    let day = |publisher, day: &str| level(publisher, &format!("2026-01-{day}"), day);
    assert_eq!(pairs([day("A", "20"), day("B", "21")]), json!([]));
    let base = || level("A", "2026-01-20", "100");
    assert_eq!(pairs([base(), level("A", "2026-01-20", "200")]), json!([]));
    let relay = json!({"sources": [{"publisher": "B", "origin": "A"}]});
    assert_eq!(
        pairs([base(), with(level("B", "2026-01-20", "200"), relay)]),
        json!([])
    );
    let both = json!({"sources": [{"publisher": "B"}, {"publisher": "A"}]});
    assert_eq!(
        pairs([base(), with(level("B", "2026-01-20", "200"), both)]),
        json!([])
    );
    assert_eq!(
        pairs([base(), level("B", "2026-01-20", "200")]),
        json!([[1, 2]])
    );
}

#[test]
fn a_corroboration_makes_two_events_dependent() {
    let from_b = about(
        "corroboration",
        json!({"target": id(1), "sources": [{"publisher": "B"}]}),
    );
    let events = [
        level("A", "2026-01-20", "100"),
        level("B", "2026-01-20", "200"),
        from_b,
    ];
    let history = Story::of(events);
    let at = |position| rows(&history, &known(position), &asked("0.5")).len();
    assert_eq!((at(2), at(3)), (1, 0));
}

#[test]
fn only_the_same_thing_is_compared() {
    let base = || level("A", "2026-01-20", "100");
    let other = |fields| with(level("B", "2026-01-20", "200"), fields);
    for fields in [
        json!({"holder": {"country": "JP"}}),
        json!({"asset": {"class": "us_treasury"}}),
        json!({"asset": {"class": "gold", "issuer": "US"}}),
        json!({"amount": {"value": "200", "currency": "EUR"}}),
    ] {
        assert_eq!(
            pairs([base(), other(fields.clone())]),
            json!([]),
            "{fields}"
        );
    }
    // Basis and series do not keep two levels apart.
    let named = json!({"basis": "face", "series": "tic"});
    assert_eq!(pairs([base(), other(named)]), json!([[1, 2]]));
}

#[test]
fn yields_compare_on_one_basis_and_observations_in_one_unit() {
    let bond = |publisher: &str, fields| {
        let fixed = json!({"instrument": {"issuer": "JP", "tenor": "30Y"}, "sources": [{"publisher": publisher}]});
        with(event("yield_move", "2026-01-20", fixed), fields)
    };
    let history = Story::of([
        bond("A", json!({"level": "-0.1", "basis": "close"})),
        bond("B", json!({"level": "0.1", "basis": "close"})),
        bond("C", json!({"level": "0.9", "basis": "intraday"})),
        bond("D", json!({"level": "0.9"})),
        bond("E", json!({"change_bp": "5"})),
    ]);
    // |−0.1 − 0.1| / 0.1 = 200 %.
    holds(
        &row(&history, &clocks(), &asked("0.5")),
        json!({
            "about": {"kind": "yield_move", "issuer": "JP", "tenor": "30Y", "basis": "close"},
            "values": ["-0.1", "0.1"], "apart_percent": 200,
        }),
    );
    let seen = |publisher: &str, fields| {
        let fixed = json!({"subject": {"country": "JP"}, "measure": "holder_rank", "sources": [{"publisher": publisher}]});
        with(event("observation", "2026-01-20", fixed), fields)
    };
    let history = Story::of([
        seen("A", json!({"rank": 1})),
        seen("B", json!({"rank": 2})),
        seen("C", json!({"count": 3})),
    ]);
    holds(
        &row(&history, &clocks(), &asked("0.5")),
        json!({
            "about": {"kind": "observation", "subject": "JP", "measure": "holder_rank", "unit": "rank"},
            "apart_percent": 50,
        }),
    );
}

#[test]
fn ranges_contradict_only_where_they_lie_apart() {
    let ranged = |publisher, bound: &str, value| {
        let amount = json!({"value": value, "currency": "USD", "bound": bound});
        with(
            level(publisher, "2026-01-20", "1"),
            json!({"amount": amount}),
        )
    };
    let apart = |one, other| {
        let history = Story::of([one, other]);
        let rows = rows(&history, &clocks(), &asked("0.5"));
        rows.first().map(|row| row["apart_percent"].clone())
    };
    assert_eq!(
        apart(ranged("A", "at_least", "100"), ranged("B", "exact", "900")),
        None
    );
    assert_eq!(
        apart(ranged("A", "at_least", "100"), ranged("B", "exact", "90")),
        Some(json!(10))
    );
    assert_eq!(
        apart(
            ranged("A", "at_most", "100"),
            ranged("B", "at_least", "100")
        ),
        None
    );
    assert_eq!(
        apart(ranged("A", "about", "100"), ranged("B", "exact", "101")),
        Some(json!(0.99))
    );
    let range = json!({"value": "70", "currency": "USD", "high": "80"});
    let range = with(level("A", "2026-01-20", "1"), json!({"amount": range}));
    // From 80 to 100 are 20 of 100.
    assert_eq!(apart(range, ranged("B", "exact", "100")), Some(json!(20)));
}

#[test]
fn a_wide_date_is_contradicted_only_if_all_inside_it_disagree() {
    let year = || level("A", "2025", "100");
    let month = |publisher, month: &str, value| level(publisher, &format!("2025-{month}"), value);
    assert_eq!(
        pairs([year(), month("B", "03", "90"), month("C", "09", "120")]),
        json!([[1, 2], [1, 3]])
    );
    // Somebody else has it at 100 in June: that is what the year's figure may mean.
    assert_eq!(
        pairs([
            year(),
            month("B", "03", "90"),
            month("C", "06", "100"),
            month("D", "09", "120"),
        ]),
        json!([])
    );
    // A second figure of A's own is no support, nor is one that only overlaps the year.
    assert_eq!(
        pairs([
            year(),
            month("B", "03", "90"),
            month("A", "06", "100"),
            level("C", "2025-12/2026-01", "100"),
        ]),
        json!([[1, 2]])
    );
    // What supports the narrower of two makes the wider no truer.
    assert_eq!(
        pairs([
            year(),
            month("B", "06", "120"),
            level("C", "2025-06-15", "120"),
        ]),
        json!([[1, 2], [1, 3]])
    );
    // What only overlaps the year lies in no part of it: its support does not spare the pair.
    assert_eq!(
        pairs([
            year(),
            month("B", "06", "100"),
            level("C", "2025-12/2026-01", "120"),
        ]),
        json!([[1, 3]])
    );
    // Nor does it spare what another says of the same year.
    assert_eq!(
        pairs([year(), level("B", "2025", "120"), month("C", "06", "100"),]),
        json!([[1, 2], [2, 3]])
    );
    // A support keeps the year out of pairs, not the months among themselves.
    assert_eq!(
        pairs([
            year(),
            month("B", "06", "100"),
            level("C", "2025-06-15", "120"),
        ]),
        json!([[2, 3]])
    );
}

#[test]
fn one_day_is_not_wide() {
    let day = |publisher, value| level(publisher, "2026-01-20", value);
    // C agrees with A, and B contradicts both.
    assert_eq!(
        pairs([day("A", "100"), day("B", "200"), day("C", "100")]),
        json!([[1, 2], [2, 3]])
    );
}

#[test]
fn filters_choose_pairs_and_the_clocks_choose_events() {
    let history = Story::of([
        level("A", "2026-01-20", "100"),
        level("B", "2026-01-20", "200"),
        retraction(2),
    ]);
    let of = |kind: &str, country: &str| Question::Contradictions {
        tolerance: Decimal(500_000),
        why: false,
        filters: Filters {
            kind: vec![kind.into()],
            country: vec![country.into()],
            ..Filters::default()
        },
    };
    let found = |question: &Question| rows(&history, &known(2), question).len();
    assert_eq!(
        (
            found(&of("holding", "CN")),
            found(&of("holding", "JP")),
            found(&of("observation", "CN"))
        ),
        (1, 0, 0)
    );
    assert!(rows(&history, &known(3), &asked("0.5")).is_empty());
    assert!(rows(&history, &on("2026-01-19"), &asked("0.5")).is_empty());
    assert_eq!(
        left_out(&history, &published("2026-01-31"), &asked("0.5")),
        json!([1, {}])
    );
}
