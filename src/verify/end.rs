//! What the end of a walk means: tail, damage or loss (`schema/log-format.md` §10), with and
//! without a head. Owns the findings about the end; reads nothing but what the walk holds.

use crate::keys::Comparison;

use super::evidence::Cited;
use super::head;
use super::report::{Finding, Report, Severity};
use super::state::{Head, Trouble};
use super::walk::Walk;

impl Walk<'_> {
    /// Decides what the end means; gives the report, what was cited, and the cache comparison.
    pub(super) fn conclude(
        mut self,
        again: &dyn Fn() -> Option<Vec<u8>>,
    ) -> (Report, Cited, Option<Comparison>) {
        let trouble = self.trouble.take();
        match self.head.clone() {
            _ if self.report.is_damaged() => {}
            Head::Known(slot) => self.against(&slot, trouble, again),
            other => self.without_head(trouble, other == Head::Lost),
        }
        self.report.signatures = self.signatures.finish(&mut self.report);
        self.comparing
            .finish(self.sound.position(), &mut self.report);
        self.report.position = self.sound.position();
        self.report.entries = self.sound.position();
        self.report.root = self.sound.root();
        self.report.commits = self.sound.commits;
        self.report.bytes = self.sound.bytes;
        let cited = self.events.finish(self.report.position, &mut self.report);
        (self.report, cited, self.cache)
    }

    fn against(
        &mut self,
        slot: &head::Slot,
        trouble: Option<Trouble>,
        again: &dyn Fn() -> Option<Vec<u8>>,
    ) {
        let length = self.length;
        let short = length < slot.bytes;
        let anywhere = trouble.as_ref().is_some_and(Trouble::is_damage_anywhere);
        if self.sound.bytes >= slot.bytes && !anywhere {
            self.tail(slot, trouble, again);
            return;
        }
        let explained = trouble.is_some();
        if let Some(trouble) = trouble
            && !(short && trouble.part)
        {
            self.report.add(trouble.damage());
        }
        if short {
            let message = format!(
                "the log has {length} bytes, and head says that it had {} at position {}: entries {} to {} are lost",
                slot.bytes,
                slot.position,
                self.sound.position() + 1,
                slot.position
            );
            self.report.add(
                Finding::new(Severity::Damage, "lost_entries", message)
                    .hint("restore log.jsonl from a copy; or take the shorter log as it is, on purpose: dateline verify --accept-head"),
            );
        } else if !explained {
            let message = format!(
                "head says that a commit ends at byte {}; none does",
                slot.bytes
            );
            self.report.add(
                Finding::new(Severity::Damage, "head_mismatch", message)
                    .hint("restore log.jsonl and head from a copy"),
            );
        }
    }

    /// Bytes beyond the head: whole commits are kept, the rest is torn. An append that was
    /// under way when the reading began is neither: then the head has moved on since.
    fn tail(
        &mut self,
        slot: &head::Slot,
        trouble: Option<Trouble>,
        again: &dyn Fn() -> Option<Vec<u8>>,
    ) {
        let length = self.length;
        if length <= slot.bytes {
            return;
        }
        let now = again().and_then(|bytes| head::choose(&bytes, Some(&slot.log)));
        let moved = now.is_some_and(|now| now.sequence > slot.sequence && now.bytes >= length);
        if moved {
            return;
        }
        let kept = self.sound.position() - slot.position;
        let torn = length - self.sound.bytes;
        let mut message =
            format!("beyond the head: {kept} entries of whole commits, {torn} torn bytes");
        if let Some(trouble) = trouble {
            message.push_str(&format!(" ({})", trouble.message));
        }
        self.report.add(
            Finding::new(Severity::Finding, "tail", message)
                .at(self.sound.line + 1, self.sound.bytes)
                .hint("the next append keeps the whole commits and moves the rest to recovered/"),
        );
    }

    fn without_head(&mut self, trouble: Option<Trouble>, lost: bool) {
        let torn = self.length - self.sound.bytes;
        let anywhere = trouble.as_ref().is_some_and(Trouble::is_damage_anywhere);
        let damage = anywhere || self.commits_follow;
        if damage {
            trouble
                .into_iter()
                .for_each(|found| self.report.add(found.damage()));
        } else if torn > 0 {
            let message = format!("after the last sound commit: {torn} torn bytes");
            self.report.add(
                Finding::new(Severity::Finding, "tail", message)
                    .at(self.sound.line + 1, self.sound.bytes)
                    .hint("the next append moves them to recovered/"),
            );
        }
        if lost {
            self.report.add(
                Finding::new(
                    Severity::Finding,
                    "head_lost",
                    "no slot of head is valid: entries lost from the end would not be noticed",
                )
                .hint("compare position and root with a copy or a checkpoint; the next append writes head again"),
            );
        }
    }
}
