//! The cheapest bundles that answer a problem. Starts from a program that can only be too cheap; where its answer does not
//! hold for real people, those people are modelled one by one and it is solved again. When that takes too long, the
//! answer is mended step by step, and what no plan can undercut is known all the same.

use std::collections::BTreeSet;
use std::time::Instant;

use super::check::answers;
use super::model::{Open, model};
use super::problem::{Bundle, Cap, Goal, Problem};
use super::solver::{Effort, Solved, solve};

/// Most times the model is made stricter.
const ROUNDS: usize = 40;
/// Deeds of people whose ways can't be listed: with more, they are counted together for a bound, and not modelled one by one.
const MOST_DEEDS: usize = 60_000;
/// So many of them, at most, are modelled one by one all the same where there is no answer without.
const FEW_DEEDS: usize = 3_000;
/// Answers with more bundles are not improved: each try looks at all of them again.
const MOST_BUNDLES: usize = 1_000;
/// Share of the effort for a first look.
const QUICK: u64 = 20;
/// Most times an answer is mended.
const MENDINGS: usize = 40;
/// Most times a part of an answer is undone and looked for again.
const IMPROVEMENTS: usize = 200;
/// Bundles that are undone at a time.
const UNDONE: usize = 10;
/// Work that one mending or improvement may take, as a share of the whole.
const MENDING: u64 = 50;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing these people could do meets every demand within the limits.
    Infeasible,
    /// Bundles that do.
    Found {
        /// Who does what.
        bundles: Vec<Bundle>,
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

/// The bundles that answer the problem and reach the goal best. `open` is what the problem leaves open.
pub fn search(problem: &Problem, open: &Open, goal: &Goal, effort: Effort) -> Answer {
    let start = Instant::now();
    let left = || Effort {
        time: effort.time.map(|time| time.saturating_sub(start.elapsed())),
        ..effort
    };
    let (bound, first) = match exactly(problem, open, goal, effort) {
        Exactly::Infeasible => return Answer::Infeasible,
        Exactly::Found {
            bundles,
            weight,
            bound,
        } => {
            if weight == bound {
                return Answer::Found {
                    bundles,
                    weight,
                    bound,
                };
            }
            (bound, vec![bundles])
        }
        Exactly::Stopped { bound, first } => {
            let starts = first.into_iter().chain([Vec::new()]);
            (
                bound,
                starts
                    .filter_map(|from| mend(problem, goal, from, left()))
                    .collect(),
            )
        }
    };
    match first
        .into_iter()
        .map(|bundles| (problem.weigh(goal.aim, &bundles), bundles))
        .min()
    {
        Some((weight, bundles)) if bundles.len() > MOST_BUNDLES => Answer::Found {
            bundles,
            weight,
            bound: bound.min(weight),
        },
        Some((weight, bundles)) => {
            let (weight, bundles) = better(problem, goal, (weight, bundles), bound, left);
            Answer::Found {
                bundles,
                weight,
                bound: bound.min(weight),
            }
        }
        None => Answer::Unknown { bound },
    }
}

/// What the strict search came to.
enum Exactly {
    Infeasible,
    Found {
        bundles: Vec<Bundle>,
        weight: i64,
        bound: i64,
    },
    /// Bundles that hold but don't answer yet, where there are some.
    Stopped {
        bound: i64,
        first: Option<Vec<Bundle>>,
    },
}

fn exactly(problem: &Problem, open: &Open, goal: &Goal, effort: Effort) -> Exactly {
    if open.is_empty() {
        return Exactly::Found {
            bundles: Vec::new(),
            weight: 0,
            bound: 0,
        };
    }
    let deeds: usize = open
        .unlisted()
        .map(|kind| problem.kinds[kind].people.len() * problem.kinds[kind].deeds.len())
        .sum();
    if deeds > MOST_DEEDS {
        return roughly(problem, open, goal, effort);
    }
    let mut exact = vec![0; problem.kinds.len()];
    open.unlisted()
        .for_each(|kind| exact[kind] = problem.kinds[kind].people.len());
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
            Solved::Infeasible => return Exactly::Infeasible,
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
        let reading = model.read(problem, open, &exact, &values);
        if answers(problem, goal, &reading.bundles) {
            let weight = problem.weigh(goal.aim, &reading.bundles);
            if proven || !quick {
                return Exactly::Found {
                    bundles: reading.bundles,
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
    Exactly::Stopped { bound, first }
}

/// What no plan can undercut, with people alike counted together, and an answer made of those ways that are listed; or, if
/// there is none, with a few of those people modelled one by one.
fn roughly(problem: &Problem, open: &Open, goal: &Goal, effort: Effort) -> Exactly {
    let start = Instant::now();
    let left = || Effort {
        time: effort.time.map(|time| time.saturating_sub(start.elapsed())),
        ..effort
    };
    let unlisted = |most: usize| {
        let mut exact = vec![0; problem.kinds.len()];
        open.unlisted()
            .for_each(|kind| exact[kind] = problem.kinds[kind].people.len().min(most));
        exact
    };
    let all = model(problem, open, goal, &unlisted(usize::MAX), true);
    let bound = match solve(&all.program, None, left()) {
        Solved::Infeasible => return Exactly::Infeasible,
        Solved::Found { bound, .. } | Solved::Nothing { bound } => bound,
    };
    let deeds: usize = open
        .unlisted()
        .map(|kind| problem.kinds[kind].deeds.len())
        .sum();
    let mut first = None;
    for few in [0, (FEW_DEEDS / deeds.max(1)).max(1)] {
        let exact = unlisted(few);
        let model = model(problem, open, goal, &exact, false);
        let Solved::Found { values, .. } = solve(&model.program, None, left()) else {
            continue;
        };
        let reading = model.read(problem, open, &exact, &values);
        if answers(problem, goal, &reading.bundles) {
            let weight = problem.weigh(goal.aim, &reading.bundles);
            return Exactly::Found {
                bundles: reading.bundles,
                weight,
                bound: bound.min(weight),
            };
        }
        first = Some(reading.single);
    }
    Exactly::Stopped { bound, first }
}

/// Undoes some of the bundles and looks for what does the same for less, again and again.
fn better(
    problem: &Problem,
    goal: &Goal,
    best: (i64, Vec<Bundle>),
    bound: i64,
    left: impl Fn() -> Effort,
) -> (i64, Vec<Bundle>) {
    let (mut weight, mut bundles) = best;
    let mut idle = 0;
    for round in 0..IMPROVEMENTS {
        let effort = left();
        if weight == bound || idle > bundles.len() || effort.time.is_some_and(|time| time.is_zero())
        {
            break;
        }
        // A window over the bundles, in an order that puts other ones side by side each time around.
        let many = bundles.len();
        let undone = UNDONE.min(many);
        let stride = 1 + 2 * (round / many.max(1));
        let chosen: BTreeSet<usize> = (0..undone)
            .map(|n| (round + n * stride) % many.max(1))
            .collect();
        let kept: Vec<Bundle> = bundles
            .iter()
            .enumerate()
            .filter(|(at, _)| !chosen.contains(at))
            .map(|(_, bundle)| bundle.clone())
            .collect();
        let rest = problem.after(&kept);
        let open = Open::new(&rest);
        let effort = Effort {
            work: effort.work / MENDING,
            ..effort
        };
        let caps = left_of(problem, goal, &kept);
        idle += 1;
        if let Exactly::Found { bundles: more, .. } = exactly(
            &rest,
            &open,
            &Goal {
                aim: goal.aim,
                caps,
            },
            effort,
        ) && let Some(joined) = join(problem, &rest, kept, more)
            && problem.weigh(goal.aim, &joined) < weight
            && answers(problem, goal, &joined)
        {
            (weight, bundles, idle) = (problem.weigh(goal.aim, &joined), joined, 0);
        }
    }
    (weight, bundles)
}

/// What is left of the limits once these bundles are done.
fn left_of(problem: &Problem, goal: &Goal, done: &[Bundle]) -> Vec<Cap> {
    let spent = |cap: &Cap| problem.deeds(done).map(|deed| cap.of.of(deed)).sum::<i64>();
    goal.caps
        .iter()
        .map(|cap| Cap {
            of: cap.of.clone(),
            most: cap.most - spent(cap),
        })
        .collect()
}

/// Bundles that were done, and those that were found for what was then left (`rest`).
fn join(
    problem: &Problem,
    rest: &Problem,
    mut done: Vec<Bundle>,
    more: Vec<Bundle>,
) -> Option<Vec<Bundle>> {
    for bundle in more {
        let person = rest.kinds[bundle.kind].people[bundle.who];
        let of = bundle.kind.checked_sub(problem.kinds.len());
        if let Some(known) = of.and_then(|at| done.get_mut(at)) {
            known.deeds.extend(bundle.deeds);
            known.deeds.sort_unstable();
            known.deeds.dedup();
        } else {
            let who = problem.kinds[bundle.kind]
                .people
                .iter()
                .position(|other| *other == person)?;
            done.push(Bundle { who, ..bundle });
        }
    }
    done.sort();
    Some(done)
}

/// Models more people of these kinds one by one; false where all are already.
fn stricter(problem: &Problem, exact: &mut [usize], loose: &BTreeSet<usize>) -> bool {
    let mut changed = false;
    for kind in loose {
        let all = problem.kinds[*kind].people.len();
        let more = (exact[*kind] * 2).max(exact[*kind] + 4).min(all);
        changed |= more > exact[*kind];
        exact[*kind] = more;
    }
    changed
}

/// Takes some bundles for done and looks for what is then left, again and again, until nothing is. Not the best, but an
/// answer.
fn mend(problem: &Problem, goal: &Goal, from: Vec<Bundle>, effort: Effort) -> Option<Vec<Bundle>> {
    let effort = Effort {
        work: effort.work / MENDING,
        ..effort
    };
    let mut done = from;
    for _ in 0..MENDINGS {
        let rest = problem.after(&done);
        let open = Open::new(&rest);
        if open.is_empty() {
            return answers(problem, goal, &done).then_some(done);
        }
        let caps = left_of(problem, goal, &done);
        let exact = vec![0; rest.kinds.len()];
        let model = model(
            &rest,
            &open,
            &Goal {
                aim: goal.aim,
                caps,
            },
            &exact,
            false,
        );
        let Solved::Found { values, .. } = solve(&model.program, None, effort) else {
            return None;
        };
        let more = model.read(&rest, &open, &exact, &values).single;
        if more.is_empty() {
            return None;
        }
        done = join(problem, &rest, done, more)?;
    }
    None
}
