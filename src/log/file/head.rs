//! The file `head`: two slots of text, written alternately in place (`schema/log-format.md`
//! §8). Owns their exact bytes and which of them counts. A slot that is not byte for byte
//! what this room would write is no slot: blank, torn and foreign are the same to it.

use std::fmt::Write as _;
use std::io;

use uuid::Uuid;

use super::disk::{Disk, read_full};
use crate::event::when::Instant;
use crate::log::Head;
use crate::log::codec::MAX_POSITION;
use crate::merkle::{self, Frontier, Hash};

/// Bytes of a slot.
pub const SLOT: usize = 4096;

/// How often a reader looks again when neither slot is valid: a writer may be at one.
const LOOKS: u32 = 3;

/// One slot's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Identity of the log.
    pub log: Uuid,
    /// Counts the slots written; the slot is number `sequence mod 2`.
    pub sequence: u64,
    /// Where the log was known to end.
    pub head: Head,
    /// The log file's modification time in nanoseconds, as seen after the sync.
    pub modified: Option<i128>,
}

impl Slot {
    /// The 4096 bytes.
    pub fn encode(&self) -> Vec<u8> {
        let head = &self.head;
        let recorded = head.recorded_at.map(Instant::to_text);
        let recorded = recorded.as_deref().unwrap_or("-");
        let mut text = String::with_capacity(SLOT);
        // Writing to a `String` cannot fail.
        let _ = write!(
            text,
            "dateline-head/1\nlog {}\nsequence {}\nposition {}\nbytes {}\nroot ",
            self.log.hyphenated(),
            self.sequence,
            head.position,
            head.bytes,
        );
        merkle::push_base64(&head.frontier.root(), &mut text);
        let _ = write!(text, "\nrecorded_at {recorded}\nmodified ");
        let _ = match self.modified {
            Some(at) => write!(text, "{at}"),
            None => write!(text, "-"),
        };
        text.push_str("\nfrontier");
        for peak in head.frontier.peaks() {
            text.push(' ');
            merkle::push_base64(peak, &mut text);
        }
        text.push('\n');
        let sum = merkle::sha256_hex(text.as_bytes());
        let _ = writeln!(text, "sum {sum}");
        let mut bytes = text.into_bytes();
        bytes.resize(SLOT - 1, b' ');
        bytes.push(b'\n');
        bytes
    }

    /// Reads a slot found as number `number`; `None` unless it is valid to its last byte.
    pub fn decode(bytes: &[u8], number: u64) -> Option<Slot> {
        if bytes.len() != SLOT {
            return None;
        }
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.split('\n');
        let mut field = |name: &str| -> Option<&str> {
            let line = lines.next()?;
            let rest = line.strip_prefix(name)?;
            if rest.is_empty() {
                Some(rest)
            } else {
                rest.strip_prefix(' ')
            }
        };
        field("dateline-head/1").filter(|rest| rest.is_empty())?;
        let log = Uuid::try_parse(field("log")?).ok()?;
        let sequence = field("sequence")?.parse().ok()?;
        let position: u64 = field("position")?.parse().ok()?;
        let bytes_of_log = field("bytes")?.parse().ok()?;
        let _root = field("root")?;
        let recorded_at = optional(field("recorded_at")?, Instant::from_text)?;
        let modified = optional(field("modified")?, |at| at.parse().ok())?;
        let peaks: Option<Vec<Hash>> = field("frontier")?
            .split(' ')
            .filter(|peak| !peak.is_empty())
            .map(merkle::from_base64)
            .collect();
        if position > MAX_POSITION || recorded_at.is_some() != (position > 0) {
            return None;
        }
        let slot = Slot {
            log,
            sequence,
            head: Head {
                position,
                bytes: bytes_of_log,
                recorded_at,
                frontier: Frontier::from_parts(position, peaks?)?,
            },
            modified,
        };
        // Writing it again settles all the rest at once: the root, the sum, the padding, and
        // every spelling that the parsing above was lenient about.
        (slot.sequence % 2 == number && slot.encode() == bytes).then_some(slot)
    }
}

fn optional<T>(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    if text == "-" {
        Some(None)
    } else {
        read(text).map(Some)
    }
}

/// The valid slots of the bytes of a head file, the one that counts first.
fn valid(bytes: &[u8]) -> Vec<Slot> {
    let mut slots: Vec<Slot> = (0..2_u64)
        .filter_map(|number| {
            let from = if number == 0 { 0 } else { SLOT };
            Slot::decode(bytes.get(from..from + SLOT)?, number)
        })
        .collect();
    slots.sort_by_key(|slot| std::cmp::Reverse(slot.sequence));
    slots
}

/// Reads the valid slots, the one that counts first, looking again if there is none: a
/// writer may be at work. Which log they belong to is the caller's to compare.
pub fn read(disk: &dyn Disk) -> io::Result<Vec<Slot>> {
    for _ in 0..LOOKS {
        let mut bytes = vec![0; 2 * SLOT];
        let length = read_full(disk, &mut bytes, 0)?;
        bytes.truncate(length);
        let slots = valid(&bytes);
        if !slots.is_empty() {
            return Ok(slots);
        }
    }
    Ok(Vec::new())
}

/// Writes a slot at its place, in one write, unsynced.
pub fn write(disk: &dyn Disk, slot: &Slot) -> io::Result<()> {
    let offset = (slot.sequence % 2) * SLOT as u64;
    disk.write_all_at(&slot.encode(), offset)
}

/// The bytes of the head file of a new, empty log: the first slot, and a blank one.
pub fn first(log: Uuid, head: Head) -> Vec<u8> {
    let slot = Slot {
        log,
        sequence: 0,
        head,
        modified: None,
    };
    let mut bytes = slot.encode();
    bytes.resize(2 * SLOT - 1, b' ');
    bytes.push(b'\n');
    bytes
}
