//! Solves integer programs. The only place that names the solver; it is trusted for a proof, never for an answer: what it
//! returns is checked in exact integers.

use std::time::Duration;

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, SolveOptions, SolveOutcome};

use super::presolve::presolve;
use super::program::Program;

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Nodes of the search tree times variables, for each independent part: the same on every machine.
    pub work: u64,
    /// The clock, as a backstop.
    pub time: Option<Duration>,
}

impl Effort {
    /// Nodes for a program with so many variables.
    fn nodes(self, variables: usize) -> u64 {
        (self.work / (variables as u64).max(1)).clamp(FEWEST_NODES, MOST_NODES)
    }
}

/// Fewest nodes, however many variables there are.
const FEWEST_NODES: u64 = 50;
/// Most nodes, however few variables there are.
const MOST_NODES: u64 = 50_000;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Solved {
    /// No choice meets the constraints.
    Infeasible,
    /// The best choice found, and what no choice can cost less than.
    Found {
        /// One value for each variable.
        values: Vec<i64>,
        /// No choice costs less.
        bound: i64,
    },
    /// Stopped before any was found.
    Nothing {
        /// No choice costs less.
        bound: i64,
    },
}

/// The cheapest choice. `hint` is one that holds, to start from.
pub fn solve(program: &Program, hint: Option<&[i64]>, effort: Effort) -> Solved {
    if program.hopeless() {
        return Solved::Infeasible;
    }
    let mut values = vec![0; program.variables.len()];
    let (mut bound, mut complete) = (0, true);
    for (part, places) in program.parts() {
        let hint: Option<Vec<i64>> =
            hint.map(|values| places.iter().map(|at| values[*at]).collect());
        let (part, step) = part.scaled();
        match presolve(
            &part,
            hint.as_deref().filter(|values| part.holds(values)),
            effort,
        ) {
            Solved::Infeasible => return Solved::Infeasible,
            Solved::Nothing { bound: least } => {
                bound += least * step;
                complete = false;
            }
            Solved::Found {
                values: found,
                bound: least,
            } => {
                bound += least * step;
                for (at, value) in places.iter().zip(found) {
                    values[*at] = value;
                }
            }
        }
    }
    if complete {
        Solved::Found { values, bound }
    } else {
        Solved::Nothing { bound }
    }
}

/// The cheapest choice by branching, as far as the effort allows. `hint` is one that holds.
pub(super) fn branch(program: &Program, hint: Option<&[i64]>, effort: Effort) -> Solved {
    if program.hopeless() {
        return Solved::Infeasible;
    }
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let variables: Vec<_> = program
        .variables
        .iter()
        .map(|variable| {
            let upper = i32::try_from(variable.upper).unwrap_or(i32::MAX);
            problem.add_integer_var(variable.cost as f64, (0, upper))
        })
        .collect();
    for constraint in &program.constraints {
        let terms: Vec<_> = constraint
            .terms
            .iter()
            .map(|(at, factor)| (variables[*at], *factor as f64))
            .collect();
        problem.add_constraint(&terms, ComparisonOp::Ge, constraint.at_least as f64);
    }
    let hint = hint.filter(|values| program.holds(values));
    let mut options = SolveOptions::default();
    options.node_limit = Some(effort.nodes(variables.len()));
    options.time_limit = effort.time;
    options.warm_start = hint.map(|values| {
        variables
            .iter()
            .copied()
            .zip(values.iter().map(|v| *v as f64))
            .collect()
    });
    let known = |bound: Option<f64>| bound.map_or(0, whole);
    let fallback = |bound: i64| match hint {
        Some(values) => Solved::Found {
            values: values.to_vec(),
            bound,
        },
        None => Solved::Nothing { bound },
    };
    match problem.solve_with(options) {
        Ok(SolveOutcome::Solution(solution)) => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "bounded by the variable's upper bound"
            )]
            let values: Vec<i64> = variables
                .iter()
                .map(|at| solution.var_value(*at).round() as i64)
                .collect();
            let bound = known(solution.stats().best_bound);
            if !program.holds(&values) {
                return fallback(bound);
            }
            let cost = program.cost(&values);
            let proven = solution.status() == microlp::SolutionStatus::Optimal;
            Solved::Found {
                bound: if proven { cost } else { bound.min(cost) },
                values,
            }
        }
        Ok(SolveOutcome::Interrupted(interrupted)) => {
            fallback(known(interrupted.stats().best_bound))
        }
        Err(Error::Infeasible) if hint.is_none() => Solved::Infeasible,
        // The solver gave up: what is known stays known, and nothing is claimed.
        Err(_) => fallback(0),
    }
}

/// The cheapest choice of parts of things; none where the solver gave up.
pub(super) fn relaxed(program: &Program, effort: Effort) -> Option<Vec<f64>> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let variables: Vec<_> = program
        .variables
        .iter()
        .map(|of| problem.add_var(of.cost as f64, (0.0, of.upper as f64)))
        .collect();
    for constraint in &program.constraints {
        let terms: Vec<_> = constraint
            .terms
            .iter()
            .map(|(at, factor)| (variables[*at], *factor as f64))
            .collect();
        problem.add_constraint(&terms, ComparisonOp::Ge, constraint.at_least as f64);
    }
    let mut options = SolveOptions::default();
    options.time_limit = effort.time;
    let SolveOutcome::Solution(solution) = problem.solve_with(options).ok()? else {
        return None;
    };
    Some(
        variables
            .iter()
            .map(|variable| solution.var_value(*variable))
            .collect(),
    )
}

/// What one more of each constraint's right-hand side would cost if parts of things could be chosen; none where the solver gave
/// up.
pub(super) fn duals(program: &Program, effort: Effort) -> Option<Vec<f64>> {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let constraints: Vec<_> = program
        .constraints
        .iter()
        .map(|constraint| problem.add_var(constraint.at_least as f64, (0.0, f64::INFINITY)))
        .collect();
    let mut terms: Vec<Vec<(microlp::Variable, f64)>> = vec![Vec::new(); program.variables.len()];
    for (constraint, dual) in program.constraints.iter().zip(&constraints) {
        constraint
            .terms
            .iter()
            .for_each(|(at, factor)| terms[*at].push((*dual, *factor as f64)));
    }
    for (variable, mut terms) in program.variables.iter().zip(terms) {
        terms.push((
            problem.add_var(-(variable.upper as f64), (0.0, f64::INFINITY)),
            -1.0,
        ));
        problem.add_constraint(&terms, ComparisonOp::Le, variable.cost as f64);
    }
    let mut options = SolveOptions::default();
    options.time_limit = effort.time;
    let SolveOutcome::Solution(solution) = problem.solve_with(options).ok()? else {
        return None;
    };
    Some(
        constraints
            .iter()
            .map(|dual| solution.var_value(*dual))
            .collect(),
    )
}

/// The least whole number that is not clearly below a computed one.
fn whole(bound: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "costs are far below 2^53")]
    let whole = (bound - 1e-6 * bound.abs().max(1.0)).ceil() as i64;
    whole.max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EFFORT: Effort = Effort {
        work: 10_000,
        time: None,
    };

    #[test]
    fn the_cheapest_choice_is_found_and_proven() {
        let mut program = Program::default();
        let (a, b) = (program.variable(700, 2), program.variable(1_000, 2));
        program.constrain([(a, 2), (b, 3)], 6);
        assert_eq!(
            solve(&program, None, EFFORT),
            Solved::Found {
                values: vec![0, 2],
                bound: 2_000
            }
        );
        assert_eq!(
            solve(&program, Some(&[2, 1]), EFFORT),
            Solved::Found {
                values: vec![0, 2],
                bound: 2_000
            }
        );
        program.constrain([(b, -1)], -1);
        assert_eq!(
            solve(&program, None, EFFORT),
            Solved::Found {
                values: vec![2, 1],
                bound: 2_400
            }
        );
        program.constrain([(a, -1)], -1);
        assert_eq!(solve(&program, None, EFFORT), Solved::Infeasible);
    }
}
