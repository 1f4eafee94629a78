//! The entry lines of one commit share all but event, id and position: what they share is spelt
//! once a commit. Owns the spelling of an entry line; knows nothing of where it goes.

use std::fmt::Write as _;

use uuid::Uuid;

use super::{SCHEMA, json_string};
use crate::log::Stamp;
use crate::merkle::{self, Hash};

/// How the entry lines of a commit are spelt.
#[derive(Debug)]
pub struct Form {
    /// From `,"recorded_at":` to the end of the line.
    end: String,
    /// The hash of the header line, as entry 1 binds it.
    binding: String,
}

impl Form {
    /// Of the lines of one commit; `header` is the hash of the header line.
    pub fn new(stamp: &Stamp, header: &Hash) -> Form {
        Form {
            end: format!(
                ",\"recorded_at\":\"{}\",\"recorded_by\":{},\"schema\":{SCHEMA}}}}}",
                stamp.recorded_at.to_text(),
                json_string(&stamp.recorded_by),
            ),
            binding: merkle::base64(header),
        }
    }

    /// Adds an entry line, without its line feed, to `out`.
    pub fn write(&self, out: &mut String, position: u64, id: Uuid, event: &str) {
        out.reserve(event.len() + self.end.len() + 160);
        out.push_str("{\"entry\":{\"event\":");
        out.push_str(event);
        out.push_str(",\"id\":\"");
        out.push_str(id.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
        out.push('"');
        if position == 1 {
            out.push_str(",\"log\":\"");
            out.push_str(&self.binding);
            out.push('"');
        }
        // Writing to a `String` cannot fail.
        let _ = write!(out, ",\"position\":{position}");
        out.push_str(&self.end);
    }
}
