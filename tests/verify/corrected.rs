//! Corrections in logs that no desk wrote: what `verify` says of the event that one makes of its
//! target is what decoding that event says, whichever way it went.

use dateline::event::Kind;
use dateline::event::decode::{decode, patched};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::kit::{draft, id, plan, put};
use crate::vocabulary::properties::any_event;

/// Some members of another event, some of them null, some of them a part of an object.
fn changes(other: &Value, chosen: u32, gone: u32) -> Map<String, Value> {
    let mut changes = Map::new();
    for (at, (name, value)) in other.as_object().unwrap().iter().enumerate() {
        if chosen >> at & 1 == 1 && name != "id" {
            let value = match (gone >> at & 7, value) {
                (7, _) => Value::Null,
                (5 | 6, Value::Object(object)) => {
                    let some = object.iter().take(1);
                    let some = some.map(|(name, value)| (name.clone(), value.clone()));
                    Value::Object(some.collect())
                }
                (4, _) => json!({"none": null, "some": "x"}),
                _ => value.clone(),
            };
            changes.insert(name.clone(), value);
        }
    }
    changes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn verify_says_of_a_corrected_event_what_decoding_it_says(
        event in any_event(), other in any_event(), same in any::<bool>(), chosen in any::<u32>(), gone in any::<u32>(),
    ) {
        let event = decode(event.as_object().unwrap().clone());
        let Ok(event) = event.map(|input| input.event) else { return Ok(()) };
        if event.kind().is_amendment() || event.kind() == Kind::Link || event.kind() == Kind::Citation {
            return Ok(());
        }
        let fields = Value::Object(event.fields().clone());
        let changes = changes(if same { &fields } else { &other }, chosen, gone);
        let correction = json!({"kind": "correction", "target": id(20), "changes": changes, "reason": "slip"});
        let stands = decode(correction.as_object().unwrap().clone())
            .is_ok_and(|input| Value::Object(input.event.fields().clone()) == correction);
        if !stands {
            return Ok(());
        }
        let mut plan = plan();
        plan.commits = vec![vec![draft(20, &fields)], vec![draft(21, &correction)]];
        plan.late = vec![0; 2];
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), &plan.bytes());
        let report = dateline::verify::verify(dir.path(), true, &mut |_, _| {});
        let said = report.findings.iter().any(|finding| {
            finding.position == Some(2) && finding.message.contains("is not valid")
        });
        prop_assert_eq!(said, patched(&event, &changes).is_err(), "{:?}", report.findings);
    }
}
