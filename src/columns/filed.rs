//! Facts in files as a history asks for them: the trait `Files` over parts and the log. Owns that
//! every doubt is kept and told; folds nothing, and decides no more than that.

use std::sync::{Arc, OnceLock};

use uuid::Uuid;

use super::block::Table;
use super::decode::Decoder;
use super::ends::Ends;
use super::few::Few;
use super::ground::{Ground, Spines};
use super::part::Part;
use super::root::{self, BOUGH, TWIG};
use super::rows;
use super::signs::Index;
use super::spine::check_of;
use super::{Limits, Sound, doubt};
use crate::amend::Sign;
use crate::event::Kind;
use crate::event::when::Instant;
use crate::facts::book::Book;
use crate::facts::compact::{ExitRow, Left, LevelRow, MomentRow};
use crate::facts::files::{Files, Wanted};
use crate::facts::scope::{Claims, Scope};
use crate::log::file::FileLog;
use crate::log::{Entry, Log as _};
use crate::merkle::Hash;

/// A generation of columns, the entries after it, and the log.
#[derive(Debug)]
pub(super) struct Filed {
    log: FileLog,
    parts: Vec<Arc<Part>>,
    limits: Limits,
    index: OnceLock<Option<Index>>,
    few: Few,
    spines: Spines,
    ends: Ends,
    doubt: OnceLock<String>,
}

impl Filed {
    /// Of parts that cover the log.
    pub(super) fn new(log: FileLog, parts: Vec<Arc<Part>>, limits: Limits) -> Filed {
        Filed {
            log,
            parts,
            limits,
            index: OnceLock::new(),
            few: Few::default(),
            spines: Spines::default(),
            ends: Ends::default(),
            doubt: OnceLock::new(),
        }
    }

    pub(super) fn ground(&self) -> Ground<'_> {
        Ground {
            log: &self.log,
            parts: &self.parts,
            spines: &self.spines,
        }
    }

    pub(super) fn threads(&self) -> usize {
        self.limits.threads
    }

    /// Bytes of the log from an offset on.
    pub(super) fn bytes(&self, offset: u64, most: usize) -> Sound<Vec<u8>> {
        Ok(self.log.bytes(offset, most)?)
    }

    /// The amendments; none, and a doubt, if they cannot be read.
    pub(super) fn index(&self) -> Option<&Index> {
        let read = || self.sure(self.ground().index(None, self.threads()));
        self.index.get_or_init(read).as_ref()
    }

    /// What was read; a doubt is kept.
    pub(super) fn sure<T>(&self, read: Sound<T>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(why) => {
                self.suspect(&why.0);
                None
            }
        }
    }

    /// The entry at a position, as its line says and the spine expects.
    fn line(&self, position: u64) -> Sound<Entry> {
        let (spine, row) = self.ground().spine(position)?;
        let read = self.log.entry(self.ground().mark(position)?)?;
        match spine.checks.get(row) {
            Some(check) if *check == check_of(&read.leaf) => Ok(read.entry),
            _ => doubt(format!("entry {position} is not the one that was filed")),
        }
    }

    fn root(&self, position: u64) -> Sound<Hash> {
        if position == self.log.head().position {
            return Ok(self.log.head().frontier.root());
        }
        let boughs = self.subtrees(Table::Boughs, BOUGH, 0, position / BOUGH)?;
        let twigs = self.subtrees(
            Table::Twigs,
            TWIG,
            position / BOUGH * (BOUGH / TWIG),
            position / TWIG,
        )?;
        let mut leaves = Vec::new();
        let from = position / TWIG * TWIG + 1;
        if from <= position {
            self.log
                .leaves(self.ground().mark(from)?, position, &mut leaves)?;
        }
        let mut checked = true;
        for (at, leaf) in (from..).zip(&leaves) {
            let (spine, row) = self.ground().spine(at)?;
            checked &= spine.checks.get(row) == Some(&check_of(leaf));
        }
        match root::root_over(&boughs, &twigs, &leaves) {
            Some(root) if checked => Ok(root),
            _ => doubt("lines before the position are not those that were filed"),
        }
    }

    /// Of the subtrees of so many leaves those from one to another, by number.
    fn subtrees(&self, table: Table, leaves: u64, from: u64, to: u64) -> Sound<Vec<Hash>> {
        let mut found = Vec::new();
        let mut due = from;
        for (part, slot) in self.ground().slots(table) {
            // Subtree n ends at leaf (n + 1) × leaves, which lies in this block's reach.
            let (first, end) = (slot.first.saturating_sub(1) / leaves, slot.last / leaves);
            if due >= to || end <= due {
                continue;
            }
            if first > due {
                return doubt("roots of subtrees are missing");
            }
            let bytes = part.block(slot)?;
            let (all, _) = bytes.as_chunks::<32>();
            let passed = usize::try_from(due - first).unwrap_or(usize::MAX);
            let wanted = usize::try_from(to.min(end) - due).unwrap_or(usize::MAX);
            found.extend(all.iter().skip(passed).take(wanted));
            due = to.min(end);
        }
        match found.len() as u64 == to - from {
            true => Ok(found),
            false => doubt("roots of subtrees are missing"),
        }
    }

    fn all_labels(&self) -> Sound<Vec<(String, u64)>> {
        let mut labels = Vec::new();
        for (part, slot) in self.ground().slots(Table::Labels) {
            let bytes = part.block(slot)?;
            let mut read = Decoder::new(&bytes);
            let positions = read.numbers()?;
            let texts = read.alike()?;
            let pairs = texts.into_iter().zip(positions);
            let within = |position: i64| u64::try_from(position).unwrap_or(u64::MAX);
            labels.extend(pairs.map(|(label, at)| (label, within(at))));
        }
        labels.retain(|(_, position)| *position <= self.position());
        Ok(labels)
    }

    /// Of entries whose ids may end in these bits those that do, in order.
    fn confirmed(&self, end: u128, bits: u32) -> Sound<Vec<u64>> {
        let mask = match bits {
            128.. => u128::MAX,
            fewer => (1_u128 << fewer) - 1,
        };
        let mut found = Vec::new();
        let places = self.ends.of(&self.ground(), end, bits, self.threads())?;
        for position in places {
            if position <= self.position() && self.line(position)?.id.as_u128() & mask == end & mask
            {
                found.push(position);
            }
        }
        Ok(found)
    }

    /// The last block whose first entry was recorded by then tells where the instant falls.
    fn by(&self, by: Instant) -> Sound<u64> {
        let spines: Vec<_> = self.ground().slots(Table::Spine).collect();
        let after = spines.partition_point(|(_, slot)| slot.from <= by.0);
        let Some((_, slot)) = after.checked_sub(1).and_then(|at| spines.get(at)) else {
            return Ok(0);
        };
        let last = if slot.to <= by.0 {
            slot.last
        } else {
            let (spine, _) = self.ground().spine(slot.first)?;
            let within = spine.recorded.partition_point(|at| *at <= by.0);
            slot.first + within as u64 - 1
        };
        Ok(last.min(self.position()))
    }
}

impl Files for Filed {
    fn position(&self) -> u64 {
        self.log.head().position
    }

    fn doubt(&self) -> Option<String> {
        self.doubt.get().cloned()
    }

    fn suspect(&self, why: &str) {
        // The first doubt is enough.
        let _ = self.doubt.set(why.to_owned());
    }

    fn recorded_at(&self, position: u64) -> Option<Instant> {
        // Of the last entry of a segment the directory says it: most ask for the last of all.
        let ground = self.ground();
        let mut spines = ground.slots(Table::Spine);
        if let Some((_, slot)) = spines.find(|(_, slot)| slot.last == position) {
            return Some(Instant(slot.to));
        }
        let (spine, row) = self.sure(self.ground().spine(position))?;
        spine.recorded_at(row)
    }

    fn recorded_by(&self, by: Instant) -> u64 {
        self.sure(self.by(by)).unwrap_or(0)
    }

    fn root_at(&self, position: u64) -> Option<Hash> {
        self.sure(self.root(position))
    }

    fn entry(&self, position: u64) -> Option<Entry> {
        self.sure(self.line(position))
    }

    fn place_of(&self, id: Uuid) -> Option<u64> {
        let found = self.sure(self.confirmed(id.as_u128(), 128))?;
        found.first().copied()
    }

    fn places_ending(&self, end: u128, bits: u32) -> Vec<u64> {
        self.sure(self.confirmed(end, bits)).unwrap_or_default()
    }

    fn labels(&self) -> Vec<(String, u64)> {
        self.sure(self.all_labels()).unwrap_or_default()
    }

    fn signs(&self, target: Uuid) -> Vec<Sign> {
        let target = target.as_u128();
        let few = match self.index.get() {
            Some(_) => None,
            None => self
                .sure(self.few.of(&self.ground(), target, self.threads()))
                .flatten(),
        };
        let all = || {
            let index = self.index().into_iter();
            let found = index.flat_map(|index| index.of_target(target));
            found.map(|it| it.sign).collect()
        };
        let mut signs: Vec<Sign> = few.unwrap_or_else(all);
        signs.retain(|it| it.position <= self.position());
        signs
    }

    fn segments(&self) -> usize {
        self.ground().slots(Table::Spine).count()
    }

    fn walk(&self, wanted: Wanted<'_>, each: &(dyn Fn(usize, &Entry) + Sync)) {
        self.sure(self.walk_lines(wanted, each));
    }

    fn exits(&self, scope: &Scope<'_>, book: &mut Book) -> Vec<ExitRow> {
        let wanted: (&[Kind], _) = (&[Kind::FundExit], Claims::IfAsked);
        self.sure(rows::read(self, scope, wanted, book))
            .unwrap_or_default()
    }

    fn levels(
        &self,
        scope: &Scope<'_>,
        book: &mut Book,
        each: &mut dyn FnMut(&Book, LevelRow),
    ) -> Left {
        let wanted: (&[Kind], _) = (&[Kind::Holding], Claims::IfAsked);
        let read = rows::each(self, scope, wanted, book, &mut |book, rows| {
            rows.into_iter().for_each(|row| each(book, row));
        });
        self.sure(read).unwrap_or_default()
    }

    fn moments(&self, scope: &Scope<'_>, kinds: &[Kind], claims: Claims) -> Vec<MomentRow> {
        let read = rows::read(self, scope, (kinds, claims), &mut Book::default());
        self.sure(read).unwrap_or_default()
    }
}
