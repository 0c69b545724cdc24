//! An integer program in exact integers: whole numbers of things within bounds, constraints that need at least so much, and a cost
//! to keep low.

use std::collections::BTreeMap;

/// A number to be chosen, from 0 to `upper`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Cost of each unit.
    pub cost: i64,
    /// Most.
    pub upper: i64,
}

/// The terms together must reach `at_least`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// Variables, each once, in order, with what a unit of each adds.
    pub terms: Vec<(usize, i64)>,
    /// What they must reach.
    pub at_least: i64,
}

/// The program. All variables are whole numbers.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// What is chosen.
    pub variables: Vec<Variable>,
    /// What must hold.
    pub constraints: Vec<Constraint>,
}

impl Program {
    /// Adds a variable and says which it is.
    pub fn variable(&mut self, cost: i64, upper: i64) -> usize {
        self.variables.push(Variable { cost, upper });
        self.variables.len() - 1
    }

    /// Adds a constraint; terms of one variable are added up.
    pub fn constrain(&mut self, terms: impl IntoIterator<Item = (usize, i64)>, at_least: i64) {
        let mut factors: BTreeMap<usize, i64> = BTreeMap::new();
        for (variable, factor) in terms {
            *factors.entry(variable).or_default() += factor;
        }
        let terms: Vec<(usize, i64)> = factors
            .into_iter()
            .filter(|(_, factor)| *factor != 0)
            .collect();
        let least: i64 = terms
            .iter()
            .map(|(variable, factor)| factor.min(&0) * self.variables[*variable].upper)
            .sum();
        if least < at_least {
            self.constraints.push(Constraint { terms, at_least });
        }
    }

    /// The cost of a choice.
    pub fn cost(&self, values: &[i64]) -> i64 {
        self.variables
            .iter()
            .zip(values)
            .map(|(variable, value)| variable.cost * value)
            .sum()
    }

    /// Whether a choice keeps every bound and constraint.
    pub fn holds(&self, values: &[i64]) -> bool {
        let bounds = self
            .variables
            .iter()
            .zip(values)
            .all(|(variable, value)| (0..=variable.upper).contains(value));
        let reached = |constraint: &Constraint| {
            constraint
                .terms
                .iter()
                .map(|(index, factor)| factor * values[*index])
                .sum::<i64>()
                >= constraint.at_least
        };
        values.len() == self.variables.len() && bounds && self.constraints.iter().all(reached)
    }

    /// A constraint that not even the best choice can reach.
    pub fn hopeless(&self) -> bool {
        let most = |constraint: &Constraint| {
            constraint
                .terms
                .iter()
                .map(|(index, factor)| factor.max(&0) * self.variables[*index].upper)
                .sum::<i64>()
        };
        self.constraints
            .iter()
            .any(|constraint| most(constraint) < constraint.at_least)
    }

    /// The same in the smallest whole numbers: costs divided by what they have in common, which is returned too, and so each
    /// constraint. Its terms then come in whole steps, so that what they must reach may be rounded up to one.
    #[must_use]
    pub fn scaled(&self) -> (Self, i64) {
        let step = self
            .variables
            .iter()
            .fold(0, |step, variable| gcd(step, variable.cost))
            .max(1);
        let variables = self.variables.iter().map(|variable| Variable {
            cost: variable.cost / step,
            ..*variable
        });
        let constraint = |constraint: &Constraint| {
            let step = constraint
                .terms
                .iter()
                .fold(0, |step, (_, factor)| gcd(step, *factor))
                .max(1);
            let terms = constraint
                .terms
                .iter()
                .map(|(index, factor)| (*index, factor / step))
                .collect();
            let at_least = constraint.at_least.div_euclid(step)
                + i64::from(constraint.at_least.rem_euclid(step) > 0);
            Constraint { terms, at_least }
        };
        (
            Self {
                variables: variables.collect(),
                constraints: self.constraints.iter().map(constraint).collect(),
            },
            step,
        )
    }

    /// Parts that share no variable, each with the places of its variables; variables in no constraint stand in none. Of constraints with
    /// the same terms only the strictest is kept.
    pub fn parts(&self) -> Vec<(Self, Vec<usize>)> {
        let mut strictest: BTreeMap<&[(usize, i64)], i64> = BTreeMap::new();
        for constraint in &self.constraints {
            let least = strictest
                .entry(&constraint.terms)
                .or_insert(constraint.at_least);
            *least = constraint.at_least.max(*least);
        }
        let mut root: Vec<usize> = (0..self.variables.len()).collect();
        for terms in strictest.keys() {
            for pair in terms.windows(2) {
                let (a, b) = (find(&mut root, pair[0].0), find(&mut root, pair[1].0));
                root[a.max(b)] = a.min(b);
            }
        }
        let mut parts: BTreeMap<usize, (Self, Vec<usize>)> = BTreeMap::new();
        let mut place = vec![usize::MAX; self.variables.len()];
        let mut used = vec![false; self.variables.len()];
        strictest
            .keys()
            .flat_map(|terms| terms.iter())
            .for_each(|(index, _)| used[*index] = true);
        for (index, variable) in self
            .variables
            .iter()
            .enumerate()
            .filter(|(index, _)| used[*index])
        {
            let (part, places) = parts.entry(find(&mut root, index)).or_default();
            place[index] = part.variable(variable.cost, variable.upper);
            places.push(index);
        }
        for (terms, at_least) in strictest {
            if let Some((part, _)) = terms
                .first()
                .and_then(|(index, _)| parts.get_mut(&find(&mut root, *index)))
            {
                part.constrain(
                    terms.iter().map(|(index, factor)| (place[*index], *factor)),
                    at_least,
                );
            }
        }
        parts.into_values().collect()
    }
}

/// The representative of a variable's part.
fn find(root: &mut [usize], index: usize) -> usize {
    let mut top = index;
    while root[top] != top {
        root[top] = root[root[top]];
        top = root[top];
    }
    top
}

fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_solved_apart_and_rows_once() {
        let mut program = Program::default();
        let variables: Vec<usize> = (0..4).map(|n| program.variable(n, 3)).collect();
        program.constrain([(variables[0], 1), (variables[2], 1)], 1);
        program.constrain([(variables[2], 1), (variables[0], 1)], 2);
        program.constrain([(variables[1], 1), (variables[1], 1)], 2);
        program.constrain([(variables[3], 1)], 0);
        let parts = program.parts();
        assert_eq!(
            parts
                .iter()
                .map(|(_, places)| places.clone())
                .collect::<Vec<_>>(),
            [vec![0, 2], vec![1]]
        );
        assert_eq!(
            parts[0].0.constraints,
            [Constraint {
                terms: vec![(0, 1), (1, 1)],
                at_least: 2
            }]
        );
        assert_eq!(
            parts[1].0.constraints,
            [Constraint {
                terms: vec![(0, 2)],
                at_least: 2
            }]
        );
        assert!(
            program.holds(&[0, 1, 2, 0])
                && !program.holds(&[0, 1, 1, 0])
                && !program.holds(&[0, 1, 4, 0])
        );
    }
}
