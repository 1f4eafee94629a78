//! `audit` (schema/audit.md), rule by rule as the table there reads. Owns what each rule finds, and the order of findings.
//! Never says why: texts for people are no part of it.

mod figures;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{chain, contradictions, dates, known, known::Known, threats, world::World};

/// The rules with their levels, in the order of the table.
pub const RULES: &[(&str, &str)] = &[
    ("impossible_link", "basic"),
    ("link_on_retracted", "basic"),
    ("contradiction", "basic"),
    ("doubled_exit", "basic"),
    ("correction_skipped", "basic"),
    ("no_dated_source", "basic"),
    ("deadline_passed", "basic"),
    ("threat_past_until", "basic"),
    ("single_origin", "publish"),
    ("weak_grade", "publish"),
    ("not_on_record", "publish"),
    ("claim_unattributed", "publish"),
    ("evidence_lost", "publish"),
    ("unclear_link", "publish"),
    ("link_on_disputed", "publish"),
    ("unsettled_dispute", "publish"),
    ("series_mixed", "publish"),
    ("source_before_correction", "publish"),
    ("source_after_correction", "publish"),
    ("no_evidence", "court"),
    ("ungraded", "court"),
    ("weak_source", "court"),
    ("correction_unsourced", "court"),
    ("inferred_link", "court"),
];

/// The levels, the strictest first.
pub const LEVELS: &[&str] = &["court", "publish", "basic"];

/// What is asked: a rule by name, or all of a level; of one entry and what it rests on, or of all.
#[derive(Clone, Debug)]
pub struct Asked {
    pub rule: Option<&'static str>,
    pub level: &'static str,
    pub of: Option<String>,
    /// Names of copies that are not there.
    pub lost: Vec<String>,
}

/// A finding: rank of the rule, the entry, those on a par with it, and all that it rests on.
type Finding = (usize, u64, Vec<u64>, BTreeSet<u64>);

/// `{"rows", "total"}`.
pub fn view(world: &mut World, asked: &Asked) -> Map<String, Value> {
    let claims = world.claims;
    let events = world.in_view(claims, chain::is_event);
    let links = world.in_view(true, Known::is_link);
    let mut found: Vec<Finding> = Vec::new();
    for event in &events {
        of_sources(event, &asked.lost, &mut found);
        of_amendments(world, event, &mut found);
    }
    of_links(world, &links, &mut found);
    figures::of_exits(world, &events, &mut found);
    figures::of_levels(&events, &mut found);
    for row in contradictions::rows(&mut world.clone(), None, false) {
        let [first, second] = [0, 1].map(|at| row["positions"][at].as_u64().expect("a position"));
        add(&mut found, "contradiction", first, &[second], &[]);
    }
    for row in threats::rows(&mut world.clone(), true) {
        if row["status"] == "expired" && row["response"] != "complied" {
            let others = positions(&row["entries"]);
            add(
                &mut found,
                "threat_past_until",
                row["position"].as_u64().expect("a position"),
                &[],
                &others,
            );
        }
    }
    found.retain(|(rank, ..)| match asked.rule {
        Some(rule) => RULES[*rank].0 == rule,
        None => strictness(RULES[*rank].1) <= strictness(asked.level),
    });
    if let Some(of) = &asked.of {
        let rests = rests_on(world, of);
        let own = world.by_id(of).expect("an entry considered").position;
        found.retain(|(_, position, beside, entries)| {
            entries.contains(&own)
                || rests.contains(position)
                || beside.iter().any(|at| rests.contains(at))
        });
    }
    found.sort();
    let rows: Vec<Value> = found.iter().map(|finding| row(world, finding)).collect();
    Map::from_iter([
        ("total".to_owned(), json!(rows.len())),
        ("rows".to_owned(), Value::Array(rows)),
    ])
}

fn strictness(level: &str) -> Option<usize> {
    ["basic", "publish", "court"]
        .iter()
        .position(|name| *name == level)
}

fn positions(list: &Value) -> Vec<u64> {
    let list = list.as_array().expect("a list");
    list.iter()
        .map(|at| at.as_u64().expect("a position"))
        .collect()
}

fn add(found: &mut Vec<Finding>, rule: &str, position: u64, beside: &[u64], others: &[u64]) {
    let rank = RULES
        .iter()
        .position(|(name, _)| *name == rule)
        .expect("a rule of the table");
    let entries = [position]
        .iter()
        .chain(beside)
        .chain(others)
        .copied()
        .collect();
    found.push((rank, position, beside.to_vec(), entries));
}

fn row(world: &World, (rank, position, beside, entries): &Finding) -> Value {
    let about = at(world, *position);
    json!({
        "rule": RULES[*rank].0, "level": RULES[*rank].1, "position": position, "beside": beside,
        "id": about.id, "label": about.event.get("label"), "kind": about.kind(),
        "claimed_by": about.event.get("claimed_by"), "entries": entries,
    })
}

fn at(world: &World, position: u64) -> &Known {
    world
        .entries
        .iter()
        .find(|k| k.position == position)
        .expect("an entry considered")
}

/// The entry, what it is a stage, a link or an amendment of, and so on from there.
fn rests_on(world: &World, id: &str) -> BTreeSet<u64> {
    let mut found = BTreeSet::new();
    let mut open = vec![id.to_owned()];
    while let Some(id) = open.pop() {
        let Some(known) = world.by_id(&id) else {
            continue;
        };
        if found.insert(known.position) {
            let below = ["target", "cause", "effect", "follows"]
                .map(|field| known.text(field).map(str::to_owned));
            open.extend(below.into_iter().flatten());
        }
    }
    found
}

fn sources(event: &Value) -> Vec<Value> {
    event["sources"].as_array().cloned().unwrap_or_default()
}

/// Whose word it is, source by source.
fn voices(sources: &[Value]) -> BTreeSet<String> {
    let voice = |source: &Value| {
        let fields = ["origin", "publisher", "url"];
        fields
            .iter()
            .find_map(|field| source[field].as_str().map(str::to_owned))
    };
    sources.iter().filter_map(voice).collect()
}

fn of_sources(event: &Known, lost: &[String], found: &mut Vec<Finding>) {
    let sources = sources(&event.event);
    let any = |field: &str| sources.iter().any(|source| source.get(field).is_some());
    let good = |source: &Value| {
        ["A1", "A2", "B1", "B2"]
            .iter()
            .any(|grade| source["grade"] == *grade)
    };
    let has_good = sources.iter().any(good);
    let has_weak = sources
        .iter()
        .any(|source| source.get("grade").is_some() && !good(source));
    let hushed = |source: &Value| {
        source
            .get("terms")
            .is_some_and(|terms| *terms != "on_record")
    };
    let claimant = event.event.get("claimed_by");
    let is_claimant =
        |source: &Value| [source.get("publisher"), source.get("origin")].contains(&claimant);
    for (rule, so) in [
        ("no_dated_source", !any("published")),
        ("single_origin", voices(&sources).len() == 1),
        ("weak_grade", has_weak && !has_good),
        ("weak_source", has_weak && has_good),
        ("ungraded", !any("grade")),
        ("not_on_record", sources.iter().all(hushed)),
        (
            "claim_unattributed",
            claimant.is_some() && !sources.iter().any(is_claimant),
        ),
        ("no_evidence", !any("evidence")),
        (
            "evidence_lost",
            sources.iter().any(|source| {
                let name = source.get("evidence").and_then(Value::as_str);
                name.is_some_and(|name| lost.iter().any(|gone| gone == name))
            }),
        ),
    ] {
        if so {
            add(found, rule, event.position, &[], &[]);
        }
    }
}

/// The amendments of an entry that count, of one kind.
fn counted(world: &World, id: &str, kind: &str) -> Vec<Known> {
    let raw: Vec<Value> = world.entries.iter().map(|k| k.entry.clone()).collect();
    let amendments = world
        .entries
        .iter()
        .filter(|k| k.kind() == kind && k.event["target"] == id);
    amendments
        .filter(|k| known::counts(&raw, &k.entry, world.published))
        .cloned()
        .collect()
}

/// The corrections that were applied, and those that were skipped.
fn corrections(world: &World, event: &Known) -> (Vec<Known>, Vec<Known>) {
    let mut now = event.entry["event"].clone();
    counted(world, &event.id, "correction")
        .into_iter()
        .partition(|correction| {
            let next = known::corrected(&now, &correction.event["changes"]);
            if let Some(next) = &next {
                now = next.clone();
            }
            next.is_some()
        })
}

/// Disputes that count and after which nothing was corrected.
fn open_disputes(world: &World, event: &Known) -> Vec<u64> {
    let (applied, _) = corrections(world, event);
    let disputes = counted(world, &event.id, "dispute")
        .into_iter()
        .map(|k| k.position);
    disputes
        .filter(|at| applied.iter().all(|correction| correction.position < *at))
        .collect()
}

fn published(source: &Value) -> Option<dates::Span> {
    source["published"]
        .as_str()
        .map(|text| dates::span(text).expect("a date"))
}

fn of_amendments(world: &World, event: &Known, found: &mut Vec<Finding>) {
    let (applied, skipped) = corrections(world, event);
    let own = sources(&event.event);
    let dated: Vec<dates::Span> = own.iter().filter_map(published).collect();
    let before = |correction: &&Known| {
        let newer = |source: &Value| {
            let at = published(source);
            at.is_some_and(|at| dated.iter().all(|own| at.earliest > own.latest))
        };
        !dated.is_empty() && sources(&correction.event).iter().any(newer)
    };
    let after = |correction: &&Known| {
        let recorded = correction.entry["recorded_at"]
            .as_str()
            .expect("recorded_at");
        let recorded = dates::span(recorded).expect("an instant").earliest;
        let corrected = known::first_published(&correction.event).unwrap_or(recorded);
        let all =
            dated.len() == own.len() && dated.iter().all(|source| source.earliest > corrected);
        voices(&own).len() == 1 && all
    };
    let corroborations = counted(world, &event.id, "corroboration");
    let unsourced = |correction: &&Known| {
        let changes = correction.event["changes"].as_object().expect("changes");
        let weighty =
            |field: &String| !["title", "titles", "tags", "note"].contains(&field.as_str());
        sources(&correction.event).is_empty()
            && !changes.contains_key("sources")
            && changes.keys().any(weighty)
            && corroborations
                .iter()
                .all(|later| later.position < correction.position)
    };
    let some = |chosen: &dyn Fn(&&Known) -> bool| {
        applied
            .iter()
            .filter(|k| chosen(k))
            .map(|k| k.position)
            .collect()
    };
    let lists: [(&str, Vec<u64>); 5] = [
        (
            "correction_skipped",
            skipped.iter().map(|k| k.position).collect(),
        ),
        ("unsettled_dispute", open_disputes(world, event)),
        ("source_before_correction", some(&before)),
        ("source_after_correction", some(&after)),
        ("correction_unsourced", some(&unsourced)),
    ];
    for (rule, others) in lists {
        if !others.is_empty() {
            add(found, rule, event.position, &[], &others);
        }
    }
}

fn of_links(world: &World, links: &[Known], found: &mut Vec<Finding>) {
    let events = world.looked_up(true, chain::is_event);
    for link in links {
        let Some(edge) = chain::edge(world, &events, link, false) else {
            continue;
        };
        let ends = [&edge.cause, &edge.effect].map(|id| world.by_id(id).expect("an end"));
        let both = ends.map(|end| end.position);
        if edge.broken {
            let mut others = both.to_vec();
            for end in ends {
                others.extend(
                    counted(world, &end.id, "retraction")
                        .first()
                        .map(|k| k.position),
                );
            }
            add(found, "link_on_retracted", link.position, &[], &others);
        } else if edge.impossible {
            add(found, "impossible_link", link.position, &[], &both);
        } else if edge.order_unclear {
            add(found, "unclear_link", link.position, &[], &both);
        }
        let mut contested = open_disputes(world, link);
        for end in ends {
            let open = open_disputes(world, end);
            if !open.is_empty() {
                contested.push(end.position);
                contested.extend(open);
            }
        }
        if !contested.is_empty() {
            add(found, "link_on_disputed", link.position, &[], &contested);
        }
        if link.event.get("claimed_by").is_none() && sources(&link.event).is_empty() {
            add(found, "inferred_link", link.position, &[], &both);
        }
    }
}
