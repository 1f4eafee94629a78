//! Every fault that an event can have by itself: an input in `fixtures/error/` that provokes
//! it, and the whole text beside it, pinned.

use dateline::event::decode::decode_bytes;

use super::{pinned, root, told};

/// The names of the faults; the store and the command line add others.
const CODES: &[&str] = &[
    "backwards_interval",
    "backwards_range",
    "bad_confidence",
    "bad_date",
    "bad_decimal",
    "bad_evidence",
    "bad_grade",
    "bad_id",
    "bad_integer",
    "bad_json",
    "bad_label",
    "bad_lang",
    "bad_reference",
    "bad_slug",
    "bad_tenor",
    "bad_url",
    "bad_utf8",
    "bad_word",
    "blank_text",
    "control_character",
    "currency_mismatch",
    "duplicate_key",
    "empty_object",
    "impossible_date",
    "lone_surrogate",
    "long_title",
    "misplaced_field",
    "missing_field",
    "missing_one_of",
    "negative_decimal",
    "not_an_object",
    "number_too_large",
    "only_one_of",
    "open_interval",
    "reserved_kind",
    "too_deep",
    "too_many_sources",
    "unchangeable_field",
    "unknown_country",
    "unknown_currency",
    "unknown_field",
    "unknown_kind",
    "unknown_word",
    "unsupported_date",
    "would_name_source",
    "wrong_type",
];

#[test]
fn every_fault_has_an_input_and_its_text() {
    for code in CODES {
        let path = root().join(format!("fixtures/error/{code}.jsonl"));
        let bytes =
            std::fs::read(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
        let line = bytes.split(|byte| *byte == b'\n').next().unwrap();
        let problems = decode_bytes(line).expect_err(code);
        assert!(
            problems.iter().any(|problem| problem.fault.code == *code),
            "{code}: {}",
            told(&problems)
        );
        pinned(&format!("fixtures/error/{code}.txt"), &told(&problems));
    }
}

#[test]
fn no_text_of_a_fault_ends_with_a_full_stop_or_lacks_a_hint() {
    for code in CODES {
        let bytes = std::fs::read(root().join(format!("fixtures/error/{code}.jsonl"))).unwrap();
        let line = bytes.split(|byte| *byte == b'\n').next().unwrap();
        for problem in decode_bytes(line).unwrap_err() {
            let fault = problem.fault;
            assert!(!fault.message.ends_with('.'), "{}", fault.message);
            assert!(
                fault
                    .hint
                    .is_some_and(|hint| !hint.is_empty() && !hint.ends_with('.')),
                "{code}"
            );
        }
    }
}
