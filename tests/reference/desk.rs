//! A desk in small: takes input events one by one, refuses what §3 refuses, and writes entries as the log would hold them.
//! Owns labels, the resolving of REFs, and the rules between entries (amendments, links, `follows`).
//! Never touches a file; ids and times are counted, not drawn, so that a history is the same each time.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    known::{self, Known},
    party, valid,
};

/// A log in memory.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// The values of `entry`, in order.
    pub entries: Vec<Value>,
    commits: u64,
}

impl Desk {
    /// Records what is accepted of a list of commits, and says what was refused.
    pub fn record(commits: &[Vec<Value>]) -> (Vec<Value>, Vec<String>) {
        let (mut desk, mut refused) = (Desk::default(), Vec::new());
        for commit in commits {
            for event in commit {
                if let Err(why) = desk.add(event) {
                    refused.push(format!("{why}: {event}"));
                }
            }
            desk.close();
        }
        (desk.entries, refused)
    }

    /// The commit ends: what follows is recorded 20 hours later.
    pub fn close(&mut self) {
        self.commits += 1;
    }

    /// Everything recorded, as known now.
    pub fn known(&self) -> Vec<Known> {
        known::as_known(&self.entries, None)
    }

    /// Records one input event, or says why not.
    pub fn add(&mut self, input: &Value) -> Result<(), String> {
        let event = known::without_nothing(&self.resolved(input)?);
        let event = match input.get("changes") {
            Some(_) => with(&event, "changes", &self.resolved(&input["changes"])?),
            None => event,
        };
        valid::event(&event)?;
        let label = event
            .get("label")
            .filter(|label| self.entries.iter().any(|e| e["event"]["label"] == **label));
        if label.is_some() {
            return Err("label: taken".to_owned());
        }
        let past = self.known();
        check(&past, &event)?;
        let position = self.entries.len() as u64 + 1;
        let at =
            chrono::DateTime::from_timestamp(1_784_000_000 + (self.commits as i64) * 72_000, 0)
                .ok_or("a time out of range")?;
        self.entries.push(json!({
            "event": event,
            "id": Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0000 + u128::from(position)),
            "position": position,
            "recorded_at": at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string(),
            "recorded_by": "desk@example.org",
            "schema": 1,
        }));
        Ok(())
    }

    /// REFs, given as labels, turned into UUIDs.
    fn resolved(&self, event: &Value) -> Result<Value, String> {
        let mut event = event.clone();
        for field in ["target", "cause", "effect", "follows"] {
            if let Some(label) = event.get(field).filter(|label| !label.is_null()) {
                let entry = self
                    .entries
                    .iter()
                    .find(|entry| entry["event"]["label"] == *label);
                let id = entry.ok_or(format!("{field}: no such entry"))?["id"].clone();
                event = with(&event, field, &id);
            }
        }
        Ok(event)
    }
}

fn with(event: &Value, field: &str, value: &Value) -> Value {
    let mut event = event.clone();
    event[field] = value.clone();
    event
}

/// What §3 refuses of an event that is valid by itself.
fn check(past: &[Known], event: &Value) -> Result<(), String> {
    let find = |field: &str| past.iter().find(|known| known.id == event[field]);
    match event["kind"].as_str().unwrap_or_default() {
        "link" => {
            let (cause, effect) = (
                find("cause").ok_or("cause")?,
                find("effect").ok_or("effect")?,
            );
            let linkable = |end: &Known| !end.is_link() && !end.is_amendment();
            if cause.id == effect.id || !linkable(cause) || !linkable(effect) {
                return Err("a link to itself, to a link or to an amendment".to_owned());
            }
            Ok(())
        }
        "correction" | "retraction" | "dispute" | "corroboration" => {
            amendment(past, event, find("target").ok_or("target")?)
        }
        _ => follows(past, event, None),
    }
}

fn amendment(past: &[Known], event: &Value, target: &Known) -> Result<(), String> {
    if target.retracted {
        return Err("amending a retracted entry".to_owned());
    }
    if target.is_amendment() && event["kind"] != "retraction" {
        return Err("any amendment but a retraction of an amendment".to_owned());
    }
    if event["kind"] != "correction" {
        return Ok(());
    }
    let after = known::corrected(&target.event, &event["changes"])
        .ok_or("the corrected event is not valid")?;
    if after["kind"] == "link" {
        return check(past, &after);
    }
    follows(past, &after, Some(target))?;
    // The stages that follow the corrected one must still fit it.
    let others: Vec<&Known> = past
        .iter()
        .filter(|k| target.kind() == "fund_exit" && k.event["follows"] == target.id)
        .collect();
    if others.iter().all(|later| fits(&later.event, &after)) {
        Ok(())
    } else {
        Err("follows: a later stage would not fit".to_owned())
    }
}

/// An exit follows one of the same holder key, asset and currency, a sanction a sanction; at most one live follower; no circle.
fn follows(past: &[Known], event: &Value, itself: Option<&Known>) -> Result<(), String> {
    let Some(before) = event.get("follows") else {
        return Ok(());
    };
    let before = past
        .iter()
        .find(|k| k.id == *before)
        .ok_or("follows: no such entry")?;
    let mut back = Some(before);
    while let Some(stage) = back {
        if itself.is_some_and(|itself| itself.id == stage.id) {
            return Err("follows: circular".to_owned());
        }
        back = past
            .iter()
            .find(|k| Some(k.id.as_str()) == stage.text("follows"));
    }
    let rival = past.iter().any(|k| {
        !k.retracted
            && k.event["follows"] == before.id
            && itself.is_none_or(|itself| itself.id != k.id)
    });
    if rival {
        return Err("follows: has a live follower".to_owned());
    }
    if fits(event, &before.event) {
        Ok(())
    } else {
        Err("follows: does not fit".to_owned())
    }
}

fn fits(later: &Value, before: &Value) -> bool {
    let currency = |event: &Value| {
        ["amount", "done"]
            .iter()
            .find_map(|field| event[field]["currency"].as_str().map(str::to_owned))
    };
    later["kind"] == before["kind"]
        && (later["kind"] != "fund_exit"
            || party::key(&later["holder"]) == party::key(&before["holder"])
                && later["asset"] == before["asset"]
                && currency(later)
                    .zip(currency(before))
                    .is_none_or(|(a, b)| a == b))
}
