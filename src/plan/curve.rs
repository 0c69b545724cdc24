//! Cash against hours: the plans of which none is better than another in both.

use super::answer::{Plan, PlanOutcome, Planner, cash};
use super::problem::{Goal, ObjectiveWeights};

/// Most points of a curve.
const MOST: usize = 9;

impl<'q> Planner<'q> {
    /// From the plan with the least cash to that with the fewest hours, evenly spaced in cash, none of them beaten by another.
    pub fn curve(&self) -> Vec<Plan<'q>> {
        let limits = self.goal().caps;
        let best = |objective: ObjectiveWeights, most: Option<i64>| {
            let caps = limits.iter().cloned().chain(most.map(cash)).collect();
            match self.best(&Goal { objective, caps }) {
                PlanOutcome::Found(plan) => Some(plan),
                PlanOutcome::Infeasible | PlanOutcome::Undecided => None,
            }
        };
        let (Some(cheap), Some(quick)) = (
            best(ObjectiveWeights::CASH, None),
            best(ObjectiveWeights::HOURS, None),
        ) else {
            return Vec::new();
        };
        let (low, high) = (cheap.total().cents(), quick.total().cents());
        let steps = i64::try_from(MOST).unwrap_or(i64::MAX) - 1;
        let between = (1..steps).filter_map(|n| {
            best(
                ObjectiveWeights::HOURS,
                Some(low + (high - low) * n / steps),
            )
        });
        let all = std::iter::once(cheap).chain(between).chain([quick]);
        let mut points: Vec<Plan<'q>> = Vec::new();
        for plan in all {
            if points.last().is_none_or(|last| plan.hours() < last.hours()) {
                points.push(plan);
            }
        }
        points
    }
}
