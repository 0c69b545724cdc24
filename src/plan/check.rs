//! Whether assignments answer a problem. Exact, and independent of the program that led to them.

use std::collections::BTreeMap;

use super::problem::{Assignment, Goal, Group, Line, PersonClass, Problem, ScoreTarget};
use super::seats::{self, Pattern};

/// People of each class beyond the first so many.
pub fn free<'p>(
    problem: &'p Problem,
    exact: &'p [usize],
) -> impl Iterator<Item = (&'p PersonClass, i64)> {
    let left = |(class, exact): (&'p PersonClass, &usize)| {
        (
            class,
            i64::try_from(class.people.len() - exact).unwrap_or(i64::MAX),
        )
    };
    problem
        .classes
        .iter()
        .zip(exact)
        .map(left)
        .filter(|(_, left)| *left > 0)
}

/// How many people of each pattern there are, once these assignments are done.
pub fn people(
    problem: &Problem,
    group: &Group,
    assignments: &[Assignment],
) -> BTreeMap<Pattern, i64> {
    let asked = seats::abilities(group);
    let mut people: BTreeMap<Pattern, i64> = BTreeMap::new();
    for (class, count) in free(problem, &vec![0; problem.classes.len()]) {
        *people
            .entry(seats::pattern(&asked, |ability| {
                class.abilities[ability].holds(&[])
            }))
            .or_default() += count;
    }
    for assignment in assignments {
        let pattern = |actions: &[usize]| {
            seats::pattern(&asked, |ability| {
                problem.classes[assignment.class].abilities[ability].holds(actions)
            })
        };
        *people.entry(pattern(&[])).or_default() -= 1;
        *people.entry(pattern(&assignment.actions)).or_default() += 1;
    }
    people.retain(|pattern, count| *pattern != 0 && *count > 0);
    people
}

/// Whether the seats of a group can be filled once these assignments are done.
pub fn met(problem: &Problem, group: &Group, assignments: &[Assignment]) -> bool {
    let people = people(problem, group, assignments);
    match seats::plain(group) {
        Some(seat) => people.values().sum::<i64>() >= seat.need,
        None => seats::fill(group, &people).is_some(),
    }
}

/// Points of a target once these assignments are done.
pub fn points(problem: &Problem, target: &ScoreTarget, assignments: &[Assignment]) -> i64 {
    let line = |line: &Line| {
        let base: usize = problem
            .classes
            .iter()
            .filter(|k| k.abilities[line.ability].holds(&[]))
            .map(|k| k.people.len())
            .sum();
        let gained = assignments.iter().filter(|assignment| {
            let ability = &problem.classes[assignment.class].abilities[line.ability];
            !ability.holds(&[]) && ability.holds(&assignment.actions)
        });
        let points = i64::try_from(base + gained.count())
            .unwrap_or(i64::MAX)
            .saturating_mul(line.points);
        line.max.map_or(points, |max| points.min(max))
    };
    target.lines.iter().map(line).sum()
}

/// Whether everything demanded is met, within every limit, once these assignments are done. Exact.
pub fn satisfies(problem: &Problem, goal: &Goal, assignments: &[Assignment]) -> bool {
    assignments
        .iter()
        .all(|assignment| problem.possible(assignment))
        && goal.caps.iter().all(|cap| {
            problem
                .actions(assignments)
                .map(|action| cap.measure.count(action))
                .sum::<i64>()
                <= cap.most
        })
        && problem
            .score_targets
            .iter()
            .all(|target| points(problem, target, assignments) >= target.need)
        && problem
            .groups
            .iter()
            .all(|group| met(problem, group, assignments))
}
