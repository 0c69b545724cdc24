//! A schedule year by year.

use super::HourRange;
use super::schedule::Schedule;
use crate::base::date::Date;
use crate::base::date::months_later;
use crate::base::money::Usd;

/// What a year of a schedule takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Year {
    /// Cash, USD: the known part.
    pub cash: Usd,
    /// Whether something that costs is not known.
    pub at_least: bool,
    /// Hours.
    pub hours: HourRange,
}

/// The years of a schedule that begins `today`, the first one first; what falls on an anniversary is in the year that
/// begins with it.
pub fn by_year(schedule: &Schedule<'_>, today: Date, years: u8) -> Vec<Year> {
    let year = |number: u8| {
        let (from, to) = (
            months_later(today, i64::from(number) * 12),
            months_later(today, (i64::from(number) + 1) * 12),
        );
        let events = || {
            schedule
                .events
                .iter()
                .filter(move |event| (from..to).contains(&event.date))
        };
        Year {
            cash: events().filter_map(|event| event.cost).sum(),
            at_least: events().any(|event| event.cost.is_none()),
            hours: events()
                .map(|event| event.hours)
                .fold(HourRange::NONE, HourRange::plus),
        }
    };
    (0..years).map(year).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::cost::schedule::{Member, schedule};
    use crate::embedded;

    #[test]
    fn the_years_add_up_to_the_schedule() {
        let (catalog, today) = (embedded::catalog(), date(2024, 2, 29));
        for id in ["cka", "cissp", "pcap", "aws-saa", "az-104"] {
            let credential = catalog.credential_named(id).unwrap();
            let end = months_later(today, 72);
            let plan = schedule(
                catalog,
                &[Member::to_earn(credential)],
                today,
                end,
                Usd::from_cents(1_000),
            );
            let years = by_year(&plan, today, 6);
            assert_eq!(
                years.iter().map(|year| year.cash).sum::<Usd>(),
                plan.total(),
                "{id}"
            );
            let hours: f64 = years.iter().map(|year| year.hours.high).sum();
            assert!((hours - plan.hours().high).abs() < 1e-9, "{id}");
            assert!(years[0].cash > Usd::FREE, "{id}");
        }
    }
}
