//! A view folded forward by folding it again, with every entry: for the audit, whose rules look
//! across all entries and which has no fold of its own in `projection::replay`. Costs a fold
//! each time.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::compared::compare;
use super::follow::{Names, Rows};
use super::{Question, run};
use crate::event::json::canonical;
use crate::facts::Scope;
use crate::projection::replay::{Arrival, Change, Fold};
use crate::projection::tally::Tally;

/// The last fold of a view.
#[derive(Debug)]
pub struct Refold {
    question: Question,
    names: Names,
    rows: Vec<Value>,
}

impl Refold {
    /// Nothing folded yet. `question` names no entry and brings no rules: it is never refused.
    pub fn new(question: Question, names: Names) -> Refold {
        Refold {
            question,
            names,
            rows: Vec::new(),
        }
    }
}

impl<'h> Fold<'h> for Refold {
    fn take(&mut self, scope: &Scope<'h>, _: &Arrival<'h>) -> Vec<Change> {
        let found = run::run(scope, &self.question, &mut Tally::default());
        let rows = found.map(|found| Rows::of(&found.view)).unwrap_or_default();
        let changes = compare(self.names, &self.rows, &rows.rows);
        self.rows = rows.rows;
        changes
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        out("[");
        for (index, row) in self.rows.iter().enumerate() {
            if index > 0 {
                out(",");
            }
            out(&canonical(row));
        }
        out("]");
    }

    fn seal(&mut self) -> Sha256 {
        let mut hash = Sha256::new();
        self.write(&mut |piece| hash.update(piece));
        hash
    }
}
