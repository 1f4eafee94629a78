//! Sections that were made of a long log, so that the same is not folded twice, and the turn of
//! those that are to be made: one at a time, for each takes all cores. Owns how much is kept; what a
//! section says at a position never changes, so nothing of it grows old.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

/// Bytes of sections that are kept.
const MOST: usize = 32 << 20;
/// How often a page that waits for its turn looks whether it still has a reader.
const LOOK: Duration = Duration::from_millis(100);

/// Sections by what was asked, the oldest first.
#[derive(Debug, Default)]
pub struct Kept {
    sections: Mutex<VecDeque<(String, Arc<str>)>>,
    turn: Mutex<()>,
}

impl Kept {
    /// A section that was made before.
    pub fn get(&self, key: &str) -> Option<String> {
        let sections = self.sections.lock().unwrap_or_else(PoisonError::into_inner);
        let found = sections.iter().find(|(known, _)| known == key);
        found.map(|(_, section)| section.to_string())
    }

    /// Keeps a section, and forgets the oldest ones for it.
    pub fn put(&self, key: String, section: &str) {
        let mut sections = self.sections.lock().unwrap_or_else(PoisonError::into_inner);
        sections.retain(|(known, _)| *known != key);
        sections.push_back((key, section.into()));
        let mut size: usize = sections.iter().map(|(_, section)| section.len()).sum();
        while size > MOST {
            size -= sections.pop_front().map_or(size, |(_, old)| old.len());
        }
    }

    /// Waits for its turn to make a section; none for a page that has lost its reader.
    pub fn turn(&self, is_read: &mut dyn FnMut() -> bool) -> Option<MutexGuard<'_, ()>> {
        while is_read() {
            match self.turn.try_lock() {
                Ok(turn) => return Some(turn),
                // Whoever failed in its turn left nothing behind.
                Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOOK),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_sections_go_first_and_one_key_has_one() {
        let kept = Kept::default();
        let large = "x".repeat(MOST / 3);
        for key in ["a", "b", "c", "b"] {
            kept.put(key.to_owned(), &large);
        }
        kept.put("d".to_owned(), &large);
        assert_eq!(kept.get("a"), None);
        assert_eq!(kept.get("b"), Some(large));
        kept.put("e".to_owned(), &"y".repeat(MOST + 1));
        assert!(
            ["a", "b", "c", "d", "e"]
                .iter()
                .all(|key| kept.get(key).is_none())
        );
    }

    #[test]
    fn a_page_without_reader_waits_no_longer() {
        let kept = Kept::default();
        let held = kept.turn(&mut || true);
        let mut looks = 0..3;
        assert!(kept.turn(&mut || looks.next().is_some()).is_none());
        drop(held);
        assert!(kept.turn(&mut || true).is_some());
    }
}
