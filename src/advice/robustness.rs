//! How far an order depends on the weights: the share of the possible weights with which a candidate leads.
//!
//! With three axes all weightings form a triangle. A score is linear in the weights, so the region where one candidate
//! leads is a convex polygon: the triangle cut by one half-plane for each rival. Its share of the area is the share of
//! weightings, exact but for rounding. For the first three places the regions are not convex; there a fixed grid
//! decides.

use std::mem::swap;

use super::axes::Axis;
use super::weights::Weights;

/// A candidate's value on each axis: what it scores when that axis alone counts.
pub type Values = [f64; 3];

/// Steps of the grid along a side of the triangle: 861 weightings.
const GRID: u32 = 40;
/// Candidates whose lead over each other covers between this share of the weightings and its complement can't be told
/// apart.
const TOO_CLOSE: f64 = 0.4;
/// More than two scores can differ by where they are the same.
const ROUNDING: f64 = 1e-12;

/// How robust a candidate's place is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Robustness {
    /// Share of the possible weights with which it comes first, 0..1.
    pub first: f64,
    /// Share of the possible weights with which it is among the first three, 0..1.
    pub top_three: f64,
}

/// A weighting as a point: the weights of the first two axes.
type Point = (f64, f64);

const TRIANGLE: [Point; 3] = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)];
const TRIANGLE_AREA: f64 = 0.5;

/// By how much `a` leads `b` at a weighting.
fn lead(a: Values, b: Values, (x, y): Point) -> f64 {
    x * (a[0] - b[0]) + y * (a[1] - b[1]) + (1.0 - x - y) * (a[2] - b[2])
}

/// The part of a convex polygon where `a` does not trail `b`.
fn clip(polygon: &[Point], a: Values, b: Values) -> Vec<Point> {
    let mut kept = Vec::with_capacity(polygon.len() + 1);
    for (index, &from) in polygon.iter().enumerate() {
        let to = polygon[(index + 1) % polygon.len()];
        let (before, after) = (lead(a, b, from), lead(a, b, to));
        if before >= 0.0 {
            kept.push(from);
        }
        if (before > 0.0 && after < 0.0) || (before < 0.0 && after > 0.0) {
            let t = before / (before - after);
            kept.push((from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1)));
        }
    }
    kept
}

fn area(polygon: &[Point]) -> f64 {
    let corners = polygon.iter().zip(polygon.iter().cycle().skip(1));
    corners
        .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
        .sum::<f64>()
        .abs()
        / 2.0
}

/// Share of the possible weights with which `a` does not trail `b`.
fn beats(a: Values, b: Values) -> f64 {
    if a == b {
        0.5
    } else {
        area(&clip(&TRIANGLE, a, b)) / TRIANGLE_AREA
    }
}

/// Whether neither of two can be said to lead.
pub fn too_close(a: Values, b: Values) -> bool {
    (TOO_CLOSE..=1.0 - TOO_CLOSE).contains(&beats(a, b))
}

/// The robustness of each candidate. Of equals the earlier one counts as the leader.
pub fn robustness(values: &[Values]) -> Vec<Robustness> {
    // Nobody with three rivals at least as good on every axis is ever among the first three.
    let better = |a: usize, b: usize| {
        (0..3).all(|k| values[a][k] >= values[b][k]) && (values[a] != values[b] || a < b)
    };
    let mut order: Vec<usize> = (0..values.len()).collect();
    let sum = |index: usize| values[index].iter().sum::<f64>();
    order.sort_by(|&a, &b| sum(b).total_cmp(&sum(a)).then(a.cmp(&b)));
    // Anyone who is better on every axis has the larger sum, so it comes earlier in this order.
    let mut contenders: Vec<(usize, usize)> = Vec::new();
    for index in order {
        let rivals = contenders
            .iter()
            .filter(|(rival, _)| better(*rival, index))
            .take(3)
            .count();
        if rivals < 3 {
            contenders.push((index, rivals));
        }
    }
    contenders.sort_unstable();

    let mut result = vec![Robustness::default(); values.len()];
    let leaders: Vec<usize> = contenders
        .iter()
        .filter(|(_, rivals)| *rivals == 0)
        .map(|(index, _)| *index)
        .collect();
    for &index in &leaders {
        let mut polygon = TRIANGLE.to_vec();
        for &rival in leaders.iter().filter(|rival| **rival != index) {
            if polygon.len() < 3 {
                break;
            }
            polygon = clip(&polygon, values[index], values[rival]);
        }
        result[index].first = area(&polygon) / TRIANGLE_AREA;
    }
    let mut points = 0.0;
    for x in 0..=GRID {
        let point = |y: u32| {
            (
                f64::from(x) / f64::from(GRID),
                f64::from(y) / f64::from(GRID),
            )
        };
        let score = |index: usize, y: u32| lead(values[index], [0.0; 3], point(y));
        // Scores are linear along the line: who trails three rivals at both of its ends does so all along it.
        let ends: Vec<(f64, f64)> = contenders
            .iter()
            .map(|(index, _)| (score(*index, 0), score(*index, GRID - x)))
            .collect();
        let near = |(a, b): &(f64, f64)| {
            let rivals = ends
                .iter()
                .filter(|rival| rival.0 > a + ROUNDING && rival.1 > b + ROUNDING);
            rivals.take(3).count() < 3
        };
        let close = contenders
            .iter()
            .zip(&ends)
            .filter(|(_, ends)| near(ends))
            .map(|((index, _), _)| *index);
        let close: Vec<usize> = close.collect();
        for y in 0..=GRID - x {
            points += 1.0;
            let mut best = [(f64::NEG_INFINITY, usize::MAX); 3];
            for &index in &close {
                let mut entry = (score(index, y), index);
                if entry.0 < best[2].0 {
                    continue;
                }
                for place in &mut best {
                    if entry.0 > place.0 || (entry.0 == place.0 && entry.1 < place.1) {
                        swap(place, &mut entry);
                    }
                }
            }
            for (_, index) in best {
                if let Some(entry) = result.get_mut(index) {
                    entry.top_three += 1.0;
                }
            }
        }
    }
    for entry in &mut result {
        entry.top_three /= points;
    }
    result
}

/// The shares of one axis, from and to, between which the first stays first, the other axes keeping their proportions.
/// `first` is the first candidate's values, `others` those of the rest.
pub fn interval(first: Values, others: &[Values], weights: Weights, axis: Axis) -> (f64, f64) {
    let (at_none, at_all) = (
        weights.with(axis, 0.0).shares(),
        weights.with(axis, 1.0).shares(),
    );
    let dot = |w: [f64; 3], v: Values| w[0] * v[0] + w[1] * v[1] + w[2] * v[2];
    let now = weights.of(axis);
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for other in others {
        // The lead is linear in the share; where it crosses zero the order turns.
        let (none, all) = (
            dot(at_none, first) - dot(at_none, *other),
            dot(at_all, first) - dot(at_all, *other),
        );
        if (none >= 0.0) != (all >= 0.0) {
            let turn = none / (none - all);
            if turn <= now {
                from = from.max(turn);
            }
            if turn >= now {
                to = to.min(turn);
            }
        }
    }
    (from, to)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn equal_rivals_share_the_triangle() {
        let shares = robustness(&[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);
        for entry in shares {
            assert!((entry.first - 1.0 / 3.0).abs() < 1e-9);
            assert!((entry.top_three - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn the_dominated_never_lead() {
        let shares = robustness(&[
            [0.9, 0.9, 0.9],
            [0.5, 0.5, 0.5],
            [0.8, 0.8, 0.8],
            [0.7, 0.7, 0.7],
        ]);
        let firsts: Vec<f64> = shares.iter().map(|entry| entry.first).collect();
        assert_eq!(firsts, [1.0, 0.0, 0.0, 0.0]);
        assert_eq!(shares[1].top_three, 0.0);
        assert_eq!(shares[3].top_three, 1.0);
    }

    #[test]
    fn an_interval_ends_where_the_order_turns() {
        // At equal weights of the others, the rival passes where 0.2 + 0.6 w = 0.8 - 0.2 w.
        let (first, other) = ([0.8, 0.8, 0.6], [0.2, 0.2, 0.8]);
        let weights = Weights::new([1.0, 1.0, 1.0]).unwrap();
        let (from, to) = interval(first, &[other], weights, Axis::Upkeep);
        assert!(
            from.abs() < 1e-12 && (to - 0.75).abs() < 1e-9,
            "{from} {to}"
        );
    }

    /// Places in the order of score, then of position, as the ranking has it.
    fn first_by_grid(values: &[Values], steps: u32) -> Vec<f64> {
        let mut first = vec![0.0; values.len()];
        let mut points = 0.0;
        // Middles of small triangles, so that no weighting lies on an edge.
        for x in 0..steps {
            for y in 0..steps - x {
                let point = (
                    (f64::from(x) + 1.0 / 3.0) / f64::from(steps),
                    (f64::from(y) + 1.0 / 3.0) / f64::from(steps),
                );
                let score = |index: usize| lead(values[index], [0.0; 3], point);
                let best = (0..values.len()).reduce(|a, b| if score(b) > score(a) { b } else { a });
                if let Some(best) = best {
                    first[best] += 1.0;
                }
                points += 1.0;
            }
        }
        first.iter().map(|count| count / points).collect()
    }

    proptest! {
        #[test]
        fn shares_sum_to_one_and_agree_with_counting(values in vec([0.0..1.0_f64, 0.0..1.0, 0.0..1.0], 1..12)) {
            let shares = robustness(&values);
            let sum: f64 = shares.iter().map(|entry| entry.first).sum();
            prop_assert!((sum - 1.0).abs() < 1e-6, "{}", sum);
            for (entry, counted) in shares.iter().zip(first_by_grid(&values, 120)) {
                prop_assert!((entry.first - counted).abs() < 0.03, "{} {}", entry.first, counted);
                prop_assert!(entry.top_three >= entry.first - 0.05);
            }
        }

        #[test]
        fn leaving_out_who_trails_changes_no_count(values in vec([0.0..1.0_f64, 0.0..1.0, 0.0..1.0], 1..20)) {
            let mut counted = vec![0.0; values.len()];
            let points = (0..=GRID).flat_map(|x| (0..=GRID - x).map(move |y| (x, y)));
            let points = points.map(|(x, y)| (f64::from(x) / f64::from(GRID), f64::from(y) / f64::from(GRID)));
            let points: Vec<Point> = points.collect();
            for &point in &points {
                let score = |index: usize| lead(values[index], [0.0; 3], point);
                let mut order: Vec<usize> = (0..values.len()).collect();
                order.sort_by(|&a, &b| score(b).total_cmp(&score(a)));
                order.iter().take(3).for_each(|index| counted[*index] += 1.0);
            }
            for (entry, counted) in robustness(&values).iter().zip(counted) {
                prop_assert!((entry.top_three - counted / points.len() as f64).abs() < 1e-9);
            }
        }

        #[test]
        fn the_interval_holds_the_present_weight_and_keeps_the_first(
            values in vec([0.0..1.0_f64, 0.0..1.0, 0.0..1.0], 2..8), raw in [0.01..1.0_f64, 0.01..1.0, 0.01..1.0],
            axis in 0..3_usize, index in 0.0..1.0_f64,
        ) {
            let weights = Weights::new(raw).unwrap();
            let score = |w: Weights, v: &Values| w.shares().iter().zip(v).map(|(a, b)| a * b).sum::<f64>();
            let mut sorted = values.clone();
            sorted.sort_by(|a, b| score(weights, b).total_cmp(&score(weights, a)));
            let (from, to) = interval(sorted[0], &sorted[1..], weights, Axis::ALL[axis]);
            let now = weights.of(Axis::ALL[axis]);
            prop_assert!(from <= now + 1e-9 && now <= to + 1e-9);
            let moved = weights.with(Axis::ALL[axis], index);
            let leads = sorted[1..].iter().all(|other| score(moved, &sorted[0]) >= score(moved, other) - 1e-9);
            let margin = 1e-6;
            if index > from + margin && index < to - margin { prop_assert!(leads); }
            if index < from - margin || index > to + margin { prop_assert!(!leads || (index - from).abs() < margin || (index - to).abs() < margin); }
        }
    }
}
