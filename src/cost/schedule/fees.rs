//! Annual fees as the issuer takes them: once a person, for the highest credential only, or for each.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::set::{Item, Set, basis};
use super::{Event, EventKind, Schedule};
use crate::base::date::Date;
use crate::base::date::months_later;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::id::IssuerId;
use crate::catalog::vocabulary::{Cycle, FeeBasis};

/// Days from `today` to the day before `end` on which a year since `first` is full; the first day itself counts where
/// `first` is not before it.
pub(super) fn anniversaries(first: Date, today: Date, end: Date) -> impl Iterator<Item = Date> {
    let days = (0..).map(move |year: i64| months_later(first, year * 12));
    days.skip_while(move |day| *day < today)
        .take_while(move |day| *day < end)
}

/// The day on which the first fee of some members was or will be due: the earliest day one was earned, or the new year
/// after it where the issuer counts in calendar years.
pub(super) fn first_due<'a, 'c: 'a>(items: impl Iterator<Item = &'a Item<'c>>) -> Option<Date> {
    let first = |item: &Item<'_>| match item
        .credential
        .renewal
        .as_ref()
        .map(|renewal| renewal.cycle)
    {
        Some(Cycle::CalendarYear) => months_later(date(item.since.year(), 1, 1), 12),
        Some(Cycle::Anniversary) | None => item.since,
    };
    items.map(first).min()
}

/// A fee due each year.
pub(super) struct Due<'s, 'c> {
    pub usd: Usd,
    items: Vec<&'s Item<'c>>,
    because: &'static str,
}

/// The yearly fees of a set, the known ones. `levels`: the highest fee due, for issuers that take only that one.
pub(super) fn dues<'s, 'c>(
    catalog: &Catalog,
    set: &'s Set<'c>,
    levels: &BTreeMap<IssuerId, Usd>,
) -> Vec<Due<'s, 'c>> {
    let mut issuers: BTreeMap<IssuerId, Vec<&Item<'c>>> = BTreeMap::new();
    for item in &set.items {
        issuers
            .entry(item.credential.issuer)
            .or_default()
            .push(item);
    }
    let mut dues = Vec::new();
    for (issuer, items) in issuers {
        let highest = items
            .iter()
            .filter_map(|item| fee(item))
            .max()
            .unwrap_or_default();
        match basis(catalog, &issuer) {
            FeeBasis::Credential => dues.extend(items.into_iter().map(|item| {
                let usd = fee(item).unwrap_or_default();
                Due {
                    usd,
                    items: vec![item],
                    because: "due each year",
                }
            })),
            FeeBasis::Person => {
                dues.push(Due {
                    usd: highest,
                    items,
                    because: "due each year, once for all credentials of the issuer",
                });
            }
            FeeBasis::HighestHeld => {
                let usd = levels.get(&issuer).copied().unwrap_or_default();
                dues.push(Due {
                    usd,
                    items,
                    because: "due each year, only the highest of the issuer",
                });
            }
        }
    }
    dues.retain(|due| due.usd > Usd::FREE);
    dues
}

fn fee(item: &Item<'_>) -> Option<Usd> {
    item.credential
        .renewal
        .as_ref()
        .map_or(Some(Usd::FREE), |renewal| renewal.annual_fee)
}

/// Adds the fees of every issuer.
pub(super) fn fees<'c>(
    catalog: &Catalog,
    set: &Set<'c>,
    levels: &BTreeMap<IssuerId, Usd>,
    today: Date,
    schedule: &mut Schedule<'c>,
) {
    for item in set.items.iter().filter(|item| fee(item).is_none()) {
        schedule.at_least.insert(format!(
            "the annual fee of {} is not known",
            item.credential.id
        ));
    }
    for due in dues(catalog, set, levels) {
        let Some(first) = first_due(due.items.iter().copied()) else {
            continue;
        };
        for date in anniversaries(first, today, schedule.end) {
            let because = due.because.to_owned();
            schedule.events.push(Event {
                credentials: due.items.iter().map(|item| &item.credential.id).collect(),
                cost: Some(due.usd),
                ..Event::free(
                    date,
                    EventKind::AnnualFee,
                    &due.items[0].credential.id,
                    because,
                )
            });
        }
    }
}
