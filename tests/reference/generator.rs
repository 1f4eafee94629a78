//! The generator: proptest strategies for histories, queries and views.
//! Owns the ops (a kind of deed and a few random bytes) that shrink well; `realise` turns them into commits, always the same way.
//! Never looks at an engine: what it makes is what §3 accepts, as `desk` reads it.

use proptest::{
    array::uniform32,
    collection::vec,
    option,
    prelude::{Just, Strategy, any},
    prop_oneof,
    sample::select,
    strategy::Union,
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    By, Query, View, audit,
    known::{self, Known},
    less::Less,
    pools::{self, Picks},
    realise,
};

/// The kind of deed an op is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Statement,
    Threat,
    ExitStart,
    ExitNext,
    Holding,
    YieldMove,
    PolicyShift,
    SanctionStart,
    SanctionNext,
    Observation,
    /// Another figure for what an earlier entry gave one for: by other sources, or of another date.
    Rival,
    Forecast,
    Link,
    /// A link from a threat to what answers it or carries it out.
    Answer,
    Correction,
    Retraction,
    Dispute,
    Corroboration,
    /// Two corrections, the second leaning on the first, and mostly a retraction of the first.
    Weave,
}

/// One step of a history; what it comes to depends on those before it.
#[derive(Clone, Debug)]
pub struct Op {
    pub deed: Deed,
    pub picks: [u8; 32],
    /// Whether the commit ends after it.
    pub closes: bool,
}

/// What most of a history is about: its deeds come several times as often, so that they meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Theme {
    Everything,
    Exits,
    Threats,
    Sanctions,
    Figures,
}

const THEMES: &[Theme] = &[
    Theme::Everything,
    Theme::Exits,
    Theme::Threats,
    Theme::Sanctions,
    Theme::Figures,
];

/// Each deed, how often it comes, and the theme it belongs to.
const DEEDS: &[(Deed, u32, Theme)] = &[
    (Deed::Statement, 8, Theme::Everything),
    (Deed::Threat, 8, Theme::Threats),
    (Deed::ExitStart, 10, Theme::Exits),
    (Deed::ExitNext, 14, Theme::Exits),
    (Deed::Holding, 12, Theme::Exits),
    (Deed::YieldMove, 5, Theme::Figures),
    (Deed::PolicyShift, 6, Theme::Everything),
    (Deed::SanctionStart, 5, Theme::Sanctions),
    (Deed::SanctionNext, 9, Theme::Sanctions),
    (Deed::Observation, 6, Theme::Figures),
    (Deed::Rival, 10, Theme::Figures),
    (Deed::Forecast, 2, Theme::Everything),
    (Deed::Link, 14, Theme::Everything),
    (Deed::Answer, 12, Theme::Threats),
    (Deed::Correction, 16, Theme::Everything),
    (Deed::Retraction, 9, Theme::Everything),
    (Deed::Dispute, 6, Theme::Everything),
    (Deed::Corroboration, 6, Theme::Everything),
    (Deed::Weave, 5, Theme::Everything),
];

fn deeds(theme: Theme) -> impl Strategy<Value = Deed> {
    let weight = |of: Theme| if of == theme { 5 } else { 1 };
    let all = DEEDS
        .iter()
        .map(|(deed, often, of)| (often * weight(*of), Just(*deed)));
    Union::new_weighted(all.collect())
}

/// Up to `most` ops.
pub fn ops(most: usize) -> impl Strategy<Value = Vec<Op>> {
    select(THEMES).prop_flat_map(move |theme| {
        let op = (deeds(theme), uniform32(any::<u8>()), any::<bool>());
        let op = op.prop_map(|(deed, picks, closes)| Op {
            deed,
            picks,
            closes,
        });
        vec(op, 0..=most)
    })
}

/// Histories as lists of commits, each a list of input events as `import` takes them (long forms, labels for REFs).
pub fn histories(most: usize) -> impl Strategy<Value = Vec<Vec<Value>>> {
    ops(most).prop_map(|ops| realise::realise(&ops))
}

/// A query before the log it is asked of is known.
#[derive(Clone, Debug)]
pub struct QueryPick {
    on: Option<usize>,
    published: Option<usize>,
    known: Option<u8>,
    possible: bool,
    claims: bool,
}

/// Random queries, to be fitted to a log.
pub fn queries() -> impl Strategy<Value = QueryPick> {
    let filter = || option::weighted(0.5, 0..pools::FILTERS.len());
    (
        filter(),
        filter(),
        option::weighted(0.4, any::<u8>()),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(on, published, known, possible, claims)| QueryPick {
            on,
            published,
            known,
            possible,
            claims,
        })
}

impl QueryPick {
    /// The query for a log; `--known` never beyond its head.
    pub fn of(&self, entries: &[Value]) -> Query {
        let filter = |index: Option<usize>| index.map(|i| pools::FILTERS[i].to_owned());
        let at = |byte: u8| {
            (entries.len() as u64).saturating_sub(u64::from(byte) % entries.len().max(1) as u64)
        };
        Query {
            on: filter(self.on),
            published: filter(self.published),
            known: self.known.filter(|_| !entries.is_empty()).map(at),
            possible: self.possible,
            claims: self.claims,
            less: Less::default(),
        }
    }
}

/// A view before the log it is asked of is known.
#[derive(Clone, Debug)]
pub struct ViewPick {
    view: u8,
    picks: [u8; 32],
}

/// Random views, to be fitted to a log.
pub fn views() -> impl Strategy<Value = ViewPick> {
    let view =
        prop_oneof![12 => 0_u8..3, 2 => 3_u8..5, 6 => 5_u8..8, 6 => 8_u8..13, 4 => 13_u8..14];
    (view, uniform32(any::<u8>())).prop_map(|(view, picks)| ViewPick { view, picks })
}

impl ViewPick {
    /// The view for a log and a query: a chain is asked of an event that the query considers (retracted or not in view, perhaps);
    /// `--to` comes without `--causes` and `--effects`, `--country` never with `--by asset`.
    pub fn of(&self, entries: &[Value], query: &Query) -> View {
        let mut picks = Picks::new(&self.picks);
        match self.view {
            0 => divestment(&mut picks),
            1 => View::Stance {
                country: choose(&mut picks, 25, pools::COUNTRIES),
                toward: choose(&mut picks, 25, pools::COUNTRIES),
                why: picks.chance(50),
            },
            2 => chain(&mut picks, entries, query),
            3 => View::Timeline,
            4 => View::Log,
            5 => View::Threats {
                why: picks.chance(50),
            },
            6 => View::Sanctions {
                why: picks.chance(50),
            },
            7 => View::Contradictions {
                why: picks.chance(50),
                tolerance: choose(&mut picks, 50, pools::TOLERANCES),
            },
            8 => View::Yields {
                why: picks.chance(50),
                since: choose(&mut picks, 40, pools::FILTERS),
            },
            9 => View::Observations {
                why: picks.chance(50),
            },
            10 => View::Sources {
                why: picks.chance(50),
            },
            11 => View::Graph,
            13 => audit(&mut picks, entries, query),
            _ => match event_of(&mut picks, entries, query) {
                Some(of) => View::Around {
                    of,
                    days: *picks.of(&[0, 1, 2, 10, 31, 400]),
                },
                None => View::Timeline,
            },
        }
    }
}

fn choose(picks: &mut Picks, percent: usize, items: &[&str]) -> Option<String> {
    let (wanted, item) = (picks.chance(percent), *picks.of(items));
    wanted.then(|| item.to_owned())
}

fn divestment(picks: &mut Picks) -> View {
    let by = *picks.of(&[By::Holder, By::Holder, By::Country, By::Asset]);
    View::Divestment {
        by,
        since: choose(picks, 40, pools::FILTERS),
        asset_class: choose(picks, 20, &["us_treasury", "sovereign_bond", "gold"]),
        country: choose(picks, 20, pools::COUNTRIES).filter(|_| by != By::Asset),
        why: picks.chance(50),
    }
}

/// An event that the query considers, retracted or not in view perhaps.
fn event_of(picks: &mut Picks, entries: &[Value], query: &Query) -> Option<Uuid> {
    let known = known::as_known(entries, None);
    let events: Vec<&Known> = known
        .iter()
        .filter(|k| !k.is_link() && !k.is_amendment())
        .filter(|k| query.known.is_none_or(|n| k.position <= n))
        .collect();
    if events.is_empty() {
        return None;
    }
    let range = if picks.chance(25) {
        events.len()
    } else {
        events.len().min(realise::HUBS)
    };
    let id = &events[picks.below(range)].id;
    Some(Uuid::parse_str(id).expect("an id is a UUID"))
}

/// Now and then one rule alone, now and then of one entry, whatever it is.
fn audit(picks: &mut Picks, entries: &[Value], query: &Query) -> View {
    let (alone, rule) = (picks.chance(25), picks.of(audit::RULES).0);
    let (one, considered) = (
        picks.chance(30),
        query.known.unwrap_or(entries.len() as u64),
    );
    let at = picks.below(considered.max(1) as usize);
    let id = entries.get(at).and_then(|entry| entry["id"].as_str());
    let level = picks.of(audit::LEVELS);
    View::Audit(audit::Asked {
        rule: alone.then_some(rule),
        level,
        of: id.filter(|_| one && considered > 0).map(str::to_owned),
        lost: match picks.chance(50) {
            true => vec![super::pools::evidence()],
            false => Vec::new(),
        },
    })
}

fn chain(picks: &mut Picks, entries: &[Value], query: &Query) -> View {
    let Some(of) = event_of(picks, entries, query) else {
        return View::Log;
    };
    let side = picks.below(4);
    let asks_to = picks.chance(50);
    let to = event_of(picks, entries, query).filter(|to| asks_to && *to != of);
    View::Chain {
        of,
        causes: side == 1 && to.is_none(),
        effects: side == 2 && to.is_none(),
        to,
        all: picks.chance(30),
    }
}
