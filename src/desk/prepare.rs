//! From a batch to a commit that may be appended: REFs resolved, what is already recorded
//! left out, every rule checked, all problems of all events at once. Changes nothing on disk.

use std::collections::HashSet;

use uuid::Uuid;

use super::batch::Batch;
use super::overlay::{Names, Overlay};
use super::{DeskError, Placed, resolve, rules, unspooled};
use crate::event::{Event, Fault, Kind, Problem};
use crate::keys::Known;
use crate::log::Entry;

/// A batch that may be appended to a log at `position`.
#[derive(Debug, Default)]
pub struct Prepared {
    /// Position of the log it was checked against.
    pub position: u64,
    /// Events to record.
    pub new: u64,
    /// Input events that were already recorded.
    pub already: u64,
    /// What the writer should be told.
    pub warnings: Vec<String>,
    /// Ids that events of the batch name: what was appended since must not touch them.
    touched: HashSet<Uuid>,
}

/// Checks a batch against what is known.
pub fn prepare(batch: &mut Batch, known: &dyn Known) -> Result<Prepared, DeskError> {
    batch.reset();
    let mut problems: Vec<Placed> = Vec::new();
    resolve_all(batch, known, &mut problems)?;
    if problems.is_empty() {
        mark_already(batch, known, &mut problems)?;
    }
    let mut prepared = Prepared {
        position: known.position(),
        new: 0,
        already: 0,
        warnings: Vec::new(),
        touched: HashSet::new(),
    };
    if problems.is_empty() {
        let names = index(batch, &mut prepared.touched)?;
        check_labels(batch, known, &mut problems)?;
        check_all(batch, known, &names, &mut prepared, &mut problems)?;
    }
    if problems.is_empty() {
        Ok(prepared)
    } else {
        Err(DeskError::Refused(problems))
    }
}

impl Prepared {
    /// Whether entries appended since it was prepared leave the outcome as it is: they share no
    /// id, label or stage with the batch and, if the batch names other entries, amend nothing (an
    /// amendment can reach further than the entry that it names).
    pub fn still_holds(&self, batch: &Batch, since: &[Entry]) -> bool {
        !since.iter().any(|entry| {
            let event = &entry.event;
            let label_taken = event
                .label()
                .is_some_and(|label| batch.by_label(label).is_some());
            let amends = event.kind().is_amendment() && !self.touched.is_empty();
            let same_stage = event
                .reference("follows")
                .is_some_and(|stage| self.touched.contains(&stage));
            label_taken || amends || same_stage || batch.by_id(entry.id).is_some()
        })
    }
}

fn resolve_all(
    batch: &mut Batch,
    known: &dyn Known,
    problems: &mut Vec<Placed>,
) -> Result<(), DeskError> {
    for index in (0..batch.len())
        .filter(|index| batch.has_references(*index))
        .collect::<Vec<_>>()
    {
        let raw = batch.raw(index).map_err(unspooled)?;
        match resolve::resolve(&raw, known, batch)? {
            Ok(event) => batch.set_ready(index, &event).map_err(unspooled)?,
            Err(faults) => place(batch, index, faults, problems),
        }
    }
    Ok(())
}

/// Same id and same stored form again: already recorded. Same id, another form: refused.
fn mark_already(
    batch: &mut Batch,
    known: &dyn Known,
    problems: &mut Vec<Placed>,
) -> Result<(), DeskError> {
    for index in (0..batch.len())
        .filter(|index| batch.is_given(*index))
        .collect::<Vec<_>>()
    {
        let id = batch.id(index);
        let recorded = known.by_id(id)?;
        let (before, whose) = match (&recorded, batch.by_id(id)) {
            (Some(entry), _) => (entry.event.canonical(), format!("@{}", entry.position)),
            (None, Some(first)) if first < index => (
                batch.ready_text(first).map_err(unspooled)?,
                "an earlier line".into(),
            ),
            _ => continue,
        };
        if before == batch.ready_text(index).map_err(unspooled)? {
            batch.set_already(index);
        } else {
            let fault = Fault::new(
                "id_reused",
                format!("the id {id} is that of {whose}, which says something else"),
                "nothing is ever edited: leave the id out for a new event, or record a correction of the first",
            );
            place(batch, index, vec![fault.at("id")], problems);
        }
    }
    Ok(())
}

/// Who names whom in the batch. Ids are kept only for events that something names, so that a
/// large import of plain events needs no table of them.
fn index(batch: &Batch, touched: &mut HashSet<Uuid>) -> Result<Names, DeskError> {
    let mut names = Names::default();
    for index in
        (0..batch.len()).filter(|index| batch.has_references(*index) && !batch.is_already(*index))
    {
        let event = batch.ready(index).map_err(unspooled)?;
        for field in ["cause", "effect", "target", "follows"] {
            touched.extend(event.reference(field));
        }
        if event.kind().is_amendment()
            && let Some(target) = event.reference("target")
        {
            names.amendments.entry(target).or_default().push(index);
        }
        for stage in [
            event.reference("follows"),
            changed_reference(&event, "follows"),
        ]
        .into_iter()
        .flatten()
        {
            touched.insert(stage);
            names.followers.entry(stage).or_default().push(index);
        }
        touched.extend(
            ["cause", "effect"]
                .into_iter()
                .filter_map(|field| changed_reference(&event, field)),
        );
    }
    for index in (0..batch.len()).filter(|index| !batch.is_already(*index)) {
        let id = batch.id(index);
        if touched.contains(&id) || batch.has_references(index) || batch.is_given(index) {
            names.index.insert(id, index);
        }
    }
    Ok(names)
}

/// The id that a correction puts into a field.
pub fn changed_reference(event: &Event, field: &str) -> Option<Uuid> {
    if event.kind() != Kind::Correction {
        return None;
    }
    let text = event.fields().get("changes")?.get(field)?.as_str()?;
    Uuid::parse_str(text).ok()
}

/// A label belongs to one entry for ever.
fn check_labels(
    batch: &Batch,
    known: &dyn Known,
    problems: &mut Vec<Placed>,
) -> Result<(), DeskError> {
    for (label, index) in batch.labels() {
        if batch.is_already(index) {
            continue;
        }
        if let Some(entry) = known.by_label(label)? {
            place(
                batch,
                index,
                vec![rules::label_taken(label, &format!("@{}", entry.position))],
                problems,
            );
        }
    }
    for (index, first) in batch.repeated_labels() {
        if !batch.is_already(*index) {
            let event = batch.raw(*index).map_err(unspooled)?;
            let whose = match batch.place(*first).line {
                Some(line) => format!("the event of line {line}"),
                None => "an earlier event of this import".into(),
            };
            place(
                batch,
                *index,
                vec![rules::label_taken(
                    event.label().unwrap_or_default(),
                    &whose,
                )],
                problems,
            );
        }
    }
    Ok(())
}

fn check_all(
    batch: &Batch,
    known: &dyn Known,
    names: &Names,
    prepared: &mut Prepared,
    problems: &mut Vec<Placed>,
) -> Result<(), DeskError> {
    let small = batch.len() <= super::LARGE;
    for index in 0..batch.len() {
        if batch.is_already(index) {
            prepared.already += 1;
            continue;
        }
        prepared.new += 1;
        if !small && !batch.has_references(index) {
            continue;
        }
        let overlay = Overlay {
            known,
            batch,
            names,
            upto: index,
        };
        let event = batch.ready(index).map_err(unspooled)?;
        place(
            batch,
            index,
            rules::check(&overlay, batch.id(index), &event)?,
            problems,
        );
        if small {
            prepared.warnings.extend(rules::advise(&overlay, &event)?);
        }
    }
    Ok(())
}

fn place(batch: &Batch, index: usize, found: Vec<Problem>, problems: &mut Vec<Placed>) {
    problems.extend(found.into_iter().map(|problem| Placed {
        place: batch.place(index),
        problem,
    }));
}
