//! How stages hang together by `follows`, as they come and change: where each is, who follows
//! it, and which are joined by whatever way. Knows no kind.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

/// Stages in order of position: the id of each, and the id that it follows.
#[derive(Debug, Default)]
pub struct Joints {
    stages: Vec<(Uuid, Option<Uuid>)>,
    /// Of stages that share an id the first.
    places: HashMap<Uuid, usize>,
    followers: HashMap<Uuid, Vec<usize>>,
}

impl Joints {
    /// Adds a stage behind all others. `false` if others follow it already, or it itself: then it
    /// is no mere end of a chain.
    pub fn push(&mut self, id: Uuid, follows: Option<Uuid>) -> bool {
        let place = self.stages.len();
        let first = *self.places.entry(id).or_insert(place) == place;
        let is_last = !first || !self.followers.contains_key(&id) && follows != Some(id);
        if let Some(before) = follows {
            self.followers.entry(before).or_default().push(place);
        }
        self.stages.push((id, follows));
        is_last
    }

    /// Lets a stage follow another one than before. Gives all that were joined with it or are now.
    pub fn refollow(&mut self, place: usize, follows: Option<Uuid>) -> BTreeSet<usize> {
        let mut members = self.component(place);
        let Some((_, old)) = self.stages.get_mut(place) else {
            return members;
        };
        if *old == follows {
            return members;
        }
        if let Some(before) = std::mem::replace(old, follows)
            && let Some(followers) = self.followers.get_mut(&before)
        {
            followers.retain(|follower| *follower != place);
        }
        if let Some(before) = follows {
            self.followers.entry(before).or_default().push(place);
        }
        members.extend(self.component(place));
        members
    }

    /// The stage before one.
    pub fn before(&self, place: usize) -> Option<usize> {
        let (_, follows) = self.stages.get(place)?;
        self.places.get(follows.as_ref()?).copied()
    }

    /// All stages that are joined with one, by whatever way.
    pub fn component(&self, place: usize) -> BTreeSet<usize> {
        let mut members = BTreeSet::from([place]);
        let mut work = vec![place];
        while let Some(place) = work.pop() {
            let id = self.stages.get(place).map(|(id, _)| *id);
            let named = id.filter(|id| self.places.get(id) == Some(&place));
            let after = named.and_then(|id| self.followers.get(&id));
            let near = after.into_iter().flatten().copied();
            for next in near.chain(self.before(place)) {
                if members.insert(next) {
                    work.push(next);
                }
            }
        }
        members
    }

    /// Of whole components in order, the index among them of the stage before each.
    pub fn follows(&self, members: &[usize]) -> Vec<Option<usize>> {
        let local = |place: usize| members.binary_search(&place).ok();
        let before = members.iter().map(|place| self.before(*place));
        before.map(|before| before.and_then(local)).collect()
    }
}
