//! The set as the search sees it: when each term ends, the ways to renew it, and what refreshes what.

use std::collections::BTreeMap;

use super::{Event, EventKind, Holding, Member, Schedule};
use crate::base::date::Date;
use crate::base::date::Expiry;
use crate::base::date::PartialDate;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::{CredentialId, IssuerId};
use crate::catalog::renewal::RenewalOption;
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::{ExtendsFrom, FeeBasis, RenewalKind, RenewedOn, Status};
use crate::cost::single::{Keeping, cost, needs_exam, ways};
use crate::cost::standing::{self, Late, State, is_free, names, options, refreshes};
use crate::cost::{Cost, HourRange};

/// Each credential once, by id.
pub(super) struct Set<'c> {
    pub items: Vec<Item<'c>>,
}

/// A member as the search sees it.
pub(super) struct Item<'c> {
    pub credential: &'c Credential,
    /// Since when it is held; the first day where it is earned then.
    pub since: Date,
    /// Whether it is earned on the first day.
    pub earned: bool,
    /// The last day to act as things stand on the first day: its expiry, or the end of its grace period where it has
    /// expired; `None` where it need not or can't be kept.
    pub start: Option<Date>,
    /// Where it has expired on the first day and can still be renewed.
    pub late: Option<Late>,
    /// When it expires as things stand on the first day, as precisely as that is known.
    known: Option<PartialDate>,
    /// Length of a term.
    pub months: Option<i64>,
    pub extends: ExtendsFrom,
    pub window_days: Option<i64>,
    /// How it can be renewed by itself.
    pub ways: Vec<Way>,
    /// Members whose renewal refreshes this one.
    pub renewers: Vec<usize>,
}

/// A way to renew a member by itself.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub kind: RenewalKind,
    pub fee: Option<Usd>,
    pub hours: HourRange,
    pub credit_hours: f64,
    /// Fee a year that only this way brings, where the issuer takes the highest one only.
    pub yearly: Usd,
    /// Cents, hours included.
    pub weight: i64,
    /// Minutes it takes: of equally expensive ways the quicker one is taken.
    pub minutes: i64,
    /// The last day on which it is open, where there is one.
    pub until: Option<Date>,
}

impl Item<'_> {
    /// From when a validity period that ends on a day can be renewed, where that is known.
    pub fn opens(&self, expires: Date) -> Option<Date> {
        standing::window_opens(self.credential, expires)
    }

    /// Through which day it was or is valid, where this is the last day to act: they differ for what is late.
    pub fn expires(&self, act_by: Date) -> Date {
        match self.late {
            Some(late) if act_by == late.until => late.expired,
            _ => act_by,
        }
    }

    /// A day on which it expires as precisely as that is known: later ones are worked out, and so are days.
    pub fn as_known(&self, expires: Date) -> PartialDate {
        let first = self.known.filter(|known| known.earliest() == expires);
        first.unwrap_or_else(|| expires.into())
    }

    /// Through which day it is valid once it is renewed by itself on a day, this being the last day to act.
    pub fn renewed(&self, act_by: Date, day: Date) -> Date {
        let Some(months) = self.months else {
            return Date::MAX;
        };
        standing::renewed_until(self.credential, self.expires(act_by), day, months)
    }
}

impl<'c> Set<'c> {
    pub fn new(
        catalog: &'c Catalog,
        members: &[Member<'c>],
        today: Date,
        rate: Usd,
        schedule: &mut Schedule<'c>,
    ) -> Self {
        let members = unique(members);
        let held = |id: &CredentialId| members.iter().any(|member| member.credential.id == *id);
        let items = members.iter().map(|member| {
            let price = cost(catalog, member.credential, rate);
            let mut item = item(catalog, member, &members, &price, rate, held, schedule);
            begin(&mut item, member, &price, today, held, schedule);
            item
        });
        let mut set = Self {
            items: items.collect(),
        };
        set.refresh_by_earning(&members, today);
        set
    }

    /// Earning one member can refresh another that is held, on the first day: for nothing, or for a fee that has to be
    /// worth it.
    fn refresh_by_earning(&mut self, members: &[Member<'_>], today: Date) {
        let starts: Vec<_> = self.items.iter().map(|item| item.start).collect();
        let earned: Vec<bool> = self.items.iter().map(|item| item.earned).collect();
        for (item, member) in self
            .items
            .iter_mut()
            .zip(members)
            .filter(|(item, _)| !item.earned && item.late.is_none())
        {
            let Some(expires) = item.start else { continue };
            for option in refreshing(member.credential, RenewedOn::Earning) {
                let by = |(index, other): &(usize, &Member<'_>)| {
                    earned[*index] && names(option, member.credential, other.credential)
                };
                let Some((by, _)) = members.iter().enumerate().find(by) else {
                    continue;
                };
                if let Some(fee) = option.fee.filter(|fee| *fee > Usd::FREE) {
                    item.ways.push(Way {
                        kind: option.kind,
                        fee: Some(fee),
                        hours: HourRange::NONE,
                        credit_hours: 0.0,
                        yearly: Usd::FREE,
                        weight: fee.cents(),
                        minutes: 0,
                        until: Some(today),
                    });
                    continue;
                }
                let renewer = starts[by].map_or(Expiry::Unknown, Expiry::On);
                item.start =
                    match standing::refreshed_until(item.credential, expires, today, renewer) {
                        Expiry::On(day) => Some(day),
                        Expiry::Never | Expiry::Unknown => None,
                    };
            }
        }
    }
}

/// Each credential once, by id; of doubles the one held longest counts.
fn unique<'c>(members: &[Member<'c>]) -> Vec<Member<'c>> {
    let mut by_id: BTreeMap<&CredentialId, Member<'c>> = BTreeMap::new();
    let rank = |holding: Holding| match holding {
        Holding::ToEarn => (0, Date::MIN),
        Holding::Held(_, Expiry::Unknown) => (1, Date::MIN),
        Holding::Held(_, Expiry::On(date)) => (2, date),
        Holding::Held(_, Expiry::Never) => (3, Date::MIN),
    };
    for member in members {
        let kept = by_id.entry(&member.credential.id).or_insert(*member);
        if rank(member.holding) > rank(kept.holding) {
            *kept = *member;
        }
    }
    by_id.into_values().collect()
}

fn item<'c>(
    catalog: &'c Catalog,
    member: &Member<'c>,
    members: &[Member<'c>],
    price: &Cost,
    rate: Usd,
    held: impl Fn(&CredentialId) -> bool,
    schedule: &mut Schedule<'c>,
) -> Item<'c> {
    let credential = member.credential;
    let renewal = credential.renewal.as_ref();
    let highest_only = basis(catalog, &credential.issuer) == FeeBasis::HighestHeld;
    let mut ways: Vec<Keeping> = ways(catalog, credential, price.preparation, held);
    // A way whose price is unknown is taken only where no way has a known one.
    if ways.iter().any(|way| way.fee.is_some()) {
        ways.retain(|way| way.fee.is_some());
    }
    let last_exam = credential.last_exam.map(PartialDate::latest);
    let ways = ways.iter().filter_map(|way| {
        let hours = way.hours.middle() * rate.dollars() * 100.0;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "hours and rates are bounded"
        )]
        let weight = way.fee.unwrap_or_default().cents() + hours.round() as i64;
        let kind = way.kind?;
        Some(Way {
            kind,
            fee: way.fee,
            hours: way.hours,
            credit_hours: way.credit_hours,
            yearly: if highest_only {
                way.annual_fee.unwrap_or_default()
            } else {
                Usd::FREE
            },
            weight,
            minutes: minutes(way.hours),
            until: last_exam.filter(|_| needs_exam(kind)),
        })
    });
    let not_modelled = options(credential).iter().filter(|option| {
        // A refresh with a fee of its own, on every renewal, is more than the search can weigh.
        !option.modelled
            || (option.when != RenewedOn::Earning && refreshes(option) && !is_free(option))
    });
    let named = not_modelled.map(|option| {
        format!(
            "{} by {}",
            credential.id,
            option.kind.word().replace('-', " ")
        )
    });
    schedule.not_modelled.extend(named);
    Item {
        credential,
        since: Date::MIN,
        earned: false,
        start: None,
        late: None,
        known: member.expires,
        months: match credential.current_validity() {
            Validity::Months(months) => Some(i64::from(months.get())),
            Validity::Never | Validity::Unknown => None,
        },
        extends: renewal
            .and_then(|renewal| renewal.extends_from)
            .unwrap_or(ExtendsFrom::Pass),
        window_days: renewal.and_then(|r| r.window_days).map(i64::from),
        ways: ways.collect(),
        renewers: {
            let by = |other: &Member<'_>| {
                let mut options =
                    refreshing(credential, RenewedOn::Renewing).filter(|option| is_free(option));
                options.any(|option| names(option, credential, other.credential))
            };
            members
                .iter()
                .enumerate()
                .filter(|(_, other)| by(other))
                .map(|(index, _)| index)
                .collect()
        },
    }
}

/// Options by which another credential refreshes this one, when it is earned or renewed, as `doing` asks.
fn refreshing(credential: &Credential, doing: RenewedOn) -> impl Iterator<Item = &RenewalOption> {
    options(credential).iter().filter(move |option| {
        refreshes(option) && (option.when == doing || option.when == RenewedOn::Either)
    })
}

/// The middle of a range of hours, in minutes.
#[expect(clippy::cast_possible_truncation, reason = "hours are bounded")]
fn minutes(hours: HourRange) -> i64 {
    (hours.middle() * 60.0).round() as i64
}

/// What a member is on the first day: held, earned, or neither.
fn begin<'c>(
    item: &mut Item<'c>,
    member: &Member<'c>,
    price: &Cost,
    today: Date,
    held: impl Fn(&CredentialId) -> bool,
    schedule: &mut Schedule<'c>,
) {
    let credential = member.credential;
    let id = &credential.id;
    let composite = components(credential);
    let missing: Vec<&str> = composite
        .iter()
        .flat_map(|component| *component)
        .filter(|component| !held(component))
        .map(|component| component.as_str())
        .collect();
    if !missing.is_empty() {
        schedule.at_least.insert(format!(
            "{id} lasts only while {} are held, which are not in the set",
            missing.join(", ")
        ));
    }
    item.since = today;
    let lapsed = match member.holding {
        Holding::Held(since, Expiry::On(day)) if day >= today => {
            (item.since, item.start) = (since, Some(day));
            return;
        }
        // Only what can be renewed by itself can be renewed late.
        Holding::Held(since, expiry @ Expiry::On(_))
            if !item.ways.is_empty()
                && let State::Late(late) = standing::state(credential, expiry, today) =>
        {
            (item.since, item.start, item.late) = (since, Some(late.until), Some(late));
            return;
        }
        Holding::Held(since, expiry @ (Expiry::Never | Expiry::Unknown)) => {
            item.since = since;
            if expiry == Expiry::Unknown && composite.is_none() {
                schedule
                    .at_least
                    .insert(format!("the validity of {id} is not known"));
            }
            return;
        }
        Holding::Held(_, Expiry::On(day)) => Some(day),
        Holding::ToEarn => None,
    };
    if credential.status_on(today) == Status::Retired {
        let again = if lapsed.is_some() { " again" } else { "" };
        schedule
            .at_least
            .insert(format!("{id} is retired and can't be earned{again}"));
        item.ways.clear();
        return;
    }
    item.earned = true;
    let because = lapsed.map_or("to be earned".to_owned(), |day| {
        let lapsed = item.as_known(day).in_words();
        format!("lapsed {lapsed}, so it has to be earned again")
    });
    earn(credential, price, because, today, schedule);
    item.start = match credential.current_validity() {
        _ if composite.is_some() => None,
        Validity::Unknown => {
            schedule
                .at_least
                .insert(format!("the validity of {id} is not known"));
            None
        }
        term => match credential.expiry_of(today, term) {
            Expiry::On(day) => Some(day),
            Expiry::Never | Expiry::Unknown => None,
        },
    };
}

/// The credentials that a composite one follows.
pub(super) fn components(credential: &Credential) -> Option<&[CredentialId]> {
    let follows =
        |option: &&RenewalOption| option.kind == RenewalKind::WhileHeld && option.modelled;
    options(credential)
        .iter()
        .find(follows)
        .map(|option| &*option.by)
        .filter(|by| !by.is_empty())
}

/// The events of earning a credential: the course that must be taken, the exam, and the application.
fn earn<'c>(
    credential: &'c Credential,
    price: &Cost,
    because: String,
    today: Date,
    schedule: &mut Schedule<'c>,
) {
    let id = &credential.id;
    let event = |kind, cost, hours, because| Event {
        cost,
        hours,
        ..Event::free(today, kind, id, because)
    };
    if let Some(training) = credential.training.filter(|training| training.mandatory) {
        if training.fee.is_none() {
            schedule.at_least.insert(format!(
                "what the mandatory course for {id} costs is not known"
            ));
        }
        let (low, high) = (
            training.fee.map(|fee| fee.low),
            training.fee.map(|fee| fee.high),
        );
        let course = event(
            EventKind::Training,
            low,
            HourRange::NONE,
            "must be taken before the exam".to_owned(),
        );
        schedule.events.push(Event {
            most: high.filter(|_| low != high),
            ..course
        });
    }
    if price.exam.is_none() {
        schedule
            .at_least
            .insert(format!("the exam fee of {id} is not known"));
    }
    schedule.events.push(event(
        EventKind::Exam,
        price.exam,
        price.preparation,
        because,
    ));
    if price.application != Usd::FREE {
        schedule.events.push(event(
            EventKind::Application,
            Some(price.application),
            HourRange::NONE,
            "certification is applied for after the exam".to_owned(),
        ));
    }
}

pub(super) fn basis(catalog: &Catalog, issuer: &IssuerId) -> FeeBasis {
    catalog
        .issuer(issuer)
        .map_or(FeeBasis::Credential, |issuer| issuer.annual_fee_basis)
}
