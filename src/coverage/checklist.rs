//! Requirements made ready for many people: who matters the same way is counted together.
//!
//! Items that compete for people (seats of one exclusive group) form one block, every other item a block of its own. For
//! each block a person comes down to one last day for each of its matches; people with the same days are one class. So
//! a million people stay a small problem.

use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::civil::Date;

use super::Options;
use super::day::Last;
use super::person::Person;
use super::test::Test;
use crate::catalog::Catalog;
use crate::catalog::quantity::Period;
use crate::requirement::{Demand, Item, Match, Requirement, Whom};

/// The requirements, the day, and the people seen so far.
pub(super) struct Checklist<'r, 't> {
    pub(super) requirements: &'r [Requirement],
    pub(super) catalog: &'r Catalog,
    pub(super) as_of: Date,
    /// The last day that is looked ahead to.
    pub(super) until: Date,
    pub(super) options: Options,
    pub(super) blocks: Vec<Block<'r, 't>>,
    pub(super) people: usize,
}

/// Items that are judged together, and the people who matter to them.
pub(super) struct Block<'r, 't> {
    /// Which requirement it belongs to.
    pub(super) requirement: usize,
    /// Its items, by their place in the requirement.
    pub(super) items: Vec<Part<'r>>,
    pub(super) slots: Vec<Slot>,
    pub(super) classes: BTreeMap<Box<[Last]>, Class<'t>>,
}

/// An item of a block.
pub(super) struct Part<'r> {
    pub(super) number: usize,
    pub(super) item: &'r Item,
    /// Its first slot; those of its sub-minimums, gates and lines follow.
    pub(super) slot: usize,
}

/// A match of a block.
pub(super) struct Slot {
    pub(super) test: Test,
    /// How long a holding must still last.
    pub(super) valid_for: Option<Period>,
    /// The slot that must be met as well.
    within: Option<usize>,
}

/// People with the same last days.
#[derive(Default)]
pub(super) struct Class<'t> {
    pub(super) count: u32,
    /// The first of them by id; all of them unless so many are not kept.
    pub(super) members: Vec<Rc<Person<'t>>>,
}

impl<'r, 't> Checklist<'r, 't> {
    pub(super) fn new(
        requirements: &'r [Requirement],
        catalog: &'r Catalog,
        as_of: Date,
        until: Date,
        options: Options,
    ) -> Self {
        let mut blocks: Vec<Block<'r, 't>> = Vec::new();
        for (at, requirement) in requirements.iter().enumerate() {
            for (number, item) in requirement.items.iter().enumerate() {
                let group = group(item);
                let same = |block: &Block<'_, '_>| {
                    let other = block.items.first().and_then(|part| self::group(part.item));
                    block.requirement == at && other.is_some_and(|other| group == Some(other))
                };
                let home = blocks.iter().position(same).unwrap_or_else(|| {
                    let (items, slots, classes) = (Vec::new(), Vec::new(), BTreeMap::new());
                    blocks.push(Block { requirement: at, items, slots, classes });
                    blocks.len() - 1
                });
                let block = &mut blocks[home];
                let slot = block.slots.len();
                block.slots.extend(slots(item, slot, catalog, options));
                block.items.push(Part { number, item, slot });
            }
        }
        Self { requirements, catalog, as_of, until, options, blocks, people: 0 }
    }

    /// The day of the check, as a last day compares to it.
    pub(super) fn today(&self) -> Last {
        Last::from(self.as_of)
    }

    /// Takes note of a person. `keep` bounds how many of a class are remembered by name.
    pub(super) fn add(&mut self, person: &Person<'t>, keep: usize) {
        self.people += 1;
        let (today, horizon) = (Last::from(self.as_of), Last::from(self.until));
        // Lapsed before the check is lapsed, and what lasts beyond the horizon lasts.
        let clamp = |last: Last| match last {
            _ if last < today => Last::NOT_AT_ALL,
            _ if last >= horizon => Last::NEVER,
            _ => last,
        };
        let mut shared: Option<Rc<Person<'t>>> = None;
        for block in &mut self.blocks {
            let key = block.key(person, self.catalog, self.as_of);
            let Some(key) = key.map(|key| key.into_iter().map(clamp).collect::<Box<[Last]>>()) else { continue };
            let every = matches!(block.items.first().map(|part| &part.item.demand), Some(Demand::Every { .. }));
            if !every && key.iter().all(|last| *last == Last::NOT_AT_ALL) {
                continue;
            }
            let class = block.classes.entry(key).or_default();
            class.count = class.count.saturating_add(1);
            let place = class.members.partition_point(|other| other.id < person.id);
            if place < keep {
                let person = shared.get_or_insert_with(|| Rc::new(person.clone()));
                class.members.insert(place, Rc::clone(person));
                class.members.truncate(keep);
            }
        }
    }
}

impl Block<'_, '_> {
    /// The last days of a person for this block. `None` where it does not concern the person.
    fn key(&self, person: &Person<'_>, catalog: &Catalog, as_of: Date) -> Option<Vec<Last>> {
        let last = |slot: &Slot| slot.test.of(person, catalog, as_of).last(&person.holds).less(slot.valid_for);
        match self.items.first().map(|part| &part.item.demand) {
            Some(Demand::Every { whom, .. }) => {
                let concerned = match whom {
                    Whom::All => true,
                    Whom::Role(role) => person.has_role(role),
                    Whom::Position(table) => person.positions(*table, as_of).next().is_some(),
                };
                concerned.then(|| self.slots.iter().map(last).collect())
            }
            Some(Demand::Credentials { .. }) => {
                let mut key = Vec::new();
                for slot in &self.slots {
                    key.extend(slot.test.each(&person.holds).into_iter().map(|one| one.last.less(slot.valid_for)));
                }
                Some(key)
            }
            _ => {
                let mut key: Vec<Last> = Vec::with_capacity(self.slots.len());
                for slot in &self.slots {
                    let within = slot.within.and_then(|at| key.get(at).copied()).unwrap_or(Last::NEVER);
                    key.push(if within == Last::NOT_AT_ALL { within } else { last(slot).min(within) });
                }
                Some(key)
            }
        }
    }
}

/// The exclusive group of an item.
pub(super) fn group(item: &Item) -> Option<crate::catalog::text::Text> {
    match &item.demand {
        Demand::People(seats) => seats.exclusive,
        _ => None,
    }
}

/// The matches of an item: the main one first, then sub-minimums, or gates and lines.
fn slots(item: &Item, first: usize, catalog: &Catalog, options: Options) -> Vec<Slot> {
    let valid_for = options.valid_for.or(item.valid_for);
    let least = item.evidence.max(options.least_evidence);
    let slot = |matching: &Match, within| Slot { test: Test::new(matching, least, catalog), valid_for, within };
    match &item.demand {
        Demand::People(seats) => {
            let subs = seats.of_which.iter().map(|(_, matching)| slot(matching, Some(first)));
            std::iter::once(slot(&seats.matching, None)).chain(subs).collect()
        }
        Demand::Credentials { matching, .. } => {
            vec![Slot { test: Test::holds(matching, least, catalog), valid_for, within: None }]
        }
        Demand::Every { matching, .. } => vec![slot(matching, None)],
        Demand::Score(score) => {
            let gates = score.gates.iter().map(|(_, matching)| slot(matching, None));
            gates.chain(score.each.iter().map(|line| slot(&line.matching, None))).collect()
        }
    }
}
