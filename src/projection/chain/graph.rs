//! The graph of a scope: events as spots, links in view as arrows between them. Owns when a
//! link is in view, which flags its dates and ends give it, and adjacency; walks nothing.

use std::collections::HashMap;

use uuid::Uuid;

use crate::event::decimal::Decimal;
use crate::event::order;
use crate::event::when::When;
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
pub struct Arrow<'h> {
    /// Its entry.
    pub entry: &'h Entry,
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
pub struct Graph<'h> {
    spots: Vec<&'h Entry>,
    arrows: Vec<Arrow<'h>>,
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

impl<'h> Graph<'h> {
    /// Reads every event and link of a scope; what the clocks leave out is tallied. `root`, if
    /// there is one, gets the first spot, whatever the clocks say of it.
    pub fn read(scope: &Scope<'h>, root: Option<&'h Entry>, tally: &mut Tally) -> Graph<'h> {
        let mut builder = Builder {
            scope,
            spots: root.into_iter().collect(),
            ends: HashMap::new(),
        };
        let mut arrows = Vec::new();
        for entry in scope.entries() {
            let kind = entry.event.kind();
            if HAPPENINGS.contains(&kind) {
                let known = scope.see(entry);
                tally.admits(scope.standing(&known, Claims::Always));
                continue;
            }
            let known = scope.see(entry);
            let Some(edge) = Edge::of(&known.event) else {
                continue;
            };
            if tally.admits(scope.standing(&known, Claims::Always)) {
                arrows.extend(builder.arrow(entry, &edge, !known.disputes.is_empty()));
            }
        }
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

    /// The entry at a spot.
    pub fn entry(&self, spot: Spot) -> Option<&'h Entry> {
        self.spots.get(spot).copied()
    }

    /// The spot of an event, if a link in view names it.
    pub fn spot(&self, id: Uuid) -> Option<Spot> {
        self.spots.iter().position(|entry| entry.id == id)
    }

    /// All arrows, in order of position.
    pub fn arrows(&self) -> &[Arrow<'h>] {
        &self.arrows
    }

    /// An arrow.
    pub fn arrow(&self, at: ArrowAt) -> Option<&Arrow<'h>> {
        self.arrows.get(at)
    }

    /// Arrows whose cause is that spot, by position.
    pub fn leaving(&self, spot: Spot) -> impl Iterator<Item = (ArrowAt, &Arrow<'h>)> {
        self.of(self.leaving.of(spot))
    }

    /// The same without the first `skip` of them, found at once.
    pub fn leaving_after(
        &self,
        spot: Spot,
        skip: usize,
    ) -> impl Iterator<Item = (ArrowAt, &Arrow<'h>)> {
        self.of(self.leaving.of(spot).get(skip..).unwrap_or_default())
    }

    /// Arrows whose effect is that spot, by position.
    pub fn arriving(&self, spot: Spot) -> impl Iterator<Item = (ArrowAt, &Arrow<'h>)> {
        self.of(self.arriving.of(spot))
    }

    fn of<'g>(&'g self, arrows: &'g [ArrowAt]) -> impl Iterator<Item = (ArrowAt, &'g Arrow<'h>)> {
        let found = |at: &ArrowAt| self.arrows.get(*at).map(|arrow| (*at, arrow));
        arrows.iter().filter_map(found)
    }
}

/// The arrow of one link, if it is in view, and the events that it joins. Its spots say nothing:
/// they are of no graph.
pub fn alone<'h>(scope: &Scope<'h>, link: &'h Entry) -> Option<(Arrow<'h>, [Uuid; 2])> {
    let known = scope.see(link);
    let edge = Edge::of(&known.event)?;
    if scope.standing(&known, Claims::Always) != Standing::InView {
        return None;
    }
    let mut builder = Builder {
        scope,
        spots: Vec::new(),
        ends: HashMap::new(),
    };
    let arrow = builder.arrow(link, &edge, !known.disputes.is_empty())?;
    Some((arrow, [edge.cause, edge.effect]))
}

struct Builder<'s, 'h> {
    scope: &'s Scope<'h>,
    spots: Vec<&'h Entry>,
    /// What was found of each id that a link names; `None` = neither in view nor retracted.
    ends: HashMap<Uuid, Option<End>>,
}

impl<'h> Builder<'_, 'h> {
    /// The arrow of a link that is itself in view; `None` unless both its ends are in view or
    /// retracted.
    fn arrow(&mut self, entry: &'h Entry, edge: &Edge, disputed: bool) -> Option<Arrow<'h>> {
        let (cause, effect) = (self.end(edge.cause)?, self.end(edge.effect)?);
        let confidence = edge.confidence.as_ref().and_then(|number| {
            let exact = Decimal::parse(&number.to_string())?;
            i32::try_from(exact.0).ok()
        });
        Some(Arrow {
            entry,
            cause: cause.spot,
            effect: effect.spot,
            confidence: confidence.unwrap_or(-1),
            impossible: order::is_impossible(&cause.happened, &effect.happened),
            unclear: order::is_unclear(&cause.happened, &effect.happened),
            broken: cause.retracted || effect.retracted,
            disputed,
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
        let entry = self.scope.find(id)?;
        if !HAPPENINGS.contains(&entry.event.kind()) {
            return None;
        }
        let known = self.scope.see(entry);
        let standing = self.scope.standing(&known, Claims::Always);
        if !matches!(standing, Standing::InView | Standing::Retracted) {
            return None;
        }
        let happened = known.event.happened()?;
        let is_root = self.spots.first().is_some_and(|root| root.id == id);
        let spot = if is_root {
            Graph::ROOT
        } else {
            self.spots.len()
        };
        if !is_root {
            self.spots.push(entry);
        }
        Some(End {
            spot,
            happened,
            retracted: standing == Standing::Retracted,
        })
    }
}
