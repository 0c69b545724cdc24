//! People taken note of: in each block that concerns them, who has the same last days is counted together.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::checklist::{Block, Checklist, Slot, has};
use super::day::LastDay;
use super::person::{Person, View};
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
        for pending in view.pending {
            if self.pending.len() < MOST_PENDING && self.asks_for(pending.number) {
                self.pending
                    .push((Text::from(view.id.to_owned()), pending.clone()));
                note_name(&mut self.names, view);
            }
        }
        self.note_late(view);
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
        let mut person = None;
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
            let worst =
                blocks
                    .flat_map(|block| &block.slots)
                    .map(|slot| match slot.near.get(NEAR - 1) {
                        Some((1, worst)) => Some(worst.id.clone()),
                        _ => None,
                    });
            self.near_through = worst
                .collect::<Option<Vec<Text>>>()
                .and_then(|worst| worst.into_iter().max());
        }
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

    /// Whether people are left unnamed who might be shown.
    pub(super) fn names_cut(&self) -> bool {
        let large = self.blocks.iter().filter(|block| block.few() == FEW);
        large
            .flat_map(|block| block.classes.values())
            .any(|class| class.members.len() < class.count as usize)
    }
}

impl<'t> Block<'_, 't> {
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
        for (at, slot) in self.slots.iter_mut().enumerate() {
            if !counted && key.get(at).is_some_and(|last| *last != LastDay::NOT_AT_ALL) {
                continue;
            }
            // Nobody lacks less than one, so a full list of those only takes earlier ids.
            if let Some((1, worst)) = slot.near.get(NEAR - 1)
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
            if place < NEAR {
                let person = person.get_or_insert_with(|| Rc::new(view.to_person()));
                slot.near.insert(place, (missing, Rc::clone(person)));
                slot.near.truncate(NEAR);
            }
        }
    }
}
