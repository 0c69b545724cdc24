//! The cheapest schedule that keeps a set alive: against brute force, and its laws.

use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroU16;

use jiff::civil::date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::generate;
use crate::base::date::Date;
use crate::base::date::{Expiry, months_later};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::{Credential, ValidityRule};
use crate::catalog::id::CredentialId;
use crate::catalog::renewal::{Renewal, RenewalOption};
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::{Cycle, ExtendsFrom, RenewalKind, RenewedOn, Status};
use crate::cost::schedule::{EventKind, Member, per_year, schedule};

pub(super) const TODAY: Date = date(2026, 1, 1);
pub(super) const STEP: i64 = 12;
const STEPS: i64 = 8;

/// A credential of a small program, in steps of a year.
#[derive(Clone, Debug)]
pub(super) struct Small {
    pub(super) term: i64,
    pub(super) expires: i64,
    pub(super) fee: Option<i64>,
    pub(super) extends: ExtendsFrom,
    /// Steps before its end from which it can be renewed, where there is such a limit.
    pub(super) window: Option<i64>,
    /// Which others renew it.
    pub(super) by: [bool; 4],
}

prop_compose! {
    pub(super) fn small()(
        term in 1..5_i64,
        expires in 0..5_i64,
        fee in option::weighted(0.8, 1..200_i64),
        extends in select(vec![ExtendsFrom::Expiry, ExtendsFrom::Pass, ExtendsFrom::Renewer]),
        window in option::of(0..2_i64),
        by in prop::array::uniform4(prop::bool::weighted(0.4)),
    ) -> Small {
        // What is held can't end later than a whole term from now.
        Small { term, expires: expires.min(term), fee, extends, window: window.map(|w| w.min(term - 1)), by }
    }
}

pub(super) fn id(n: usize) -> CredentialId {
    format!("c{n:03}").parse().unwrap()
}

fn option(kind: RenewalKind, by: Vec<CredentialId>, fee: Option<i64>) -> RenewalOption {
    RenewalOption {
        kind,
        by,
        by_levels: Vec::new(),
        when: RenewedOn::Either,
        holding: Vec::new(),
        credits: None,
        fee: fee.map(|usd| Usd::from_cents(usd * 100)),
        member_fee: None,
        modelled: true,
    }
}

pub(super) fn program(template: &Catalog, smalls: &[Small]) -> Catalog {
    let model = template.credentials.first().unwrap();
    let credentials = smalls.iter().enumerate().map(|(n, small)| {
        let by: Vec<CredentialId> = (0..smalls.len())
            .filter(|m| *m != n && small.by[*m])
            .map(id)
            .collect();
        let mut options = Vec::new();
        if small.fee.is_some() {
            options.push(option(RenewalKind::FeeOnly, Vec::new(), small.fee));
        }
        if !by.is_empty() {
            options.push(option(RenewalKind::HigherCredential, by, None));
        }
        let months = u16::try_from(small.term * STEP).unwrap();
        let mut facts = model.facts.clone();
        facts.validity = vec![ValidityRule {
            validity: Validity::Months(NonZeroU16::new(months).unwrap()),
            earned_from: None,
            earned_before: None,
            exam: None,
        }];
        facts.renewal = Some(Renewal {
            annual_fee: Some(Usd::FREE),
            member_annual_fee: None,
            credits: None,
            window_days: small
                .window
                .map(|steps| u16::try_from(steps * 365).unwrap()),
            grace: None,
            extends_from: Some(small.extends),
            cycle: Cycle::Anniversary,
            options,
        });
        Credential {
            id: id(n),
            issuer: "issuer2".parse().unwrap(),
            facts,
            ..model.clone()
        }
    });
    Catalog {
        credentials: credentials.collect(),
        ..template.clone()
    }
}

fn members<'c>(catalog: &'c Catalog, smalls: &[Small]) -> Vec<Member<'c>> {
    let expiry = |small: &Small| Expiry::On(months_later(TODAY, small.expires * STEP));
    catalog
        .credentials
        .iter()
        .zip(smalls)
        .map(|(credential, small)| Member::held(credential, date(2025, 1, 1), expiry(small)))
        .collect()
}

/// Every subset of 0..n in every order.
pub(super) fn orders(n: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    let mut from = 0;
    while from < all.len() {
        let longer = (0..n)
            .filter(|next| !all[from].contains(next))
            .map(|next| [&all[from][..], &[next]].concat());
        let longer: Vec<_> = longer.collect();
        all.extend(longer);
        from += 1;
    }
    all
}

/// What is valid until when after renewals on one day, in this order; `None` where one can't be renewed yet.
fn renewed(smalls: &[Small], at: i64, expires: &[i64], order: &[usize]) -> Option<Vec<i64>> {
    let mut next = expires.to_vec();
    for &n in order {
        next[n] = match (smalls[n].extends, smalls[n].window) {
            (_, Some(window)) if at < next[n] - window => return None,
            (ExtendsFrom::Expiry, Some(_)) => next[n] + smalls[n].term,
            _ => (at + smalls[n].term).max(next[n]),
        };
        for (m, other) in smalls.iter().enumerate() {
            if m != n && other.by[n] {
                let refreshed = if other.extends == ExtendsFrom::Renewer {
                    next[n]
                } else {
                    at + other.term
                };
                next[m] = next[m].max(refreshed);
            }
        }
    }
    Some(next)
}

/// Least cost by trying every subset of renewals in every order at every step, whether anything is due or not.
fn brute_force(
    smalls: &[Small],
    at: i64,
    expires: Vec<i64>,
    seen: &mut HashMap<(i64, Vec<i64>), Option<i64>>,
) -> Option<i64> {
    if at == STEPS {
        return Some(0);
    }
    if let Some(known) = seen.get(&(at, expires.clone())) {
        return *known;
    }
    let mut best: Option<i64> = None;
    for chosen in orders(smalls.len()) {
        let Some(cost) = chosen.iter().map(|n| smalls[*n].fee).sum::<Option<i64>>() else {
            continue;
        };
        let Some(next) = renewed(smalls, at, &expires, &chosen) else {
            continue;
        };
        if next.iter().any(|day| *day <= at) {
            continue;
        }
        // An end beyond the horizon matters only while a window counted from it opens before.
        let next = next.into_iter().map(|day| day.min(STEPS + 4)).collect();
        if let Some(rest) = brute_force(smalls, at + 1, next, seen) {
            best = Some(best.map_or(cost + rest, |other| other.min(cost + rest)));
        }
    }
    seen.insert((at, expires), best);
    best
}

/// A catalog to take the surroundings from.
pub(super) fn template() -> impl Strategy<Value = Catalog> {
    generate::catalog().prop_filter("needs a credential", |catalog| {
        !catalog.credentials.is_empty()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, max_global_rejects: u32::MAX, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_trying_everything(template in template(), smalls in vec(small(), 1..4)) {
        let catalog = program(&template, &smalls);
        let end = months_later(TODAY, STEPS * STEP);
        let plan = schedule(&catalog, &members(&catalog, &smalls), TODAY, end, Usd::FREE);
        let expires = smalls.iter().map(|small| small.expires).collect();
        match brute_force(&smalls, 0, expires, &mut HashMap::new()) {
            Some(cost) => {
                prop_assert!(plan.cheapest && plan.at_least.is_empty(), "{:?}", plan.at_least);
                prop_assert_eq!(plan.total().cents(), cost * 100);
            }
            None => prop_assert!(!plan.at_least.is_empty()),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, max_global_rejects: u32::MAX, ..ProptestConfig::default() })]

    #[test]
    fn nothing_ever_lapses(template in template(), smalls in vec(small(), 1..5)) {
        let catalog = program(&template, &smalls);
        let end = months_later(TODAY, STEPS * STEP);
        let plan = schedule(&catalog, &members(&catalog, &smalls), TODAY, end, Usd::FREE);
        prop_assume!(plan.at_least.is_empty());
        // Replays the events as they are written: at each of them, and at the end, everything is still valid.
        let mut valid: Vec<Date> = smalls.iter().map(|small| months_later(TODAY, small.expires * STEP)).collect();
        let at = |wanted: &CredentialId| (0..smalls.len()).find(|n| id(*n) == *wanted).unwrap();
        for event in &plan.events {
            prop_assert!(valid.iter().all(|day| *day >= event.date), "lapsed before {}", event.date);
            let renewed = at(event.credentials[0]);
            let from = match (smalls[renewed].extends, smalls[renewed].window) {
                (ExtendsFrom::Expiry, Some(_)) => valid[renewed],
                _ => event.date,
            };
            valid[renewed] = months_later(from, smalls[renewed].term * STEP).max(valid[renewed]);
            for other in event.credentials[1..].iter().map(|id| at(id)) {
                prop_assert!(smalls[other].by[renewed]);
                let refreshed = match smalls[other].extends {
                    ExtendsFrom::Renewer => valid[renewed],
                    _ => months_later(event.date, smalls[other].term * STEP),
                };
                valid[other] = valid[other].max(refreshed);
            }
        }
        prop_assert!(valid.iter().all(|day| *day >= end));
    }

    #[test]
    fn order_and_doubles_do_not_matter(template in template(), smalls in vec(small(), 1..5), turn in 0..4_usize) {
        let catalog = program(&template, &smalls);
        let end = months_later(TODAY, STEPS * STEP);
        let mut mixed = members(&catalog, &smalls);
        let plan = schedule(&catalog, &mixed, TODAY, end, Usd::FREE);
        let by = turn % mixed.len();
        mixed.rotate_left(by);
        mixed.push(mixed[0]);
        prop_assert_eq!(schedule(&catalog, &mixed, TODAY, end, Usd::FREE), plan);
    }

    #[test]
    fn a_longer_horizon_costs_no_less(template in template(), smalls in vec(small(), 1..5), days in 1..900_i32) {
        let catalog = program(&template, &smalls);
        let members = members(&catalog, &smalls);
        let end = months_later(TODAY, 24);
        let further = end.saturating_add(jiff::Span::new().days(days));
        let short = schedule(&catalog, &members, TODAY, end, Usd::FREE);
        let long = schedule(&catalog, &members, TODAY, further, Usd::FREE);
        prop_assume!(long.at_least.is_empty());
        prop_assert!(long.total() >= short.total());
    }

    #[test]
    fn one_more_costs_less_only_where_it_renews_others(template in template(), smalls in vec(small(), 2..5)) {
        let catalog = program(&template, &smalls);
        let end = months_later(TODAY, STEPS * STEP);
        let all = members(&catalog, &smalls);
        let (last, rest) = all.split_last().unwrap();
        let with = schedule(&catalog, &all, TODAY, end, Usd::FREE);
        let without = schedule(&catalog, rest, TODAY, end, Usd::FREE);
        prop_assume!(with.at_least.is_empty() && without.at_least.is_empty());
        let n = smalls.len() - 1;
        let renews_others = smalls[..n].iter().any(|small| small.by[n]);
        prop_assert!(renews_others || with.total() >= without.total(), "{}", last.credential.id);
    }

    #[test]
    fn the_yearly_figure_is_no_more_than_the_parts(template in template(), smalls in vec(small(), 1..5)) {
        let catalog = program(&template, &smalls);
        let all = members(&catalog, &smalls);
        let parts: Option<f64> = all.iter().map(|one| per_year(&catalog, &[*one], Usd::FREE)).sum();
        if let (Some(together), Some(parts)) = (per_year(&catalog, &all, Usd::FREE), parts) {
            prop_assert!(together <= parts + 1e-6);
        }
    }

    #[test]
    fn any_catalog_can_be_scheduled(catalog in generate::catalog(), years in 1..12_i64) {
        let all: Vec<Member<'_>> = catalog.credentials.iter().map(Member::to_earn).collect();
        let end = months_later(TODAY, years * 12);
        let plan = schedule(&catalog, &all, TODAY, end, Usd::from_cents(1_000));
        let exams = plan.events.iter().filter(|event| event.kind == EventKind::Exam).count();
        let retired = catalog.credentials.iter().filter(|credential| credential.status == Status::Retired).count();
        prop_assert_eq!(exams, catalog.credentials.len() - retired);
        prop_assert!(plan.events.iter().all(|event| TODAY <= event.date && event.date < end));
        prop_assert!(plan.events.is_sorted_by_key(|event| event.date));
        let known: BTreeSet<_> = catalog.credentials.iter().map(|c| &c.id).collect();
        prop_assert!(plan.events.iter().flat_map(|event| &event.credentials).all(|id| known.contains(id)));
    }
}
