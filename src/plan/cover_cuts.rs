//! Constraints that every whole choice keeps and parts of things would not: of what does not fit together into somebody's hours,
//! not all can be done. The relaxation is closer to the truth with them.

use super::program::{Constraint, Program};

/// Constraints with a greater capacity are passed over: for a budget, of which each thing is a small part, there is little to gain.
const LARGEST: i64 = 2_000;
/// How clearly a choice of parts must break a new constraint.
const CLEARLY: f64 = 1e-3;

/// Constraints that `values`, a choice of parts of things, breaks.
pub fn cover_cuts(program: &Program, values: &[f64]) -> Vec<Constraint> {
    let mut found: Vec<Constraint> = program
        .constraints
        .iter()
        .filter_map(|constraint| cut(program, constraint, values))
        .collect();
    found.sort_by(|a, b| a.terms.cmp(&b.terms));
    found.dedup();
    found
}

/// Whether a constraint lets things be chosen up to a capacity.
pub fn capacity(program: &Program, constraint: &Constraint) -> Option<usize> {
    let limits = constraint
        .terms
        .iter()
        .all(|(index, factor)| *factor < 0 && program.variables[*index].upper == 1);
    (limits && -constraint.at_least <= LARGEST)
        .then(|| usize::try_from(-constraint.at_least).ok())
        .flatten()
}

fn cut(program: &Program, constraint: &Constraint, values: &[f64]) -> Option<Constraint> {
    let capacity = capacity(program, constraint)?;
    let terms = constraint.terms.iter();
    let sizes =
        terms.map(|(index, factor)| (*index, usize::try_from(-factor).unwrap_or(usize::MAX)));
    // What is larger than the whole can't be chosen at all, and shows nothing here.
    let items: Vec<(usize, usize)> = sizes.filter(|(_, size)| *size <= capacity).collect();
    let cover = cover(&items, capacity, values)?;
    let most = cover.len() - 1;
    let factors = lifted(&items, capacity, &cover, values);
    let reached: f64 = items
        .iter()
        .zip(&factors)
        .map(|((index, _), factor)| *factor as f64 * values[*index])
        .sum();
    let terms = items
        .iter()
        .zip(&factors)
        .filter(|(_, factor)| **factor > 0);
    (reached > most as f64 + CLEARLY).then(|| Constraint {
        terms: terms
            .map(|((index, _), factor)| (*index, -signed(*factor)))
            .collect(),
        at_least: -signed(most),
    })
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Things that don't fit together, chosen so that the values take as much of each as can be: places among the items.
fn cover(items: &[(usize, usize)], capacity: usize, values: &[f64]) -> Option<Vec<usize>> {
    // best[n][size]: the least that the values leave of some of the first n items that take at least so much.
    let mut best = vec![vec![f64::INFINITY; capacity + 2]; items.len() + 1];
    best[0][0] = 0.0;
    for (n, (index, size)) in items.iter().enumerate() {
        let left = (1.0 - values[*index]).max(0.0);
        for reached in 0..=capacity + 1 {
            let with = best[n][reached.saturating_sub(*size)] + left;
            best[n + 1][reached] = best[n][reached].min(with);
        }
    }
    let mut reached = capacity + 1;
    let mut cover = Vec::new();
    for n in (0..items.len()).rev() {
        if best[n + 1][reached] < best[n][reached] {
            cover.push(n);
            reached = reached.saturating_sub(items[n].1);
        }
    }
    // Without any of them the rest fits.
    let mut whole: usize = cover.iter().map(|n| items[*n].1).sum();
    cover.sort_by(|a, b| values[items[*a].0].total_cmp(&values[items[*b].0]));
    let mut kept = Vec::new();
    for n in cover {
        if whole - items[n].1 > capacity {
            whole -= items[n].1;
        } else {
            kept.push(n);
        }
    }
    (whole > capacity).then_some(kept)
}

/// How much each item counts, if all of the cover but one is the most there can be: one for those in it, and for the others
/// as much as keeps that true.
fn lifted(
    items: &[(usize, usize)],
    capacity: usize,
    cover: &[usize],
    values: &[f64],
) -> Vec<usize> {
    let most = cover.len() - 1;
    let mut factors = vec![0; items.len()];
    let mut counted = Counted {
        by_size: vec![0; capacity + 1],
    };
    for item in cover {
        factors[*item] = 1;
        counted.add(items[*item].1, 1);
    }
    let mut others: Vec<usize> = (0..items.len())
        .filter(|item| !cover.contains(item))
        .collect();
    others.sort_by(|a, b| {
        values[items[*b].0]
            .total_cmp(&values[items[*a].0])
            .then(items[*b].1.cmp(&items[*a].1))
    });
    for item in others {
        let size = items[item].1;
        let factor = most - counted.by_size[capacity - size].min(most);
        if factor > 0 {
            factors[item] = factor;
            counted.add(size, factor);
        }
    }
    factors
}

/// The most that items of each size together count.
struct Counted {
    by_size: Vec<usize>,
}

impl Counted {
    /// Lets one more item be chosen.
    fn add(&mut self, size: usize, factor: usize) {
        for total in (size..self.by_size.len()).rev() {
            let with_item = self.by_size[total - size] + factor;
            self.by_size[total] = self.by_size[total].max(with_item);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_whole_choice_is_cut_off(sizes in vec(1..12_i64, 7), hours in 5..30_i64, parts in vec(0.0..=1.0_f64, 7)) {
            let mut program = Program::default();
            let variables: Vec<usize> = sizes.iter().map(|_| program.variable(1, 1)).collect();
            program.constrain(variables.into_iter().zip(sizes.iter().map(|size| -size)), -hours);
            let tightened = Program { constraints: cover_cuts(&program, &parts), ..program.clone() };
            for choice in 0..1_u32 << sizes.len() {
                let values: Vec<i64> = (0..sizes.len()).map(|index| i64::from(choice >> index & 1)).collect();
                prop_assert!(tightened.holds(&values) || !program.holds(&values));
            }
        }
    }

    #[test]
    fn of_what_takes_more_than_half_one_can_be_done() {
        let mut program = Program::default();
        let [a, b, c] = [6, 6, 7].map(|size| (program.variable(1, 1), -size));
        program.constrain([a, b, c], -10);
        let found = cover_cuts(&program, &[0.8, 0.5, 0.3]);
        assert_eq!(
            found,
            [Constraint {
                terms: vec![(0, -1), (1, -1), (2, -1)],
                at_least: -1
            }]
        );
        assert!(cover_cuts(&program, &[1.0, 0.0, 0.0]).is_empty());
    }
}
