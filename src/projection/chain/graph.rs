//! The graph of a scope: events as spots, links in view as arrows between them. Owns when a
//! link is in view, which flags its dates and ends give it, and adjacency; walks nothing.

use std::collections::HashMap;

use uuid::Uuid;

use crate::event::decimal::Decimal;
use crate::event::order;
use crate::event::when::When;
use crate::event::{Event, Kind};
use crate::facts::draw::Drawn;
use crate::facts::ids::ById;
use crate::facts::scope::Claims;
use crate::facts::{Edge, Scope, Standing};
use crate::log::Entry;
use crate::projection::catalog::HAPPENINGS;
use crate::projection::tally::Tally;

/// Index of a spot.
pub type Spot = usize;
/// Index of an arrow; arrows are in order of position.
pub type ArrowAt = usize;

/// A link in view.
#[derive(Debug, Clone, Copy)]
pub struct Arrow {
    /// Position of its entry.
    pub position: u64,
    /// Id of its entry.
    pub id: Uuid,
    /// Where it comes from.
    pub cause: Spot,
    /// Where it goes.
    pub effect: Spot,
    /// Confidence in millionths; −1 when nobody said.
    pub confidence: i32,
    /// The effect certainly came first.
    pub impossible: bool,
    /// The dates leave open which came first.
    pub unclear: bool,
    /// An end is retracted.
    pub broken: bool,
    /// A dispute of it counts.
    pub disputed: bool,
}

/// All links in view, and the events they join.
#[derive(Debug, Default)]
pub struct Graph {
    /// Position and id of the event at each.
    spots: Vec<(u64, Uuid)>,
    arrows: Vec<Arrow>,
    leaving: Adjacent,
    arriving: Adjacent,
}

/// Arrows by spot: those of spot `s` are `arrows[starts[s]..starts[s + 1]]`, by position.
#[derive(Debug, Default)]
struct Adjacent {
    starts: Vec<usize>,
    arrows: Vec<ArrowAt>,
}

impl Adjacent {
    fn by(spots: usize, ends: impl Iterator<Item = Spot> + Clone) -> Adjacent {
        let mut starts = vec![0; spots + 1];
        for end in ends.clone() {
            if let Some(count) = starts.get_mut(end + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut arrows = vec![0; sum];
        for (arrow, end) in ends.enumerate() {
            if let Some(place) = next.get_mut(end) {
                if let Some(slot) = arrows.get_mut(*place) {
                    *slot = arrow;
                }
                *place += 1;
            }
        }
        Adjacent { starts, arrows }
    }

    fn of(&self, spot: Spot) -> &[ArrowAt] {
        let range = self.starts.get(spot).zip(self.starts.get(spot + 1));
        range
            .and_then(|(from, to)| self.arrows.get(*from..*to))
            .unwrap_or_default()
    }
}

/// What the building of a graph knows of an event that a link names.
#[derive(Clone)]
struct End {
    spot: Spot,
    happened: When,
    retracted: bool,
}

impl Graph {
    /// Reads every event and link of a scope; what the clocks leave out is tallied. `root`, if
    /// there is one, gets the first spot, whatever the clocks say of it.
    pub fn read(scope: &Scope<'_>, root: Option<&Entry>, tally: &mut Tally) -> Graph {
        for moment in scope.moments(HAPPENINGS, Claims::Always) {
            tally.admits(moment.standing);
        }
        let mut links = scope.facts(&[Kind::Link], Claims::Always, Edge::of);
        links.retain(|link| link.fact.is_some() && tally.admits(link.standing));
        let edges = links.iter().filter_map(|link| link.fact.as_ref());
        let mut builder = Builder {
            spots: root
                .map(|root| (root.position, root.id))
                .into_iter()
                .collect(),
            events: ends_of(scope, edges),
            ends: HashMap::new(),
        };
        let arrows = links.iter().filter_map(|link| builder.arrow(link));
        let arrows: Vec<Arrow> = arrows.collect();
        let spots = builder.spots;
        let leaving = Adjacent::by(spots.len(), arrows.iter().map(|arrow| arrow.cause));
        let arriving = Adjacent::by(spots.len(), arrows.iter().map(|arrow| arrow.effect));
        Graph {
            spots,
            arrows,
            leaving,
            arriving,
        }
    }

    /// The spot of the event asked about.
    pub const ROOT: Spot = 0;

    /// Number of spots.
    pub fn size(&self) -> usize {
        self.spots.len()
    }

    /// Position and id of the event at a spot.
    pub fn event(&self, spot: Spot) -> Option<(u64, Uuid)> {
        self.spots.get(spot).copied()
    }

    /// The spot of an event, if a link in view names it.
    pub fn spot(&self, id: Uuid) -> Option<Spot> {
        self.spots.iter().position(|(_, of)| *of == id)
    }

    /// All arrows, in order of position.
    pub fn arrows(&self) -> &[Arrow] {
        &self.arrows
    }

    /// An arrow.
    pub fn arrow(&self, at: ArrowAt) -> Option<&Arrow> {
        self.arrows.get(at)
    }

    /// Arrows whose cause is that spot, by position.
    pub fn leaving(&self, spot: Spot) -> impl Iterator<Item = (ArrowAt, &Arrow)> {
        self.of(self.leaving.of(spot))
    }

    /// The same without the first `skip` of them, found at once.
    pub fn leaving_after(
        &self,
        spot: Spot,
        skip: usize,
    ) -> impl Iterator<Item = (ArrowAt, &Arrow)> {
        self.of(self.leaving.of(spot).get(skip..).unwrap_or_default())
    }

    /// Arrows whose effect is that spot, by position.
    pub fn arriving(&self, spot: Spot) -> impl Iterator<Item = (ArrowAt, &Arrow)> {
        self.of(self.arriving.of(spot))
    }

    fn of<'g>(&'g self, arrows: &'g [ArrowAt]) -> impl Iterator<Item = (ArrowAt, &'g Arrow)> {
        let found = |at: &ArrowAt| self.arrows.get(*at).map(|arrow| (*at, arrow));
        arrows.iter().filter_map(found)
    }
}

/// The events that links name, with when they happened.
fn ends_of<'a>(scope: &Scope<'_>, edges: impl Iterator<Item = &'a Edge>) -> ById<Drawn<When>> {
    let ids = edges.flat_map(|edge| [edge.cause.as_u128(), edge.effect.as_u128()]);
    let happened = |event: &Event| {
        event
            .happened()
            .filter(|_| HAPPENINGS.contains(&event.kind()))
    };
    scope.facts_of(&ids.collect(), Claims::Always, happened)
}

/// The arrow of one link, if it is in view, and the events that it joins. Its spots say nothing:
/// they are of no graph.
pub fn alone(scope: &Scope<'_>, link: &Entry) -> Option<(Arrow, [Uuid; 2])> {
    let known = scope.see(link);
    let edge = Edge::of(&known.event)?;
    let standing = scope.standing(&known, Claims::Always);
    if standing != Standing::InView {
        return None;
    }
    let mut builder = Builder {
        spots: Vec::new(),
        events: ends_of(scope, [&edge].into_iter()),
        ends: HashMap::new(),
    };
    let ends = [edge.cause, edge.effect];
    let drawn = Drawn {
        position: link.position,
        id: link.id.as_u128(),
        standing,
        disputed: !known.disputes.is_empty(),
        fact: Some(edge),
    };
    Some((builder.arrow(&drawn)?, ends))
}

struct Builder {
    spots: Vec<(u64, Uuid)>,
    /// The events that links name.
    events: ById<Drawn<When>>,
    /// What became of each id that was met; `None` = neither in view nor retracted.
    ends: HashMap<Uuid, Option<End>>,
}

impl Builder {
    /// The arrow of a link that is itself in view; `None` unless both its ends are in view or
    /// retracted.
    fn arrow(&mut self, link: &Drawn<Edge>) -> Option<Arrow> {
        let edge = link.fact.as_ref()?;
        let (cause, effect) = (self.end(edge.cause)?, self.end(edge.effect)?);
        let confidence = edge.confidence.as_ref().and_then(|number| {
            let exact = Decimal::parse(&number.to_string())?;
            i32::try_from(exact.0).ok()
        });
        Some(Arrow {
            position: link.position,
            id: Uuid::from_u128(link.id),
            cause: cause.spot,
            effect: effect.spot,
            confidence: confidence.unwrap_or(-1),
            impossible: order::is_impossible(&cause.happened, &effect.happened),
            unclear: order::is_unclear(&cause.happened, &effect.happened),
            broken: cause.retracted || effect.retracted,
            disputed: link.disputed,
        })
    }

    fn end(&mut self, id: Uuid) -> Option<End> {
        if let Some(met) = self.ends.get(&id) {
            return met.clone();
        }
        let found = self.look(id);
        self.ends.insert(id, found.clone());
        found
    }

    fn look(&mut self, id: Uuid) -> Option<End> {
        let event = self.events.get(&id.as_u128())?;
        if !matches!(event.standing, Standing::InView | Standing::Retracted) {
            return None;
        }
        let happened = event.fact.clone()?;
        let is_root = self.spots.first().is_some_and(|(_, root)| *root == id);
        let spot = if is_root {
            Graph::ROOT
        } else {
            self.spots.len()
        };
        if !is_root {
            self.spots.push((event.position, id));
        }
        Some(End {
            spot,
            happened,
            retracted: event.standing == Standing::Retracted,
        })
    }
}
