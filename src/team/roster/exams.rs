//! Credentials that need several exams: what the exams that a person has passed come to.

use super::check::SaidHolding;
use super::{Held, HoldingStatus, Recorded};
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

/// Joins the single exams of a person to the credentials that they earn together. What the roster `said` of whole
/// credentials comes first: what is held stands for the exams that are enough for it, exams bring back nothing that was
/// suspended or revoked, and what is held or has expired is earned anew only by later exams.
pub(crate) fn join(catalog: &Catalog, parts: Vec<Held>, said: &[SaidHolding]) -> Joined {
    let mut joined = Joined::default();
    let mut parts = parts;
    while let Some(first) = parts.first() {
        let id = first.credential;
        let (own, others): (Vec<Held>, Vec<Held>) =
            parts.into_iter().partition(|part| part.credential == id);
        parts = others;
        let of_credential = || said.iter().filter(|said| said.credential == id);
        let counts = |part: &&Held| of_credential().all(|said| said.lets_count(part.earned));
        let counting: Vec<Held> = own.iter().filter(counts).cloned().collect();
        let credential = catalog.credential(&id);
        let earned = credential
            .and_then(|credential| earned(catalog, credential, &counting, said))
            .filter(|anew| of_credential().all(|said| said.lets_earn_anew(anew.earned)));
        match earned {
            Some(holding) => joined.earned.push(holding),
            None => joined.parts.extend(own),
        }
    }
    joined
}

/// Whether a roster says that a credential is held.
pub(crate) fn is_held(said: &[SaidHolding], id: CredentialId) -> bool {
    let mut of_credential = said.iter().filter(|said| said.credential == id);
    of_credential.any(|said| said.status.counts())
}

impl SaidHolding {
    /// Whether an exam passed on a day can count for this credential besides what the roster says of it. A roster does not
    /// say when a credential was suspended or revoked.
    fn lets_count(&self, exam: Option<PartialDate>) -> bool {
        match (self.status, self.expires) {
            (HoldingStatus::Expired, Some(Recorded::On(last))) => {
                exam.is_some_and(|exam| exam.earliest() > last.latest())
            }
            (HoldingStatus::Expired | HoldingStatus::Suspended | HoldingStatus::Revoked, _) => {
                false
            }
            _ => true,
        }
    }

    /// Whether exams that are complete on a day say more than a holding: they are later, or it has no dates.
    fn lets_earn_anew(&self, complete: Option<PartialDate>) -> bool {
        match (self.earned, self.expires) {
            _ if !self.status.counts() => true,
            (None, None) => true,
            (None, Some(_)) => false,
            (Some(earned), _) => {
                complete.is_some_and(|complete| complete.earliest() > earned.latest())
            }
        }
    }
}

/// A passed exam.
struct PassedExam {
    code: Text,
    earned: Option<PartialDate>,
    /// What the roster says of its end.
    expires: Option<Recorded>,
}

/// The holding that passed exams of one credential come to; `None` where exams are missing.
fn earned(
    catalog: &Catalog,
    credential: &Credential,
    parts: &[Held],
    said: &[SaidHolding],
) -> Option<Held> {
    let own = parts.iter().filter_map(|part| {
        Some(PassedExam {
            code: part.exam.clone()?,
            earned: part.earned,
            expires: part.expires,
        })
    });
    let held = said.iter().filter(|said| said.status.counts());
    let others = held.flat_map(|said| {
        let codes = catalog
            .credential(&said.credential)
            .map(|other| alone(&other.exam));
        codes.into_iter().flatten().map(|code| PassedExam {
            code: code.clone(),
            earned: said.earned,
            expires: said.expires,
        })
    });
    let passed: Vec<PassedExam> = own.chain(others).collect();
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
fn passed_on(credential: &Credential, set: &[Text], passed: &[PassedExam]) -> Passed {
    let of = |code: &Text| {
        let code = code.clone();
        passed
            .iter()
            .filter(move |exam| exam.code.eq_ignore_ascii_case(&code))
    };
    if set.iter().any(|code| of(code).next().is_none()) {
        return Passed::No;
    }
    if set
        .iter()
        .any(|code| of(code).all(|exam| exam.earned.is_none()))
    {
        return Passed::Undated;
    }
    let is_in_time = |exam: &PassedExam, last: PartialDate| {
        let recorded = match exam.expires {
            Some(Recorded::On(end)) => end.earliest(),
            Some(Recorded::Never) | None => Date::MAX,
        };
        exam.earned.is_some_and(|earned| {
            let until = joinable_until(credential, earned).min(recorded);
            earned.latest() <= last.latest() && last.latest() <= until
        })
    };
    let days = set.iter().flat_map(of).filter_map(|exam| exam.earned);
    let complete = days.filter(|last| {
        set.iter()
            .all(|code| of(code).any(|exam| is_in_time(exam, *last)))
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
            "record `{id}` itself once it is awarded, or the other exams"
        ))
        .at(part.place.clone())
}
