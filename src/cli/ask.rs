//! Reading a store for an answer: the history, what is wrong with it, and the names of its
//! entries. Owns exit code 4 of a read that met damage; asks no question itself.

use std::cell::RefCell;

use super::context::Context;
use super::error::{CliError, DAMAGED};
use super::meter::Meter;
use crate::event::sentence;
use crate::facts::{History, Scope};
use crate::log::{Log as _, LogError};
use crate::render::Glimpse;

/// Entries of a log that is taken into memory for a page of everything: what takes whole entries,
/// such as the audit, is left out of a page of more.
pub const IN_MEMORY: u64 = 100_000;

/// A log as far as it can be read.
#[derive(Debug)]
pub struct Reading {
    /// Its sound commits.
    pub history: History,
    damage: Option<LogError>,
}

impl Reading {
    /// Reads the store of a command.
    ///
    /// # Errors
    /// No store, or nothing readable in it.
    pub fn of(context: &Context<'_>) -> Result<Reading, CliError> {
        let store = context.store()?;
        let (history, damage) = store.history()?;
        if context.globals.verbose {
            context.note(&format!(
                "read {} entries of {}",
                history.position(),
                store.dir().display()
            ));
        }
        Ok(Reading { history, damage })
    }

    /// Reads the store of a command for a view that folds facts: from files, where they are to be had.
    ///
    /// # Errors
    /// No store, or nothing readable in it.
    pub fn of_facts(context: &Context<'_>) -> Result<Reading, CliError> {
        let store = context.store()?;
        let meter = RefCell::new(Meter::of("entries filed", context));
        let read = store.facts(&|done, all| meter.borrow_mut().tell(done, all));
        drop(meter);
        let read = read?;
        if context.globals.verbose {
            read.notes.iter().for_each(|note| context.note(note));
            context.note(&format!(
                "read {} entries of {}",
                read.history.position(),
                store.dir().display()
            ));
        }
        Ok(Reading {
            history: read.history,
            damage: read.damage,
        })
    }

    /// Reads the store of a command for a page of everything: from files only if the log is very long.
    ///
    /// # Errors
    /// No store, or nothing readable in it.
    pub fn of_page(context: &Context<'_>) -> Result<Reading, CliError> {
        match context.store()?.log()?.head().position > IN_MEMORY {
            true => Reading::of_facts(context),
            false => Reading::of(context),
        }
    }

    /// Reads it anew, should the files turn out not to be believed: built again the first time, then
    /// from the log alone. Whether the answer that was made may stand.
    ///
    /// # Errors
    /// Nothing readable in it.
    pub fn stands(&mut self, tries: u32, context: &Context<'_>) -> Result<bool, CliError> {
        let Some(doubt) = self.history.doubt() else {
            return Ok(true);
        };
        if context.globals.verbose {
            context.note(&format!("columns: {doubt}; asked again"));
        }
        context.store()?.forget_facts();
        *self = match tries {
            0 => Reading::of_facts(context)?,
            _ => Reading::of(context)?,
        };
        Ok(false)
    }

    /// What is asked of it, asked again as long as it turns out that the files are not to be believed.
    ///
    /// # Errors
    /// What `ask` says, or nothing readable. Of something that is not there: in a damaged log it
    /// may stand behind the damage, which is then the error.
    pub fn sure<T>(
        &mut self,
        context: &Context<'_>,
        ask: impl Fn(&History) -> Result<T, CliError>,
    ) -> Result<T, CliError> {
        let mut tries = 0;
        loop {
            let found = ask(&self.history);
            if self.stands(tries, context)? {
                return found.map_err(|error| self.missed(error));
            }
            tries += 1;
        }
    }

    /// The reading, if no damage was met.
    ///
    /// # Errors
    /// The damage.
    pub fn sound(self) -> Result<Reading, CliError> {
        match self.damage {
            Some(damage) => Err(damage.into()),
            None => Ok(self),
        }
    }

    /// Why something was not found: if it may stand behind damage, the damage.
    pub fn missed(&mut self, error: CliError) -> CliError {
        const NOT_THERE: [&str; 3] = ["known_beyond_head", "ref_unknown", "unknown_citation"];
        let position = self.history.position();
        match self.damage.take_if(|_| NOT_THERE.contains(&error.code)) {
            None => error,
            Some(damage) => {
                let damage = CliError::from(damage);
                let message = format!(
                    "{}; it may stand behind @{position}, and {}",
                    error.message, damage.message
                );
                CliError { message, ..damage }
            }
        }
    }

    /// Whether no damage was met.
    pub fn is_whole(&self) -> bool {
        self.damage.is_none()
    }

    /// Tells of damage, if there is any; gives the exit code. The answer rests on the sound
    /// commits up to `position`.
    pub fn close(self, position: u64, context: &Context<'_>) -> u8 {
        // Not taken apart: the process is about to end.
        std::mem::forget(self.history);
        self.damage
            .map_or(0, |damage| tell_damage(damage, position, context))
    }
}

/// Tells of damage that an answer was given in spite of; gives the exit code.
pub fn tell_damage(damage: LogError, position: u64, context: &Context<'_>) -> u8 {
    let error = CliError::from(damage);
    context.warn(&format!(
        "{}; the answer rests on the sound commits up to @{position}",
        error.message
    ));
    if let Some(hint) = error.hint {
        context.note(&format!("hint: {hint}"));
    }
    DAMAGED
}

/// An entry as known, by its id or by `@` and its position.
pub fn glimpse(scope: &Scope<'_>, name: &str) -> Option<Glimpse> {
    let history = scope.history();
    let position = match name.strip_prefix('@') {
        Some(number) => number.parse().ok()?,
        None => history.position_of(uuid::Uuid::parse_str(name).ok()?)?,
    };
    if position > scope.point().known {
        return None;
    }
    // Not kept: there may be a million names.
    let entry = history.read(position)?;
    let known = scope.see(&entry);
    Some(Glimpse {
        position: entry.position,
        headline: sentence::headline(&known.event),
        event: serde_json::Value::Object(known.event.fields().clone()),
    })
}
