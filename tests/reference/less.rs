//! `--without` (§5): what a history comes to when some sources, authors or entries are left out.
//! Owns which sources, amendments and entries are missing then.
//! Never changes a position: what is missing is still there, and nobody vouches for it.

use serde_json::Value;

/// What is left out, all at once.
#[derive(Clone, Debug, Default)]
pub struct Less {
    pub publishers: Vec<String>,
    pub origins: Vec<String>,
    pub authors: Vec<String>,
    /// Ids of entries.
    pub entries: Vec<String>,
}

fn names(list: &[String], name: &Value) -> bool {
    name.as_str()
        .is_some_and(|name| list.iter().any(|one| one == name))
}

impl Less {
    /// Whether an entry is out whatever its sources.
    pub fn drops(&self, entry: &Value) -> bool {
        names(&self.authors, &entry["recorded_by"]) || names(&self.entries, &entry["id"])
    }

    /// Whether an amendment does not count: it is out itself, had sources and has none left, or is about an entry that is out.
    pub fn drops_amendment(&self, amendment: &Value, entries: &[Value]) -> bool {
        let target = entries
            .iter()
            .find(|entry| entry["id"] == amendment["event"]["target"]);
        self.drops(amendment)
            || self.has_lost_all(&amendment["event"])
            || target.is_some_and(|target| self.drops(target))
    }

    /// Whether an event had sources, and all of them are out.
    pub fn has_lost_all(&self, event: &Value) -> bool {
        event["sources"].is_array() && self.left(event).is_empty()
    }

    /// The sources that stay.
    pub fn left(&self, event: &Value) -> Vec<Value> {
        let all = event["sources"].as_array().cloned().unwrap_or_default();
        all.into_iter()
            .filter(|source| {
                !names(&self.publishers, &source["publisher"])
                    && !names(&self.origins, &source["origin"])
            })
            .collect()
    }
}
