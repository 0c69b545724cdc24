//! Why there is no plan: demands and limits that can't all be met, none of which can be spared for that.

use super::answer::Planner;
use super::demands::Asked;
use super::model::OpenDemands;
use super::problem::{Goal, ObjectiveWeights, Problem};
use super::search::{SearchResult, search};
use crate::base::money::Usd;

/// A demand or a limit.
#[derive(Clone, Copy, Debug)]
pub enum Cause<'q> {
    /// The item, of which so many can be met at most when it stands alone within the same limits (for points, in hundredths);
    /// `None` where the others are what stands in its way.
    Item(Asked<'q>, Option<i64>),
    /// The budget, and the least cash that would do; `None` where no amount does.
    Budget(Option<Usd>),
    /// Hours before the deadline.
    Hours,
}

/// What is kept while one thing after the other is left out.
#[derive(Clone)]
struct Subset {
    tags: Vec<bool>,
    budget: bool,
    hours: bool,
}

impl<'q> Planner<'q> {
    /// An irreducible set of causes. Call it only where there is no plan.
    pub fn causes(&self) -> Vec<Cause<'q>> {
        let count = self.demands.items.len();
        let mut kept = Subset {
            tags: vec![true; count],
            budget: self.question.budget.is_some(),
            hours: true,
        };
        // Limits first: what fails without them needs no talk of money.
        for limit in [
            |kept: &mut Subset| kept.budget = false,
            |kept: &mut Subset| kept.hours = false,
        ] {
            let mut fewer = kept.clone();
            limit(&mut fewer);
            if !self.feasible(&fewer) {
                kept = fewer;
            }
        }
        // An item that fails alone is the shortest answer.
        let alone = (0..count).find(|tag| {
            let tags = (0..count).map(|other| other == *tag).collect();
            !self.feasible(&Subset {
                tags,
                ..kept.clone()
            })
        });
        if let Some(tag) = alone {
            kept.tags = (0..count).map(|other| other == tag).collect();
        }
        for tag in (0..count).rev() {
            let mut fewer = kept.clone();
            fewer.tags[tag] = false;
            if kept.tags[tag] && !self.feasible(&fewer) {
                kept = fewer;
            }
        }
        // With fewer items a limit may have become needless.
        for limit in [
            |kept: &mut Subset| kept.budget = false,
            |kept: &mut Subset| kept.hours = false,
        ] {
            let mut fewer = kept.clone();
            limit(&mut fewer);
            if !self.feasible(&fewer) {
                kept = fewer;
            }
        }
        let mut causes: Vec<Cause<'q>> = Vec::new();
        for (tag, asked) in self
            .demands
            .items
            .iter()
            .enumerate()
            .filter(|(tag, _)| kept.tags[*tag])
        {
            causes.push(Cause::Item(*asked, self.most(&kept, tag)));
        }
        if kept.budget {
            let unlimited = Subset {
                budget: false,
                ..kept.clone()
            };
            causes.push(Cause::Budget(self.least_cash(&unlimited)));
        }
        if kept.hours
            && !self
                .demands
                .problem
                .classes
                .iter()
                .all(|class| class.hours.is_none())
        {
            causes.push(Cause::Hours);
        }
        causes
    }

    fn part(&self, kept: &Subset) -> Problem {
        let mut problem = self.demands.problem.clone();
        for group in &mut problem.groups {
            group.seats.retain(|seat| kept.tags[seat.tag]);
        }
        problem.groups.retain(|group| !group.seats.is_empty());
        problem.score_targets.retain(|target| kept.tags[target.tag]);
        if !kept.hours {
            problem
                .classes
                .iter_mut()
                .for_each(|class| class.hours = None);
        }
        problem
    }

    /// Whether it could not be shown that there is no plan.
    fn feasible(&self, kept: &Subset) -> bool {
        let problem = self.part(kept);
        let caps = if kept.budget {
            self.goal().caps
        } else {
            Vec::new()
        };
        let goal = Goal {
            objective: ObjectiveWeights::NOTHING,
            caps,
        };
        search(
            &problem,
            &OpenDemands::new(&problem),
            &goal,
            self.question.effort,
        ) != SearchResult::Infeasible
    }

    fn least_cash(&self, kept: &Subset) -> Option<Usd> {
        let problem = self.part(kept);
        let goal = Goal {
            objective: ObjectiveWeights::CASH,
            caps: Vec::new(),
        };
        match search(
            &problem,
            &OpenDemands::new(&problem),
            &goal,
            self.question.effort,
        ) {
            SearchResult::Found { weight, .. } => Some(Usd::from_cents(weight)),
            SearchResult::Infeasible | SearchResult::Unknown { .. } => None,
        }
    }

    /// How much of one item can be met, when it alone is asked for; `None` where all of it can.
    fn most(&self, kept: &Subset, tag: usize) -> Option<i64> {
        let tags = (0..kept.tags.len()).map(|other| other == tag).collect();
        let alone = self.part(&Subset {
            tags,
            ..kept.clone()
        });
        let caps = if kept.budget {
            self.goal().caps
        } else {
            Vec::new()
        };
        let goal = Goal {
            objective: ObjectiveWeights::NOTHING,
            caps,
        };
        let reaches = |need: i64| {
            let mut less = alone.clone();
            for seat in less.groups.iter_mut().flat_map(|group| &mut group.seats) {
                seat.need = seat.need.min(need);
                seat.of_which
                    .iter_mut()
                    .for_each(|(least, _)| *least = (*least).min(need));
            }
            less.score_targets
                .iter_mut()
                .for_each(|target| target.need = target.need.min(need));
            search(&less, &OpenDemands::new(&less), &goal, self.question.effort)
                != SearchResult::Infeasible
        };
        let needs = alone
            .groups
            .iter()
            .flat_map(|group| &group.seats)
            .map(|seat| seat.need);
        let need = needs
            .chain(alone.score_targets.iter().map(|target| target.need))
            .max()?;
        if reaches(need) {
            return None;
        }
        let (mut can, mut not) = (0, need);
        while can + 1 < not {
            let middle = i64::midpoint(can, not);
            if reaches(middle) {
                can = middle;
            } else {
                not = middle;
            }
        }
        Some(can)
    }
}
