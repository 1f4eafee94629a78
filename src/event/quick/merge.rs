//! The text that a merge patch (RFC 7396) makes of an event's text, from the tokens of both:
//! what a correction makes of its target, to be read the fast way. Copies texts as they stand;
//! knows no field, and judges nothing.

use super::View;
use super::tape::What;

impl<'b> View<'b> {
    /// Writes the object that `patch`, an object, makes of this one. Members come in no order;
    /// of keys that are not plainly written it says nothing.
    pub fn patched(&self, patch: View<'_>, out: &mut String) -> Option<()> {
        merge(Some(*self).filter(View::is_object), patch, out)
    }

    /// The value as it stands, a text with its quotes.
    fn copy(&self, out: &mut String) -> Option<()> {
        let token = self.token()?;
        let raw = self.text.get(token.span())?;
        match token.what {
            What::Text => quote(raw, out),
            _ => out.push_str(raw),
        }
        Some(())
    }

    fn is_null(&self) -> bool {
        self.token().is_some_and(|token| token.what == What::Null)
    }
}

fn quote(raw: &str, out: &mut String) {
    out.push('"');
    out.push_str(raw);
    out.push('"');
}

fn merge(target: Option<View<'_>>, patch: View<'_>, out: &mut String) -> Option<()> {
    let begin = out.len();
    out.push('{');
    let key = |name: &str, out: &mut String| {
        if out.len() > begin + 1 {
            out.push(',');
        }
        quote(name, out);
        out.push(':');
    };
    let members = || target.iter().flat_map(View::members);
    for (name, value) in members() {
        match patch.member(name) {
            Some(change) if change.is_null() => {}
            Some(change) => {
                key(name, out);
                put(Some(value), change, out)?;
            }
            None => {
                key(name, out);
                value.copy(out)?;
            }
        }
    }
    for (name, change) in patch.members() {
        if name.contains('\\') {
            return None;
        }
        if !change.is_null() && !members().any(|(known, _)| known == name) {
            key(name, out);
            put(None, change, out)?;
        }
    }
    out.push('}');
    Some(())
}

/// What a change makes of a value.
fn put(value: Option<View<'_>>, change: View<'_>, out: &mut String) -> Option<()> {
    match change.is_object() {
        true => merge(value.filter(View::is_object), change, out),
        false => change.copy(out),
    }
}
