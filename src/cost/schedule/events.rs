//! Renewals as events, each with what it refreshes, and the opening of their windows.

use std::cmp::Ordering;

use super::plan::Plan;
use super::search::Group;
use super::set::Set;
use super::{Event, EventKind, Schedule};
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;

/// Adds the renewals of the plan, in their order.
pub(super) fn renewals<'c>(set: &Set<'c>, plan: &Plan, today: Date, schedule: &mut Schedule<'c>) {
    let all = Group::new(set, (0..set.items.len()).collect(), today, schedule.end);
    let mut state = all.start();
    for step in &plan.steps {
        let item = &set.items[step.renewed];
        let way = &item.ways[step.way];
        let id = &item.credential.id;
        let before = state.clone();
        all.renew(&mut state, step.renewed, step.date);
        let others: Vec<usize> = (0..state.len())
            .filter(|index| {
                *index != step.renewed && set.items[*index].renewers.contains(&step.renewed)
            })
            .filter(|index| set.items[*index].start.is_some())
            .collect();
        // What this keeps alive: of all that it refreshes what would end first; of equals the renewed one.
        let first = others
            .iter()
            .map(|index| (before[*index], *index))
            .min()
            .filter(|(day, _)| *day < before[step.renewed]);
        let (act_by, due) = first.unwrap_or((before[step.renewed], step.renewed));
        let due_item = &set.items[due];
        let expires = due_item.expires(act_by);
        let kind = way.kind.word().replace('-', " ");
        let due = &due_item.credential.id;
        let known = due_item.as_known(expires);
        let on = known.in_words();
        let would = match expires.cmp(&step.date) {
            Ordering::Less => match due_item.late {
                Some(late) => format!("{due} expired {on} and is {}", late.in_words()),
                None => format!("{due} expired {on}"),
            },
            Ordering::Equal if known.day().is_some() => format!("{due} would lapse"),
            Ordering::Equal | Ordering::Greater => format!("{due} would lapse {on}"),
        };
        let returning = item
            .late
            .filter(|late| late.until == before[step.renewed])
            .map_or(Some(Usd::FREE), |late| late.grace.reinstatement);
        let cost = way.fee.zip(returning).map(|(fee, more)| fee + more);
        let because = if due == id {
            format!("{would}; by {kind}")
        } else {
            format!("{would}; renewing {id} by {kind} keeps it")
        };
        if cost.is_none() {
            schedule
                .at_least
                .insert(format!("what renewing {id} costs is not known"));
        }
        let opens = item.opens(item.expires(before[step.renewed]));
        if let Some(opens) = opens.filter(|opens| *opens >= today) {
            let because = format!("{id} can be renewed from this day");
            schedule
                .events
                .push(Event::free(opens, EventKind::WindowOpens, id, because));
        }
        schedule.events.push(Event {
            date: step.date,
            kind: EventKind::Renewal,
            credentials: std::iter::once(id)
                .chain(others.iter().map(|index| &set.items[*index].credential.id))
                .collect(),
            due: Some((due, expires)),
            expires: Some(known),
            opens,
            way: Some(way.kind),
            cost,
            most: None,
            hours: way.hours,
            because,
        });
    }
    let last = state
        .iter()
        .zip(&set.items)
        .filter(|(day, _)| **day == schedule.end);
    schedule.on_last_day = last.map(|(_, item)| &item.credential.id).collect();
}
