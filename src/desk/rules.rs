//! The rules that an event must keep towards what is recorded: labels, amendments, links.
//! Owns their refusals and what a writer is warned of; stages have their own file.

use uuid::Uuid;

use super::overlay::{NOW, Overlay};
use super::stages;
use crate::amend;
use crate::event::decode;
use crate::event::order::is_impossible;
use crate::event::party::Party;
use crate::event::sentence::headline;
use crate::event::text::shown;
use crate::event::{Event, Fault, Kind, Problem};
use crate::log::{Entry, LogError};

/// What is wrong with an event, seen from the entries before it.
pub fn check(overlay: &Overlay<'_>, id: Uuid, event: &Event) -> Result<Vec<Problem>, LogError> {
    match event.kind() {
        Kind::Link => check_link(overlay, event, ""),
        Kind::FundExit | Kind::Sanction => stages::check(overlay, id, event, ""),
        kind if kind.is_amendment() => check_amendment(overlay, id, event),
        _ => Ok(Vec::new()),
    }
}

/// A label that belongs to another entry.
pub fn label_taken(label: &str, whose: &str) -> Problem {
    Fault::new(
        "label_taken",
        format!(
            "the label {} belongs to {whose}; a label names one entry for ever",
            shown(label)
        ),
        "choose another label; an event may also go without one",
    )
    .at("label")
}

fn check_link(overlay: &Overlay<'_>, link: &Event, prefix: &str) -> Result<Vec<Problem>, LogError> {
    let mut problems = Vec::new();
    for field in ["cause", "effect"] {
        let Some(end) = link.reference(field) else {
            continue;
        };
        let Some(entry) = overlay.entry(end)? else {
            problems.push(dangling(end).at(format!("{prefix}{field}")));
            continue;
        };
        let kind = entry.event.kind();
        if kind == Kind::Link || kind.is_amendment() || kind == Kind::Citation {
            let fault = Fault::new(
                "link_end",
                format!(
                    "a link joins events; {} is a {}",
                    name_of(&entry),
                    kind.name()
                ),
                "name the event itself",
            );
            problems.push(fault.at(format!("{prefix}{field}")));
        }
    }
    if link.reference("cause").is_some() && link.reference("cause") == link.reference("effect") {
        let fault = Fault::new(
            "link_to_itself",
            "an event cannot be its own cause",
            "name two different events",
        );
        problems.push(fault.at(format!("{prefix}effect")));
    }
    Ok(problems)
}

fn check_amendment(
    overlay: &Overlay<'_>,
    id: Uuid,
    event: &Event,
) -> Result<Vec<Problem>, LogError> {
    let Some(target_id) = event.reference("target") else {
        return Ok(Vec::new());
    };
    if target_id == id {
        let fault = Fault::new(
            "target_itself",
            "an amendment cannot amend itself",
            "name the entry it is about",
        );
        return Ok(vec![fault.at("target")]);
    }
    let Some(target) = overlay.entry(target_id)? else {
        return Ok(vec![dangling(target_id).at("target")]);
    };
    let retraction = event.kind() == Kind::Retraction;
    if (target.event.kind().is_amendment() || target.event.kind() == Kind::Citation) && !retraction
    {
        let fault = Fault::new(
            "amends_amendment",
            format!(
                "{} is a {}, which can be retracted but not amended",
                name_of(&target),
                target.event.kind().name()
            ),
            "retract it, and record the right one",
        );
        return Ok(vec![fault.at("target")]);
    }
    if let Some(by) = overlay.as_known(&target)?.retracted_by {
        let fault = Fault::new(
            "target_retracted",
            format!(
                "{} is retracted (by @{by}) and can no longer be amended",
                name_of(&target)
            ),
            format!("to bring it back, retract the retraction: dateline retract @{by} --reason …"),
        );
        return Ok(vec![fault.at("target")]);
    }
    match event.kind() {
        Kind::Correction => check_correction(overlay, event, &target),
        Kind::Retraction => check_retraction(overlay, id, event, &target),
        _ => Ok(Vec::new()),
    }
}

/// The corrected event must be valid, by itself and towards the others.
fn check_correction(
    overlay: &Overlay<'_>,
    event: &Event,
    target: &Entry,
) -> Result<Vec<Problem>, LogError> {
    let Some(changes) = event
        .fields()
        .get("changes")
        .and_then(|changes| changes.as_object())
    else {
        return Ok(Vec::new());
    };
    let own = amend::own_words(target, overlay, NOW)?;
    let after = match decode::patched(&own, changes) {
        Ok(after) => after,
        Err(problems) => {
            return Ok(problems
                .into_iter()
                .map(|problem| at_changes(problem, &own))
                .collect());
        }
    };
    match after.kind() {
        Kind::Link => check_link(overlay, &after, "changes."),
        Kind::FundExit | Kind::Sanction => {
            stages::check_changed(overlay, target.id, &after, "changes.")
        }
        _ => Ok(Vec::new()),
    }
}

fn at_changes(problem: Problem, own: &Event) -> Problem {
    let field = if problem.field.is_empty() {
        "changes".to_string()
    } else {
        format!("changes.{}", problem.field)
    };
    let mut fault = problem.fault;
    fault.message = format!(
        "the corrected {} would not be valid: {}",
        own.kind().name(),
        fault.message
    );
    Problem { field, fault }
}

/// Retracting an amendment, or a retraction, changes another entry: that must stay sound.
fn check_retraction(
    overlay: &Overlay<'_>,
    id: Uuid,
    event: &Event,
    target: &Entry,
) -> Result<Vec<Problem>, LogError> {
    if !target.event.kind().is_amendment() {
        return Ok(Vec::new());
    }
    let mut affected = target.clone();
    let mut seen = vec![id];
    while affected.event.kind().is_amendment() {
        if seen.contains(&affected.id) {
            let fault = Fault::new(
                "retraction_circular",
                "these retractions withdraw each other in a circle",
                "retract an entry that stands before the retraction",
            );
            return Ok(vec![fault.at("target")]);
        }
        seen.push(affected.id);
        let Some(next) = affected.event.reference("target") else {
            return Ok(Vec::new());
        };
        let Some(entry) = overlay.entry(next)? else {
            return Ok(Vec::new());
        };
        affected = entry;
    }
    let upto = overlay
        .in_batch(id)?
        .map_or(overlay.upto, |index| index + 1);
    let after = overlay.at(upto);
    let known = after.as_known(&affected)?;
    if known.retracted_by.is_some() || event.kind() != Kind::Retraction {
        return Ok(Vec::new());
    }
    let restored = known.event.into_owned();
    Ok(stages::check_changed(&after, affected.id, &restored, "")?
        .into_iter()
        .map(|problem| Problem {
            field: "target".into(),
            fault: problem.fault,
        })
        .collect())
}

/// What a writer should be told though nothing is wrong.
pub fn advise(overlay: &Overlay<'_>, event: &Event) -> Result<Vec<String>, LogError> {
    let mut warnings = Vec::new();
    for field in ["by", "holder", "subject"] {
        if let Some(party) = event.party(field) {
            warnings.extend(near_duplicate(overlay, &party)?);
        }
    }
    if event.kind() == Kind::Link {
        warnings.extend(impossible(overlay, event)?);
    }
    if event.kind() == Kind::Correction {
        warnings.extend(idle(overlay, event)?);
    }
    Ok(warnings)
}

/// A correction after which the event says what it said: allowed, and most likely a slip.
fn idle(overlay: &Overlay<'_>, correction: &Event) -> Result<Option<String>, LogError> {
    let target = correction
        .reference("target")
        .map(|id| overlay.entry(id))
        .transpose()?
        .flatten();
    let changes = correction
        .fields()
        .get("changes")
        .and_then(|changes| changes.as_object());
    let (Some(target), Some(changes)) = (target, changes) else {
        return Ok(None);
    };
    let own = amend::own_words(&target, overlay, NOW)?;
    let idle = decode::patched(&own, changes).is_ok_and(|after| after == own);
    Ok(idle.then(|| {
        format!(
            "{} said this already; the correction changes nothing",
            name_of(&target)
        )
    }))
}

fn near_duplicate(overlay: &Overlay<'_>, party: &Party) -> Result<Option<String>, LogError> {
    let Some(name) = &party.name else {
        return Ok(None);
    };
    let known = overlay.known.parties_named(&Party::folded_name(name))?;
    if known.iter().any(|other| other.key() == party.key()) {
        return Ok(None);
    }
    Ok(known.first().map(|other| {
        format!(
            "{} is spelt almost like {}, which is recorded under {}; if they are one, name it the same way, or the rows stay apart",
            shown(name),
            shown(other.name.as_deref().unwrap_or(other.key())),
            shown(other.key())
        )
    }))
}

fn impossible(overlay: &Overlay<'_>, link: &Event) -> Result<Option<String>, LogError> {
    let mut ends = Vec::new();
    for field in ["cause", "effect"] {
        let Some(entry) = link
            .reference(field)
            .map(|id| overlay.entry(id))
            .transpose()?
            .flatten()
        else {
            return Ok(None);
        };
        let event = overlay.as_known(&entry)?.event.into_owned();
        ends.push((headline(&event), event.happened()));
    }
    let [(cause, Some(from)), (effect, Some(to))] = ends.as_slice() else {
        return Ok(None);
    };
    Ok(is_impossible(from, to).then(|| {
        format!(
            "contradicted by the dates as recorded: the effect ({}: {}) happened before the cause ({}: {}); recorded all the same",
            to.text,
            shown(effect),
            from.text,
            shown(cause)
        )
    }))
}

fn dangling(id: Uuid) -> Fault {
    Fault::new(
        "ref_unknown",
        format!("nothing is recorded under {id}"),
        "`dateline log` lists what is recorded",
    )
}

/// How an entry is named in a message: its label, else its id.
pub fn name_of(entry: &Entry) -> String {
    match entry.event.label() {
        Some(label) => label.to_string(),
        None => entry.id.to_string(),
    }
}
