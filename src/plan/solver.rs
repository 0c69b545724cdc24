//! The only place that names the solver. Its answers are checked in whole numbers, and its word that there is none is not
//! passed on (`elastic` proves that); it is trusted for the bound of what it has searched.

use std::fmt;
use std::time::Duration;

use microlp::{
    ComparisonOp, Error, OptimizationDirection, Problem, SolveOptions, SolveOutcome, Variable,
};

use super::program::Program;

/// When to stop.
#[derive(Clone, Copy)]
pub struct Effort<'e> {
    /// Nodes of the search tree times variables, for each independent part: the same on every machine.
    pub work: u64,
    /// The time that is left. The caller reads the clock, this library doesn't.
    pub time_left: &'e dyn Fn() -> Duration,
}

impl fmt::Debug for Effort<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Effort")
            .field("work", &self.work)
            .finish_non_exhaustive()
    }
}

impl Effort<'static> {
    /// So much work, however long it takes.
    pub const fn untimed(work: u64) -> Self {
        Self {
            work,
            time_left: &|| Duration::MAX,
        }
    }
}

impl Effort<'_> {
    /// Whether the time is over.
    pub fn is_over(self) -> bool {
        (self.time_left)().is_zero()
    }

    /// The work divided by this number, within the same time.
    #[must_use]
    pub fn divided(self, parts: u64) -> Self {
        Self {
            work: self.work / parts,
            ..self
        }
    }

    /// Nodes for a program with so many variables.
    pub(super) fn nodes(self, variables: usize) -> u64 {
        (self.work / (variables as u64).max(1)).clamp(FEWEST_NODES, MOST_NODES)
    }

    /// The time limit as the solver takes it.
    fn time_limit(self) -> Option<Duration> {
        let left = (self.time_left)();
        (left < Duration::MAX).then_some(left)
    }
}

/// Fewest nodes, however many variables there are.
const FEWEST_NODES: u64 = 50;
/// Most nodes, however few variables there are.
const MOST_NODES: u64 = 50_000;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Solved {
    /// No choice meets the constraints. From the solver this is a claim, from [`super::solve::solve`] it is proven.
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

/// The cheapest choice by branching, as far as the effort allows. `hint` is one that holds.
pub(super) fn branch(program: &Program, hint: Option<&[i64]>, effort: Effort<'_>) -> Solved {
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
            .map(|(index, factor)| (variables[*index], *factor as f64))
            .collect();
        problem.add_constraint(&terms, ComparisonOp::Ge, constraint.at_least as f64);
    }
    let hint = hint.filter(|values| program.holds(values));
    let mut options = SolveOptions::default();
    options.node_limit = Some(effort.nodes(variables.len()));
    options.time_limit = effort.time_limit();
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
                .map(|index| solution.var_value(*index).round() as i64)
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

/// The cheapest choice of parts of things within bounds; none where the solver gave up.
pub(super) fn relaxed(
    program: &Program,
    bounds: &[(i64, i64)],
    effort: Effort<'_>,
) -> Option<Vec<f64>> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let variables: Vec<_> = program
        .variables
        .iter()
        .zip(bounds)
        .map(|(variable, (lower, upper))| {
            problem.add_var(variable.cost as f64, (*lower as f64, *upper as f64))
        })
        .collect();
    for constraint in &program.constraints {
        let terms: Vec<_> = constraint
            .terms
            .iter()
            .map(|(index, factor)| (variables[*index], *factor as f64))
            .collect();
        problem.add_constraint(&terms, ComparisonOp::Ge, constraint.at_least as f64);
    }
    linear(&problem, &variables, effort)
}

/// What one more of each constraint's right-hand side would cost if parts of things could be chosen; none where the solver
/// gave up.
pub(super) fn duals(program: &Program, effort: Effort<'_>) -> Option<Vec<f64>> {
    let bounds: Vec<(i64, i64)> = program
        .variables
        .iter()
        .map(|variable| (0, variable.upper))
        .collect();
    let costs: Vec<f64> = program.variables.iter().map(|v| v.cost as f64).collect();
    dual(program, &bounds, &costs, f64::INFINITY, effort)
}

/// The same of the elastic program, in which a slack on each constraint is all that costs anything: 1 for each unit.
pub(super) fn elastic_duals(
    program: &Program,
    bounds: &[(i64, i64)],
    effort: Effort<'_>,
) -> Option<Vec<f64>> {
    let costs = vec![0.0; program.variables.len()];
    dual(program, bounds, &costs, 1.0, effort)
}

/// The best duals of a program within bounds, none of them above `highest`.
fn dual(
    program: &Program,
    bounds: &[(i64, i64)],
    costs: &[f64],
    highest: f64,
    effort: Effort<'_>,
) -> Option<Vec<f64>> {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let duals: Vec<Variable> = program
        .constraints
        .iter()
        .map(|constraint| problem.add_var(constraint.at_least as f64, (0.0, highest)))
        .collect();
    let mut columns: Vec<Vec<(Variable, f64)>> = vec![Vec::new(); program.variables.len()];
    for (constraint, dual) in program.constraints.iter().zip(&duals) {
        for (index, factor) in &constraint.terms {
            columns[*index].push((*dual, *factor as f64));
        }
    }
    for ((mut terms, (lower, upper)), cost) in columns.into_iter().zip(bounds).zip(costs) {
        let unbounded = (0.0, f64::INFINITY);
        terms.push((problem.add_var(-(*upper as f64), unbounded), -1.0));
        if *lower > 0 {
            terms.push((problem.add_var(*lower as f64, unbounded), 1.0));
        }
        problem.add_constraint(&terms, ComparisonOp::Le, *cost);
    }
    linear(&problem, &duals, effort)
}

/// The values of some variables in the best solution of a linear program.
fn linear(problem: &Problem, variables: &[Variable], effort: Effort<'_>) -> Option<Vec<f64>> {
    if effort.is_over() {
        return None;
    }
    let mut options = SolveOptions::default();
    options.time_limit = effort.time_limit();
    let SolveOutcome::Solution(solution) = problem.solve_with(options).ok()? else {
        return None;
    };
    let values = variables
        .iter()
        .map(|variable| solution.var_value(*variable));
    Some(values.collect())
}

/// The least whole number that is not clearly below a computed one.
fn whole(bound: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "costs are far below 2^53")]
    let whole = (bound - 1e-6 * bound.abs().max(1.0)).ceil() as i64;
    whole.max(0)
}
