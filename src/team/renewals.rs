//! What lapses in a team, when, and the cheapest way to keep it.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Person, Standing, Team};
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::quantity::Usd;
use crate::catalog::words::RenewalKind;
use crate::cost::HourRange;
use crate::cost::schedule::{EventKind, Expiry, Holding, Member, later, schedule};

/// Years over which the cheapest way is sought, so that a way that is cheap today and dear tomorrow is not taken.
const FORESIGHT_YEARS: i64 = 6;

/// Something that lapses, and how to keep it.
#[derive(Clone, Debug)]
pub struct Renewal<'t> {
    /// Who holds it.
    pub person: &'t Person,
    /// What would lapse.
    pub credential: &'t Credential,
    /// Through which day it is valid: the last day to act.
    pub expires: Date,
    /// What to renew: it itself, or one that refreshes it.
    pub renew: &'t CredentialId,
    /// How.
    pub way: Option<RenewalKind>,
    /// What it costs, USD. `None` is unknown.
    pub cost: Option<Usd>,
    /// What it takes.
    pub hours: HourRange,
    /// From when it can be done, where the catalog knows.
    pub window_opens: Option<Date>,
    /// What else it refreshes.
    pub also_renews: Vec<&'t CredentialId>,
}

/// A holding about which nothing can be planned.
#[derive(Clone, Debug)]
pub struct Unplanned<'t> {
    /// Who holds it.
    pub person: &'t Person,
    /// What.
    pub credential: &'t Credential,
    /// Why not.
    pub because: String,
}

/// An annual fee that falls due.
#[derive(Clone, Debug)]
pub struct AnnualFee<'t> {
    /// Who pays it.
    pub person: &'t Person,
    /// When.
    pub date: Date,
    /// For what.
    pub credentials: Vec<&'t CredentialId>,
    /// How much, USD.
    pub cost: Usd,
}

/// What a team has to do from today until a day.
#[derive(Clone, Debug)]
pub struct Renewals<'t> {
    /// What lapses, by day, person and credential.
    pub due: Vec<Renewal<'t>>,
    /// Annual fees, by day and person.
    pub fees: Vec<AnnualFee<'t>>,
    /// What has lapsed, can't be renewed or has no known end.
    pub unplanned: Vec<Unplanned<'t>>,
    /// The first day.
    pub today: Date,
    /// The day before which everything listed falls.
    pub until: Date,
}

impl Renewals<'_> {
    /// Cash for everything listed, USD: the known part.
    pub fn total(&self) -> Usd {
        self.due.iter().filter_map(|one| one.cost).chain(self.fees.iter().map(|fee| fee.cost)).sum()
    }

    /// Whether a cost in it is unknown.
    pub fn at_least(&self) -> bool {
        self.due.iter().any(|one| one.cost.is_none())
    }

    /// Cash for each calendar month from the first to the last, USD: year, month, amount.
    pub fn by_month(&self) -> Vec<(i16, i8, Usd)> {
        let mut months: BTreeMap<(i16, i8), Usd> = BTreeMap::new();
        let mut day = self.today.first_of_month();
        while day < self.until {
            months.insert((day.year(), day.month()), Usd::FREE);
            day = later(day, 1);
        }
        let costs = self.due.iter().map(|one| (one.expires, one.cost.unwrap_or_default()));
        for (date, cost) in costs.chain(self.fees.iter().map(|fee| (fee.date, fee.cost))) {
            let month = months.entry((date.year(), date.month())).or_default();
            *month = *month + cost;
        }
        months.into_iter().map(|((year, month), usd)| (year, month, usd)).collect()
    }
}

/// What the team has to do from `today` until the day before `until`. An hour is worth `rate` when ways are compared.
pub fn renewals<'t>(catalog: &'t Catalog, team: &'t Team, today: Date, until: Date, rate: Usd) -> Renewals<'t> {
    let mut result = Renewals { due: Vec::new(), fees: Vec::new(), unplanned: Vec::new(), today, until };
    let horizon = later(today, FORESIGHT_YEARS * 12).max(until);
    for person in &team.people {
        let mut members = Vec::new();
        for held in person.holds.iter().filter(|held| held.standing == Standing::Active) {
            let Some(credential) = catalog.credential(&held.credential) else { continue };
            let expiry = held.expiry(credential);
            let because = match expiry {
                Expiry::On(day) if day < today => Some(format!("lapsed on {day}")),
                Expiry::Unknown => Some("its end is not known".to_owned()),
                Expiry::On(_) | Expiry::Never => None,
            };
            if let Some(because) = because {
                result.unplanned.push(Unplanned { person, credential, because });
            } else {
                let holding = Holding::Held(held.since().unwrap_or(today), expiry);
                members.push(Member { credential, holding });
            }
        }
        let plan = schedule(catalog, &members, today, horizon, rate);
        for event in plan.events.iter().filter(|event| event.date < until) {
            match (event.kind, event.due.and_then(|(id, _)| catalog.credential(id)), event.credentials.as_slice()) {
                (EventKind::Renewal, Some(credential), [renew, others @ ..]) => {
                    let renewer = catalog.credential(renew);
                    let window = renewer.and_then(|r| r.renewal.as_ref()).and_then(|r| r.window_days);
                    let own = *renew == &credential.id;
                    result.due.push(Renewal {
                        person,
                        credential,
                        expires: event.date,
                        renew,
                        way: event.way,
                        cost: event.cost,
                        hours: event.hours,
                        window_opens: window
                            .filter(|_| own)
                            .map(|days| event.date.saturating_sub(i64::from(days).days())),
                        also_renews: others.iter().copied().filter(|id| **id != credential.id).collect(),
                    });
                }
                (EventKind::AnnualFee, ..) => result.fees.push(AnnualFee {
                    person,
                    date: event.date,
                    credentials: event.credentials.clone(),
                    cost: event.cost.unwrap_or_default(),
                }),
                (EventKind::Expiry, ..) => {
                    let ended = event.credentials.iter().filter_map(|id| catalog.credential(id));
                    let because = format!("expires on {}, and {}", event.date, event.because);
                    result.unplanned.extend(ended.map(|credential| Unplanned {
                        person,
                        credential,
                        because: because.clone(),
                    }));
                }
                _ => {}
            }
        }
    }
    result
        .due
        .sort_by(|a, b| (a.expires, &a.person.id, &a.credential.id).cmp(&(b.expires, &b.person.id, &b.credential.id)));
    result.fees.sort_by(|a, b| (a.date, &a.person.id).cmp(&(b.date, &b.person.id)));
    result
}
