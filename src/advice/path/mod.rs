//! The cheapest order of steps to a credential: which prerequisites to earn (`choose`), in which order and when
//! (`timeline`); and the way into a role over some years (`career`). Pure; docs/path.md has the rules.

mod career;
mod choose;
mod timeline;

use std::collections::BTreeMap;

use thiserror::Error;

pub use career::{Career, CareerGoal, CareerStep, Stopped, career};
pub use choose::Chosen;

use crate::base::date::Date;
use crate::base::date::Expiry;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::{Assurance, Status};
use crate::cost::overlap::{covered, hours_left};
use crate::cost::{Cost, HourRange, cost};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Goal<'c> {
    /// The credential to reach.
    pub target: &'c Credential,
    /// What is held, and through when.
    pub holds: BTreeMap<CredentialId, Expiry>,
    /// The day that counts as today.
    pub today: Date,
    /// Hours a week for preparation, at least 1.
    pub hours_per_week: u16,
    /// What an hour is worth, USD; without it hours only decide between ways that cost the same.
    pub rate: Option<Usd>,
}

/// The way to the target.
#[derive(Clone, Debug)]
pub struct Path<'c> {
    /// What to earn, in order; empty where the target is held.
    pub steps: Vec<Step<'c>>,
    /// What has to be renewed on the way, because it would lapse before it is needed.
    pub renewals: Vec<Renewal<'c>>,
}

/// One credential to earn.
#[derive(Clone, Debug)]
pub struct Step<'c> {
    /// The credential.
    pub credential: &'c Credential,
    /// What it costs.
    pub cost: Cost,
    /// Hours to prepare, less what is saved by what is held by then; none for a title.
    pub preparation: HourRange,
    /// Share of its exams, 0..1, that what is held by then covers; `None` where that is not known.
    pub covered: Option<f64>,
    /// What must be held by then: all prerequisites, and the one taken of several.
    pub needs: Vec<&'c CredentialId>,
    /// Where one of several is enough: those not taken that are held or can be earned.
    pub alternatives: Vec<&'c CredentialId>,
    /// First day of preparation, at the lower ends of all hours before it.
    pub start: Date,
    /// First day on which it can be earned: at the lower and at the upper ends of all hours.
    pub earned: (Date, Date),
}

impl Step<'_> {
    /// Whether the steps of the path have all that it takes: a title with a fee of its own, or one that is not known,
    /// is awarded for exams that are not credentials of the catalog.
    pub fn counts_all(&self) -> bool {
        self.credential.assurance != Assurance::Title
            || self.credential.exam_fee == Some(Usd::FREE)
            || self.needs.len() > 1
    }
}

/// Something that would lapse before it is needed.
#[derive(Clone, Debug)]
pub struct Renewal<'c> {
    /// What.
    pub credential: &'c Credential,
    /// The step that needs it.
    pub needed_by: &'c CredentialId,
    /// The day it would lapse, at the upper ends of all hours.
    pub due: Date,
    /// What renewing it costs, USD. `None` is unknown.
    pub cost: Option<Usd>,
    /// What renewing it takes.
    pub hours: HourRange,
}

/// Why there is no way: a credential that can't be earned now, and the chain that leads to it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{}", because(chain, why))]
pub struct Unreachable {
    /// From the target down to what can't be earned.
    pub chain: Vec<CredentialId>,
    /// Why not.
    pub why: String,
}

fn because(chain: &[CredentialId], why: &str) -> String {
    let links: Vec<String> = chain
        .windows(2)
        .map(|pair| format!("{} needs {}", pair[0], pair[1]))
        .collect();
    let last = chain.last().map_or("it", |id| id.as_str());
    let reason = format!("{last} {why}");
    if links.is_empty() {
        reason
    } else {
        format!("{}; {reason}", links.join(", "))
    }
}

/// The cheapest way to the target.
///
/// # Errors
/// [`Unreachable`] where a needed credential can't be earned any more, or not yet.
pub fn path<'c>(catalog: &'c Catalog, goal: &Goal<'c>) -> Result<Path<'c>, Unreachable> {
    let chosen = choose::choose(catalog, goal)?;
    Ok(timeline::timeline(catalog, goal, &chosen))
}

impl Path<'_> {
    /// Cash for all steps and renewals on the way, USD: the known part.
    pub fn total(&self) -> Usd {
        let steps = self
            .steps
            .iter()
            .flat_map(|step| {
                [
                    step.cost.exam,
                    Some(step.cost.application),
                    step.cost.training,
                ]
            })
            .flatten();
        steps
            .chain(self.renewals.iter().filter_map(|renewal| renewal.cost))
            .sum()
    }

    /// Whether a fee on the way is not known.
    pub fn at_least(&self) -> bool {
        let unknown_step = self.steps.iter().any(|step| step.cost.earning().is_none());
        unknown_step || self.renewals.iter().any(|renewal| renewal.cost.is_none())
    }

    /// Hours for all steps and renewals on the way.
    pub fn hours(&self) -> HourRange {
        let steps = self.steps.iter().map(|step| step.preparation);
        steps
            .chain(self.renewals.iter().map(|renewal| renewal.hours))
            .fold(HourRange::NONE, HourRange::plus)
    }

    /// Steps whose last exam is over before they can be earned even at the lower ends of all hours.
    pub fn too_late(&self) -> Vec<&Step<'_>> {
        let over = |step: &&Step<'_>| {
            step.credential
                .last_exam
                .is_some_and(|last| last.latest() < step.earned.0)
        };
        self.steps.iter().filter(over).collect()
    }
}

impl Goal<'_> {
    /// Whether it is held today.
    fn is_held(&self, id: &CredentialId) -> bool {
        self.holds.get(id).is_some_and(|expiry| match expiry {
            Expiry::Never | Expiry::Unknown => true,
            Expiry::On(date) => *date >= self.today,
        })
    }

    /// Why a credential can't be earned now, as the end of a sentence about it.
    fn closed(&self, credential: &Credential) -> Option<String> {
        let today = self.today;
        let ahead = credential
            .available_from
            .filter(|from| from.earliest() > today);
        match (credential.status_on(today), ahead) {
            (Status::Retired, _) => {
                let last = credential
                    .last_exam
                    .map_or_else(String::new, |last| format!(" (last exam {last})"));
                let next: Vec<&str> = credential
                    .successors
                    .iter()
                    .map(CredentialId::as_str)
                    .collect();
                let next = if next.is_empty() {
                    String::new()
                } else {
                    format!(", followed by {}", next.join(" and "))
                };
                Some(format!("is no longer awarded{last}{next}"))
            }
            (_, Some(from)) => Some(format!("can't be booked before {from}")),
            (Status::Announced, None) => Some("is announced and can't be booked yet".to_owned()),
            _ => None,
        }
    }
}

/// What an hour of keeping is worth where ways to renew are compared and no rate is given, USD.
const DEFAULT_RATE: Usd = Usd::from_cents(1_000);

/// The hours that a step takes beside what is known by then, and the share of its exams that this covers.
fn beside<'c>(
    catalog: &Catalog,
    credential: &Credential,
    preparation: HourRange,
    known: impl IntoIterator<Item = &'c Credential>,
) -> (HourRange, Option<f64>) {
    if credential.assurance == Assurance::Title {
        return (preparation, None);
    }
    let covered = covered(catalog, credential, known);
    let left = covered.map_or(preparation, |covered| hours_left(preparation, covered));
    (left, covered)
}

/// What a step costs, and the hours it takes. A title has no exam to prepare for.
fn price(catalog: &Catalog, credential: &Credential, rate: Option<Usd>) -> (Cost, HourRange) {
    let cost = cost(catalog, credential, rate.unwrap_or(DEFAULT_RATE));
    let hours = if credential.assurance == Assurance::Title {
        HourRange::NONE
    } else {
        cost.preparation
    };
    (cost, hours)
}
