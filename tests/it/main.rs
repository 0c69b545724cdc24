//! The program and the library as their users have them, one module a subject.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "wrong test data may panic"
)]

mod common;

mod calendar;
mod coverage;
mod data;
mod field;
mod formats;
mod holdings;
mod hostile;
mod import;
mod inputs;
mod keep_alive;
mod laws;
mod layering;
mod memory;
mod mission;
mod names;
mod next_steps;
mod paths;
mod pipelines;
mod plan_covered;
mod plan_search;
mod process;
mod public_examples;
mod published;
mod renewal_rules;
mod requirements;
mod rosters;
mod schemas;
mod snapshots;
mod stacks;
mod start;
mod worked_examples;
