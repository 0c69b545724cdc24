//! Whether bundles answer a problem. Exact, and independent of the program that led to them.

use std::collections::BTreeMap;

use super::problem::{Bundle, Goal, Group, Kind, Line, Problem, Tally};
use super::seats::{self, Pattern};

/// People of each kind beyond the first so many.
pub fn free<'p>(problem: &'p Problem, exact: &'p [usize]) -> impl Iterator<Item = (&'p Kind, i64)> {
    let left = |(kind, exact): (&'p Kind, &usize)| {
        (
            kind,
            i64::try_from(kind.people.len() - exact).unwrap_or(i64::MAX),
        )
    };
    problem
        .kinds
        .iter()
        .zip(exact)
        .map(left)
        .filter(|(_, left)| *left > 0)
}

/// How many people of each pattern there are, once these bundles are done.
pub fn people(problem: &Problem, group: &Group, bundles: &[Bundle]) -> BTreeMap<Pattern, i64> {
    let of = seats::abilities(group);
    let mut people: BTreeMap<Pattern, i64> = BTreeMap::new();
    for (kind, count) in free(problem, &vec![0; problem.kinds.len()]) {
        *people
            .entry(seats::pattern(&of, |ability| {
                kind.abilities[ability].holds(&[])
            }))
            .or_default() += count;
    }
    for bundle in bundles {
        let pattern = |deeds: &[usize]| {
            seats::pattern(&of, |ability| {
                problem.kinds[bundle.kind].abilities[ability].holds(deeds)
            })
        };
        *people.entry(pattern(&[])).or_default() -= 1;
        *people.entry(pattern(&bundle.deeds)).or_default() += 1;
    }
    people.retain(|pattern, count| *pattern != 0 && *count > 0);
    people
}

/// Whether the seats of a group can be filled once these bundles are done.
pub fn met(problem: &Problem, group: &Group, bundles: &[Bundle]) -> bool {
    let people = people(problem, group, bundles);
    match seats::plain(group) {
        Some(seat) => people.values().sum::<i64>() >= seat.need,
        None => seats::fill(group, &people).is_some(),
    }
}

/// Points of a tally once these bundles are done.
pub fn points(problem: &Problem, tally: &Tally, bundles: &[Bundle]) -> i64 {
    let line = |line: &Line| {
        let base: usize = problem
            .kinds
            .iter()
            .filter(|k| k.abilities[line.ability].holds(&[]))
            .map(|k| k.people.len())
            .sum();
        let gained = bundles.iter().filter(|bundle| {
            let ability = &problem.kinds[bundle.kind].abilities[line.ability];
            !ability.holds(&[]) && ability.holds(&bundle.deeds)
        });
        let points = i64::try_from(base + gained.count())
            .unwrap_or(i64::MAX)
            .saturating_mul(line.points);
        line.max.map_or(points, |max| points.min(max))
    };
    tally.lines.iter().map(line).sum()
}

/// Whether everything demanded is met, within every limit, once these bundles are done. Exact.
pub fn answers(problem: &Problem, goal: &Goal, bundles: &[Bundle]) -> bool {
    bundles.iter().all(|bundle| problem.possible(bundle))
        && goal.caps.iter().all(|cap| {
            problem
                .deeds(bundles)
                .map(|deed| cap.of.of(deed))
                .sum::<i64>()
                <= cap.most
        })
        && problem
            .tallies
            .iter()
            .all(|tally| points(problem, tally, bundles) >= tally.need)
        && problem
            .groups
            .iter()
            .all(|group| met(problem, group, bundles))
}
