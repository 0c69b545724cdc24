//! The cheapest assignments that answer a problem. Starts from a program that can only be too cheap; where its answer does not
//! hold for real people, those people are modelled one by one and it is solved again. When that takes too long, the
//! answer is repaired step by step, and what no plan can undercut is known all the same.

use std::collections::BTreeSet;
use std::time::Instant;

use super::check::satisfies;
use super::model::{OpenDemands, model};
use super::problem::{Assignment, Cap, Goal, Problem};
use super::solver::{Effort, Solved, solve};

/// Most times the model is made stricter.
const ROUNDS: usize = 40;
/// Actions of people whose options can't be listed: with more, they are counted together for a bound, and not modelled one by one.
const MOST_ACTIONS: usize = 60_000;
/// So many of them, at most, are modelled one by one all the same where there is no answer without.
const FEW_ACTIONS: usize = 3_000;
/// Answers with more assignments are not improved: each try looks at all of them again.
const MOST_ASSIGNMENTS: usize = 1_000;
/// Share of the effort for a first look.
const QUICK: u64 = 20;
/// Most times an answer is repaired.
const MENDINGS: usize = 40;
/// Most times a part of an answer is undone and looked for again.
const IMPROVEMENTS: usize = 200;
/// Assignments that are undone at a time.
const UNDONE: usize = 10;
/// Work that one repair or improvement may take, as a share of the whole.
const MENDING: u64 = 50;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchResult {
    /// Nothing these people could do meets every demand within the limits.
    Infeasible,
    /// Assignments that do.
    Found {
        /// Who does what.
        assignments: Vec<Assignment>,
        /// What that weighs.
        weight: i64,
        /// Nothing weighs less. Equal to the weight: proven.
        bound: i64,
    },
    /// The effort was spent before anything was found.
    Unknown {
        /// Nothing weighs less.
        bound: i64,
    },
}

/// The assignments that answer the problem and reach the goal best. `open` is what the problem leaves open.
pub fn search(problem: &Problem, open: &OpenDemands, goal: &Goal, effort: Effort) -> SearchResult {
    let start = Instant::now();
    let left = || Effort {
        time: effort.time.map(|time| time.saturating_sub(start.elapsed())),
        ..effort
    };
    let (bound, first) = match solve_exactly(problem, open, goal, effort) {
        Search::Infeasible => return SearchResult::Infeasible,
        Search::Found {
            assignments,
            weight,
            bound,
        } => {
            if weight == bound {
                return SearchResult::Found {
                    assignments,
                    weight,
                    bound,
                };
            }
            (bound, vec![assignments])
        }
        Search::Stopped { bound, first } => {
            let starts = first.into_iter().chain([Vec::new()]);
            (
                bound,
                starts
                    .filter_map(|from| repair(problem, goal, from, left()))
                    .collect(),
            )
        }
    };
    match first
        .into_iter()
        .map(|assignments| (problem.weigh(goal.objective, &assignments), assignments))
        .min()
    {
        Some((weight, assignments)) if assignments.len() > MOST_ASSIGNMENTS => {
            SearchResult::Found {
                assignments,
                weight,
                bound: bound.min(weight),
            }
        }
        Some((weight, assignments)) => {
            let (weight, assignments) =
                improve_neighbourhoods(problem, goal, (weight, assignments), bound, left);
            SearchResult::Found {
                assignments,
                weight,
                bound: bound.min(weight),
            }
        }
        None => SearchResult::Unknown { bound },
    }
}

/// What the strict search came to.
enum Search {
    Infeasible,
    Found {
        assignments: Vec<Assignment>,
        weight: i64,
        bound: i64,
    },
    /// Assignments that hold but don't answer yet, where there are some.
    Stopped {
        bound: i64,
        first: Option<Vec<Assignment>>,
    },
}

fn solve_exactly(problem: &Problem, open: &OpenDemands, goal: &Goal, effort: Effort) -> Search {
    if open.is_empty() {
        return Search::Found {
            assignments: Vec::new(),
            weight: 0,
            bound: 0,
        };
    }
    let actions: usize = open
        .unlisted()
        .map(|class| problem.classes[class].people.len() * problem.classes[class].actions.len())
        .sum();
    if actions > MOST_ACTIONS {
        return solve_relaxed(problem, open, goal, effort);
    }
    let mut exact = vec![0; problem.classes.len()];
    open.unlisted()
        .for_each(|class| exact[class] = problem.classes[class].people.len());
    let start = Instant::now();
    let (mut bound, mut first) = (0, None);
    // While it is not settled for whom the program is too cheap, an answer that is nearly the best shows it as well.
    let mut quick = true;
    for _ in 0..ROUNDS {
        let time = effort.time.map(|time| time.saturating_sub(start.elapsed()));
        let work = if quick {
            effort.work / QUICK
        } else {
            effort.work
        };
        let model = model(problem, open, goal, &exact, false);
        let (values, least) = match solve(&model.program, None, Effort { work, time }) {
            Solved::Infeasible => return Search::Infeasible,
            Solved::Nothing { bound: least } => {
                bound = bound.max(least);
                if quick {
                    quick = false;
                    continue;
                }
                break;
            }
            Solved::Found {
                values,
                bound: least,
            } => (values, least),
        };
        let proven = least == model.program.cost(&values);
        bound = bound.max(least);
        let reading = model.decode(problem, open, &exact, &values);
        if satisfies(problem, goal, &reading.assignments) {
            let weight = problem.weigh(goal.objective, &reading.assignments);
            if proven || !quick {
                return Search::Found {
                    assignments: reading.assignments,
                    weight,
                    bound: bound.min(weight),
                };
            }
            quick = false;
        } else if !stricter(problem, &mut exact, &reading.loose) {
            break;
        }
        first = Some(reading.single);
    }
    Search::Stopped { bound, first }
}

/// What no plan can undercut, with people alike counted together, and an answer made of those options that are listed; or, if
/// there is none, with a few of those people modelled one by one.
fn solve_relaxed(problem: &Problem, open: &OpenDemands, goal: &Goal, effort: Effort) -> Search {
    let start = Instant::now();
    let left = || Effort {
        time: effort.time.map(|time| time.saturating_sub(start.elapsed())),
        ..effort
    };
    let unlisted = |most: usize| {
        let mut exact = vec![0; problem.classes.len()];
        open.unlisted()
            .for_each(|class| exact[class] = problem.classes[class].people.len().min(most));
        exact
    };
    let all = model(problem, open, goal, &unlisted(usize::MAX), true);
    let bound = match solve(&all.program, None, left()) {
        Solved::Infeasible => return Search::Infeasible,
        Solved::Found { bound, .. } | Solved::Nothing { bound } => bound,
    };
    let actions: usize = open
        .unlisted()
        .map(|class| problem.classes[class].actions.len())
        .sum();
    let mut first = None;
    for few in [0, (FEW_ACTIONS / actions.max(1)).max(1)] {
        let exact = unlisted(few);
        let model = model(problem, open, goal, &exact, false);
        let Solved::Found { values, .. } = solve(&model.program, None, left()) else {
            continue;
        };
        let reading = model.decode(problem, open, &exact, &values);
        if satisfies(problem, goal, &reading.assignments) {
            let weight = problem.weigh(goal.objective, &reading.assignments);
            return Search::Found {
                assignments: reading.assignments,
                weight,
                bound: bound.min(weight),
            };
        }
        first = Some(reading.single);
    }
    Search::Stopped { bound, first }
}

/// Undoes some of the assignments and looks for what does the same for less, again and again.
fn improve_neighbourhoods(
    problem: &Problem,
    goal: &Goal,
    best: (i64, Vec<Assignment>),
    bound: i64,
    left: impl Fn() -> Effort,
) -> (i64, Vec<Assignment>) {
    let (mut weight, mut assignments) = best;
    let mut idle = 0;
    for round in 0..IMPROVEMENTS {
        let effort = left();
        if weight == bound
            || idle > assignments.len()
            || effort.time.is_some_and(|time| time.is_zero())
        {
            break;
        }
        // A window over the assignments, in an order that puts other ones side by side each time around.
        let many = assignments.len();
        let undone = UNDONE.min(many);
        let stride = 1 + 2 * (round / many.max(1));
        let chosen: BTreeSet<usize> = (0..undone)
            .map(|n| (round + n * stride) % many.max(1))
            .collect();
        let kept: Vec<Assignment> = assignments
            .iter()
            .enumerate()
            .filter(|(at, _)| !chosen.contains(at))
            .map(|(_, assignment)| assignment.clone())
            .collect();
        let rest = problem.after(&kept);
        let open = OpenDemands::new(&rest);
        let effort = Effort {
            work: effort.work / MENDING,
            ..effort
        };
        let caps = left_of(problem, goal, &kept);
        idle += 1;
        if let Search::Found {
            assignments: more, ..
        } = solve_exactly(
            &rest,
            &open,
            &Goal {
                objective: goal.objective,
                caps,
            },
            effort,
        ) && let Some(joined) = join(problem, &rest, kept, more)
            && problem.weigh(goal.objective, &joined) < weight
            && satisfies(problem, goal, &joined)
        {
            (weight, assignments, idle) = (problem.weigh(goal.objective, &joined), joined, 0);
        }
    }
    (weight, assignments)
}

/// What is left of the limits once these assignments are done.
fn left_of(problem: &Problem, goal: &Goal, done: &[Assignment]) -> Vec<Cap> {
    let spent = |cap: &Cap| {
        problem
            .actions(done)
            .map(|action| cap.of.of(action))
            .sum::<i64>()
    };
    goal.caps
        .iter()
        .map(|cap| Cap {
            of: cap.of.clone(),
            most: cap.most - spent(cap),
        })
        .collect()
}

/// Assignments that were done, and those that were found for what was then left (`rest`).
fn join(
    problem: &Problem,
    rest: &Problem,
    mut done: Vec<Assignment>,
    more: Vec<Assignment>,
) -> Option<Vec<Assignment>> {
    for assignment in more {
        let person = rest.classes[assignment.class].people[assignment.who];
        let of = assignment.class.checked_sub(problem.classes.len());
        if let Some(known) = of.and_then(|at| done.get_mut(at)) {
            known.actions.extend(assignment.actions);
            known.actions.sort_unstable();
            known.actions.dedup();
        } else {
            let who = problem.classes[assignment.class]
                .people
                .iter()
                .position(|other| *other == person)?;
            done.push(Assignment { who, ..assignment });
        }
    }
    done.sort();
    Some(done)
}

/// Models more people of these classes one by one; false where all are already.
fn stricter(problem: &Problem, exact: &mut [usize], loose: &BTreeSet<usize>) -> bool {
    let mut changed = false;
    for class in loose {
        let all = problem.classes[*class].people.len();
        let more = (exact[*class] * 2).max(exact[*class] + 4).min(all);
        changed |= more > exact[*class];
        exact[*class] = more;
    }
    changed
}

/// Takes some assignments for done and looks for what is then left, again and again, until nothing is. Not the best, but an
/// answer.
fn repair(
    problem: &Problem,
    goal: &Goal,
    from: Vec<Assignment>,
    effort: Effort,
) -> Option<Vec<Assignment>> {
    let effort = Effort {
        work: effort.work / MENDING,
        ..effort
    };
    let mut done = from;
    for _ in 0..MENDINGS {
        let rest = problem.after(&done);
        let open = OpenDemands::new(&rest);
        if open.is_empty() {
            return satisfies(problem, goal, &done).then_some(done);
        }
        let caps = left_of(problem, goal, &done);
        let exact = vec![0; rest.classes.len()];
        let model = model(
            &rest,
            &open,
            &Goal {
                objective: goal.objective,
                caps,
            },
            &exact,
            false,
        );
        let Solved::Found { values, .. } = solve(&model.program, None, effort) else {
            return None;
        };
        let more = model.decode(&rest, &open, &exact, &values).single;
        if more.is_empty() {
            return None;
        }
        done = join(problem, &rest, done, more)?;
    }
    None
}
