//! From a batch to a commit that may be appended: REFs resolved, what is already recorded
//! left out, every rule checked, all problems of all events at once. Changes nothing on disk.

use super::batch::Batch;
use super::overlay::{Names, Overlay};
use super::{DeskError, Placed, large, resolve, rules, unspooled};
use crate::event::{Fault, Problem};
use crate::keys::Known;
use crate::log::Entry;
use crate::spool::Ahead;

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
    /// Who names whom in the batch: what was appended since must not touch what is named.
    names: Names,
}

/// Checks a batch against what is known, and looks for what a writer should be told of a
/// small one.
pub fn prepare(batch: &mut Batch, known: &dyn Known) -> Result<Prepared, DeskError> {
    prepared(batch, known, true)
}

/// The same without advice: nobody is there to read it.
pub fn prepare_silently(batch: &mut Batch, known: &dyn Known) -> Result<Prepared, DeskError> {
    prepared(batch, known, false)
}

fn prepared(batch: &mut Batch, known: &dyn Known, advise: bool) -> Result<Prepared, DeskError> {
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
        names: Names::default(),
    };
    if problems.is_empty() {
        let names = Names::of(batch).map_err(unspooled)?;
        check_labels(batch, known, &mut problems)?;
        check_all(batch, known, &names, advise, &mut prepared, &mut problems)?;
        prepared.names = names;
    }
    if problems.is_empty() {
        Ok(prepared)
    } else {
        Err(DeskError::Refused(problems))
    }
}

impl Prepared {
    /// Of a batch to which nothing that is recorded can matter: its events name no entry and
    /// have neither a label nor an id of their own. No advice is given on it.
    pub fn alone(batch: &Batch) -> Option<Prepared> {
        batch.stands_alone().then(|| Prepared {
            new: batch.len() as u64,
            ..Prepared::default()
        })
    }

    /// Whether entries appended since it was prepared leave the outcome as it is: they share no
    /// id, label or stage with the batch and, if the batch names other entries, amend nothing (an
    /// amendment can reach further than the entry that it names).
    pub fn still_holds(&self, batch: &Batch, since: &[Entry]) -> bool {
        // What cannot be looked up is taken for a touch: then all is checked again.
        let is_there =
            |found: std::io::Result<Option<usize>>| found.map_or(true, |at| at.is_some());
        !since.iter().any(|entry| {
            let event = &entry.event;
            let label_taken = event
                .label()
                .is_some_and(|label| batch.by_label(label).map_or(true, |at| at.is_some()));
            let amends = event.kind().is_amendment() && !self.names.is_empty();
            let same_stage = event
                .reference("follows")
                .is_some_and(|stage| self.names.is_touched(stage));
            label_taken || amends || same_stage || is_there(batch.by_id(entry.id))
        })
    }
}

pub(super) fn resolve_all(
    batch: &mut Batch,
    known: &dyn Known,
    problems: &mut Vec<Placed>,
) -> Result<(), DeskError> {
    let mut ahead = Ahead::default();
    for number in 0..batch.refs().len() {
        let Some(found) = batch.refs().get(number).copied() else {
            break;
        };
        match resolve::resolve(&found, known, batch, &mut ahead)? {
            Ok((id, inside)) => batch.resolve(number, id, inside),
            Err(problem) => place(batch, found.event(), vec![problem], problems)?,
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
        let id = batch.id(index).map_err(unspooled)?;
        let recorded = match known.position() {
            0 => None,
            _ => known.by_id(id)?,
        };
        let first = batch.by_id(id).map_err(unspooled)?;
        let (before, whose) = match (&recorded, first) {
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
            place(batch, index, vec![fault.at("id")], problems)?;
        }
    }
    Ok(())
}

/// A label belongs to one entry for ever.
fn check_labels(
    batch: &Batch,
    known: &dyn Known,
    problems: &mut Vec<Placed>,
) -> Result<(), DeskError> {
    // An empty store has no label yet.
    let asked = batch.labelled().filter(|_| known.position() > 0);
    for index in asked.filter(|index| !batch.is_already(*index)) {
        let label = batch.label_of(index).map_err(unspooled)?;
        if let Some(entry) = known.by_label(&label)? {
            let taken = rules::label_taken(&label, &format!("@{}", entry.position));
            place(batch, index, vec![taken], problems)?;
        }
    }
    for (index, first) in batch.repeated_labels() {
        if !batch.is_already(*index) {
            let event = batch.raw(*index).map_err(unspooled)?;
            let whose = match batch.place(*first).map_err(unspooled)?.line {
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
            )?;
        }
    }
    Ok(())
}

fn check_all(
    batch: &Batch,
    known: &dyn Known,
    names: &Names,
    advise: bool,
    prepared: &mut Prepared,
    problems: &mut Vec<Placed>,
) -> Result<(), DeskError> {
    let small = batch.len() <= super::LARGE;
    let already = (0..batch.len()).filter(|index| batch.is_already(*index));
    prepared.already = already.count() as u64;
    prepared.new = batch.len() as u64 - prepared.already;
    if !small {
        return large::check(batch, known, names, &mut |index, found| {
            place(batch, index, found, problems)
        });
    }
    for index in (0..batch.len()).filter(|index| !batch.is_already(*index)) {
        let overlay = Overlay {
            known,
            batch,
            names,
            upto: index,
        };
        if !advise && !batch.has_references(index) {
            continue;
        }
        let (id, event) = batch.ready(index).map_err(unspooled)?;
        place(batch, index, rules::check(&overlay, id, &event)?, problems)?;
        if advise {
            prepared.warnings.extend(rules::advise(&overlay, &event)?);
        }
    }
    Ok(())
}

fn place(
    batch: &Batch,
    index: usize,
    found: Vec<Problem>,
    problems: &mut Vec<Placed>,
) -> Result<(), DeskError> {
    for problem in found {
        let place = batch.place(index).map_err(unspooled)?;
        problems.push(Placed { place, problem });
    }
    Ok(())
}
