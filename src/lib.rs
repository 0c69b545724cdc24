//! Which IT credential next, and why. Each module uses only those above it in this list.

/// Which credentials, in which order, and why.
pub mod advice;
/// Findings, texts with positions, dates, money: nothing of the domain.
pub mod base;
/// Credentials, issuers and vocabularies, checked.
pub mod catalog;
/// The command line.
pub mod cli;
/// What it costs to earn and keep credentials.
pub mod cost;
/// Whether a team has what is required of it, until when, and who it depends on.
pub mod coverage;
/// The catalog compiled into the binary.
pub mod embedded;
/// The cheapest way to close a team's gaps.
pub mod plan;
/// Results to text.
pub mod render;
/// People and what they hold, what is required of them, and imports.
pub mod team;
