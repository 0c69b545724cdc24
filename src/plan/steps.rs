//! What one person can do until a deadline so that credentials are valid through a window: earn, renew, and renew again;
//! with dates, prices, hours and what each needs.

mod price;
mod span;

use std::collections::BTreeMap;

pub use price::{covered, hours_until};
use span::Span;

use super::problem::Formula;
use crate::base::date::{Date, Expiry, Period};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::{Evidence, RenewalKind};
use crate::cost::standing::{Renewers, counts_until};
use crate::team::requirement::Least;
use crate::team::roster::Person;

/// An hour's worth, USD, at which the way to renew with the fewest hours is found.
pub const HOURS_ABOVE_ALL: Usd = Usd::from_cents(100_000_000);

/// What is asked for, as far as one person's steps depend on it.
#[derive(Clone, Debug)]
pub struct Outlook<'c> {
    /// The facts.
    pub catalog: &'c Catalog,
    /// Today.
    pub today: Date,
    /// The day by which new credentials must be earned.
    pub deadline: Date,
    /// The last day through which anything must be valid: the last day on which everything must hold, and the longest
    /// time that must then be left.
    pub horizon: Date,
    /// For each credential that is asked for, what the items ask of it.
    pub asked: BTreeMap<CredentialId, Vec<Lasting>>,
    /// What an hour is worth.
    pub rate: Usd,
    /// Whether what has no known end counts as if it had none.
    pub assume_valid: bool,
    /// Which credentials renew which.
    pub renewers: Renewers,
    /// What an hour is worth when ways to renew are compared, one value for each way that is considered.
    pub renewal_rates: Vec<Usd>,
}

/// What an item asks of a credential that it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lasting {
    /// From which day on it must be valid.
    pub from: Date,
    /// How long it must still be valid on each day. Which of two lengths is the longer (90 days, three months) changes
    /// with the day.
    pub left: Option<Period>,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CredentialStep {
    /// Of what.
    pub credential: CredentialId,
    /// How it is renewed; `None`: it is earned.
    pub renewal: Option<RenewalKind>,
    /// The exams that are left, where the person has passed others of the credential or paid for some.
    pub exams: Vec<Text>,
    /// Those of them that are paid for: they are booked, or there is a voucher.
    pub paid: Vec<Text>,
    /// Whether the cost is that of all exams, though not all are left to pay, because the fees of single ones are unknown.
    pub is_fee_of_all: bool,
    /// The last day for it.
    pub by: Date,
    /// Through which day it is then valid; `None`: it never expires.
    pub valid_until: Option<Date>,
    /// What it costs.
    pub cost: Usd,
    /// Whether the cost is an estimate, the fee being unknown.
    pub estimated: bool,
    /// Hours it takes.
    pub hours: i64,
}

/// A person's steps.
#[derive(Clone, Debug, Default)]
pub struct PersonSteps {
    /// Each step, with what it needs of the others.
    pub steps: Vec<(CredentialStep, Formula)>,
    /// What is held and stands: through which day, with what evidence.
    held: BTreeMap<CredentialId, Vec<(Expiry, Evidence)>>,
    /// For how long credentials are valid, and what has to be done for that.
    spans: Vec<Span>,
}

impl PersonSteps {
    /// What of these steps makes a credential count from one day through another. New evidence is taken to be kept.
    pub fn valid(&self, credential: &Credential, span: (Date, Date), least: Least) -> Formula {
        self.valid_by(credential, span, least, |_| true)
    }

    /// The same by some of the spans.
    fn valid_by(
        &self,
        credential: &Credential,
        (from, through): (Date, Date),
        least: Least,
        counts: impl Fn(&&Span) -> bool,
    ) -> Formula {
        let mut standing = self.counting(credential, through, least);
        if standing.clone().any(|level| level >= least.evidence) {
            return Formula::TRUE;
        }
        if standing.next().is_some() {
            return Formula::FALSE;
        }
        let lasts = |end: Date| counts_until(credential, end, least.grace) >= through;
        let spans = self.spans.iter().filter(|span| {
            span.credential == credential.id && span.from <= from && span.until.is_none_or(lasts)
        });
        let spans = spans.filter(counts);
        Formula::Any(spans.map(|span| span.formula.clone()).collect()).simple()
    }

    /// Whether a credential is held through a day, but with too little evidence.
    pub fn lacks_evidence(&self, credential: &Credential, through: Date, least: Least) -> bool {
        let mut standing = self.counting(credential, through, least);
        standing.clone().next().is_some() && standing.all(|level| level < least.evidence)
    }

    /// The evidence of each holding of a credential that counts through a day, evidence aside.
    fn counting(
        &self,
        credential: &Credential,
        through: Date,
        least: Least,
    ) -> impl Iterator<Item = Evidence> + Clone {
        let held = self.held.get(&credential.id).into_iter().flatten();
        let counts = move |expiry: Expiry| match expiry {
            Expiry::On(day) => counts_until(credential, day, least.grace) >= through,
            other => lasts(other, through),
        };
        held.filter(move |(expiry, _)| counts(*expiry))
            .map(|(_, level)| *level)
    }
}

fn lasts(expiry: Expiry, through: Date) -> bool {
    match expiry {
        Expiry::Never => true,
        Expiry::On(day) => day >= through,
        Expiry::Unknown => false,
    }
}

/// What a person can do about the credentials that are asked for and those they need.
pub fn steps(outlook: &Outlook<'_>, person: &Person) -> PersonSteps {
    span::steps(outlook, person)
}
