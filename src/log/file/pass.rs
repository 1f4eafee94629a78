//! One pass over the commits of a log, from a known prefix to the head, every root checked on
//! the way. Owns where it may begin and what passing the head's end without meeting it means;
//! what is done with a commit is the caller's.

use super::FileLog;
use super::kept::Keep;
use super::survey::{self, Trouble};
use super::walk::Walk;
use crate::log::{Head, LogError, Passed};

impl FileLog {
    /// Calls `each` for every commit after `known`, once all of it has been checked; `keep` is what
    /// of it is then to be had.
    pub(super) fn pass_commits(
        &self,
        known: &Head,
        keep: Keep,
        each: &mut dyn FnMut(&mut Walk<'_>) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        let start = if known.position == 0 {
            self.first.empty_head()
        } else {
            known.clone()
        };
        if start.bytes > self.head.bytes || (start.bytes == self.head.bytes && start != self.head) {
            return Err(LogError::NotThere {
                position: start.position,
                offset: start.bytes,
            });
        }
        let mut sound = start.clone();
        let mut walk = Walk::after(self.ground(), start, keep);
        while walk.sound().bytes < self.head.bytes {
            if let Err(stop) = walk.advance() {
                return Err(self.stopped(stop, &sound));
            }
            // Passing the head's bytes without a commit that ends there is damage too.
            if let Some(slot) = self
                .slot
                .as_ref()
                .filter(|slot| sound.bytes < slot.head.bytes)
                && let Some(wrong) = survey::disagreement(walk.sound(), slot)
            {
                return Err(Trouble::Damaged(wrong, sound.position).into());
            }
            each(&mut walk)?;
            sound = walk.sound().clone();
        }
        if let Some(slot) = &self.slot
            && self.trouble.is_none()
            && sound.bytes == slot.head.bytes
            && let Some(wrong) = survey::disagreement(&sound, slot)
        {
            return Err(Trouble::Damaged(wrong, sound.position).into());
        }
        self.trouble().map_or(Ok(()), Err)
    }

    /// Calls `each` for every line of every commit, entries before the commit line that closes
    /// them; no event is decoded. Ends with the error of damage or loss as a read does.
    ///
    /// # Errors
    /// What `each` says, `Io`, `Damaged`, `Lost`, `Newer`.
    pub fn pass(
        &self,
        each: &mut dyn FnMut(Passed<'_>) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        self.pass_commits(&self.beginning(), Keep::Lines, &mut |walk| {
            walk.hand_over_lines(each)
        })
    }
}
