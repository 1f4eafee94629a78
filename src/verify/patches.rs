//! Whether a correction surely leaves a valid event, told from the texts of both. What it is not
//! sure of is looked at exactly (`amended`), so it owns no rule.

use crate::event::Kind;
use crate::event::quick::Bench;

/// What identifies an event; a correction of it is told of.
const FIXED: [&str; 3] = ["id", "kind", "label"];

/// What one thread looks with.
#[derive(Debug, Default)]
pub(super) struct Patches {
    target: Bench,
    correction: Bench,
    after: Bench,
    text: String,
}

impl Patches {
    /// Whether the correction surely makes a valid event of its target.
    pub(super) fn is_valid(&mut self, target: &str, correction: &str) -> bool {
        self.sure(target, correction).is_some()
    }

    fn sure(&mut self, target: &str, correction: &str) -> Option<()> {
        let before = self.target.read(target)?;
        // That a link still joins two events is not told by its text alone.
        if before.kind.is_amendment() || matches!(before.kind, Kind::Link | Kind::Citation) {
            return None;
        }
        let correction = self.correction.read(correction)?;
        let changes = correction.view.member("changes")?;
        if FIXED.iter().any(|name| changes.member(name).is_some()) {
            return None;
        }
        self.text.clear();
        before.view.patched(changes, &mut self.text)?;
        let after = self.after.read(&self.text)?;
        (after.kind == before.kind && after.id.is_none()).then_some(())
    }
}
