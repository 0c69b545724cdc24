//! Which IT credential next, and why: the library behind the `certadvise` command.
//!
//! Nothing here reads the clock, the environment or the network: the caller says which day it is.
//!
//! # Advice
//!
//! ```
//! use certadvise::{Date, EnvironmentMix, Profile, advise};
//!
//! let catalog = certadvise::catalog();
//! let role = catalog.role_named("devops")?;
//! let environment = EnvironmentMix::parse("hybrid", catalog)?;
//! let profile = Profile::new(role, environment, Date::constant(2026, 11, 29));
//!
//! let advice = advise(catalog, &profile, None);
//! let first = advice.ranked.first().ok_or("nothing to recommend")?;
//! assert!(first.score > 0.5 && first.score <= 1.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Coverage
//!
//! ```
//! use certadvise::{CoverageOptions, Date, File, Requirement, ShippedLibrary, Team, judge};
//!
//! let catalog = certadvise::catalog();
//! let team = File {
//!     name: "team.yaml".to_owned(),
//!     text: "people: [{id: p01, holds: [{credential: cka, earned: 2026-01-10}]}]".to_owned(),
//! };
//! let required = File {
//!     name: "requirements.yaml".to_owned(),
//!     text: "id: ops\nitems: [{id: kubernetes, people: 2, match: cka}]".to_owned(),
//! };
//! let (team, _) = Team::read(&[team], catalog).map_err(|problems| problems[0].one_line())?;
//! let (requirement, _) = Requirement::read(&required, catalog, &ShippedLibrary)
//!     .map_err(|problems| problems[0].one_line())?;
//!
//! let today = Date::constant(2026, 11, 29);
//! let verdict = judge(&[requirement], &team, catalog, today, today, CoverageOptions::default());
//! assert!(!verdict.covered, "one of two people is there");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
// base, catalog, embedded, team, cost, coverage, advice, plan, render, cli: each imports only those before it.
mod advice;
mod base;
mod catalog;
mod cli;
mod cost;
mod coverage;
mod embedded;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod plan;
mod render;
mod team;
#[cfg(test)]
mod tests;

pub use advice::path::{Goal, Path, path};
pub use advice::profile::environment::EnvironmentMix;
pub use advice::profile::{Included, Profile};
pub use advice::{Advice, Excluded, Ranked, Reason, Weights, advise, stacks};
pub use base::date::{Date, Expiry, PartialDate, Period, months_later};
pub use base::diagnostic::{Code, Diagnostic, Place, Severity};
pub use base::money::Usd;
pub use base::vocabulary::Word;
pub use catalog::credential::{Credential, Facts};
pub use catalog::id::CredentialId;
pub use catalog::read::File;
pub use catalog::reference::{Issuer, Role};
pub use catalog::{Catalog, LookupError, Named, vocabulary};
pub use cost::renewals::renewals;
pub use cost::{Cost, HourRange, cost};
pub use coverage::{
    Options as CoverageOptions, Question as CoverageQuestion, UnknownEnd, Verdict, judge, stream,
};
pub use embedded::catalog;
pub use plan::answer::{Plan, PlanOutcome, PlannedAction, Planner};
pub use plan::search::Incumbent;
pub use plan::solver::Effort;
pub use plan::{Objective, Question as PlanQuestion};
pub use team::requirement::library::{Empty as EmptyLibrary, Library};
pub use team::requirement::shipped::Shipped as ShippedLibrary;
pub use team::requirement::{Evidence, Requirement};
pub use team::roster::{Held, Person, Team, Unknown};

#[doc(hidden)]
pub use cli::main as command_line;

/// The planner's integer programs, for benchmarks alone.
#[doc(hidden)]
pub mod solver {
    pub use crate::plan::model::OpenDemands;
    pub use crate::plan::problem::*;
    pub use crate::plan::search::{SearchResult, search};
    pub use crate::plan::solver::Effort;
}
