//! What is kept of an event, from its tokens: the fast twin of `lean`, for events that were read the
//! fast way and so are surely valid. Owns which members a fact that is kept needs; `lean` is its judge.

use serde_json::{Map, Value};

use crate::event::quick::{Quick, View};
use crate::event::when::{Instant, When};
use crate::event::{Event, Kind};
use crate::facts::compact::{MomentRow, Span};
use crate::facts::scope::Standing;

use super::gather::UNDATED;

/// Members that exits, levels and amendments are drawn from.
const KEPT: [&str; 16] = [
    "amount",
    "asset",
    "attribution",
    "basis",
    "changes",
    "claimed_by",
    "deadline",
    "done",
    "follows",
    "happened",
    "holder",
    "kind",
    "label",
    "series",
    "stage",
    "target",
];

/// Whether of an event of this kind more is kept than when it happened.
pub(super) fn is_drawn_from(kind: Kind) -> bool {
    matches!(kind, Kind::FundExit | Kind::Holding | Kind::Citation) || kind.is_amendment()
}

/// The event, as far as what is kept of it goes.
pub(super) fn event(quick: &Quick<'_>) -> Event {
    let mut fields = Map::new();
    for (name, view) in quick.view.members() {
        if KEPT.contains(&name) {
            fields.insert(name.to_owned(), value(view));
        } else if name == "sources" {
            let dates = view.items().map(|source| {
                let published = source.member("published").map(value);
                let published = published.map(|date| ("published".to_owned(), date));
                Value::Object(published.into_iter().collect())
            });
            fields.insert(name.to_owned(), Value::Array(dates.collect()));
        }
    }
    Event::trusted(quick.kind, fields)
}

/// Texts and what is made up of them; whatever else it is, nobody asks.
fn value(view: View<'_>) -> Value {
    if let Some(text) = view.text() {
        return Value::String(text.into_owned());
    }
    if !view.is_object() {
        return Value::Null;
    }
    let members = view.members();
    let members = members.map(|(name, view)| (name.to_owned(), value(view)));
    Value::Object(members.collect())
}

/// The moment of an event of which no more is kept.
pub(super) fn moment(quick: &Quick<'_>) -> MomentRow {
    MomentRow {
        position: 0,
        kind: quick.kind,
        happened: date(quick.view.member("happened")).map(|date| Span::of(&date)),
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

fn date(view: Option<View<'_>>) -> Option<When> {
    When::parse(&view?.text()?).ok()
}
