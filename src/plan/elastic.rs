//! Whether a program can be met at all, proven in whole numbers.
//!
//! The *elastic* program adds a slack to each constraint and minimizes the sum of the slacks: the program can be met if and
//! only if that sum can be zero. Its dual puts a multiplier from 0 to 1 on each constraint, and any such multipliers give a
//! lower bound of the sum. The solver proposes multipliers; the bound they prove is worked out here, in whole numbers, and
//! only a positive one counts. Where parts of things would do but whole ones may not, the range of a variable is split and
//! each half is decided in the same way.

use super::program::{Constraint, Program};
use super::solver::{Effort, elastic_duals, relaxed};

/// A multiplier of 1 is this much, so that multipliers are whole numbers.
const ONE: i128 = 1 << 30;
/// A node costs about so many times what it costs the solver, which starts each linear program from the one before.
const LINEAR_PROGRAMS: u64 = 10;
/// Most times bounds are tightened in a row.
const MOST_ROUNDS: usize = 100;
/// How far a value may lie from a whole number to count as one.
const WHOLE: f64 = 1e-6;

/// Whether a program can be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Feasibility {
    /// It can, by these values.
    Feasible(Vec<i64>),
    /// It can't: proven in whole numbers.
    Infeasible,
    /// The effort was spent before it was decided.
    Undecided,
}

/// The least and the most each variable may be.
type Bounds = Vec<(i64, i64)>;

/// Decides whether a program can be met.
pub fn decide(program: &Program, effort: Effort<'_>) -> Feasibility {
    let start: Bounds = program
        .variables
        .iter()
        .map(|variable| (0, variable.upper))
        .collect();
    let mut waiting = vec![start];
    for _ in 0..effort
        .divided(LINEAR_PROGRAMS)
        .nodes(program.variables.len())
    {
        let Some(mut bounds) = waiting.pop() else {
            return Feasibility::Infeasible;
        };
        if effort.is_over() {
            return Feasibility::Undecided;
        }
        if !tighten(program, &mut bounds) || is_refuted(program, &bounds, effort) {
            continue;
        }
        let values = relaxed(program, &bounds, effort);
        if let Some(values) = values.as_deref().and_then(|values| whole(program, values)) {
            return Feasibility::Feasible(values);
        }
        if let Some((low, high)) = split(&bounds, values.as_deref()) {
            waiting.extend([high, low]);
        } else {
            let values: Vec<i64> = bounds.iter().map(|(lower, _)| *lower).collect();
            if program.holds(&values) {
                return Feasibility::Feasible(values);
            }
        }
    }
    if waiting.is_empty() {
        Feasibility::Infeasible
    } else {
        Feasibility::Undecided
    }
}

/// The largest sum of a constraint's terms within bounds.
fn most(constraint: &Constraint, bounds: &Bounds) -> i128 {
    let term = |(variable, factor): &(usize, i64)| {
        let (lower, upper) = bounds[*variable];
        i128::from(*factor) * i128::from(if *factor > 0 { upper } else { lower })
    };
    constraint.terms.iter().map(term).sum()
}

/// Tightens bounds as far as single constraints demand it; false where one of them can't be met.
fn tighten(program: &Program, bounds: &mut Bounds) -> bool {
    for _ in 0..MOST_ROUNDS {
        let mut changed = false;
        for constraint in &program.constraints {
            let spare = most(constraint, bounds) - i128::from(constraint.at_least);
            if spare < 0 {
                return false;
            }
            for (variable, factor) in &constraint.terms {
                let (lower, upper) = &mut bounds[*variable];
                let Ok(steps) = i64::try_from(spare / i128::from(factor.abs())) else {
                    continue;
                };
                if steps >= *upper - *lower {
                    continue;
                }
                changed = true;
                if *factor > 0 {
                    *lower = *upper - steps;
                } else {
                    *upper = *lower + steps;
                }
            }
        }
        if !changed {
            break;
        }
    }
    true
}

/// Whether the solver's multipliers prove that nothing within bounds meets the program, not even parts of things.
fn is_refuted(program: &Program, bounds: &Bounds, effort: Effort<'_>) -> bool {
    elastic_duals(program, bounds, effort)
        .is_some_and(|multipliers| least_slack(program, bounds, &multipliers) > 0)
}

/// What the slacks add up to at the least, in parts of [`ONE`], as any multipliers prove it.
fn least_slack(program: &Program, bounds: &Bounds, multipliers: &[f64]) -> i128 {
    let mut factors = vec![0_i128; bounds.len()];
    let mut bound = 0_i128;
    for (constraint, multiplier) in program.constraints.iter().zip(multipliers) {
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
        let multiplier = (multiplier.clamp(0.0, 1.0) * ONE as f64).round() as i128;
        bound += multiplier * i128::from(constraint.at_least);
        for (variable, factor) in &constraint.terms {
            factors[*variable] += multiplier * i128::from(*factor);
        }
    }
    for (factor, (lower, upper)) in factors.into_iter().zip(bounds) {
        bound -= factor * i128::from(if factor > 0 { *upper } else { *lower });
    }
    bound
}

/// Values that are whole numbers but for rounding, where they meet the program.
fn whole(program: &Program, values: &[f64]) -> Option<Vec<i64>> {
    #[expect(clippy::cast_possible_truncation, reason = "checked below")]
    let values: Vec<i64> = values.iter().map(|value| value.round() as i64).collect();
    program.holds(&values).then_some(values)
}

/// Splits the range of one variable: the one that is least whole, or else the one with the widest range.
fn split(bounds: &Bounds, values: Option<&[f64]>) -> Option<(Bounds, Bounds)> {
    let distance = |value: f64| (value - value.round()).abs();
    let fractional = values.and_then(|values| {
        let open = (0..bounds.len()).filter(|index| {
            bounds[*index].0 < bounds[*index].1 && distance(values[*index]) > WHOLE
        });
        open.max_by(|a, b| {
            distance(values[*a])
                .total_cmp(&distance(values[*b]))
                .then(b.cmp(a))
        })
        .map(|index| (index, values[index]))
    });
    let (index, last_low) = if let Some((index, value)) = fractional {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "bounds are small whole numbers"
        )]
        let below = value.floor() as i64;
        (index, below)
    } else {
        let index = (0..bounds.len())
            .filter(|index| bounds[*index].0 < bounds[*index].1)
            .max_by_key(|index| bounds[*index].1 - bounds[*index].0)?;
        (index, i64::midpoint(bounds[index].0, bounds[index].1))
    };
    let (lower, upper) = bounds[index];
    let last_low = last_low.clamp(lower, upper - 1);
    let (mut low, mut high) = (bounds.clone(), bounds.clone());
    low[index].1 = last_low;
    high[index].0 = last_low + 1;
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const EFFORT: Effort<'static> = Effort::untimed(1_000_000);

    prop_compose! {
        fn program()(
            uppers in vec(1..4_i64, 2..6),
            constraints in vec((vec(-5..6_i64, 6), -6..14_i64), 1..6),
        ) -> Program {
            let mut program = Program::default();
            let variables: Vec<usize> = uppers.iter().map(|upper| program.variable(1, *upper)).collect();
            for (factors, at_least) in constraints {
                program.constrain(variables.iter().copied().zip(factors), at_least);
            }
            program
        }
    }

    /// Whether some choice meets the program, by trying every one.
    fn can_be_met(program: &Program) -> bool {
        let mut choices: Vec<Vec<i64>> = vec![Vec::new()];
        for variable in &program.variables {
            choices = choices
                .iter()
                .flat_map(|choice| (0..=variable.upper).map(|n| [&choice[..], &[n]].concat()))
                .collect();
        }
        choices.iter().any(|choice| program.holds(choice))
    }

    proptest! {
        #[test]
        fn small_programs_are_decided_as_by_trying_everything(program in program()) {
            match decide(&program, EFFORT) {
                Feasibility::Feasible(values) => prop_assert!(program.holds(&values)),
                Feasibility::Infeasible => prop_assert!(!can_be_met(&program)),
                Feasibility::Undecided => return Err(TestCaseError::fail("not decided")),
            }
        }

        #[test]
        fn no_multipliers_refute_what_can_be_met(program in program(), multipliers in vec(-0.5..1.5_f64, 6)) {
            let bounds: Bounds = program.variables.iter().map(|variable| (0, variable.upper)).collect();
            let refuted = least_slack(&program, &bounds, &multipliers) > 0;
            prop_assert!(!(refuted && can_be_met(&program)));
        }

        #[test]
        fn tighter_bounds_lose_no_choice(program in program(), choice in vec(0..4_i64, 6)) {
            let values = &choice[..program.variables.len()];
            let mut bounds: Bounds = program.variables.iter().map(|variable| (0, variable.upper)).collect();
            if program.holds(values) {
                prop_assert!(tighten(&program, &mut bounds));
                prop_assert!(values.iter().zip(&bounds).all(|(value, (lower, upper))| (lower..=upper).contains(&value)));
            }
        }
    }

    #[test]
    fn parts_of_things_would_do_but_whole_ones_do_not() {
        // Three times something between 4 and 5.
        let mut program = Program::default();
        let [a, b] = [program.variable(1, 3), program.variable(1, 3)];
        program.constrain([(a, 3), (b, 3)], 4);
        program.constrain([(a, -3), (b, -3)], -5);
        assert_eq!(decide(&program, EFFORT), Feasibility::Infeasible);
    }

    #[test]
    fn without_effort_nothing_is_claimed() {
        let mut program = Program::default();
        let [a, b] = [program.variable(1, 3), program.variable(1, 3)];
        program.constrain([(a, 3), (b, 3)], 4);
        program.constrain([(a, -3), (b, -3)], -5);
        let over = Effort {
            work: 1_000,
            time_left: &|| std::time::Duration::ZERO,
        };
        assert_eq!(decide(&program, over), Feasibility::Undecided);
    }
}
