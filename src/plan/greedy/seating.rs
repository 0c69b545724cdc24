//! How many seats and points are filled by so many people of each pattern.

use std::collections::{BTreeMap, VecDeque};

use crate::plan::problem::{Group, ScoreTarget};
use crate::plan::seats::Pattern;

/// How many people a group takes, those counted again of whom some must be able to do more.
pub(super) fn units_needed(group: &Group) -> i64 {
    let seat = |seat: &crate::plan::problem::Seat| {
        seat.need + seat.of_which.iter().map(|(least, _)| least).sum::<i64>()
    };
    group.seats.iter().map(seat).sum()
}

/// How many of them there are; estimated where some of those who sit must be able to do more.
pub(super) fn units_filled(
    group: &Group,
    abilities: &[usize],
    people: &BTreeMap<Pattern, i64>,
) -> i64 {
    let bit = |ability: usize| 1_u128 << abilities.binary_search(&ability).unwrap_or_default();
    let able = |mask: Pattern| -> i64 {
        let able = people
            .iter()
            .filter(|(pattern, _)| **pattern & mask == mask);
        able.map(|(_, count)| *count).sum()
    };
    let seated = match group.seats.as_slice() {
        [seat] => able(bit(seat.ability)).min(seat.need),
        seats => {
            let seats: Vec<(i64, Pattern)> = seats
                .iter()
                .map(|seat| (seat.need, bit(seat.ability)))
                .collect();
            most_seated(&seats, people)
        }
    };
    let more = group.seats.iter().flat_map(|seat| {
        let both =
            |(least, ability): &(i64, usize)| able(bit(seat.ability) | bit(*ability)).min(*least);
        seat.of_which.iter().map(both)
    });
    seated + more.sum::<i64>()
}

/// How many people can sit at most: a maximum flow from patterns to seats.
fn most_seated(seats: &[(i64, Pattern)], people: &BTreeMap<Pattern, i64>) -> i64 {
    let people: Vec<(Pattern, i64)> = people
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(pattern, count)| (*pattern, *count))
        .collect();
    let mut free: Vec<i64> = people.iter().map(|(_, count)| *count).collect();
    let mut seated = vec![vec![0_i64; people.len()]; seats.len()];
    let mut total = 0;
    for (index, (need, _)) in seats.iter().enumerate() {
        for _ in 0..*need {
            if !seat_one(index, seats, &people, &mut free, &mut seated) {
                break;
            }
            total += 1;
        }
    }
    total
}

/// Seats one more person in a seat, others moving to other seats where that makes room.
fn seat_one(
    seat: usize,
    seats: &[(i64, Pattern)],
    people: &[(Pattern, i64)],
    free: &mut [i64],
    seated: &mut [Vec<i64>],
) -> bool {
    // For each seat on the way: the seat that takes somebody from it, and of which pattern.
    let mut taken: Vec<Option<(usize, usize)>> = vec![None; seats.len()];
    let mut seen = vec![false; seats.len()];
    seen[seat] = true;
    let mut queue = VecDeque::from([seat]);
    while let Some(at_seat) = queue.pop_front() {
        for (index, (pattern, _)) in people.iter().enumerate() {
            if pattern & seats[at_seat].1 == 0 {
                continue;
            }
            if free[index] > 0 {
                free[index] -= 1;
                seated[at_seat][index] += 1;
                let mut giver = at_seat;
                while let Some((taker, moved)) = taken[giver] {
                    seated[giver][moved] -= 1;
                    seated[taker][moved] += 1;
                    giver = taker;
                }
                return true;
            }
            for other in 0..seats.len() {
                if !seen[other] && seated[other][index] > 0 {
                    seen[other] = true;
                    taken[other] = Some((at_seat, index));
                    queue.push_back(other);
                }
            }
        }
    }
    false
}

/// Points of a score target when so many people score on each line.
pub(super) fn points(target: &ScoreTarget, scorers: &[i64]) -> i64 {
    let line = |(line, scorers): (&crate::plan::problem::Line, &i64)| {
        let points = scorers.saturating_mul(line.points);
        line.max.map_or(points, |max| points.min(max))
    };
    target.lines.iter().zip(scorers).map(line).sum()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn as_many_sit_as_the_smallest_cut_lets(
            needs in vec(0..4_i64, 1..5),
            people in vec((0..16_u128, 0..4_i64), 0..7),
        ) {
            let seats: Vec<(i64, Pattern)> = needs.iter().enumerate().map(|(index, need)| (*need, 1 << index)).collect();
            let mut counts: BTreeMap<Pattern, i64> = BTreeMap::new();
            for (pattern, count) in &people {
                *counts.entry(*pattern).or_default() += count;
            }
            // Koenig: the seats of a set are left empty, or everybody who could sit in one of them sits.
            let cut = (0..1_u128 << needs.len()).map(|kept| {
                let seats: i64 = (0..needs.len()).filter(|seat| kept >> seat & 1 == 0).map(|seat| needs[seat]).sum();
                seats + counts.iter().filter(|(pattern, _)| **pattern & kept != 0).map(|(_, count)| count).sum::<i64>()
            });
            prop_assert_eq!(most_seated(&seats, &counts), cut.min().unwrap_or(0));
        }
    }
}
