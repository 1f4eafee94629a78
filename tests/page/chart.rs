//! Charts: well-formed SVG whatever comes in, axes that hold what they are given, and marks
//! where the dates say.

use dateline::chart::arcs::{self, Arc, Stop};
use dateline::chart::lanes::{self, Lane, Mark, Sort};
use dateline::chart::scale::TimeScale;
use dateline::chart::standalone;
use dateline::event::when::{Instant, When};
use dateline::say::Lang;
use proptest::prelude::*;

/// Walks the tags of a document: every one is closed, in order. Gives how many there were.
fn balanced(text: &str) -> usize {
    let mut open: Vec<String> = Vec::new();
    let mut seen = 0;
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').expect("a tag ends") + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if tag.starts_with('?') || tag.starts_with('!') {
            continue;
        }
        seen += 1;
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name)),
            None => open.push(tag.split_whitespace().next().unwrap_or("").to_owned()),
        }
    }
    assert!(open.is_empty(), "{open:?}");
    seen
}

fn mark(date: &str, label: &str) -> Mark {
    Mark {
        href: Some("#e1".into()),
        label: label.into(),
        sort: Sort::Words,
        happened: When::parse(date).unwrap(),
        published: None,
        recorded: None,
        claimed: false,
    }
}

fn arc(from: usize, to: usize, impossible: bool) -> Arc {
    Arc {
        from,
        to,
        label: "causes <&> \"".into(),
        impossible,
        unclear: false,
        broken: false,
    }
}

fn stop(date: &str) -> Stop {
    Stop {
        href: None,
        date: date.into(),
        label: "<b>&\"'".into(),
    }
}

#[test]
fn an_impossible_arrow_is_the_only_one_that_is_struck() {
    let stops = [stop("2026-01-20"), stop("2026-01-22")];
    let draw = |arcs: &[Arc]| standalone(&arcs::draw(&stops, arcs, Lang::En).unwrap());
    let fine = draw(&[arc(0, 1, false)]);
    let wrong = draw(&[arc(1, 0, true)]);
    assert_eq!(fine.matches("class=\"strike\"").count(), 0);
    assert_eq!(wrong.matches("class=\"strike\"").count(), 2);
    assert!(balanced(&fine) > 10);
    assert!(wrong.contains("<title>causes &lt;&amp;&gt; &quot;</title>"));
}

#[test]
fn nothing_to_draw_is_no_chart() {
    assert!(lanes::draw(&[], Lang::En).is_none());
    assert!(arcs::draw(&[], &[], Lang::En).is_none());
}

#[test]
fn a_busy_end_gets_most_of_the_width() {
    let date = |text: &str| {
        let when = When::parse(text).unwrap();
        (when.earliest, when.latest)
    };
    let mut spans = vec![date("1995-03-01")];
    spans.extend((1..=20).map(|day| date(&format!("2026-01-{day:02}"))));
    let scale = TimeScale::fit(&spans, 0.0, 1000.0).unwrap();
    assert!(scale.cut().is_some());
    assert!(scale.x(spans[1].0) > 200.0);
    assert!(scale.x(spans[0].0) < 20.0);
    let even = TimeScale::fit(&spans[1..], 0.0, 1000.0).unwrap();
    assert_eq!(even.cut(), None);
    assert!((even.x(spans[10].0) - 450.0).abs() < 1.0);
}

#[test]
fn the_longest_history_has_ticks_at_once() {
    let all = [(Instant::MIN, Instant::MIN), (Instant::MAX, Instant::MAX)];
    let scale = TimeScale::fit(&all, 0.0, 1000.0).unwrap();
    let ticks = scale.ticks(Lang::En, 58.0);
    assert!((2..20).contains(&ticks.len()), "{ticks:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn lanes_are_well_formed_whatever_they_are_called(
        labels in prop::collection::vec(any::<String>(), 1..20),
        days in prop::collection::vec(0_i64..20_000, 20),
    ) {
        let marks: Vec<Mark> = labels
            .iter()
            .zip(&days)
            .map(|(label, day)| mark(&Instant::from_day(*day).day_text(), label))
            .collect();
        let lane = Lane { name: labels[0].clone(), marks };
        let chart = lanes::draw(&[lane], Lang::Zh).unwrap();
        prop_assert!(balanced(&standalone(&chart)) > 5);
    }

    #[test]
    fn later_is_never_left_of_earlier(days in prop::collection::vec(-100_000_i64..100_000, 2..40)) {
        let at = |day: &i64| Instant::from_day(*day);
        let spans: Vec<_> = days.iter().map(|day| (at(day), at(day))).collect();
        let scale = TimeScale::fit(&spans, 10.0, 990.0).unwrap();
        let mut sorted = days.clone();
        sorted.sort_unstable();
        let places: Vec<f64> = sorted.iter().map(|day| scale.x(at(day))).collect();
        prop_assert!(places.windows(2).all(|pair| pair[0] <= pair[1]));
        prop_assert!(places.iter().all(|x| (10.0..=990.0).contains(x)));
    }
}
