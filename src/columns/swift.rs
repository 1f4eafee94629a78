//! What is kept of an event, from its tokens: the fast twin of what `gather` draws from a whole event,
//! for events that were read the fast way and so are surely valid. Owns which members a fact needs, and
//! that a name which stands as it stood before is not read again. A test holds the one against the other.

use twox_hash::XxHash3_64;
use uuid::Uuid;

use super::gather::UNDATED;
use crate::event::amount::{Amount, Bound};
use crate::event::asset::Asset;
use crate::event::decimal::Decimal;
use crate::event::party::Party;
use crate::event::quick::{Quick, View};
use crate::event::when::{Instant, When};
use crate::facts::book::{Book, Name};
use crate::facts::compact::{ExitRow, LevelRow, MomentRow, Money, Span};
use crate::facts::ids::ByWord;
use crate::facts::scope::Standing;
use crate::facts::{Holder, Stage};

/// Fields that the clocks ask.
pub(super) const OF_CLOCKS: [&str; 3] = ["happened", "sources", "claimed_by"];

/// Numbers in the book of a segment, by the JSON text that they were read from.
#[derive(Debug, Default)]
pub(super) struct Names {
    holders: Known,
    assets: Known,
}

/// By the hash of a text: the text, and its number.
#[derive(Debug, Default)]
struct Known(ByWord<(Box<str>, Name)>);

impl Known {
    /// The number of what a text says; `read` puts it into the book.
    fn number(&mut self, view: View<'_>, read: impl FnOnce() -> Option<Name>) -> Option<Name> {
        let raw = view.raw()?;
        let hash = XxHash3_64::oneshot(raw.as_bytes());
        match self.0.get(&hash) {
            Some((text, number)) if **text == *raw => return Some(*number),
            _ => {}
        }
        let number = read()?;
        self.0.insert(hash, (raw.into(), number));
        Some(number)
    }
}

impl Names {
    /// Forgets all of them: the next segment has another book.
    pub(super) fn clear(&mut self) {
        self.holders.0.clear();
        self.assets.0.clear();
    }

    fn holder(&mut self, view: View<'_>, book: &mut Book) -> Option<Name> {
        self.holders.number(view, || {
            let text = |name: &str| owned(view, name);
            let party = Party::of_parts(text("id"), text("name"), text("country"), text("type"))?;
            Some(book.holder(Holder::of(&party)))
        })
    }

    fn asset(&mut self, view: View<'_>, book: &mut Book) -> Option<Name> {
        self.assets.number(view, || {
            let asset = Asset {
                class: owned(view, "class")?,
                issuer: owned(view, "issuer"),
            };
            Some(book.asset(asset))
        })
    }
}

/// A stage of an exit that happened then.
pub(super) fn exit(
    quick: &Quick<'_>,
    happened: Span,
    names: &mut Names,
    book: &mut Book,
) -> Option<ExitRow> {
    let member = |name: &str| quick.view.member(name);
    let stage = Stage::from_name(&member("stage")?.text()?)?;
    let (whole, done) = (member("amount"), member("done"));
    let (whole, done) = (whole.and_then(amount), done.and_then(amount));
    Some(ExitRow {
        position: 0,
        id: 0,
        follows: member("follows").and_then(reference),
        holder: names.holder(member("holder")?, book)?,
        asset: names.asset(member("asset")?, book)?,
        stage,
        amount: whole.map(|whole| Money::of(&whole, book)),
        done: done.map(|done| Money::of(&done, book)),
        deadline: date(member("deadline")).map(|deadline| deadline.latest),
        happened,
        standing: Standing::InView,
        disputed: false,
    })
}

/// A level that was so then.
pub(super) fn level(
    quick: &Quick<'_>,
    happened: Span,
    names: &mut Names,
    book: &mut Book,
) -> Option<LevelRow> {
    let member = |name: &str| quick.view.member(name);
    let amount = amount(member("amount")?)?;
    let text = |name: &str, book: &mut Book| {
        let text = member(name).and_then(|view| view.text());
        book.text_or_none(text.as_deref())
    };
    Some(LevelRow {
        position: 0,
        holder: names.holder(member("holder")?, book)?,
        asset: names.asset(member("asset")?, book)?,
        currency: book.text(&amount.currency),
        value: amount.value.0,
        series: text("series", book),
        basis: text("basis", book),
        attribution: text("attribution", book),
        happened,
        on: text("happened", book),
        disputed: false,
    })
}

/// What an amendment amends, and whether it corrects what the clocks ask.
pub(super) fn amends(quick: &Quick<'_>) -> Option<(u128, bool)> {
    let target = quick.view.member("target").and_then(reference)?;
    let changes = quick.view.member("changes");
    let mut names = changes.iter().flat_map(View::members);
    Some((target, names.any(|(name, _)| OF_CLOCKS.contains(&name))))
}

/// The moment of an event.
pub(super) fn moment(quick: &Quick<'_>) -> MomentRow {
    MomentRow {
        position: 0,
        kind: quick.kind,
        happened: date(quick.view.member("happened")),
        standing: Standing::InView,
        if_live: Standing::InView,
    }
}

/// Whether somebody else asserts it, and when it was first published, or [`UNDATED`].
pub(super) fn told(quick: &Quick<'_>) -> (bool, i64) {
    let claimed = quick.view.member("claimed_by");
    let claimed = claimed.is_some_and(|view| view.text().is_some());
    let sources = quick.view.member("sources");
    let sources = sources.into_iter().flat_map(|list| list.items());
    let dates = sources.filter_map(|source| date(source.member("published")));
    let first = dates.map(|date| date.latest).min();
    (claimed, first.map_or(UNDATED, |Instant(at)| at))
}

fn owned(view: View<'_>, name: &str) -> Option<String> {
    Some(view.member(name)?.text()?.into_owned())
}

fn date(view: Option<View<'_>>) -> Option<Span> {
    let (earliest, latest) = When::span(&view?.text()?)?;
    Some(Span { earliest, latest })
}

fn reference(view: View<'_>) -> Option<u128> {
    Some(Uuid::parse_str(&view.text()?).ok()?.as_u128())
}

/// As `Amount::from_stored` reads it.
fn amount(view: View<'_>) -> Option<Amount> {
    let decimal = |view: View<'_>| {
        let decimal = Decimal::parse(&view.text()?);
        decimal.filter(|decimal| *decimal >= Decimal::ZERO)
    };
    Some(Amount {
        value: decimal(view.member("value")?)?,
        currency: owned(view, "currency")?,
        bound: match view.member("bound") {
            Some(bound) => Bound::from_name(&bound.text()?)?,
            None => Bound::Exact,
        },
        high: match view.member("high") {
            Some(high) => Some(decimal(high)?),
            None => None,
        },
    })
}
