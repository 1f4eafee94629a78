//! An event on its way out: members in the order in which a desk writes them, as a JSON line
//! or in stored form. Owns the text; knows no kind.

use std::fmt::Write;

use serde_json::{Map, Value};
use uuid::Uuid;

/// Members of an object, in writing order.
pub type Members = Vec<(&'static str, Value)>;

/// An event and the id it has if it is written with one.
#[derive(Debug)]
pub struct Draft {
    /// Identity.
    pub id: Uuid,
    /// What it says.
    pub members: Members,
    /// REFs as labels, with the ids they stand for.
    pub refs: Vec<(&'static str, String, Uuid)>,
}

impl Draft {
    /// The line for `dateline import`, its line feed included.
    pub fn line(&self, id: Option<Uuid>) -> String {
        let mut out = String::with_capacity(1024);
        out.push('{');
        if let Some(id) = id {
            let _ = write!(out, "\"id\":\"{id}\",");
        }
        let refs = self
            .refs
            .iter()
            .map(|(name, label, _)| (*name, Value::from(label.as_str())));
        let members = self
            .members
            .iter()
            .map(|(name, value)| (*name, value.clone()));
        for (at, (name, value)) in members.chain(refs).enumerate() {
            let comma = if at > 0 { "," } else { "" };
            let _ = write!(out, "{comma}\"{name}\":{value}");
        }
        out.push_str("}\n");
        out
    }

    /// The stored form: REFs as ids, RFC 8785 text.
    pub fn stored(self) -> String {
        let mut map: Map<String, Value> = Map::new();
        for (name, value) in self.members {
            map.insert(name.to_owned(), value);
        }
        for (name, _, id) in self.refs {
            map.insert(name.to_owned(), Value::from(id.to_string()));
        }
        dateline::event::json::canonical_object(&map)
    }
}
