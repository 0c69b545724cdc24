//! Equivalent annual cost of keeping a set over whole cycles. It knows no horizon, so it can't jump with one.

use std::collections::{BTreeMap, BTreeSet};

use super::fees::dues;
use super::plan::{fee_of, groups};
use super::set::{Item, Set, Way, components};
use super::{Member, Schedule};
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::RenewalKind;

/// Cash a year that keeping the set takes, USD: annual fees, and renewals each spread over the shortest term that they
/// keep alive. `None` where a fee or a term is not known, or nothing is known to keep a member.
pub fn per_year<'c>(catalog: &'c Catalog, members: &[Member<'c>], rate: Usd) -> Option<f64> {
    let set = Set::new(
        catalog,
        members,
        Date::MIN,
        rate,
        &mut Schedule::empty(Date::MAX),
    );
    let unknown = |item: &Item<'_>| {
        let fee = item
            .credential
            .renewal
            .as_ref()
            .is_some_and(|renewal| renewal.annual_fee.is_none());
        let composite = components(item.credential).is_some();
        fee || (item.credential.current_validity() == Validity::Unknown && !composite)
    };
    if set.items.iter().any(unknown) {
        return None;
    }
    let fees: Usd = dues(catalog, &set, &BTreeMap::new())
        .into_iter()
        .map(|due| due.usd)
        .sum();
    let mut total = fees.dollars();
    for group in groups(&set.items, |item| fee_of(catalog, item).is_some()) {
        let ways = group.iter().flat_map(|index| &set.items[*index].ways);
        let levels: BTreeSet<Usd> = ways.map(|way| way.yearly).chain([Usd::FREE]).collect();
        let best = levels.into_iter().filter_map(|level| {
            let spread = Spread::new(&set, &group, level).least()?;
            Some((
                spread.weight + level.cents() as f64,
                spread.dollars? + level.dollars(),
            ))
        });
        total += best.min_by(|a, b| a.0.total_cmp(&b.0))?.1;
    }
    Some(total)
}

/// Which member's renewal keeps which: tried one member after the other, given up where it is more expensive than the best so far.
struct Spread<'s, 'c> {
    set: &'s Set<'c>,
    /// Who has to be kept, those with few ways first.
    keep: Vec<usize>,
    level: Usd,
    /// The pace in months at which members are renewed.
    pace: BTreeMap<usize, i64>,
    best: Option<Yearly>,
}

/// Cents with hours, and dollars of cash; `None` is unknown.
#[derive(Clone, Copy)]
struct Yearly {
    weight: f64,
    dollars: Option<f64>,
}

impl<'s, 'c> Spread<'s, 'c> {
    fn new(set: &'s Set<'c>, group: &[usize], level: Usd) -> Self {
        let mut keep: Vec<usize> = group
            .iter()
            .copied()
            .filter(|index| set.items[*index].months.is_some())
            .collect();
        keep.sort_by_key(|index| set.items[*index].renewers.len());
        Self {
            set,
            keep,
            level,
            pace: BTreeMap::new(),
            best: None,
        }
    }

    fn least(mut self) -> Option<Yearly> {
        self.assign(0);
        self.best
    }

    fn assign(&mut self, next: usize) {
        let so_far = self.cost();
        if self.best.is_some_and(|best| best.weight <= so_far.weight) {
            return;
        }
        let Some(&index) = self.keep.get(next) else {
            self.best = Some(so_far);
            return;
        };
        let months = self.set.items[index].months.unwrap_or(i64::MAX);
        let by = std::iter::once(index).chain(self.set.items[index].renewers.iter().copied());
        let mut by: Vec<usize> = by.filter(|by| self.way(*by).is_some()).collect();
        // What is renewed anyway first: it soon gives a bound.
        by.sort_by_key(|by| !self.pace.contains_key(by));
        for by in by {
            let before = self.pace.get(&by).copied();
            let own = self.set.items[by].months.unwrap_or(i64::MAX);
            self.pace.insert(by, before.unwrap_or(own).min(months));
            self.assign(next + 1);
            match before {
                Some(before) => self.pace.insert(by, before),
                None => self.pace.remove(&by),
            };
        }
    }

    /// The cheapest way of a member that lasts.
    fn way(&self, index: usize) -> Option<&Way> {
        let lasting =
            |way: &&Way| way.yearly <= self.level && way.kind != RenewalKind::OtherCredential;
        self.set.items[index]
            .ways
            .iter()
            .filter(lasting)
            .min_by_key(|way| (way.weight, way.minutes))
    }

    fn cost(&self) -> Yearly {
        let mut total = Yearly {
            weight: 0.0,
            dollars: Some(0.0),
        };
        for (index, months) in &self.pace {
            let Some(way) = self.way(*index) else {
                continue;
            };
            let a_year = 12.0 / *months as f64;
            total.weight += way.weight as f64 * a_year;
            total.dollars = total
                .dollars
                .zip(way.fee)
                .map(|(sum, fee)| sum + fee.dollars() * a_year);
        }
        total
    }
}
