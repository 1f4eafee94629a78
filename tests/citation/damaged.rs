//! Questions to a store that is damaged: what `drift` and the others cannot read they do not
//! pass over in silence, and do not call unknown.

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
    assert!(
        message.contains("`exits`; it may stand behind @1, and the log is damaged"),
        "{one}"
    );
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

/// The same of any entry: what was recorded behind the damage is not "no entry".
#[test]
fn an_entry_that_cannot_be_read_is_not_an_unknown_one() {
    let bench = story();
    let log = std::fs::read_to_string(bench.path("desk/log.jsonl")).unwrap();
    bench.file("desk/log.jsonl", log.replacen("\"query\"", "\"qwery\"", 1));
    for words in [
        "show @2",
        "show exits",
        "timeline --known @2",
        "around @2",
        "audit @2",
    ] {
        let told = bench.line(&format!("{words} --json")).exits(4).error();
        let message = told["message"].as_str().unwrap();
        assert!(
            message.contains("it may stand behind @1, and the log is damaged"),
            "{words}: {told}"
        );
    }
    // What is sound is told, and what is no REF at all stays bad input.
    bench.line("show @1").exits(4);
    bench.line("show 17").exits(2);
}
