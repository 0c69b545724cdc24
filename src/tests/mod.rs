//! What must hold across modules: laws on random data, facts of the shipped data, worked examples.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "wrong test data may panic"
)]

mod action;
mod coverage;
mod data;
mod exam_prices;
mod exams;
mod formats;
mod generate;
mod holdings;
mod import;
mod import_claims;
mod keep_alive;
mod laws;
mod mission;
mod names;
mod outlines;
mod paths;
mod plan_covered;
mod plan_renewing;
mod plan_search;
mod public_examples;
mod renewal_rules;
mod report;
mod requirements;
mod schemas;
mod stacks;
mod worked_examples;
