//! Which IT credential next, and why. Data flows one way through these modules, top to bottom.

/// Which credentials, in which order, and why.
pub mod advice;
/// Credentials, issuers and vocabularies, checked.
pub mod catalog;
/// The command line.
pub mod cli;
/// Defaults for flags, from `certadvise.yaml`.
pub mod config;
/// What it takes to earn and keep a credential.
pub mod cost;
/// Whether a team has what is required of it, until when, and on whom it hangs.
pub mod coverage;
/// Findings: what is wrong, where, what to do.
pub mod diagnostic;
/// The catalog compiled into the binary.
pub mod embedded;
/// What other systems export, to a team.
pub mod import;
/// What each person of a team should earn next.
pub mod next;
/// The cheapest order of steps to a credential.
pub mod path;
/// The cheapest way to close a team's gaps.
pub mod plan;
/// Who asks, and for what surroundings.
pub mod profile;
/// Results to text.
pub mod render;
/// What must be true of a team.
pub mod requirement;
/// Text to a tree of values that know where they stand.
pub mod source;
/// People and what they hold.
pub mod team;
