//! The merge patch of a correction: names checked against all kinds, texts as any text,
//! nulls and empty lists kept. What the patch means is known when its target is.

use super::check;
use super::tape::What;
use super::walk::Walk;

impl<const WRITE: bool> Walk<'_, WRITE> {
    pub(super) fn changes(&mut self, at: usize) -> Option<()> {
        let members = self.sorted(at)?;
        self.put("{");
        for (index, (name, value)) in members.into_iter().enumerate() {
            let known = self.plans.changeable().contains(&name);
            if !known {
                return None;
            }
            self.comma(index);
            self.quote(name);
            self.put(":");
            let what = self.token(value)?.what;
            match (name, what) {
                ("confidence", What::Number) => {
                    let raw = self.raw(value, What::Number)?;
                    check::is_confidence(raw).then(|| self.put(raw))?;
                }
                ("confidence", What::Null) => self.change(name, value)?,
                ("confidence", _) => return None,
                ("cause" | "effect" | "target" | "follows", What::Text) => {
                    self.refer(name, true, value)?;
                    self.change(name, value)?;
                }
                ("cause" | "effect" | "target" | "follows", What::Null) => {
                    self.change(name, value)?;
                }
                ("cause" | "effect" | "target" | "follows", _) => return None,
                _ => self.change(name, value)?,
            }
        }
        self.put("}");
        Some(())
    }

    fn comma(&mut self, index: usize) {
        if index > 0 {
            self.put(",");
        }
    }

    fn change(&mut self, name: &str, at: usize) -> Option<()> {
        let token = self.token(at)?;
        match token.what {
            What::Text => {
                let raw = self.raw(at, What::Text)?;
                let lines = self.plans.lined().contains(&name);
                self.evidence |= raw.starts_with("sha256:");
                check::is_text(&token, raw, lines, None).then(|| self.quote(raw))
            }
            What::Array => {
                self.put("[");
                let mut item = at + 1;
                while item < token.next as usize {
                    self.comma(item - at - 1);
                    self.change(name, item)?;
                    item = self.token(item)?.next as usize;
                }
                self.put("]");
                Some(())
            }
            What::Object => {
                let members = self.sorted(at)?;
                self.put("{");
                for (index, (name, value)) in members.into_iter().enumerate() {
                    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
                        return None;
                    }
                    self.comma(index);
                    self.quote(name);
                    self.put(":");
                    self.change(name, value)?;
                }
                self.put("}");
                Some(())
            }
            What::Number => {
                let raw = self.raw(at, What::Number)?;
                (!raw.contains('.')).then(|| self.put(raw))
            }
            What::True | What::False | What::Null => {
                let raw = self.raw(at, token.what)?;
                self.put(raw);
                Some(())
            }
        }
    }
}
