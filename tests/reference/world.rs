//! The world a question is asked about: the entries considered, as known, and the filters of the three clocks.
//! Owns the query, D, the order of checks by which an event is taken in or left out, and the counts of what was left out.
//! Never knows a view: a view names its kinds and gets its events.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    dates,
    known::{self, Known},
    less::Less,
};

/// The filters every read takes. Dates as EDTF text, as they stand in a resolved query.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// `--on`
    pub on: Option<String>,
    /// `--published`
    pub published: Option<String>,
    /// `--known @N`
    pub known: Option<u64>,
    /// `--possible`
    pub possible: bool,
    /// `--claims`
    pub claims: bool,
    /// `--without`
    pub less: Less,
}

/// What is considered, and what has been left out so far.
#[derive(Clone)]
pub struct World {
    pub entries: Vec<Known>,
    pub published: Option<i64>,
    pub on: Option<i64>,
    /// What ages, deadlines and expiry are measured against; of an empty log with no `--on`, nothing happens, so any instant does.
    pub d: i64,
    pub possible: bool,
    pub claims: bool,
    pub undated: u64,
    pub left_out: BTreeMap<String, u64>,
}

impl World {
    /// The log at the position asked about, through the public's eyes.
    pub fn at(log: &[Value], query: &Query) -> World {
        let considered: Vec<Value> = log
            .iter()
            .filter(|entry| {
                let position = entry["position"].as_u64().expect("an entry has a position");
                query.known.is_none_or(|known| position <= known)
            })
            .cloned()
            .collect();
        let latest = |text: &Option<String>| {
            text.as_ref()
                .map(|text| dates::span(text).expect("a filter is a date").latest)
        };
        let (on, published) = (latest(&query.on), latest(&query.published));
        let recorded = considered.last().map_or(0, |entry| {
            let text = entry["recorded_at"].as_str().expect("recorded_at");
            dates::span(text)
                .expect("recorded_at is a datetime")
                .earliest
        });
        World {
            entries: known::as_known_less(&considered, published, &query.less),
            published,
            on,
            d: on.unwrap_or(dates::end_of_utc_day(recorded)),
            possible: query.possible,
            claims: query.claims,
            undated: 0,
            left_out: BTreeMap::new(),
        }
    }

    /// Counts one thing that the view would otherwise have taken in.
    pub fn leave_out(&mut self, reason: &str) {
        *self.left_out.entry(reason.to_owned()).or_insert(0) += 1;
    }

    /// The entries in view of those that a view chooses, in order of position. `claims` takes claimed ones in.
    pub fn in_view(&mut self, claims: bool, choose: impl Fn(&Known) -> bool) -> Vec<Known> {
        let chosen: Vec<Known> = self.entries.iter().filter(|k| choose(k)).cloned().collect();
        chosen
            .into_iter()
            .filter(|known| !known.retracted && self.takes(known, claims))
            .collect()
    }

    /// The same, of entries that a view only looks up: nothing is counted as left out.
    pub fn looked_up(&self, claims: bool, choose: impl Fn(&Known) -> bool) -> Vec<Known> {
        self.clone().in_view(claims, choose)
    }

    /// The checks on a live entry, in their order: left out, claimed, undated, published, happened.
    pub fn takes(&mut self, known: &Known, claims: bool) -> bool {
        if known.gone {
            return false;
        }
        if known.event.get("claimed_by").is_some() && !claims {
            self.leave_out("claims");
            return false;
        }
        if let Some(by) = self.published {
            match known::first_published(&known.event) {
                None => {
                    self.undated += 1;
                    return false;
                }
                Some(latest) if latest > by => return false,
                Some(_) => {}
            }
        }
        known.is_link() || self.happened(known)
    }

    /// Whether an event had certainly, or where asked for possibly, happened.
    fn happened(&mut self, known: &Known) -> bool {
        let Some(on) = self.on else { return true };
        let span = known.happened();
        if span.latest <= on {
            return true;
        }
        let possibly = span.earliest <= on;
        if possibly && !self.possible {
            self.leave_out("possible");
        }
        possibly && self.possible
    }

    /// The entry of a UUID among those considered.
    pub fn by_id(&self, id: &str) -> Option<&Known> {
        self.entries.iter().find(|known| known.id == id)
    }
}
