//! The demo: a store of eight commits from the bundled fixture, a tour whose every command
//! works, and a directory that is not given away.

use crate::support::Bench;

#[test]
fn the_tour_shows_commands_and_their_answers() {
    let bench = Bench::empty();
    let tour = bench.run(&["demo"]).ok().out;
    for line in [
        "$ cd dateline-demo",
        "$ dateline timeline",
        "$ dateline divestment --on 2026-01-25",
        "$ dateline stance DK --toward US",
        "$ dateline chain trump-threat --effects --known @100",
        "$ dateline verify",
        "contradicted by the dates as recorded",
        "sound: 124 entries in 8 commits",
    ] {
        assert!(tour.contains(line), "{line} in\n{tour}");
    }
    let again = bench.run(&["demo", "--json"]).ok().json();
    assert_eq!(again["made"], false);
    assert_eq!(again["position"], 124);
}

#[test]
fn anything_else_there_is_refused_and_left_alone() {
    let bench = Bench::empty();
    std::fs::create_dir(bench.path("dateline-demo")).unwrap();
    bench.file("dateline-demo/thesis.txt", "ten years of work");
    let ran = bench.run(&["demo", "--json"]).exits(2);
    assert_eq!(ran.error()["code"], "not_a_demo");
    bench.run(&["init", "desk"]).ok();
    bench.run(&["demo", "desk"]).exits(2);
    assert_eq!(
        std::fs::read_dir(bench.path("dateline-demo"))
            .unwrap()
            .count(),
        1
    );
}

#[test]
fn recorded_by_and_order_are_the_demo_desk_s() {
    let bench = Bench::with_demo();
    let rows = bench.run(&["log", "--json"]).ok().json()["rows"].clone();
    let rows = rows.as_array().unwrap();
    assert!(rows.iter().all(|row| row["recorded_by"] == "demo desk"));
    let mut at: Vec<_> = rows
        .iter()
        .map(|row| row["recorded_at"].as_str().unwrap())
        .collect();
    assert!(at.windows(2).all(|pair| pair[0] <= pair[1]));
    at.dedup();
    assert_eq!(at.len(), 8);
}
