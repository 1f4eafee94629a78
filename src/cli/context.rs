//! What a command works with: surroundings, global flags, the way out for data, and the
//! way to tell people something on standard error. Decides nothing.

use std::cell::OnceCell;
use std::io::Write;

use super::env::Env;
use super::error::CliError;
use super::globals::Globals;
use super::sink::Sink;
use crate::render::block::{Block, clean};
use crate::render::{Style, table};
use crate::store::Store;

/// Handed to every command.
#[derive(Debug)]
pub struct Context<'a> {
    /// Surroundings of the process.
    pub env: &'a Env,
    /// The global flags.
    pub globals: Globals,
    /// Where data goes.
    pub out: &'a mut Sink,
    /// The store, once it was found.
    store: OnceCell<Store>,
}

impl<'a> Context<'a> {
    /// A context.
    pub fn new(env: &'a Env, globals: Globals, out: &'a mut Sink) -> Context<'a> {
        Context {
            env,
            globals,
            out,
            store: OnceCell::new(),
        }
    }

    /// The store that the command is about.
    ///
    /// # Errors
    /// When there is none.
    pub fn store(&self) -> Result<Store, CliError> {
        if let Some(store) = self.store.get() {
            return Ok(store.clone());
        }
        let store = self.globals.open_store(self.env)?;
        Ok(self.store.get_or_init(|| store).clone())
    }

    /// What the output looks like.
    pub fn style(&self) -> Style {
        self.globals.style(self.env)
    }

    /// Tells people something that they need to know (not with `-q`).
    pub fn note(&self, text: &str) {
        if !self.globals.quiet {
            self.tell(text);
        }
    }

    /// Tells people a warning (also with `-q`: it is about what went wrong).
    pub fn warn(&self, text: &str) {
        self.tell(&format!("warning: {text}"));
    }

    fn tell(&self, text: &str) {
        // A closed standard error leaves nobody to tell.
        let _ = writeln!(std::io::stderr().lock(), "{}", clean(text));
    }

    /// Shows blocks on standard error, for what precedes a question.
    pub fn show(&self, blocks: &[Block]) {
        let style = Style {
            color: super::report::colored(self.env),
            links: false,
            ..self.style()
        };
        let _ = table::write(blocks, style, &mut std::io::stderr().lock());
    }

    /// Writes an answer for people page by page, if it is longer than their terminal; anything
    /// else as it is. What is told after it comes after it, also for those who leave early.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn page(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<(), CliError> {
        let read = self.globals.output.is_none() && !self.globals.format.is_json();
        let paging = (read && self.globals.pages).then(|| self.env.paging());
        match paging.flatten() {
            Some(paging) => self.out.page_by(paging),
            None => return self.put(write),
        }
        let written = write(self.out);
        self.out.end_page(written).map_err(CliError::output)
    }

    /// Writes data. A reader who closed the pipe has had enough of it: the command goes on to
    /// its exit code, which may say what was not read.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<(), CliError> {
        match write(self.out) {
            Err(_) if self.out.is_closed() => Ok(()),
            written => written.map_err(CliError::output),
        }
    }
}
