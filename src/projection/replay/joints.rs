//! How stages hang together by `follows` as they come and change: the chain and the depth of
//! each, and which have to be looked at again. A stage at the end of a chain costs nothing but
//! itself, one that follows what it followed costs those after it; anything else joins all that
//! hang together with it again. Ties and circles are those of `stages`; knows no kind.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use crate::projection::stages;

/// A chain, named by the place of its first stage.
pub type Chain = usize;

/// Stages by place, which is their order of position.
#[derive(Debug, Default)]
pub struct Joints {
    joints: Vec<Joint>,
    /// Of stages that share an id the first.
    places: HashMap<Uuid, usize>,
    followers: HashMap<Uuid, BTreeSet<usize>>,
}

#[derive(Debug)]
struct Joint {
    id: Uuid,
    follows: Option<Uuid>,
    /// The stage before it, circles cut.
    before: Option<usize>,
    chain: Chain,
    depth: usize,
}

impl Joints {
    /// Adds a stage behind all others. Gives the places to look at again, none before the one that
    /// it follows.
    pub fn push(&mut self, id: Uuid, follows: Option<Uuid>) -> Vec<usize> {
        let place = self.joints.len();
        let first = *self.places.entry(id).or_insert(place) == place;
        let has_followers = self.followers.get(&id).is_some_and(|all| !all.is_empty());
        let is_last = !first || !has_followers && follows != Some(id);
        if let Some(before) = follows {
            self.followers.entry(before).or_default().insert(place);
        }
        let before = self.named(follows).filter(|_| is_last);
        let above = before.and_then(|before| self.joints.get(before));
        let (chain, depth) = above.map_or((place, 0), |above| (above.chain, above.depth + 1));
        self.joints.push(Joint {
            id,
            follows,
            before,
            chain,
            depth,
        });
        match is_last {
            true => vec![place],
            false => self.join(self.component(place)),
        }
    }

    /// Lets a stage follow what it follows now. Gives the places to look at again, as `push` does.
    pub fn renew(&mut self, place: usize, follows: Option<Uuid>) -> Vec<usize> {
        let same = self.joints.get(place).map(|joint| joint.follows == follows);
        if same != Some(false) {
            return self.after(place);
        }
        let mut members = self.component(place);
        if let Some(joint) = self.joints.get_mut(place)
            && let Some(before) = std::mem::replace(&mut joint.follows, follows)
            && let Some(followers) = self.followers.get_mut(&before)
        {
            followers.remove(&place);
        }
        if let Some(before) = follows {
            self.followers.entry(before).or_default().insert(place);
        }
        members.extend(self.component(place));
        self.join(members)
    }

    /// A stage and those that come after it, each behind the one that it follows.
    pub fn after(&self, place: usize) -> Vec<usize> {
        let mut found = vec![place];
        let mut next = 0;
        while let Some(place) = found.get(next).copied() {
            let hangs = |after: &usize| self.before(*after) == Some(place);
            found.extend(self.followers_of(place).filter(hangs));
            next += 1;
        }
        found
    }

    /// The stage before one, circles cut.
    pub fn before(&self, place: usize) -> Option<usize> {
        self.joints.get(place)?.before
    }

    /// The chain of a stage, and its depth in it.
    pub fn rank(&self, place: usize) -> Option<(Chain, usize)> {
        let joint = self.joints.get(place)?;
        Some((joint.chain, joint.depth))
    }

    fn named(&self, follows: Option<Uuid>) -> Option<usize> {
        self.places.get(&follows?).copied()
    }

    fn followers_of(&self, place: usize) -> impl Iterator<Item = usize> {
        let id = self.joints.get(place).map(|joint| joint.id);
        let named = id.filter(|id| self.places.get(id) == Some(&place));
        let after = named.and_then(|id| self.followers.get(&id));
        after.into_iter().flatten().copied()
    }

    /// All stages that are joined with one, by whatever way.
    fn component(&self, place: usize) -> BTreeSet<usize> {
        let mut members = BTreeSet::from([place]);
        let mut work = vec![place];
        while let Some(place) = work.pop() {
            let before = self.joints.get(place).and_then(|joint| joint.follows);
            for next in self.followers_of(place).chain(self.named(before)) {
                if members.insert(next) {
                    work.push(next);
                }
            }
        }
        members
    }

    /// Ranks whole components again. Gives their places, the first stages first.
    fn join(&mut self, members: BTreeSet<usize>) -> Vec<usize> {
        let members: Vec<usize> = members.into_iter().collect();
        let follows: Vec<Option<usize>> = members
            .iter()
            .map(|place| {
                let before = self.named(self.joints.get(*place)?.follows)?;
                members.binary_search(&before).ok()
            })
            .collect();
        let ranked = stages::ranked(&follows);
        let place = |at: usize| members.get(at).copied();
        let mut order = Vec::with_capacity(members.len());
        for ((at, (root, depth)), before) in ranked.ranks.iter().enumerate().zip(&ranked.follows) {
            if let (Some(this), Some(chain)) = (place(at), place(*root))
                && let Some(joint) = self.joints.get_mut(this)
            {
                joint.chain = chain;
                joint.depth = *depth;
                joint.before = before.and_then(place);
                order.push((*depth, this));
            }
        }
        order.sort_unstable();
        order.into_iter().map(|(_, place)| place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    /// Chain and depth of each.
    fn ranks(joints: &Joints) -> Vec<(usize, usize)> {
        (0..joints.joints.len())
            .filter_map(|place| joints.rank(place))
            .collect()
    }

    #[test]
    fn a_stage_at_the_end_is_looked_at_alone() {
        let mut joints = Joints::default();
        assert_eq!(joints.push(id(1), None), [0]);
        assert_eq!(joints.push(id(2), Some(id(1))), [1]);
        assert_eq!(joints.push(id(3), Some(id(2))), [2]);
        assert_eq!(joints.push(id(4), Some(id(9))), [3]);
        assert_eq!(ranks(&joints), [(0, 0), (0, 1), (0, 2), (3, 0)]);
        // Amended, those after it are looked at as well, and no others.
        assert_eq!(joints.renew(1, Some(id(1))), [1, 2]);
        // What was waited for comes: all is joined again.
        assert_eq!(joints.push(id(9), Some(id(3))), [0, 1, 2, 4, 3]);
        assert_eq!(ranks(&joints), [(0, 0), (0, 1), (0, 2), (0, 4), (0, 3)]);
    }

    #[test]
    fn a_stage_that_follows_another_moves_with_those_after_it() {
        let mut joints = Joints::default();
        for (own, before) in [(1, None), (2, Some(1)), (3, Some(2)), (4, None)] {
            joints.push(id(own), before.map(id));
        }
        assert_eq!(joints.renew(1, Some(id(4))), [0, 3, 1, 2]);
        assert_eq!(ranks(&joints), [(0, 0), (3, 1), (3, 2), (3, 0)]);
        // A circle begins at its earliest stage, and goes again when it opens.
        joints.renew(3, Some(id(3)));
        assert_eq!(ranks(&joints), [(0, 0), (1, 0), (1, 1), (1, 2)]);
        assert_eq!(joints.after(1), [1, 2, 3]);
        joints.renew(3, None);
        assert_eq!(ranks(&joints), [(0, 0), (3, 1), (3, 2), (3, 0)]);
    }
}
