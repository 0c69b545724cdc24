//! Which credentials to earn: the cheapest set that leads to the target.
//!
//! Every choice among alternatives is tried and dropped as soon as it costs more than the best whole set so far, so the
//! answer is exact. Choices that lead back to themselves don't count.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Add;

use super::{Goal, Unreachable, price};
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;

/// What to earn, and which of several alternatives each takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// What to earn.
    pub earn: BTreeSet<CredentialId>,
    /// For those that ask for one of several: the one taken.
    pub taken: BTreeMap<CredentialId, CredentialId>,
}

/// What a set costs, as it is compared: unknown fees first, so that an unknown never beats a known one; then cash and
/// hours, as one amount where an hour has a rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Price {
    unknown: u32,
    /// Cents, with the hours where an hour has a rate.
    amount: i64,
    /// Hundredths of hours.
    hours: i64,
}

impl Add for Price {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            unknown: self.unknown + other.unknown,
            amount: self.amount + other.amount,
            hours: self.hours + other.hours,
        }
    }
}

struct Search<'a, 'c> {
    catalog: &'c Catalog,
    goal: &'a Goal<'c>,
    prices: BTreeMap<CredentialId, Price>,
    best: Option<(Price, Chosen)>,
}

/// The cheapest set that leads to the target; of equals the one whose ids come first.
pub(super) fn choose(catalog: &Catalog, goal: &Goal<'_>) -> Result<Chosen, Unreachable> {
    if goal.is_held(&goal.target.id) {
        return Ok(Chosen::default());
    }
    let mut search = Search {
        catalog,
        goal,
        prices: BTreeMap::new(),
        best: None,
    };
    let mut chosen = Chosen::default();
    if goal.closed(goal.target).is_none() {
        chosen.earn.insert(goal.target.id);
        let first = search.price(goal.target.id);
        search.extend(&mut chosen, &mut vec![goal.target.id], first);
    }
    search
        .best
        .map(|(_, chosen)| chosen)
        .ok_or_else(|| blocked(catalog, goal))
}

impl Search<'_, '_> {
    fn price(&mut self, id: CredentialId) -> Price {
        let (catalog, goal) = (self.catalog, self.goal);
        *self.prices.entry(id).or_insert_with(|| {
            let Some(credential) = catalog.credential(&id) else {
                return Price::default();
            };
            let (cost, hours) = price(catalog, credential, goal.rate);
            let rate = goal.rate.map_or(0.0, |rate| rate.cents() as f64);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "hours and rates are bounded"
            )]
            let (worth, hours) = (
                (hours.middle() * rate).round() as i64,
                (hours.middle() * 100.0).round() as i64,
            );
            let cents = cost.earning().unwrap_or_default().cents();
            Price {
                unknown: u32::from(cost.earning().is_none()),
                amount: cents + worth,
                hours,
            }
        })
    }

    /// Tries every way to meet the needs of `open`, which are chosen already; `so_far` is what all chosen ones cost.
    fn extend(&mut self, chosen: &mut Chosen, open: &mut Vec<CredentialId>, so_far: Price) {
        if self.best.as_ref().is_some_and(|(best, _)| so_far > *best) {
            return;
        }
        let Some(id) = open.pop() else {
            let better = |(best, other): &(Price, Chosen)| {
                so_far < *best
                    || (so_far == *best
                        && (&chosen.earn, &chosen.taken) < (&other.earn, &other.taken))
            };
            if self.best.as_ref().is_none_or(better) {
                self.best = Some((so_far, chosen.clone()));
            }
            return;
        };
        let needs = self
            .catalog
            .credential(&id)
            .map(|credential| &credential.prerequisites);
        let (all, any) = needs.map_or((&[][..], &[][..]), |needs| {
            (&needs.credentials[..], &needs.any_of[..])
        });
        let goal = self.goal;
        let all: Vec<CredentialId> = all
            .iter()
            .copied()
            .filter(|first| !goal.is_held(first))
            .collect();
        let met = any.is_empty() || any.iter().any(|first| goal.is_held(first));
        let ways: Vec<Option<CredentialId>> = if met {
            vec![None]
        } else {
            any.iter().map(|first| Some(*first)).collect()
        };
        for way in ways {
            let wanted: Vec<CredentialId> = all.iter().copied().chain(way).collect();
            if wanted
                .iter()
                .any(|first| self.is_closed(*first) || self.leads_to(chosen, *first, id))
            {
                continue;
            }
            let new: BTreeSet<CredentialId> = wanted
                .into_iter()
                .filter(|first| !chosen.earn.contains(first))
                .collect();
            let mut price = so_far;
            for first in &new {
                price = price + self.price(*first);
            }
            chosen.earn.extend(new.iter().copied());
            chosen.taken.extend(way.map(|first| (id, first)));
            let mut rest = open.clone();
            rest.extend(new.iter().copied());
            self.extend(chosen, &mut rest, price);
            chosen.earn.retain(|first| !new.contains(first));
            chosen.taken.remove(&id);
        }
        open.push(id);
    }

    fn is_closed(&self, id: CredentialId) -> bool {
        self.catalog
            .credential(&id)
            .is_none_or(|credential| self.goal.closed(credential).is_some())
    }

    /// Whether earning `from` takes `to`, by what is chosen so far.
    fn leads_to(&self, chosen: &Chosen, from: CredentialId, to: CredentialId) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(id) = open.pop() {
            if id == to {
                return true;
            }
            if seen.insert(id) && !self.goal.is_held(&id) {
                let needs = self
                    .catalog
                    .credential(&id)
                    .map(|credential| &credential.prerequisites.credentials);
                open.extend(needs.into_iter().flat_map(|needs| needs.iter().copied()));
                open.extend(chosen.taken.get(&id));
            }
        }
        false
    }
}

/// The shortest chain from the target to something that can't be earned.
fn blocked(catalog: &Catalog, goal: &Goal<'_>) -> Unreachable {
    let mut chains: std::collections::VecDeque<Vec<&Credential>> = [vec![goal.target]].into();
    let mut seen = BTreeSet::from([goal.target.id]);
    while let Some(chain) = chains.pop_front() {
        let Some(last) = chain.last() else { continue };
        let ids = || chain.iter().map(|credential| credential.id).collect();
        if let Some(why) = goal.closed(last) {
            return Unreachable { chain: ids(), why };
        }
        let needs = &last.prerequisites;
        let closed = |id: &CredentialId| catalog.credential(id).and_then(|c| goal.closed(c));
        let any = &needs.any_of;
        if !any.is_empty()
            && any
                .iter()
                .all(|id| !goal.is_held(id) && closed(id).is_some())
        {
            let reasons = any
                .iter()
                .filter_map(|id| Some(format!("{id} {}", closed(id)?)));
            let why = format!(
                "needs one of several, none of which can be had: {}",
                reasons.collect::<Vec<_>>().join(", ")
            );
            return Unreachable { chain: ids(), why };
        }
        let next = needs
            .credentials
            .iter()
            .chain(any.iter())
            .filter(|id| !goal.is_held(id));
        for credential in next.filter_map(|id| catalog.credential(id)) {
            if seen.insert(credential.id) {
                chains.push_back(chain.iter().copied().chain([credential]).collect());
            }
        }
    }
    Unreachable {
        chain: vec![goal.target.id],
        why: "needs credentials that need each other".to_owned(),
    }
}
