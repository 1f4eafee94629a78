//! Chains of stages joined by `follows`: which stage is the state of each chain, and which
//! come before it. Owns depth, ties and the guard against circles; knows no kind and no date.

use std::collections::BTreeMap;

use crate::facts::ids::ById;

/// A chain that has a stage in view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Index of the stage in view that is furthest along: deepest from the first stage over all
    /// recorded stages; if tied, the later one.
    pub state: usize,
    /// Indexes of the stages in view before it, nearest first.
    pub before: Vec<usize>,
}

/// Where stages stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// The stage before each stage, circles cut.
    pub follows: Vec<Option<usize>>,
    /// First stage and depth of every stage.
    pub ranks: Vec<(usize, usize)>,
}

/// Cuts circles and ranks stages; `follows[i]` is the index of the stage before stage `i`.
pub fn ranked(follows: &[Option<usize>]) -> Ranked {
    let follows = cut_circles(follows);
    let ranks = ranks(&follows);
    Ranked { follows, ranks }
}

/// The chains among stages in order of position, in order of their first stage. `follows[i]` is
/// the index of the stage before stage `i`; `in_view[i]` tells whether the view keeps it. Stages
/// out of view still join the others and still count for depth.
pub fn chains(follows: &[Option<usize>], in_view: &[bool]) -> Vec<Chain> {
    chains_in_effect(follows, in_view, in_view)
}

/// The same where a stage in view may not be the state yet: only one of `in_effect` is.
pub fn chains_in_effect(
    follows: &[Option<usize>],
    in_view: &[bool],
    in_effect: &[bool],
) -> Vec<Chain> {
    let Ranked { follows, ranks } = ranked(follows);
    let mut states: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (stage, (root, depth)) in ranks.iter().enumerate() {
        if in_effect.get(stage) == Some(&true) {
            let best = states.entry(*root).or_insert((*depth, stage));
            *best = (*best).max((*depth, stage));
        }
    }
    states
        .values()
        .map(|(_, state)| Chain {
            state: *state,
            before: before(*state, &follows, in_view),
        })
        .collect()
}

/// For each stage (id and the id that it follows, in order of position) the index of the stage
/// before it. A `follows` that names none of them is as good as none.
pub fn joined(stages: impl Iterator<Item = (u128, Option<u128>)> + Clone) -> Vec<Option<usize>> {
    let mut places: ById<usize> = ById::default();
    places.reserve(stages.size_hint().0);
    for (place, (id, _)) in stages.clone().enumerate() {
        places.entry(id).or_insert(place);
    }
    let before = |follows: Option<u128>| places.get(&follows?).copied();
    stages.map(|(_, follows)| before(follows)).collect()
}

fn parent(follows: &[Option<usize>], stage: usize) -> Option<usize> {
    follows.get(stage).copied().flatten()
}

fn before(state: usize, follows: &[Option<usize>], in_view: &[bool]) -> Vec<usize> {
    let up = std::iter::successors(parent(follows, state), |stage| parent(follows, *stage));
    up.filter(|stage| in_view.get(*stage) == Some(&true))
        .collect()
}

/// The write door refuses circles, but a correction that is not yet public may leave one: its
/// earliest recorded stage is then taken as the first.
fn cut_circles(follows: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut cut = follows.to_vec();
    // 0 = not met; otherwise the number of the walk that met it first.
    let mut met = vec![0_usize; follows.len()];
    for start in 0..follows.len() {
        let mut path = Vec::new();
        let mut next = Some(start);
        while let Some(stage) = next {
            match met.get_mut(stage) {
                Some(walk) if *walk == 0 => *walk = start + 1,
                Some(walk) if *walk == start + 1 => {
                    let circle = path.iter().skip_while(|met| **met != stage);
                    if let Some(first) = circle.min().and_then(|first: &usize| cut.get_mut(*first))
                    {
                        *first = None;
                    }
                    break;
                }
                _ => break,
            }
            path.push(stage);
            next = parent(follows, stage);
        }
    }
    cut
}

/// First stage and depth of every stage; `follows` holds no circle.
fn ranks(follows: &[Option<usize>]) -> Vec<(usize, usize)> {
    let mut ranks: Vec<Option<(usize, usize)>> = vec![None; follows.len()];
    for start in 0..follows.len() {
        let mut path = Vec::new();
        let mut stage = start;
        let (root, mut depth) = loop {
            if let Some(Some((root, depth))) = ranks.get(stage) {
                break (*root, *depth + 1);
            }
            path.push(stage);
            match parent(follows, stage) {
                Some(up) => stage = up,
                None => break (stage, 0),
            }
        };
        for stage in path.into_iter().rev() {
            if let Some(rank) = ranks.get_mut(stage) {
                *rank = Some((root, depth));
            }
            depth += 1;
        }
    }
    ranks.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_stage_in_view_is_the_state() {
        // 0 ← 1 ← 2, and 3 by itself; 1 is out of view but still joins.
        let found = chains(&[None, Some(0), Some(1), None], &[true, false, true, true]);
        let of = |state, before: &[usize]| Chain {
            state,
            before: before.to_vec(),
        };
        assert_eq!(found, [of(2, &[0]), of(3, &[])]);
    }

    #[test]
    fn a_branch_of_equal_depth_goes_to_the_later_stage() {
        let found = chains(&[None, Some(0), Some(0)], &[true; 3]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].state, &found[0].before[..]), (2, &[0][..]));
    }

    #[test]
    fn a_circle_begins_at_its_earliest_stage() {
        // 1 → 2 → 3 → 1, and 0 hangs on 2: 1 is first, then 3, 2, 0.
        let found = chains(&[Some(2), Some(2), Some(3), Some(1)], &[true; 4]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].state, &found[0].before[..]), (0, &[2, 3, 1][..]));
    }
}
