//! Gates: what is no candidate, and why. A gate is never a low score.

use super::axes::band;
use super::relevance::RELEVANT;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::words::{Assurance, Status};
use crate::profile::{Profile, Unproctored};

/// Why a credential is no candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// No longer awarded.
    Retired,
    /// Not bookable yet.
    NotYetAvailable,
    /// The person holds it.
    Held,
    /// The person holds one further up its ladder, or its successor.
    SupersededByHeld,
    /// A prerequisite can't be earned any more and is not held.
    UnreachablePrerequisite,
    /// A course, a title or a test nobody supervises.
    NotAnExam,
    /// Not about the role.
    NotRelevant,
    /// A whole tier below what suits the person.
    BelowLevel,
    /// Two tiers above what suits the person.
    AboveLevel,
    /// The exam costs more than the budget, or its fee is unknown.
    OverBudget,
    /// Left out by `--issuer` or `--topic`.
    Filtered,
}

impl Reason {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Retired => "retired",
            Self::NotYetAvailable => "not-yet-available",
            Self::Held => "held",
            Self::SupersededByHeld => "superseded-by-held",
            Self::UnreachablePrerequisite => "unreachable-prerequisite",
            Self::NotAnExam => "not-an-exam",
            Self::NotRelevant => "not-relevant",
            Self::BelowLevel => "below-level",
            Self::AboveLevel => "above-level",
            Self::OverBudget => "over-budget",
            Self::Filtered => "filtered",
        }
    }
}

/// A credential that is no candidate.
#[derive(Clone, Copy, Debug)]
pub struct Excluded<'c> {
    /// The credential.
    pub credential: &'c Credential,
    /// Why, in a word.
    pub reason: Reason,
    /// How much it is about the role.
    pub relevance: f64,
}

/// Why `credential` is no candidate for `profile`, if it is none. The first reason in the order of [`Reason`] counts.
pub fn gate(catalog: &Catalog, credential: &Credential, profile: &Profile<'_>, relevance: f64) -> Option<Reason> {
    let today = profile.day();
    let (lowest, highest) = band(profile.level);
    let supervised = match credential.assurance {
        Assurance::ProctoredExam | Assurance::HandsOnExam => true,
        Assurance::UnproctoredAssessment | Assurance::CourseCompletion => profile.unproctored == Unproctored::Include,
        Assurance::Title => false,
    };
    let status = credential.status_on(today);
    let lies_ahead = credential.available_from.is_some_and(|from| from.earliest() > today);
    let on_topic = |(topic, _): &(_, u8)| profile.topics.contains(topic);
    let reasons = [
        (Reason::Retired, status == Status::Retired),
        (Reason::NotYetAvailable, status == Status::Announced || lies_ahead),
        (Reason::Held, profile.holds(credential)),
        (Reason::SupersededByHeld, superseded_by(catalog, credential, profile).is_some()),
        (Reason::UnreachablePrerequisite, unreachable(catalog, credential, profile).is_some()),
        (Reason::NotAnExam, !supervised),
        (Reason::NotRelevant, relevance < RELEVANT),
        (Reason::BelowLevel, credential.tier < lowest),
        (Reason::AboveLevel, credential.tier as u8 > highest as u8 + 1),
        (Reason::OverBudget, profile.budget.is_some_and(|budget| credential.exam_fee.is_none_or(|fee| fee > budget))),
        (Reason::Filtered, !profile.issuers.is_empty() && !profile.issuers.contains(&credential.issuer)),
        (Reason::Filtered, !profile.topics.is_empty() && !credential.topics.iter().any(on_topic)),
    ];
    reasons.into_iter().find(|(_, applies)| *applies).map(|(reason, _)| reason)
}

impl Excluded<'_> {
    /// Why, in a sentence without a final period.
    pub fn detail(&self, catalog: &Catalog, profile: &Profile<'_>) -> String {
        let credential = self.credential;
        let (level, (lowest, _)) = (profile.level, band(profile.level));
        match self.reason {
            Reason::Retired => retired(credential),
            Reason::NotYetAvailable => match credential.available_from {
                Some(from) if from.earliest() > profile.day() => format!("available from {from}"),
                _ => "announced, can't be booked yet".to_owned(),
            },
            Reason::Held => "already held".to_owned(),
            Reason::SupersededByHeld => match superseded_by(catalog, credential, profile) {
                Some(higher) => format!("`{higher}`, which is held, stands above it"),
                None => "one above it is held".to_owned(),
            },
            Reason::UnreachablePrerequisite => match unreachable(catalog, credential, profile) {
                Some(missing) => format!("needs `{missing}`, which is no longer awarded"),
                None => "needs one that is no longer awarded".to_owned(),
            },
            Reason::NotAnExam => match credential.assurance {
                Assurance::Title => "a title for holding other credentials".to_owned(),
                Assurance::CourseCompletion => "a completed course (--include unproctored ranks it)".to_owned(),
                _ => "a test nobody supervises (--include unproctored ranks it)".to_owned(),
            },
            Reason::NotRelevant => {
                format!("relevance {:.2} for {} is below {RELEVANT}", self.relevance, profile.role.id)
            }
            Reason::BelowLevel => {
                format!("{} tier, a {level} {} needs {lowest} at least", credential.tier, profile.role.name)
            }
            Reason::AboveLevel => format!("{} tier lies two tiers above {level} level", credential.tier),
            Reason::OverBudget => match credential.exam_fee {
                Some(fee) => format!("the exam costs {fee} USD"),
                None => "the exam fee is unknown".to_owned(),
            },
            Reason::Filtered if !profile.issuers.is_empty() && !profile.issuers.contains(&credential.issuer) => {
                format!("issued by {}", credential.issuer)
            }
            Reason::Filtered => "covers none of the topics asked for".to_owned(),
        }
    }
}

fn retired(credential: &Credential) -> String {
    let when = credential.last_exam.map_or_else(String::new, |last| format!(", last exam {last}"));
    let successors: Vec<&str> = credential.successors.iter().map(CredentialId::as_str).collect();
    let next =
        if successors.is_empty() { String::new() } else { format!(", followed by {}", successors.join(" and ")) };
    format!("no longer awarded{when}{next}")
}

/// The held credential that makes this one pointless: further up a ladder, or its successor.
fn superseded_by(catalog: &Catalog, credential: &Credential, profile: &Profile<'_>) -> Option<CredentialId> {
    if profile.holds.is_empty() {
        return None;
    }
    catalog.above(credential.id).chain(credential.successors.iter().copied()).find(|id| profile.holds.contains(id))
}

/// A needed credential that is neither held nor to be had, or the first of the alternatives if none of them is.
fn unreachable<'c>(catalog: &Catalog, credential: &'c Credential, profile: &Profile<'_>) -> Option<&'c CredentialId> {
    let reachable = |id: &CredentialId| {
        profile.holds.contains(id)
            || catalog.credential(id).is_some_and(|c| c.status_on(profile.day()) != Status::Retired)
    };
    let needed = &credential.prerequisites;
    let missing = needed.credentials.iter().find(|id| !reachable(id));
    let none_of_any = !needed.any_of.is_empty() && !needed.any_of.iter().any(reachable);
    missing.or_else(|| if none_of_any { needed.any_of.first() } else { None })
}
