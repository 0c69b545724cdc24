//! The way to a credential is the cheapest there is: compared with trying everything, over random prerequisites.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::generate::catalog;
use crate::advice::path::{Goal, Path, path};
use crate::base::date::Date;
use crate::base::date::Expiry;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::{Assurance, Status};
use crate::cost::cost;
use crate::embedded;

const MOST: usize = 8;
const TODAY: Date = date(2026, 11, 25);

/// For each credential, those that must all be there and those of which one must; circles included.
type Links = Vec<(Vec<usize>, Vec<usize>)>;

fn links() -> impl Strategy<Value = Links> {
    let some = || subsequence((0..MOST).collect::<Vec<_>>(), 0..3);
    vec((some(), some()), MOST)
}

/// A random catalog of at most [`MOST`] credentials with these links.
fn linked() -> impl Strategy<Value = Catalog> {
    (catalog(), links()).prop_map(|(mut catalog, links)| {
        let mut credentials: Vec<Credential> =
            catalog.credentials.iter().take(MOST).cloned().collect();
        let ids: Vec<CredentialId> = credentials.iter().map(|credential| credential.id).collect();
        let named = |of: &[usize], own: usize| -> Vec<CredentialId> {
            of.iter()
                .filter(|at| **at != own)
                .filter_map(|at| ids.get(*at))
                .copied()
                .collect()
        };
        for (at, credential) in credentials.iter_mut().enumerate() {
            credential.prerequisites.credentials =
                named(&links[at].0, at).into_iter().take(1).collect();
            credential.prerequisites.any_of = named(&links[at].1, at);
        }
        catalog.credentials = credentials;
        catalog
    })
}

fn goal<'c>(
    catalog: &'c Catalog,
    target: usize,
    holds: &[usize],
    rate: Option<Usd>,
) -> Option<Goal<'c>> {
    let held = holds.iter().filter_map(|at| catalog.credentials.get(*at));
    Some(Goal {
        target: catalog.credentials.get(target)?,
        holds: held
            .map(|credential| (credential.id, Expiry::Unknown))
            .collect(),
        today: TODAY,
        hours_per_week: 5,
        rate,
    })
}

/// Unknown fees, then cash (with hours, where they have a rate), then hours.
type Price = (usize, i64, i64);

#[allow(clippy::cast_possible_truncation, reason = "small numbers")]
fn price<'c>(
    catalog: &Catalog,
    goal: &Goal<'_>,
    set: impl Iterator<Item = &'c Credential>,
) -> Price {
    set.fold((0, 0, 0), |(unknown, amount, hours), credential| {
        let preparation = cost(catalog, credential, Usd::FREE).preparation.middle();
        let preparation = if credential.assurance == Assurance::Title {
            0.0
        } else {
            preparation
        };
        let worth =
            (preparation * goal.rate.map_or(0.0, |rate| rate.cents() as f64)).round() as i64;
        let cents = credential.exam_fee.unwrap_or_default().cents();
        let unknown = unknown + usize::from(credential.exam_fee.is_none());
        (
            unknown,
            amount + cents + worth,
            hours + (preparation * 100.0).round() as i64,
        )
    })
}

/// What can be earned out of `set`, one after the other.
fn earned(set: &[&Credential], holds: &BTreeMap<CredentialId, Expiry>) -> BTreeSet<CredentialId> {
    let mut there: BTreeSet<CredentialId> = holds.keys().copied().collect();
    loop {
        let ready = |credential: &&&Credential| {
            let needs = &credential.prerequisites;
            !there.contains(&credential.id)
                && needs.credentials.iter().all(|id| there.contains(id))
                && (needs.any_of.is_empty() || needs.any_of.iter().any(|id| there.contains(id)))
        };
        match set.iter().find(ready) {
            Some(credential) => there.insert(credential.id),
            None => return there,
        };
    }
}

/// The least price of all sets that lead to the target.
fn by_trying_everything(catalog: &Catalog, goal: &Goal<'_>) -> Option<Price> {
    let open = |credential: &&Credential| {
        !matches!(credential.status, Status::Retired | Status::Announced)
            && !goal.holds.contains_key(&credential.id)
    };
    let open: Vec<&Credential> = catalog.credentials.iter().filter(open).collect();
    let sets = (0..1_u32 << open.len()).map(|bits| {
        open.iter()
            .enumerate()
            .filter(|(at, _)| bits & (1 << at) != 0)
            .map(|(_, c)| *c)
            .collect::<Vec<&Credential>>()
    });
    let leads = sets.filter(|set| {
        let there = earned(set, &goal.holds);
        there.contains(&goal.target.id)
            && set.iter().all(|credential| there.contains(&credential.id))
    });
    leads.map(|set| price(catalog, goal, set.into_iter())).min()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_way_is_cheaper(
        catalog in linked(), target in 0..MOST, holds in vec(0..MOST, 0..3), rate in option::of(0..10_000_i64),
    ) {
        if let Some(goal) = goal(&catalog, target, &holds, rate.map(Usd::from_cents)) {
            let found = path(&catalog, &goal);
            let steps = found.as_ref().ok().map(|path| price(&catalog, &goal, path.steps.iter().map(|s| s.credential)));
            prop_assert_eq!(steps, by_trying_everything(&catalog, &goal));
            if let Err(unreachable) = found {
                prop_assert!(unreachable.chain[0] == goal.target.id && !unreachable.why.is_empty());
            }
        }
    }

    #[test]
    fn every_step_is_ready_when_it_comes(catalog in linked(), target in 0..MOST, holds in vec(0..MOST, 0..3)) {
        let Some(goal) = goal(&catalog, target, &holds, None) else { return Ok(()) };
        let Ok(path) = path(&catalog, &goal) else { return Ok(()) };
        let mut there: BTreeSet<CredentialId> = goal.holds.keys().copied().collect();
        let mut last = (TODAY, TODAY);
        for step in &path.steps {
            let needs = &step.credential.prerequisites;
            prop_assert!(needs.credentials.iter().all(|id| there.contains(id)));
            prop_assert!(needs.any_of.is_empty() || needs.any_of.iter().any(|id| there.contains(id)));
            prop_assert!(step.needs.iter().all(|id| there.contains(*id)));
            prop_assert!(last.0 <= step.earned.0 && last.1 <= step.earned.1 && step.earned.0 <= step.earned.1);
            there.insert(step.credential.id);
            last = step.earned;
        }
        prop_assert!(there.contains(&goal.target.id));
        let renewals = path.renewals.iter().map(|renewal| renewal.cost);
        let known: Usd = path.steps.iter().map(|step| step.cost.exam).chain(renewals).flatten().sum();
        prop_assert_eq!(path.total(), known);
    }

    #[test]
    fn holding_more_never_costs_more(catalog in linked(), target in 0..MOST, holds in vec(0..MOST, 0..3), more in 0..MOST) {
        let price = |holds: &[usize]| {
            let goal = goal(&catalog, target, holds, None)?;
            let path = path(&catalog, &goal).ok()?;
            Some(price(&catalog, &goal, path.steps.iter().map(|step| step.credential)))
        };
        let with_more: Vec<usize> = holds.iter().copied().chain([more]).collect();
        if let Some(before) = price(&holds) {
            prop_assert!(price(&with_more).is_some_and(|after| after <= before));
        }
    }
}

fn shipped(target: &str, hours_per_week: u16) -> Path<'static> {
    let catalog = embedded::catalog();
    let target = catalog.credential_named(target).unwrap();
    path(
        catalog,
        &Goal {
            target,
            holds: BTreeMap::new(),
            today: TODAY,
            hours_per_week,
            rate: None,
        },
    )
    .unwrap()
}

#[test]
fn what_lapses_on_a_slow_way_is_renewed_and_no_more_than_that() {
    assert!(shipped("kubestronaut", 10).renewals.is_empty());
    let slow = shipped("kubestronaut", 2);
    assert!(!slow.renewals.is_empty());
    for renewal in &slow.renewals {
        let needed_by = slow
            .steps
            .iter()
            .find(|step| step.credential.id == *renewal.needed_by)
            .unwrap();
        assert!(
            renewal.due < needed_by.earned.1,
            "{} is renewed without need",
            renewal.credential.id
        );
    }
    // In the order of tiers kcna, kcsa and more would lapse; earned late, the short ones leave one renewal.
    let renewed: Vec<&str> = slow
        .renewals
        .iter()
        .map(|renewal| renewal.credential.id.as_str())
        .collect();
    assert_eq!(renewed, ["cka"]);
}
