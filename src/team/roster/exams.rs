//! Credentials that need several exams: what the exams that a person has passed come to.

use super::{Held, HoldingStatus};
use crate::base::date::{Date, PartialDate, months_later};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::exam::Exam;
use crate::catalog::id::CredentialId;
use crate::catalog::validity::Validity;

/// What single exams come to.
#[derive(Default)]
pub(crate) struct Joined {
    /// Credentials of which all exams are passed.
    pub(crate) earned: Vec<Held>,
    /// Exams of credentials of which others are missing.
    pub(crate) parts: Vec<Held>,
}

/// A credential, and when the person earned it.
pub(crate) type Since = (CredentialId, Option<PartialDate>);

/// Joins the single exams of a person to the credentials that they earn together. What else the person holds stands for
/// the exams that are enough for it. A credential that was `taken_away` is earned anew only by an exam that was passed
/// after that one had been earned.
pub(crate) fn join(
    catalog: &Catalog,
    parts: Vec<Held>,
    held: &[Since],
    taken_away: &[Since],
) -> Joined {
    let mut joined = Joined::default();
    let mut parts = parts;
    while let Some(first) = parts.first() {
        let id = first.credential;
        let (own, others) = parts.into_iter().partition(|part| part.credential == id);
        parts = others;
        let lost = taken_away.iter().filter(|(lost, _)| *lost == id);
        let lost: Vec<Option<PartialDate>> = lost.map(|(_, earned)| *earned).collect();
        let earned = catalog.credential(&id).and_then(|credential| {
            if lost.is_empty() {
                earned(catalog, credential, &own, held)
            } else {
                earned_anew(catalog, credential, &own, held, &lost)
            }
        });
        match earned {
            Some(holding) => joined.earned.push(holding),
            None => joined.parts.extend(own),
        }
    }
    joined
}

/// The same for a credential that was taken away, with the dates on which it had been earned. Exams up to the last of
/// these dates are those that it rested on, if they are enough, and went with it.
fn earned_anew(
    catalog: &Catalog,
    credential: &Credential,
    parts: &[Held],
    held: &[Since],
    lost: &[Option<PartialDate>],
) -> Option<Held> {
    let lost: Option<Vec<Date>> = lost
        .iter()
        .map(|earned| earned.map(PartialDate::latest))
        .collect();
    let until = lost?.into_iter().max()?;
    let is_later = |earned: Option<PartialDate>| earned.is_some_and(|day| day.earliest() > until);
    let (later, before): (Vec<Held>, Vec<Held>) = parts
        .iter()
        .cloned()
        .partition(|part| is_later(part.earned));
    let parts = if earned(catalog, credential, &before, held).is_some() {
        &later
    } else {
        parts
    };
    earned(catalog, credential, parts, held).filter(|anew| is_later(anew.earned))
}

/// The holding that passed exams of one credential come to; `None` where exams are missing.
fn earned(
    catalog: &Catalog,
    credential: &Credential,
    parts: &[Held],
    held: &[Since],
) -> Option<Held> {
    let mut passed: Vec<(Text, Option<PartialDate>)> = parts
        .iter()
        .filter_map(|part| Some((part.exam.clone()?, part.earned)))
        .collect();
    for (id, earned) in held {
        let codes = catalog.credential(id).map(|other| alone(&other.exam));
        passed.extend(
            codes
                .into_iter()
                .flatten()
                .map(|code| (code.clone(), *earned)),
        );
    }
    let sets = credential.exam.sets.iter();
    let earned = match sets.map(|set| passed_on(credential, set, &passed)).max()? {
        Passed::No => return None,
        Passed::Undated => None,
        Passed::On(day) => Some(day),
    };
    // An expiry recorded for one exam says something about the credential only if that exam completed it.
    let last = parts
        .iter()
        .find(|part| earned.is_some() && part.earned == earned);
    Some(Held {
        exam: None,
        earned,
        expires: last.and_then(|last| last.expires),
        status: HoldingStatus::Held,
        evidence_level: parts.iter().map(|part| part.evidence_level).min()?,
        ..last.or(parts.first())?.clone()
    })
}

/// The exams that are enough alone.
fn alone(exam: &Exam) -> impl Iterator<Item = &Text> {
    exam.all_codes().filter(|code| !exam.is_part(code))
}

/// Whether every exam of a set is passed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Passed {
    No,
    /// It is not known when.
    Undated,
    On(PartialDate),
}

/// The last day on which every exam of a set had been passed within the validity of the credential.
fn passed_on(
    credential: &Credential,
    set: &[Text],
    passed: &[(Text, Option<PartialDate>)],
) -> Passed {
    let of = |code: &Text| {
        let code = code.clone();
        let own = passed
            .iter()
            .filter(move |(exam, _)| exam.eq_ignore_ascii_case(&code));
        own.map(|(_, earned)| *earned)
    };
    if set.iter().any(|code| of(code).next().is_none()) {
        return Passed::No;
    }
    if set
        .iter()
        .any(|code| of(code).all(|earned| earned.is_none()))
    {
        return Passed::Undated;
    }
    let is_in_time = |earned: PartialDate, last: PartialDate| {
        earned.latest() <= last.latest() && last.latest() <= joinable_until(credential, earned)
    };
    let days = set.iter().flat_map(of).flatten();
    let complete = days.filter(|last| {
        let in_time = |earned: PartialDate| is_in_time(earned, *last);
        set.iter().all(|code| of(code).flatten().any(in_time))
    });
    let last = complete.max_by_key(|day| day.latest());
    last.map_or(Passed::No, Passed::On)
}

/// Through which day others can join an exam, whichever day of the period it was passed on: as long as the credential would
/// be valid; if that is not known, only on the same day.
pub(super) fn joinable_until(credential: &Credential, earned: PartialDate) -> Date {
    let until = |day| match credential.validity_if_earned(day, None) {
        Validity::Months(months) => months_later(day, months.get().into()),
        Validity::Never => Date::MAX,
        Validity::Unknown => day,
    };
    until(earned.earliest()).min(until(earned.latest()))
}

/// What to say of an exam that does not count alone.
pub(crate) fn one_exam(part: &Held) -> Diagnostic {
    let exam = part.exam.as_deref().unwrap_or_default();
    let id = part.credential;
    let message =
        format!("`{exam}` is one of several exams that `{id}` needs, so it does not count alone");
    Diagnostic::warning(Code::OneExam, message)
        .help(format!(
            "record the other exams as well, or `{id}` where it is awarded"
        ))
        .at(part.place.clone())
}
