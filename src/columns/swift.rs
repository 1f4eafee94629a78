//! What is kept of an event, from its tokens: the fast twin of what `gather` draws from a whole event,
//! for events that were read the fast way and so are surely valid. Owns which members a fact needs, and
//! that a name which stands as it stood before is not read again. A test holds the one against the other.

use twox_hash::XxHash3_64;
use uuid::Uuid;

use super::gather::UNDATED;
use crate::event::Kind;
use crate::event::amount::{Amount, Bound};
use crate::event::asset::Asset;
use crate::event::decimal::Decimal;
use crate::event::party::Party;
use crate::event::quick::{Quick, View};
use crate::event::when::{Instant, When};
use crate::facts::book::{Book, Name};
use crate::facts::compact::{ExitRow, LevelRow, Millionths, MomentRow, Money, Span};
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

/// The members that facts are drawn from, found in one pass.
#[derive(Debug, Default)]
pub(super) struct Members<'b> {
    amount: Option<View<'b>>,
    asset: Option<View<'b>>,
    attribution: Option<View<'b>>,
    basis: Option<View<'b>>,
    changes: Option<View<'b>>,
    claimed_by: Option<View<'b>>,
    deadline: Option<View<'b>>,
    done: Option<View<'b>>,
    follows: Option<View<'b>>,
    happened: Option<View<'b>>,
    holder: Option<View<'b>>,
    series: Option<View<'b>>,
    sources: Option<View<'b>>,
    stage: Option<View<'b>>,
    target: Option<View<'b>>,
}

impl<'b> Members<'b> {
    pub(super) fn of(quick: &Quick<'b>) -> Members<'b> {
        let mut found = Members::default();
        for (name, view) in quick.view.members() {
            let slot = match name {
                "amount" => &mut found.amount,
                "asset" => &mut found.asset,
                "attribution" => &mut found.attribution,
                "basis" => &mut found.basis,
                "changes" => &mut found.changes,
                "claimed_by" => &mut found.claimed_by,
                "deadline" => &mut found.deadline,
                "done" => &mut found.done,
                "follows" => &mut found.follows,
                "happened" => &mut found.happened,
                "holder" => &mut found.holder,
                "series" => &mut found.series,
                "sources" => &mut found.sources,
                "stage" => &mut found.stage,
                "target" => &mut found.target,
                _ => continue,
            };
            *slot = Some(view);
        }
        found
    }
}

/// A stage of an exit that happened then.
pub(super) fn exit(
    found: &Members<'_>,
    happened: Span,
    names: &mut Names,
    book: &mut Book,
) -> Option<ExitRow> {
    let stage = Stage::from_name(&found.stage?.text()?)?;
    let (whole, done) = (found.amount.and_then(amount), found.done.and_then(amount));
    Some(ExitRow {
        position: 0,
        id: Uuid::nil(),
        follows: found.follows.and_then(reference).map(Uuid::from_u128),
        holder: names.holder(found.holder?, book)?,
        asset: names.asset(found.asset?, book)?,
        stage,
        amount: whole.map(|whole| Money::of(&whole, book)),
        done: done.map(|done| Money::of(&done, book)),
        deadline: date(found.deadline).map(|deadline| deadline.latest),
        happened,
        standing: Standing::InView,
        disputed: false,
    })
}

/// A level that was so then.
pub(super) fn level(
    found: &Members<'_>,
    happened: Span,
    names: &mut Names,
    book: &mut Book,
) -> Option<LevelRow> {
    let amount = amount(found.amount?)?;
    let text = |view: Option<View<'_>>, book: &mut Book| {
        let text = view.and_then(|view| view.text());
        book.text_or_none(text.as_deref())
    };
    Some(LevelRow {
        position: 0,
        holder: names.holder(found.holder?, book)?,
        asset: names.asset(found.asset?, book)?,
        currency: book.text(&amount.currency),
        value: Millionths(amount.value.0),
        series: text(found.series, book),
        basis: text(found.basis, book),
        attribution: text(found.attribution, book),
        happened,
        on: text(found.happened, book),
        disputed: false,
    })
}

/// What an amendment amends, and whether it corrects what the clocks ask.
pub(super) fn amends(found: &Members<'_>) -> Option<(u128, bool)> {
    let target = found.target.and_then(reference)?;
    let mut names = found.changes.iter().flat_map(View::members);
    Some((target, names.any(|(name, _)| OF_CLOCKS.contains(&name))))
}

/// The moment of an event.
pub(super) fn moment(kind: Kind, found: &Members<'_>) -> MomentRow {
    MomentRow {
        position: 0,
        kind,
        happened: date(found.happened),
        standing: Standing::InView,
        if_live: Standing::InView,
    }
}

/// Whether somebody else asserts it, and when it was first published, or [`UNDATED`].
pub(super) fn told(found: &Members<'_>) -> (bool, i64) {
    let claimed = found.claimed_by.is_some_and(|view| view.text().is_some());
    let sources = found.sources.into_iter().flat_map(|list| list.items());
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
