//! From which day on a plan answers for each item. For what is not covered today that is the deadline. What is covered
//! today must not lapse before it either, so there the plan answers from the last day on which the item is covered if
//! nobody does anything.

use std::collections::{BTreeMap, BTreeSet};

use super::Question;
use crate::base::date::{Date, PartialDate};
use crate::coverage::judge;
use crate::coverage::verdict::{ItemVerdict, RequirementVerdict};
use crate::team::requirement::{Demand, Item, Match, Requirement, Weight, Whom};

/// Most different first days before the deadline: each is one more day by which somebody may earn a credential. Where
/// there are more, some are brought forward, which can only ask for more than is needed.
const MOST_DAYS: usize = 6;

/// From when on an item is the plan's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstDay {
    /// From this day on the item must be met by what the plan makes of the team.
    pub day: Date,
    /// Whether it must also be covered on each day before.
    pub kept: bool,
}

/// The first day of each item of each requirement set, in their order.
pub fn first_days(question: &Question<'_>) -> Vec<Vec<FirstDay>> {
    if !question.keep_covered {
        let planned = FirstDay {
            day: question.deadline,
            kept: false,
        };
        let sets = question.requirements.iter();
        return sets.map(|set| vec![planned; set.items.len()]).collect();
    }
    let verdict = judge(
        question.requirements,
        question.team,
        question.catalog,
        question.today,
        question.until,
        question.options(),
    );
    let mut days: Vec<Vec<FirstDay>> = question
        .requirements
        .iter()
        .zip(&verdict.requirements)
        .map(|(set, judged)| of_set(question, set, judged))
        .collect();
    bring_forward(&mut days, question.deadline);
    days
}

/// What is known of the seats of a group together: people may move from one to another.
#[derive(Clone, Copy)]
struct Seats {
    day: Date,
    all_covered: bool,
}

fn of_set(
    question: &Question<'_>,
    set: &Requirement,
    judged: &RequirementVerdict,
) -> Vec<FirstDay> {
    let mut groups: BTreeMap<&str, Seats> = BTreeMap::new();
    for (item, judged) in deciding(set, judged) {
        if let Some(name) = group(item) {
            let seats = groups.entry(name).or_insert(Seats {
                day: question.deadline,
                all_covered: true,
            });
            seats.all_covered &= judged.covered;
            if judged.covered {
                seats.day = seats.day.min(last_day(question, item, judged));
            }
        }
    }
    let first_day = |(item, judged): (&Item, &ItemVerdict)| {
        if !judged.covered {
            return FirstDay {
                day: question.deadline,
                kept: false,
            };
        }
        match group(item).and_then(|name| groups.get(name)) {
            Some(seats) => FirstDay {
                day: seats.day,
                kept: seats.all_covered,
            },
            None => FirstDay {
                day: last_day(question, item, judged),
                kept: true,
            },
        }
    };
    set.items.iter().zip(&judged.items).map(first_day).collect()
}

fn deciding<'a>(
    set: &'a Requirement,
    judged: &'a RequirementVerdict,
) -> impl Iterator<Item = (&'a Item, &'a ItemVerdict)> {
    let items = set.items.iter().zip(&judged.items);
    items.filter(|(item, _)| item.severity == Weight::Required)
}

fn group(item: &Item) -> Option<&str> {
    match &item.demand {
        Demand::People(seats) => seats.exclusive.as_deref(),
        _ => None,
    }
}

/// The last day on which an item is covered if nobody does anything; at most the deadline.
fn last_day(question: &Question<'_>, item: &Item, judged: &ItemVerdict) -> Date {
    let breaks = judged.breaks_on.into_iter();
    let breaks = breaks.chain(new_positions(question, item)).min();
    let last = breaks.map_or(question.deadline, |day| day.yesterday().unwrap_or(day));
    last.clamp(question.today, question.deadline)
}

/// The first day on which somebody takes up a position that an item is about.
fn new_positions(question: &Question<'_>, item: &Item) -> Option<Date> {
    let tables = tables(item);
    let positions = question.team.people.iter().flat_map(|p| &p.positions);
    positions
        .filter(|position| tables.contains(&*position.table))
        .filter_map(|position| position.since.map(PartialDate::earliest))
        .filter(|since| *since > question.today)
        .min()
}

/// The tables whose positions decide whether an item is met.
fn tables(item: &Item) -> BTreeSet<&str> {
    let mut tables = BTreeSet::new();
    let mut open: Vec<&Match> = Vec::new();
    match &item.demand {
        Demand::People(seats) => {
            open.push(&seats.matching);
            open.extend(seats.of_which.iter().map(|(_, matching)| matching));
        }
        Demand::Every { whom, matching } => {
            if let Whom::Position(table) = whom {
                tables.insert(table.as_str());
            }
            open.push(matching);
        }
        Demand::Score(score) => {
            open.extend(score.gates.iter().map(|(_, matching)| matching));
            open.extend(score.each.iter().map(|line| &line.matching));
        }
        Demand::Credentials { .. } => {}
    }
    while let Some(matching) = open.pop() {
        match matching {
            Match::AllOf(parts) | Match::AnyOf(parts) => open.extend(parts),
            Match::AcceptedForPosition(table) => {
                tables.insert(&table.id);
            }
            Match::AtLeast(..) | Match::Holds(_) => {}
        }
    }
    tables
}

/// Leaves at most [`MOST_DAYS`] different days before the deadline.
fn bring_forward(days: &mut [Vec<FirstDay>], deadline: Date) {
    let early: BTreeSet<Date> = days
        .iter()
        .flatten()
        .map(|first| first.day)
        .filter(|day| *day < deadline)
        .collect();
    let early: Vec<Date> = early.into_iter().collect();
    let size = early.len().div_ceil(MOST_DAYS).max(1);
    for first in days.iter_mut().flatten() {
        if let Ok(place) = early.binary_search(&first.day) {
            first.day = early[place / size * size];
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn many_days_are_brought_forward_and_the_deadline_is_not() {
        let deadline = date(2027, 11, 24);
        let first = |day| FirstDay { day, kept: true };
        let mut days = vec![
            (1..=28).map(|day| first(date(2027, 3, day))).collect(),
            vec![first(deadline)],
        ];
        let before: Vec<Vec<FirstDay>> = days.clone();
        bring_forward(&mut days, deadline);
        let different: BTreeSet<Date> = days[0].iter().map(|first| first.day).collect();
        assert_eq!(different.len(), MOST_DAYS);
        assert!(
            days[0]
                .iter()
                .zip(&before[0])
                .all(|(now, then)| now.day <= then.day)
        );
        assert_eq!(days[1], before[1]);
        let mut few = vec![vec![first(date(2027, 1, 1)), first(date(2027, 2, 1))]];
        bring_forward(&mut few, deadline);
        assert_eq!(few[0][1].day, date(2027, 2, 1));
    }
}
