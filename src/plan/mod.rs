//! The cheapest way to close a team's gaps, proven.
//!
//! `demands` turns requirements and people into numbers, `model` those into a small integer program, `solver` solves it,
//! and `search` makes the model stricter until its answer holds for real people. docs/plan.md says why that is exact.

pub mod answer;
pub mod check;
pub mod cover_cuts;
pub mod curve;
pub mod decode;
pub mod demands;
pub mod elastic;
pub mod first_day;
pub mod greedy;
pub mod hire;
pub mod infeasible;
pub mod model;
pub mod options;
pub mod person;
pub mod presolve;
pub mod problem;
pub mod program;
pub mod refreshed;
pub mod search;
pub mod seats;
pub mod solve;
pub mod solver;
pub mod steps;
pub mod verify;

use crate::base::date::Date;
use crate::base::date::Period;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::vocabulary::Evidence;
use crate::coverage::{Options, UnknownEnd};
use crate::team::requirement::Requirement;
use crate::team::roster::Team;
use problem::ObjectiveWeights;
use solver::Effort;

/// What to plan.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// The facts.
    pub catalog: &'q Catalog,
    /// The people.
    pub team: &'q Team,
    /// The requirements.
    pub requirements: &'q [Requirement],
    /// Today.
    pub today: Date,
    /// The day by which everything new must be earned, and from which on every requirement must be met.
    pub deadline: Date,
    /// The day through which every requirement must be met.
    pub until: Date,
    /// Whether what is covered today must stay covered on each day until the deadline.
    pub keep_covered: bool,
    /// How long holdings must still be valid on each day, in place of what the items say.
    pub valid_for: Option<Period>,
    /// The least evidence a holding needs to count.
    pub least_evidence: Evidence,
    /// Whether holdings count whose expiry is unknown.
    pub assume_valid: bool,
    /// The most cash, USD.
    pub budget: Option<Usd>,
    /// The most hours for each person before the deadline.
    pub max_hours: Option<u32>,
    /// What to minimize.
    pub objective: Objective,
    /// What an hour is worth.
    pub rate: Usd,
    /// When to stop.
    pub effort: Effort<'q>,
}

impl Question<'_> {
    /// How strictly `coverage` judges the team for this question.
    pub fn options(&self) -> Options {
        Options {
            valid_for: self.valid_for,
            least_evidence: self.least_evidence,
            unknown: if self.assume_valid {
                UnknownEnd::Valid
            } else {
                UnknownEnd::Nothing
            },
        }
    }
}

/// What to minimize.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objective {
    /// Cash.
    Cash,
    /// Hours.
    Hours,
    /// Cash, and hours at what they are worth.
    Cost,
}

impl Objective {
    /// Its weights.
    pub fn objective(self, rate: Usd) -> ObjectiveWeights {
        match self {
            Self::Cash => ObjectiveWeights::CASH,
            Self::Hours => ObjectiveWeights::HOURS,
            Self::Cost => ObjectiveWeights {
                cash: 1,
                hours: rate.cents(),
                new: 0,
            },
        }
    }
}
