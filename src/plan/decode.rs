//! From a choice of the program back to people: everybody does one thing where possible, and only the others do more.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::model::{Model, OpenDemands};
use super::problem::{Assignment, Problem};

/// What a choice of the program means for real people.
#[derive(Clone, Debug, Default)]
pub struct Decoded {
    /// Who does what, as far as everybody does one thing only.
    pub single: Vec<Assignment>,
    /// Who does what in all.
    pub assignments: Vec<Assignment>,
    /// Classes of people for whom the program may have been too cheap.
    pub loose: BTreeSet<usize>,
}

impl Model {
    /// Reads a choice of the program.
    pub fn decode(
        &self,
        problem: &Problem,
        open: &OpenDemands,
        exact: &[usize],
        values: &[i64],
    ) -> Decoded {
        let mut decoded = Decoded::default();
        let mut done = self.done_one_by_one(values);
        let units = self.units(values);
        let room = |class: usize| problem.classes[class].people.len() - exact[class];
        let (taken, left) = spread(&units, room);
        for (class, units) in taken {
            for (person, (_, option)) in units.into_iter().enumerate() {
                if open.loose(problem, class, option) {
                    decoded.loose.insert(class);
                }
                let actions = open.options[class].list[option].actions.clone();
                done.insert((class, exact[class] + person), actions);
            }
        }
        decoded.single = assignments(&done);
        for unit in left {
            if let Some((class, option, who)) = stacked(problem, open, exact, &done, &units[unit]) {
                decoded.loose.insert(class);
                let actions = done.entry((class, who)).or_default();
                actions.extend(&open.options[class].list[option].actions);
                actions.sort_unstable();
                actions.dedup();
            }
        }
        decoded.assignments = assignments(&done);
        decoded
    }

    /// What the people do who are modelled one by one: by class, and by place in it.
    fn done_one_by_one(&self, values: &[i64]) -> BTreeMap<(usize, usize), Vec<usize>> {
        let mut done = BTreeMap::new();
        for (class, who, choices) in &self.persons {
            let chosen = choices.iter().filter(|(variable, _)| values[*variable] > 0);
            let mut actions: Vec<usize> =
                chosen.flat_map(|(_, actions)| actions).copied().collect();
            actions.sort_unstable();
            actions.dedup();
            done.insert((*class, *who), actions);
        }
        done
    }

    /// Each column as often as it is chosen: who can do it, and in which option.
    fn units(&self, values: &[i64]) -> Vec<Vec<(usize, usize)>> {
        let mut units = Vec::new();
        for (variable, candidates) in &self.columns {
            let times = usize::try_from(values[*variable]).unwrap_or(0);
            units.extend(std::iter::repeat_n(candidates.clone(), times));
        }
        units
    }
}

fn assignments(done: &BTreeMap<(usize, usize), Vec<usize>>) -> Vec<Assignment> {
    let busy = done.iter().filter(|(_, actions)| !actions.is_empty());
    busy.map(|((class, who), actions)| Assignment {
        class: *class,
        who: *who,
        actions: actions.clone(),
    })
    .collect()
}

/// Gives as many units as possible to different people: for each class the units with the option they are done in, and the
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
        while let (Some(index), None) = (queue.pop_front(), free) {
            for (class, option) in &units[index] {
                if before.contains_key(class) {
                    continue;
                }
                before.insert(*class, (index, *option));
                let mine = taken.get(class).map_or(&[][..], Vec::as_slice);
                if mine.len() < room(*class) {
                    free = Some(*class);
                    break;
                }
                queue.extend(mine.iter().map(|(other, _)| *other));
            }
        }
        let Some(mut class) = free else {
            left.push(unit);
            continue;
        };
        while let Some((moved, option)) = before.get(&class).copied() {
            let from = taken
                .iter()
                .find(|(_, of)| of.iter().any(|(other, _)| *other == moved))
                .map(|(from, _)| *from);
            if let Some(of) = from.and_then(|from| taken.get_mut(&from)) {
                of.retain(|(other, _)| *other != moved);
            }
            taken.entry(class).or_default().push((moved, option));
            match from {
                Some(from) if moved != unit => class = from,
                _ => break,
            }
        }
    }
    (taken, left)
}

/// Somebody who is busy already and can do this too, best without counting twice for anything.
fn stacked(
    problem: &Problem,
    open: &OpenDemands,
    exact: &[usize],
    done: &BTreeMap<(usize, usize), Vec<usize>>,
    from: &[(usize, usize)],
) -> Option<(usize, usize, usize)> {
    let mut best: Option<((bool, usize, usize), usize, usize, usize)> = None;
    for (class, option) in from {
        let (options, of) = (&open.options[*class].list, &problem.classes[*class]);
        for who in exact[*class]..of.people.len() {
            let before = done.get(&(*class, who)).map_or(&[][..], Vec::as_slice);
            let mut actions = [before, &options[*option].actions].concat();
            actions.sort_unstable();
            actions.dedup();
            let assignment = Assignment {
                class: *class,
                who,
                actions,
            };
            let twice = options[*option]
                .gains
                .iter()
                .filter(|ability| of.abilities[**ability].holds(before))
                .count();
            let rank = (!problem.possible(&assignment), twice, before.len());
            if best.as_ref().is_none_or(|(other, ..)| rank < *other) {
                best = Some((rank, *class, *option, who));
            }
        }
    }
    best.map(|(_, class, option, who)| (class, option, who))
}
