//! What the catalog knows of one credential.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

use super::id::{CredentialId, IssuerId, RoleId, TechnologyId, TopicId};
use super::price::{LocalPrices, Training};
use super::renewal::Renewal;
use super::vocabulary::{
    Accreditation, Assurance, Category, Confidence, Cycle, Platform, PythonUse, Status, Tier,
};
use crate::base::compiled::{Lazy, List};
use crate::base::date::{Date, Expiry, PartialDate, months_later};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::validity::{Hours, Term};

/// One credential. `None` in a fact means *unknown*, never zero.
///
/// It holds what the gates look at in every credential; it derefs to its [`Facts`], which few runs need of them all.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Credential {
    /// What people type.
    pub id: CredentialId,
    /// The body that awards it.
    pub issuer: IssuerId,
    /// What kind of credential it is.
    pub category: Category,
    /// How much it demands, on our scale.
    pub tier: Tier,
    /// How the issuer checks ability.
    pub assurance: Assurance,
    /// Where it stands in its life, as recorded. See [`Credential::status_on`].
    pub status: Status,
    /// First day it could be earned.
    pub available_from: Option<PartialDate>,
    /// Last day of the exam, past or announced.
    pub last_exam: Option<PartialDate>,
    /// Environment platforms it is bound to; empty for one bound to none.
    pub platforms: Vec<Platform>,
    /// Technologies it is about.
    pub technologies: Vec<TechnologyId>,
    /// Topics with a weight of 1 (touched) to 3 (the subject).
    pub topics: List<(TopicId, u8)>,
    /// How much Python it tests.
    pub python: PythonUse,
    /// Roles the issuer names it for.
    pub roles: List<RoleId>,
    /// Recognition by third parties.
    pub accreditation: Vec<Accreditation>,
    /// What must be there before.
    pub prerequisites: Prerequisites,
    /// How reliable the facts are.
    pub confidence: Confidence,
    /// Whether a person went through each field.
    pub reviewed: bool,
    /// Date of the newest dated source.
    pub verified: Option<PartialDate>,
    /// Everything else.
    pub facts: Lazy<Facts>,
}

/// What a credential is called, costs and asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Facts {
    /// The issuer's name for it.
    pub name: Text,
    /// Usual short form.
    pub abbreviation: Option<Text>,
    /// Former names and other short forms.
    pub aliases: Vec<Text>,
    /// The issuer's own word for the level.
    pub issuer_level: Option<Text>,
    /// What took its place.
    pub successors: Vec<CredentialId>,
    /// The exam or exams.
    pub exam: Exam,
    /// Fee of all exams needed: USD, list price, non-member.
    pub exam_fee: Option<Usd>,
    /// The same for members of the issuing association.
    pub member_exam_fee: Option<Usd>,
    /// A course that must be taken, or is commonly taken and dwarfs the exam.
    pub training: Option<Training>,
    /// Prices in other currencies, where an overlay gives them.
    pub prices: Vec<LocalPrices>,
    /// Hours of preparation, where a source names them.
    pub preparation: Option<Hours>,
    /// How long it lasts: the first rule that applies to the day earned counts.
    pub validity: Vec<ValidityRule>,
    /// How it is kept.
    pub renewal: Option<Renewal>,
    /// What only `show` needs.
    pub details: Lazy<Details>,
}

impl Deref for Credential {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

impl DerefMut for Credential {
    fn deref_mut(&mut self) -> &mut Facts {
        &mut self.facts
    }
}

/// The exam of a credential.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Exam {
    /// Codes of the exams on sale.
    pub codes: Vec<Text>,
    /// Codes of former versions.
    pub past_codes: Vec<Text>,
    /// Length in minutes.
    pub minutes: Option<u16>,
    /// Number of questions or tasks.
    pub questions: Option<u16>,
    /// Whether tasks are done on real systems.
    pub hands_on: Option<bool>,
}

/// What must be there before a credential can be earned.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Prerequisites {
    /// All of these must be held.
    pub credentials: Vec<CredentialId>,
    /// One of these must be held, where the list is not empty.
    pub any_of: Vec<CredentialId>,
    /// Required experience in months.
    pub experience_months: Option<u16>,
    /// Recommended experience in months.
    pub recommended_months: Option<u16>,
    /// Whom it is open to, where that is not everybody: `employees of ...`.
    pub only_for: Option<Text>,
}

/// One line of a credential's validity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidityRule {
    /// How long it lasts.
    pub term: Term,
    /// Applies to what was earned on this day or later.
    pub earned_from: Option<PartialDate>,
    /// Applies to what was earned before this day.
    pub earned_before: Option<PartialDate>,
    /// Applies to this version of the exam.
    pub exam: Option<Text>,
}

/// The long texts about a credential, kept apart so that ranking never reads them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Details {
    /// What it certifies, and for whom.
    pub about: Text,
    /// What to know about the fee.
    pub fee_note: Option<Text>,
    /// What to know about the course.
    pub training_note: Option<Text>,
    /// What the exam looks like.
    pub exam_form: Option<Text>,
    /// What to know about the prerequisites.
    pub prerequisite_note: Option<Text>,
    /// What to know about the validity.
    pub validity_note: Option<Text>,
    /// A note for each renewal option, in their order.
    pub renewal_notes: Vec<Option<Text>>,
    /// What is uncertain or contradicted.
    pub doubts: Option<Text>,
    /// Where the facts come from.
    pub sources: Vec<Source>,
    /// Fields a user's overlay set, with the file.
    pub overlaid: Vec<(Text, Text)>,
}

/// Where a fact comes from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Source {
    /// What it is.
    pub origin: Origin,
    /// What it says, in our words.
    pub says: Option<Text>,
    /// Its date.
    pub date: Option<PartialDate>,
}

/// What a source is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Origin {
    /// A page, with the path of a file inside a repository where there is one.
    Page {
        /// Address.
        url: Text,
        /// Path inside the repository.
        path: Option<Text>,
    },
    /// A public file whose address is not known.
    UnnamedPublicFile {
        /// What it is.
        what: Text,
    },
    /// Known without a source.
    GeneralKnowledge,
}

impl Credential {
    /// Names it answers to besides its id: abbreviation, aliases and exam codes. A bare number is no name.
    pub fn names(&self) -> impl Iterator<Item = &Text> {
        let codes = self.exam.codes.iter().chain(self.exam.past_codes.iter());
        let codes = codes.filter(|code| !code.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
        self.abbreviation.iter().chain(&self.aliases).chain(codes)
    }

    /// Its status on a day (year, month, day): one that is retiring is retired once its last exam day is over.
    pub fn status_on(&self, today: Date) -> Status {
        match self.status {
            Status::Retiring | Status::Active | Status::Beta
                if self.last_exam.is_some_and(|last| last.latest() < today) =>
            {
                Status::Retired
            }
            status => status,
        }
    }

    /// What the exams cost who earns it, USD: nothing where the course that must be taken includes them. `None` is unknown.
    pub fn exam_to_pay(&self) -> Option<Usd> {
        let included = self
            .training
            .is_some_and(|course| course.mandatory && course.includes_exam);
        if included {
            Some(Usd::FREE)
        } else {
            self.exam_fee
        }
    }

    /// What a course that must be taken costs, USD, at its lowest price: nothing where none must. `None` is unknown.
    pub fn training_to_pay(&self) -> Option<Usd> {
        let course = self.training.filter(|course| course.mandatory);
        course.map_or(Some(Usd::FREE), |course| course.fee.map(|fee| fee.low))
    }

    /// What earning it costs, USD: its exams, and a course that must be taken. `None` is unknown.
    pub fn fee_to_earn(&self) -> Option<Usd> {
        Some(self.exam_to_pay()? + self.training_to_pay()?)
    }

    /// How long it lasts when earned now: the last rule that isn't about the past or an exam no longer sold.
    pub fn term_now(&self) -> Term {
        self.validity
            .iter()
            .find(|rule| {
                rule.earned_before.is_none()
                    && rule
                        .exam
                        .as_ref()
                        .is_none_or(|exam| !self.exam.past_codes.contains(exam))
            })
            .map_or(Term::Unknown, |rule| rule.term)
    }

    /// Whether its facts were last checked before a day (year, month, day). Facts that no dated source bears out were.
    pub fn checked_before(&self, day: Date) -> bool {
        self.verified.is_none_or(|date| date.earliest() < day)
    }

    /// How long it lasts when it was earned on a day (year, month, day) by an exam version, if that is known. Unknown
    /// where versions last differently and the version is not known.
    pub fn term_earned(&self, day: Date, exam: Option<&str>) -> Term {
        let mut found = None;
        for rule in &self.validity {
            let in_time = rule.earned_from.is_none_or(|from| from.earliest() <= day)
                && rule
                    .earned_before
                    .is_none_or(|before| day < before.earliest());
            let by_exam = match (&rule.exam, exam) {
                (Some(of), Some(taken)) => of.eq_ignore_ascii_case(taken),
                _ => true,
            };
            if in_time && by_exam {
                if found.is_some_and(|other| other != rule.term) {
                    return Term::Unknown;
                }
                found = Some(rule.term);
                if rule.exam.is_none() || exam.is_some() {
                    break;
                }
            }
        }
        found.unwrap_or(Term::Unknown)
    }

    /// Through which day it is valid when it was earned on some day of a date, by an exam version if that is known: the
    /// earliest that any day of the date gives. Unknown if it is for any of them.
    pub fn expiry_earned(&self, earned: PartialDate, exam: Option<&str>) -> Expiry {
        std::iter::once(earned.earliest())
            .chain(self.rule_changes(earned))
            .map(|day| self.expiry_of(day, self.term_earned(day, exam)))
            .reduce(|one, other| match (one, other) {
                (Expiry::Unknown, _) | (_, Expiry::Unknown) => Expiry::Unknown,
                (Expiry::Never, other) => other,
                (one, Expiry::Never) => one,
                (Expiry::On(one), Expiry::On(other)) => Expiry::On(one.min(other)),
            })
            .unwrap_or(Expiry::Unknown)
    }

    /// The expiry that follows from a date on which it was earned, as precisely as it is known: the month or the year,
    /// where one rule holds throughout it, else the earliest day.
    pub fn expiry_as_known(&self, earned: PartialDate, exam: Option<&str>) -> Option<PartialDate> {
        let Expiry::On(first) = self.expiry_earned(earned, exam) else {
            return None;
        };
        let latest = earned.latest();
        let last = match self.expiry_of(latest, self.term_earned(latest, exam)) {
            Expiry::On(last) if self.rule_changes(earned).next().is_none() => last,
            _ => first,
        };
        let month = PartialDate::month_of(first);
        Some(if first == last {
            first.into()
        } else if earned.month().is_some() && last <= month.latest() {
            month
        } else if first.year() == last.year() {
            PartialDate::year_of(first)
        } else {
            first.into()
        })
    }

    /// The days within a date, after its first one, on which a rule of validity begins or ends.
    fn rule_changes(&self, earned: PartialDate) -> impl Iterator<Item = Date> {
        self.validity
            .iter()
            .flat_map(|rule| [rule.earned_from, rule.earned_before])
            .flatten()
            .map(PartialDate::earliest)
            .filter(move |day| earned.earliest() < *day && *day <= earned.latest())
    }

    /// The last day of what was earned on a day and is valid for a term. Where cycles are calendar years, the first one
    /// begins with the year after.
    pub fn expiry_of(&self, earned: Date, term: Term) -> Expiry {
        let Term::Months(months) = term else {
            return if term == Term::Never {
                Expiry::Never
            } else {
                Expiry::Unknown
            };
        };
        let from = match self.renewal.as_ref().map(|renewal| renewal.cycle) {
            Some(Cycle::CalendarYear) => earned.last_of_year(),
            Some(Cycle::Anniversary) | None => earned,
        };
        Expiry::On(months_later(from, i64::from(months.get())))
    }

    /// Whether it says nothing about any one platform or product.
    pub fn is_neutral(&self) -> bool {
        self.platforms.is_empty() && self.technologies.is_empty()
    }
}
