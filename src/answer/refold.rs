//! A view folded forward by folding it again: for views that have no fold of their own in
//! `projection::replay`. Owns when it has to be folded again: when an entry of its kinds comes
//! in or is amended, or D moves. Costs a fold each time.

use std::collections::HashMap;

use serde_json::Value;

use super::diff::key_text;
use super::follow::{Followed, NODE, Names, Rows};
use super::run;
use crate::event::Kind;
use crate::event::json::canonical;
use crate::facts::Scope;
use crate::projection::replay::board::{change, write_array};
use crate::projection::replay::{Arrival, Change, Fold};
use crate::projection::tally::Tally;

/// The last fold of a view.
#[derive(Debug)]
pub struct Refold {
    followed: &'static Followed,
    rows: Rows,
}

impl Refold {
    /// Nothing folded yet.
    pub fn new(followed: &'static Followed) -> Refold {
        let rows = Rows::default();
        Refold { followed, rows }
    }

    /// A view that takes links rests on their ends as well, of whatever kind.
    fn concerns(&self, arrival: &Arrival<'_>) -> bool {
        let kinds = self.followed.listed.kinds;
        kinds.contains(&Kind::Link) || kinds.contains(&arrival.subject.event.kind())
    }
}

impl<'h> Fold<'h> for Refold {
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change> {
        let concerned = self.concerns(arrival);
        if !concerned && !arrival.new_day {
            return Vec::new();
        }
        let question = self.followed.question(false);
        let found = run::run(scope, &question, &mut Tally::default());
        // Nothing of the question can be refused: it names no entry and brings no rules.
        let rows = found.map(|found| Rows::of(&found.view)).unwrap_or_default();
        let mut changes = compare(NODE, &self.rows.nodes, &rows.nodes);
        changes.extend(compare(self.followed.names, &self.rows.rows, &rows.rows));
        self.rows = rows;
        for change in &mut changes {
            change.aged = !concerned;
        }
        changes
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        let texts = |rows: &[Value]| rows.iter().map(canonical).collect::<Vec<String>>();
        write_array(texts(&self.rows.rows).iter(), out);
    }
}

/// What differs between two lists of rows: in the order of the later one, then what is gone.
pub fn compare(names: Names, before: &[Value], after: &[Value]) -> Vec<Change> {
    let key = |row: &Value| key_text(names, row);
    let mut old: HashMap<String, &Value> = before.iter().map(|row| (key(row), row)).collect();
    let mut changes = Vec::new();
    for row in after {
        match old.remove(&key(row)) {
            Some(same) if same == row => {}
            found => changes.push(change(names, found.cloned(), Some(row.clone()))),
        }
    }
    let gone = before.iter().filter(|row| old.contains_key(&key(row)));
    changes.extend(gone.map(|row| change(names, Some(row.clone()), None)));
    changes
}
