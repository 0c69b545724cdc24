//! The program and the library as their users have them, one module a subject.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "wrong test data may panic"
)]

mod common;

#[cfg(target_os = "linux")]
mod action;
mod browser;
mod calendar;
mod completions;
mod documents;
mod field;
mod hostile;
mod import_command;
mod inputs;
mod layering;
mod mcp;
mod memory;
mod next_steps;
mod parts;
mod pictures;
mod pipelines;
mod process;
mod published;
mod python;
mod rosters;
mod screens;
mod snapshots;
mod start;
mod terminal;
mod wording;
