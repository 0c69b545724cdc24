//! Requirements made ready for many people: who matters the same way is counted together.
//!
//! Items that compete for people (seats of one exclusive group) form one block, every other item a block of its own. For
//! each block a person comes down to one last day for each of its matches; people with the same days are one class. So
//! a million people stay a small problem.

use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::ToSpan;
use jiff::civil::Date;

use super::day::Last;
use super::person::{Person, View};
use super::test::Test;
use super::{Options, Question};
use crate::catalog::Catalog;
use crate::catalog::quantity::Period;
use crate::catalog::text::Text;
use crate::cost::schedule::later;
use crate::requirement::{Demand, Item, Match, Requirement, Whom};

/// Most people of a class that are remembered where not all are.
const FEW: usize = 1_000;
/// People among whom the nearest to a match are looked for.
pub(super) const NEAR: usize = 40;

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
    /// Credentials that some match names, one bit each; where positions are asked for, all of them.
    asked: Box<[u64]>,
    /// The same with all that must be held before.
    matter: Box<[u64]>,
    /// The day of the check and the last one looked ahead to.
    window: (Last, Last),
    key: Vec<Last>,
    /// Once every match has its nearest people: nobody from this id on can be nearer.
    near_through: Option<Text>,
}

/// Items that are judged together, and the people who matter to them.
pub(super) struct Block<'r, 't> {
    /// Which requirement it belongs to.
    pub(super) requirement: usize,
    /// Its items, by their place in the requirement.
    pub(super) items: Vec<Part<'r>>,
    pub(super) slots: Vec<Slot<'t>>,
    /// Credentials that its matches name, one bit each.
    asked: Box<[u64]>,
    /// Whether one of them depends on a person's positions.
    about_positions: bool,
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
pub(super) struct Slot<'t> {
    pub(super) test: Test,
    /// Whether it depends on a person's positions.
    about_positions: bool,
    /// How long a holding must still last.
    pub(super) valid_for: Option<Period>,
    /// Where that is told in months: for each day looked at, through which day a holding must last.
    ends: Vec<Last>,
    /// The slot that must be met as well.
    within: Option<usize>,
    /// Those who lack least, where not everybody is remembered: how much, who.
    near: Vec<(usize, Rc<Person<'t>>)>,
}

/// People with the same last days.
#[derive(Default)]
pub(super) struct Class<'t> {
    pub(super) count: u32,
    /// The first of them by id; all of them unless only a few are kept.
    pub(super) members: Vec<Rc<Person<'t>>>,
}

/// How many people are remembered by name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    All,
    /// Those who may fill something, up to a bound, and the nearest to each match.
    Few,
}

impl<'r, 't> Checklist<'r, 't> {
    pub(super) fn new(question: &Question<'r>) -> Self {
        let Question { requirements, catalog, as_of, until, options } = *question;
        let mut checklist = Self {
            requirements,
            catalog,
            as_of,
            until,
            options,
            blocks: Vec::new(),
            people: 0,
            asked: vec![0; catalog.credentials.len().div_ceil(64)].into_boxed_slice(),
            matter: Box::default(),
            window: (Last::from(as_of), Last::from(until)),
            key: Vec::new(),
            near_through: None,
        };
        for (at, requirement) in requirements.iter().enumerate() {
            for (number, item) in requirement.items.iter().enumerate() {
                checklist.put(at, number, item);
            }
        }
        checklist.mark_prerequisites();
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
            let asked = vec![0; self.asked.len()].into_boxed_slice();
            let (items, slots, classes) = (Vec::new(), Vec::new(), BTreeMap::new());
            self.blocks.push(Block { requirement, items, slots, asked, about_positions: false, classes });
            self.blocks.len() - 1
        });
        let slot = self.blocks[home].slots.len();
        let slots = self.slots(item, slot);
        for slot in &slots {
            if slot.about_positions {
                self.asked.fill(u64::MAX);
                self.blocks[home].about_positions = true;
            }
            for set in slot.test.sets() {
                set.mark(&mut self.asked);
                set.mark(&mut self.blocks[home].asked);
            }
        }
        self.blocks[home].slots.extend(slots);
        self.blocks[home].items.push(Part { number, item, slot });
    }

    /// What must be held before what matters matters too: it tells what somebody lacks.
    fn mark_prerequisites(&mut self) {
        self.matter.clone_from(&self.asked);
        let mut open: Vec<usize> = (0..self.catalog.credentials.len()).filter(|at| has(&self.matter, *at)).collect();
        while let Some(at) = open.pop() {
            let before = &self.catalog.credentials[at].prerequisites;
            for id in before.credentials.as_slice().iter().chain(before.any_of.as_slice()) {
                if let Ok(at) = self.catalog.credentials.binary_search_by(|one| one.id.cmp(id))
                    && !has(&self.matter, at)
                {
                    self.matter[at / 64] |= 1 << (at % 64);
                    open.push(at);
                }
            }
        }
    }

    /// The matches of an item: the main one first, then sub-minimums, or gates and lines.
    fn slots(&self, item: &Item, first: usize) -> Vec<Slot<'t>> {
        let valid_for = self.options.valid_for.or(item.valid_for);
        let least = item.evidence.max(self.options.least_evidence);
        let slot = |test: Test, within| Slot {
            about_positions: test.asks_positions(),
            ends: self.ends(valid_for),
            near: Vec::new(),
            test,
            valid_for,
            within,
        };
        let of = |matching: &Match, within| slot(Test::new(matching, least, self.catalog), within);
        match &item.demand {
            Demand::People(seats) => {
                let subs = seats.of_which.iter().map(|(_, matching)| of(matching, Some(first)));
                std::iter::once(of(&seats.matching, None)).chain(subs).collect()
            }
            Demand::Credentials { matching, .. } => vec![slot(Test::holds(matching, least, self.catalog), None)],
            Demand::Every { matching, .. } => vec![of(matching, None)],
            Demand::Score(score) => {
                let gates = score.gates.iter().map(|(_, matching)| of(matching, None));
                gates.chain(score.each.iter().map(|line| of(&line.matching, None))).collect()
            }
        }
    }

    /// For each day of the window, through which day a holding must last for so many months to be left.
    fn ends(&self, valid_for: Option<Period>) -> Vec<Last> {
        let Some(Period::Months(months)) = valid_for else { return Vec::new() };
        let days =
            std::iter::successors(Some(self.as_of), |day| (*day < self.until).then(|| day.saturating_add(1.day())));
        days.map(|day| Last::from(later(day, i64::from(months)))).collect()
    }

    /// The day of the check, as a last day compares to it.
    pub(super) fn today(&self) -> Last {
        self.window.0
    }

    /// Whether some match asks for this credential.
    pub(super) fn asks_for(&self, number: u16) -> bool {
        has(&self.asked, usize::from(number))
    }

    /// Whether a holding of this credential can matter.
    pub(super) fn cares_for(&self, number: u16) -> bool {
        has(&self.matter, usize::from(number))
    }

    /// Takes note of a person.
    pub(super) fn add(&mut self, view: &View<'_, 't>, kept: Kept) {
        self.people += 1;
        let mut person: Option<Rc<Person<'t>>> = None;
        let noting = kept == Kept::Few && self.near_through.is_none_or(|worst| view.id < &*worst);
        for block in &mut self.blocks {
            let every = block.is_every();
            if !every && !noting && !block.is_touched_by(view) {
                continue;
            }
            let concerned = block.key(view, self.catalog, self.window, self.as_of, &mut self.key);
            if !concerned {
                continue;
            }
            if noting && !every {
                block.note_near(view, &self.key, self.window.0, &mut person);
            }
            if !every && self.key.iter().all(|last| *last == Last::NOT_AT_ALL) {
                continue;
            }
            let most = if kept == Kept::All { usize::MAX } else { block.few() };
            let class = match block.classes.get_mut(self.key.as_slice()) {
                Some(class) => class,
                None => block.classes.entry(self.key.as_slice().into()).or_default(),
            };
            class.count = class.count.saturating_add(1);
            // Rosters are mostly in the order of their ids.
            let last = class.members.last().is_none_or(|last| &*last.id < view.id);
            if last && class.members.len() >= most {
                continue;
            }
            let search = || class.members.partition_point(|other| &*other.id < view.id);
            let place = if last { class.members.len() } else { search() };
            if place < most {
                let person = person.get_or_insert_with(|| Rc::new(view.to_person()));
                class.members.insert(place, Rc::clone(person));
                class.members.truncate(most);
            }
        }
        if noting {
            let blocks = self.blocks.iter().filter(|block| !block.is_every());
            let worst = blocks.flat_map(|block| &block.slots).map(|slot| match slot.near.get(NEAR - 1) {
                Some((1, worst)) => Some(worst.id),
                _ => None,
            });
            self.near_through = worst.collect::<Option<Vec<Text>>>().and_then(|worst| worst.into_iter().max());
        }
    }

    /// The people noted as near to some match, by id.
    pub(super) fn take_near(&mut self) -> Vec<Person<'t>> {
        let slots = self.blocks.iter_mut().flat_map(|block| &mut block.slots);
        let all = slots.flat_map(|slot| std::mem::take(&mut slot.near));
        let all: BTreeMap<Text, Rc<Person<'t>>> = all.map(|(_, person)| (person.id, person)).collect();
        all.into_values().map(|person| Person::clone(&person)).collect()
    }

    /// Whether people are left unnamed who might be shown.
    pub(super) fn names_cut(&self) -> bool {
        let large = self.blocks.iter().filter(|block| block.few() == FEW);
        large.flat_map(|block| block.classes.values()).any(|class| class.members.len() < class.count as usize)
    }
}

impl<'t> Block<'_, 't> {
    /// Whether a holding of a person can matter to it.
    fn is_touched_by(&self, view: &View<'_, 't>) -> bool {
        self.about_positions || view.holds.iter().any(|one| has(&self.asked, usize::from(one.number)))
    }

    fn is_every(&self) -> bool {
        matches!(self.items.first().map(|part| &part.item.demand), Some(Demand::Every { .. }))
    }

    /// How many people of a class can be needed by name.
    fn few(&self) -> usize {
        let needed = self.items.iter().map(|part| match &part.item.demand {
            Demand::People(seats) => seats.needed as usize,
            Demand::Credentials { needed, .. } => *needed as usize,
            Demand::Every { .. } | Demand::Score(_) => FEW,
        });
        needed.sum::<usize>().min(FEW)
    }

    /// The last days of a person for this block, as far as the window tells them apart. False where it does not concern
    /// the person.
    fn key(
        &self,
        view: &View<'_, 't>,
        catalog: &Catalog,
        window: (Last, Last),
        as_of: Date,
        key: &mut Vec<Last>,
    ) -> bool {
        key.clear();
        let last = |slot: &Slot<'t>| slot.test_of(view, catalog, as_of).last(view.holds);
        match self.items.first().map(|part| &part.item.demand) {
            Some(Demand::Every { whom, .. }) => {
                let concerned = match whom {
                    Whom::All => true,
                    Whom::Role(role) => view.has_role(role),
                    Whom::Position(table) => view.positions(*table, as_of).next().is_some(),
                };
                key.extend(self.slots.iter().filter(|_| concerned).map(|slot| slot.clamp(last(slot), window)));
                concerned
            }
            Some(Demand::Credentials { .. }) => {
                for slot in self.slots.iter().filter(|slot| slot.test.touches(view.holds)) {
                    let each = slot.test.each(view.holds);
                    key.extend(each.into_iter().map(|one| slot.clamp(one.last, window)));
                }
                true
            }
            _ => {
                for slot in &self.slots {
                    let within = slot.within.and_then(|at| key.get(at).copied()).unwrap_or(Last::NEVER);
                    let own = if within == Last::NOT_AT_ALL { within } else { slot.clamp(last(slot), window) };
                    key.push(own.min(within));
                }
                true
            }
        }
    }

    /// Remembers a person who lacks little of a match.
    fn note_near(&mut self, view: &View<'_, 't>, key: &[Last], today: Last, person: &mut Option<Rc<Person<'t>>>) {
        // Of credentials anybody may earn one more.
        let counted = matches!(self.items.first().map(|part| &part.item.demand), Some(Demand::Credentials { .. }));
        for (at, slot) in self.slots.iter_mut().enumerate() {
            if !counted && key.get(at).is_some_and(|last| *last != Last::NOT_AT_ALL) {
                continue;
            }
            // Nobody lacks less than one, so a full list of those only takes earlier ids.
            if let Some((1, worst)) = slot.near.get(NEAR - 1)
                && &*worst.id <= view.id
            {
                continue;
            }
            let missing = if counted { 1 } else { slot.test.missing(view.holds, slot.needed_until(today)) };
            let place = slot.near.partition_point(|(other, who)| (*other, &*who.id) < (missing, view.id));
            if place < NEAR {
                let person = person.get_or_insert_with(|| Rc::new(view.to_person()));
                slot.near.insert(place, (missing, Rc::clone(person)));
                slot.near.truncate(NEAR);
            }
        }
    }
}

impl Slot<'_> {
    /// The test as it stands for one person.
    pub(super) fn test_of(&self, view: &View<'_, '_>, catalog: &Catalog, as_of: Date) -> std::borrow::Cow<'_, Test> {
        if self.about_positions {
            std::borrow::Cow::Owned(self.test.of(view, catalog, as_of))
        } else {
            std::borrow::Cow::Borrowed(&self.test)
        }
    }

    /// The last day of the window on which enough is left of a holding. Lapsed before the window is lapsed, and what
    /// lasts beyond it lasts.
    fn clamp(&self, last: Last, (today, until): (Last, Last)) -> Last {
        let day = if self.ends.is_empty() {
            last.less(self.valid_for)
        } else {
            match self.ends.partition_point(|end| *end <= last).checked_sub(1) {
                None => Last::NOT_AT_ALL,
                Some(days) => today.plus(days),
            }
        };
        match day {
            _ if day < today => Last::NOT_AT_ALL,
            _ if day >= until => Last::NEVER,
            _ => day,
        }
    }

    /// Through which day a holding must last to count today.
    pub(super) fn needed_until(&self, today: Last) -> Last {
        match (self.ends.first(), self.valid_for) {
            (Some(end), _) => *end,
            (None, Some(Period::Days(days))) => today.plus(usize::from(days)),
            (None, _) => today,
        }
    }
}

/// Whether a bit is set.
pub(super) fn has(bits: &[u64], at: usize) -> bool {
    bits.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
}

/// The exclusive group of an item.
pub(super) fn group(item: &Item) -> Option<Text> {
    match &item.demand {
        Demand::People(seats) => seats.exclusive,
        _ => None,
    }
}
