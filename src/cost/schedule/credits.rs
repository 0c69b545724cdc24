//! Continuing education: what is due each year, and how many hours it takes where one activity counts in several
//! programs.

use jiff::civil::date;

use super::fees::anniversaries;
use super::plan::Plan;
use super::set::{Item, Set};
use super::{CreditCycle, Event, EventKind, Schedule};
use crate::base::date::Date;
use crate::base::date::months_later;
use crate::catalog::vocabulary::Cycle;

/// Adds the yearly deadlines, and both sums of hours.
pub(super) fn credits<'c>(set: &Set<'c>, plan: &Plan, today: Date, schedule: &mut Schedule<'c>) {
    let mut cycles = Vec::new();
    for step in &plan.steps {
        let item = &set.items[step.renewed];
        let hours = item.ways[step.way].credit_hours;
        if hours > 0.0 {
            cycles.push(CreditCycle {
                from: months_later(step.date, -item.months.unwrap_or(0)).max(today),
                to: step.date,
                hours,
            });
        }
    }
    schedule.credit_cycles = cycles;
    (schedule.credit_hours, schedule.credit_hours_shared) = schedule.credit_hours_before(Date::MAX);
    let end = schedule.end;
    for (at, item) in set.items.iter().enumerate() {
        let mut renewed = plan
            .steps
            .iter()
            .filter(|step| step.renewed == at)
            .map(|step| (step.date, &item.ways[step.way]));
        // What is renewed only after the horizon is collected for within it.
        let cheapest = || {
            item.ways
                .iter()
                .filter(|_| item.start.is_some())
                .min_by_key(|way| (way.weight, way.minutes))
        };
        let ends: Vec<Date> = renewed.clone().map(|(day, _)| day).collect();
        let by_credits = if ends.is_empty() {
            cheapest().is_some_and(|way| way.credit_hours > 0.0)
        } else {
            renewed.any(|(_, way)| way.credit_hours > 0.0)
        };
        if by_credits {
            yearly(item, &ends, today, end, schedule);
        }
    }
}

impl Schedule<'_> {
    /// Hours of continuing education for the renewals before a day: each program by itself, and the least if every
    /// activity counts in all of them.
    pub fn credit_hours_before(&self, until: Date) -> (f64, f64) {
        let cycles = self.credit_cycles.iter().filter(|cycle| cycle.to < until);
        let mut cycles: Vec<CreditCycle> = cycles.copied().collect();
        let summed = cycles.iter().fold(0.0, |sum, cycle| sum + cycle.hours);
        (summed, shared(&mut cycles))
    }
}

/// The least hours that fill every cycle when an hour counts in all cycles it falls in. Whatever a cycle still lacks is
/// collected on its last day, where it counts in the most cycles that end later.
fn shared(cycles: &mut [CreditCycle]) -> f64 {
    cycles.sort_by_key(|cycle| cycle.to);
    let mut collected: Vec<(Date, f64)> = Vec::new();
    for cycle in cycles.iter() {
        let within = collected
            .iter()
            .filter(|(day, _)| cycle.from < *day && *day <= cycle.to);
        let lacking = cycle.hours - within.map(|(_, hours)| hours).sum::<f64>();
        if lacking > 0.0 {
            collected.push((cycle.to, lacking));
        }
    }
    collected.iter().fold(0.0, |sum, (_, hours)| sum + hours)
}

/// The deadlines of each year but those at the `ends` of cycles, where the renewal stands.
fn yearly<'c>(item: &Item<'c>, ends: &[Date], today: Date, end: Date, schedule: &mut Schedule<'c>) {
    let Some(renewal) = &item.credential.renewal else {
        return;
    };
    let Some((credits, least)) = renewal
        .credits
        .as_ref()
        .and_then(|credits| Some((credits, credits.min_per_year?)))
    else {
        return;
    };
    let first = match renewal.cycle {
        // The year in which it is earned asks for nothing.
        Cycle::CalendarYear => date(item.since.year(), 12, 31),
        Cycle::Anniversary => item.since,
    };
    for day in anniversaries(months_later(first, 12), today, end).filter(|day| !ends.contains(day))
    {
        let because = format!(
            "at least {least} of {} {} are due for the year",
            credits.amount, credits.unit
        );
        schedule.events.push(Event::free(
            day,
            EventKind::Credits,
            &item.credential.id,
            because,
        ));
    }
}
