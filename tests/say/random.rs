//! The property of every sentence: one line, ended, without a trace of a template, in every
//! language, for every entry of a random history on random clocks. Never a panic.

use dateline::answer::{Question, View, answer};
use dateline::projection::saying::Lang;
use proptest::prelude::*;
use serde_json::Value;

use crate::agree::{clocks, recorded};
use crate::reference::generator;

fn is_sound(sentence: &str, lang: Lang) -> Result<(), TestCaseError> {
    let end = match lang {
        Lang::En => '.',
        Lang::Zh => '。',
    };
    prop_assert!(sentence.ends_with(end), "{sentence}");
    prop_assert!(!sentence.chars().any(char::is_control), "{sentence:?}");
    prop_assert!(!sentence.contains(['{', '}', '[', ']']), "{sentence}");
    prop_assert!(
        !sentence.contains("  ") && !sentence.contains(" ,"),
        "{sentence}"
    );
    prop_assert!(sentence.chars().count() > 8, "{sentence}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_sentence_is_one_sound_line(
        commits in generator::histories(30),
        query in generator::queries(),
        full in any::<bool>(),
    ) {
        let bench = recorded(&commits);
        let history = bench.history();
        let entries: Vec<Value> = bench.entries();
        let clocks = clocks(&query.of(&entries));
        let known = clocks.known.unwrap_or(bench.position());
        for position in 1..=known {
            for lang in Lang::ALL {
                let question = Question::Say {
                    reference: format!("@{position}"),
                    lang,
                    history: full,
                };
                let View::Say(rows) = answer(&history, &clocks, &question).unwrap().view else {
                    panic!("sentences");
                };
                prop_assert!(rows.len() <= 1);
                for row in rows {
                    is_sound(&row.sentence, lang)?;
                }
            }
        }
    }

    #[test]
    fn hostile_texts_stay_texts(text in "\\PC{0,40}[{}\\[\\]\\\\|“”\u{202e}\u{2028}.。]{0,6}\\PC{0,40}") {
        let text = format!("a{text}");
        let event = super::event("threat", serde_json::json!({"by": {"name": text}, "against": ["US"],
            "consequence": text, "condition": text, "speaker": text}));
        for lang in Lang::ALL {
            let said = super::said(&event, lang);
            prop_assert!(!said.contains('\n') && !said.contains("consequence}"), "{said}");
        }
    }
}
