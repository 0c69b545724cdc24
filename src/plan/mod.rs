//! The cheapest way to close the gaps.

pub mod model;
pub mod problem;
pub mod program;
pub mod search;
pub mod seats;
pub mod solver;
pub mod ways;
