//! An event after a correction of it, told from the texts of both: the fast twin of `decode::patched`.
//! Owns no rule; of what it is not sure it says nothing, and the exact way judges.

use super::{Bench, Quick};

/// What identifies an event, and no correction changes.
pub const FIXED: [&str; 3] = ["kind", "label", "id"];

/// What one thread works with: benches for an event, a correction of it, and what that leaves.
#[derive(Debug, Default)]
pub struct Patches {
    before: Bench,
    correction: Bench,
    after: Bench,
    text: String,
}

impl Patches {
    /// The event after a correction, if both and it are surely valid.
    pub fn patched(&mut self, event: &str, correction: &str) -> Option<Quick<'_>> {
        let before = self.before.read(event).filter(is_stored)?;
        if before.kind.is_amendment() {
            return None;
        }
        let correction = self.correction.read(correction).filter(is_stored)?;
        let changes = correction.view.member("changes")?;
        if FIXED.iter().any(|name| changes.member(name).is_some()) {
            return None;
        }
        self.text.clear();
        before.view.patched(changes, &mut self.text)?;
        let after = self.after.read(&self.text)?;
        (after.kind == before.kind && after.id.is_none()).then_some(after)
    }

    /// An event that is surely valid, and is stored.
    pub fn read<'b>(&'b mut self, event: &'b str) -> Option<Quick<'b>> {
        self.after.read(event).filter(is_stored)
    }
}

/// Whether no id stands in it, which is beside it in the log.
fn is_stored(quick: &Quick<'_>) -> bool {
    quick.id.is_none()
}
