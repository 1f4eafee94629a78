//! Where that is which amendments amend: they name it by id, rows are known by position. Owns the search
//! for those ids, and that an id which is amended stands for one entry only; else the files are no help.

use super::block::Table;
use super::code::Encoder;
use super::decode::Decoder;
use super::gather::Amending;
use super::ground::Ground;
use super::share::share;
use super::spine::{END, Spine, end_of};
use super::{Sound, doubt};
use crate::facts::ids::{self, ById};
use crate::log::{Log as _, Mark};
use crate::spool::Spool;

/// Bytes of an id.
const WIDTH: usize = 16;

/// The ids of entries that follow each other, put aside.
#[derive(Debug, Default)]
pub(super) struct Ids(Spool);

impl Ids {
    /// Adds those of the next entries.
    pub(super) fn add(&mut self, ids: &[u128]) -> Sound<()> {
        let bytes: Vec<u8> = ids.iter().flat_map(|id| id.to_le_bytes()).collect();
        self.0.add(&[&bytes])?;
        Ok(())
    }

    /// So many from a place on: what was added at once.
    fn read(&self, from: u64, many: u64) -> Sound<Vec<u128>> {
        let length = usize::try_from(many)
            .unwrap_or(usize::MAX)
            .saturating_mul(WIDTH);
        let bytes = self.0.read(from * WIDTH as u64, length)?;
        let (ids, _) = bytes.as_chunks::<WIDTH>();
        Ok(ids.iter().map(|id| u128::from_le_bytes(*id)).collect())
    }
}

/// The bytes of a block: of the amendments of a run, in order, where that is which they amend.
pub(super) fn encode(targets: &[u64]) -> Vec<u8> {
    let mut out = Encoder::default();
    let targets = targets.iter().map(|at| i64::try_from(*at).unwrap_or(0));
    out.numbers(&targets.collect::<Vec<i64>>());
    out.finish()
}

/// Reads a block.
pub(super) fn decode(bytes: &[u8]) -> Sound<Vec<u64>> {
    let targets = Decoder::new(bytes).numbers()?;
    Ok(targets
        .into_iter()
        .map(|at| u64::try_from(at).unwrap_or(0))
        .collect())
}

/// Ids that are looked for, and a mark for the end of each.
struct Wanted {
    ids: ids::Ids,
    ends: Vec<u64>,
}

impl Wanted {
    fn of<'a>(amendments: impl Iterator<Item = &'a Amending>) -> Wanted {
        let ids: ids::Ids = amendments.map(|it| it.target).collect();
        let mut ends = vec![0_u64; 1 << (END - 6)];
        for id in &ids {
            let end = end_of(*id) as usize;
            if let Some(word) = ends.get_mut(end / 64) {
                *word |= 1 << (end % 64);
            }
        }
        Wanted { ids, ends }
    }

    fn may_hold(&self, end: i64) -> bool {
        let end = end as usize;
        let word = self.ends.get(end / 64).copied().unwrap_or(0);
        word >> (end % 64) & 1 == 1
    }
}

/// For each amendment after a position, in order, where that is which it amends; 0 where it is nowhere.
/// `ids` are those of the entries after that position, where they are at hand.
pub(super) fn resolve(
    ground: &Ground<'_>,
    all: &[Amending],
    after: u64,
    ids: Option<&Ids>,
    threads: usize,
) -> Sound<Vec<u64>> {
    let (old, new) = all.split_at(all.partition_point(|it| it.sign.position <= after));
    let (old, wanted) = (Wanted::of(old.iter()), Wanted::of(new.iter()));
    let slots: Vec<_> = ground.slots(Table::Spine).collect();
    let found = share(&slots, threads, |(part, slot)| {
        let block = part.block(slot)?;
        let is_new = slot.first > after;
        let mut spine: Option<Spine> = None;
        let at_hand = ids.filter(|_| is_new).map(|ids| {
            let many = slot.last - slot.first + 1;
            ids.read(slot.first - after - 1, many)
        });
        let at_hand = at_hand.transpose()?;
        let mut hits: Vec<(u128, u64)> = Vec::new();
        for (position, end) in (slot.first..).zip(Spine::ends(&block)?) {
            if !(wanted.may_hold(end) || is_new && old.may_hold(end)) {
                continue;
            }
            let known = at_hand.as_ref().and_then(|ids| {
                let place = usize::try_from(position - slot.first).ok()?;
                ids.get(place).copied()
            });
            let id = match (known, &spine) {
                (Some(id), _) => id,
                (None, Some(spine)) => line_id(ground, spine, slot.first, position)?,
                (None, None) => {
                    let read = Spine::decode(&block, slot.last - slot.first + 1)?;
                    line_id(ground, spine.insert(read), slot.first, position)?
                }
            };
            if is_new && old.ids.contains(&id) {
                return doubt("an entry of an id that was amended before");
            }
            if wanted.ids.contains(&id) {
                hits.push((id, position));
            }
        }
        Ok(hits)
    });
    let mut places: ById<u64> = ById::default();
    for hits in found {
        for (id, position) in hits? {
            if places.insert(id, position).is_some() {
                return doubt("an id that is amended stands for two entries");
            }
        }
    }
    let place = |it: &Amending| places.get(&it.target).copied().unwrap_or(0);
    Ok(new.iter().map(place).collect())
}

/// The id in the line of an entry.
fn line_id(ground: &Ground<'_>, spine: &Spine, first: u64, position: u64) -> Sound<u128> {
    let row = usize::try_from(position - first).unwrap_or(usize::MAX);
    let offset = spine.offsets.get(row).copied().unwrap_or(-1);
    let mark = Mark {
        position,
        offset: u64::try_from(offset).unwrap_or(u64::MAX),
    };
    Ok(ground.log.entry(mark)?.entry.id.as_u128())
}
