//! Which renewals keep the set alive: the cheapest of each group, at the level of annual fees that is cheapest over all.

use std::collections::{BTreeMap, BTreeSet};

use super::fees::{anniversaries, first_due};
use super::search::{Found, Group, Step};
use super::set::{Item, Set, basis};
use super::{Event, EventKind, Schedule};
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::id::IssuerId;
use crate::catalog::vocabulary::FeeBasis;

/// What is done.
pub(super) struct Plan {
    /// Renewals, in order.
    pub steps: Vec<Step>,
    /// The annual fee they bring for each issuer that takes only the highest one.
    pub levels: BTreeMap<IssuerId, Usd>,
}

pub(super) fn plan<'c>(
    catalog: &Catalog,
    set: &mut Set<'c>,
    today: Date,
    schedule: &mut Schedule<'c>,
) -> Plan {
    let end = schedule.end;
    let mut plan = Plan {
        steps: Vec::new(),
        levels: BTreeMap::new(),
    };
    for index in 0..set.items.len() {
        let mut ways = std::iter::once(&index).chain(&set.items[index].renewers);
        if ways.all(|by| set.items[*by].ways.is_empty()) {
            let why = "no way to renew it is known";
            give_up(&mut set.items[index], why, today, schedule);
        }
    }
    for group in groups(&set.items, |item| fee_of(catalog, item).is_some()) {
        // Where only the highest fee is due, a higher level allows more ways to renew: the cheapest level wins.
        let of_fees: Vec<usize> = group
            .iter()
            .copied()
            .filter(|index| fee_of(catalog, &set.items[*index]).is_some())
            .collect();
        let years = first_due(of_fees.iter().map(|index| &set.items[*index]))
            .map_or(0, |first| anniversaries(first, today, end).count());
        let years = i64::try_from(years).unwrap_or(i64::MAX);
        loop {
            let ways = group.iter().flat_map(|index| &set.items[*index].ways);
            let levels: BTreeSet<Usd> = ways.map(|way| way.yearly).chain([Usd::FREE]).collect();
            let solved = levels.into_iter().filter_map(|level| {
                let found = solve(set, &group, level, today, end)?;
                let cents: i64 = found.iter().map(|found| found.cents).sum();
                Some((
                    cents.saturating_add(level.cents().saturating_mul(years)),
                    level,
                    found,
                ))
            });
            if let Some((_, level, found)) = solved.min_by_key(|(cents, level, _)| (*cents, *level))
            {
                if level > Usd::FREE {
                    plan.levels.extend(
                        of_fees
                            .iter()
                            .map(|index| (set.items[*index].credential.issuer, level)),
                    );
                }
                schedule.cheapest &= found.iter().all(|found| found.cheapest);
                plan.steps
                    .extend(found.into_iter().flat_map(|found| found.steps));
                break;
            }
            // Something can't be kept for the whole time: the one without which the others can, else the first to end.
            let ending = |index: &&usize| set.items[**index].start.is_some_and(|day| day < end);
            let mut ending: Vec<usize> = group.iter().filter(ending).copied().collect();
            ending.sort_by_key(|index| set.items[*index].start);
            let alone = |index: &&usize| {
                solve(set, &[**index], Usd::from_cents(i64::MAX), today, end).is_none()
            };
            let Some(&lost) = ending.iter().find(alone).or(ending.first()) else {
                break;
            };
            let why = "no way to keep it for longer is known";
            give_up(&mut set.items[lost], why, today, schedule);
        }
    }
    plan.steps.sort_by_key(|step| step.date);
    plan
}

/// The cheapest renewals at a level of fees of each part of a group that can't affect the others.
fn solve(set: &Set<'_>, group: &[usize], level: Usd, today: Date, end: Date) -> Option<Vec<Found>> {
    let parts = groups(&set.items, |_| false).into_iter().map(|mut part| {
        part.retain(|index| group.contains(index));
        part
    });
    parts
        .filter(|part| !part.is_empty())
        .map(|part| Group::new(set, part, today, end).cheapest(level))
        .collect()
}

/// A member that ends, because nothing known keeps it.
fn give_up<'c>(item: &mut Item<'c>, why: &str, today: Date, schedule: &mut Schedule<'c>) {
    let Some(date) = item.start.take().filter(|day| *day < schedule.end) else {
        return;
    };
    item.ways.clear();
    let expires = item.as_known(date);
    let (day, id) = (date.max(today), &item.credential.id);
    schedule.events.push(Event {
        expires: Some(expires),
        ..Event::free(day, EventKind::Expiry, id, why.to_owned())
    });
    schedule.at_least.insert(format!(
        "{} expires {}, and {why}",
        item.credential.id,
        expires.in_words()
    ));
}

/// The issuer to which a member may owe the highest fee.
pub(super) fn fee_of(catalog: &Catalog, item: &Item<'_>) -> Option<IssuerId> {
    let issuer = item.credential.issuer;
    let pays = item.ways.iter().any(|way| way.yearly > Usd::FREE);
    (pays && basis(catalog, &issuer) == FeeBasis::HighestHeld).then_some(issuer)
}

/// Members that can affect each other's cost, in groups that can't affect each other. Those that `pay` affect the others
/// of their issuer.
pub(super) fn groups(items: &[Item<'_>], pays: impl Fn(&Item<'_>) -> bool) -> Vec<Vec<usize>> {
    let mut group_of: Vec<usize> = (0..items.len()).collect();
    let mut join = |a: usize, b: usize| {
        let (from, to) = (group_of[a].max(group_of[b]), group_of[a].min(group_of[b]));
        group_of
            .iter_mut()
            .filter(|group| **group == from)
            .for_each(|group| *group = to);
    };
    let mut paying: BTreeMap<IssuerId, usize> = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        item.renewers.iter().for_each(|by| join(index, *by));
        if pays(item) {
            join(
                index,
                *paying.entry(item.credential.issuer).or_insert(index),
            );
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, group) in group_of.iter().enumerate() {
        groups.entry(*group).or_default().push(index);
    }
    groups.into_values().collect()
}
