//! People taken note of: in each block that concerns them, who has the same last days is counted together.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::checklist::{Block, Checklist, Part, Slot, has};
use super::day::LastDay;
use super::person::{Person, View};
use super::verdict::Verdict;
use crate::base::date::Date;
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::team::requirement::{Demand, Whom};

/// Most people of a class that are remembered where not all are.
const FEW: usize = 1_000;
/// Most people on the way to a credential who are remembered.
const MOST_PENDING: usize = 1_000;
/// People among whom the nearest to a match are looked for.
pub(super) const NEAR: usize = 40;

/// People with the same last days.
#[derive(Default)]
pub(super) struct PersonClass<'t> {
    pub(super) count: u32,
    /// The first of them by id; all of them unless only a few are kept.
    pub(super) members: Vec<Rc<Person<'t>>>,
}

/// How many people are remembered by name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Members {
    All,
    /// Those who may fill something, up to a bound, and the nearest to each match.
    Few,
}

/// Notes what somebody is called whose rows go by.
pub(super) fn note_name(names: &mut BTreeMap<Text, Text>, view: &View<'_, '_>) {
    if let (Some(name), None) = (view.name, view.roster) {
        names.insert(Text::from(view.id), Text::from(name));
    }
}

impl<'t> Checklist<'_, 't> {
    /// Takes note of a person.
    pub(super) fn add(&mut self, view: &View<'_, 't>, kept: Members) {
        self.people += 1;
        let mut person = None;
        self.note_pending(view, &mut person);
        self.note_late(view, &mut person);
        self.in_order &= *self.before < *view.id;
        self.before.clear();
        self.before.push_str(view.id);
        let noting = kept == Members::Few
            && self
                .near_through
                .clone()
                .is_none_or(|worst| view.id < &*worst);
        self.touched.copy_from_slice(&self.always);
        for held in view.holds {
            let own = &self.touches[usize::from(held.number)];
            self.touched
                .iter_mut()
                .zip(own)
                .for_each(|(all, own)| *all |= own);
        }
        for (at, block) in self.blocks.iter_mut().enumerate() {
            // Whom it does not touch may still be near to it.
            if !noting && !has(&self.touched, at) {
                continue;
            }
            if !block.key(view, self.catalog, self.window, self.as_of, &mut self.key) {
                continue;
            }
            if noting {
                block.note_near(view, &self.key, self.window.0, &mut person);
            }
            block.count(view, &self.key, self.in_order, kept, &mut person);
        }
        if noting {
            let blocks = self.blocks.iter().filter(|block| !block.is_every());
            let worst = blocks.flat_map(|block| {
                let most = block.most_near();
                block
                    .slots
                    .iter()
                    .map(move |slot| match slot.near.get(most - 1) {
                        Some((1, worst)) => Some(worst.id.clone()),
                        _ => None,
                    })
            });
            self.near_through = worst
                .collect::<Option<Vec<Text>>>()
                .and_then(|worst| worst.into_iter().max());
        }
    }

    /// Takes note of what a person is on the way to, where some item asks for it.
    fn note_pending(&mut self, view: &View<'_, 't>, person: &mut Option<Rc<Person<'t>>>) {
        for (order, pending) in view.pending.iter().enumerate() {
            let last = self.pending.last_key_value();
            let is_beyond = last.is_some_and(|((last, _), _)| **last < *view.id);
            let is_full = self.pending.len() >= MOST_PENDING;
            if !self.asks_for(pending.number) || (is_full && is_beyond) {
                continue;
            }
            let person = person.get_or_insert_with(|| Rc::new(view.to_person()));
            let key = (person.id.clone(), order);
            self.pending
                .insert(key, (pending.clone(), Rc::clone(person)));
            if self.pending.len() > MOST_PENDING {
                self.pending.pop_last();
            }
        }
    }

    /// Everybody who is remembered, by id.
    pub(super) fn remembered(&self) -> BTreeMap<Text, Rc<Person<'t>>> {
        let near = self.blocks.iter().flat_map(|block| &block.slots);
        let near = near.flat_map(|slot| &slot.near).map(|(_, person)| person);
        let tallies = self.blocks.iter().flat_map(|block| block.tally.values());
        let members = tallies.flat_map(|class| &class.members);
        let pending = self.pending.values().map(|(_, person)| person);
        let late = self.late.values().map(|(_, person)| person);
        near.chain(members)
            .chain(pending)
            .chain(late)
            .map(|person| (person.id.clone(), Rc::clone(person)))
            .collect()
    }

    /// How many holdings have expired and can still be renewed.
    pub(super) fn late_holdings(&self) -> usize {
        self.late.len().saturating_add(self.more_late)
    }

    /// Corrects what only counts, where those were taken note of who are remembered of more people.
    ///
    /// # Errors
    /// What these people and the counts contradict each other in.
    pub(super) fn recount(
        &mut self,
        people: u32,
        late: usize,
        counts: Vec<BTreeMap<Vec<LastDay>, u32>>,
    ) -> Result<(), &'static str> {
        if counts.len() != self.blocks.len() {
            return Err("its classes are of other items");
        }
        for (block, counts) in self.blocks.iter_mut().zip(counts) {
            if counts.len() != block.tally.len() {
                return Err("it does not name somebody of each class");
            }
            let few = block.few();
            let mut all = 0_u32;
            for (key, count) in counts {
                let class = block.tally.get_mut(&*key);
                let class = class.ok_or("it does not name somebody of each class")?;
                if class.members.len() != few.min(count as usize) {
                    return Err("the people of a class are not as many as it says");
                }
                class.count = count;
                let sum = all.checked_add(count).filter(|all| *all <= people);
                all = sum.ok_or("its classes have more people than it has")?;
            }
        }
        self.people = people as usize;
        let more = late.checked_sub(self.late.len());
        self.more_late = more.ok_or("it names more late holdings than it counts")?;
        Ok(())
    }

    /// The people noted as near to some match, by id.
    pub(super) fn take_near(&mut self) -> Vec<Person<'t>> {
        let slots = self.blocks.iter_mut().flat_map(|block| &mut block.slots);
        let all = slots.flat_map(|slot| std::mem::take(&mut slot.near));
        let all: BTreeMap<Text, Rc<Person<'t>>> =
            all.map(|(_, person)| (person.id.clone(), person)).collect();
        all.into_values()
            .map(|person| Person::clone(&person))
            .collect()
    }

    /// Puts the classes in order.
    pub(super) fn sort(&mut self) {
        for block in &mut self.blocks {
            block.classes.extend(block.tally.drain());
        }
    }

    /// The items whose nearest people may be others than those remembered, by requirement and place. To be asked before
    /// these are taken.
    pub(super) fn nearest_in_doubt(&self) -> Vec<(usize, usize)> {
        let blocks = self.blocks.iter();
        let doubtful = blocks.flat_map(|block| {
            let parts = block.items.iter();
            let doubtful = parts.filter(|part| block.may_miss_nearest(part));
            doubtful.map(|part| (block.requirement, part.number))
        });
        doubtful.collect()
    }

    /// Whether a verdict names everybody whom it would name if everybody were remembered.
    pub(super) fn names_all(&self, verdict: &Verdict, in_doubt: &[(usize, usize)]) -> bool {
        let item = |requirement: usize, number: usize| {
            let requirement = verdict.requirements.get(requirement)?;
            requirement.items.get(number)
        };
        let nearest = in_doubt.iter().all(|(requirement, number)| {
            item(*requirement, *number).is_some_and(|item| item.covered)
        });
        let lapses = self.blocks.iter().all(|block| {
            block.items.iter().all(|part| {
                let day = item(block.requirement, part.number).and_then(|item| item.breaks_on);
                day.is_none_or(|day| !block.may_miss_lapses(LastDay::from(day)))
            })
        });
        nearest && lapses && !self.names_cut()
    }

    /// Whether people are left unnamed who might be shown.
    pub(super) fn names_cut(&self) -> bool {
        let large = self.blocks.iter().filter(|block| block.few() == FEW);
        large
            .flat_map(|block| block.classes.values())
            .any(|class| class.members.len() < class.count as usize)
    }
}

impl<'t> Block<'_, 't> {
    /// How many people of a class can be needed by name; at least one.
    fn few(&self) -> usize {
        let needed = self.items.iter().map(|part| match &part.item.demand {
            Demand::People(seats) => seats.needed as usize,
            Demand::Credentials { needed, .. } => *needed as usize,
            Demand::Every { .. } | Demand::Score(_) => FEW,
        });
        needed.sum::<usize>().clamp(1, FEW)
    }

    /// How many people are remembered as near to a match: those who are looked at, and as many as may sit elsewhere.
    fn most_near(&self) -> usize {
        let seated = if self.items.len() > 1 { self.few() } else { 0 };
        NEAR + seated
    }

    /// Whether the nearest to an item may be others than those remembered.
    fn may_miss_nearest(&self, part: &Part<'_>) -> bool {
        let is_full = self
            .slots
            .iter()
            .any(|slot| slot.near.len() >= self.most_near());
        let of_several = match &part.item.demand {
            Demand::People(seats) => !seats.of_which.is_empty(),
            _ => false,
        };
        let sits_elsewhere = self.items.len() > 1 && self.few() == FEW;
        is_full && (of_several || sits_elsewhere)
    }

    /// Whether somebody who is not remembered has something that expires just before a day.
    fn may_miss_lapses(&self, day: LastDay) -> bool {
        self.classes.iter().any(|(key, class)| {
            class.members.len() < class.count as usize
                && key.iter().any(|last| last.next() == Some(day))
        })
    }

    /// The last days of a person for this block, as far as the window tells them apart. False where it does not concern
    /// the person.
    fn key(
        &self,
        view: &View<'_, 't>,
        catalog: &Catalog,
        window: (LastDay, LastDay),
        as_of: Date,
        key: &mut Vec<LastDay>,
    ) -> bool {
        key.clear();
        let last = |slot: &Slot<'t>| slot.matcher_of(view, catalog, as_of).last(view.holds);
        match self.items.first().map(|part| &part.item.demand) {
            Some(Demand::Every { whom, .. }) => {
                let concerned = match whom {
                    Whom::All => true,
                    Whom::Role(role) => view.has_role(role),
                    Whom::Position(table) => view.positions(table, as_of).next().is_some(),
                };
                key.extend(
                    self.slots
                        .iter()
                        .filter(|_| concerned)
                        .map(|slot| slot.clamp(last(slot), window)),
                );
                concerned
            }
            Some(Demand::Credentials { .. }) => {
                for slot in self
                    .slots
                    .iter()
                    .filter(|slot| slot.matcher.touches(view.holds))
                {
                    let each = slot.matcher.each(view.holds);
                    key.extend(
                        each.into_iter()
                            .map(|holding| slot.clamp(holding.last, window)),
                    );
                }
                true
            }
            _ => {
                for slot in &self.slots {
                    let within = slot
                        .within
                        .and_then(|at| key.get(at).copied())
                        .unwrap_or(LastDay::NEVER);
                    let own = if within == LastDay::NOT_AT_ALL {
                        within
                    } else {
                        slot.clamp(last(slot), window)
                    };
                    key.push(own.min(within));
                }
                true
            }
        }
    }

    /// Counts a person among those of the same last days; `in_order` where everybody before has an earlier id.
    fn count(
        &mut self,
        view: &View<'_, 't>,
        key: &[LastDay],
        in_order: bool,
        kept: Members,
        person: &mut Option<Rc<Person<'t>>>,
    ) {
        if !self.is_every() && key.iter().all(|last| *last == LastDay::NOT_AT_ALL) {
            return;
        }
        let most = if kept == Members::All {
            usize::MAX
        } else {
            self.few()
        };
        let class = match self.tally.get_mut(key) {
            Some(class) => class,
            None => self.tally.entry(key.into()).or_default(),
        };
        class.count = class.count.saturating_add(1);
        if in_order && class.members.len() >= most {
            return;
        }
        let before = |other: &Rc<Person<'t>>| &*other.id < view.id;
        let place = if in_order {
            class.members.len()
        } else {
            class.members.partition_point(before)
        };
        if place < most {
            let person = person.get_or_insert_with(|| Rc::new(view.to_person()));
            class.members.insert(place, Rc::clone(person));
            class.members.truncate(most);
        }
    }

    /// Remembers a person who lacks little of a match.
    fn note_near(
        &mut self,
        view: &View<'_, 't>,
        key: &[LastDay],
        today: LastDay,
        person: &mut Option<Rc<Person<'t>>>,
    ) {
        let counted = match self.items.first().map(|part| &part.item.demand) {
            // Those who don't meet an item about everybody are counted anyway.
            Some(Demand::Every { .. }) => return,
            // Of credentials anybody may earn one more.
            Some(Demand::Credentials { .. }) => true,
            _ => false,
        };
        let most = self.most_near();
        for (at, slot) in self.slots.iter_mut().enumerate() {
            if !counted && key.get(at).is_some_and(|last| *last != LastDay::NOT_AT_ALL) {
                continue;
            }
            // Nobody lacks less than one, so a full list of those only takes earlier ids.
            if let Some((1, worst)) = slot.near.get(most - 1)
                && &*worst.id <= view.id
            {
                continue;
            }
            let missing = if counted {
                1
            } else {
                slot.matcher.missing(view.holds, slot.needed_until(today))
            };
            let place = slot
                .near
                .partition_point(|(other, who)| (*other, &*who.id) < (missing, view.id));
            if place < most {
                let person = person.get_or_insert_with(|| Rc::new(view.to_person()));
                slot.near.insert(place, (missing, Rc::clone(person)));
                slot.near.truncate(most);
            }
        }
    }
}
