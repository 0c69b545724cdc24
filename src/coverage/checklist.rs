//! Requirements made ready for many people: who matters the same way is counted together.
//!
//! Items that compete for people (seats of one exclusive group) form one block, every other item a block of its own. For
//! each block a person comes down to one last day for each of its matches; people with the same days are one class. So
//! a million people stay a small problem.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use foldhash::fast::RandomState;
use jiff::ToSpan;

use super::classes::PersonClass;
use super::day::LastDay;
use super::matcher::{Matcher, Set};
use super::person::{Pending, Person, View};
use super::verdict::LateHolding;
use super::{Options, Question};
use crate::base::date::Date;
use crate::base::date::Period;
use crate::base::date::months_later;
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::cost::standing::Renewers;
use crate::team::requirement::{Demand, Item, Match, Requirement};

/// The requirements, the day, and the people seen so far.
pub(super) struct Checklist<'r, 't> {
    pub(super) requirements: &'r [Requirement],
    pub(super) catalog: &'r Catalog,
    pub(super) as_of: Date,
    /// The last day that is looked ahead to.
    pub(super) until: Date,
    pub(super) options: Options,
    /// Which credentials renew which.
    pub(super) renewers: Renewers,
    pub(super) blocks: Vec<Block<'r, 't>>,
    pub(super) people: usize,
    /// Who is on the way to a credential that some match names, by person and in the order of the roster.
    pub(super) pending: BTreeMap<(Text, usize), (Pending, Rc<Person<'t>>)>,
    /// What has expired and can still be renewed; and how many of these are beyond the first few by person.
    pub(super) late: BTreeMap<(Text, CredentialId), (LateHolding, Rc<Person<'t>>)>,
    pub(super) more_late: usize,
    /// Credentials that some match names, one bit each; where positions are asked for, all of them.
    asked: Box<[u64]>,
    /// The same with all that must be held before.
    matter: Box<[u64]>,
    /// For each credential, the blocks that name it, one bit each.
    pub(super) touches: Vec<Box<[u64]>>,
    /// Blocks about everybody or about positions.
    pub(super) always: Box<[u64]>,
    /// The day of the check and the last one looked ahead to.
    pub(super) window: (LastDay, LastDay),
    /// Once every match has its nearest people: nobody from this id on can be nearer.
    pub(super) near_through: Option<Text>,
    /// Who was seen last, and whether everybody came in the order of their ids.
    pub(super) before: String,
    pub(super) in_order: bool,
    /// Of the person at hand: the blocks they can matter to, and the last days for one of them.
    pub(super) touched: Box<[u64]>,
    pub(super) key: Vec<LastDay>,
}

/// Items that are judged together, and the people who matter to them.
pub(super) struct Block<'r, 't> {
    /// Which requirement it belongs to.
    pub(super) requirement: usize,
    /// Its items, by their place in the requirement.
    pub(super) items: Vec<Part<'r>>,
    pub(super) slots: Vec<Slot<'t>>,
    /// People by their last days, while they go by.
    pub(super) tally: HashMap<Box<[LastDay]>, PersonClass<'t>, RandomState>,
    /// The same in order, once all have.
    pub(super) classes: BTreeMap<Box<[LastDay]>, PersonClass<'t>>,
}

/// An item of a block.
pub(super) struct Part<'r> {
    pub(super) number: usize,
    pub(super) item: &'r Item,
    /// Its first slot; those of its sub-minimums, gates and lines follow.
    pub(super) slot: usize,
}

/// A match of a block.
pub(super) struct Slot<'t> {
    pub(super) matcher: Matcher,
    /// Whether it depends on a person's positions.
    about_positions: bool,
    /// How long a holding must still last.
    pub(super) valid_for: Option<Period>,
    /// Where that is told in months: for each day looked at, through which day a holding must last.
    ends: Vec<LastDay>,
    /// The slot that must be met as well.
    pub(super) within: Option<usize>,
    /// Those who lack least, where not everybody is remembered: how much, who.
    pub(super) near: Vec<(usize, Rc<Person<'t>>)>,
}

impl<'r, 't> Checklist<'r, 't> {
    pub(super) fn new(question: &Question<'r>) -> Self {
        let Question {
            requirements,
            catalog,
            as_of,
            until,
            options,
        } = *question;
        let mut checklist = Self {
            requirements,
            catalog,
            as_of,
            until,
            options,
            renewers: Renewers::new(catalog),
            blocks: Vec::new(),
            people: 0,
            pending: BTreeMap::new(),
            late: BTreeMap::new(),
            more_late: 0,
            asked: vec![0; catalog.credentials.len().div_ceil(64)].into_boxed_slice(),
            matter: Box::default(),
            touches: Vec::new(),
            always: Box::default(),
            window: (LastDay::from(as_of), LastDay::from(until)),
            near_through: None,
            before: String::new(),
            in_order: true,
            touched: Box::default(),
            key: Vec::new(),
        };
        for (at, requirement) in requirements.iter().enumerate() {
            for (number, item) in requirement.items.iter().enumerate() {
                checklist.put(at, number, item);
            }
        }
        checklist.mark_blocks();
        checklist.mark_prerequisites();
        checklist.mark_renewers();
        checklist
    }

    /// Puts an item into the block of its group, or one of its own.
    fn put(&mut self, requirement: usize, number: usize, item: &'r Item) {
        let own = group(item);
        let same = |block: &Block<'_, '_>| {
            let other = block.items.first().and_then(|part| group(part.item));
            block.requirement == requirement && own.is_some() && other == own
        };
        let home = self.blocks.iter().position(same).unwrap_or_else(|| {
            let (items, slots, tally, classes) = Default::default();
            self.blocks.push(Block {
                requirement,
                items,
                slots,
                tally,
                classes,
            });
            self.blocks.len() - 1
        });
        let slot = self.blocks[home].slots.len();
        let slots = self.slots(item, slot);
        self.blocks[home].slots.extend(slots);
        self.blocks[home].items.push(Part { number, item, slot });
    }

    /// Which credentials matter to which blocks.
    fn mark_blocks(&mut self) {
        let none: Box<[u64]> = vec![0; self.blocks.len().div_ceil(64)].into();
        self.touches = vec![none.clone(); self.catalog.credentials.len()];
        (self.always, self.touched) = (none.clone(), none);
        for (at, block) in self.blocks.iter().enumerate() {
            if block.is_every() || block.slots.iter().any(|slot| slot.about_positions) {
                set(&mut self.always, at);
            }
            for slot in &block.slots {
                if slot.about_positions {
                    self.asked.fill(u64::MAX);
                }
                for number in slot
                    .matcher
                    .sets()
                    .into_iter()
                    .flat_map(Set::numbers)
                    .map(usize::from)
                {
                    set(&mut self.asked, number);
                    set(&mut self.touches[number], at);
                }
            }
        }
    }

    /// What must be held before what matters matters too: it tells what somebody lacks.
    fn mark_prerequisites(&mut self) {
        self.matter.clone_from(&self.asked);
        let mut open: Vec<usize> = (0..self.catalog.credentials.len())
            .filter(|at| has(&self.matter, *at))
            .collect();
        while let Some(at) = open.pop() {
            let before = &self.catalog.credentials[at].prerequisites;
            for id in before
                .credentials
                .as_slice()
                .iter()
                .chain(before.any_of.as_slice())
            {
                if let Ok(at) = self
                    .catalog
                    .credentials
                    .binary_search_by(|credential| credential.id.cmp(id))
                    && !has(&self.matter, at)
                {
                    set(&mut self.matter, at);
                    open.push(at);
                }
            }
        }
    }

    /// What renews what matters matters too: it tells when that expires.
    fn mark_renewers(&mut self) {
        let numbers = 0..u16::try_from(self.catalog.credentials.len()).unwrap_or(u16::MAX);
        let concerned: Vec<u16> = numbers
            .filter(|number| self.cares_for(*number))
            .flat_map(|number| self.renewers.concerned(self.catalog, number))
            .collect();
        for number in concerned {
            set(&mut self.matter, usize::from(number));
        }
    }

    /// The matches of an item: the main one first, then sub-minimums, or gates and lines.
    fn slots(&self, item: &Item, first: usize) -> Vec<Slot<'t>> {
        let valid_for = self.options.valid_for.or(item.valid_for);
        let least = item.least(self.options.least_evidence);
        let slot = |matcher: Matcher, within| Slot {
            about_positions: matcher.asks_positions(),
            ends: self.ends(valid_for),
            near: Vec::new(),
            matcher,
            valid_for,
            within,
        };
        let of =
            |matching: &Match, within| slot(Matcher::new(matching, least, self.catalog), within);
        match &item.demand {
            Demand::People(seats) => {
                let subs = seats
                    .of_which
                    .iter()
                    .map(|(_, matching)| of(matching, Some(first)));
                std::iter::once(of(&seats.matching, None))
                    .chain(subs)
                    .collect()
            }
            Demand::Credentials { matching, .. } => {
                vec![slot(Matcher::holds(matching, least, self.catalog), None)]
            }
            Demand::Every { matching, .. } => vec![of(matching, None)],
            Demand::Score(score) => {
                let gates = score.gates.iter().map(|(_, matching)| of(matching, None));
                gates
                    .chain(score.each.iter().map(|line| of(&line.matching, None)))
                    .collect()
            }
        }
    }

    /// For each day of the window, through which day a holding must last for so many months to be left.
    fn ends(&self, valid_for: Option<Period>) -> Vec<LastDay> {
        let Some(Period::Months(months)) = valid_for else {
            return Vec::new();
        };
        let days = std::iter::successors(Some(self.as_of), |day| {
            (*day < self.until).then(|| day.saturating_add(1.day()))
        });
        days.map(|day| LastDay::from(months_later(day, i64::from(months))))
            .collect()
    }

    /// The day of the check, as a last day compares to it.
    pub(super) fn today(&self) -> LastDay {
        self.window.0
    }

    /// Whether some match depends on people's positions.
    pub(super) fn asks_positions(&self) -> bool {
        let mut slots = self.blocks.iter().flat_map(|block| &block.slots);
        slots.any(|slot| slot.about_positions)
    }

    /// Whether some match asks for this credential.
    pub(super) fn asks_for(&self, number: u16) -> bool {
        has(&self.asked, usize::from(number))
    }

    /// Whether a holding of this credential can matter.
    pub(super) fn cares_for(&self, number: u16) -> bool {
        has(&self.matter, usize::from(number))
    }
}

impl Block<'_, '_> {
    /// Whether it is about everybody, not about some.
    pub(super) fn is_every(&self) -> bool {
        matches!(
            self.items.first().map(|part| &part.item.demand),
            Some(Demand::Every { .. })
        )
    }
}

impl Slot<'_> {
    /// The matcher as it stands for one person.
    pub(super) fn matcher_of(
        &self,
        view: &View<'_, '_>,
        catalog: &Catalog,
        as_of: Date,
    ) -> std::borrow::Cow<'_, Matcher> {
        if self.about_positions {
            std::borrow::Cow::Owned(self.matcher.of(view, catalog, as_of))
        } else {
            std::borrow::Cow::Borrowed(&self.matcher)
        }
    }

    /// The last day of the window on which enough is left of a holding. Lapsed before the window is lapsed, and what
    /// lasts beyond it lasts.
    pub(super) fn clamp(&self, last: LastDay, (today, until): (LastDay, LastDay)) -> LastDay {
        let day = if self.ends.is_empty() {
            last.less(self.valid_for)
        } else {
            match self.ends.partition_point(|end| *end <= last).checked_sub(1) {
                None => LastDay::NOT_AT_ALL,
                Some(days) => today.plus(days),
            }
        };
        match day {
            _ if day < today => LastDay::NOT_AT_ALL,
            _ if day >= until => LastDay::NEVER,
            _ => day,
        }
    }

    /// Through which day a holding must last to count today.
    pub(super) fn needed_until(&self, today: LastDay) -> LastDay {
        match (self.ends.first(), self.valid_for) {
            (Some(end), _) => *end,
            (None, Some(Period::Days(days))) => today.plus(usize::from(days)),
            (None, _) => today,
        }
    }
}

/// Whether a bit is set.
pub(super) fn has(bits: &[u64], at: usize) -> bool {
    bits.get(at / 64)
        .is_some_and(|word| word >> (at % 64) & 1 == 1)
}

fn set(bits: &mut [u64], at: usize) {
    bits[at / 64] |= 1 << (at % 64);
}

/// The exclusive group of an item.
pub(super) fn group(item: &Item) -> Option<Text> {
    match &item.demand {
        Demand::People(seats) => seats.exclusive.clone(),
        _ => None,
    }
}
