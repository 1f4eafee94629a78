//! Stages of exits and of sanctions: what `follows` may name. Owns the shape of a chain: one
//! kind, one holder key, asset and currency, no circle, at most one live follower.

use uuid::Uuid;

use super::overlay::Overlay;
use super::rules::name_of;
use crate::event::{Event, Fault, Kind, Problem};
use crate::log::LogError;

/// A new stage towards the one it follows.
pub fn check(
    overlay: &Overlay<'_>,
    id: Uuid,
    event: &Event,
    prefix: &str,
) -> Result<Vec<Problem>, LogError> {
    let Some(previous_id) = event.reference("follows") else {
        return Ok(Vec::new());
    };
    let field = format!("{prefix}follows");
    if previous_id == id {
        return Ok(vec![circular().at(field)]);
    }
    let Some(previous) = overlay.entry(previous_id)? else {
        let fault = Fault::new(
            "ref_unknown",
            format!("nothing is recorded under {previous_id}"),
            "name the previous stage by its label or @position",
        );
        return Ok(vec![fault.at(field)]);
    };
    if previous.event.kind() != event.kind() {
        let fault = Fault::new(
            "follows_kind",
            format!(
                "a {} follows a {}; {} is a {}",
                event.kind().name(),
                event.kind().name(),
                name_of(&previous),
                previous.event.kind().name()
            ),
            "name the previous stage, or leave `follows` out; other relations are links",
        );
        return Ok(vec![fault.at(field)]);
    }
    let mut problems = Vec::new();
    if event.kind() == Kind::FundExit {
        let known = overlay.as_known(&previous)?.event.into_owned();
        problems.extend(
            differs(overlay, event, &known, previous_id)?.map(|fault| fault.at(field.clone())),
        );
    }
    if let Some((other, _)) = overlay.live_followers(previous_id, id)?.into_iter().next() {
        let whose = overlay
            .entry(other)?
            .map_or_else(|| other.to_string(), |entry| name_of(&entry));
        let fault = Fault::new(
            "follows_branches",
            format!(
                "{} is already followed by {whose}; a stage has one next stage",
                name_of(&previous)
            ),
            format!("follow {whose}, or retract it first"),
        );
        problems.push(fault.at(field.clone()));
    }
    if is_circular(overlay, id, previous_id)? {
        problems.push(circular().at(field));
    }
    Ok(problems)
}

/// A stage whose words changed (by a correction, or because it is live again): towards the one
/// it follows, and those that follow it towards it.
pub fn check_changed(
    overlay: &Overlay<'_>,
    id: Uuid,
    event: &Event,
    prefix: &str,
) -> Result<Vec<Problem>, LogError> {
    if !matches!(event.kind(), Kind::FundExit | Kind::Sanction) {
        return Ok(Vec::new());
    }
    let mut problems = check(overlay, id, event, prefix)?;
    if event.kind() == Kind::FundExit {
        for (follower, later) in overlay.live_followers(id, id)? {
            if let Some(mut fault) = differs(overlay, &later, event, id)? {
                let whose = overlay
                    .entry(follower)?
                    .map_or_else(|| follower.to_string(), |entry| name_of(&entry));
                fault.message = format!("{whose} follows this stage: {}", fault.message);
                problems.push(fault.at(format!("{prefix}holder")));
            }
        }
    }
    Ok(problems)
}

/// In what a stage differs from the one before it, if it must not.
fn differs(
    overlay: &Overlay<'_>,
    event: &Event,
    previous: &Event,
    previous_id: Uuid,
) -> Result<Option<Fault>, LogError> {
    let key = |event: &Event| event.party("holder").map(|party| party.key().to_string());
    let (holder, before) = (key(event), key(previous));
    if holder != before {
        return Ok(Some(apart("holder", &text(before), &text(holder))));
    }
    let (asset, before) = (event.asset("asset"), previous.asset("asset"));
    if asset != before {
        let name = |asset: Option<crate::event::asset::Asset>| {
            asset.map_or_else(String::new, |asset| match asset.issuer {
                Some(issuer) => format!("{}:{issuer}", asset.class),
                None => asset.class,
            })
        };
        return Ok(Some(apart("asset", &name(before), &name(asset))));
    }
    let Some(currency) = currency_of(event) else {
        return Ok(None);
    };
    let earlier = earlier_currency(overlay, previous, previous_id)?;
    Ok(earlier
        .filter(|before| *before != currency)
        .map(|before| apart("currency", &before, &currency)))
}

fn text(key: Option<String>) -> String {
    key.unwrap_or_default()
}

fn apart(what: &str, before: &str, now: &str) -> Fault {
    Fault::new(
        "follows_other",
        format!(
            "the stages of one exit share holder, asset and currency; the {what} was {before}, here it is {now}"
        ),
        "correct the one that is wrong, or leave `follows` out",
    )
}

fn currency_of(event: &Event) -> Option<String> {
    event
        .amount("amount")
        .or_else(|| event.amount("done"))
        .map(|amount| amount.currency)
}

/// The currency of the nearest stage, from `stage` back, that names one.
fn earlier_currency(
    overlay: &Overlay<'_>,
    stage: &Event,
    id: Uuid,
) -> Result<Option<String>, LogError> {
    let mut seen = vec![id];
    let mut event = stage.clone();
    loop {
        if let Some(currency) = currency_of(&event) {
            return Ok(Some(currency));
        }
        let Some(before) = event
            .reference("follows")
            .filter(|before| !seen.contains(before))
        else {
            return Ok(None);
        };
        seen.push(before);
        let Some(entry) = overlay.entry(before)? else {
            return Ok(None);
        };
        event = overlay.as_known(&entry)?.event.into_owned();
    }
}

/// Whether the way back from `previous` leads to `id`. Only an entry that something already
/// follows can close a circle, so a new stage costs no walk.
fn is_circular(overlay: &Overlay<'_>, id: Uuid, previous: Uuid) -> Result<bool, LogError> {
    if overlay.names.followers(id).next().is_none() && overlay.known.followers(id)?.is_empty() {
        return Ok(false);
    }
    let mut seen = std::collections::HashSet::new();
    let mut next = Some(previous);
    while let Some(stage) = next {
        if stage == id {
            return Ok(true);
        }
        if !seen.insert(stage) {
            return Ok(false);
        }
        next = match overlay.entry(stage)? {
            Some(entry) => overlay.as_known(&entry)?.event.reference("follows"),
            None => None,
        };
    }
    Ok(false)
}

fn circular() -> Fault {
    Fault::new(
        "follows_circular",
        "the stages follow each other in a circle",
        "the first stage of an exit or a sanction follows nothing",
    )
}
