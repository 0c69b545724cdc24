//! In which order and when: one step after the other, and what lapses before it is needed is renewed.
//!
//! All orders that the prerequisites allow are tried while there are few steps; the one with the least to renew wins.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;

use super::{Chosen, DEFAULT_RATE, Goal, Path, Renewal, Step, beside, price};
use crate::base::date::Date;
use crate::base::date::{Expiry, months_later};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::validity::Validity;
use crate::cost::{HourRange, cost};

/// Up to so many steps all orders are tried: 40,320 at most.
const ALL_ORDERS: usize = 8;
/// Renewals before one step; more means that something lasts shorter than the step takes.
const MOST_RENEWALS: usize = 20;

/// What has to be earned, with what each needs of the others and of what is held.
struct Task<'c> {
    credential: &'c Credential,
    needs: Vec<&'c CredentialId>,
    alternatives: Vec<&'c CredentialId>,
    preparation: HourRange,
}

pub(super) fn timeline<'c>(catalog: &'c Catalog, goal: &Goal<'c>, chosen: &Chosen) -> Path<'c> {
    let tasks: Vec<Task<'c>> = chosen
        .earn
        .iter()
        .filter_map(|id| task(catalog, goal, chosen, *id))
        .collect();
    let mut best: Option<(Burden, Path<'c>)> = None;
    each_order(&tasks, &mut Vec::new(), &mut |order| {
        let path = walk(catalog, goal, &tasks, order);
        let burden = Burden::of(&path, goal.rate);
        if best.as_ref().is_none_or(|(least, _)| burden < *least) {
            best = Some((burden, path));
        }
        // Nothing to renew can't be bettered, and with many steps the first order has to do.
        let done = best
            .as_ref()
            .is_some_and(|(least, _)| *least == Burden::default());
        if done || tasks.len() > ALL_ORDERS {
            Go::Stop
        } else {
            Go::On
        }
    });
    best.map_or_else(
        || Path {
            steps: Vec::new(),
            renewals: Vec::new(),
        },
        |(_, path)| path,
    )
}

fn task<'c>(
    catalog: &'c Catalog,
    goal: &Goal<'c>,
    chosen: &Chosen,
    id: CredentialId,
) -> Option<Task<'c>> {
    let credential = catalog.credential(&id)?;
    let needs = &credential.prerequisites;
    let any: Vec<&CredentialId> = needs.any_of.iter().collect();
    let taken = match chosen.taken.get(&id) {
        Some(taken) => any.iter().copied().find(|needed_id| *needed_id == taken),
        None => any
            .iter()
            .copied()
            .find(|needed_id| goal.is_held(needed_id)),
    };
    let open = |needed_id: &CredentialId| {
        goal.is_held(needed_id)
            || catalog
                .credential(needed_id)
                .is_some_and(|credential| goal.closed(credential).is_none())
    };
    let alternatives = any
        .into_iter()
        .filter(|needed_id| Some(*needed_id) != taken && open(needed_id))
        .collect();
    let (_, preparation) = price(catalog, credential, goal.rate);
    Some(Task {
        credential,
        needs: needs.credentials.iter().chain(taken).collect(),
        alternatives,
        preparation,
    })
}

#[derive(PartialEq, Eq)]
enum Go {
    On,
    Stop,
}

/// Calls `visit` with every order in which nothing comes before what it needs: of those that are free, lower tiers and
/// longer terms first.
fn each_order(
    tasks: &[Task<'_>],
    order: &mut Vec<usize>,
    visit: &mut impl FnMut(&[usize]) -> Go,
) -> Go {
    if order.len() == tasks.len() {
        return visit(order);
    }
    let earned: BTreeSet<CredentialId> = order
        .iter()
        .map(|index| tasks[*index].credential.id)
        .collect();
    let to_earn: BTreeSet<CredentialId> = tasks.iter().map(|task| task.credential.id).collect();
    let ready = |task: &Task<'_>| {
        task.needs
            .iter()
            .all(|id| earned.contains(id) || !to_earn.contains(id))
    };
    let mut free: Vec<usize> = (0..tasks.len())
        .filter(|index| !order.contains(index) && ready(&tasks[*index]))
        .collect();
    let months = |index: &usize| match tasks[*index].credential.current_validity() {
        Validity::Never => u16::MAX,
        Validity::Months(months) => months.get(),
        Validity::Unknown => 0,
    };
    free.sort_by_key(|index| {
        (
            tasks[*index].credential.tier,
            std::cmp::Reverse(months(index)),
            tasks[*index].credential.id,
        )
    });
    for index in free {
        order.push(index);
        let go = each_order(tasks, order, visit);
        order.pop();
        if go == Go::Stop {
            return Go::Stop;
        }
    }
    Go::On
}

/// What renewing on the way costs, as it is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Burden {
    unknown: usize,
    amount: i64,
    hours: i64,
}

impl Burden {
    fn of(path: &Path<'_>, rate: Option<Usd>) -> Self {
        let hours: f64 = path
            .renewals
            .iter()
            .map(|renewal| renewal.hours.middle())
            .sum();
        let rate = rate.map_or(0.0, |rate| rate.cents() as f64);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "hours and rates are bounded"
        )]
        let (worth, hours) = (
            (hours * rate).round() as i64,
            (hours * 100.0).round() as i64,
        );
        let known: Usd = path
            .renewals
            .iter()
            .filter_map(|renewal| renewal.cost)
            .sum();
        let unknown = path
            .renewals
            .iter()
            .filter(|renewal| renewal.cost.is_none())
            .count();
        Self {
            unknown,
            amount: known.cents() + worth,
            hours,
        }
    }
}

/// The steps in an order, with their days; whatever would lapse before a step needs it is renewed on its last day.
fn walk<'c>(
    catalog: &'c Catalog,
    goal: &Goal<'c>,
    tasks: &[Task<'c>],
    order: &[usize],
) -> Path<'c> {
    let mut path = Path {
        steps: Vec::new(),
        renewals: Vec::new(),
    };
    let mut valid: BTreeMap<CredentialId, Expiry> = goal.holds.clone();
    let held = goal.holds.keys().filter(|id| goal.is_held(id));
    let mut known: Vec<&Credential> = held.filter_map(|id| catalog.credential(id)).collect();
    let mut hours = HourRange::NONE;
    for task in order.iter().map(|index| &tasks[*index]) {
        let start = after(goal, hours.low);
        let (preparation, covered) = beside(
            catalog,
            task.credential,
            task.preparation,
            known.iter().copied(),
        );
        known.push(task.credential);
        hours = hours.plus(preparation);
        for _ in 0..MOST_RENEWALS {
            let needed = after(goal, hours.high);
            let lapsed = |id: &&CredentialId| match valid.get(*id) {
                Some(Expiry::On(due)) if *due < needed => Some((catalog.credential(id)?, *due)),
                _ => None,
            };
            let Some((credential, due)) = task.needs.iter().find_map(lapsed) else {
                break;
            };
            let renewal = renew(catalog, goal, credential, &task.credential.id, due);
            hours = hours.plus(renewal.hours);
            valid.insert(credential.id, expiry(credential, due));
            path.renewals.push(renewal);
        }
        let earned = (after(goal, hours.low), after(goal, hours.high));
        valid.insert(task.credential.id, expiry(task.credential, earned.1));
        path.steps.push(Step {
            credential: task.credential,
            cost: price(catalog, task.credential, goal.rate).0,
            preparation,
            covered,
            needs: task.needs.clone(),
            alternatives: task.alternatives.clone(),
            start,
            earned,
        });
    }
    path
}

/// The cheapest way to keep what is due; where none is known, it is earned again.
fn renew<'c>(
    catalog: &'c Catalog,
    goal: &Goal<'_>,
    credential: &'c Credential,
    needed_by: &'c CredentialId,
    due: Date,
) -> Renewal<'c> {
    let price = cost(catalog, credential, goal.rate.unwrap_or(DEFAULT_RATE));
    let (cost, hours) = match &price.keeping {
        Some(keeping) => (keeping.fee, keeping.hours),
        None => (price.earning(), price.preparation),
    };
    Renewal {
        credential,
        needed_by,
        due,
        cost,
        hours,
    }
}

/// When what is earned or renewed on a day ends.
fn expiry(credential: &Credential, earned: Date) -> Expiry {
    match credential.current_validity() {
        Validity::Never => Expiry::Never,
        Validity::Months(months) => Expiry::On(months_later(earned, i64::from(months.get()))),
        Validity::Unknown => Expiry::Unknown,
    }
}

/// The first day on which so many hours are done.
fn after(goal: &Goal<'_>, hours: f64) -> Date {
    day_after(goal.today, goal.hours_per_week, hours)
}

/// The first day from `today` on which so many hours are done, at so many a week.
pub(super) fn day_after(today: Date, hours_per_week: u16, hours: f64) -> Date {
    let days = (hours * 7.0 / f64::from(hours_per_week.max(1))).ceil();
    #[expect(clippy::cast_possible_truncation, reason = "hours are bounded")]
    today.saturating_add((days as i64).days())
}
