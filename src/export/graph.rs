//! What `dot` and `svg` draw: the chain of an event, or every link between events that the
//! filters take. Owns which entries are read for it (those, their ends and their amendments, so
//! that a large log costs no memory); which links are impossible or broken is the chain's to say.

use std::collections::hash_map::Entry as Slot;
use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::{ExportError, Passage, Progress};
use crate::amend::Amendments;
use crate::answer::{AnswerError, Side};
use crate::event::when::{Instant, When};
use crate::event::{Event, Kind};
use crate::facts::scope::Claims;
use crate::facts::{Edge as Fact, History, Scope, Standing};
use crate::log::{Entry, LogError, Mark};
use crate::projection::catalog::HAPPENINGS;
use crate::projection::chain::{self, walk::Walk};
use crate::projection::rows::{ChainView, Edge};
use crate::projection::tally::Tally;

/// What is drawn.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Which way from the event that was named; without one all that is linked is drawn.
    pub side: Side,
    /// Also over links that the dates contradict or that are broken.
    pub all: bool,
    /// The most links that a picture of this format holds.
    pub most: usize,
}

/// A picture's events, in the order in which they happened, and the links between them.
#[derive(Debug, Clone, Default)]
pub struct Picture {
    /// The events.
    pub spots: Vec<Spot>,
    /// The links, by position.
    pub edges: Vec<Edge>,
}

/// An event of a picture.
#[derive(Debug, Clone)]
pub struct Spot {
    /// Its id.
    pub id: String,
    /// Its place in the log.
    pub position: u64,
    /// As known.
    pub event: Event,
    /// Withdrawn: only links that this broke still name it.
    pub retracted: bool,
    /// The one that was asked about.
    pub asked: bool,
}

impl Spot {
    /// When it happened, as recorded.
    pub fn happened(&self) -> &str {
        self.event.text("happened").unwrap_or_default()
    }

    fn when(&self) -> Option<(Instant, Instant)> {
        let when = When::parse(self.happened()).ok()?;
        Some((when.earliest, when.latest))
    }
}

/// A link and what it joins, as known.
struct Joined {
    mark: Mark,
    ends: [Uuid; 2],
}

/// Finds what is to be drawn.
///
/// # Errors
/// A REF that names no event, more links than a picture holds, or what the log says.
pub fn picture(
    passage: &Passage<'_>,
    wanted: &Wanted,
    tally: &mut Tally,
    progress: &mut Progress<'_>,
) -> Result<Picture, ExportError> {
    let root = passage.root().cloned();
    let links = links(passage, tally, progress)?;
    let chosen = match &root {
        Some(root) => around(root.id, wanted.side, &links),
        None => taken(passage, &links, wanted.most)?,
    };
    if chosen.len() > wanted.most {
        return Err(too_many(chosen.len(), root.is_some(), wanted.most).into());
    }
    let part = Part::load(passage, root, &chosen)?;
    Ok(part.drawn(passage, wanted))
}

/// Every link, and the count of what the clocks leave out of a chain.
fn links(
    passage: &Passage<'_>,
    tally: &mut Tally,
    progress: &mut Progress<'_>,
) -> Result<Vec<Joined>, ExportError> {
    let mut links = Vec::new();
    passage.ledger().each(progress, &mut |entry, mark| {
        let kind = entry.event.kind();
        if kind != Kind::Link && !HAPPENINGS.contains(&kind) {
            return Ok(());
        }
        let known = passage.see(&entry)?;
        let seen = tally.admits(passage.scope().standing(&known, Claims::Always));
        if let (true, Some(fact)) = (seen, Fact::of(&known.event)) {
            let ends = [fact.cause, fact.effect];
            links.push(Joined { mark, ends });
        }
        Ok(())
    })?;
    Ok(links)
}

/// The links that a walk from an event may meet, whichever of them it takes.
fn around(root: Uuid, side: Side, links: &[Joined]) -> Vec<&Joined> {
    let mut by_end: [HashMap<Uuid, Vec<usize>>; 2] = Default::default();
    for (at, link) in links.iter().enumerate() {
        for (ends, end) in by_end.iter_mut().zip(link.ends) {
            ends.entry(end).or_default().push(at);
        }
    }
    let [leaving, arriving] = &by_end;
    let mut met = HashSet::new();
    // From an effect to its causes (0), from a cause to its effects (1).
    for (next, ways) in [(0, arriving), (1, leaving)] {
        let walked = match next {
            0 => side != Side::Effects,
            _ => side != Side::Causes,
        };
        let mut due = if walked { vec![root] } else { Vec::new() };
        let mut seen: HashSet<Uuid> = due.iter().copied().collect();
        while let Some(event) = due.pop() {
            // Refuted links that touch an event are drawn, whichever way they lead.
            for at in [leaving, arriving]
                .into_iter()
                .filter_map(|ends| ends.get(&event))
            {
                met.extend(at.iter().copied());
            }
            for link in ways
                .get(&event)
                .into_iter()
                .flatten()
                .filter_map(|at| links.get(*at))
            {
                let [cause, effect] = link.ends;
                let other = if next == 0 { cause } else { effect };
                if seen.insert(other) {
                    due.push(other);
                }
            }
        }
    }
    let mut met: Vec<usize> = met.into_iter().collect();
    met.sort_unstable();
    met.into_iter().filter_map(|at| links.get(at)).collect()
}

/// The links whose ends the filters take, but no more than show that there are too many.
fn taken<'j>(
    passage: &Passage<'_>,
    links: &'j [Joined],
    most: usize,
) -> Result<Vec<&'j Joined>, LogError> {
    let mut chosen = Vec::new();
    for link in links {
        let [cause, effect] = link.ends;
        if is_taken(passage, cause)? && is_taken(passage, effect)? {
            chosen.push(link);
        }
        if chosen.len() > most {
            break;
        }
    }
    Ok(chosen)
}

fn is_taken(passage: &Passage<'_>, id: Uuid) -> Result<bool, LogError> {
    let Some(entry) = passage.ledger().find(id)? else {
        return Ok(false);
    };
    Ok(passage.filter().takes(&passage.see(&entry)?.event))
}

fn too_many(count: usize, from_one: bool, most: usize) -> AnswerError {
    let (found, hint) = match from_one {
        true => (
            "",
            "draw one side with --causes or --effects, or start from an event nearer to what matters",
        ),
        false => (
            "at least ",
            "name an event to start from, or choose with --country, --since and the like",
        ),
    };
    AnswerError {
        code: "too_many_links",
        message: format!("{found}{count} links would be drawn, and a picture holds {most}"),
        hint: hint.to_owned(),
    }
}

/// The entries that a picture rests on, numbered anew.
struct Part {
    history: History,
    positions: Vec<u64>,
    root: Option<Uuid>,
}

impl Part {
    fn load(
        passage: &Passage<'_>,
        root: Option<Entry>,
        links: &[&Joined],
    ) -> Result<Part, LogError> {
        let ledger = passage.ledger();
        let root_id = root.as_ref().map(|root| root.id);
        let mut due: Vec<Entry> = root.into_iter().collect();
        for link in links {
            due.push(ledger.at(link.mark)?);
            for end in link.ends {
                due.extend(ledger.find(end)?);
            }
        }
        let mut entries: HashMap<u64, Entry> = HashMap::new();
        while let Some(entry) = due.pop() {
            if let Slot::Vacant(slot) = entries.entry(entry.position) {
                let amendments = ledger.of(entry.id)?.into_iter();
                due.extend(amendments.map(|amendment| amendment.into_owned()));
                slot.insert(entry);
            }
        }
        let mut entries: Vec<Entry> = entries.into_values().collect();
        entries.sort_unstable_by_key(|entry| entry.position);
        let positions = entries.iter().map(|entry| entry.position).collect();
        for (entry, position) in entries.iter_mut().zip(1..) {
            entry.position = position;
        }
        Ok(Part {
            history: History::from_entries(ledger.header().clone(), entries, Vec::new()),
            positions,
            root: root_id,
        })
    }

    fn drawn(&self, passage: &Passage<'_>, wanted: &Wanted) -> Picture {
        let scope = passage.scope_on(&self.history);
        let root = self.root.and_then(|id| self.history.by_id(id));
        let walk = Walk {
            causes: wanted.side != Side::Effects,
            effects: wanted.side != Side::Causes,
            all: wanted.all,
        };
        let view = match root {
            Some(root) => chain::view(&scope, root, walk, None, &mut Tally::default()),
            None => chain::whole(&scope, &mut Tally::default()),
        };
        self.arranged(passage, &scope, view)
    }

    /// The events that links join (and the one asked about), in the order in which they happened.
    fn arranged(&self, passage: &Passage<'_>, scope: &Scope<'_>, view: ChainView) -> Picture {
        let filter = passage.filter();
        let named = view
            .edges
            .iter()
            .flat_map(|edge| [&edge.cause, &edge.effect]);
        let ids: HashSet<Uuid> = named
            .filter_map(|id| Uuid::parse_str(id).ok())
            .chain(self.root)
            .collect();
        let mut spots: Vec<Spot> = Vec::new();
        for entry in ids.into_iter().filter_map(|id| scope.find(id)) {
            let known = scope.see(entry);
            let asked = self.root == Some(entry.id);
            if asked || filter.takes(&known.event) {
                let standing = scope.standing(&known, Claims::Always);
                spots.push(Spot {
                    id: entry.id.to_string(),
                    position: self.place(entry.position),
                    event: known.event.into_owned(),
                    retracted: standing == Standing::Retracted,
                    asked,
                });
            }
        }
        spots.sort_by_cached_key(|spot| (spot.when(), spot.position));
        let shown: HashSet<&str> = spots.iter().map(|spot| spot.id.as_str()).collect();
        let both =
            |edge: &Edge| shown.contains(&edge.cause[..]) && shown.contains(&edge.effect[..]);
        let edges = view.edges.into_iter().filter(both).map(|edge| Edge {
            position: self.place(edge.position),
            ..edge
        });
        let edges = edges.collect();
        Picture { spots, edges }
    }

    /// The place in the log of an entry that was numbered anew.
    fn place(&self, position: u64) -> u64 {
        let index = usize::try_from(position)
            .ok()
            .and_then(|at| at.checked_sub(1));
        index
            .and_then(|at| self.positions.get(at))
            .copied()
            .unwrap_or(position)
    }
}
