//! Which entry has which label, of a history in memory. Owns that it is worked out when somebody
//! asks, which few views do, and that of two entries the earlier has it; reads no log.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::log::Entry;

/// Labels with the places of their entries.
#[derive(Debug, Default)]
pub(super) struct Labels(OnceLock<HashMap<String, usize>>);

impl Labels {
    /// Those of some entries, which must be all that there are.
    pub fn of(&self, entries: &[Entry]) -> &HashMap<String, usize> {
        self.0.get_or_init(|| {
            let mut labels = HashMap::new();
            for (index, entry) in entries.iter().enumerate() {
                add(entry, index, &mut labels);
            }
            labels
        })
    }

    /// Takes in an entry that comes after them.
    pub fn grow(&mut self, entry: &Entry, index: usize) {
        if let Some(labels) = self.0.get_mut() {
            add(entry, index, labels);
        }
    }
}

fn add(entry: &Entry, index: usize, labels: &mut HashMap<String, usize>) {
    if let Some(label) = entry.event.label() {
        labels.entry(label.to_owned()).or_insert(index);
    }
}
