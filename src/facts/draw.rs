//! Facts drawn from every entry of some kinds, as known in a scope: from memory, or line by line from
//! the log, by all cores and without keeping the entries. Owns the order of what is drawn, which is
//! that of the log however many threads there were.

use std::sync::Mutex;

use uuid::Uuid;

use super::files::{Files, Wanted};
use super::history::History;
use super::ids::{ById, Ids};
use super::scope::{Claims, Scope, Standing};
use crate::amend::AsKnown;
use crate::crew;
use crate::event::{Event, Kind};
use crate::log::Entry;

/// So many entries are looked at by one thread alone.
const FEW: usize = 50_000;

/// What was drawn from one entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn<F> {
    /// Of the entry.
    pub position: u64,
    /// Of the entry, as a number.
    pub id: u128,
    /// What becomes of it in the view.
    pub standing: Standing,
    /// Has a dispute that counts.
    pub disputed: bool,
    /// The fact, if it yields one.
    pub fact: Option<F>,
}

impl Scope<'_> {
    /// A fact of each entry of some kinds within `--known`, in order of position, and what the clocks
    /// make of it.
    pub fn facts<F: Send>(
        &self,
        kinds: &[Kind],
        claims: Claims,
        of: impl Fn(&Event) -> Option<F> + Sync,
    ) -> Vec<Drawn<F>> {
        self.draw(kinds, |entry, known| {
            Some(Drawn {
                position: entry.position,
                id: entry.id.as_u128(),
                standing: self.standing(known, claims),
                disputed: !known.disputes.is_empty(),
                fact: of(&known.event),
            })
        })
    }

    /// The same of the entries of these ids, of those that share one the earliest.
    pub fn facts_of<F: Send>(
        &self,
        ids: &Ids,
        claims: Claims,
        of: impl Fn(&Event) -> Option<F> + Sync,
    ) -> ById<Drawn<F>> {
        let one = |entry: &Entry| {
            let known = self.see(entry);
            Drawn {
                position: entry.position,
                id: entry.id.as_u128(),
                standing: self.standing(&known, claims),
                disputed: !known.disputes.is_empty(),
                fact: of(&known.event),
            }
        };
        let mut found: ById<Drawn<F>> = ById::default();
        let Some(files) = self.history().files() else {
            let entries = ids.iter().filter_map(|id| self.find(Uuid::from_u128(*id)));
            found.extend(entries.map(|entry| (entry.id.as_u128(), one(entry))));
            return found;
        };
        let wanted = |entry: &Entry| ids.contains(&entry.id.as_u128()).then(|| one(entry));
        for drawn in self.out_of(files, &Kind::ALL, Some(ids), wanted) {
            found.entry(drawn.id).or_insert(drawn);
        }
        found
    }

    /// What `each` makes of every entry of some kinds within `--known`, in order of position. Of an
    /// entry from files only what facts and filters ask of it is there: no title, quote or note.
    pub fn draw<T: Send>(
        &self,
        kinds: &[Kind],
        each: impl Fn(&Entry, &AsKnown<'_>) -> Option<T> + Sync,
    ) -> Vec<T> {
        let of = |entry: &Entry| {
            let wanted = kinds.contains(&entry.event.kind());
            wanted.then(|| each(entry, &self.see(entry))).flatten()
        };
        match self.history().files() {
            Some(files) => self.out_of(files, kinds, None, of),
            None => in_memory(self.entries(), of),
        }
    }

    /// Entries of some kinds within `--known` taken in piece by piece: each piece begins empty and has
    /// its entries in order of position, and so come the pieces. What is not kept in them is not held.
    pub fn gather<A: Default + Send>(
        &self,
        kinds: &[Kind],
        each: impl Fn(&mut A, &Entry, &AsKnown<'_>) + Sync,
    ) -> Vec<A> {
        let take = |piece: &mut A, entry: &Entry| {
            if kinds.contains(&entry.event.kind()) {
                each(piece, entry, &self.see(entry));
            }
        };
        match self.history().files() {
            Some(files) => self.pieces(files, kinds, None, take),
            None => held_pieces(self.entries(), take),
        }
    }

    /// The entries within `--known` that have one of these ids, with their positions in order; more
    /// than one where an id stands twice.
    pub fn places(&self, ids: &Ids) -> Vec<(u128, u64)> {
        let of = |entry: &Entry| {
            let id = entry.id.as_u128();
            ids.contains(&id).then_some((id, entry.position))
        };
        match self.history().files() {
            _ if ids.is_empty() => Vec::new(),
            Some(files) => self.out_of(files, &Kind::ALL, Some(ids), of),
            None => in_memory(self.entries(), of),
        }
    }

    fn out_of<T: Send>(
        &self,
        files: &dyn Files,
        kinds: &[Kind],
        ids: Option<&Ids>,
        of: impl Fn(&Entry) -> Option<T> + Sync,
    ) -> Vec<T> {
        let take = |list: &mut Vec<T>, entry: &Entry| list.extend(of(entry));
        joined(self.pieces(files, kinds, ids, take))
    }

    fn pieces<A: Default + Send>(
        &self,
        files: &dyn Files,
        kinds: &[Kind],
        ids: Option<&Ids>,
        take: impl Fn(&mut A, &Entry) + Sync,
    ) -> Vec<A> {
        let found: Vec<Mutex<A>> = (0..files.segments()).map(|_| Mutex::default()).collect();
        let wanted = Wanted {
            known: self.point().known,
            kinds,
            ids,
        };
        files.walk(wanted, &|segment, entry| {
            // One thread at a time is in a segment, and none panics in there.
            if let Some(Ok(mut piece)) = found.get(segment).map(Mutex::lock) {
                take(&mut piece, entry);
            }
        });
        let pieces = found.into_iter();
        pieces.filter_map(|piece| piece.into_inner().ok()).collect()
    }
}

/// Lists behind each other; each is given back as soon as it was moved.
fn joined<T>(lists: Vec<Vec<T>>) -> Vec<T> {
    let mut all = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    lists.into_iter().for_each(|list| all.extend(list));
    all
}

fn in_memory<T: Send>(entries: &[Entry], of: impl Fn(&Entry) -> Option<T> + Sync) -> Vec<T> {
    joined(held_pieces(entries, |list: &mut Vec<T>, entry| {
        list.extend(of(entry));
    }))
}

fn held_pieces<A: Default + Send>(
    entries: &[Entry],
    take: impl Fn(&mut A, &Entry) + Sync,
) -> Vec<A> {
    let one = |part: &[Entry]| {
        let mut piece = A::default();
        part.iter().for_each(|entry| take(&mut piece, entry));
        piece
    };
    if entries.len() <= FEW {
        return vec![one(entries)];
    }
    let cores = crew::threads().clamp(1, 8);
    in_parts(entries, entries.len().div_ceil(cores), one)
}

/// Makes something of each part of a list, a thread a part, in order.
fn in_parts<T: Sync, R: Send>(items: &[T], size: usize, one: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let one = &one;
    std::thread::scope(|scope| {
        let parts = items.chunks(size.max(1));
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || one(part))).collect();
        let mut all = Vec::with_capacity(threads.len());
        for thread in threads {
            match thread.join() {
                Ok(part) => all.push(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}

impl History {
    /// What is made of the whole entries at some positions, in the order of the positions, by all
    /// cores; no entry is kept.
    pub fn each_at<T: Send>(
        &self,
        positions: &[u64],
        of: impl Fn(&Entry) -> Option<T> + Sync,
    ) -> Vec<T> {
        let one = |part: &[u64]| {
            let entries = part.iter().filter_map(|position| self.read(*position));
            entries.filter_map(|entry| of(&entry)).collect::<Vec<T>>()
        };
        match positions.len() {
            0..64 => one(positions),
            many => joined(in_parts(
                positions,
                many.div_ceil(crew::threads().clamp(1, 8)),
                one,
            )),
        }
    }
}
