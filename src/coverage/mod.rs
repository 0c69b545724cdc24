//! Whether a team has what is required of it: today, on the day that stops being true, and who it depends on.
//!
//! Pure: requirements, people and a day in, a [`Verdict`] out. Every holding comes down to the last day on which it
//! counts, every match to the last day on which it holds, so that today, any later day and the team without one person
//! are judged by the same counting (`count`, `seats`). docs/requirements.md says what counts and what does not.

mod checklist;
mod classes;
mod closest;
mod count;
pub mod day;
mod flow;
mod forecast;
mod late;
mod matcher;
mod person;
mod qualification;
mod seats;
pub mod stream;
pub mod verdict;
mod warnings;

pub use verdict::Verdict;

use crate::base::date::Date;
use crate::base::date::Expiry;
use crate::base::date::Period;
use crate::catalog::Catalog;
use crate::team::requirement::{Evidence, Requirement};
use crate::team::roster::Team;
use checklist::Checklist;
use classes::Members;
use day::LastDay;
use person::Person;

/// How strictly to judge.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// How long a holding must still last, in place of what the requirements say.
    pub valid_for: Option<Period>,
    /// The least evidence that counts, whatever the requirements say.
    pub least_evidence: Evidence,
    /// What a holding counts for whose expiry is unknown.
    pub unknown: UnknownEnd,
}

/// What a holding counts for whose expiry is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownEnd {
    /// Nothing.
    #[default]
    Nothing,
    /// As much as one that never expires; the verdict says so.
    Valid,
}

impl Options {
    /// The last day of a holding.
    pub(crate) fn last(self, expiry: Expiry) -> LastDay {
        match (expiry, self.unknown) {
            (Expiry::Unknown, UnknownEnd::Valid) => LastDay::NEVER,
            (expiry, _) => LastDay::from(expiry),
        }
    }
}

/// The question put to a team.
#[derive(Clone, Copy)]
pub struct Question<'r> {
    /// What is required.
    pub requirements: &'r [Requirement],
    /// The credentials.
    pub catalog: &'r Catalog,
    /// The day of the check.
    pub as_of: Date,
    /// The last day that is looked ahead to.
    pub until: Date,
    /// How strictly to judge.
    pub options: Options,
}

/// Judges a team on a day, and ahead until another.
pub fn judge(
    requirements: &[Requirement],
    team: &Team,
    catalog: &Catalog,
    as_of: Date,
    until: Date,
    options: Options,
) -> Verdict {
    let question = &Question {
        requirements,
        catalog,
        as_of,
        until,
        options,
    };
    let mut checklist = Checklist::new(question);
    let people: Vec<Person<'_>> = team
        .people
        .iter()
        .map(|person| Person::new(person, &checklist.renewers, catalog, as_of, options))
        .collect();
    for person in &people {
        checklist.add(&person.view(), Members::All);
    }
    let mut verdict = checklist.verdict(&people);
    verdict.warnings = warnings::warnings(&checklist, team, &people);
    verdict
}
