//! The cheapest way to earn and keep a *set* of credentials over a horizon, as dated events.
//!
//! One renewal can refresh several credentials, and annual fees are paid per person, per highest credential or per
//! credential, so the cost of a set is not the sum of its parts.
//!
//! ```text
//! set     the set as the search sees it: terms, ways, who refreshes whom, groups that can't affect each other
//! search  the cheapest renewals of one group; exact
//! plan    groups and levels of fees -> renewals
//! fees    annual fees
//! credits continuing education: yearly minimum, and hours that count in several programs
//! events  renewals -> events
//! yearly  equivalent annual cost, without a horizon
//! ```

mod credits;
mod events;
mod fees;
mod plan;
mod search;
mod set;
mod yearly;

use std::collections::BTreeSet;

pub use yearly::per_year;

use super::HourRange;
use super::standing::Dated;
use crate::base::date::{Date, Expiry, PartialDate};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::RenewalKind;

/// A credential of the set.
#[derive(Clone, Copy, Debug)]
pub struct Member<'c> {
    /// The credential.
    pub credential: &'c Credential,
    /// How the person stands to it.
    pub holding: Holding,
    /// When it expires as precisely as that is known, where that is a month or a year.
    pub expires: Option<PartialDate>,
}

/// How a person stands to a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// Not held: to be earned on the first day.
    ToEarn,
    /// Held since a day, valid through a day.
    Held(Date, Expiry),
}

impl<'c> Member<'c> {
    /// A credential to be earned on the first day.
    pub fn to_earn(credential: &'c Credential) -> Self {
        Self {
            credential,
            holding: Holding::ToEarn,
            expires: None,
        }
    }

    /// A credential that is held since a day.
    pub fn held(credential: &'c Credential, since: Date, expiry: Expiry) -> Self {
        Self {
            credential,
            holding: Holding::Held(since, expiry),
            expires: None,
        }
    }

    /// A holding of a person.
    pub fn dated(credential: &'c Credential, since: Date, dated: &Dated) -> Self {
        Self {
            expires: dated.expires(),
            ..Self::held(credential, since, dated.expiry)
        }
    }

    /// The same, if what is of unknown validity lasts no longer than the facts make possible: the shortest term that
    /// any of its rules names. Itself where its validity is known.
    #[must_use]
    pub fn at_worst(self) -> Self {
        let Holding::Held(since, Expiry::Unknown) = self.holding else {
            return self;
        };
        let terms = self
            .credential
            .validity
            .iter()
            .filter_map(|rule| match rule.validity {
                Validity::Months(months) => Some(months),
                Validity::Never | Validity::Unknown => None,
            });
        let Some(shortest) = terms.min() else {
            return self;
        };
        Self {
            holding: Holding::Held(
                since,
                self.credential.expiry_of(since, Validity::Months(shortest)),
            ),
            ..self
        }
    }
}

/// What happens on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Event<'c> {
    /// The day.
    pub date: Date,
    /// What it is.
    pub kind: EventKind,
    /// The credentials concerned; of a renewal, the renewed one first, then those it refreshes.
    pub credentials: Vec<&'c CredentialId>,
    /// Of a renewal: what would lapse first without it, and on which day.
    pub due: Option<(&'c CredentialId, Date)>,
    /// The day on which something expires, as precisely as it is known.
    pub expires: Option<PartialDate>,
    /// Of a renewal: from when it can be done, where that is known.
    pub opens: Option<Date>,
    /// Of a renewal: how it is done.
    pub way: Option<RenewalKind>,
    /// What it costs, USD; of a range, the lower end. `None` is unknown.
    pub cost: Option<Usd>,
    /// The upper end where the cost is a range.
    pub most: Option<Usd>,
    /// What it takes.
    pub hours: HourRange,
    /// Why it happens.
    pub because: String,
}

impl<'c> Event<'c> {
    /// An event of one credential that costs nothing and takes no time.
    fn free(date: Date, kind: EventKind, credential: &'c CredentialId, because: String) -> Self {
        Self {
            date,
            kind,
            credentials: vec![credential],
            due: None,
            expires: None,
            opens: None,
            way: None,
            cost: Some(Usd::FREE),
            most: None,
            hours: HourRange::NONE,
            because,
        }
    }
}

/// Kinds of events, in their order on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// A course that must be taken before the exam.
    Training,
    /// The exam is sat for the first time.
    Exam,
    /// What certification costs once, after the exam.
    Application,
    /// An annual fee is due.
    AnnualFee,
    /// From here on a renewal is possible.
    WindowOpens,
    /// A credential is renewed.
    Renewal,
    /// The least number of credits of a year must have been collected.
    Credits,
    /// A credential ends, because no way to keep it is known.
    Expiry,
}

impl EventKind {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Exam => "exam",
            Self::Application => "application",
            Self::AnnualFee => "annual-fee",
            Self::WindowOpens => "window-opens",
            Self::Renewal => "renewal",
            Self::Credits => "credits",
            Self::Expiry => "expiry",
        }
    }
}

/// The cycle of a program of continuing education, and the hours that have to be collected in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CreditCycle {
    /// The first day on which hours count, and the day of the renewal.
    from: Date,
    to: Date,
    hours: f64,
}

/// What it takes to earn and keep the set.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule<'c> {
    /// Every event from the first day to the day before the last, in order.
    pub events: Vec<Event<'c>>,
    /// The day on which the horizon ends; what falls on it is not counted.
    pub end: Date,
    /// Why the totals are only a lower bound; empty where they are exact.
    pub at_least: BTreeSet<String>,
    /// Ways to renew that the catalog's fields can't express, so that a cheaper one may exist.
    pub not_modelled: BTreeSet<String>,
    /// What expires on the last day, and so is renewed just after it.
    pub on_last_day: Vec<&'c CredentialId>,
    /// The cycles of continuing education that end in a renewal.
    pub credit_cycles: Vec<CreditCycle>,
    /// Hours of continuing education, each program by itself.
    pub credit_hours: f64,
    /// The least hours of continuing education if every activity counts in all programs.
    pub credit_hours_shared: f64,
    /// Whether nothing cheaper exists among the ways that are modelled; false only for sets too large to search through.
    pub cheapest: bool,
}

impl Schedule<'_> {
    fn empty(end: Date) -> Self {
        Self {
            events: Vec::new(),
            end,
            at_least: BTreeSet::new(),
            not_modelled: BTreeSet::new(),
            on_last_day: Vec::new(),
            credit_cycles: Vec::new(),
            credit_hours: 0.0,
            credit_hours_shared: 0.0,
            cheapest: true,
        }
    }

    /// Cash over the horizon, USD: the known part, of ranges the lower end.
    pub fn total(&self) -> Usd {
        self.events.iter().filter_map(|event| event.cost).sum()
    }

    /// Present value of what is paid, USD, at a yearly discount rate (0.05 = 5%), each event discounted by its days.
    pub fn present_value(
        &self,
        today: Date,
        rate: f64,
        paid: impl Fn(&Event<'_>) -> Option<Usd>,
    ) -> f64 {
        let days = |event: &Event<'_>| f64::from((event.date - today).get_days());
        let value = |event: &Event<'_>| {
            Some(paid(event)?.dollars() / libm::pow(1.0 + rate, days(event) / 365.25))
        };
        self.events
            .iter()
            .filter_map(value)
            .fold(0.0, |sum, value| sum + value)
    }

    /// Hours over the horizon, continuing education of each program by itself.
    pub fn hours(&self) -> HourRange {
        self.events
            .iter()
            .map(|event| event.hours)
            .fold(HourRange::NONE, HourRange::plus)
    }
}

/// Schedules a set from `today` until `end`. An hour is worth `rate` when ways to renew are compared.
pub fn schedule<'c>(
    catalog: &'c Catalog,
    members: &[Member<'c>],
    today: Date,
    end: Date,
    rate: Usd,
) -> Schedule<'c> {
    let mut schedule = Schedule::empty(end);
    let mut set = set::Set::new(catalog, members, today, rate, &mut schedule);
    let plan = plan::plan(catalog, &mut set, today, &mut schedule);
    events::renewals(&set, &plan, today, &mut schedule);
    credits::credits(&set, &plan, today, &mut schedule);
    fees::fees(catalog, &set, &plan.levels, today, &mut schedule);
    // Stable: renewals of one day keep the order in which they have to happen.
    schedule
        .events
        .sort_by_key(|event| (event.date, event.kind));
    schedule
}
