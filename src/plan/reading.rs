//! From a choice of the program back to people: everybody does one thing if that can be, and whoever can't be helped more.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::model::{Model, Open};
use super::problem::{Bundle, Problem};

/// What a choice of the program comes to for real people.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Who does what, as far as everybody does one thing only.
    pub single: Vec<Bundle>,
    /// Who does what in all.
    pub bundles: Vec<Bundle>,
    /// Kinds of people for whom the program may have been too cheap.
    pub loose: BTreeSet<usize>,
}

impl Model {
    /// Reads a choice of the program.
    pub fn read(&self, problem: &Problem, open: &Open, exact: &[usize], values: &[i64]) -> Reading {
        let mut reading = Reading::default();
        let mut done: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (kind, who, choices) in &self.persons {
            let chosen = choices.iter().filter(|(variable, _)| values[*variable] > 0);
            let mut deeds: Vec<usize> = chosen.flat_map(|(_, deeds)| deeds).copied().collect();
            deeds.sort_unstable();
            deeds.dedup();
            done.insert((*kind, *who), deeds);
        }
        let times = |(variable, from): &'_ (usize, Vec<(usize, usize)>)| {
            let times = usize::try_from(values[*variable]).unwrap_or(0);
            std::iter::repeat_n(from.clone(), times).collect::<Vec<_>>()
        };
        let units: Vec<Vec<(usize, usize)>> = self.columns.iter().flat_map(times).collect();
        let room = |kind: usize| problem.kinds[kind].people.len() - exact[kind];
        let (taken, left) = spread(&units, room);
        for (kind, of) in taken {
            for (n, (_, way)) in of.into_iter().enumerate() {
                if open.loose(problem, kind, way) {
                    reading.loose.insert(kind);
                }
                done.insert(
                    (kind, exact[kind] + n),
                    open.ways[kind].list[way].deeds.clone(),
                );
            }
        }
        reading.single = bundles(&done);
        for from in left.iter().map(|unit| &units[*unit]) {
            if let Some((kind, way, who)) = stacked(problem, open, exact, &done, from) {
                reading.loose.insert(kind);
                let deeds = done.entry((kind, who)).or_default();
                deeds.extend(&open.ways[kind].list[way].deeds);
                deeds.sort_unstable();
                deeds.dedup();
            }
        }
        reading.bundles = bundles(&done);
        reading
    }
}

fn bundles(done: &BTreeMap<(usize, usize), Vec<usize>>) -> Vec<Bundle> {
    let busy = done.iter().filter(|(_, deeds)| !deeds.is_empty());
    busy.map(|((kind, who), deeds)| Bundle {
        kind: *kind,
        who: *who,
        deeds: deeds.clone(),
    })
    .collect()
}

/// Gives as many units as possible to different people: for each kind the units with the way they are done in, and the
/// units that are left.
fn spread(
    units: &[Vec<(usize, usize)>],
    room: impl Fn(usize) -> usize,
) -> (BTreeMap<usize, Vec<(usize, usize)>>, Vec<usize>) {
    let mut taken: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    let mut left = Vec::new();
    for unit in 0..units.len() {
        // The shortest chain of moves that makes room for one more.
        let mut before: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        let mut queue = VecDeque::from([unit]);
        let mut free = None;
        while let (Some(at), None) = (queue.pop_front(), free) {
            for (kind, way) in &units[at] {
                if before.contains_key(kind) {
                    continue;
                }
                before.insert(*kind, (at, *way));
                let mine = taken.get(kind).map_or(&[][..], Vec::as_slice);
                if mine.len() < room(*kind) {
                    free = Some(*kind);
                    break;
                }
                queue.extend(mine.iter().map(|(other, _)| *other));
            }
        }
        let Some(mut kind) = free else {
            left.push(unit);
            continue;
        };
        while let Some((moved, way)) = before.get(&kind).copied() {
            let from = taken
                .iter()
                .find(|(_, of)| of.iter().any(|(other, _)| *other == moved))
                .map(|(from, _)| *from);
            if let Some(of) = from.and_then(|from| taken.get_mut(&from)) {
                of.retain(|(other, _)| *other != moved);
            }
            taken.entry(kind).or_default().push((moved, way));
            match from {
                Some(from) if moved != unit => kind = from,
                _ => break,
            }
        }
    }
    (taken, left)
}

/// Somebody who is busy already and can do this too, best without counting twice for anything.
fn stacked(
    problem: &Problem,
    open: &Open,
    exact: &[usize],
    done: &BTreeMap<(usize, usize), Vec<usize>>,
    from: &[(usize, usize)],
) -> Option<(usize, usize, usize)> {
    let mut best: Option<((bool, usize, usize), usize, usize, usize)> = None;
    for (kind, way) in from {
        let (ways, of) = (&open.ways[*kind].list, &problem.kinds[*kind]);
        for who in exact[*kind]..of.people.len() {
            let before = done.get(&(*kind, who)).map_or(&[][..], Vec::as_slice);
            let mut deeds = [before, &ways[*way].deeds].concat();
            deeds.sort_unstable();
            deeds.dedup();
            let bundle = Bundle {
                kind: *kind,
                who,
                deeds,
            };
            let twice = ways[*way]
                .gains
                .iter()
                .filter(|ability| of.abilities[**ability].holds(before))
                .count();
            let rank = (!problem.possible(&bundle), twice, before.len());
            if best.as_ref().is_none_or(|(other, ..)| rank < *other) {
                best = Some((rank, *kind, *way, who));
            }
        }
    }
    best.map(|(_, kind, way, who)| (kind, way, who))
}
