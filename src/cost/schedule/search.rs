//! The cheapest renewals that keep one group alive: an exact search, best first.
//!
//! A state holds the day each member's term ends. Without renewal windows it is enough to act on days on which something
//! would lapse: acting later makes every new term end later, and a later end never hurts. With windows it can hurt: a
//! credential that refreshes others may not be open yet when they need it. So an earlier day can be right, but only one
//! from which a chain of terms and windows leads exactly to a day on which something is due; these days are few, and are
//! tried too (docs/cost.md has the argument).

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

use jiff::ToSpan;

use super::set::{Item, Set, Way};
use crate::base::date::Date;
use crate::base::date::months_later;
use crate::base::money::Usd;
use crate::catalog::vocabulary::ExtendsFrom;

/// States made before the search gives up being exact. Seen in practice: a few hundred.
const MOST_STATES: usize = 100_000;
/// How often what is still to pay counts when it gave up, so that it runs for the goal.
const URGENCY: i128 = 8;
/// More terms than a horizon can hold.
const MOST_TERMS: i64 = 2_000;
/// Weight of a cent. What is left over decides between equally cheap schedules: the one that takes fewer hours, then the
/// one with fewer renewals, then the one that acts later.
const CENT: i128 = 1 << 64;
/// Weight of a minute.
const MINUTE: i128 = 1 << 24;
/// Weight of a renewal.
const RENEWAL: i128 = 1 << 10;

impl Way {
    /// What renewing this way weighs.
    fn in_search(&self) -> i128 {
        i128::from(self.weight) * CENT + i128::from(self.minutes) * MINUTE + RENEWAL
    }
}

/// Members of a set, by themselves.
pub(super) struct Group<'s, 'c> {
    /// Their places in the set.
    pub at: Vec<usize>,
    items: Vec<&'s Item<'c>>,
    /// For each member, those its renewal refreshes.
    refreshes: Vec<Vec<usize>>,
    today: Date,
    end: Date,
}

/// A renewal: on a day, of a member, in one of its ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub date: Date,
    /// Place in the set.
    pub renewed: usize,
    /// Place among its ways.
    pub way: usize,
}

/// The cheapest renewals of a group.
pub(super) struct Found {
    pub steps: Vec<Step>,
    /// What they weigh, in cents, hours included.
    pub cents: i64,
    /// Whether it is certain that nothing is cheaper.
    pub cheapest: bool,
}

impl<'s, 'c> Group<'s, 'c> {
    pub fn new(set: &'s Set<'c>, index: Vec<usize>, today: Date, end: Date) -> Self {
        let items: Vec<_> = index.iter().map(|index| &set.items[*index]).collect();
        let of = |by: &usize| {
            (0..items.len())
                .filter(|other| items[*other].renewers.contains(by))
                .collect()
        };
        let refreshes = index.iter().map(of).collect();
        Self {
            at: index,
            items,
            refreshes,
            today,
            end,
        }
    }

    /// The day each term ends as things stand on the first day; what need not be kept ends with the horizon.
    pub fn start(&self) -> Vec<Date> {
        self.items
            .iter()
            .map(|item| item.start.unwrap_or(Date::MAX))
            .collect()
    }

    /// Renews a member on a day, with everything that refreshes.
    pub fn renew(&self, state: &mut [Date], renewed: usize, date: Date) {
        let item = self.items[renewed];
        state[renewed] = item.renewed(state[renewed], date);
        for &other in &self.refreshes[renewed] {
            let item = self.items[other];
            let refreshed = match (item.extends, item.months) {
                (ExtendsFrom::Renewer, _) => state[renewed],
                (_, Some(months)) => months_later(date, months),
                (_, None) => Date::MAX,
            };
            state[other] = state[other].max(refreshed);
        }
    }

    /// The cheapest steps whose ways bring no higher annual fee than `level`; `None` where nothing keeps all alive.
    pub fn cheapest(&self, level: Usd) -> Option<Found> {
        let mut search = Search::new(self, level);
        match search.run(1, MOST_STATES) {
            Answer::Steps(steps, cents) => Some(Found {
                steps,
                cents,
                cheapest: true,
            }),
            Answer::Nothing => None,
            Answer::TooMany => {
                search.days.clear();
                match search.run(URGENCY, usize::MAX) {
                    Answer::Steps(steps, cents) => Some(Found {
                        steps,
                        cents,
                        cheapest: false,
                    }),
                    Answer::Nothing | Answer::TooMany => None,
                }
            }
        }
    }
}

/// What a search came to.
enum Answer {
    Steps(Vec<Step>, i64),
    Nothing,
    TooMany,
}

struct Search<'g, 's, 'c> {
    group: &'g Group<'s, 'c>,
    /// For each member its ways at this level, cheapest first.
    ways: Vec<Vec<usize>>,
    /// For each member, those it refreshes, those they refresh, and so on.
    reaches: Vec<BTreeSet<usize>>,
    /// Members whose renewal on a day before anything is due can make sense.
    forward: Vec<bool>,
    /// Members that refresh others and whose window moves with the days on which something is done.
    moving: Vec<usize>,
    /// Days before anything is due on which it can make sense.
    days: BTreeSet<Date>,
    /// Day from which on a term is as good as endless, for each member.
    enough: Vec<Date>,
}

/// A state, and how it was come by.
struct Node {
    state: Vec<Date>,
    /// Day of the last step.
    date: Date,
    weight: i128,
    from: Option<usize>,
    step: Option<Step>,
}

impl<'g, 's, 'c> Search<'g, 's, 'c> {
    fn new(group: &'g Group<'s, 'c>, level: Usd) -> Self {
        let count = group.items.len();
        let open = |item: &Item<'_>| {
            let mut ways: Vec<_> = (0..item.ways.len())
                .filter(|index| item.ways[*index].yearly <= level)
                .collect();
            ways.sort_by_key(|index| item.ways[*index].in_search());
            ways
        };
        let reaches: Vec<BTreeSet<usize>> = (0..count)
            .map(|from| {
                let mut reached = BTreeSet::from([from]);
                let mut open = vec![from];
                while let Some(next) = open.pop() {
                    open.extend(
                        group.refreshes[next]
                            .iter()
                            .filter(|other| reached.insert(**other)),
                    );
                }
                reached
            })
            .collect();
        // A window moves with the days on which something else is done, unless each term begins where the last ended.
        let moves = |index: &usize| {
            let item = group.items[*index];
            let fixed = item.extends == ExtendsFrom::Expiry && item.renewers.is_empty();
            item.window_days.is_some() && !group.refreshes[*index].is_empty() && !fixed
        };
        let moving: Vec<usize> = (0..count).filter(moves).collect();
        let window = |index: usize| {
            group.items[index]
                .window_days
                .filter(|_| !group.refreshes[index].is_empty())
        };
        let mut search = Self {
            group,
            ways: group.items.iter().map(|item| open(item)).collect(),
            forward: reaches
                .iter()
                .map(|reached| moving.iter().any(|index| reached.contains(index)))
                .collect(),
            reaches,
            moving: Vec::new(),
            days: BTreeSet::new(),
            enough: (0..count)
                .map(|index| group.end.saturating_add(window(index).unwrap_or(0).days()))
                .collect(),
        };
        search.days = search.early_days(&moving);
        search.moving = moving;
        search
    }

    /// Days from which a chain of terms and windows leads to a day on which something ends as things stand, and last
    /// days of a way.
    fn early_days(&self, moving: &[usize]) -> BTreeSet<Date> {
        let group = self.group;
        let within = |day: &Date| group.today <= *day && *day < group.end;
        let ways = || group.items.iter().flat_map(|item| &item.ways);
        let mut days: BTreeSet<Date> = ways().filter_map(|way| way.until).filter(within).collect();
        if moving.is_empty() {
            return days;
        }
        let terms: BTreeSet<i64> = group.items.iter().filter_map(|item| item.months).collect();
        let mut open: Vec<Date> = days
            .iter()
            .copied()
            .chain(group.start())
            .filter(within)
            .collect();
        for item in group
            .items
            .iter()
            .filter(|item| item.extends == ExtendsFrom::Expiry)
        {
            let (Some(months), Some(start)) = (item.months, item.start) else {
                continue;
            };
            let ends = (1..).map(|term| months_later(start, term * months));
            open.extend(ends.take_while(|day| *day < group.end));
        }
        let mut seen = BTreeSet::new();
        while let Some(day) = open.pop() {
            if !within(&day) || !seen.insert(day) {
                continue;
            }
            open.extend(terms.iter().map(|months| months_later(day, *months)));
            for item in moving.iter().map(|index| group.items[*index]) {
                for &months in &terms {
                    // The last day on which a new term may begin for its window to be open on `day`.
                    let near = months_later(
                        day.saturating_add(item.window_days.unwrap_or(0).days()),
                        -months,
                    );
                    let mut last = latest(near, |from| {
                        item.opens(months_later(from, months))
                            .is_none_or(|opens| opens <= day)
                    });
                    open.push(last);
                    // It may also be a term later, each beginning where the last one ended.
                    while let (ExtendsFrom::Expiry, Some(months), true) =
                        (item.extends, item.months, within(&last))
                    {
                        last = latest(months_later(last, -months), |from| {
                            months_later(from, months) <= last
                        });
                        open.push(last);
                    }
                }
            }
        }
        days.append(&mut seen);
        days
    }

    /// Best first: by what was paid and, at least, is still to be paid, the latter counted `urgency` times.
    fn run(&self, urgency: i128, most: usize) -> Answer {
        let group = self.group;
        let mut start = group.start();
        self.cap(&mut start);
        let mut nodes = vec![Node {
            state: start,
            date: group.today,
            weight: 0,
            from: None,
            step: None,
        }];
        let mut best: HashMap<(Date, Vec<Date>), i128> = HashMap::new();
        // Of equals the newest first: it is the nearest to the goal.
        let mut open = BinaryHeap::from([(Reverse(0), 0)]);
        while let Some((_, index)) = open.pop() {
            let Some(due) = self.due(&nodes[index].state) else {
                return self.answer(&nodes, index);
            };
            let key = self.key(&nodes[index]);
            if best
                .get(&key)
                .is_some_and(|best| *best < nodes[index].weight)
            {
                continue;
            }
            if nodes.len() > most {
                return Answer::TooMany;
            }
            for step in self.steps(&nodes[index], due) {
                let mut state = nodes[index].state.clone();
                group.renew(&mut state, step.renewed, step.date);
                self.cap(&mut state);
                if state == nodes[index].state {
                    continue;
                }
                let Some(rest) = self.rest(&state) else {
                    continue;
                };
                let early = i128::from(step.date < due);
                let price = group.items[step.renewed].ways[step.way].in_search();
                let weight = nodes[index].weight + price + early;
                let node = Node {
                    state,
                    date: step.date,
                    weight,
                    from: Some(index),
                    step: Some(step),
                };
                let known = best.entry(self.key(&node)).or_insert(i128::MAX);
                if weight < *known {
                    *known = weight;
                    open.push((Reverse(weight + rest * urgency), nodes.len()));
                    nodes.push(node);
                }
            }
        }
        Answer::Nothing
    }

    /// What tells a node from others. The day matters only where a step can be taken before anything is due.
    fn key(&self, node: &Node) -> (Date, Vec<Date>) {
        (
            if self.days.is_empty() {
                Date::MIN
            } else {
                node.date
            },
            node.state.clone(),
        )
    }

    fn answer(&self, nodes: &[Node], goal: usize) -> Answer {
        let mut steps = Vec::new();
        let mut index = Some(goal);
        while let Some(node) = index.map(|index| &nodes[index]) {
            steps.extend(node.step.map(|step| Step {
                renewed: self.group.at[step.renewed],
                ..step
            }));
            index = node.from;
        }
        steps.reverse();
        let cents = i64::try_from(nodes[goal].weight / CENT).unwrap_or(i64::MAX);
        Answer::Steps(steps, cents)
    }

    /// The first day before the end of the horizon on which something lapses.
    fn due(&self, state: &[Date]) -> Option<Date> {
        let first = state
            .iter()
            .min()
            .copied()
            .filter(|day| *day < self.group.end)?;
        Some(first.max(self.group.today))
    }

    fn cap(&self, state: &mut [Date]) {
        for (day, enough) in state.iter_mut().zip(&self.enough) {
            *day = (*day).min(*enough);
        }
    }

    /// What can be done next; members by their place in the group.
    fn steps(&self, node: &Node, due: Date) -> Vec<Step> {
        let group = self.group;
        let mut steps = Vec::new();
        let early = self.days.range(node.date..due).copied();
        for date in early.chain([due]) {
            for renewed in 0..group.items.len() {
                let item = group.items[renewed];
                let is_due = |other: &usize| node.state[*other].max(group.today) == due;
                let makes_sense = (self.forward[renewed]
                    && (date == due || self.is_tied(renewed, date)))
                    || item.ways.iter().any(|way| way.until == Some(date))
                    || (date == due && self.reaches[renewed].iter().any(is_due));
                let opened = item
                    .opens(item.expires(node.state[renewed]))
                    .is_none_or(|opens| opens <= date);
                if makes_sense && opened {
                    let open =
                        |way: &&usize| item.ways[**way].until.is_none_or(|until| date <= until);
                    let way = self.ways[renewed].iter().find(open);
                    steps.extend(way.map(|way| Step {
                        date,
                        renewed,
                        way: *way,
                    }));
                }
            }
        }
        steps
    }

    /// Whether a day later a window would open too late for some day that matters.
    fn is_tied(&self, renewed: usize, date: Date) -> bool {
        let group = self.group;
        let months: BTreeSet<i64> = self.reaches[renewed]
            .iter()
            .filter_map(|index| group.items[*index].months)
            .collect();
        let mut moving = self.reaches[renewed]
            .iter()
            .filter(|index| self.moving.contains(index))
            .map(|index| group.items[*index]);
        moving.any(|item| {
            let opens = |from: Date, months: i64| {
                item.opens(months_later(from, months)).unwrap_or(Date::MAX)
            };
            months.iter().any(|&months| {
                let (today, tomorrow) = (
                    opens(date, months),
                    opens(date.saturating_add(1.day()), months),
                );
                self.days.range(today..tomorrow).next().is_some()
            })
        })
    }

    /// At least so much is still to be paid; `None` where nothing keeps all alive.
    ///
    /// Each member needs so many more terms, and each renewal gives no member more than one. Whatever is shared out of
    /// the price of each renewal among the members it refreshes is therefore due for each of their terms.
    fn rest(&self, state: &[Date]) -> Option<i128> {
        let group = self.group;
        let needs: Vec<i64> = (0..state.len())
            .map(|index| self.terms(index, state[index]))
            .collect();
        let mut open: Vec<usize> = (0..state.len()).filter(|index| needs[*index] > 0).collect();
        if open.iter().any(|index| {
            self.cheapest_way(*index).is_none() && group.items[*index].renewers.is_empty()
        }) {
            return None;
        }
        let renewers = |index: usize| {
            (0..state.len()).filter(move |by| *by == index || group.refreshes[*by].contains(&index))
        };
        let share = |order: &[usize]| {
            let mut left: Vec<Option<i128>> = (0..state.len())
                .map(|index| self.cheapest_way(index))
                .collect();
            let mut total = 0;
            for &index in order {
                let Some(part) = renewers(index).filter_map(|by| left[by]).min() else {
                    continue;
                };
                renewers(index).for_each(|by| left[by] = left[by].map(|left| left - part));
                total += part * i128::from(needs[index]);
            }
            total
        };
        open.sort_by_key(|index| renewers(*index).count());
        let few_ways_first = share(&open);
        open.sort_by_key(|index| Reverse(needs[*index]));
        Some(few_ways_first.max(share(&open)))
    }

    fn cheapest_way(&self, index: usize) -> Option<i128> {
        let way = self.ways[index].first()?;
        Some(self.group.items[index].ways[*way].in_search())
    }

    /// The least number of terms a member still needs.
    fn terms(&self, index: usize, expires: Date) -> i64 {
        let item = self.group.items[index];
        let aligned = item.extends == ExtendsFrom::Renewer && !item.renewers.is_empty();
        match item.months {
            Some(months) if !aligned => {
                let from = expires.max(self.group.today);
                (0..MOST_TERMS)
                    .take_while(|term| months_later(from, term * months) < self.group.end)
                    .count()
                    .try_into()
                    .unwrap_or(1)
            }
            _ => i64::from(expires < self.group.end),
        }
    }
}

/// The last day that fits, from one near it on; all before it fit too.
fn latest(near: Date, fits: impl Fn(Date) -> bool) -> Date {
    let mut day = near;
    while fits(day) && day < Date::MAX {
        day = day.saturating_add(1.day());
    }
    while !fits(day) && day > Date::MIN {
        day = day.saturating_sub(1.day());
    }
    day
}
