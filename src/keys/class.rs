//! Which keys an entry is found under. Owns the classes of keys and the one pure function
//! `keys_of` that the files, the memory, the tail scan and `verify` all use. Does no I/O.

use std::ops::RangeInclusive;

use serde_json::Value;
use uuid::Uuid;

use crate::event::party::Party;
use crate::event::{Event, Kind};
use crate::log::Entry;
use crate::merkle;

/// What a key is of. The number goes into the hash and into the records: never reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Class {
    /// The id of the entry, hyphenated lower-case text.
    Id = 1,
    /// The last six hex digits of its id.
    Suffix = 2,
    /// Its label.
    Label = 3,
    /// The target of an amendment, as UUID text.
    Target = 4,
    /// The stage before it: `follows` of an exit or a sanction, or `changes.follows` of a correction.
    Follows = 5,
    /// The id of the party it names (`by`, `holder` or `subject`).
    Party = 6,
    /// The folded name of that party.
    Name = 7,
    /// Kind, day and actor of an event, as [`likeness`] writes them.
    Alike = 8,
}

impl Class {
    /// How many positions of one key are worth keeping: the first and the last so many,
    /// `None` for all. A party may be named by every entry of a log; a look-up must not
    /// grow with it.
    pub(super) fn kept(self) -> Option<(usize, usize)> {
        match self {
            Class::Party => Some((0, 1)),
            Class::Name => Some((NAMES_KEPT, NAMES_KEPT)),
            Class::Alike => Some((0, ALIKE_KEPT)),
            _ => None,
        }
    }

    /// First 8 bytes of SHA-256(class byte ‖ value), big-endian; of an id their first half stands for
    /// its end, so that one record serves both.
    pub(super) fn hash(self, value: &str) -> u64 {
        let own = merkle::sha256_start(self as u8, value.as_bytes());
        match self {
            Class::Id => {
                let end = value.len().saturating_sub(SUFFIX);
                let end = Class::Suffix.hash(value.get(end..).unwrap_or_default());
                (end & !LOW) | (own >> 32)
            }
            _ => own,
        }
    }

    /// The hashes under which entries of a key are found, and the class of their records.
    pub(super) fn reach(self, value: &str) -> (RangeInclusive<u64>, Class) {
        let hash = self.hash(value);
        match self {
            Class::Suffix => (hash & !LOW..=hash | LOW, Class::Id),
            _ => (hash..=hash, self),
        }
    }

    /// Whether keys of this class have records of their own.
    pub(super) fn is_recorded(self) -> bool {
        self != Class::Suffix
    }
}

/// The half of the hash of an id that is of the whole id.
const LOW: u64 = 0xffff_ffff;

/// Of the entries that name a party, the first and the last so many are looked at.
pub(super) const NAMES_KEPT: usize = 8;

/// Of the events of one kind, day and actor the last so many are looked at.
pub(super) const ALIKE_KEPT: usize = 8;

/// Hex digits of the shortest id end that can be asked for.
pub(super) const SUFFIX: usize = 6;

/// The fields in which an event holds a party, in the order in which they are searched.
pub(super) const PARTY_FIELDS: [&str; 3] = ["by", "holder", "subject"];

/// The keys an entry is found under, each with its class.
pub fn keys_of(entry: &Entry) -> Vec<(Class, String)> {
    let simple = entry.id.simple().to_string();
    let mut keys = vec![
        (Class::Id, entry.id.to_string()),
        (Class::Suffix, simple[simple.len() - SUFFIX..].to_string()),
    ];
    let event = &entry.event;
    if let Some(label) = event.label() {
        keys.push((Class::Label, label.to_string()));
    }
    if event.kind().is_amendment()
        && let Some(target) = event.reference("target")
    {
        keys.push((Class::Target, target.to_string()));
    }
    if let Some(stage) = follows(entry) {
        keys.push((Class::Follows, stage.to_string()));
    }
    keys.extend(likeness(event).map(|value| (Class::Alike, value)));
    for value in parties_of(entry) {
        if let Some(party) = Party::from_stored(value) {
            keys.extend(party.id.map(|id| (Class::Party, id)));
            let folded = party.name.map(|name| Party::folded_name(&name));
            keys.extend(folded.map(|name| (Class::Name, name)));
        }
    }
    keys
}

/// What near-duplicates share: kind, the UTC days of `happened`, and who acts, folded: the
/// party of `by`, `holder` or `subject`, the codes of a sanction's `by`, or the bond of a yield.
/// None for what has no date or no actor.
pub fn likeness(event: &Event) -> Option<String> {
    let happened = event.happened()?;
    let parties = PARTY_FIELDS
        .iter()
        .filter_map(|field| event.party(field))
        .map(|party| Party::folded_name(party.key()));
    let codes = event.list("by").into_iter().map(str::to_owned);
    let bond = event.instrument("instrument");
    let bond = bond.map(|bond| format!("{}/{}", bond.issuer, bond.tenor));
    let mut actors: Vec<String> = parties.chain(codes).chain(bond).collect();
    actors.sort();
    if actors.is_empty() {
        return None;
    }
    Some(format!(
        "{} {} {} {}",
        event.kind().name(),
        happened.earliest.day(),
        happened.latest.day(),
        actors.join(",")
    ))
}

/// The stage an entry says it follows, or makes another entry follow.
fn follows(entry: &Entry) -> Option<Uuid> {
    match entry.event.kind() {
        Kind::FundExit | Kind::Sanction => entry.event.reference("follows"),
        Kind::Correction => {
            let changes = entry.event.fields().get("changes")?;
            Uuid::parse_str(changes.get("follows")?.as_str()?).ok()
        }
        _ => None,
    }
}

/// The stored forms of the parties an entry names.
pub(super) fn parties_of(entry: &Entry) -> impl Iterator<Item = &Value> {
    let fields = entry.event.fields();
    PARTY_FIELDS
        .iter()
        .filter_map(move |field| fields.get(*field))
        .filter(|value| value.is_object())
}
