//! Removes from a program what can't be in a good choice, before it is searched.
//!
//! The relaxation puts a dual on every constraint. Whatever the duals are, they show that no choice costs less than a bound, and
//! how much more than that a choice costs that has a variable in it (its *`reduced_cost`*). So of all choices that cost at most so
//! much, it has none of those variables whose `reduced_cost` is greater. That much is guessed, and raised until the best choice of
//! what is left costs no more: then it is the best of all. All of it is worked out in whole numbers, so that a proof does
//! not depend on how exact the duals are.

use super::cover_cuts::{capacity, cover_cuts};
use super::program::Program;
use super::solver::{Effort, Solved, branch, duals, relaxed};

/// A dual of 1 is this much, so that duals are whole numbers.
const ONE: i128 = 1 << 20;
/// Programs with fewer variables are searched as they are.
const FEW: usize = 40;
/// Most times constraints are added.
const CUTTINGS: usize = 20;
/// The first guess lies above the bound by a part of it, one in so many,
const PART: i64 = 1_000;
/// or by as much as leaves so many variables for each constraint, if that is less.
const DENSITY: usize = 2;
/// How often as much is spared by the next guess.
const RAISE: i64 = 2;
/// Most guesses.
const GUESSES: usize = 12;

/// The cheapest choice of a program. `hint` is one that holds.
pub fn presolve(program: &Program, hint: Option<&[i64]>, effort: Effort<'_>) -> Solved {
    let whole = || branch(program, hint, effort);
    if program.variables.len() < FEW {
        whole()
    } else {
        presolved(program, hint, effort).unwrap_or_else(whole)
    }
}

/// None where the solver gave up on the relaxation.
fn presolved(program: &Program, hint: Option<&[i64]>, effort: Effort<'_>) -> Option<Solved> {
    let program = &tightened(program, effort);
    let proof = Proof::new(program, &duals(program, effort)?);
    let mut bound = proof.least();
    let mut spare = proof
        .spare_for(program.constraints.len() * DENSITY)
        .min(bound / PART)
        .max(1);
    let mut best: Option<(i64, Vec<i64>)> =
        hint.map(|values| (program.cost(values), values.to_vec()));
    for _ in 0..GUESSES {
        let most = best
            .iter()
            .map(|(cost, _)| cost - 1)
            .fold(bound.saturating_add(spare), i64::min);
        if most < bound {
            break;
        }
        let (part, places) = proof.within(program, most);
        match branch(&part, None, effort) {
            Solved::Infeasible if part.variables == program.variables => {
                bound = i64::MAX;
                break;
            }
            Solved::Infeasible => bound = most + 1,
            Solved::Nothing { bound: least } => {
                bound = bound.max(least.min(most + 1));
                break;
            }
            Solved::Found {
                values: found,
                bound: least,
            } => {
                let mut values = vec![0; program.variables.len()];
                places
                    .iter()
                    .zip(found)
                    .for_each(|(index, value)| values[*index] = value);
                let cost = program.cost(&values);
                bound = bound.max(least.min(most + 1));
                if best.as_ref().is_none_or(|(other, _)| cost < *other) {
                    best = Some((cost, values));
                }
                // Neither a choice that costs no more nor that there is none: with more to spare it only gets harder.
                if least <= most && cost > most {
                    break;
                }
            }
        }
        spare = spare.saturating_mul(RAISE);
    }
    Some(match best {
        Some((cost, values)) => Solved::Found {
            values,
            bound: bound.min(cost),
        },
        None if bound == i64::MAX => Solved::Infeasible,
        None => Solved::Nothing { bound },
    })
}

/// The program with constraints that its relaxation breaks and no whole choice does.
fn tightened(program: &Program, effort: Effort<'_>) -> Program {
    let mut program = program.clone();
    let bounds: Vec<(i64, i64)> = program
        .variables
        .iter()
        .map(|variable| (0, variable.upper))
        .collect();
    let limited = program
        .constraints
        .iter()
        .any(|constraint| capacity(&program, constraint).is_some());
    for _ in 0..if limited { CUTTINGS } else { 0 } {
        let found = relaxed(&program, &bounds, effort)
            .map(|values| cover_cuts(&program, &values))
            .unwrap_or_default();
        if found.is_empty() {
            break;
        }
        program.constraints.extend(found);
    }
    program
}

/// What duals of constraints prove.
struct Proof {
    /// No choice costs less, in parts of [`ONE`].
    bound: i128,
    /// What one of each variable costs beyond that at the least.
    reduced_cost: Vec<i128>,
}

impl Proof {
    fn new(program: &Program, duals: &[f64]) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "any dual proves something")]
        let duals = duals
            .iter()
            .map(|dual| (dual.max(0.0) * ONE as f64).round() as i64);
        let mut bound = 0;
        let mut reduced_cost: Vec<i128> = program
            .variables
            .iter()
            .map(|variable| i128::from(variable.cost) * ONE)
            .collect();
        for (constraint, dual) in program.constraints.iter().zip(duals.map(i128::from)) {
            bound += dual * i128::from(constraint.at_least);
            constraint
                .terms
                .iter()
                .for_each(|(index, factor)| reduced_cost[*index] -= dual * i128::from(*factor));
        }
        for (variable, reduced_cost) in program.variables.iter().zip(&reduced_cost) {
            bound += (*reduced_cost).min(0) * i128::from(variable.upper);
        }
        Self {
            bound,
            reduced_cost,
        }
    }

    /// The least whole cost.
    fn least(&self) -> i64 {
        let whole = self.bound.div_euclid(ONE) + i128::from(self.bound.rem_euclid(ONE) > 0);
        i64::try_from(whole).unwrap_or(0).max(0)
    }

    /// How much must be spared beyond the bound so that this many variables are left.
    fn spare_for(&self, many: usize) -> i64 {
        let mut all: Vec<i128> = self
            .reduced_cost
            .iter()
            .map(|reduced_cost| (reduced_cost / ONE).max(0))
            .collect();
        all.sort_unstable();
        all.get(many).map_or(i64::MAX, |reduced_cost| {
            i64::try_from(*reduced_cost).unwrap_or(i64::MAX)
        })
    }

    /// The program as far as choices that cost at most so much need it, and the places of its variables.
    fn within(&self, program: &Program, most: i64) -> (Program, Vec<usize>) {
        let spare = (i128::from(most) * ONE - self.bound).max(0);
        let mut part = Program::default();
        let mut places = Vec::new();
        let mut place = vec![None; program.variables.len()];
        for (index, (variable, reduced_cost)) in
            program.variables.iter().zip(&self.reduced_cost).enumerate()
        {
            let fit = if *reduced_cost > 0 {
                i64::try_from(spare / reduced_cost).unwrap_or(i64::MAX)
            } else {
                i64::MAX
            };
            if variable.upper.min(fit) > 0 {
                place[index] = Some(part.variable(variable.cost, variable.upper.min(fit)));
                places.push(index);
            }
        }
        for constraint in &program.constraints {
            let terms = constraint
                .terms
                .iter()
                .filter_map(|(index, factor)| place[*index].map(|index| (index, *factor)));
            part.constrain(terms, constraint.at_least);
        }
        (part, places)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const EFFORT: Effort<'static> = Effort::untimed(1_000_000);

    prop_compose! {
        fn program()(
            variables in vec((0..9_i64, 1..3_i64), 3..6),
            constraints in vec((vec(-4..5_i64, 5), -9..9_i64), 1..5),
        ) -> Program {
            let mut program = Program::default();
            let count = variables.len();
            for (cost, upper) in variables {
                program.variable(cost, upper);
            }
            for (factors, at_least) in constraints {
                program.constrain(factors.into_iter().take(count).enumerate(), at_least);
            }
            program
        }
    }

    /// The least cost by trying everything.
    fn least(program: &Program) -> Option<i64> {
        let mut all: Vec<Vec<i64>> = vec![Vec::new()];
        for variable in &program.variables {
            all = all
                .iter()
                .flat_map(|some| (0..=variable.upper).map(|n| [&some[..], &[n]].concat()))
                .collect();
        }
        all.iter()
            .filter(|values| program.holds(values))
            .map(|values| program.cost(values))
            .min()
    }

    proptest! {
        #[test]
        fn what_is_left_out_is_not_missed(program in program()) {
            let found = match presolved(&program, None, EFFORT) {
                Some(Solved::Found { values, bound }) => {
                    prop_assert!(program.holds(&values));
                    prop_assert_eq!(program.cost(&values), bound);
                    Some(bound)
                }
                Some(Solved::Infeasible) | None => None,
                Some(Solved::Nothing { bound }) => return Err(TestCaseError::fail(format!("stopped at {bound}"))),
            };
            prop_assert_eq!(found, least(&program));
        }

        #[test]
        fn any_prices_prove_something(program in program(), duals in vec(0.0..9.0_f64, 4), spare in 0..9_i64) {
            let proof = Proof::new(&program, &duals);
            let least = least(&program);
            prop_assert!(least.is_none_or(|least| proof.least() <= least));
            let most = proof.least() + spare;
            let (part, places) = proof.within(&program, most);
            prop_assert_eq!(part.variables.len(), places.len());
            // What costs no more is not lost.
            if let Some(least) = least.filter(|least| *least <= most) {
                prop_assert_eq!(self::least(&part), Some(least));
            }
        }
    }
}
