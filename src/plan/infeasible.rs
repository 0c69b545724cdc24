//! Why there is no plan: demands and limits that can't all be met, none of which can be spared for that.

use super::answer::Planner;
use super::demands::Asked;
use super::model::OpenDemands;
use super::problem::{Goal, Group, ObjectiveWeights, Problem, Seat};
use super::search::{SearchResult, search};
use crate::base::money::Usd;

/// A demand or a limit.
#[derive(Clone, Copy, Debug)]
pub enum Cause<'q> {
    /// The item, and what of it can't be met even when it stands alone within the same limits; `None` where the others are
    /// what stands in its way.
    Item(Asked<'q>, Option<Shortfall>),
    /// The budget, and the least cash that would do; `None` where no amount does.
    Budget(Option<Usd>),
    /// Hours before the deadline.
    Hours,
}

/// What of an item can't be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// Which of its lines.
    pub line: Line,
    /// People, credentials or hundredths of points that it needs.
    pub needed: i64,
    /// How many of them can be reached at most.
    pub reachable: i64,
}

/// A line of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// What the item counts.
    Whole,
    /// One of its `of_which` lines, by place.
    OfWhich(usize),
    /// All of its `of_which` lines at once, though each can be met alone.
    Together,
    /// One of the gates before its points, by place.
    Gate(usize),
}

/// What is kept while one thing after the other is removed.
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
            causes.push(Cause::Item(*asked, self.shortfall(&kept, tag)));
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
        self.reaches(kept, &self.part(kept))
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

    /// What of one item can't be met, when it alone is asked for.
    fn shortfall(&self, kept: &Subset, tag: usize) -> Option<Shortfall> {
        let tags = (0..kept.tags.len()).map(|other| other == tag).collect();
        let alone = self.part(&Subset {
            tags,
            ..kept.clone()
        });
        let seats = alone.groups.iter().flat_map(|group| &group.seats);
        let seats: Vec<Seat> = seats.cloned().collect();
        match (seats.as_slice(), alone.score_targets.first()) {
            ([seat], None) => self.seats_short(kept, &alone, seat),
            (gates, Some(target)) => {
                let gate_short = |(place, gate): (usize, &Seat)| {
                    let only = |needed| {
                        let mut problem = alone.clone();
                        problem.score_targets.clear();
                        keep_seat(
                            &mut problem,
                            Seat {
                                need: needed,
                                ..gate.clone()
                            },
                        );
                        problem
                    };
                    self.short_of(kept, Line::Gate(place), gate.need, only)
                };
                let short_gate = gates.iter().enumerate().find_map(gate_short);
                short_gate.or_else(|| {
                    self.short_of(kept, Line::Whole, target.need, |needed| {
                        let mut problem = alone.clone();
                        for target in &mut problem.score_targets {
                            target.need = needed;
                        }
                        problem
                    })
                })
            }
            _ => None,
        }
    }

    /// What can't be met of seats of one sort: enough people, or else enough of them who can do more.
    fn seats_short(&self, kept: &Subset, alone: &Problem, seat: &Seat) -> Option<Shortfall> {
        let with = |seat: Seat| {
            let mut problem = alone.clone();
            keep_seat(&mut problem, seat);
            problem
        };
        let whole = self.short_of(kept, Line::Whole, seat.need, |need| {
            let of_which = Vec::new();
            with(Seat {
                need,
                of_which,
                ..seat.clone()
            })
        });
        let of_which_short = |(place, (least, ability)): (usize, &(i64, usize))| {
            self.short_of(kept, Line::OfWhich(place), *least, |least| {
                let of_which = vec![(least, *ability)];
                with(Seat {
                    of_which,
                    ..seat.clone()
                })
            })
        };
        let together = || {
            (!self.reaches(kept, alone)).then_some(Shortfall {
                line: Line::Together,
                needed: seat.need,
                reachable: 0,
            })
        };
        whole
            .or_else(|| seat.of_which.iter().enumerate().find_map(of_which_short))
            .or_else(together)
    }

    /// How far a line can be met where not all of it can; `asking` makes the problem that asks for so much of it.
    fn short_of(
        &self,
        kept: &Subset,
        line: Line,
        needed: i64,
        asking: impl Fn(i64) -> Problem,
    ) -> Option<Shortfall> {
        if self.reaches(kept, &asking(needed)) {
            return None;
        }
        let (mut reachable, mut beyond) = (0, needed);
        while reachable + 1 < beyond {
            let middle = i64::midpoint(reachable, beyond);
            if self.reaches(kept, &asking(middle)) {
                reachable = middle;
            } else {
                beyond = middle;
            }
        }
        Some(Shortfall {
            line,
            needed,
            reachable,
        })
    }

    /// Whether it could not be shown that a problem has no plan within the limits that are kept.
    fn reaches(&self, kept: &Subset, problem: &Problem) -> bool {
        let caps = if kept.budget {
            self.goal().caps
        } else {
            Vec::new()
        };
        let goal = Goal {
            objective: ObjectiveWeights::NOTHING,
            caps,
        };
        let effort = self.question.effort;
        search(problem, &OpenDemands::new(problem), &goal, effort) != SearchResult::Infeasible
    }
}

/// Leaves only these seats to be filled.
fn keep_seat(problem: &mut Problem, seat: Seat) {
    problem.groups = vec![Group { seats: vec![seat] }];
}
