//! Facts drawn from every entry of some kinds, as known in a scope: from memory, or line by line from
//! the log, by all cores and without keeping the entries. Owns the order of what is drawn, which is
//! that of the log however many threads there were.

use std::sync::Mutex;

use uuid::Uuid;

use super::files::{Files, Wanted};
use super::ids::{ById, Ids};
use super::scope::{Claims, Scope, Standing};
use crate::amend::AsKnown;
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
        for drawn in self.from_files(files, &Kind::ALL, Some(ids), wanted) {
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
            Some(files) => self.from_files(files, kinds, None, of),
            None => in_memory(self.entries(), of),
        }
    }

    fn from_files<T: Send>(
        &self,
        files: &dyn Files,
        kinds: &[Kind],
        ids: Option<&Ids>,
        of: impl Fn(&Entry) -> Option<T> + Sync,
    ) -> Vec<T> {
        let found: Vec<Mutex<Vec<T>>> = (0..files.segments()).map(|_| Mutex::default()).collect();
        let wanted = Wanted {
            known: self.point().known,
            kinds,
            ids,
        };
        files.walk(wanted, &|segment, entry| {
            let Some(drawn) = of(entry) else { return };
            // One thread at a time is in a segment, and none panics in there.
            if let Some(Ok(mut list)) = found.get(segment).map(Mutex::lock) {
                list.push(drawn);
            }
        });
        let lists = found.into_iter().filter_map(|list| list.into_inner().ok());
        lists.flatten().collect()
    }
}

fn in_memory<T: Send>(entries: &[Entry], of: impl Fn(&Entry) -> Option<T> + Sync) -> Vec<T> {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get().min(8));
    if entries.len() <= FEW || cores < 2 {
        return entries.iter().filter_map(of).collect();
    }
    let share = entries.len().div_ceil(cores);
    let one = |part: &[Entry]| part.iter().filter_map(&of).collect::<Vec<T>>();
    let one = &one;
    std::thread::scope(|scope| {
        let parts = entries.chunks(share);
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || one(part))).collect();
        let mut all = Vec::new();
        for thread in threads {
            match thread.join() {
                Ok(part) => all.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}
