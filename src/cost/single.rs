//! What one credential costs to earn and to keep by itself, by the cheapest way its facts name.

use std::num::NonZeroU16;

use super::{Basis, HourRange};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::reference::Estimate;
use crate::catalog::renewal::{Renewal, RenewalOption};
use crate::catalog::validity::{Hours, Validity};
use crate::catalog::vocabulary::{FeeBasis, RenewalKind, Status};

/// Share of the first preparation that getting ready for a retake takes. Own judgement.
const REFRESHER_SHARE: f64 = 0.25;
/// Hours that a renewal assessment takes, preparation included. Own judgement.
const ASSESSMENT_HOURS: (f64, f64) = (2.0, 6.0);
/// Months after which an exam has to be sat again where nothing is known of the validity: what the score assumes.
const ASSUMED_TERM_MONTHS: f64 = 24.0;

/// One way to keep a credential, for one cycle.
#[derive(Clone, Debug, PartialEq)]
pub struct Keeping {
    /// The way; `None` where nothing needs doing.
    pub kind: Option<RenewalKind>,
    /// Cash of a cycle without annual fees, USD. `None` is unknown.
    pub fee: Option<Usd>,
    /// Annual fee that goes with it, USD. `None` is unknown.
    pub annual_fee: Option<Usd>,
    /// Hours of a cycle.
    pub hours: HourRange,
    /// How many of them are continuing education.
    pub credit_hours: f64,
    /// Length of the cycle; `None` where it never ends.
    pub months: Option<NonZeroU16>,
}

impl Keeping {
    /// Equivalent annual cash, USD, over whole cycles.
    pub fn usd_per_year(&self) -> Option<f64> {
        let renewals = match self.months {
            Some(months) => self.fee?.per_year(months),
            None => 0.0,
        };
        Some(self.annual_fee?.dollars() + renewals)
    }

    /// Hours a year, over whole cycles.
    pub fn hours_per_year(&self) -> HourRange {
        self.months.map_or(HourRange::NONE, |months| {
            self.hours.times(12.0 / f64::from(months.get()))
        })
    }
}

/// What one credential costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// Fee of all exams, USD. `None` is unknown.
    pub exam: Option<Usd>,
    /// What certification costs once, after the exams, USD; nothing where no such fee is known.
    pub application: Usd,
    /// A course that must be taken, USD, the lower end; nothing where none must. `None` is unknown.
    pub training: Option<Usd>,
    /// Hours of preparation.
    pub preparation: HourRange,
    /// The cheapest way to keep it; `None` where none is known.
    pub keeping: Option<Keeping>,
    /// What the score takes for the yearly cash of keeping it, USD: the known figure, or a cautious assumption.
    pub assumed_usd_per_year: f64,
    /// The same for the hours a year.
    pub assumed_hours_per_year: f64,
}

impl Cost {
    /// Cash to earn it, USD: its exams, the application, and a course that must be taken. `None` is unknown.
    pub fn earning(&self) -> Option<Usd> {
        Some(self.exam? + self.application + self.training?)
    }

    /// Cash to earn it today and keep it for so many years, USD; a renewal on the last day is not counted.
    pub fn total(&self, years: u8) -> Option<Usd> {
        let keeping = self.keeping.as_ref()?;
        let renewals = self.renewals(years);
        let fees = keeping.fee.or((renewals == 0).then_some(Usd::FREE))?;
        let annual = keeping.annual_fee?.cents() * i64::from(years);
        Some(self.earning()? + Usd::from_cents(fees.cents() * i64::from(renewals) + annual))
    }

    /// Hours to earn it today and keep it for so many years.
    pub fn total_hours(&self, years: u8) -> HourRange {
        match &self.keeping {
            Some(keeping) => self
                .preparation
                .plus(keeping.hours.times(f64::from(self.renewals(years)))),
            None => HourRange {
                basis: Basis::Unknown,
                ..self.preparation
            },
        }
    }

    /// Renewals that fall within so many years after earning.
    fn renewals(&self, years: u8) -> u16 {
        let months = self.keeping.as_ref().and_then(|keeping| keeping.months);
        months.map_or(0, |months| {
            (u16::from(years) * 12).saturating_sub(1) / months.get()
        })
    }
}

/// What it costs to earn and keep `credential` from now on, an hour being worth `rate`.
pub fn cost(catalog: &Catalog, credential: &Credential, rate: Usd) -> Cost {
    let estimate = catalog.estimate(credential.tier);
    let preparation = preparation(credential, estimate);
    let keeping = cheapest(catalog, credential, preparation, rate, |_| false);
    let known = keeping.as_ref().and_then(Keeping::usd_per_year);
    let (assumed_usd_per_year, assumed_hours_per_year) =
        if let (Some(keeping), Some(usd)) = (&keeping, known) {
            (usd, keeping.hours_per_year().middle())
        } else {
            // No way is known: as expensive as sitting the exam again each validity period, or every other year where not even that is known.
            let fee = credential
                .exam_fee
                .or(estimate.map(|e| e.exam_fee))
                .unwrap_or_default();
            let a_year = match credential.current_validity() {
                Validity::Months(months) => 12.0 / f64::from(months.get()),
                Validity::Never | Validity::Unknown => 12.0 / ASSUMED_TERM_MONTHS,
            };
            (
                fee.dollars() * a_year,
                preparation.high * REFRESHER_SHARE * a_year,
            )
        };
    let (exam, training) = (credential.exam_to_pay(), credential.training_to_pay());
    Cost {
        exam,
        application: credential.application_fee.unwrap_or_default(),
        training,
        preparation,
        keeping,
        assumed_usd_per_year,
        assumed_hours_per_year,
    }
}

/// The cheapest way to renew a credential by itself on a day, an hour being worth `rate`, while what `held` says is held
/// too.
pub fn renewal(
    catalog: &Catalog,
    credential: &Credential,
    rate: Usd,
    held: impl Fn(&CredentialId) -> bool,
) -> Option<Keeping> {
    let preparation = preparation(credential, catalog.estimate(credential.tier));
    let way = cheapest(catalog, credential, preparation, rate, held)?;
    (way.kind.is_some() && way.months.is_some()).then_some(way)
}

fn preparation(credential: &Credential, estimate: Option<&Estimate>) -> HourRange {
    let range = |hours: Hours, basis| HourRange {
        low: f64::from(hours.low),
        high: f64::from(hours.high),
        basis,
    };
    match (credential.preparation, estimate) {
        (Some(hours), _) => range(hours, Basis::Sourced),
        (None, Some(estimate)) if credential.exam.hands_on == Some(true) => {
            range(estimate.hands_on_preparation, Basis::Estimated)
        }
        (None, Some(estimate)) => range(estimate.preparation, Basis::Estimated),
        (None, None) => HourRange {
            low: 0.0,
            high: 0.0,
            basis: Basis::Unknown,
        },
    }
}

/// The cheapest way to keep the credential by itself, cash and hours taken together.
fn cheapest(
    catalog: &Catalog,
    credential: &Credential,
    preparation: HourRange,
    rate: Usd,
    held: impl Fn(&CredentialId) -> bool,
) -> Option<Keeping> {
    if credential.current_validity() == Validity::Never {
        let renewal = credential.renewal.as_ref();
        return Some(Keeping {
            kind: None,
            fee: Some(Usd::FREE),
            annual_fee: renewal.map_or(Some(Usd::FREE), |renewal| renewal.annual_fee),
            hours: HourRange::NONE,
            credit_hours: 0.0,
            months: None,
        });
    }
    let yearly = |way: &Keeping| {
        way.usd_per_year()
            .map(|usd| usd + way.hours_per_year().middle() * rate.dollars())
    };
    // A way whose price is unknown is taken only where no way has a known one; of equally expensive ones the quicker.
    ways(catalog, credential, preparation, held)
        .into_iter()
        .min_by(|a, b| {
            let dearness = |way| yearly(way).unwrap_or(f64::INFINITY);
            let hours = |way: &Keeping| way.hours_per_year().middle();
            dearness(a)
                .total_cmp(&dearness(b))
                .then_with(|| hours(a).total_cmp(&hours(b)))
        })
}

/// Every modelled way to keep a credential that expires by itself, while what `held` says is held too.
pub(super) fn ways(
    catalog: &Catalog,
    credential: &Credential,
    preparation: HourRange,
    held: impl Fn(&CredentialId) -> bool,
) -> Vec<Keeping> {
    let (Some(renewal), Validity::Months(months)) =
        (&credential.renewal, credential.current_validity())
    else {
        return Vec::new();
    };
    let basis = catalog
        .issuer(&credential.issuer)
        .map_or(FeeBasis::Credential, |issuer| issuer.annual_fee_basis);
    let open =
        |option: &&RenewalOption| option.holding.is_empty() || option.holding.iter().any(&held);
    let options = renewal
        .options
        .iter()
        .filter(|option| option.modelled)
        .filter(open);
    options
        .filter_map(|option| keep(credential, renewal, option, basis, preparation, months))
        .collect()
}

/// Whether a way takes an exam, so that it ends with the exam's last day.
pub fn needs_exam(kind: RenewalKind) -> bool {
    matches!(
        kind,
        RenewalKind::RetakeExam | RenewalKind::RenewalAssessment | RenewalKind::Combination
    )
}

/// One option as a way to keep the credential by itself; `None` where it takes other credentials, or an exam that is no
/// longer given.
fn keep(
    credential: &Credential,
    renewal: &Renewal,
    option: &RenewalOption,
    basis: FeeBasis,
    preparation: HourRange,
    months: NonZeroU16,
) -> Option<Keeping> {
    if needs_exam(option.kind) && credential.status == Status::Retired {
        return None;
    }
    let exam_again = preparation.times(REFRESHER_SHARE);
    let credits = |amount: u16, per_months: u16| {
        let hours = f64::from(amount) * f64::from(months.get()) / f64::from(per_months.max(1));
        HourRange {
            low: hours,
            high: hours,
            basis: Basis::Sourced,
        }
    };
    let none = HourRange::NONE;
    let (fee, credits, other) = match option.kind {
        RenewalKind::RetakeExam => (option.fee.or(credential.exam_fee), none, exam_again),
        RenewalKind::RenewalAssessment => {
            let (low, high) = ASSESSMENT_HOURS;
            (
                option.fee,
                none,
                HourRange {
                    low,
                    high,
                    basis: Basis::Estimated,
                },
            )
        }
        RenewalKind::ContinuingEducation => {
            let asked = renewal.credits.as_ref();
            let hours = asked
                .map(|asked| credits(option.credits.unwrap_or(asked.amount), asked.per_months));
            // Not known: the score takes it to be as long as getting ready for the exam again.
            let unknown = HourRange {
                basis: Basis::Unknown,
                ..exam_again
            };
            // Continuing education costs nothing beyond the annual fee unless the option names a fee.
            (
                option.fee.or(renewal.annual_fee.map(|_| Usd::FREE)),
                hours.unwrap_or(unknown),
                none,
            )
        }
        RenewalKind::Combination => (
            option.fee,
            credits(option.credits.unwrap_or(0), months.get()),
            exam_again,
        ),
        RenewalKind::Automatic => (option.fee.or(Some(Usd::FREE)), none, none),
        RenewalKind::FeeOnly => (option.fee, none, none),
        RenewalKind::HigherCredential | RenewalKind::OtherCredential | RenewalKind::WhileHeld => {
            return None;
        }
    };
    // Where only the highest fee is due, an exam in place of credits waives it for the cycle.
    let waived = basis == FeeBasis::HighestHeld && option.kind == RenewalKind::RetakeExam;
    let annual_fee = if waived {
        Some(Usd::FREE)
    } else {
        renewal.annual_fee
    };
    let hours = credits.plus(other);
    Some(Keeping {
        kind: Some(option.kind),
        fee,
        annual_fee,
        hours,
        credit_hours: credits.high,
        months: Some(months),
    })
}
