//! Solves integer programs: parts that share no variable apart, each presolved and then searched.

use super::elastic::{Feasibility, decide};
use super::presolve::presolve;
use super::program::Program;
use super::solver::{Effort, Solved};

/// The cheapest choice; that there is none is proven, not taken from the solver. `hint` is one that holds, to start from.
pub fn solve(program: &Program, hint: Option<&[i64]>, effort: Effort<'_>) -> Solved {
    if program.hopeless() {
        return Solved::Infeasible;
    }
    let mut values = vec![0; program.variables.len()];
    let (mut bound, mut complete) = (0, true);
    for (part, places) in program.parts() {
        let hint: Option<Vec<i64>> =
            hint.map(|values| places.iter().map(|place| values[*place]).collect());
        let (part, step) = part.scaled();
        match presolve(
            &part,
            hint.as_deref().filter(|values| part.holds(values)),
            effort,
        ) {
            Solved::Infeasible => match decide(&part, effort) {
                Feasibility::Infeasible => return Solved::Infeasible,
                Feasibility::Undecided => complete = false,
                Feasibility::Feasible(found) => set(&mut values, &places, found),
            },
            Solved::Nothing { bound: least } => {
                bound += least * step;
                complete = false;
            }
            Solved::Found {
                values: found,
                bound: least,
            } => {
                bound += least * step;
                set(&mut values, &places, found);
            }
        }
    }
    if complete {
        Solved::Found { values, bound }
    } else {
        Solved::Nothing { bound }
    }
}

/// Sets the values of one part.
fn set(values: &mut [i64], places: &[usize], part: Vec<i64>) {
    for (place, value) in places.iter().zip(part) {
        values[*place] = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EFFORT: Effort<'static> = Effort::untimed(10_000);

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
