//! What is left of the exams of a credential for one person: which to pass, and what to pay for them.

use super::exams::joinable_until;
use super::{Held, HoldingStatus, Recorded};
use crate::base::date::{Date, PartialDate};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;

/// What a roster says of the exams of one credential before that is held.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt<'a> {
    /// Passed as one of several, booked, or paid for; anything else changes nothing.
    pub(crate) status: HoldingStatus,
    /// The exam, where the roster names it.
    pub(crate) exam: Option<&'a str>,
    /// The day of the exam; of a voucher, its last day.
    pub(crate) on: Option<PartialDate>,
}

impl<'a> Attempt<'a> {
    /// As a holding says it.
    pub(crate) fn of(held: &'a Held) -> Self {
        Self {
            status: held.status,
            exam: held.exam.as_deref(),
            on: day_of(held.status, held.earned, held.expires),
        }
    }

    /// The last day on which it makes the credential cheaper, where there is one.
    pub(crate) fn last_day(&self, credential: &Credential) -> Option<Date> {
        match self.status {
            HoldingStatus::PartPassed => self.on.map(|day| joinable_until(credential, day)),
            HoldingStatus::Voucher => self.on.map(PartialDate::earliest),
            _ => None,
        }
    }

    /// Whether it is passed and can still be joined with what is passed on a day. If it is not known when it was passed,
    /// that can't be shown.
    fn counts(&self, credential: &Credential, by: Date) -> bool {
        self.status == HoldingStatus::PartPassed
            && self
                .on
                .is_some_and(|day| joinable_until(credential, day) >= by)
    }

    /// Whether the exam is paid for: it is booked for a day from today on, or there is a voucher that lasts.
    fn is_paid(&self, today: Date, by: Option<Date>) -> bool {
        match self.status {
            HoldingStatus::Booked => self.on.is_none_or(|day| {
                day.latest() >= today && by.is_none_or(|by| day.earliest() <= by)
            }),
            HoldingStatus::Voucher => self
                .on
                .is_none_or(|until| until.earliest() >= by.unwrap_or(today)),
            _ => false,
        }
    }
}

/// The day that matters of what is not held yet: of a voucher its last day, otherwise the day of the exam.
pub(crate) fn day_of(
    status: HoldingStatus,
    earned: Option<PartialDate>,
    expires: Option<Recorded>,
) -> Option<PartialDate> {
    match (status, expires) {
        (HoldingStatus::Voucher, Some(Recorded::On(until))) => Some(until),
        (HoldingStatus::Voucher, _) => None,
        _ => earned,
    }
}

/// What is left of the exams of a credential.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ExamsLeft {
    /// The exams to pass, where others are passed or some are paid for; empty where nothing of that is so.
    pub(crate) exams: Vec<Text>,
    /// Which of them are paid for.
    pub(crate) paid: Vec<Text>,
    /// The share of the exams that is left to pass, 0 to 1.
    pub(crate) share: f64,
    /// What is left to pay for exams, never more than for all of them. `None` is unknown.
    pub(crate) fee: Option<Usd>,
    /// Whether the fee is that of all exams, because the fees of single ones are not known.
    pub(crate) is_fee_of_all: bool,
}

impl ExamsLeft {
    /// What is left to pay to earn the credential: exams, the application and a mandatory course. `None` is unknown.
    pub(crate) fn to_earn(&self, credential: &Credential) -> Option<Usd> {
        let application = credential.application_fee.unwrap_or_default();
        Some(self.fee? + application + credential.training_to_pay()?)
    }
}

/// What is left to pass and to pay by a day, by the cheapest exams that complete the credential; without a day, as things
/// stand today. What is paid for waives the fee of that exam alone.
pub(crate) fn exams_left<'a>(
    catalog: &Catalog,
    credential: &Credential,
    attempts: impl IntoIterator<Item = Attempt<'a>>,
    today: Date,
    by: Option<Date>,
) -> ExamsLeft {
    let all = ExamsLeft {
        exams: Vec::new(),
        paid: Vec::new(),
        share: 1.0,
        fee: credential.exam_to_pay(),
        is_fee_of_all: false,
    };
    let attempts: Vec<Attempt<'_>> = attempts.into_iter().collect();
    let known = Known {
        catalog,
        credential,
        passed: attempts
            .iter()
            .filter(|attempt| attempt.counts(credential, by.unwrap_or(today)))
            .filter_map(|attempt| attempt.exam)
            .collect(),
        paid: attempts
            .iter()
            .filter(|attempt| attempt.is_paid(today, by))
            .map(|attempt| attempt.exam)
            .collect(),
    };
    if known.paid.iter().any(|exam| known.pays_for_all(*exam)) {
        return ExamsLeft {
            fee: Some(Usd::FREE),
            ..all
        };
    }
    let of_sets = known.sets().filter_map(|set| known.left_of(set));
    let cheapest = of_sets.min_by_key(|left| (left.fee.is_none(), left.fee, left.exams.len()));
    cheapest.unwrap_or(all)
}

/// What is passed and paid for of a credential.
struct Known<'k> {
    catalog: &'k Catalog,
    credential: &'k Credential,
    /// The exams that are passed.
    passed: Vec<&'k str>,
    /// The exams that are paid for, as far as they are named.
    paid: Vec<Option<&'k str>>,
}

impl<'k> Known<'k> {
    /// The current exams that count only together.
    fn sets(&self) -> impl Iterator<Item = &'k Vec<Text>> {
        let exam = &self.credential.exam;
        let is_current = |set: &&Vec<Text>| set.iter().all(|code| exam.codes.contains(code));
        exam.sets.iter().filter(is_current)
    }

    /// Whether an exam belongs to a credential that is required first, which is priced by itself.
    fn is_of_another(&self, code: &str) -> bool {
        let required = self.credential.prerequisites.credentials.iter();
        let required = required.filter_map(|id| self.catalog.credential(id));
        let mut exams = required.map(|other| &other.exam);
        exams.any(|exam| exam.code(code).is_some() && !exam.is_part(code))
    }

    /// Whether paying for an exam, or for one that is not named, pays for all that the credential takes.
    fn pays_for_all(&self, exam: Option<&str>) -> bool {
        let own = |set: &Vec<Text>| set.iter().filter(|code| !self.is_of_another(code)).count();
        let exams = &self.credential.exam;
        match exam {
            None => self.sets().all(|set| own(set) <= 1),
            Some(code) if exams.is_part(code) => false,
            Some(code) => {
                self.sets().next().is_none()
                    || exams.codes.iter().any(|own| own.eq_ignore_ascii_case(code))
            }
        }
    }

    /// What is left of the exams of a set; `None` where none of them is passed or paid for.
    fn left_of(&self, set: &[Text]) -> Option<ExamsLeft> {
        let is_passed = |code: &Text| {
            let mut passed = self.passed.iter();
            passed.any(|other| other.eq_ignore_ascii_case(code))
        };
        let is_paid = |code: &Text| {
            let mut paid = self.paid.iter().flatten();
            paid.any(|other| other.eq_ignore_ascii_case(code))
        };
        let is_own = |code: &&Text| !self.is_of_another(code);
        let exams: Vec<Text> = set.iter().filter(|c| !is_passed(c)).cloned().collect();
        let paid: Vec<Text> = exams.iter().filter(|c| is_paid(c)).cloned().collect();
        if exams.len() == set.len() && paid.is_empty() {
            return None;
        }
        let own = set.iter().filter(is_own).count();
        let own_left = exams.iter().filter(is_own).count();
        let unpaid = exams.iter().filter(is_own).filter(|code| !is_paid(code));
        let whole = self.credential.exam_to_pay();
        let single = unpaid
            .map(|code| self.credential.exam.fee(code))
            .sum::<Option<Usd>>();
        Some(ExamsLeft {
            share: if own == 0 {
                1.0
            } else {
                own_left as f64 / own as f64
            },
            fee: match (single, whole) {
                (Some(single), Some(whole)) => Some(single.min(whole)),
                (single, whole) => single.or(whole),
            },
            is_fee_of_all: single.is_none(),
            exams,
            paid,
        })
    }
}
