//! Who fills which seat, once it is known what everybody can do. Exact: every answer is checked in whole numbers.

use std::collections::BTreeMap;

use super::problem::{Group, Seat};
use super::program::Program;
use super::solve::solve;
use super::solver::{Effort, Solved};

/// Abilities of a group that one person has, one bit each, by their place in [`abilities`].
pub type Pattern = u128;

/// Most different abilities in one group.
pub const MOST_ABILITIES: usize = 128;

/// How many people of each pattern fill each of the seats.
pub type Filled = BTreeMap<(Pattern, usize), i64>;

/// The abilities a group asks for, each once, in order.
pub fn abilities(group: &Group) -> Vec<usize> {
    let of = |seat: &Seat| -> Vec<usize> {
        std::iter::once(seat.ability)
            .chain(seat.of_which.iter().map(|(_, ability)| *ability))
            .collect()
    };
    let mut all: Vec<usize> = group.seats.iter().flat_map(of).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The one seat of a group in which nothing but numbers matters.
pub fn plain(group: &Group) -> Option<&Seat> {
    match group.seats.as_slice() {
        [seat] if seat.of_which.is_empty() => Some(seat),
        _ => None,
    }
}

/// The pattern of somebody whose abilities are told by `able`.
pub fn pattern(abilities: &[usize], able: impl Fn(usize) -> bool) -> Pattern {
    abilities
        .iter()
        .enumerate()
        .filter(|(_, ability)| able(**ability))
        .map(|(bit, _)| 1 << bit)
        .sum()
}

/// Adds to a program what the seats of a group ask of people who come in patterns. `supply` gives for each pattern how many
/// people there are for certain, and variables that bring more of them. `extra` are single people who fill a seat by a
/// variable: for each seat, and for each of its `of_which`. Returns the variable of each pattern in each seat.
pub fn constraints(
    program: &mut Program,
    group: &Group,
    supply: &BTreeMap<Pattern, (i64, Vec<usize>)>,
    extra: &[(Vec<usize>, Vec<Vec<usize>>)],
) -> BTreeMap<(Pattern, usize), usize> {
    let all = abilities(group);
    let bit = |ability: usize| 1_u128 << all.binary_search(&ability).unwrap_or_default();
    let mut fills = BTreeMap::new();
    for (pattern, (certain, more)) in supply {
        let seats = group
            .seats
            .iter()
            .enumerate()
            .filter(|(_, seat)| pattern & bit(seat.ability) != 0);
        let mine: Vec<usize> = seats
            .map(|(index, seat)| {
                let fill = program.variable(0, seat.need);
                fills.insert((*pattern, index), fill);
                fill
            })
            .collect();
        let terms = more
            .iter()
            .map(|variable| (*variable, 1))
            .chain(mine.iter().map(|fill| (*fill, -1)));
        program.constrain(terms, -certain);
    }
    for (index, seat) in group.seats.iter().enumerate() {
        let (singly, singly_of) = extra.get(index).cloned().unwrap_or_default();
        let filling: Vec<usize> = fills
            .iter()
            .filter(|((_, of), _)| *of == index)
            .map(|(_, fill)| *fill)
            .chain(singly)
            .collect();
        program.constrain(filling.iter().map(|fill| (*fill, 1)), seat.need);
        if !seat.of_which.is_empty() {
            // No more people than seats, else some would count without sitting.
            program.constrain(filling.iter().map(|fill| (*fill, -1)), -seat.need);
        }
        for (n, (least, ability)) in seat.of_which.iter().enumerate() {
            let able = fills
                .iter()
                .filter(|((pattern, of), _)| *of == index && pattern & bit(*ability) != 0);
            let able = able
                .map(|(_, fill)| *fill)
                .chain(singly_of.get(n).cloned().unwrap_or_default());
            program.constrain(able.map(|fill| (fill, 1)), *least);
        }
    }
    fills
}

/// Fills every seat, if these people can.
pub fn fill(group: &Group, people: &BTreeMap<Pattern, i64>) -> Option<Filled> {
    let supply = people
        .iter()
        .map(|(pattern, count)| (*pattern, (*count, Vec::new())))
        .collect();
    let mut program = Program::default();
    let fills = constraints(&mut program, group, &supply, &[]);
    let effort = Effort::untimed(1_000_000);
    match solve(&program, None, effort) {
        Solved::Found { values, .. } if program.holds(&values) => Some(
            fills
                .into_iter()
                .map(|(key, variable)| (key, values[variable]))
                .filter(|(_, n)| *n > 0)
                .collect(),
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(need: i64, ability: usize, of_which: Vec<(i64, usize)>) -> Seat {
        Seat {
            tag: 0,
            need,
            ability,
            of_which,
        }
    }

    #[test]
    fn nobody_sits_twice() {
        let group = Group {
            seats: vec![seat(1, 3, vec![]), seat(1, 5, vec![])],
        };
        assert_eq!(abilities(&group), [3, 5]);
        let fills =
            |people: &[(Pattern, i64)]| fill(&group, &people.iter().copied().collect()).is_some();
        assert!(!fills(&[(0b11, 1)]));
        assert!(fills(&[(0b11, 2)]));
        assert!(fills(&[(0b11, 1), (0b01, 1)]));
        assert!(!fills(&[(0b01, 5)]));
    }

    #[test]
    fn of_those_who_sit() {
        // Two people, one of them able to 1 and one to 2.
        let group = Group {
            seats: vec![seat(2, 0, vec![(1, 1), (1, 2)])],
        };
        let fills =
            |people: &[(Pattern, i64)]| fill(&group, &people.iter().copied().collect()).is_some();
        assert!(fills(&[(0b111, 1), (0b001, 1)]));
        assert!(fills(&[(0b011, 1), (0b101, 1)]));
        assert!(
            !fills(&[(0b011, 2), (0b100, 1)]),
            "who can't fill the seat does not count"
        );
        assert!(!fills(&[(0b111, 1)]));
    }
}
