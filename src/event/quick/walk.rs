//! Tokens held against the tables, and the stored form written on the way: members in order,
//! nothing dropped, nothing added. Anything unusual ends the walk with `None`; so does, where
//! nothing is written (`WRITE` false), all that does not stand in its stored form already.

use std::ops::Range;

use uuid::Uuid;

use crate::event::amount::Amount;
use crate::event::decimal::Decimal;
use crate::event::field::{Field, FieldType};
use crate::event::kind::Kind;
use crate::event::tables::MAX_SOURCES;
use crate::event::text::is_lang;

use super::plan::{Bound, MOST, Place, Plan, Plans, plans};
use super::tape::{Token, What};
use super::{REFERENCES, RefAt, check, same};

/// What was found besides the stored form.
pub(super) struct Found {
    pub kind: Kind,
    pub id: Option<Uuid>,
    pub label: Option<Range<usize>>,
    /// Whether a source may name evidence.
    pub evidence: bool,
}

/// The walk over one event.
pub(super) struct Walk<'a, const WRITE: bool> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub plans: &'static Plans,
    out: &'a mut String,
    pub refs: &'a mut Vec<RefAt>,
    label: Option<Range<usize>>,
    pub evidence: bool,
}

/// Places of the members of an object among the tokens, by the places of their fields.
type Slots = [u32; MOST];

/// Writes the stored form of the event at the first token.
pub(super) fn event<const WRITE: bool>(
    text: &str,
    tokens: &[Token],
    out: &mut String,
    refs: &mut Vec<RefAt>,
) -> Option<Found> {
    let mut walk: Walk<'_, WRITE> = Walk {
        text,
        tokens,
        plans: plans(),
        out,
        refs,
        label: None,
        evidence: false,
    };
    let kind = walk.member(0, "kind")?;
    let kind = Kind::from_name(walk.raw(kind, What::Text)?)?;
    if kind == Kind::Citation {
        return None;
    }
    let plan = walk.plans.of_kind(kind)?;
    let mut id = None;
    walk.object(0, plan, &mut |walk, name, value| {
        // Beside the fields only an id may stand, once; it is not part of the stored form.
        let text = walk
            .raw(value, What::Text)
            .filter(|_| WRITE && name == "id")?;
        let given = Uuid::parse_str(text).ok()?;
        id.replace(given).is_none().then_some(())
    })?;
    Some(Found {
        kind,
        id,
        label: walk.label,
        evidence: walk.evidence,
    })
}

/// What to do with a member that is no field; `None` gives up.
type Beside<'x, const WRITE: bool> =
    dyn FnMut(&mut Walk<'_, WRITE>, &str, usize) -> Option<()> + 'x;

impl<'a, const WRITE: bool> Walk<'a, WRITE> {
    pub fn token(&self, at: usize) -> Option<Token> {
        self.tokens.get(at).copied()
    }

    /// What stands at a token, if it is of that sort.
    pub fn raw(&self, at: usize, what: What) -> Option<&'a str> {
        let token = self.token(at).filter(|token| token.what == what)?;
        self.text.get(token.span())
    }

    /// A member of an object.
    fn member(&self, at: usize, name: &str) -> Option<usize> {
        let end = self.token(at)?.next as usize;
        let mut key = at + 1;
        while key < end {
            if same(self.raw(key, What::Text)?, name) {
                return Some(key + 1);
            }
            key = self.token(key + 1)?.next as usize;
        }
        None
    }

    fn object(
        &mut self,
        at: usize,
        plan: &'static Plan,
        beside: &mut Beside<'_, WRITE>,
    ) -> Option<()> {
        let token = self.token(at).filter(|token| token.what == What::Object)?;
        let mut slots: Slots = [0; MOST];
        let (mut present, mut from) = (0_u32, 0);
        let mut key = at + 1;
        while key < token.next as usize {
            let name = self.token(key).filter(|name| name.what == What::Text)?;
            match plan.place(self.text, name.span(), from) {
                Some(place) if present & (1 << place) == 0 && (WRITE || place >= from) => {
                    present |= 1 << place;
                    *slots.get_mut(place)? = key as u32 + 1;
                    from = place + 1;
                }
                Some(_) => return None,
                None => beside(self, self.raw(key, What::Text)?, key + 1)?,
            }
            key = self.token(key + 1)?.next as usize;
        }
        if plan.required & !present != 0 {
            return None;
        }
        self.put("{");
        let mut first = true;
        let mut rest = present;
        while rest != 0 {
            let place = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            let Place { opening, field, .. } = plan.fields.get(place)?;
            let slot = *slots.get(place)? as usize;
            if !first {
                self.put(",");
            }
            first = false;
            self.put(opening);
            match field {
                Some(field) => self.value(field, slot)?,
                None => self.copy(slot)?,
            }
        }
        self.put("}");
        plan.rules
            .iter()
            .all(|rule| self.holds(*rule, present, &slots).unwrap_or(false))
            .then_some(())
    }

    /// The kind, which is known to be one.
    fn copy(&mut self, at: usize) -> Option<()> {
        let raw = self.raw(at, What::Text)?;
        self.quote(raw);
        Some(())
    }

    /// Writes a text as it stands.
    pub fn quote(&mut self, raw: &str) {
        if WRITE {
            self.out.push('"');
            self.out.push_str(raw);
            self.out.push('"');
        }
    }

    /// Writes punctuation, or what needs no quotes.
    pub fn put(&mut self, text: &str) {
        if WRITE {
            self.out.push_str(text);
        }
    }

    /// Where the text of a token stands (or is about to) in the stored form.
    pub fn place(&self, at: usize) -> Option<Range<usize>> {
        let span = self.token(at)?.span();
        let begin = self.out.len() + 1;
        Some(match WRITE {
            true => begin..begin + span.len(),
            false => span,
        })
    }

    fn holds(&self, rule: Bound, present: u32, slots: &Slots) -> Option<bool> {
        let slot = |at: usize| {
            slots
                .get(at)
                .map(|slot| *slot as usize)
                .filter(|at| *at > 0)
        };
        Some(match rule {
            Bound::Any(of) => present & of != 0,
            Bound::One(of) => (present & of).is_power_of_two(),
            Bound::NotBelow(upper, lower) => match (slot(upper), slot(lower)) {
                (Some(upper), Some(lower)) => {
                    let high = Decimal::parse(self.raw(upper, What::Text)?)?;
                    let low = Decimal::parse(self.raw(lower, What::Text)?)?;
                    Amount::check_range(low, high).is_ok()
                }
                _ => true,
            },
            Bound::SameCurrency(one, other) => match (slot(one), slot(other)) {
                (Some(one), Some(other)) => {
                    let currency = |at| self.raw(self.member(at, "currency")?, What::Text);
                    currency(one)? == currency(other)?
                }
                _ => true,
            },
            Bound::Unless(at, words) => match slot(at) {
                Some(at) => !words.contains(&self.raw(at, What::Text)?),
                None => true,
            },
        })
    }

    /// The value of a field, written as it is stored.
    fn value(&mut self, field: &'static Field, at: usize) -> Option<()> {
        match field.ty {
            FieldType::Party | FieldType::Amount | FieldType::Asset | FieldType::Instrument => {
                let plan = self.plans.of_type(field.ty)?;
                self.object(at, plan, &mut |_, _, _| None)
            }
            FieldType::Sources => self.sources(at),
            FieldType::Codes | FieldType::Names | FieldType::Tags => self.list(field.ty, at),
            FieldType::ByLanguage { max } => self.by_language(max, at),
            FieldType::Changes => self.changes(at),
            FieldType::Integer { min } => {
                let raw = self.raw(at, What::Number)?;
                check::is_integer(raw, min).then(|| self.put(raw))
            }
            FieldType::Confidence => {
                let raw = self.raw(at, What::Number)?;
                check::is_confidence(raw).then(|| self.put(raw))
            }
            FieldType::Flag => {
                self.raw(at, What::True)?;
                self.put("true");
                Some(())
            }
            FieldType::Text { lines, max } => self.line(at, lines, max),
            ty => self.shaped(ty, field.name, at),
        }
    }

    fn line(&mut self, at: usize, lines: bool, max: Option<usize>) -> Option<()> {
        let (token, raw) = (self.token(at)?, self.raw(at, What::Text)?);
        check::is_text(&token, raw, lines, max).then(|| self.quote(raw))
    }

    fn shaped(&mut self, ty: FieldType, name: &str, at: usize) -> Option<()> {
        let (token, raw) = (self.token(at)?, self.raw(at, What::Text)?);
        if !check::is_shaped(ty, &token, raw) {
            return None;
        }
        match ty {
            FieldType::Reference => self.refer(name, false, at)?,
            FieldType::Label => self.label = self.place(at),
            FieldType::Evidence => self.evidence = true,
            _ => {}
        }
        self.quote(raw);
        Some(())
    }

    /// Notes a REF that is about to be written.
    pub fn refer(&mut self, name: &str, changed: bool, at: usize) -> Option<()> {
        let field = REFERENCES.into_iter().find(|known| *known == name)?;
        let at = self.place(at)?;
        self.refs.push(RefAt { field, changed, at });
        Some(())
    }

    /// The items of a list of at least one, in brackets.
    fn items(
        &mut self,
        at: usize,
        most: usize,
        mut each: impl FnMut(&mut Walk<'a, WRITE>, usize) -> Option<()>,
    ) -> Option<()> {
        let token = self.token(at).filter(|token| token.what == What::Array)?;
        let mut item = at + 1;
        let mut count = 0;
        self.put("[");
        while item < token.next as usize {
            if count > 0 {
                self.put(",");
            }
            count += 1;
            each(self, item)?;
            item = self.token(item)?.next as usize;
        }
        self.put("]");
        (1..=most).contains(&count).then_some(())
    }

    fn sources(&mut self, at: usize) -> Option<()> {
        let plan = self.plans.of_type(FieldType::Sources)?;
        self.items(at, MAX_SOURCES, |walk, item| {
            walk.object(item, plan, &mut |_, _, _| None)
        })
    }

    fn list(&mut self, ty: FieldType, at: usize) -> Option<()> {
        self.items(at, usize::MAX, |walk, item| match ty {
            FieldType::Codes => walk.shaped(FieldType::Code, "", item),
            _ => walk.line(item, false, None),
        })
    }

    fn by_language(&mut self, max: Option<usize>, at: usize) -> Option<()> {
        let members = self.sorted(at)?;
        self.put("{");
        for (index, (tag, value)) in members.into_iter().enumerate() {
            if !is_lang(tag) {
                return None;
            }
            if index > 0 {
                self.put(",");
            }
            self.quote(tag);
            self.put(":");
            self.line(value, false, max)?;
        }
        self.put("}");
        Some(())
    }

    /// The members of an object of at least one, by their keys, which must be plain and
    /// different.
    pub fn sorted(&self, at: usize) -> Option<Vec<(&'a str, usize)>> {
        let token = self.token(at).filter(|token| token.what == What::Object)?;
        let mut members = Vec::new();
        let mut key = at + 1;
        while key < token.next as usize {
            let found = self.token(key)?;
            if found.escaped || found.wide {
                return None;
            }
            members.push((self.raw(key, What::Text)?, key + 1));
            key = self.token(key + 1)?.next as usize;
        }
        if !WRITE && !members.is_sorted() {
            return None;
        }
        members.sort_unstable();
        let different = members.windows(2).all(|two| match two {
            [(one, _), (other, _)] => one != other,
            _ => true,
        });
        (different && !members.is_empty()).then_some(members)
    }
}
