//! Choosing out of a list: by number, by name, or by the beginning of a name. Owns how a list
//! is shown and what an unclear answer is told; knows no event.

use super::{Stop, Talk, Told};
use crate::cli::fields::help;
use crate::event::Kind;
use crate::event::field::Field;

/// Which of some names an answer means: its number, the name (hyphens allowed), or the only one
/// that begins so.
pub(super) fn chosen(names: &[&str], answer: &str) -> Option<usize> {
    let folded = answer.trim().to_lowercase().replace(['-', ' '], "_");
    if let Ok(number) = folded.parse::<usize>() {
        return (1..=names.len()).contains(&number).then(|| number - 1);
    }
    if let Some(index) = names.iter().position(|name| *name == folded) {
        return Some(index);
    }
    let mut begun = names.iter().enumerate();
    let mut begun = begun
        .by_ref()
        .filter(|(_, name)| !folded.is_empty() && name.starts_with(&folded));
    match (begun.next(), begun.next()) {
        (Some((index, _)), None) => Some(index),
        _ => None,
    }
}

/// A list with numbers, what each is for beside it.
pub(super) fn listed(items: &[(&str, String)], talk: &mut dyn Talk) {
    let wide = items.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (index, (name, about)) in items.iter().enumerate() {
        let number = index + 1;
        talk.say(format!("  {number:>2}  {name:<wide$}  {about}").trim_end());
    }
}

fn line(prompt: &str, talk: &mut dyn Talk) -> Told<String> {
    Ok(talk.ask(&format!("{prompt}: "))?.ok_or(Stop::Left)?)
}

/// The kind of the event.
pub(super) fn kind(kinds: &[(Kind, &str)], talk: &mut dyn Talk) -> Told<Kind> {
    let names: Vec<&str> = kinds.iter().map(|(kind, _)| kind.name()).collect();
    let items: Vec<(&str, String)> = kinds
        .iter()
        .map(|(kind, about)| (kind.name(), (*about).to_owned()))
        .collect();
    listed(&items, talk);
    loop {
        let answer = line("Which kind of event", talk)?;
        let found = chosen(&names, &answer).and_then(|index| kinds.get(index));
        match found {
            Some((kind, _)) => return Ok(*kind),
            None => listed(&items, talk),
        }
    }
}

/// One of some fields; `None` for an empty answer, unless one is needed.
pub(super) fn field<'f>(
    fields: &[&'f Field],
    prompt: &str,
    needed: bool,
    talk: &mut dyn Talk,
) -> Told<Option<&'f Field>> {
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let items: Vec<(&str, String)> = fields
        .iter()
        .map(|field| (field.name, help(field)))
        .collect();
    if needed {
        listed(&items, talk);
    }
    loop {
        let answer = line(prompt, talk)?;
        if answer.trim().is_empty() && !needed {
            return Ok(None);
        }
        match chosen(&names, &answer).and_then(|index| fields.get(index)) {
            Some(field) => return Ok(Some(field)),
            None => listed(&items, talk),
        }
    }
}
