//! The cheapest assignments that answer a problem. Starts from a program that can only be too cheap; where its answer does
//! not hold for real people, those people are modelled one by one and it is solved again (the exact solve). Where that takes
//! too long, assignments built without the solver, or a repaired answer of the program, are improved until the time or the
//! work is spent. What no plan can undercut is known all the same.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::time::Duration;

use super::check::satisfies;
use super::greedy;
use super::model::{OpenDemands, model};
use super::problem::{Assignment, Cap, Goal, Problem};
use super::solve::solve;
use super::solver::{Effort, Solved};

/// Most times the model is made stricter.
const ROUNDS: usize = 40;
/// Actions of people whose options can't be listed: with more, they are counted together for a bound, and not modelled one
/// by one.
const MOST_ACTIONS: usize = 60_000;
/// At most this many of them are modelled individually after all, if there is no answer otherwise.
const FEW_ACTIONS: usize = 3_000;
/// Answers with more assignments are not improved by the solver: each round looks at all of them.
const MOST_ASSIGNMENTS: usize = 1_000;
/// The part of the work that a first look may take, one in so many.
const QUICK: u64 = 20;
/// Most times an answer is repaired.
const REPAIRS: usize = 40;
/// Most times a neighborhood is searched.
const IMPROVEMENTS: usize = 200;
/// Assignments that are undone at a time.
const NEIGHBORHOOD: usize = 10;
/// The part of the work that one repair or neighborhood may take, one in so many.
const PART: u64 = 50;
/// The part of the time that the exact solve leaves for what comes after it, one in so many.
const RESERVE: u32 = 2;

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

/// The best answer so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Incumbent {
    /// What it weighs.
    pub weight: i64,
    /// Nothing weighs less.
    pub bound: i64,
}

/// Is told of each better answer while the search goes on.
pub type Listener<'l> = &'l dyn Fn(Incumbent);

/// The assignments that answer the problem and reach the goal best. `open` is what the problem leaves open.
pub fn search(
    problem: &Problem,
    open: &OpenDemands,
    goal: &Goal,
    effort: Effort<'_>,
) -> SearchResult {
    search_telling(problem, open, goal, effort, &|_| ())
}

/// The same, and tells `listener` of the best answer so far.
pub fn search_telling(
    problem: &Problem,
    open: &OpenDemands,
    goal: &Goal,
    effort: Effort<'_>,
    listener: Listener<'_>,
) -> SearchResult {
    let least = Cell::new(i64::MAX);
    let tell = |best: Incumbent| {
        if best.weight < least.replace(least.get().min(best.weight)) {
            listener(best);
        }
    };
    if goal.objective.is_nothing()
        && let Some(assignments) = greedy::construct(problem, open, goal, 0, effort)
    {
        return SearchResult::Found {
            assignments,
            weight: 0,
            bound: 0,
        };
    }
    let (bound, start) = match start(problem, open, goal, effort, &tell) {
        Exact::Infeasible => return SearchResult::Infeasible,
        Exact::Found {
            assignments,
            weight,
            bound,
        } if weight == bound => {
            return SearchResult::Found {
                assignments,
                weight,
                bound,
            };
        }
        Exact::Found {
            assignments, bound, ..
        } => (bound, Some(assignments)),
        Exact::Stopped { bound, first } => {
            let starts = first.into_iter().chain([Vec::new()]);
            let mut repaired = starts.map(|first| repair(problem, goal, first, effort));
            (bound, repaired.find_map(|repaired| repaired))
        }
    };
    let built = greedy::construct(problem, open, goal, greedy::MOST_RESTARTS, effort);
    let best = start
        .into_iter()
        .chain(built)
        .min_by_key(|assignments| problem.weigh(goal.objective, assignments));
    let Some(best) = best else {
        return SearchResult::Unknown { bound };
    };
    let tell = |weight: i64| {
        tell(Incumbent {
            weight,
            bound: bound.min(weight),
        });
    };
    tell(problem.weigh(goal.objective, &best));
    let best = greedy::improve(problem, open, goal, best, bound, effort, &tell);
    let assignments = if best.len() > MOST_ASSIGNMENTS {
        best
    } else {
        improve_neighborhoods(problem, goal, best, bound, effort, &tell)
    };
    let weight = problem.weigh(goal.objective, &assignments);
    SearchResult::Found {
        assignments,
        weight,
        bound: bound.min(weight),
    }
}

/// The exact solve, within its part of the time.
fn start(
    problem: &Problem,
    open: &OpenDemands,
    goal: &Goal,
    effort: Effort<'_>,
    listener: Listener<'_>,
) -> Exact {
    let left = (effort.time_left)();
    let reserve = if left < Duration::MAX {
        left / RESERVE
    } else {
        Duration::ZERO
    };
    let time_left = || (effort.time_left)().saturating_sub(reserve);
    let effort = Effort {
        time_left: &time_left,
        ..effort
    };
    solve_exactly(problem, open, goal, effort, listener)
}

/// What the exact solve came to.
enum Exact {
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

fn solve_exactly(
    problem: &Problem,
    open: &OpenDemands,
    goal: &Goal,
    effort: Effort<'_>,
    listener: Listener<'_>,
) -> Exact {
    if open.is_empty() {
        return Exact::Found {
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
    let (mut bound, mut first) = (0, None);
    // While it is not settled for whom the program is too cheap, an answer that is nearly the best shows it as well.
    let mut quick = true;
    for _ in 0..ROUNDS {
        if effort.is_over() {
            break;
        }
        let effort = if quick { effort.divided(QUICK) } else { effort };
        let model = model(problem, open, goal, &exact, false);
        let (values, least) = match solve(&model.program, None, effort) {
            Solved::Infeasible => return Exact::Infeasible,
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
            listener(Incumbent {
                weight,
                bound: bound.min(weight),
            });
            if proven || !quick {
                return Exact::Found {
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
    Exact::Stopped { bound, first }
}

/// What no plan can undercut, with people alike counted together, and an answer made of those options that are listed; or, if
/// there is none, with a few of those people modelled one by one.
fn solve_relaxed(problem: &Problem, open: &OpenDemands, goal: &Goal, effort: Effort<'_>) -> Exact {
    let unlisted = |most: usize| {
        let mut exact = vec![0; problem.classes.len()];
        open.unlisted()
            .for_each(|class| exact[class] = problem.classes[class].people.len().min(most));
        exact
    };
    let all = model(problem, open, goal, &unlisted(usize::MAX), true);
    let bound = match solve(&all.program, None, effort) {
        Solved::Infeasible => return Exact::Infeasible,
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
        let Solved::Found { values, .. } = solve(&model.program, None, effort) else {
            continue;
        };
        let reading = model.decode(problem, open, &exact, &values);
        if satisfies(problem, goal, &reading.assignments) {
            let weight = problem.weigh(goal.objective, &reading.assignments);
            return Exact::Found {
                assignments: reading.assignments,
                weight,
                bound: bound.min(weight),
            };
        }
        first = Some(reading.single);
    }
    Exact::Stopped { bound, first }
}

/// Large-neighborhood search: undoes some of the assignments and looks for what does the same for less, again and again.
fn improve_neighborhoods(
    problem: &Problem,
    goal: &Goal,
    best: Vec<Assignment>,
    bound: i64,
    effort: Effort<'_>,
    tell: &dyn Fn(i64),
) -> Vec<Assignment> {
    let mut best = best;
    let mut weight = problem.weigh(goal.objective, &best);
    let mut idle = 0;
    for round in 0..IMPROVEMENTS {
        if weight == bound || idle > best.len() || effort.is_over() {
            break;
        }
        idle += 1;
        let kept = without_neighborhood(&best, round);
        let rest = problem.after(&kept);
        let open = OpenDemands::new(&rest);
        let rest_goal = Goal {
            objective: goal.objective,
            caps: left_of(problem, goal, &kept),
        };
        if let Exact::Found { assignments, .. } =
            solve_exactly(&rest, &open, &rest_goal, effort.divided(PART), &|_| ())
            && let Some(joined) = join(problem, &rest, kept, assignments)
            && problem.weigh(goal.objective, &joined) < weight
            && satisfies(problem, goal, &joined)
        {
            (weight, best, idle) = (problem.weigh(goal.objective, &joined), joined, 0);
            tell(weight);
        }
    }
    best
}

/// The assignments without a window over them, in an order that puts other ones side by side each time around.
fn without_neighborhood(assignments: &[Assignment], round: usize) -> Vec<Assignment> {
    let many = assignments.len().max(1);
    let stride = 1 + 2 * (round / many);
    let undone: BTreeSet<usize> = (0..NEIGHBORHOOD.min(assignments.len()))
        .map(|place| (round + place * stride) % many)
        .collect();
    let kept = (0..assignments.len()).filter(|index| !undone.contains(index));
    kept.map(|index| assignments[index].clone()).collect()
}

/// What is left of the limits once these assignments are done.
fn left_of(problem: &Problem, goal: &Goal, done: &[Assignment]) -> Vec<Cap> {
    let spent = |cap: &Cap| {
        problem
            .actions(done)
            .map(|action| cap.measure.count(action))
            .sum::<i64>()
    };
    goal.caps
        .iter()
        .map(|cap| Cap {
            measure: cap.measure.clone(),
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
        let earlier = assignment.class.checked_sub(problem.classes.len());
        if let Some(known) = earlier.and_then(|index| done.get_mut(index)) {
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
    first: Vec<Assignment>,
    effort: Effort<'_>,
) -> Option<Vec<Assignment>> {
    let effort = effort.divided(PART);
    let mut done = first;
    for _ in 0..REPAIRS {
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
