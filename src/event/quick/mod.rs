//! The fast way from an event's JSON text to its stored form: one pass that cuts the text
//! into tokens, one that holds them against the field tables. Accepts only what decoding
//! would surely accept, with the same result; of all else it says nothing, and the exact
//! way (`decode`) judges. So it owns no rule and no message, only the sureness.

mod changes;
mod check;
mod merge;
mod patches;
mod plan;
mod sure;
mod tape;
mod walk;

#[cfg(test)]
mod quick_test;

use std::borrow::Cow;
use std::ops::Range;

use uuid::Uuid;

use super::kind::Kind;
pub use patches::{FIXED, Patches};
use tape::{Token, What};

/// What one thread works with, kept from event to event.
#[derive(Debug, Default)]
pub struct Bench {
    tokens: Vec<Token>,
    out: String,
    refs: Vec<RefAt>,
}

/// A REF in a stored form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefAt {
    /// `cause`, `effect`, `target` or `follows`.
    pub field: &'static str,
    /// Whether it stands inside `changes`.
    pub changed: bool,
    /// Where its text stands in the stored form, quotes not counted.
    pub at: Range<usize>,
}

/// An event that is surely valid.
#[derive(Debug)]
pub struct Quick<'b> {
    /// Its kind.
    pub kind: Kind,
    /// The id that stood beside it.
    pub id: Option<Uuid>,
    /// Its stored form (REFs as given), RFC 8785 text.
    pub stored: &'b str,
    /// The REFs in it, in the order of `resolve`.
    pub refs: &'b [RefAt],
    /// Where its label stands in the stored form.
    pub label: Option<Range<usize>>,
    /// What it was read from, as tokens.
    pub view: View<'b>,
    /// Whether a source may name evidence.
    pub has_evidence: bool,
}

impl Quick<'_> {
    /// The label.
    pub fn label(&self) -> Option<&str> {
        self.stored.get(self.label.clone()?)
    }

    /// Adds the evidence that its sources name, and those that a correction brings, to `names`.
    pub fn evidence(&self, names: &mut Vec<String>) {
        if !self.has_evidence {
            return;
        }
        let brought = self.view.member("changes");
        let brought = brought.and_then(|changes| changes.member("sources"));
        let lists = [self.view.member("sources"), brought];
        for source in lists.into_iter().flatten().flat_map(|list| list.items()) {
            let name = source.member("evidence").and_then(|name| name.text());
            names.extend(name.map(Cow::into_owned));
        }
    }
}

impl Bench {
    /// The event that `text` holds, if it surely holds a valid one.
    pub fn read<'b>(&'b mut self, text: &'b str) -> Option<Quick<'b>> {
        self.out.clear();
        self.refs.clear();
        let compact = tape::cut(text, &mut self.tokens)?;
        let (tokens, out, refs) = (&self.tokens, &mut self.out, &mut self.refs);
        // What stands in its stored form already need not be written again.
        let stands = match compact {
            true => walk::event::<false>(text, tokens, out, refs),
            false => None,
        };
        let (found, stored) = match stands {
            Some(found) => (found, text),
            None => {
                refs.clear();
                let found = walk::event::<true>(text, tokens, out, refs)?;
                (found, self.out.as_str())
            }
        };
        if self.refs.len() > 1 {
            let order = |found: &RefAt| (found.changed, order(found.field));
            self.refs.sort_by_key(order);
        }
        Some(Quick {
            kind: found.kind,
            id: found.id,
            stored,
            refs: &self.refs,
            label: found.label,
            view: View {
                text,
                tokens: &self.tokens,
                at: 0,
            },
            has_evidence: found.evidence,
        })
    }

    /// The tokens of any JSON object that is plainly written (what it says is not checked).
    pub fn look<'b>(&'b mut self, text: &'b str) -> Option<View<'b>> {
        tape::cut(text, &mut self.tokens)?;
        Some(View {
            text,
            tokens: &self.tokens,
            at: 0,
        })
    }
}

/// Whether two names are one. Most that are not differ in length or in their first letter, which is
/// seen without a call.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.as_bytes().first() == other.as_bytes().first() && one == other
}

/// The order in which `resolve` goes over the fields.
fn order(field: &str) -> usize {
    REFERENCES
        .iter()
        .position(|known| *known == field)
        .unwrap_or(REFERENCES.len())
}

/// The fields that hold a REF.
const REFERENCES: [&str; 4] = ["cause", "effect", "target", "follows"];

/// A value among tokens.
#[derive(Debug, Clone, Copy)]
pub struct View<'b> {
    text: &'b str,
    tokens: &'b [Token],
    at: usize,
}

impl<'b> View<'b> {
    fn token(&self) -> Option<&'b Token> {
        self.tokens.get(self.at)
    }

    fn child(&self, at: usize) -> View<'b> {
        View { at, ..*self }
    }

    /// It as it stands; a text without its quotes.
    pub fn raw(&self) -> Option<&'b str> {
        self.text.get(self.token()?.span())
    }

    /// The text it is.
    pub fn text(&self) -> Option<Cow<'b, str>> {
        let token = self.token().filter(|token| token.what == What::Text)?;
        let raw = self.text.get(token.span())?;
        Some(match token.escaped {
            false => Cow::Borrowed(raw),
            true => Cow::Owned(tape::unescaped(raw)),
        })
    }

    /// It as it stands, if it is a text without escapes.
    pub fn plain(&self) -> Option<&'b str> {
        let token = self.token()?;
        let plain = token.what == What::Text && !token.escaped;
        plain.then(|| self.text.get(token.span()))?
    }

    /// Where it stands, a text with its quotes.
    pub fn place(&self) -> Option<Range<usize>> {
        let token = self.token()?;
        let span = token.span();
        Some(match token.what {
            What::Text => span.start.checked_sub(1)?..span.end + 1,
            _ => span,
        })
    }

    /// Where the name of the member stands whose value it is, without its quotes.
    pub fn named(&self) -> Option<Range<usize>> {
        let name = self.tokens.get(self.at.checked_sub(1)?)?;
        Some(name.span())
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        self.token().is_some_and(|token| token.what == What::Object)
    }

    /// A member of the object it is.
    pub fn member(&self, name: &str) -> Option<View<'b>> {
        let mut at = self.inside(What::Object);
        while at.start < at.end {
            let key = self.tokens.get(at.start)?;
            let span = key.span();
            if span.len() == name.len() && same(self.text.get(span)?, name) {
                return Some(self.child(at.start + 1));
            }
            at.start = self.tokens.get(at.start + 1)?.next as usize;
        }
        None
    }

    /// The members of the object it is; none of anything else. Keys are as they stand.
    pub fn members(&self) -> impl Iterator<Item = (&'b str, View<'b>)> + use<'b> {
        let this = *self;
        let mut at = self.inside(What::Object);
        std::iter::from_fn(move || {
            let (key, value) = (this.tokens.get(at.start)?, at.start + 1);
            if at.start >= at.end {
                return None;
            }
            at.start = this.tokens.get(value)?.next as usize;
            Some((this.text.get(key.span())?, this.child(value)))
        })
    }

    /// The items of the array it is; none of anything else.
    pub fn items(&self) -> impl Iterator<Item = View<'b>> + use<'b> {
        let this = *self;
        let mut at = self.inside(What::Array);
        std::iter::from_fn(move || {
            if at.start >= at.end {
                return None;
            }
            let item = this.child(at.start);
            at.start = item.token()?.next as usize;
            Some(item)
        })
    }

    fn inside(&self, what: What) -> Range<usize> {
        match self.token() {
            Some(token) if token.what == what => self.at + 1..token.next as usize,
            _ => 0..0,
        }
    }
}
