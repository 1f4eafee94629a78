//! The end of a walk over a log whose head is lost or was not asked for. Owns what is then
//! damage, what a torn tail, and that a lost end cannot be ruled out.

use super::super::report::{Finding, Severity};
use super::super::state::Trouble;
use super::Walk;

impl Walk<'_> {
    pub(super) fn without_head(&mut self, trouble: Option<Trouble>, lost: bool) {
        let torn = self.lines.length() - self.sound.bytes;
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
