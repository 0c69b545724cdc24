//! What the catalog knows about one credential.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

use super::exam::Exam;
use super::id::{CredentialId, IssuerId, RoleId, TechnologyId, TopicId};
use super::price::{LocalPrices, Training};
use super::renewal::Renewal;
use super::vocabulary::{
    Accreditation, Assurance, Category, Confidence, Cycle, Fact, Platform, PythonUse, Status, Tier,
};
use crate::base::compiled::{Lazy, List};
use crate::base::date::{Date, Expiry, PartialDate, months_later};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::validity::{Hours, Validity};

/// One credential. `None` in a fact means *unknown*, never zero.
///
/// It holds what the gates look at in every credential; it derefs to its [`Facts`], which few runs need of them all.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Credential {
    /// The id that people type, e.g. `cka`; it never changes.
    pub id: CredentialId,
    /// The organization that awards it.
    pub issuer: IssuerId,
    /// Whether it is about a vendor's product, an open standard or a professional field.
    pub category: Category,
    /// How demanding it is, on the scale of docs/tiers.md.
    pub tier: Tier,
    /// How the issuer examines ability.
    pub assurance: Assurance,
    /// The recorded status; [`Credential::status_on`] takes the last exam day into account.
    pub status: Status,
    /// The first day on which it could be earned.
    pub available_from: Option<PartialDate>,
    /// The last day of the exam, whether past or announced.
    pub last_exam: Option<PartialDate>,
    /// The platforms it is bound to; empty if it is bound to none.
    pub platforms: Vec<Platform>,
    /// The technologies it is about.
    pub technologies: Vec<TechnologyId>,
    /// The topics it covers, from 1 (touched on) to 3 (its subject).
    pub topics: List<(TopicId, u8)>,
    /// How much Python the exam requires.
    pub python: PythonUse,
    /// The roles for which the issuer intends it.
    pub roles: List<RoleId>,
    /// The accreditations by third parties.
    pub accreditation: Vec<Accreditation>,
    /// What is required before it can be earned.
    pub prerequisites: Prerequisites,
    /// How reliable these facts are.
    pub confidence: Confidence,
    /// Whether a person has checked every field against its sources.
    pub reviewed: bool,
    /// The date of the newest source that has one.
    pub verified: Option<PartialDate>,
    /// Everything else.
    pub facts: Lazy<Facts>,
}

/// What a credential is called, costs and asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Facts {
    /// The full name that the issuer uses.
    pub name: Text,
    /// The usual short form, e.g. `CKA`.
    pub abbreviation: Option<Text>,
    /// Former names and other short forms.
    pub aliases: Vec<Text>,
    /// The issuer's own name for the level.
    pub issuer_level: Option<Text>,
    /// The credentials that replaced it.
    pub successors: Vec<CredentialId>,
    /// The codes and the form of its exams.
    pub exam: Exam,
    /// The fee of all required exams: the list price for non-members.
    pub exam_fee: Option<Usd>,
    /// The fee of all required exams for members of the issuing association.
    pub member_exam_fee: Option<Usd>,
    /// What certification costs once, after the exams: an application fee. `None` where none is known.
    pub application_fee: Option<Usd>,
    /// A course that is mandatory, or that is common and costs far more than the exam.
    pub training: Option<Training>,
    /// Prices in other currencies, as given by an overlay.
    pub prices: Vec<LocalPrices>,
    /// The hours of preparation that a source states.
    pub preparation: Option<Hours>,
    /// How long it is valid: the first rule that applies to the day it was earned.
    pub validity: Vec<ValidityRule>,
    /// How it is renewed.
    pub renewal: Option<Renewal>,
    /// The long texts, which are decoded only on demand.
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

/// What is required before a credential can be earned.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Prerequisites {
    /// All of these must be held.
    pub credentials: Vec<CredentialId>,
    /// At least one of these must be held, unless the list is empty.
    pub any_of: Vec<CredentialId>,
    pub experience_months: Option<u16>,
    pub recommended_months: Option<u16>,
    /// The people to whom it is restricted, e.g. `employees of ...`; `None` if it is open to everybody.
    pub only_for: Option<Text>,
}

/// How long a credential is valid if it was earned under certain conditions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidityRule {
    pub validity: Validity,
    /// The rule applies if it was earned on this day or later.
    pub earned_from: Option<PartialDate>,
    /// The rule applies if it was earned before this day.
    pub earned_before: Option<PartialDate>,
    /// The rule applies if it was earned with this version of the exam.
    pub exam: Option<Text>,
}

/// The long texts about a credential, stored separately so that a ranking never decodes them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Details {
    /// What the credential certifies, and for whom it is.
    pub about: Text,
    pub fee_note: Option<Text>,
    pub training_note: Option<Text>,
    pub exam_form: Option<Text>,
    pub prerequisite_note: Option<Text>,
    pub validity_note: Option<Text>,
    /// A note for each renewal option, in the same order.
    pub renewal_notes: Vec<Option<Text>>,
    /// What is uncertain or contradictory.
    pub doubts: Option<Text>,
    pub sources: Vec<Source>,
    /// The fields that overlays set, each with its file.
    pub overlaid: Vec<(Text, Text)>,
}

/// Where a fact comes from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Source {
    pub origin: Origin,
    /// What the source says, in our words.
    pub says: Option<Text>,
    /// The facts of a credential that it supports; the sources of requirements have none.
    pub supports: Vec<Fact>,
    /// The date of the source, or the day it was checked.
    pub date: Option<PartialDate>,
}

/// The kind of a source.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Origin {
    /// A page on the web.
    Page {
        url: Text,
        /// The path of a file, if the address is that of a repository.
        path: Option<Text>,
    },
    /// A public file whose address is not known.
    UnnamedPublicFile {
        /// A description of the file.
        what: Text,
    },
    /// Known without a particular source.
    GeneralKnowledge,
}

impl Fact {
    /// The keys of a credential that give the fact.
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Fee => &["exam_fee_usd", "application_fee_usd"],
            Self::Validity => &["validity"],
            Self::Renewal => &["renewal"],
            Self::Prerequisite => &["prerequisites"],
            Self::Status => &["status", "last_exam"],
            Self::Outline => &["exam"],
        }
    }

    /// Whether it is known of a credential, so that a source could support it.
    pub fn is_known(self, credential: &Credential) -> bool {
        match self {
            Self::Fee => credential.exam_fee.is_some(),
            Self::Validity => {
                let mut rules = credential.validity.iter();
                rules.any(|rule| rule.validity != Validity::Unknown)
            }
            Self::Renewal => credential.renewal.is_some(),
            Self::Prerequisite => {
                let needs = &credential.prerequisites;
                needs.experience_months.is_some()
                    || needs.only_for.is_some()
                    || !(needs.credentials.is_empty() && needs.any_of.is_empty())
            }
            Self::Status => true,
            Self::Outline => !credential.exam.details.outlines.is_empty(),
        }
    }
}

impl Credential {
    /// The names by which it can be found besides its id: abbreviation, aliases and exam codes. An exam code that is only a
    /// number is not a name.
    pub fn names(&self) -> impl Iterator<Item = &Text> {
        let codes = self.exam.all_codes();
        let codes = codes.filter(|code| {
            !code
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
        });
        self.abbreviation.iter().chain(&self.aliases).chain(codes)
    }

    /// The status on a day: the credential is retired once its last exam day is over.
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

    /// Whether its program ends, or will end on a day that may not be known yet.
    pub fn is_ending(&self, today: Date) -> bool {
        self.last_exam.is_some()
            || matches!(self.status_on(today), Status::Retiring | Status::Retired)
    }

    /// Whether it can be booked on a day.
    pub fn is_bookable(&self, today: Date) -> bool {
        matches!(
            self.status_on(today),
            Status::Active | Status::Beta | Status::Retiring
        )
    }

    /// The exam fees that a candidate pays: none if a mandatory course includes the exam. `None` is unknown.
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

    /// The lowest price of a mandatory course: zero if there is none. `None` is unknown.
    pub fn training_to_pay(&self) -> Option<Usd> {
        let course = self.training.filter(|course| course.mandatory);
        course.map_or(Some(Usd::FREE), |course| course.fee.map(|fee| fee.low))
    }

    /// The cost of earning it: its exams, the application and a mandatory course. `None` is unknown.
    pub fn fee_to_earn(&self) -> Option<Usd> {
        let application = self.application_fee.unwrap_or_default();
        Some(self.exam_to_pay()? + application + self.training_to_pay()?)
    }

    /// The validity if it is earned now, by the first rule that is about neither the past nor a discontinued exam.
    pub fn current_validity(&self) -> Validity {
        self.validity
            .iter()
            .find(|rule| {
                rule.earned_before.is_none()
                    && rule
                        .exam
                        .as_ref()
                        .is_none_or(|exam| !self.exam.past_codes.contains(exam))
            })
            .map_or(Validity::Unknown, |rule| rule.validity)
    }

    /// Whether its facts were last checked before a day. Without a dated source they count as checked before any day.
    pub fn checked_before(&self, day: Date) -> bool {
        self.verified.is_none_or(|date| date.earliest() < day)
    }

    /// The validity if it was earned on a day, with a version of the exam if that is known. Unknown if the validity depends
    /// on the version and the version is not known.
    pub fn validity_if_earned(&self, day: Date, exam: Option<&str>) -> Validity {
        let mut found = None;
        for rule in &self.validity {
            let by_day = rule.earned_from.is_none_or(|from| from.earliest() <= day)
                && rule
                    .earned_before
                    .is_none_or(|before| day < before.earliest());
            let by_exam = match (&rule.exam, exam) {
                (Some(version), Some(taken)) => version.eq_ignore_ascii_case(taken),
                _ => true,
            };
            if by_day && by_exam {
                if found.is_some_and(|other| other != rule.validity) {
                    return Validity::Unknown;
                }
                found = Some(rule.validity);
                if rule.exam.is_none() || exam.is_some() {
                    break;
                }
            }
        }
        found.unwrap_or(Validity::Unknown)
    }

    /// The expiry if it was earned on a date, with a version of the exam if that is known: the earliest expiry that any day
    /// of the date gives. Unknown if it is unknown for any of these days.
    pub fn expiry_earned(&self, earned: PartialDate, exam: Option<&str>) -> Expiry {
        std::iter::once(earned.earliest())
            .chain(self.rule_changes(earned))
            .map(|day| self.expiry_of(day, self.validity_if_earned(day, exam)))
            .reduce(earlier)
            .unwrap_or(Expiry::Unknown)
    }

    /// The expiry if it was earned on a date, as precisely as that date allows: a month or a year if the same rule applies
    /// throughout, otherwise the earliest day.
    pub fn expiry_as_known(&self, earned: PartialDate, exam: Option<&str>) -> Option<PartialDate> {
        let Expiry::On(first) = self.expiry_earned(earned, exam) else {
            return None;
        };
        let latest = earned.latest();
        let last = match self.expiry_of(latest, self.validity_if_earned(latest, exam)) {
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

    /// The days within a date, after its first day, on which a validity rule begins or ends.
    fn rule_changes(&self, earned: PartialDate) -> impl Iterator<Item = Date> {
        self.validity
            .iter()
            .flat_map(|rule| [rule.earned_from, rule.earned_before])
            .flatten()
            .map(PartialDate::earliest)
            .filter(move |day| earned.earliest() < *day && *day <= earned.latest())
    }

    /// The expiry of a holding that was earned on a day and is valid for this long. If the issuer counts calendar years,
    /// the first cycle begins with the next year.
    pub fn expiry_of(&self, earned: Date, validity: Validity) -> Expiry {
        let Validity::Months(months) = validity else {
            return if validity == Validity::Never {
                Expiry::Never
            } else {
                Expiry::Unknown
            };
        };
        let start = match self.renewal.as_ref().map(|renewal| renewal.cycle) {
            Some(Cycle::CalendarYear) => earned.last_of_year(),
            Some(Cycle::Anniversary) | None => earned,
        };
        Expiry::On(months_later(start, i64::from(months.get())))
    }

    /// Whether it is bound to no platform and about no particular technology.
    pub fn is_neutral(&self) -> bool {
        self.platforms.is_empty() && self.technologies.is_empty()
    }
}

/// The earlier of two expiries; unknown if either is unknown.
fn earlier(first: Expiry, second: Expiry) -> Expiry {
    match (first, second) {
        (Expiry::Unknown, _) | (_, Expiry::Unknown) => Expiry::Unknown,
        (Expiry::Never, expiry) | (expiry, Expiry::Never) => expiry,
        (Expiry::On(first), Expiry::On(second)) => Expiry::On(first.min(second)),
    }
}
