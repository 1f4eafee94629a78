//! The file `head`, read a second way: two slots, each valid to its last byte or no slot
//! (`schema/log-format.md` §8). Owns what a valid slot is; compares nothing with the log.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use crate::event::when::Instant;
use crate::merkle::{self, Frontier, Hash};

const SLOT: usize = 4096;

/// What the slot that counts says of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) log: String,
    pub(super) sequence: u64,
    pub(super) position: u64,
    pub(super) bytes: u64,
    pub(super) root: String,
    pub(super) recorded_at: Option<Instant>,
}

/// The bytes of the file; nothing if it is not there.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    if !file.metadata()?.is_file() {
        return Ok(Vec::new());
    }
    let mut bytes = Vec::new();
    file.take(2 * SLOT as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The slot that counts: of the valid ones (of this log, if it is known) the later.
pub(super) fn choose(bytes: &[u8], log: Option<&str>) -> Option<Slot> {
    let slots = [(0, bytes.get(..SLOT)), (1, bytes.get(SLOT..2 * SLOT))];
    slots
        .into_iter()
        .filter_map(|(number, slot)| slot_of(slot?).filter(|slot| slot.sequence % 2 == number))
        .filter(|slot| log.is_none_or(|log| slot.log == log))
        .max_by_key(|slot| slot.sequence)
}

fn slot_of(bytes: &[u8]) -> Option<Slot> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (body, rest) = text.split_once("\nsum ")?;
    let summed = text.get(..body.len() + 1)?;
    let (sum, padding) = rest.split_once('\n')?;
    let spaces = padding.strip_suffix('\n')?;
    if sum != merkle::hex(&merkle::sha256(summed.as_bytes()))
        || spaces.bytes().any(|byte| byte != b' ')
    {
        return None;
    }
    let mut lines = body.split('\n');
    let mut field = |name: &str| lines.next()?.strip_prefix(name);
    field("dateline-head/1").filter(|rest| rest.is_empty())?;
    let log = uuid_text(field("log ")?)?;
    let sequence = decimal(field("sequence ")?)?;
    let position = decimal(field("position ")?)?;
    let bytes = decimal(field("bytes ")?)?;
    let root = field("root ")?.to_string();
    let recorded_at = match field("recorded_at ")? {
        "-" => None,
        text => Some(Instant::from_text(text)?),
    };
    let modified = field("modified ")?;
    let plain = modified.strip_prefix('-').unwrap_or(modified);
    let peaks = peaks_of(field("frontier")?)?;
    let frontier = Frontier::from_parts(position, peaks)?;
    let valid = (modified == "-" || plain.len() < 40 && is_decimal(plain))
        && modified != "-0"
        && lines.next().is_none()
        && merkle::base64(&frontier.root()) == root
        && recorded_at.is_none() == (position == 0);
    valid.then_some(Slot {
        log,
        sequence,
        position,
        bytes,
        root,
        recorded_at,
    })
}

fn uuid_text(text: &str) -> Option<String> {
    let id = uuid::Uuid::try_parse(text).ok()?;
    (id.hyphenated().to_string() == text).then(|| text.to_string())
}

fn is_decimal(text: &str) -> bool {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain && (text == "0" || !text.starts_with('0'))
}

fn decimal(text: &str) -> Option<u64> {
    is_decimal(text).then(|| text.parse().ok())?
}

fn peaks_of(text: &str) -> Option<Vec<Hash>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    text.strip_prefix(' ')?
        .split(' ')
        .map(merkle::from_base64)
        .collect()
}
