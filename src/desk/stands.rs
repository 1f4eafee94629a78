//! Which events of a large batch are surely right towards the others, told from who names whom and
//! a few fields: the fast twin of `rules::check`, which judges all of which this says nothing. Only
//! for events whose REFs lie in the batch (what is not recorded yet is named by nothing in the
//! store). Owns no rule.

use std::borrow::Cow;

use super::batch::Batch;
use super::overlay::Names;
use crate::event::Kind;
use crate::event::quick::{Bench, View};
use crate::spool::Ahead;

/// Whether every stage follows an earlier one, or one in the store, and no correction changes
/// that: then there is no circle.
pub(super) fn is_backward(batch: &Batch) -> bool {
    let mut follows = batch
        .refs()
        .iter()
        .filter(|found| found.field() == "follows");
    follows.all(|found| {
        let before = found.inside.is_none_or(|at| (at as usize) < found.event());
        before && !found.changed
    })
}

/// What one thread looks with.
pub(super) struct Stands<'a> {
    pub(super) batch: &'a Batch,
    pub(super) names: &'a Names,
    backward: bool,
    ahead: Ahead,
    bench: Bench,
    other: Bench,
}

impl<'a> Stands<'a> {
    pub(super) fn new(batch: &'a Batch, names: &'a Names, backward: bool) -> Stands<'a> {
        Stands {
            batch,
            names,
            backward,
            ahead: Ahead::default(),
            bench: Bench::default(),
            other: Bench::default(),
        }
    }

    /// Whether it is plain that nothing is wrong: a link between two events of the batch, an
    /// amendment of an event of it that nothing else amends, or a stage that alone follows one
    /// that nothing amends.
    pub(super) fn is_plain(&mut self, index: usize) -> bool {
        let (batch, names) = (self.batch, self.names);
        let refs = batch.refs_of(index);
        let ends: Option<Vec<usize>> = refs
            .iter()
            .map(|found| found.inside.map(|number| number as usize))
            .collect();
        let Some(ends) = ends else { return false };
        let is_event = |at: &usize| {
            let kind = batch.kind(*at);
            let event = kind.is_some_and(|kind| {
                !kind.is_amendment() && kind != Kind::Link && kind != Kind::Citation
            });
            event && !batch.is_already(*at)
        };
        let target = refs.first().and_then(|found| found.target);
        let amended = || target.is_none_or(|target| names.amendments(target).any(|at| at < index));
        match (batch.kind(index), ends.as_slice()) {
            (Some(Kind::Link), [cause, effect]) => {
                cause != effect && is_event(cause) && is_event(effect)
            }
            (Some(Kind::Dispute | Kind::Corroboration | Kind::Retraction), [end]) => {
                (is_event(end) || (batch.kind(*end) == Some(Kind::Link) && !batch.is_already(*end)))
                    && !amended()
            }
            (Some(kind @ (Kind::FundExit | Kind::Sanction)), [end]) => {
                let followed =
                    || target.is_none_or(|target| names.followers(target).any(|at| at < index));
                self.backward
                    && batch.kind(*end) == Some(kind)
                    && !batch.is_already(*end)
                    && !amended()
                    && !followed()
                    && (kind == Kind::Sanction || self.is_same_exit(index, *end).unwrap_or(false))
            }
            _ => false,
        }
    }

    /// Whether two stages surely are of one exit: of one holder and asset, and each with a currency
    /// only if the other has the same.
    fn is_same_exit(&mut self, index: usize, before: usize) -> Option<bool> {
        let text = self.batch.raw_text(index, &mut self.ahead).ok()?;
        let earlier = self.batch.text(before).ok()?;
        let (stage, before) = (self.bench.look(&text)?, self.other.look(&earlier)?);
        let same = key(stage)? == key(before)?
            && member(stage, "asset", "class")? == member(before, "asset", "class")?
            && member(stage, "asset", "issuer") == member(before, "asset", "issuer");
        let currency =
            |view| member(view, "amount", "currency").or(member(view, "done", "currency"));
        Some(same && currency(stage).is_none_or(|now| currency(before) == Some(now)))
    }
}

/// The key of the holder.
fn key(stage: View<'_>) -> Option<Cow<'_, str>> {
    let given = ["id", "name", "country"];
    given
        .iter()
        .find_map(|field| member(stage, "holder", field))
}

fn member<'b>(view: View<'b>, object: &str, field: &str) -> Option<Cow<'b, str>> {
    view.member(object)?.member(field)?.text()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::super::batch::Batch;
    use super::super::overlay::Names;
    use super::super::{Draft, Place, large, prepare};
    use super::{Stands, is_backward};
    use crate::event::decode::decode;
    use crate::event::when::Instant;
    use crate::keys::MemoryKnown;
    use crate::log::Header;
    use crate::log::memory::MemoryLog;

    /// A batch of stages, mostly of one exit, and what may befall them.
    fn batch(recipe: &[(u8, u8, u8, usize)]) -> Batch {
        let mut batch = Batch::default();
        for (number, (what, terms, stage, back)) in recipe.iter().enumerate() {
            let named = format!("e{}-x", number.saturating_sub(1 + back % 4));
            let named = if back % 23 == 22 {
                format!("e{}-x", number + 1)
            } else {
                named
            };
            let mut event = match what % 16 {
                0..=7 => {
                    json!({"kind": "fund_exit", "holder": {"name": if terms & 1 == 0 { "Fond" } else { "Fund" }, "country": "DK"},
                    "asset": {"class": "us_treasury", "issuer": if terms & 6 == 6 { "JP" } else { "US" }},
                    "stage": "under_way", "happened": "2026-01-20"})
                }
                8..=10 => {
                    json!({"kind": "sanction", "by": ["US"], "against": ["DK"], "measure": "tariff",
                    "action": "tightened", "happened": "2026-01-20"})
                }
                11 => json!({"kind": "retraction", "target": named, "reason": "x"}),
                12 => json!({"kind": "dispute", "target": named, "claim": "x"}),
                13 => {
                    json!({"kind": "correction", "target": named, "reason": "x", "changes": {"asset": {"issuer": "JP"}}})
                }
                14 => {
                    json!({"kind": "link", "cause": named, "effect": format!("e{}-x", number / 2), "relation": "causes"})
                }
                _ => {
                    json!({"kind": "correction", "target": named, "reason": "x", "changes": {"follows": format!("e{}-x", number / 2)}})
                }
            };
            if what % 16 <= 10 {
                event["sources"] = json!([{"publisher": "Example Wire"}]);
                if *stage > 2 && number > 0 {
                    event["follows"] = Value::from(named);
                }
                if what % 16 <= 7 && terms & 24 == 8 {
                    event["amount"] = json!({"value": "5", "currency": if terms & 96 == 96 { "EUR" } else { "USD" }, "bound": "exact"});
                }
            }
            event["label"] = Value::from(format!("e{number}-x"));
            let Ok(input) = decode(event.as_object().unwrap().clone()) else {
                continue;
            };
            let place = Place::default();
            batch
                .push(&Draft { input, place }, Uuid::from_u128(number as u128 + 7))
                .unwrap();
        }
        batch
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn what_is_plain_is_found_right_by_the_rules(
            recipe in prop::collection::vec((any::<u8>(), any::<u8>(), 0u8..16, any::<usize>()), 1..14),
        ) {
            let header = Header { id: Uuid::from_u128(1), origin: "o".to_owned(), created_at: Instant(0) };
            let known = MemoryKnown::of(&MemoryLog::new(header)).unwrap();
            let mut batch = batch(&recipe);
            prepare::resolve_all(&mut batch, &known, &mut Vec::new()).unwrap();
            let names = Names::of(&batch).unwrap();
            let mut stands = Stands::new(&batch, &names, is_backward(&batch));
            for index in (0..batch.len()).filter(|index| batch.has_references(*index)) {
                if stands.is_plain(index) {
                    let problems = large::judged(&batch, &known, &names, index).unwrap();
                    prop_assert!(problems.is_empty(), "{index}: {problems:?}");
                }
            }
        }
    }

    #[test]
    fn a_usual_chain_is_plain() {
        let batch = {
            let mut batch = batch(&[
                (0, 8, 0, 0),
                (0, 8, 9, 0),
                (0, 0, 9, 0),
                (8, 0, 0, 0),
                (8, 0, 9, 0),
            ]);
            let header = Header {
                id: Uuid::from_u128(1),
                origin: "o".to_owned(),
                created_at: Instant(0),
            };
            let known = MemoryKnown::of(&MemoryLog::new(header)).unwrap();
            prepare::resolve_all(&mut batch, &known, &mut Vec::new()).unwrap();
            batch
        };
        let names = Names::of(&batch).unwrap();
        let mut stands = Stands::new(&batch, &names, is_backward(&batch));
        let plain: Vec<bool> = (0..5).map(|index| stands.is_plain(index)).collect();
        assert_eq!(plain, [false, true, true, false, true]);
    }
}
