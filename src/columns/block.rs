//! Blocks and the directory that lists them. Owns the tables there are, the checksum that binds a
//! block to its run and its place, and the bytes of a directory. Layout: `schema/cache.md`.

use twox_hash::XxHash3_64;

use super::code::Encoder;
use super::decode::Decoder;
use super::{MOST_ROWS, Sound, doubt};

/// What a block holds rows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Table {
    /// Every entry: kind, place in the log, when recorded, ends of ids, checks of lines.
    Spine = 1,
    /// Amendments: what decides whether they count.
    Signs = 2,
    /// Labelled entries.
    Labels = 3,
    /// Names that exits and levels point at.
    Book = 4,
    /// Stages of exits.
    Exits = 5,
    /// Levels.
    Levels = 6,
    /// Positions of what the amendments of a run amend.
    Targets = 7,
    /// Stages of exits after corrections.
    ExitVersions = 8,
    /// Levels after corrections.
    LevelVersions = 9,
    /// Roots of the small subtrees that end in a segment.
    Twigs = 10,
    /// When events happened, and of links that there are.
    Moments = 11,
    /// The same after corrections.
    MomentVersions = 12,
    /// Roots of the large subtrees that end in a run.
    Boughs = 13,
}

impl Table {
    const ALL: [Table; 13] = [
        Table::Spine,
        Table::Signs,
        Table::Labels,
        Table::Book,
        Table::Exits,
        Table::Levels,
        Table::Targets,
        Table::ExitVersions,
        Table::LevelVersions,
        Table::Twigs,
        Table::Moments,
        Table::MomentVersions,
        Table::Boughs,
    ];

    fn of(number: i64) -> Option<Table> {
        Table::ALL
            .into_iter()
            .find(|table| i64::from(*table as u8) == number)
    }
}

/// Where a block lies and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) table: Table,
    /// Which book its rows point into.
    pub(super) book: u32,
    /// Position of the first entry of its segment.
    pub(super) first: u64,
    /// Position of the last.
    pub(super) last: u64,
    /// Of a spine: when its first entry was recorded.
    pub(super) from: i64,
    /// And its last.
    pub(super) to: i64,
    pub(super) offset: u64,
    pub(super) bytes: u64,
    pub(super) sum: u64,
}

/// XXH3 of the bytes, seeded with that of the run's name, 0x00 and the offset. What it guards against
/// is chance; the log is what an answer rests on.
pub(super) fn sum(name: &str, offset: u64, bytes: &[u8]) -> u64 {
    let mut head = Vec::with_capacity(name.len() + 9);
    head.extend_from_slice(name.as_bytes());
    head.push(0);
    head.extend_from_slice(&offset.to_le_bytes());
    XxHash3_64::oneshot_with_seed(XxHash3_64::oneshot(&head), bytes)
}

fn column(slots: &[Slot], of: impl Fn(&Slot) -> i64) -> Vec<i64> {
    slots.iter().map(of).collect()
}

/// The bytes of a directory.
pub(super) fn encode(slots: &[Slot]) -> Vec<u8> {
    let mut out = Encoder::default();
    out.numbers(&column(slots, |slot| i64::from(slot.table as u8)));
    out.numbers(&column(slots, |slot| i64::from(slot.book)));
    out.numbers(&column(slots, |slot| slot.first as i64));
    out.numbers(&column(slots, |slot| slot.last as i64));
    out.numbers(&column(slots, |slot| slot.from));
    out.numbers(&column(slots, |slot| slot.to));
    out.numbers(&column(slots, |slot| slot.offset as i64));
    out.numbers(&column(slots, |slot| slot.bytes as i64));
    out.numbers(&column(slots, |slot| slot.sum as i64));
    out.finish()
}

/// Reads a directory.
pub(super) fn decode(bytes: &[u8]) -> Sound<Vec<Slot>> {
    let mut read = Decoder::new(bytes);
    let mut columns = Vec::new();
    for _ in 0..9 {
        columns.push(read.numbers()?);
    }
    let rows = columns.first().map_or(0, Vec::len);
    if rows > MOST_ROWS {
        return doubt("a directory of too many blocks");
    }
    let slot = |row: usize| {
        let cell = |at: usize| columns.get(at).and_then(|column| column.get(row)).copied();
        Some(Slot {
            table: Table::of(cell(0)?)?,
            book: u32::try_from(cell(1)?).ok()?,
            first: u64::try_from(cell(2)?).ok()?,
            last: u64::try_from(cell(3)?).ok()?,
            from: cell(4)?,
            to: cell(5)?,
            offset: u64::try_from(cell(6)?).ok()?,
            bytes: u64::try_from(cell(7)?).ok()?,
            sum: cell(8)? as u64,
        })
    };
    let slots: Option<Vec<Slot>> = (0..rows).map(slot).collect();
    slots.map_or_else(|| doubt("a directory that is none"), Ok)
}
