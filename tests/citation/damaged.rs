//! `drift` on a store that is damaged: what it cannot read it does not pass over in silence.

use super::drift::story;

/// A log whose citations stand behind the damage is not one in which nothing is cited.
#[test]
fn citations_that_cannot_be_read_are_not_passed_over() {
    let bench = story();
    let log = std::fs::read_to_string(bench.path("desk/log.jsonl")).unwrap();
    let spoilt = log.replacen("\"kind\":\"citation\"", "\"kind\":\"citatiom\"", 1);
    assert_ne!(spoilt, log);
    bench.file("desk/log.jsonl", spoilt);
    let all = bench.run(&["drift"]).exits(4);
    assert!(!all.out.contains("Nothing is cited"), "{}", all.out);
    assert!(
        all.out.contains("what was cited after it cannot be read"),
        "{}",
        all.out
    );
    let one = bench.run(&["drift", "exits", "--json"]).exits(4).error();
    let message = one["message"].as_str().unwrap();
    assert!(message.contains("`exits` up to @1; "), "{one}");
    assert_eq!(
        one["code"],
        bench
            .run(&[
                "correct", "@1", "--set", "note=x", "--reason", "y", "--json"
            ])
            .exits(4)
            .error()["code"]
    );
    let notice = bench.run(&["drift", "--notice", "markdown"]).exits(4);
    assert!(
        notice.err.contains("nothing drifted of what can be read"),
        "{}",
        notice.err
    );
}
