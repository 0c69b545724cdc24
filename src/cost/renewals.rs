//! What lapses in a team, when, and the cheapest way to keep it.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::date::{Date, Expiry, PartialDate, months_later};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::{CredentialId, IssuerId};
use crate::catalog::vocabulary::RenewalKind;
use crate::cost::HourRange;
use crate::cost::schedule::{EventKind, Member, schedule};
use crate::cost::standing::{Late, Renewers, State, Worth, longest, of_person};
use crate::team::roster::{Person, Team};

/// Years over which the cheapest way is sought, so that a way that is cheap today and expensive tomorrow is not taken.
const FORESIGHT_YEARS: i64 = 6;

/// Something that lapses, and how to keep it.
#[derive(Clone, Debug)]
pub struct Renewal<'t> {
    /// Who holds it.
    pub person: &'t Person,
    /// What would lapse.
    pub credential: &'t Credential,
    /// Through which day it is valid.
    pub expires: Date,
    /// The same as precisely as it is known.
    pub expires_as_known: PartialDate,
    /// Where it has expired and can still be renewed.
    pub late: Option<Late>,
    /// The day on which the cheapest schedule acts: the last one, unless an earlier one is cheaper.
    pub act_by: Date,
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
    /// Through which day it is valid, where that is a day looked at.
    pub expires: Option<Date>,
    /// Why not.
    pub because: String,
}

/// A holding that another one of the person renewed.
#[derive(Clone, Debug)]
pub struct Renewed<'t> {
    /// Who holds it.
    pub person: &'t Person,
    /// What was renewed.
    pub credential: &'t Credential,
    /// Through which day it is valid now, as precisely as that is known. `None`: it never expires.
    pub expires: Option<PartialDate>,
    /// What renewed it.
    pub by: CredentialId,
    /// When that was earned.
    pub earned: PartialDate,
    /// Whether it would have expired before the end of the time looked at.
    pub matters: bool,
}

/// Hours of continuing education that the renewals of a person take, where one activity may count in several programs.
#[derive(Clone, Debug)]
pub struct SharedHours<'t> {
    /// Who.
    pub person: &'t Person,
    /// Each program by itself.
    pub summed: f64,
    /// The least, if each activity counts in all programs.
    pub shared: f64,
}

/// An annual fee that falls due.
#[derive(Clone, Debug)]
pub struct AnnualFee<'t> {
    /// Who pays it.
    pub person: &'t Person,
    /// When.
    pub date: Date,
    /// To whom.
    pub issuer: IssuerId,
    /// For what.
    pub credentials: Vec<&'t CredentialId>,
    /// How much, USD.
    pub cost: Usd,
}

/// What something costs, when, for whom and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Item<'r, 't> {
    /// When.
    pub date: Date,
    /// For whom.
    pub person: &'t Person,
    /// To whom it is paid.
    pub issuer: IssuerId,
    /// For what: what would lapse first, then what else.
    pub credentials: (&'t CredentialId, &'r [&'t CredentialId]),
    /// How much, USD; nothing where it is not known.
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
    /// What is valid for longer because of another holding, by person.
    pub renewed: Vec<Renewed<'t>>,
    /// Hours of continuing education, for people who can collect them for several programs at once.
    pub shared_hours: Vec<SharedHours<'t>>,
    /// The first day.
    pub today: Date,
    /// The day before which everything listed falls.
    pub until: Date,
}

impl<'t> Renewals<'t> {
    /// Cash for everything listed, USD: the known part.
    pub fn total(&self) -> Usd {
        self.due
            .iter()
            .filter_map(|entry| entry.cost)
            .chain(self.fees.iter().map(|fee| fee.cost))
            .sum()
    }

    /// Whether a cost in it is unknown.
    pub fn at_least(&self) -> bool {
        self.due.iter().any(|entry| entry.cost.is_none())
    }

    /// What ends though no way to renew it is known.
    pub fn ending(&self) -> impl Iterator<Item = (&Unplanned<'t>, Date)> {
        self.unplanned
            .iter()
            .filter_map(|entry| Some((entry, entry.expires?)))
    }

    /// Whether anything ends.
    pub fn lapses(&self) -> bool {
        !self.due.is_empty() || self.ending().next().is_some()
    }

    /// Every cost, renewals first.
    pub fn items(&self) -> impl Iterator<Item = Item<'_, 't>> {
        let due = self.due.iter().map(|entry| Item {
            date: entry.act_by,
            person: entry.person,
            issuer: entry.credential.issuer,
            credentials: (&entry.credential.id, &entry.also_renews),
            cost: entry.cost.unwrap_or_default(),
        });
        let fees = self.fees.iter().filter_map(|fee| {
            let (first, others) = fee.credentials.split_first()?;
            let credentials = (*first, others);
            Some(Item {
                date: fee.date,
                person: fee.person,
                issuer: fee.issuer,
                credentials,
                cost: fee.cost,
            })
        });
        due.chain(fees)
    }

    /// Cash for each key, USD.
    pub fn by<K: Ord>(&self, key: impl Fn(&Item<'_, 't>) -> K) -> BTreeMap<K, Usd> {
        let mut sums = BTreeMap::new();
        for item in self.items() {
            let sum: &mut Usd = sums.entry(key(&item)).or_default();
            *sum = *sum + item.cost;
        }
        sums
    }

    /// Cash for each calendar month from the first to the last, USD: year, month, amount.
    pub fn by_month(&self) -> Vec<(i16, i8, Usd)> {
        let mut months = self.by(|item| (item.date.year(), item.date.month()));
        let mut day = self.today.first_of_month();
        while day < self.until {
            months.entry((day.year(), day.month())).or_default();
            day = months_later(day, 1);
        }
        months
            .into_iter()
            .map(|((year, month), usd)| (year, month, usd))
            .collect()
    }

    /// What is kept though nothing `needs` any of it, with what that costs within the time looked at, USD.
    pub fn needless(
        &self,
        needs: impl Fn(&Person, CredentialId) -> bool,
    ) -> Vec<(&'t Person, CredentialId, Usd)> {
        let mut sums: BTreeMap<(&str, CredentialId), (&'t Person, Usd)> = BTreeMap::new();
        for item in self.items() {
            let (first, others) = item.credentials;
            if !std::iter::once(&first)
                .chain(others)
                .any(|id| needs(item.person, **id))
            {
                let sum = sums
                    .entry((item.person.id.as_str(), *first))
                    .or_insert((item.person, Usd::FREE));
                sum.1 = sum.1 + item.cost;
            }
        }
        sums.into_iter()
            .map(|((_, id), (person, usd))| (person, id, usd))
            .collect()
    }
}

/// Why nothing can be planned about a holding.
fn unplannable(entry: &Worth<'_>) -> Option<String> {
    match entry.state {
        State::Lapsed(_) => Some(format!("lapsed {}", expired(entry))),
        State::Unknown => Some("has an expiry that is not known".to_owned()),
        State::Valid | State::Late(_) => None,
    }
}

/// When a holding expired, within a sentence.
fn expired(entry: &Worth<'_>) -> String {
    entry
        .dated
        .expires()
        .map_or_else(String::new, PartialDate::in_words)
}

/// What the team has to do from `today` until the day before `until`. An hour is worth `rate` when ways are compared.
pub fn renewals<'t>(
    catalog: &'t Catalog,
    team: &'t Team,
    today: Date,
    until: Date,
    rate: Usd,
) -> Renewals<'t> {
    let mut result = Renewals {
        due: Vec::new(),
        fees: Vec::new(),
        unplanned: Vec::new(),
        renewed: Vec::new(),
        shared_hours: Vec::new(),
        today,
        until,
    };
    let horizon = months_later(today, FORESIGHT_YEARS * 12).max(until);
    let renewers = Renewers::new(catalog);
    for person in &team.people {
        let held = longest(of_person(&renewers, catalog, person, today));
        let mut members = Vec::new();
        for entry in &held {
            if let Some(because) = unplannable(entry) {
                result.unplanned.push(Unplanned {
                    person,
                    credential: entry.credential,
                    expires: None,
                    because,
                });
            } else {
                let since = entry.dated.since(today);
                members.push(Member::dated(entry.credential, since, &entry.dated));
            }
        }
        result.renewed.extend(held.iter().filter_map(|entry| {
            let (by, earned) = entry.dated.renewer(catalog)?;
            let alone = entry.held.expiry(entry.credential);
            Some(Renewed {
                person,
                credential: entry.credential,
                expires: entry.dated.expires(),
                by,
                earned,
                matters: matches!(alone, Expiry::On(day) if day < until),
            })
        }));
        let held_as = |id: &CredentialId| held.iter().find(|entry| entry.credential.id == *id);
        let late = |id: &CredentialId| match held_as(id)?.state {
            State::Late(late) => Some(late),
            _ => None,
        };
        let plan = schedule(catalog, &members, today, horizon, rate);
        let (summed, shared) = plan.credit_hours_before(until);
        if shared < summed {
            result.shared_hours.push(SharedHours {
                person,
                summed,
                shared,
            });
        }
        let renewed: BTreeSet<&CredentialId> = plan
            .events
            .iter()
            .filter(|event| event.kind == EventKind::Renewal)
            .flat_map(|event| event.credentials.iter().copied())
            .collect();
        for event in &plan.events {
            // What has expired is listed however long it can still be renewed.
            let overdue = event.due.is_some_and(|(_, expires)| expires < today);
            if event.date >= until && !overdue {
                continue;
            }
            match (event.kind, event.due, event.credentials.as_slice()) {
                (EventKind::Renewal, Some((due, expires)), [renew, others @ ..]) => {
                    let Some(credential) = catalog.credential(due) else {
                        continue;
                    };
                    result.due.push(Renewal {
                        person,
                        credential,
                        expires,
                        expires_as_known: event.expires.unwrap_or_else(|| expires.into()),
                        late: late(due).filter(|late| late.expired == expires),
                        act_by: event.date,
                        renew,
                        way: event.way,
                        cost: event.cost,
                        hours: event.hours,
                        window_opens: event.opens,
                        also_renews: std::iter::once(renew)
                            .chain(others)
                            .copied()
                            .filter(|id| *id != due)
                            .collect(),
                    });
                }
                (EventKind::AnnualFee, _, [first, ..]) => {
                    let Some(credential) = catalog.credential(first) else {
                        continue;
                    };
                    result.fees.push(AnnualFee {
                        person,
                        date: event.date,
                        issuer: credential.issuer,
                        credentials: event.credentials.clone(),
                        cost: event.cost.unwrap_or_default(),
                    });
                }
                (EventKind::Expiry, ..) => {
                    let ended = event
                        .credentials
                        .iter()
                        .filter_map(|id| catalog.credential(id));
                    let as_known = event.expires.unwrap_or_else(|| event.date.into());
                    result.unplanned.extend(ended.map(|credential| Unplanned {
                        person,
                        credential,
                        expires: Some(event.date),
                        because: format!("expires {}, and {}", as_known.in_words(), event.because),
                    }));
                }
                _ => {}
            }
        }
        for entry in &held {
            if let State::Late(late) = entry.state
                && !renewed.contains(&entry.credential.id)
            {
                result.unplanned.push(Unplanned {
                    person,
                    credential: entry.credential,
                    expires: None,
                    because: format!(
                        "expired {} and is {}, and no way to renew it is known",
                        expired(entry),
                        late.in_words()
                    ),
                });
            }
        }
    }
    result.due.sort_by(|a, b| {
        (a.act_by, &a.person.id, &a.credential.id).cmp(&(b.act_by, &b.person.id, &b.credential.id))
    });
    result
        .fees
        .sort_by(|a, b| (a.date, &a.person.id).cmp(&(b.date, &b.person.id)));
    result
}
