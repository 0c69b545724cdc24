//! The cheapest bundles that answer a problem. Starts from a program that can only be too cheap; where its answer does not
//! hold for real people, those people are modelled one by one and it is solved again.

use std::collections::BTreeSet;
use std::time::Instant;

use super::model::{Open, answers, model};
use super::problem::{Bundle, Goal, Problem};
use super::solver::{Effort, Solved, solve};

/// Most times the model is made stricter.
const ROUNDS: usize = 60;

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
    if open.is_empty() {
        return Answer::Found { bundles: Vec::new(), weight: 0, bound: 0 };
    }
    let mut exact = vec![0; problem.kinds.len()];
    open.unlisted().for_each(|kind| exact[kind] = problem.kinds[kind].people.len());
    let start = Instant::now();
    let mut bound = 0;
    for _ in 0..ROUNDS {
        let left = effort.time.map(|time| time.saturating_sub(start.elapsed()));
        let model = model(problem, open, goal, &exact);
        let (values, least) = match solve(&model.program, None, Effort { time: left, ..effort }) {
            Solved::Infeasible => return Answer::Infeasible,
            Solved::Nothing { bound: least } => return Answer::Unknown { bound: bound.max(least) },
            Solved::Found { values, bound: least } => (values, least),
        };
        bound = bound.max(least);
        let (bundles, loose) = model.bundles(problem, open, &exact, &values);
        if answers(problem, goal, &bundles) {
            let weight = problem.weigh(goal.aim, &bundles);
            return Answer::Found { bundles, weight, bound: bound.min(weight) };
        }
        if !stricter(problem, &mut exact, &loose) {
            break;
        }
    }
    Answer::Unknown { bound }
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
