//! Entry lines of one commit after another share their last members to the byte: who has cut
//! one cuts the next by comparing. Owns that shortcut; whatever does not fit it is cut by
//! `strict`, with the same result.

use uuid::Uuid;

use super::{EntryLine, LineError, MAX_POSITION, decode_entry, strict};
use crate::event::when::Instant;

const OPENING: &str = "{\"entry\":{\"event\":";
const ID: &str = ",\"id\":\"";
const POSITION: &str = "\",\"position\":";

/// Cuts entry lines, each like the one before if it can.
#[derive(Debug, Default)]
pub struct Frames {
    last: Option<Last>,
}

/// The end of the line cut last, from `,"recorded_at":` on, and what it says.
#[derive(Debug)]
struct Last {
    end: String,
    recorded_at: Instant,
    recorded_by: String,
    schema: u64,
}

impl Frames {
    /// Takes an entry line (without its line feed) apart; the event is not parsed.
    ///
    /// # Errors
    /// As [`decode_entry`].
    pub fn entry<'l>(&mut self, line: &'l [u8]) -> Result<EntryLine<'l>, LineError> {
        let text = strict::text(line)?;
        if let Some(entry) = self.last.as_ref().and_then(|last| last.alike(text)) {
            return Ok(entry);
        }
        let entry = decode_entry(line)?;
        self.last = text.rfind(",\"recorded_at\":").map(|at| Last {
            end: text.get(at..).unwrap_or_default().to_owned(),
            recorded_at: entry.recorded_at,
            recorded_by: entry.recorded_by.clone(),
            schema: entry.schema,
        });
        Ok(entry)
    }
}

impl Last {
    /// The line cut, if it ends like the last one and is plain before that.
    fn alike<'l>(&self, line: &'l str) -> Option<EntryLine<'l>> {
        let rest = line.strip_suffix(self.end.as_str())?;
        let digits = rest.bytes().rev().take(17);
        let digits = digits.take_while(u8::is_ascii_digit).count();
        let (rest, position) = rest.split_at_checked(rest.len() - digits)?;
        if position.starts_with('0') || digits > 16 {
            return None;
        }
        let position = position.parse().ok()?;
        let rest = rest.strip_suffix(POSITION)?;
        let (event, id) = rest.split_at_checked(rest.len().checked_sub(36 + ID.len())?)?;
        let event = event.strip_prefix(OPENING)?;
        let id = plain_uuid(id.strip_prefix(ID)?)?;
        let fits = event.starts_with('{')
            && event.ends_with('}')
            && (2..=MAX_POSITION).contains(&position);
        fits.then(|| EntryLine {
            event,
            id,
            log: None,
            position,
            recorded_at: self.recorded_at,
            recorded_by: self.recorded_by.clone(),
            schema: self.schema,
        })
    }
}

/// A lower-case UUID with hyphens.
fn plain_uuid(text: &str) -> Option<Uuid> {
    let lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    let hyphens = [8, 13, 18, 23]
        .iter()
        .all(|at| text.as_bytes().get(*at) == Some(&b'-'));
    (text.len() == 36 && lower && hyphens).then(|| Uuid::try_parse(text).ok())?
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::super::encode_entry;
    use super::{Frames, decode_entry};
    use crate::event::when::Instant;
    use crate::log::Stamp;

    proptest! {
        #[test]
        fn lines_are_cut_as_by_the_strict_way(
            seconds in 1_700_000_000_i64..1_700_000_002, by in "[a\"\\\\,:}é]{0,4}",
            position in prop_oneof![1..3_u64, 9..12_u64, Just((1 << 53) - 1)],
            event in prop_oneof![Just("{\"id\":\"x\"}"), Just("{\"log\":\"x\"}"), Just("{\"a\":\",\\\"position\\\":7\"}"), Just("[]"), Just("{}")],
            bend in prop::option::of((any::<prop::sample::Index>(), "[a-z0\",}]")),
        ) {
            let stamp = Stamp { recorded_at: Instant(seconds * 1_000_000), recorded_by: by };
            let id = uuid::Uuid::from_u128(u128::from(position) << 70 | 7);
            let mut frames = Frames::default();
            for turn in 0..3_u64 {
                let at = (position + turn).min((1 << 53) - 1);
                let mut line = encode_entry(at, id, &stamp, &[7; 32], event);
                if let Some((place, with)) = bend.as_ref().filter(|_| turn == 2) {
                    let mut letters: Vec<char> = line.chars().collect();
                    let place = place.index(letters.len());
                    letters.splice(place..=place, with.chars());
                    line = letters.into_iter().collect();
                }
                prop_assert_eq!(frames.entry(line.as_bytes()), decode_entry(line.as_bytes()));
            }
        }
    }
}
